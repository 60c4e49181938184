"""Events to sign off before they begin."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Waiting
from protect.overlays import readiness
from protect.overlays.models import EventOverlay
from protect.overlays.states import State

#: Overlays in review that are looked into at most.
LOOKED_INTO = 20


def signing(person: User) -> list[Waiting]:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT)
    found = waiting.seen(EventOverlay, person).filter(state=State.REVIEW, organisation__in=own)
    return [
        Waiting(
            "event", one.name, reverse("overlays:detail", args=[one.pk]), "overlays.eventoverlay", one.pk,
            one.organisation_id, _("it is in review, and your role signs"), waiting.day(one.created_at),
            waiting.day(one.begins_at),
        )
        for one in found.order_by("begins_at", "pk")[:LOOKED_INTO]
        # A signature holds for the overlay as it stood: compared with it as it stands.
        if all(each.signed_by_id != person.pk for each in readiness.signatures(one).values())
    ]  # fmt: skip


def register() -> None:
    waiting.task("event", _("Events to sign off"), waiting.ACTING, signing)
