"""Writing a call: its dates, sections, weights, and what each city needs."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments.models import Decision, Requirement
from protect.calls.models import Annex, Call, Question, Wanted
from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import AUTHORITY_KINDS, Organisation, User, Verb
from protect.organisations.services import bin
from protect.reference import services as reference
from protect.reference import terms

FIELDS = ("title", "time_zone", "questions_until", "answers_until", "opens_at", "languages")
#: Of an annex that hold codes, with their vocabulary.
CODES = {"threat_types": "threat_type", "phases": "threat_phase", "functions": "measure_function"}
LANGUAGE = re.compile(r"[a-z]{2}\Z")


def draft(call: Call) -> Call:
    """The call as it is now, held until the transaction ends. Raises ValidationError unless it is a draft."""
    stored: Call = Call.objects.select_for_update().select_related("template", "organisation").get(pk=call.pk)
    if not stored.is_draft:
        raise ValidationError(_("This call is no draft any more. Send it back first, or begin a new one."))
    return stored


def touch(call: Call) -> None:
    call.save(update_fields=["changed_at"])


@transaction.atomic
def begin(organisation: Organisation, title: str, *, by: User) -> Call:
    """A draft with the platform's ten sections, criteria and questions, and an annex of the own city."""
    template = reference.freeze(reference.latest("call_template", "rfi"))
    call = Call(organisation=organisation, created_by=by, template=template, title=title.strip())
    values = {
        "sections": {one["code"]: one["text"] for one in template.content["sections"] if one.get("text")},
        "criteria": {one["code"]: one["points"] for one in template.content["criteria"]},
        "languages": ["en"],
    }
    save_changes(call, values)
    from protect.calls.services.asking import put_in

    put_in(call, reference.latest("call_questions", "rfi-answer").content["questions"])
    return call


@transaction.atomic
def change(call: Call, values: Mapping[str, Any]) -> Call:
    """Title, languages and timetable. Dates need not be there yet; those that are follow each other."""
    stored = draft(call)
    values = {name: values[name] for name in FIELDS if name in values}
    languages = values.get("languages", stored.languages)
    if not languages or not all(LANGUAGE.match(one) for one in languages):
        raise ValidationError({"languages": _("Name languages by two letters, such as en, nl.")})
    if values.get("time_zone", stored.time_zone) not in zoneinfo.available_timezones():
        raise ValidationError({"time_zone": _("Choose a time zone of the list.")})
    dates = [values.get(name, getattr(stored, name)) for name in ("questions_until", "answers_until", "opens_at")]
    known = [one for one in dates if one is not None]
    if known != sorted(known):
        raise ValidationError(
            {"opens_at": _("Questions end first, then answers; answers are opened at the end of that or later.")}
        )
    save_changes(stored, values)
    return stored


@transaction.atomic
def write_section(call: Call, code: str, text: str) -> Call:
    stored = draft(call)
    if code not in [one["code"] for one in stored.template.content["sections"]]:
        raise ValidationError(_("There is no such section."))
    save_changes(stored, {"sections": {**stored.sections, code: text.strip()}})
    return stored


def _points(call: Call, points: Mapping[str, int]) -> dict[str, int]:
    codes = [one["code"] for one in call.template.content["criteria"]]
    found = {code: int(points.get(code, 0)) for code in codes}
    if any(not 0 <= one <= 100 for one in found.values()) or sum(found.values()) != 100:
        raise ValidationError(_("The points add up to %(sum)d; distribute exactly 100.") % {"sum": sum(found.values())})
    return found


@transaction.atomic
def set_points(about: Call | Annex, points: Mapping[str, int]) -> Call | Annex:
    """100 points over the criteria, of the call or of one city that weighs otherwise."""
    stored = draft(about.call if isinstance(about, Annex) else about)
    if isinstance(about, Annex):
        kept = Annex.objects.select_for_update().get(pk=about.pk)
        save_changes(kept, {"criteria": _points(stored, points)})
        touch(stored)
        return kept
    save_changes(stored, {"criteria": _points(stored, points)})
    return stored


