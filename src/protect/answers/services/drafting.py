"""Writing an answer. A draft lacks what it likes; what is there has the form that the question asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.answers import documents
from protect.answers.models import Draft, DraftAnswer
from protect.answers.models.provided import ANSWERING_KINDS, WRITING_ROLES, YesNo
from protect.calls.models import Publication
from protect.calls.states import State
from protect.organisations import audit
from protect.organisations.access import Reach
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.reference import terms

SEVERAL = ("threat_types", "phases", "functions", "space_categories")
HOW = ("full", "part", "no")


def refuse_ended(publication: Publication) -> None:
    """Nothing is taken for a call that was withdrawn or came to its end. The time is another matter (``submit``)."""
    now = Publication.objects.select_related("call").only("withdrawn_at", "call__state").get(pk=publication.pk)
    if now.withdrawn_at is not None:
        raise ValidationError(_("This call was withdrawn; it takes no answers."))
    if now.call.state == State.NO_ANSWER:
        raise ValidationError(_("This call has ended; it takes no answers."))


@transaction.atomic
def begin(publication: Publication, organisation: Organisation, *, by: User) -> Draft:
    """The organisation's one answer to this call: the one that is there, or a new draft."""
    if organisation.kind not in ANSWERING_KINDS or not Reach.of(by).has_role(organisation.pk, *WRITING_ROLES):
        raise PermissionDenied(_("Answers are written by people of a solution provider or a research organisation."))
    refuse_ended(publication)
    made, new = Draft.objects.get_or_create(
        publication=publication, organisation=organisation, defaults={"created_by": by}
    )
    if new:
        audit.record(Verb.CREATED, made)
    return made


def held(draft: Draft) -> Draft:
    return Draft.objects.select_for_update().get(pk=draft.pk)


@transaction.atomic
def write_facts(draft: Draft, values: Mapping[str, Any]) -> Draft:
    """What the solution is. Raises ValidationError by field for what is in no list."""
    stored = held(draft)
    refuse_ended(stored.publication)
    values = {name: values[name] for name in documents.FACTS if name in values}
    wrong: dict[str, str] = {}
    for name, vocabulary in documents.VOCABULARY.items():
        given = values.get(name) or ()
        chosen = given if name in SEVERAL else [given] if given else []
        if set(chosen) - set(terms.codes(vocabulary)):
            wrong[name] = _("Choose from the list.")
    if values.get("maturity") is not None and not 1 <= values["maturity"] <= 9:
        wrong["maturity"] = _("From 1 to 9.")
    if values.get("consent_summary") and values["consent_summary"] not in YesNo.values:
        wrong["consent_summary"] = _("Yes or no.")
    if wrong:
        raise ValidationError(wrong)
    for name in SEVERAL:
        if name in values:  # in the order of the list, so that ticking in another order changes nothing
            values[name] = [one for one in terms.codes(documents.VOCABULARY[name]) if one in values[name]]
    save_changes(stored, values)
    return stored


@transaction.atomic
def meet_requirements(draft: Draft, said: Mapping[str, Any]) -> Draft:
    """By number of the requirement ``{"how": full, part, no or "", "proof": text}``; None takes back what was said."""
    wanted = {one["code"] for city in draft.publication.document["cities"] for one in city["wanted"]}
    for code, value in said.items():
        if code not in wanted or (value is not None and value["how"] not in (*HOW, "")):
            raise ValidationError(_("There is no such requirement, or no such answer to it."))
    return _say(draft, DraftAnswer.About.REQUIREMENT, said)


@transaction.atomic
def answer_questions(draft: Draft, said: Mapping[str, Any]) -> Draft:
    """By code of the question a value as ``fields.from_fields`` makes it; None takes back what was said."""
    known = {one["code"] for one in draft.publication.document["questions"] if one["kind"] != "file"}
    if set(said) - known:
        raise ValidationError(_("There is no such question."))
    return _say(draft, DraftAnswer.About.QUESTION, said)


def _say(draft: Draft, about: str, said: Mapping[str, Any]) -> Draft:
    stored = held(draft)
    refuse_ended(stored.publication)
    there = {one.code: one for one in stored.answers.filter(about=about)}
    changed = False
    for code, value in said.items():
        before = there.get(code)
        if value is None:
            if before is not None:
                audit.record(Verb.DELETED, before)
                before.delete()
                changed = True
        elif before is None or before.value != value:
            save_changes(before or DraftAnswer(draft=stored, about=about, code=code), {"value": value})
            changed = True
    if changed:
        stored.save(update_fields=["changed_at"])
    return stored
