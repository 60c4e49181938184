"""Captions that wait for their review, and those that somebody asked for."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.captions.models import Manner, Track
from protect.captions.states import State
from protect.organisations import waiting
from protect.organisations.models import Role, User
from protect.organisations.waiting import Waiting

WRITERS = (Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
REVIEWERS = (*WRITERS, Role.EXPERT)


def reviews(person: User) -> list[Waiting]:
    """Written by a person and ready in their eyes; by somebody else, where the organisation asks for four eyes."""
    own = waiting.leading(person, *REVIEWERS)
    if not own:
        return []
    strict = Manner.objects.filter(organisation__in=own, four_eyes=True).values("organisation")
    mine = Q(current__written_by=person, recording__organisation__in=strict)
    found = waiting.seen(Track, person).filter(
        recording__organisation__in=own, state__in=[State.DRAFT, State.MACHINE], current__isnull=False
    )
    found = found.exclude(mine).select_related("recording", "current").order_by("changed_at", "pk")
    return [
        _waiting("captions_review", one, _("nobody has said yet that they are right"), one.current.created_at)
        for one in found[: waiting.MOST]
        if one.current is not None
    ]


def asked(person: User) -> list[Waiting]:
    """Translations and other tracks that somebody asked for and that have not a word, or not all of them."""
    own = waiting.leading(person, *WRITERS)
    if not own:
        return []
    lacking = Q(current=None) | Q(source__isnull=False, untranslated__gt=0) | Q(moved__gt=0)
    found = waiting.seen(Track, person).filter(lacking, recording__organisation__in=own, asked_at__isnull=False)
    return [
        _waiting("captions_asked", one, _("somebody asked for it"), one.asked_at)
        for one in found.select_related("recording").order_by("asked_at", "pk")[: waiting.MOST]
    ]


def _waiting(kind: str, track: Track, why: object, since: object) -> Waiting:
    return Waiting(
        kind, f"{track.recording.title}: {track}", reverse("captions:track", args=[track.pk]), "captions.track", track.pk,
        track.recording.organisation_id, why, waiting.day(since),  # type: ignore[arg-type]
    )  # fmt: skip


def register() -> None:
    waiting.task("captions_review", _("Captions to review"), waiting.RUNNING, reviews)
    waiting.task("captions_asked", _("Captions and translations asked for"), waiting.RUNNING, asked)