def _annex_values(values: Mapping[str, Any]) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    if values["category"] not in terms.codes("psoi_category"):
        wrong["category"] = _("Choose a kind of place.")
    if values.get("crowd_class") and values["crowd_class"] not in terms.codes("crowd_class"):
        wrong["crowd_class"] = _("Choose a class of the list.")
    if not values["objective"].strip():
        wrong["objective"] = _("Say what shall be different afterwards.")
    for name, vocabulary in CODES.items():
        if set(values.get(name, ())) - set(terms.codes(vocabulary)):
            wrong[name] = _("Choose from the list.")
    if not values.get("threat_types"):
        wrong["threat_types"] = _("Choose at least one: answers are matched by it.")
    if wrong:
        raise ValidationError(wrong)
    names = ("category", "crowd_class", "surroundings", "objective", "scenario", *CODES)
    return {name: values[name] for name in names if name in values}


@transaction.atomic
def add_annex(call: Call, organisation: Organisation, values: Mapping[str, Any]) -> Annex:
    """What ``organisation`` needs, beside the shared core. Each city of a call has one annex."""
    stored = draft(call)
    if organisation.kind not in AUTHORITY_KINDS:
        raise ValidationError({"organisation": _("“%(name)s” is no authority.") % {"name": organisation}})
    if stored.annexes.filter(organisation=organisation).exists():
        raise ValidationError({"organisation": _("“%(name)s” has its annex already.") % {"name": organisation}})
    annex = Annex(call=stored, organisation=organisation, position=stored.annexes.count())
    save_changes(annex, _annex_values(values))
    touch(stored)
    return annex


@transaction.atomic
def change_annex(annex: Annex, values: Mapping[str, Any]) -> Annex:
    stored = draft(annex.call)
    kept = Annex.objects.select_for_update().get(pk=annex.pk)
    save_changes(kept, _annex_values(values))
    touch(stored)
    return kept


@transaction.atomic
def remove_annex(annex: Annex) -> None:
    stored = draft(annex.call)
    audit.record(Verb.DELETED, annex)
    annex.delete()
    touch(stored)


@transaction.atomic
def add_wanted(annex: Annex, requirement: Requirement) -> Wanted:
    """Take a requirement of the city's own into the call, as it stands there; then write it for outsiders."""
    stored = draft(annex.call)
    if requirement.owner_id != annex.organisation_id:
        raise ValidationError(_("This requirement belongs to another city."))
    if any(one.decision != Decision.TREAT for one in requirement.vulnerabilities):
        raise ValidationError(_("What this requirement stands on is not to be treated any more."))
    if annex.wanted.filter(requirement=requirement).exists():
        raise ValidationError(_("“%(name)s” is in this call already.") % {"name": requirement})
    made = Wanted(annex=annex, requirement=requirement, position=annex.wanted.count())
    names = ("obligation", "text", "measure_of_success")
    save_changes(made, {name: getattr(requirement, name) for name in names})
    touch(stored)
    return made


@transaction.atomic
def change_wanted(wanted: Wanted, values: Mapping[str, Any]) -> Wanted:
    """The wording for outsiders; the requirement it stands on stays as it is."""
    stored = draft(wanted.annex.call)
    kept = Wanted.objects.select_for_update().get(pk=wanted.pk)
    for name in ("text", "measure_of_success"):
        if not values[name].strip():
            raise ValidationError({name: _("Outsiders cannot answer to nothing.")})
    save_changes(kept, {name: values[name] for name in ("obligation", "text", "measure_of_success")})
    touch(stored)
    return kept


@transaction.atomic
def remove_wanted(wanted: Wanted) -> None:
    stored = draft(wanted.annex.call)
    audit.record(Verb.DELETED, wanted)
    wanted.delete()
    touch(stored)


@transaction.atomic
def delete(call: Call) -> Binned:
    """A call that was never published, into the bin. Raises ValidationError for others: what was asked in public is kept."""
    stored = Call.objects.select_for_update().get(pk=call.pk)
    if hasattr(stored, "publication"):
        raise ValidationError(_("“%(name)s” was published; what was published is kept.") % {"name": stored})
    return bin.put(stored, permission="calls.edit")


def questions_of(call: Call) -> list[Question]:
    return list(call.questions.select_related("condition"))
