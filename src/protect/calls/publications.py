"""What outsiders read of a call."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Restricted
from protect.organisations.markings import Marking


class Publication(Restricted):
    """The document that was reviewed and signed, as it left. Always TLP:CLEAR; the call behind it is not one of its sources.

    The call itself is named only for the machinery: whoever reads the publication learns nothing of it.
    """

    call = models.OneToOneField("calls.Call", on_delete=models.PROTECT, related_name="publication")
    title = models.CharField(max_length=160)
    document: models.JSONField = models.JSONField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    questions_until = models.DateTimeField()
    answers_until = models.DateTimeField()
    opens_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(marking=Marking.CLEAR.value), name="a_publication_is_public")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        """By the server's clock, and by nobody's click."""
        return self.withdrawn_at is not None or timezone.now() >= self.answers_until

    @property
    def takes_questions(self) -> bool:
        return self.withdrawn_at is None and timezone.now() < self.questions_until
