"""What was collected with Kobo or ODK: the file while it waits for a decision, and which submission became which round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment
from protect.organisations.access import Derived
from protect.reference.models import ReferenceSet
from protect.spaces.models import Space


class ArrivalState(models.TextChoices):
    CHECKED = "checked", _("read, waits for your decision")
    DONE = "done", _("taken in")


class Arrival(Derived):
    """A file of answers to the questions of one space. The file itself is kept only until somebody decided about it."""

    sources = ("space", "assessment")

    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="arrivals")
    assessment = models.ForeignKey(Assessment, null=True, blank=True, on_delete=models.CASCADE, related_name="arrivals")
    question_set = models.ForeignKey(ReferenceSet, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=200)
    file = models.FileField(upload_to="collected/", max_length=200, blank=True)
    # Where a submission does not say it.
    usage_state = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=ArrivalState.choices, default=ArrivalState.CHECKED)
    report = models.JSONField(default=dict)  # see xlsform.answers.Checked; without the cells once it is taken in
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def root(self) -> models.Model:
        return self.assessment or self.space


class Submission(Derived):
    """Which submission of which form a round of questions came from, so that it is recognised when it comes again."""

    sources = ("checklist",)

    checklist = models.OneToOneField("checklists.Checklist", on_delete=models.CASCADE, related_name="submission")
    space = models.ForeignKey(Space, on_delete=models.CASCADE, related_name="+")
    arrival = models.ForeignKey(Arrival, null=True, on_delete=models.SET_NULL, related_name="submissions")
    instance_id = models.CharField(max_length=100)
    form_version = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "instance_id"], name="submission_once_per_space"),
        ]

    def __str__(self) -> str:
        return self.instance_id
