"""Beginning an evaluation: its steps and its candidates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.calls.models import Call
from protect.calls.states import State
from protect.evaluations.models import Candidate, CriteriaSet, Evaluation, Identity
from protect.evaluations.reading import Arriving
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.reference import services as reference

MOST_CANDIDATES = 200
IDENTITY = ("provider", "country", "contact", "consent_on", "consent_note")


def held(evaluation: Evaluation) -> Evaluation:
    """The evaluation as it is now, held until the transaction ends."""
    return Evaluation.objects.select_for_update().get(pk=evaluation.pk)


def touch(evaluation: Evaluation) -> None:
    evaluation.save(update_fields=["changed_at"])


def is_judged(evaluation: Evaluation) -> bool:
    return evaluation.rounds.filter(opened_at__isnull=False).exists()


@transaction.atomic
def begin(organisation: Organisation, title: str, *, by: User, call: Call | None = None) -> Evaluation:
    """With the platform's eight steps and its criteria; weights of the groups are those of the call, where there is one.

    Begun after the answers to its call were opened, its criteria are frozen from the beginning.
    """
    template = reference.freeze(reference.latest("evaluation_template", "tef"))
    content = template.content
    if (
        call is not None
        and call.organisation_id != organisation.pk
        and not call.annexes.filter(organisation=organisation).exists()
    ):
        raise ValidationError({"call": _("“%(name)s” takes no part in this call.") % {"name": organisation}})
    made = Evaluation(organisation=organisation, template=template, created_by=by, call=call)
    steps = [{**one, "off": False, "done_on": "", "note": ""} for one in content["steps"]]
    save_changes(made, {"title": title.strip(), "steps": steps})
    groups = [
        {**{name: group[name] for name in ("code", "label", "help")},
         "criteria": [{k: one[k] for k in ("code", "label", "question", "anchors")} for one in group["criteria"]]}
        for group in content["groups"]
    ]  # fmt: skip
    points = {one["code"]: one["points"] for one in content["groups"]}
    if call is not None:
        points = _points_of_call(call, organisation, points)
    inside = {one["code"]: {c["code"]: c["points"] for c in one["criteria"]} for one in content["groups"]}
    first = CriteriaSet(evaluation=made, version=1, created_by=by)
    agreed = {"groups": points, **inside}
    values = {"groups": groups, "knock_outs": content["knock_outs"], "agreed": agreed}
    if call is not None and answers_are_known(call):
        # Too late to set them by what was answered: from the beginning only a new version with a reason changes them.
        values["frozen_at"] = timezone.now()
    save_changes(first, values)
    return made


def answers_are_known(call: Call) -> bool:
    """Held until the transaction ends: an opening at this moment comes before or after, never in between."""
    return Call.objects.select_for_update().get(pk=call.pk).state in {State.OPENED, State.NO_ANSWER}


def _points_of_call(call: Call, organisation: Organisation, shipped: dict[str, int]) -> dict[str, int]:
    """Those that this city fixed with the call: what was published counts."""
    annex = call.annexes.filter(organisation=organisation).first()
    told = (annex.criteria if annex is not None else {}) or call.criteria
    return {code: int(told[code]) for code in shipped} if set(told) == set(shipped) else shipped


@transaction.atomic
def change(evaluation: Evaluation, values: Mapping[str, Any]) -> Evaluation:
    stored = held(evaluation)
    names = ("title", "note", "blind", "hidden", "shortlist_size")
    values = {name: values[name] for name in names if name in values}
    blind, hidden = values.get("blind", stored.blind), values.get("hidden", stored.hidden)
    if blind and not hidden:
        raise ValidationError({"hidden": _("Choose what is hidden, or let evaluators see who offers a solution.")})
    shown_now = stored.blind and (not blind or set(stored.hidden) - set(hidden))
    if shown_now and any(one.is_running for one in stored.rounds.all()):
        field = "hidden" if blind else "blind"
        raise ValidationError({field: _("Scores are being given; show who offers what after they are open.")})
    save_changes(stored, values)
    return stored


@transaction.atomic
def show_providers(evaluation: Evaluation) -> Evaluation:
    """From now on evaluators see who offers what. Raises ValidationError while scores are being given."""
    return change(evaluation, {"blind": False})


@transaction.atomic
def change_step(evaluation: Evaluation, key: str, values: Mapping[str, Any]) -> Evaluation:
    """Words of a step, whether it is left out, and whether it is done: ``title``, ``done_when``, ``off``, ``done``, ``note``."""
    stored = held(evaluation)
    steps = [dict(one) for one in stored.steps]
    found = next((one for one in steps if one["key"] == key), None)
    if found is None:
        raise ValidationError(_("There is no such step."))
    if not str(values.get("title", found["title"])).strip():
        raise ValidationError({"title": _("Give the step a name.")})
    found |= {name: values[name] for name in ("title", "why", "done_when", "off", "note") if name in values}
    if "done" in values:
        found["done_on"] = (found["done_on"] or timezone.localdate().isoformat()) if values["done"] else ""
    save_changes(stored, {"steps": steps})
    return stored


@transaction.atomic
def delete(evaluation: Evaluation) -> Binned:
    """Into the bin with all that belongs to it. Raises ValidationError once something was decided: a record stays."""
    stored = held(evaluation)
    if stored.decisions.exists():
        raise ValidationError(_("“%(name)s” has a decision; a record is kept.") % {"name": stored})
    return bin.put(stored, permission="evaluations.handle")


def _open_for_candidates(evaluation: Evaluation) -> Evaluation:
    stored = held(evaluation)
    if is_judged(stored):
        raise ValidationError(_("The scoring has begun; the list of candidates is closed."))
    return stored


def _name(evaluation: Evaluation, name: str, but: int | None = None) -> str:
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Give the candidate a name.")})
    if evaluation.candidates.filter(name__iexact=name).exclude(pk=but).exists():
        raise ValidationError({"name": _("“%(name)s” is on the list already.") % {"name": name}})
    return name


@transaction.atomic
def add_candidate(evaluation: Evaluation, values: Mapping[str, Any]) -> Candidate:
    """A solution with who offers it: ``name``, ``summary``, and of the identity what is known."""
    stored = _open_for_candidates(evaluation)
    count = stored.candidates.count()
    if count >= MOST_CANDIDATES:
        raise ValidationError(_("An evaluation has at most %(most)d candidates.") % {"most": MOST_CANDIDATES})
    made = Candidate(evaluation=stored, position=count)
    save_changes(made, {"name": _name(stored, values["name"]), "summary": values.get("summary", "").strip()})
    save_changes(Identity(candidate=made), _identity(values))
    touch(stored)
    return made


def _identity(values: Mapping[str, Any]) -> dict[str, Any]:
    found = {name: values[name] for name in IDENTITY if name in values}
    on = found.get("consent_on")
    if isinstance(on, dt.date) and on > timezone.localdate():
        raise ValidationError({"consent_on": _("This day has not come yet.")})
    if on and not str(values.get("provider", "")).strip():
        raise ValidationError({"provider": _("Name the provider who agreed.")})
    return found


@transaction.atomic
def change_candidate(candidate: Candidate, values: Mapping[str, Any]) -> Candidate:
    """Name and summary stay as they are once somebody judges by them."""
    evaluation = _open_for_candidates(candidate.evaluation)
    stored = Candidate.objects.select_for_update().get(pk=candidate.pk)
    name = _name(evaluation, values["name"], stored.pk)
    save_changes(stored, {"name": name, "summary": values.get("summary", "").strip()})
    return stored


@transaction.atomic
def write_identity(identity: Identity, values: Mapping[str, Any]) -> Identity:
    """Who offers it, and whether they agreed to be named in public."""
    stored = Identity.objects.select_for_update().get(pk=identity.pk)
    save_changes(stored, _identity(values))
    return stored


@transaction.atomic
def remove_candidate(candidate: Candidate) -> None:
    evaluation = _open_for_candidates(candidate.evaluation)
    audit.record(Verb.DELETED, candidate)
    candidate.delete()
    touch(evaluation)


@transaction.atomic
def import_candidates(evaluation: Evaluation, arriving: list[Arriving], file_name: str) -> int:
    """Those of a file, all or none; ValidationError names the lines. Returns how many came."""
    stored = _open_for_candidates(evaluation)
    wrong = []
    for one in arriving:
        try:
            with transaction.atomic():
                add_candidate(stored, one.values)
        except ValidationError as error:
            wrong.append(_("Line %(line)d: %(what)s") % {"line": one.line, "what": " ".join(error.messages)})
    if wrong:
        raise ValidationError(wrong)
    audit.record(Verb.IMPORTED, stored, note=file_name[:200])
    return len(arriving)
