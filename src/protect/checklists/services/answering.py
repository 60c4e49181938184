"""Answering: the last writer's answer stands, nothing that somebody wrote is lost, and a difference stays in sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.checklists.models import Answer, Checklist, Said
from protect.checklists.services.rounds import _require_running
from protect.organisations.changes import save_changes
from protect.organisations.merging import merge
from protect.organisations.models import User
from protect.spaces.models import Attachment, SubArea

FIELDS = ("answer", "reason", "who_knows", "evidence", "improvement")
LONGEST = {"reason": 300, "who_knows": 200, "evidence": 5000, "improvement": 5000}


@dataclass(frozen=True)
class Kept:
    """What stands now. ``merged`` names the texts in which both wordings were kept; ``told`` says so to the writer."""

    answer: Answer
    merged: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)


@transaction.atomic
def answer(
    checklist: Checklist,
    question: str,
    values: Mapping[str, str],
    *,
    by: User | None,
    sub_area: SubArea | None = None,
    was: Mapping[str, str] | None = None,
) -> Kept:
    """Keep what was said to one question, overall or for one part of the site; only the fields in ``values`` change.

    ``was`` holds what the writer saw before writing. What somebody else changed since is merged: an answer that differs
    is replaced, and the other one stays beside it until it is settled; of two wordings both are kept.
    """
    # The row of the checklist is held: two first answers to one question come one after the other.
    locked = Checklist.objects.select_for_update().get(pk=checklist.pk)
    locked.assessment = checklist.assessment
    _require_running(locked)
    # The frozen set itself is read once, with the checklist, not again for each answer.
    if question not in {one["code"] for one in checklist.question_set.content["questions"]}:
        raise ValidationError(_("There is no question “%(code)s” in this checklist.") % {"code": question[:10]})
    if sub_area is not None and sub_area.space_id != checklist.space_id:
        raise ValidationError(_("This sub-area belongs to another space."))
    given = {name: _read(name, values[name]) for name in FIELDS if name in values}
    stored = (
        Answer.objects.select_for_update(of=("self",))
        .filter(checklist=checklist, question=question, sub_area=sub_area)
        .first()
    )
    if stored is None:
        if not any(given.values()):
            return Kept(Answer(checklist=checklist, question=question, sub_area=sub_area))
        stored = Answer(checklist=checklist, question=question, sub_area=sub_area)
    stored.checklist = checklist
    present = {name: getattr(stored, name) for name in FIELDS}
    before = present if was is None else {name: was[name] for name in given if isinstance(was.get(name), str)}
    found = merge(before, present, given)
    after = {**found.values}
    merged: list[str] = []
    told: list[str] = []
    extra: dict[str, Any] = {}
    for name in found.clashes:
        if name == "answer":
            after[name] = given[name]
            # One person alone contradicts nobody: a reply was lost on the way, or two devices are in use.
            if by is None or stored.answered_by_id != by.pk:
                extra = {"other_answer": present[name], "other_by": stored.answered_by}
                told.append(_conflict(stored, present[name]))
        else:
            after[name] = both(before.get(name, ""), present[name], given[name])[: LONGEST[name]]
            if after[name] not in {present[name], given[name]}:
                merged.append(name)
    if merged:
        told.append(_("Somebody else wrote here at the same time; both texts were kept."))
    _check({**present, **after})
    changed = {name: value for name, value in after.items() if value != present[name]}
    if not changed and stored.pk:
        return Kept(stored, tuple(merged), told)
    save_changes(stored, {**changed, **extra, "answered_by": by, "answered_at": timezone.now()})
    Checklist.objects.filter(pk=checklist.pk).update(changed_at=timezone.now())
    return Kept(stored, tuple(merged), told)


def _read(name: str, value: str) -> str:
    value = "\n".join(value.replace("\x00", "").strip().splitlines())
    if name == "answer" and value and value not in Said.values:
        raise ValidationError({name: _("“%(text)s” is not an answer.") % {"text": value[:20]}})
    if len(value) > LONGEST.get(name, 20):
        raise ValidationError(
            {name: _("This text is too long; %(limit)d characters are the limit.") % {"limit": LONGEST[name]}}
        )
    return value


def _check(values: Mapping[str, str]) -> None:
    if values["answer"] == Said.NOT_APPLICABLE and not values["reason"]:
        raise ValidationError({"reason": _("Say why the question does not apply here; then it is kept.")})


def _conflict(stored: Answer, said: str) -> str:
    from protect.reference import terms

    who = str(stored.answered_by) if stored.answered_by else _("Somebody")
    label = terms.label("question_answer", said) if said else _("no answer")
    return _("%(who)s answered “%(answer)s” in the meantime. Yours stands; talk about it and settle it.") % {
        "who": who,
        "answer": label,
    }


def both(before: str, there: str, here: str) -> str:
    """Two wordings that grew from the same one, as one text that holds both."""
    if here in there:
        return there
    if there in here:
        return here
    if before and there.endswith(before):
        return there.removesuffix(before) + here
    if before and there.startswith(before):
        return here + there.removeprefix(before)
    return f"{there}\n{here}"


@transaction.atomic
def settle(answered: Answer, said: str) -> Answer:
    """Two people had said different things: this one stands."""
    _require_running(answered.checklist)
    if said not in {answered.answer, answered.other_answer} or not said:
        raise ValidationError(_("Choose one of the two answers."))
    _check({**{name: getattr(answered, name) for name in FIELDS}, "answer": said})
    save_changes(answered, {"answer": said, "other_answer": "", "other_by": None}, note=_("settled"))
    return answered


@transaction.atomic
def attach_photos(
    checklist: Checklist,
    question: str,
    photos: Iterable[Attachment],
    *,
    by: User | None,
    sub_area: SubArea | None = None,
) -> Answer:
    """The photos of this space that show what was answered; those not named are taken off the answer, not off the space."""
    _require_running(checklist)
    photos = list(photos)
    if any(one.space_id != checklist.space_id for one in photos):
        raise ValidationError({"photos": _("This photo belongs to another space.")})
    if question not in {one["code"] for one in checklist.question_set.content["questions"]}:
        raise ValidationError(_("There is no question “%(code)s” in this checklist.") % {"code": question[:10]})
    Checklist.objects.select_for_update().get(pk=checklist.pk)
    stored = Answer.objects.filter(checklist=checklist, question=question, sub_area=sub_area).first()
    if stored is None:
        stored = Answer(checklist=checklist, question=question, sub_area=sub_area, answered_by=by)
    save_changes(stored, {"photos": photos, **({} if stored.pk else {"answered_at": timezone.now()})})
    return stored
