"""Measures on offer for a study: chosen for its weak points already, best matches of the catalogue, evaluated solutions."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from protect.assessments.models import Decision, Vulnerability
from protect.catalogue.models import Entry
from protect.catalogue.queries import published
from protect.evaluations.models import Candidate as Evaluated
from protect.evaluations.models import Decision as Choice
from protect.evaluations.models import Selected
from protect.organisations.markings import Marking
from protect.portfolios.models import Study
from protect.treatments.queries import chosen_for, need_of, proposals

#: Proposals of the catalogue for each weak point.
EACH = 5
SOLUTIONS = 50
#: The latest decisions of evaluations.
LOOKED_AT = 200


def entries_for(study: Study, reader: Any, text: str = "") -> Any:
    """Entries as a queryset in a fixed order: those chosen for a weak point, then the best matches; with ``text`` those that
    have it in their name. Only what may be copied into a study."""
    open_to_it = Q(marking=Marking.CLEAR) | Q(organisation=study.organisation)
    some = (
        published(reader)
        .filter(open_to_it, information_only=False)
        .exclude(pk__in=study.candidates.filter(entry__isnull=False).values("entry"))
    )
    if text:
        return some.filter(name__icontains=text).order_by("name", "pk")
    keys: set[int] = set()
    for weak in _weak_points(study):
        chosen = [one.entry for one in chosen_for(weak, reader)]
        found, _count = proposals(need_of(weak), reader, chosen)
        keys |= {one.pk for one in chosen} | {one.entry.pk for one in found[:EACH]}
    return some.filter(pk__in=keys).order_by("name", "pk")


def chosen_keys(study: Study, reader: Any) -> list[int]:
    """Entries that were chosen for a weak point of the study: ticked to begin with."""
    return sorted({one.entry_id for weak in _weak_points(study) for one in chosen_for(weak, reader)})


def _weak_points(study: Study) -> list[Vulnerability]:
    found = Vulnerability.objects.filter(assessment__in=study.grounds.values("assessment"), decision=Decision.TREAT)
    return list(found.select_related("assessment__space", "assessment__threat_types").prefetch_related("scenarios"))


def solutions_for(study: Study, reader: Any) -> Any:
    seen: Any = Selected.objects.visible_to(reader).filter(withdrawn_at=None)  # type: ignore[attr-defined]
    seen = seen.exclude(pk__in=study.candidates.filter(selected__isnull=False).values("selected"))
    return seen.filter(pk__in=list(seen.values_list("pk", flat=True)[:SOLUTIONS])).order_by("name", "pk")


def evaluated_for(study: Study, reader: Any) -> Any:
    """Solutions that the own organisation chose in its last decision of an evaluation, of what the reader sees.

    Of an evaluation that only named people read nothing is copied: a study may be shown to others.
    """
    decisions: Any = Choice.objects.visible_to(reader)  # type: ignore[attr-defined]
    decisions = decisions.filter(evaluation__organisation=study.organisation).select_related("evaluation__call")
    last: dict[int, Choice] = {}
    for one in decisions.prefetch_related("chosen")[:LOOKED_AT]:
        last.setdefault(one.evaluation_id, one)
    keys = [
        each.pk for one in last.values() if one.evaluation.effective_marking != Marking.RED for each in one.chosen.all()
    ]
    seen: Any = Evaluated.objects.visible_to(reader)  # type: ignore[attr-defined]
    seen = seen.exclude(pk__in=study.candidates.filter(evaluated__isnull=False).values("evaluated"))
    # What is on the public list already is taken from there.
    listed = Selected.objects.filter(withdrawn_at=None).values("candidate")
    return seen.filter(pk__in=keys).exclude(pk__in=listed).select_related("evaluation").order_by("name", "pk")


def evaluation_of(candidate: Any, reader: Any) -> Any:
    """The evaluation that chose it, for those who read it; else None."""
    seen: Any = Evaluated.objects.visible_to(reader)  # type: ignore[attr-defined]
    found = seen.filter(pk=candidate.evaluated_id).select_related("evaluation").first()
    return found.evaluation if found is not None else None


def entry_of(candidate: Any, reader: Any) -> Entry | None:
    """The entry that a candidate was taken from, if the reader may see it."""
    seen: Any = Entry.objects.visible_to(reader)  # type: ignore[attr-defined]
    found: Entry | None = seen.filter(pk=candidate.entry_id).first()
    return found
