"""A newsletter by e-mail: who wants it, its issues, and to whom each was sent."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core import signing
from django.db import models
from django.utils.translation import gettext_lazy as _

SALT = "newsletters.subscriber"


class Topic(models.TextChoices):
    EVENTS = "events", _("Seminars, webinars and recordings")
    PRACTICES = "practices", _("Good practices and guidelines")
    MARKET = "market", _("Calls and selected solutions")


class Subscriber(models.Model):
    """An address, a language, topics: nothing else is asked. The row goes with the wish.

    The link in each mail is signed and stored nowhere, so that whoever reads the database can act for nobody.
    """

    # The trail outlives the right to know it.
    personal_fields: ClassVar[tuple[str, ...]] = ("email",)

    email = models.EmailField(_("e-mail"), unique=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    topics = models.JSONField(_("topics"), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    bounces = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.audit_name

    @property
    def audit_name(self) -> str:
        return f"subscriber {self.pk}"

    @property
    def link(self) -> str:
        return signing.Signer(salt=SALT).sign(str(self.pk))


class IssueState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SENDING = "sending", _("is being sent")
    SENT = "sent", _("sent")


class Issue(models.Model):
    """One mail to many. ``items`` are kept as they were when it was composed: a mail cannot be taken back either."""

    subject = models.CharField(_("subject"), max_length=150)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="en")
    topic = models.CharField(
        _("for whoever chose"), max_length=20, choices=Topic.choices, blank=True, help_text=_("Empty: for everybody.")
    )
    intro = models.TextField(_("text"), max_length=4000)
    items: Any = models.JSONField(default=list, editable=False)
    state = models.CharField(max_length=10, choices=IssueState.choices, default=IssueState.DRAFT, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sending_since = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_draft(self) -> bool:
        return self.state == IssueState.DRAFT


class Delivery(models.Model):
    """One issue to one address: taken before it is handed to the mail server, so that nobody gets it twice."""

    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="deliveries")
    taken_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issue", "subscriber"], name="one_delivery_an_issue")]

    def __str__(self) -> str:
        return f"{self.issue_id} -> {self.subscriber_id}"
