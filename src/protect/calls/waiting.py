"""Calls to sign and to publish."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.calls.models import Call, Signature
from protect.calls.rules import HANDLING
from protect.calls.states import State
from protect.organisations import waiting
from protect.organisations.access import READING_ROLES, Reach
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting

#: Who handles a call brings it on; these roles read it as reviewers.
SIGNING = READING_ROLES - {Role.VIEWER.value}


def signing(person: User) -> Tasks:
    """In review and not signed by this person: of the own organisation, and of others that shared it for review.

    A signature under an earlier text does not hold; a call that came back into review is asked about again because its
    change is later than the signature.
    """
    reach = Reach.of(person)
    if not reach.is_authority or not any(role in SIGNING for role in reach.roles.values()):
        return []
    signed = Signature.objects.filter(call=OuterRef("pk"), signed_by=person, signed_at__gte=OuterRef("changed_at"))
    found = waiting.seen(Call, person).filter(~Exists(signed), state=State.REVIEW).exclude(submitted_by=person)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "call_signature", one.title, reverse("calls:preview", args=[one.pk]), "calls.call", one.pk,
            one.organisation_id, _("it is in review, and your role signs"), waiting.day(one.changed_at),
        )  # fmt: skip

    return [Asked(found.order_by("changed_at", "pk"), tell, ("title", "organisation_id", "changed_at"))]


def drafts(person: User) -> Tasks:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(Call, person).filter(state=State.DRAFT, organisation__in=own, created_by=person)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "call_draft", one.title, reverse("calls:detail", args=[one.pk]), "calls.call", one.pk,
            one.organisation_id, _("you began it"), waiting.day(one.created_at),
        )  # fmt: skip

    return [Asked(found.order_by("created_at", "pk"), tell, ("title", "organisation_id", "created_at"))]


def register() -> None:
    waiting.task("call_signature", _("Calls to sign"), waiting.CALLING, signing)
    waiting.task("call_draft", _("Calls to finish"), waiting.CALLING, drafts)
