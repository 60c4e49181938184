"""Events to sign off before they begin."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting
from protect.overlays import readiness
from protect.overlays.models import EventOverlay, SignOff
from protect.overlays.states import State

#: Overlays in review that are looked into at most.
LOOKED_INTO = 20


def signing(person: User) -> Tasks:
    own = waiting.leading(person, Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR, Role.EXPERT)
    found = waiting.seen(EventOverlay, person).filter(state=State.REVIEW, organisation__in=own)
    signed = SignOff.objects.filter(overlay=OuterRef("pk"), signed_by=person, agrees=True)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "event", one.name, reverse("overlays:detail", args=[one.pk]), "overlays.eventoverlay", one.pk,
            one.organisation_id, _("it is in review, and your role signs"), waiting.day(one.created_at),
            waiting.day(one.begins_at),
        )  # fmt: skip

    fresh = found.filter(~Exists(signed)).order_by("begins_at", "pk")
    known = found.filter(Exists(signed)).prefetch_related("differences", "measures", "signatures")
    return [
        Asked(fresh, tell, ("name", "organisation_id", "created_at", "begins_at")),
        # A signature holds for the overlay as it stood: compared with it as it stands.
        *(
            tell(one)
            for one in known.order_by("begins_at", "pk")[:LOOKED_INTO]
            if person.pk not in readiness.signers(one)
        ),
    ]


def register() -> None:
    waiting.task("event", _("Events to sign off"), waiting.ACTING, signing)
