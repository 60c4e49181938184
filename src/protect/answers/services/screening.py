"""Each partner city of a joint call screens the opened answers for itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.answers.models import CityScreening, OpenedAnswer
from protect.answers.rules import screens_for
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User

FIELDS = ("in_scope", "decision", "reason")


@transaction.atomic
def screen_for(
    opened: OpenedAnswer, city: Organisation, values: Mapping[str, Any], *, by: User, first: bool = False
) -> CityScreening:
    """In scope for this city's need, and what follows for its own evaluation, with a reason. ``first``: none was seen yet."""
    stored = OpenedAnswer.objects.select_for_update().select_related("call").get(pk=opened.pk)
    if city not in screens_for(by, stored.call):
        raise PermissionDenied(_("Each city of a joint call screens for itself."))
    found = CityScreening.objects.filter(opened=stored, organisation=city).first()
    if first and found is not None:
        raise ValidationError(_("Somebody of your city has screened this meanwhile; open the page again."))
    found = found or CityScreening(opened=stored, organisation=city)
    values = {name: values[name] for name in FIELDS if name in values}
    decision, reason = values.get("decision", found.decision), values.get("reason", found.reason)
    if decision == OpenedAnswer.Decision.NOT_ADMITTED and not reason.strip():
        raise ValidationError({"reason": _("Say why it does not go on; the provider may ask.")})
    if (
        decision == OpenedAnswer.Decision.ADMITTED
        and values.get("in_scope", found.in_scope) == "no"
        and not reason.strip()
    ):
        raise ValidationError({"reason": _("Something was answered with no; say why it goes on all the same.")})
    save_changes(found, {**values, "screened_by": by, "screened_at": timezone.now()})
    return found
