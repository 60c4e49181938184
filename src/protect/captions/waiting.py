"""Captions that wait for their review, and those that somebody asked for."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.captions.models import Manner, Track, TrackKind
from protect.captions.states import State
from protect.organisations import languages, waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Asked, Tasks, Waiting

WRITERS = (Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
REVIEWERS = (*WRITERS, Role.EXPERT)


def reviews(person: User) -> Tasks:
    """Written by a person and ready in their eyes; by somebody else, where the organisation asks for four eyes."""
    own = waiting.leading(person, *REVIEWERS)
    if not own:
        return []
    strict = Manner.objects.filter(organisation__in=own, four_eyes=True).values("organisation")
    mine = Q(current__written_by=person, recording__organisation__in=strict)
    found = waiting.seen(Track, person).filter(
        recording__organisation__in=own, state__in=[State.DRAFT, State.MACHINE], current__isnull=False
    )
    found = found.exclude(mine).order_by("changed_at", "pk")
    return [_asked("captions_review", found, _("nobody has said yet that they are right"), "current__created_at")]


def asked(person: User) -> Tasks:
    """Translations and other tracks that somebody asked for and that have not a word, or not all of them."""
    own = waiting.leading(person, *WRITERS)
    if not own:
        return []
    lacking = Q(current=None) | Q(source__isnull=False, untranslated__gt=0) | Q(moved__gt=0)
    found = waiting.seen(Track, person).filter(lacking, recording__organisation__in=own, asked_at__isnull=False)
    return [_asked("captions_asked", found.order_by("asked_at", "pk"), _("somebody asked for it"), "asked_at")]


def _asked(kind: str, found: Any, why: Any, since: str) -> Asked:
    def tell(one: Any) -> Waiting:
        track = f"{TrackKind(one.kind).label}, {languages.name_of(one.language)}"
        return Waiting(
            kind, f"{one.title}: {track}", reverse("captions:track", args=[one.pk]), "captions.track", one.pk,
            one.organisation_id, why, waiting.day(one.since),
        )  # fmt: skip

    named = {"title": "recording__title", "organisation_id": "recording__organisation_id", "since": since}
    return Asked(found, tell, ("kind", "language"), named)


def register() -> None:
    waiting.task("captions_review", _("Captions to review"), waiting.RUNNING, reviews)
    waiting.task("captions_asked", _("Captions and translations asked for"), waiting.RUNNING, asked)
