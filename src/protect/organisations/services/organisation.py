"""The organisation itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, OrganisationKind

EDITABLE = ("name", "kind", "country", "contact")


def _checked(values: dict[str, Any], organisation: Organisation | None = None) -> dict[str, Any]:
    wrong = set(values) - set(EDITABLE)
    if wrong:
        raise TypeError(f"not a field of an organisation: {sorted(wrong)}")
    values = {name: value.strip() for name, value in values.items()}
    if "name" in values:
        if not values["name"]:
            raise ValidationError({"name": _("An organisation needs a name.")})
        same = Organisation.objects.filter(name__iexact=values["name"])
        if same.exclude(pk=organisation.pk if organisation else None).exists():
            raise ValidationError({"name": _("There is an organisation of this name already.")})
    if "kind" in values and values["kind"] not in OrganisationKind.values:
        raise ValidationError({"kind": _("Choose one of the kinds offered.")})
    if values.get("country"):
        values["country"] = values["country"].upper()
        if len(values["country"]) != 2 or not values["country"].isalpha():
            raise ValidationError({"country": _("Write the two letters of the country, such as LT or ES.")})
    return values


@transaction.atomic
def create_organisation(values: dict[str, Any], *, is_demonstration: bool = False) -> Organisation:
    """A new organisation, without people yet. Raises ValidationError by field."""
    organisation = Organisation(is_demonstration=is_demonstration)
    save_changes(organisation, _checked(values))
    return organisation


@transaction.atomic
def require_second_factor(organisation: Organisation, required: bool, *, reason: str) -> Organisation:
    """Every member needs a second factor, or no longer. Raises ValidationError without a reason."""
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why; the reason stands in the audit log.")})
    save_changes(organisation, {"requires_second_factor": required}, note=reason[:300])
    return organisation


@transaction.atomic
def change_organisation(organisation: Organisation, values: dict[str, Any]) -> Organisation:
    """Change name, kind, country or contact. The kind decides what TLP:GREEN lets them read: see ``organisations.set_kind``."""
    save_changes(organisation, _checked(values, organisation))
    return organisation
