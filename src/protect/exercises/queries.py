"""What the screens of a run show, and what a report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone

from protect.exercises.clock import spoken
from protect.exercises.models import Entry, EntryKind, Exercise, Expected, Inject, Participant, Release, Run
from protect.organisations.models import User
from protect.reference.models import ReferenceSet
from protect.reference.services import newest
from protect.reference.wording import in_language

#: A phone counts as there if it was heard so lately.
THERE_WITHIN = timedelta(seconds=30)
#: Entries that the board of the facilitator lists.
NEWEST = 60


def seen_by(user: Any) -> Any:
    return Exercise.objects.visible_to(user)  # type: ignore[attr-defined]


def templates() -> tuple[ReferenceSet | None, list[dict[str, Any]]]:
    """The newest set of templates, and what it holds in the reader's language."""
    found = next((one for one in newest("exercise_templates") if one.key == "tabletop"), None)
    if found is None:
        return None, []
    content = in_language(found.kind, found.content, found.key)
    return found, list(content["templates"])


@dataclass(frozen=True)
class Line:
    """One message on the board."""

    inject: Inject
    release: Release | None
    due: bool
    next: bool
    #: With the code of its judgement, empty where it is open.
    expected: list[tuple[Expected, str]]
    decisions: list[Entry]
    observations: list[Entry]

    @property
    def released_at(self) -> str:
        return spoken(self.release.clock) if self.release else ""


def lines(run: Run) -> list[Line]:
    """The messages in order, with all that belongs to each."""
    injects = list(run.exercise.injects.select_related("to").prefetch_related("expected"))
    released = {one.inject_id: one for one in run.releases.all()}
    verdicts = dict(run.judgements.values_list("expected_id", "verdict"))
    entries: dict[int, list[Entry]] = {}
    for one in run.entries.filter(inject__isnull=False).select_related("participant__function"):
        entries.setdefault(one.inject_id or 0, []).append(one)
    minute = run.seconds / 60
    waiting = next((one.pk for one in injects if one.pk not in released), None)
    return [
        Line(
            one, released.get(one.pk), one.pk not in released and run.is_live and one.minute <= minute, one.pk == waiting,
            [(each, verdicts.get(each.pk, "")) for each in one.expected.all()],
            [each for each in entries.get(one.pk, ()) if each.kind == EntryKind.DECISION],
            [each for each in entries.get(one.pk, ()) if each.kind == EntryKind.OBSERVATION],
        )
        for one in injects
    ]  # fmt: skip


def newest_entries(run: Run) -> list[Entry]:
    found = run.entries.select_related("participant__function", "inject")
    return list(found.order_by("-pk")[:NEWEST])


def there(run: Run) -> list[tuple[Participant, bool]]:
    """Who joined, and whether the phone was heard lately."""
    since = timezone.now() - THERE_WITHIN
    found = run.participants.filter(removed_at=None).select_related("function")
    return [(one, one.seen_at >= since) for one in found]


def messages_for(participant: Participant) -> list[Release]:
    """What this phone has got, newest first."""
    mine = Q(inject__to=None) | Q(inject__to=participant.function_id)
    return list(participant.run.releases.filter(mine).select_related("inject").order_by("-clock", "-pk"))


def on_projector(run: Run) -> Release | None:
    """The newest message that everybody got."""
    return run.releases.filter(inject__to=None).select_related("inject").order_by("-clock", "-pk").first()


def editable(user: User, exercise: Exercise) -> bool:
    return exercise.is_draft and user.has_perm("exercises.edit", exercise)
