"""The plan: begun empty or from a template, changed while a draft, made ready, played in one or more runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.exercises import readiness
from protect.exercises.models import Arm, Exercise, Expected, Function, Inject, Run
from protect.exercises.services.joining import fresh_code
from protect.exercises.states import MOVES, State
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.reference.models import ReferenceSet
from protect.reference.wording import in_language

Part = TypeVar("Part", Function, Inject)
MOST_RUNS, MOST_FUNCTIONS, MOST_INJECTS, MOST_EXPECTED = 20, 30, 40, 8


def held(exercise: Exercise) -> Exercise:
    """The row as it is now, locked. Raises ValidationError if its plan does not change now."""
    stored = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if not stored.is_draft:
        raise ValidationError(
            _("This exercise is “%(state)s”; take it back to draft to change the plan.")
            % {"state": State(stored.state).label}
        )
    return stored


@transaction.atomic
def begin(
    organisation: Organisation, title: str, *, by: User, space: Any = None, template: ReferenceSet | None = None,
    threat: str = "",
) -> Exercise:  # fmt: skip
    """An empty draft, or a copy of the template for ``threat`` in the language of whoever begins it."""
    made = Exercise(organisation=organisation, created_by=by)
    content = in_language(template.kind, template.content, template.key) if template is not None else None
    chosen = next((one for one in content["templates"] if one["threat"] == threat), None) if content else None
    values: dict[str, Any] = {"title": title.strip(), "space": space, "threat_type": threat}
    if chosen:
        values |= {
            "template": template, "situation": chosen["situation"], "objectives": "\n".join(chosen["objectives"]),
            "rules": _("“Stop exercise” ends it at once. A real emergency has precedence. Nobody is marked."),
        }  # fmt: skip
    save_changes(made, values)
    if content and chosen:
        functions = {}
        for number, one in enumerate(content["functions"]):
            functions[one["code"]] = Function(exercise=made)
            save_changes(functions[one["code"]], {"label": one["label"], "task": one["task"], "position": number})
        for one in chosen["injects"]:
            inject = Inject(exercise=made)
            values = {name: one[name] for name in ("minute", "title", "text", "channel")}
            save_changes(inject, {**values, "to": functions.get(one.get("to", ""))})
            _expect(inject, one["expected"])
    return made


def _expect(inject: Inject, lines: list[str]) -> None:
    """What is expected, line by line; lines that stay keep their key."""
    there = {one.text: one for one in inject.expected.all()}
    for text, one in there.items():
        if text not in lines:
            audit.record(Verb.DELETED, one)
            one.delete()
    for number, text in enumerate(lines):
        save_changes(there.get(text) or Expected(inject=inject), {"text": text, "position": number})


@transaction.atomic
def change(exercise: Exercise, values: Mapping[str, Any]) -> Exercise:
    stored = held(exercise)
    space, scenario = values.get("space"), values.get("scenario")
    if space is not None and space.organisation_id != stored.organisation_id:
        raise ValidationError({"space": _("Choose a space of the same organisation.")})
    if scenario is not None and scenario.owner_id != stored.organisation_id:
        raise ValidationError({"scenario": _("Choose a scenario of the same organisation.")})
    save_changes(stored, values)
    return stored


@transaction.atomic
def save_function(exercise: Exercise, values: Mapping[str, Any], function: Function | None = None) -> Function:
    stored = held(exercise)
    others = stored.functions.exclude(pk=function.pk if function else None)
    if others.count() >= MOST_FUNCTIONS:
        raise ValidationError(_("There are %(most)d functions already.") % {"most": MOST_FUNCTIONS})
    if others.filter(label=values.get("label", "")).exists():
        raise ValidationError({"label": _("There is a function of this name already.")})
    if function is None:
        function, values = Function(exercise=stored), {**values, "position": others.count()}
    save_changes(function, values)
    return function


@transaction.atomic
def save_inject(
    exercise: Exercise, values: Mapping[str, Any], expected: list[str], inject: Inject | None = None
) -> Inject:
    """``expected``: the decisions that the plans foresee, in order."""
    stored = held(exercise)
    if inject is None:
        if stored.injects.count() >= MOST_INJECTS:
            raise ValidationError(_("There are %(most)d messages already.") % {"most": MOST_INJECTS})
        inject = Inject(exercise=stored)
    to = values.get("to")
    if to is not None and to.exercise_id != stored.pk:
        raise ValidationError({"to": _("Choose a function of this exercise.")})
    lines = list(dict.fromkeys(one.strip() for one in expected if one.strip()))
    if len(lines) > MOST_EXPECTED:
        raise ValidationError({"expected": _("Keep to %(most)d decisions.") % {"most": MOST_EXPECTED}})
    if any(len(one) > 300 for one in lines):
        raise ValidationError({"expected": _("Keep each decision under 300 characters.")})
    save_changes(inject, values)
    _expect(inject, lines)
    return inject


@transaction.atomic
def remove_part(part: Function | Inject) -> None:
    held(part.exercise)
    audit.record(Verb.DELETED, part)
    part.delete()


def _move(exercise: Exercise, verb: str, reason: str = "") -> Exercise:
    stored = Exercise.objects.select_for_update().get(pk=exercise.pk)
    move = MOVES[verb]
    if stored.state not in move.source:
        raise ValidationError(
            _("This exercise is “%(state)s”; that cannot be done with it now.") % {"state": State(stored.state).label}
        )
    save_changes(stored, {"state": move.target, "state_reason": reason}, verb=Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def make_ready(exercise: Exercise) -> Exercise:
    """The plan stands. Raises ValidationError while something is missing."""
    missing = readiness.missing(held(exercise))
    if missing:
        raise ValidationError(missing)
    return _move(exercise, "make_ready")


@transaction.atomic
def back_to_draft(exercise: Exercise) -> Exercise:
    """Raises ValidationError once it was played: both runs must have had the same plan."""
    stored = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if stored.runs.filter(begun_at__isnull=False).exists():
        raise ValidationError(_("It was played already; its plan stays, so that runs can be compared."))
    for one in stored.runs.all():
        audit.record(Verb.DELETED, one)
    stored.runs.all().delete()
    return _move(exercise, "back_to_draft")


@transaction.atomic
def cancel(exercise: Exercise, *, reason: str) -> Exercise:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it does not take place.")})
    if exercise.runs.filter(state__in=("running", "paused")).exists():
        raise ValidationError(_("End the run that is on first."))
    return _move(exercise, "cancel", reason.strip()[:500])


@transaction.atomic
def reopen(exercise: Exercise) -> Exercise:
    """Back to a draft; what was played already keeps its plan, so then back to ready."""
    moved = _move(exercise, "reopen")
    if moved.runs.filter(begun_at__isnull=False).exists():
        return _move(moved, "make_ready")
    return moved


@transaction.atomic
def add_run(exercise: Exercise, arm: str, conditions: str = "", by_clock: bool = False) -> Run:
    """The plan is to be played once more; phones can join from now on."""
    stored = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if stored.state != State.READY:
        raise ValidationError(_("Make the exercise ready first."))
    if arm not in Arm.values:
        raise ValidationError({"arm": _("Choose a line.")})
    count = stored.runs.filter(arm=arm).count()
    if count >= MOST_RUNS:
        raise ValidationError(_("There are %(most)d runs of this line already.") % {"most": MOST_RUNS})
    made = Run(exercise=stored, arm=arm, number=count + 1, **fresh_code())
    save_changes(made, {"conditions": conditions.strip()[:300], "by_clock": by_clock})
    return made


@transaction.atomic
def delete(exercise: Exercise) -> Binned:
    """Into the bin. Raises ValidationError once it was played: what was seen stays."""
    stored = Exercise.objects.select_for_update().get(pk=exercise.pk)
    if stored.runs.filter(begun_at__isnull=False).exists():
        raise ValidationError(_("It was played already and stays."))
    return bin.put(stored, permission="exercises.edit")
