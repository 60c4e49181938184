"""The questions of a call: written, ordered, kept for other calls and taken from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from protect.calls import composing
from protect.calls.models import Call, Question, QuestionKind, QuestionStock
from protect.calls.services.writing import draft, touch
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb

FIELDS = (
    "text", "help", "kind", "mandatory", "unit", "options", "several", "columns", "lowest", "highest", "condition",
    "condition_values",
)  # fmt: skip
MOST = 120


def _check(call: Call, values: Mapping[str, Any], itself: Question | None) -> None:
    wrong: dict[str, str] = {}
    kind = values["kind"]
    if kind not in QuestionKind.values:
        wrong["kind"] = _("Choose a kind of answer.")
    if kind == "number" and not values.get("unit", "").strip():
        wrong["unit"] = _("A number says nothing without its unit.")
    if kind == "choice" and len(composing.lines(values.get("options", ""))) < 2:
        wrong["options"] = _("Give at least two choices, one a line.")
    if kind == "table" and not 1 <= len(composing.lines(values.get("columns", ""))) <= 8:
        wrong["columns"] = _("Give one to eight columns, one a line.")
    if kind == "scale" and not values["lowest"] < values["highest"] <= 100:
        wrong["highest"] = _("The scale ends higher than it begins, at 100 at most.")
    condition: Question | None = values.get("condition")
    if condition is not None:
        if condition.call_id != call.pk or (itself is not None and condition.position >= itself.position):
            wrong["condition"] = _("Choose a question that stands before this one.")
        given = composing.lines(values.get("condition_values", ""))
        known = {"choice": composing.lines(condition.options), "proof": ["yes", "no"]}.get(condition.kind)
        if known is None:
            wrong.setdefault("condition", _("Only a choice or a yes-or-no question can decide about another."))
        elif not given or set(given) - set(known):
            wrong["condition_values"] = _("Give one or more of: %(known)s.") % {"known": ", ".join(known)}
    if wrong:
        raise ValidationError(wrong)


def _free_code(call: Call, text: str) -> str:
    """Short and stable: it names the column of an answer for years."""
    known = set(call.questions.values_list("code", flat=True))
    begin = slugify(text).replace("-", "_")[:30].strip("_") or "question"
    return next(
        code for number in range(1, MOST + 2) if (code := begin if number == 1 else f"{begin}_{number}") not in known
    )


@transaction.atomic
def write_question(call: Call, values: Mapping[str, Any], question: Question | None = None) -> Question:
    """Ask something more, or change ``question``."""
    stored = draft(call)
    if question is None and stored.questions.count() >= MOST:
        raise ValidationError(_("At most %(most)d questions: nobody answers more.") % {"most": MOST})
    _check(stored, values, question)
    made = question or Question(call=stored, code=_free_code(stored, values["text"]), position=_end(stored))
    save_changes(made, {name: values[name] for name in FIELDS if name in values})
    touch(stored)
    return made


def _end(call: Call) -> int:
    last = call.questions.order_by("-position").values_list("position", flat=True).first()
    return 0 if last is None else last + 1


@transaction.atomic
def remove_question(question: Question) -> None:
    """Take a question out; what depended on it is asked of everybody again."""
    stored = draft(question.call)
    audit.record(Verb.DELETED, question)
    question.delete()
    touch(stored)


@transaction.atomic
def move_question(question: Question, up: bool) -> None:
    """One place up or down. A question stays after the one that decides about it."""
    stored = draft(question.call)
    order = list(stored.questions.all())
    at = next(number for number, one in enumerate(order) if one.pk == question.pk)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(order):
        return
    first, second = (order[to], order[at]) if up else (order[at], order[to])
    if second.condition_id == first.pk:
        raise ValidationError(_("“%(name)s” decides about the next question and stays before it.") % {"name": first})
    order[at], order[to] = order[to], order[at]
    for number, one in enumerate(order):
        if one.position != number:
            save_changes(one, {"position": number})
    touch(stored)


def put_in(call: Call, questions: Sequence[Mapping[str, Any]]) -> int:
    """Add questions in the shape of reference data; those whose code is there already are left out. Returns how many came."""
    known = {one.code: one for one in call.questions.all()}
    position, came = _end(call), 0
    for one in questions:
        if one["code"] in known:
            continue
        condition = known.get(one.get("condition", ""))
        made = Question(call=call, code=one["code"], position=position + came)
        values = {
            "text": one["text"],
            "kind": one["kind"],
            "help": one.get("help", ""),
            "mandatory": bool(one.get("mandatory")),
            "unit": one.get("unit", ""),
            "options": "\n".join(one.get("options", ())),
            "several": bool(one.get("several")),
            "columns": "\n".join(one.get("columns", ())),
            "lowest": one.get("lowest", 1),
            "highest": one.get("highest", 5),
            "condition": condition,
            "condition_values": "\n".join(one.get("condition_values", ())) if condition else "",
        }
        save_changes(made, values)
        known[made.code] = made
        came += 1
    return came


@transaction.atomic
def keep_as_stock(call: Call, name: str, *, by: User) -> QuestionStock:
    """The questions of a call under a name, for the organisation's other calls."""
    if not name.strip():
        raise ValidationError({"name": _("Give it a name.")})
    questions = [composing.question(one) for one in call.questions.select_related("condition")]
    if not questions:
        raise ValidationError(_("There is no question to keep yet."))
    made = QuestionStock(organisation=call.organisation, created_by=by)
    save_changes(made, {"name": name.strip(), "questions": questions})
    return made


@transaction.atomic
def add_stock(call: Call, stock: QuestionStock) -> int:
    """Take in the questions of a stock that are not there yet; returns how many."""
    stored = draft(call)
    came = put_in(stored, stock.questions)
    touch(stored)
    return came


@transaction.atomic
def remove_stock(stock: QuestionStock) -> None:
    """Calls that took from it keep what they took."""
    audit.record(Verb.DELETED, stock)
    stock.delete()
