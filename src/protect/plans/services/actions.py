"""An action: proposed, changed, reported on, its grounds and what it waits for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, Decision, Vulnerability
from protect.assessments.requirements import Requirement
from protect.organisations import audit
from protect.organisations.access import READING_ROLES
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Membership, Organisation, User, Verb
from protect.organisations.services import bin
from protect.plans import origins
from protect.plans.models import Action, Ground
from protect.plans.origins import Source
from protect.plans.states import State
from protect.spaces.models import Space

#: What an editor sets; the rest has verbs of its own.
FIELDS = frozenset(
    {
        "title", "description", "space", "entry", "selected", "responsible", "responsible_name", "partners", "cost_planned",
        "cost_spent", "currency", "funding", "starts_on", "due_on", "progress", "progress_note", "marking",
    }
)  # fmt: skip
#: What the owner of an action reports.
REPORTED = frozenset({"progress", "progress_note", "cost_spent"})
#: More money than any town has; a slip of the keyboard.
MOST_CENTS = 10**14


def held(action: Action) -> Action:
    """The row as it is now, locked."""
    return Action.objects.select_for_update().get(pk=action.pk)


@transaction.atomic
def propose_action(
    organisation: Organisation,
    title: str,
    *,
    by: User | None,
    space: Space | None = None,
    description: str = "",
    requirements: Iterable[Requirement] = (),
    acceptances: Iterable[Vulnerability] = (),
    source: Source | None = None,
    values: Mapping[str, Any] | None = None,
) -> Action:
    """A new action, proposed. Whoever calls has asked the permission ``plans.propose`` on ``organisation``.

    It stands on ``requirements`` or on accepted weak points (``acceptances``), and comes perhaps from a ``source`` of a folder
    above: a lesson, an incident, a portfolio. With a source alone it can be proposed, but is not decided before it stands on
    a requirement or an acceptance. ``values``: further fields (see ``FIELDS``). Raises ValidationError by field.
    """
    if source is not None and not origins.known(source.kind):
        raise ValueError(f"{source.kind} is no known origin; say it at start-up with plans.origins.add.")
    requirements, acceptances = list(requirements), list(acceptances)
    if not requirements and not acceptances and source is None:
        raise ValidationError(
            {"grounds": _("Choose the requirement or the accepted weak point for which this is to be done.")}
        )
    given = {"title": title.strip(), "description": description.strip(), "space": space, **(values or {})}
    made = Action(organisation=organisation, created_by=by)
    assessment = _checked_grounds(made.organisation_id, requirements, acceptances)
    if assessment is not None:
        if given["space"] is not None and given["space"].pk != assessment.space_id:
            raise ValidationError({"space": _("What it stands on is about another space.")})
        given["space"] = assessment.space
        made.assessment = assessment
    _check(made, given)
    if source is not None:
        made.source_kind, made.source_key, made.source_words = source.kind, source.key, source.words[:300]
    save_changes(made, given)
    _write_grounds(made, requirements, acceptances)
    return made


@transaction.atomic
def change_action(action: Action, values: Mapping[str, Any]) -> Action:
    """Raises ValidationError by field where dates, money or owner cannot be."""
    stored = held(action)
    if stored.state == State.VERIFIED:
        raise ValidationError(_("A verified action stays as it is; take the verification back first."))
    if stored.assessment_id is not None and "space" in values and values["space"] != stored.space:
        raise ValidationError({"space": _("What it stands on is about another space.")})
    _check(stored, values)
    save_changes(stored, values)
    return stored


@transaction.atomic
def report(action: Action, values: Mapping[str, Any]) -> Action:
    """How far it is, what was spent, how it goes: all that the owner of an action may say."""
    wrong = set(values) - REPORTED
    if wrong:
        raise TypeError(f"not reported: {sorted(wrong)}")
    stored = held(action)
    if stored.state not in {State.DECIDED, State.PLANNED, State.RUNNING, State.DONE}:
        raise ValidationError(
            _("This action is “%(state)s”; there is nothing to report now.") % {"state": State(stored.state).label}
        )
    _check(stored, values)
    save_changes(stored, values)
    return stored


def _check(action: Action, values: Mapping[str, Any]) -> None:
    wrong = set(values) - FIELDS
    if wrong:
        raise TypeError(f"not a field of an action: {sorted(wrong)}")
    now = {
        name: values.get(name, getattr(action, name))
        for name in FIELDS
        if name not in {"space", "entry", "selected", "responsible"}
    }
    if not str(now["title"]).strip():
        raise ValidationError({"title": _("Say in a few words what is done.")})
    if now["starts_on"] and now["due_on"] and now["due_on"] < now["starts_on"]:
        raise ValidationError({"due_on": _("It is due before it starts.")})
    for name in ("cost_planned", "cost_spent"):
        if now[name] is not None and not 0 <= now[name] <= MOST_CENTS:
            raise ValidationError({name: _("This amount cannot be.")})
    if not 0 <= (now["progress"] or 0) <= 100:
        raise ValidationError({"progress": _("Progress lies between 0 and 100 per cent.")})
    space, responsible = values.get("space"), values.get("responsible")
    if space is not None and space.organisation_id != action.organisation_id:
        raise ValidationError({"space": _("“%(name)s” belongs to another organisation.") % {"name": space}})
    if responsible is not None and responsible.pk != action.responsible_id:
        reading = Membership.objects.filter(
            organisation=action.organisation_id, user=responsible, role__in=READING_ROLES, user__is_active=True
        )
        if not reading.exists():
            raise ValidationError(
                {"responsible": _("Choose somebody of the same organisation who may read the action.")}
            )


@transaction.atomic
def set_grounds(
    action: Action, requirements: Iterable[Requirement] = (), acceptances: Iterable[Vulnerability] = ()
) -> Action:
    """What the action stands on, from now on exactly this. Raises ValidationError where nothing would be left."""
    stored = held(action)
    if stored.state == State.VERIFIED:
        raise ValidationError(_("A verified action stays as it is; take the verification back first."))
    requirements, acceptances = list(requirements), list(acceptances)
    if not requirements and not acceptances and (stored.state != State.PROPOSED or not stored.source_kind):
        raise ValidationError(
            {"grounds": _("Choose the requirement or the accepted weak point for which this is to be done.")}
        )
    assessment = _checked_grounds(stored.organisation_id, requirements, acceptances)
    if assessment is not None:
        if stored.space_id is not None and stored.space_id != assessment.space_id:
            raise ValidationError({"grounds": _("What it stands on is about another space.")})
        save_changes(stored, {"assessment": assessment, "space": assessment.space})
    _write_grounds(stored, requirements, acceptances)
    return stored


def _checked_grounds(
    organisation_id: int, requirements: list[Requirement], acceptances: list[Vulnerability]
) -> Assessment | None:
    """The newest version of the assessment among them; all are of one space."""
    found: dict[int, Assessment] = {one.assessment_id: one.assessment for one in requirements}
    found |= {one.assessment_id: one.assessment for one in acceptances}
    if any(one.organisation_id != organisation_id for one in found.values()):
        raise ValidationError({"grounds": _("This belongs to another organisation.")})
    if len({one.space_id for one in found.values()}) > 1:
        raise ValidationError({"grounds": _("Choose what is about one space; make an action for each further one.")})
    # Locked against a decision that changes at the same moment.
    keys = [one.pk for one in acceptances]
    held_now = Vulnerability.objects.select_for_update().filter(pk__in=keys) if keys else []
    for one in held_now:
        if one.decision != Decision.ACCEPT:
            raise ValidationError(
                {"grounds": _("“%(name)s” was not accepted; write a requirement for it instead.") % {"name": one}}
            )
    return max(found.values(), key=lambda one: one.version, default=None)


def _write_grounds(action: Action, requirements: list[Requirement], acceptances: list[Vulnerability]) -> None:
    wanted = {("requirement_id", one.pk) for one in requirements} | {("acceptance_id", one.pk) for one in acceptances}
    for one in action.grounds.all():
        name = "requirement_id" if one.requirement_id else "acceptance_id"
        if (name, getattr(one, name)) in wanted:
            wanted.remove((name, getattr(one, name)))
        else:
            audit.record(Verb.DELETED, one)
            one.delete()
    for name, key in sorted(wanted):
        save_changes(Ground(action=action, **{name: key}), {})


@transaction.atomic
def set_predecessors(action: Action, predecessors: Iterable[Action]) -> Action:
    """What has to be done before. Raises ValidationError for a circle, naming it."""
    # One at a time in an organisation: two that are right alone could be a circle together.
    Organisation.objects.select_for_update(no_key=True).get(pk=action.organisation_id)
    stored, wanted = held(action), list(predecessors)
    if any(one.organisation_id != stored.organisation_id for one in wanted):
        raise ValidationError({"predecessors": _("This belongs to another organisation.")})
    circle = _circle(stored, wanted)
    if circle:
        told = " → ".join(f"“{one}”" for one in circle)
        raise ValidationError({"predecessors": _("That would be a circle: %(circle)s.") % {"circle": told}})
    save_changes(stored, {"predecessors": wanted})
    return stored


def _circle(action: Action, wanted: list[Action]) -> list[str]:
    """Titles from ``action`` over what it would wait for back to itself; empty if there is no such way."""
    links: dict[int, list[int]] = {}
    through = Action.predecessors.through.objects.filter(from_action__organisation=action.organisation_id)
    for waits, before in through.exclude(from_action=action).values_list("from_action_id", "to_action_id"):
        links.setdefault(waits, []).append(before)
    came_from: dict[int, int] = {one.pk: action.pk for one in reversed(wanted)}
    waiting = [one.pk for one in wanted]
    while waiting:
        key = waiting.pop()
        if key == action.pk:
            path, at = [key], came_from[key]
            while at != action.pk:
                path.append(at)
                at = came_from[at]
            names = dict(Action.objects.filter(pk__in=path).values_list("pk", "title"))
            return [names[one] for one in [action.pk, *reversed(path)]]
        for before in links.get(key, ()):
            if before not in came_from:
                came_from[before] = key
                waiting.append(before)
    return []


@transaction.atomic
def delete_action(action: Action) -> Binned:
    """Into the bin. Raises ValidationError once it was done: what was done stays; drop what is not done instead."""
    stored = held(action)
    if stored.state in {State.DONE, State.VERIFIED}:
        raise ValidationError(_("What was done stays in the plan."))
    return bin.put(stored, permission="plans.lead")
