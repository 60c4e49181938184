"""Candidate measures: from the catalogue, from evaluated solutions, of one's own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.catalogue.models import AspectGroup, Entry
from protect.evaluations.models import Candidate as Evaluated
from protect.evaluations.models import Selected
from protect.evaluations.services.choosing import chosen_last
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Verb
from protect.portfolios import defaults
from protect.portfolios.models import MOST_LEVELS, Candidate, Origin, Study
from protect.portfolios.services.setting_up import held
from protect.reference import terms

#: Of one study; beyond, the search takes minutes.
MOST = 400
NAME = 120

__all__ = ["MOST", "MOST_LEVELS", "add_entries", "add_evaluated", "add_solutions", "remove_candidate", "save_candidate"]


@transaction.atomic
def save_candidate(study: Study, values: Mapping[str, Any], candidate: Candidate | None = None) -> Candidate:
    """Raises ValidationError for costs out of order, a name that is there, and rules that contradict each other."""
    stored = held(study)
    one = candidate or Candidate(study=stored)
    if candidate is None and stored.candidates.count() >= MOST:
        raise ValidationError(_("A study has at most %(most)d candidates.") % {"most": MOST})
    _checked(stored, one, values)
    if candidate is None:
        values = {**values, "position": stored.candidates.count()}
    save_changes(one, values)
    return one


def _checked(study: Study, one: Candidate, values: Mapping[str, Any]) -> None:
    name = str(values.get("name", one.name)).strip()
    if not name:
        raise ValidationError({"name": _("Name the measure.")})
    if study.candidates.filter(name=name).exclude(pk=one.pk).exists():
        raise ValidationError({"name": _("There is a measure of this name already.")})
    for sort, label in (("buy", _("cost to buy")), ("year", _("cost a year"))):
        low, best, high = (
            values.get(f"{sort}_{end}", getattr(one, f"{sort}_{end}")) for end in ("low", "best", "high")
        )
        if best is None and (low is not None or high is not None):
            raise ValidationError({f"{sort}_best": _("Give the best estimate, too.")})
        if best is not None and not (best if low is None else low) <= best <= (best if high is None else high):
            raise ValidationError(
                {f"{sort}_best": _("%(what)s: the best estimate lies between lowest and highest.") % {"what": label}}
            )
    excludes, needs = list(values.get("excludes", ())), list(values.get("needs", ()))
    for name_, some in (("excludes", excludes), ("needs", needs)):
        if any(each.study_id != study.pk or each.pk == one.pk for each in some):
            raise ValidationError({name_: _("Choose other measures of this study.")})
    if {each.pk for each in excludes} & {each.pk for each in needs}:
        raise ValidationError({"needs": _("It cannot need what it rules out.")})
    for code, answer in dict(values.get("openness", {})).items():
        if code not in defaults.CHECKS or answer not in terms.codes("effect_answer"):
            raise ValidationError(_("That is no answer to an openness check."))


@transaction.atomic
def remove_candidate(candidate: Candidate) -> None:
    """With its effects. Raises ValidationError while another one needs it."""
    held(candidate.study)
    needing = candidate.needed_by.first()  # type: ignore[attr-defined]
    if needing is not None:
        raise ValidationError(_("“%(name)s” needs it; change that first.") % {"name": needing})
    audit.record(Verb.DELETED, candidate)
    candidate.delete()


def may_be_copied(study: Study, entry: Entry) -> bool:
    """Words of others that are not public stay where they are: a study may be shown to whom they are not."""
    return entry.is_selectable and (entry.marking == Marking.CLEAR or entry.organisation_id == study.organisation_id)


@transaction.atomic
def add_entries(study: Study, entries: Iterable[Entry]) -> list[Candidate]:
    """Entries of the catalogue, each once, with the estimates of their cost bands and their openness checks."""
    stored = held(study)
    present = set(stored.candidates.values_list("entry_id", flat=True))
    made = []
    for entry in entries:
        if entry.pk in present:
            continue
        if not may_be_copied(stored, entry):
            raise ValidationError(
                _("“%(name)s” cannot be taken in: it stands for information, or its owner has not made it public.")
                % {"name": entry}
            )
        openness = {
            one.code: one.judgement
            for one in entry.aspects.filter(group=AspectGroup.OPENNESS)
            if one.code in defaults.CHECKS
        }
        one = Candidate(study=stored, entry=entry, origin=Origin.ENTRY)
        save_candidate(
            stored,
            {
                "name": _free(stored, str(entry)), "note": entry.shown_summary, **_money("buy", entry.cost_purchase),
                **_money("year", entry.cost_yearly), "guessed": True, "cost_source": _("order of magnitude of the catalogue"),
                "hours": None, "personal_data": entry.personal_data, "openness": openness,
                "threat_types": entry.threat_types, "functions": entry.functions, "position": stored.candidates.count(),
            },
            one,
        )  # fmt: skip
        made.append(one)
    return made


def _money(sort: str, band: str) -> dict[str, int | None]:
    low, best, high = defaults.COSTS.get(band, (None, None, None))
    return {f"{sort}_low": low, f"{sort}_best": best, f"{sort}_high": high}


def _free(study: Study, name: str) -> str:
    """The name, with a number where it is there already."""
    short, number = name[:NAME], 2
    while study.candidates.filter(name=short).exists():
        end = f" ({number})"
        short, number = name[: NAME - len(end)] + end, number + 1
    return short


@transaction.atomic
def add_solutions(study: Study, solutions: Iterable[Selected]) -> list[Candidate]:
    """Solutions that towns selected and published; what they cost here, an offer says."""
    stored = held(study)
    present = set(stored.candidates.values_list("selected_id", flat=True))
    made = []
    for solution in solutions:
        if solution.pk in present:
            continue
        one = Candidate(study=stored, selected=solution, origin=Origin.SOLUTION)
        values = {
            "name": _free(stored, f"{solution.name} ({solution.provider})"), "note": solution.summary[:2000],
            "position": stored.candidates.count(),
        }  # fmt: skip
        save_candidate(stored, values, one)
        made.append(one)
    return made


@transaction.atomic
def add_evaluated(study: Study, solutions: Iterable[Evaluated]) -> list[Candidate]:
    """Solutions that the organisation itself chose in an evaluation, by the name and the words that its evaluators read."""
    stored = held(study)
    present = set(stored.candidates.values_list("evaluated_id", flat=True))
    made = []
    for solution in solutions:
        if solution.pk in present:
            continue
        evaluation = solution.evaluation
        if evaluation.organisation_id != stored.organisation_id or evaluation.effective_marking == Marking.RED:
            raise ValidationError(_("“%(name)s” cannot be taken in: only named people read it.") % {"name": solution})
        if solution.pk not in chosen_last(evaluation):
            raise ValidationError(_("“%(name)s” was not chosen.") % {"name": solution})
        one = Candidate(study=stored, evaluated=solution, origin=Origin.SOLUTION)
        values = {
            "name": _free(stored, solution.name), "note": solution.summary[:2000], "position": stored.candidates.count(),
        }  # fmt: skip
        save_candidate(stored, values, one)
        made.append(one)
    return made
