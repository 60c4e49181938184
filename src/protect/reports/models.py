"""What is kept of an approved assessment: its record and its report as files, made once and never altered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment
from protect.organisations.access import Derived


class Sealed(Derived):
    """JSON and PDF of one approved version with the SHA-256 of both, which also stand in the audit trail.

    The row exists from the approval on; the files follow by a job. Nothing writes to them again.
    """

    sources: ClassVar[tuple[str, ...]] = ("assessment",)

    assessment = models.OneToOneField(Assessment, on_delete=models.PROTECT, related_name="sealed")
    json_file = models.FileField(upload_to="sealed/%Y/", max_length=200, blank=True)
    json_sha256 = models.CharField(max_length=64, blank=True)
    pdf_file = models.FileField(upload_to="sealed/%Y/", max_length=200, blank=True)
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    made_at = models.DateTimeField(null=True, blank=True)
    # How often making the files failed, and why the last time.
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("sealed files")

    def __str__(self) -> str:
        return str(_("sealed files"))

    @property
    def is_made(self) -> bool:
        return self.made_at is not None
