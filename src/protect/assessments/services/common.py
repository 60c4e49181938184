"""What the services share: refusing changes to what is approved, and saving with an audit entry."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment
from protect.organisations.changes import save_changes

__all__ = ["require_open", "save_changes", "touch"]


def require_open(assessment: Assessment) -> None:
    if not assessment.is_open:
        raise ValidationError(_("This version is approved and read-only. Open a new version to change something."))


def touch(assessment: Assessment) -> None:
    """The assessment counts as changed when a part of it did: lists are sorted by it."""
    assessment.save(update_fields=["changed_at"])
