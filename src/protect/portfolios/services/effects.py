"""Effects: typed into the grid or brought in, proposed from words in common, confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import Confidence, Scenario
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb
from protect.portfolios import defaults
from protect.portfolios.models import MOST_LEVELS, Candidate, Effect, Study
from protect.portfolios.services.setting_up import held

#: Up to so many each change is told by itself; more are told as one.
TOLD = 100
#: (probability, consequence, how sure)
Cell = tuple[int, int, str]


@transaction.atomic
def save_effects(study: Study, cells: Mapping[tuple[int, int], Cell], *, says: str, source: str = "") -> int:
    """``cells``: (candidate, scenario) to what stands there; 0 and 0 take the effect out. Returns how many changed.

    Raises ValidationError for what is no candidate or row of this study.
    """
    stored = held(study)
    candidates = {one.pk: one for one in stored.candidates.all()}
    keys = set(stored.grounds.values_list("assessment_id", flat=True))
    scenarios = {one.pk: one for one in Scenario.objects.filter(assessment__in=keys, applicable=True)}
    present = {(one.candidate_id, one.scenario_id): one for one in Effect.objects.filter(candidate__study=stored)}
    fresh: list[Effect] = []
    changed: list[Effect] = []
    gone: list[Effect] = []
    for key, (probability, consequence, sure) in cells.items():
        if key[0] not in candidates or key[1] not in scenarios:
            raise ValidationError(_("A measure or a row is not of this study any more. Open the grid again."))
        if not (0 <= probability <= MOST_LEVELS and 0 <= consequence <= MOST_LEVELS) or sure not in Confidence.values:
            raise ValidationError(_("An effect lowers a side by 0 to %(most)d levels.") % {"most": MOST_LEVELS})
        one = present.get(key)
        if not probability and not consequence:
            gone += [one] if one is not None else []
            continue
        values = {"probability": probability, "consequence": consequence, "sure": sure}
        told = {**values, "confirmed": True}
        if one is None:
            fresh.append(
                Effect(
                    candidate=candidates[key[0]],
                    scenario=scenarios[key[1]],
                    says=says[:150],
                    source=source[:300],
                    **told,
                )
            )
        elif any(
            getattr(one, name) != value for name, value in values.items()
        ):  # what stands as it was proposed stays so
            one.candidate, one.scenario = candidates[key[0]], scenarios[key[1]]
            changed.append(one)
            one.__dict__["_wanted"] = {**told, "says": says[:150], "source": source[:300] or one.source}
    count = len(fresh) + len(changed) + len(gone)
    if count <= TOLD:
        _one_by_one(fresh, changed, gone)
    else:
        _together(stored, fresh, changed, gone, says)
    return count


def _one_by_one(fresh: list[Effect], changed: list[Effect], gone: list[Effect]) -> None:
    for one in fresh:
        save_changes(one, {})
    for one in changed:
        save_changes(one, one.__dict__.pop("_wanted"))
    for one in gone:
        audit.record(Verb.DELETED, one)
        one.delete()


def _together(study: Study, fresh: list[Effect], changed: list[Effect], gone: list[Effect], says: str) -> None:
    Effect.objects.bulk_create(fresh, batch_size=1000)
    for one in changed:
        for name, value in one.__dict__.pop("_wanted").items():
            setattr(one, name, value)
    Effect.objects.bulk_update(
        changed, ["probability", "consequence", "sure", "confirmed", "says", "source"], batch_size=500
    )
    for begin in range(0, len(gone), 500):
        Effect.objects.filter(pk__in=[one.pk for one in gone[begin : begin + 500]]).delete()
    count = len(fresh) + len(changed) + len(gone)
    told = ngettext("%(count)d effect", "%(count)d effects", count) % {"count": count}
    audit.record(Verb.CHANGED, study, note=f"{told}; {says}"[:300])


@transaction.atomic
def propose(study: Study, candidates: Iterable[Candidate] | None = None) -> int:
    """Effects on rows that count where threat types and functions meet, as proposals. What people wrote stays."""
    from protect.portfolios.queries.field import field_of

    stored = held(study)
    field = field_of(stored)
    some = field.candidates if candidates is None else list(candidates)
    written = set(Effect.objects.filter(candidate__study=stored).values_list("candidate_id", "scenario_id"))
    made = []
    for one in some:
        for row in field.rows:
            found = defaults.proposed(one.threat_types, one.functions, row.threat)
            if found is None or not row.counts or (one.pk, row.pk) in written:
                continue
            made.append(
                Effect(
                    candidate=one, scenario_id=row.pk, probability=found[0], consequence=found[1], sure=Confidence.LOW,
                    confirmed=False, says="", source="",
                )
            )  # fmt: skip
    if made:
        Effect.objects.bulk_create(made, batch_size=1000)
        note = ngettext("%(count)d effect proposed", "%(count)d effects proposed", len(made)) % {"count": len(made)}
        audit.record(Verb.CHANGED, stored, note=note)
    serve(stored, some)
    return len(made)


def serve(study: Study, candidates: Iterable[Candidate]) -> None:
    """Requirements whose functions a measure has, for a row on which it has an effect: taken as served until changed."""
    from protect.portfolios.queries.field import field_of

    field = field_of(study)
    for one in candidates:
        if field.serves.get(one.pk):
            continue
        acts = {scenario for candidate, scenario in field.effects if candidate == one.pk}
        found = [
            aim.pk
            for aim in field.requirements
            if acts & aim.rows and (not aim.functions or set(aim.functions) & set(one.functions))
        ]
        if found:
            one.requirements.add(*found)


@transaction.atomic
def confirm(study: Study, keys: Iterable[tuple[int, int]], *, says: str) -> int:
    """Proposals that somebody looked at and holds to be right, as they stand."""
    stored = held(study)
    wanted = set(keys)
    some: Any = [
        one
        for one in Effect.objects.filter(candidate__study=stored, confirmed=False).select_related(
            "candidate", "scenario"
        )
        if (one.candidate_id, one.scenario_id) in wanted
    ]
    for one in some:
        save_changes(one, {"confirmed": True, "says": says[:150]})
    return len(some)
