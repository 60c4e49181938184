"""The measures that come with the platform, from their versioned reference set into the catalogue.

Every version of the set stays in the table of reference data, frozen once it was loaded here; an entry names the one that
its present wording comes from. What a newer set no longer has is retired, never removed: somebody may have chosen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from protect.catalogue.models import Aspect, AspectGroup, Entry, State
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Verb
from protect.reference import services as reference
from protect.reference.models import ReferenceSet

KIND, KEY = "measure_set", "platform"
COPIED = (
    "name", "summary", "description", "category", "family", "approach", "horizon", "threat_types", "phases", "functions",
    "criteria", "cost_purchase", "cost_yearly", "personal_data", "needs_dpia", "information_only", "helps_when", "helps_not",
    "cost_drivers", "upkeep", "new_weaknesses", "privacy_note",
)  # fmt: skip
GONE = "No longer in the measures of the platform."


@dataclass
class Shipped:
    created: int = 0
    changed: int = 0
    retired: int = 0


@transaction.atomic
def sync() -> Shipped:
    """Bring the catalogue up to the newest set of measures. May run any number of times."""
    found = ReferenceSet.objects.filter(kind=KIND, key=KEY).order_by("-version").first()
    if found is None:
        return Shipped()
    kept = {one.code: one for one in Entry.objects.select_for_update().exclude(code="")}
    if kept and all(one.reference_id == found.pk for one in kept.values() if one.state == State.PUBLISHED):
        _find_again(kept)
        return Shipped()
    measures = {one["code"]: one for one in found.content["measures"]}
    with audit.gathered():
        new = [code for code in measures if code not in kept]
        made = [Entry(code=code, kind="measure", marking=Marking.CLEAR, language="en") for code in new]
        for entry in made:
            _set(entry, measures[entry.code], found)
        kept |= {one.code: one for one in Entry.objects.bulk_create(made)}
        for entry in made:
            audit.record(Verb.IMPORTED, entry)
        for code, measure in measures.items():
            if code not in new:
                save_changes(kept[code], _values(measure, found), verb=Verb.IMPORTED)
        _write_aspects(kept, measures)
        _relate(kept, measures)
        gone = [one for code, one in kept.items() if code not in measures and one.state != State.RETIRED]
        for entry in gone:
            values = {"state": State.RETIRED.value, "retired_at": timezone.now(), "state_reason": GONE}
            save_changes(entry, values, verb=Verb.MOVED_ON)
    reference.freeze(found)
    return Shipped(len(new), len(measures) - len(new), len(gone))


def _values(measure: dict[str, Any], found: ReferenceSet) -> dict[str, Any]:
    return {name: measure[name] for name in COPIED} | {
        "space_categories": measure.get("space_categories", []), "evidence": found.source, "reference": found,
        "state": State.PUBLISHED.value, "version": found.version, "published_at": timezone.now(), "state_reason": "",
        "retired_at": None,
    }  # fmt: skip


def _set(entry: Entry, measure: dict[str, Any], found: ReferenceSet) -> None:
    for name, value in _values(measure, found).items():
        setattr(entry, name, value)


def _write_aspects(kept: dict[str, Entry], measures: dict[str, Any]) -> None:
    """All anew: the set is the record of what they were, and the entry's line in the log tells that it changed."""
    Aspect.objects.filter(entry__in=[kept[code] for code in measures]).delete()
    rows = []
    for code, measure in measures.items():
        for group, field in ((AspectGroup.OPENNESS, "openness"), (AspectGroup.EFFECT, "side_effects")):
            rows += [
                Aspect(entry=kept[code], group=group, code=about, judgement=one["judgement"], note=one["note"])
                for about, one in measure[field].items()
            ]
    Aspect.objects.bulk_create(rows)


def _relate(kept: dict[str, Entry], measures: dict[str, Any]) -> None:
    """Both ways: who is related to one that names it, is. Relations to entries of organisations stay."""
    named = [(code, other) for code, measure in measures.items() for other in measure.get("related", ())]
    pairs = sorted({*named, *((other, code) for code, other in named)})
    through = Entry.related.through
    keys = [one.pk for one in kept.values()]
    through._default_manager.filter(from_entry__in=keys, to_entry__in=keys).delete()
    through._default_manager.bulk_create(
        [through(from_entry_id=kept[one].pk, to_entry_id=kept[other].pk) for one, other in pairs]
    )


def _find_again(kept: dict[str, Entry]) -> None:
    """New translations came with the program: the words by which an entry is found follow them."""
    for entry in kept.values():
        before = entry.words
        if type(entry)._meta.get_field("words").pre_save(entry, False) != before:  # type: ignore[union-attr]
            entry.save(update_fields=["words"])
