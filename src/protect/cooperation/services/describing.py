"""What an authority tells of itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.cooperation.models import Profile
from protect.cooperation.rules import WRITING
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Organisation, User


@transaction.atomic
def describe(organisation: Organisation, values: Mapping[str, Any]) -> Profile:
    """Opt in, change, opt out. ``marking``: authorities (TLP:GREEN) or everybody (TLP:CLEAR)."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)  # one profile, whoever writes it first
    stored = Profile.objects.select_for_update(of=("self",)).filter(organisation=organisation).first()
    profile = stored or Profile(organisation=organisation, marking=Marking.GREEN)
    found = dict(values)
    if found.get("marking", profile.marking) not in (Marking.GREEN, Marking.CLEAR):
        raise ValidationError({"marking": _("Choose who reads it.")})
    if found.get("is_open", profile.is_open):
        for name, text in (
            ("contact", _("Give a shared mailbox.")), ("about", _("Say who you are and what you know.")),
            ("languages", _("Choose at least one language.")),
        ):  # fmt: skip
            if not found.get(name, getattr(profile, name)):
                raise ValidationError({name: text})
    members = Membership.objects.filter(organisation=organisation, role__in=WRITING).values_list("user_id", flat=True)
    if any(one.pk not in set(members) for one in found.get("handlers", ())):
        raise ValidationError({"handlers": _("Choose members of your organisation who may answer.")})
    save_changes(profile, found)
    return profile


def forget_handler(user: User) -> None:
    """With an account goes the note that it gets requests; inside the transaction that deletes."""
    Profile.handlers.through.objects.filter(user=user.pk).delete()
