"""What others say of a practice: comments, questions and answers, and what came of it where they tried it, too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User
from protect.organisations.services import bin
from protect.practices.models import Practice, Remark, Trial
from protect.practices.services.writing import held
from protect.practices.states import SHOWN, State


def _open(practice: Practice) -> Practice:
    stored = held(practice)
    if stored.state not in (*SHOWN, State.IN_REVIEW):
        raise ValidationError(_("Nobody outside reads this practice now, so nothing can be said of it."))
    return stored


@transaction.atomic
def say(practice: Practice, organisation: Organisation, kind: str, text: str, *, by: User) -> Remark:
    """A comment or a question of ``organisation``; it stays theirs when its author leaves."""
    stored = _open(practice)
    if kind not in (Remark.Kind.COMMENT, Remark.Kind.QUESTION):
        raise ValidationError({"kind": _("Comment, or ask.")})
    made = Remark(practice=stored, organisation=organisation, author=by)
    save_changes(made, {"kind": kind, "text": _written(text)})
    return made


@transaction.atomic
def answer(question: Remark, text: str, *, by: User) -> Remark:
    """By the owner of the practice."""
    if question.kind != Remark.Kind.QUESTION:
        raise ValidationError(_("Only a question is answered."))
    stored = held(question.practice)
    made = Remark(practice=stored, organisation=stored.organisation, author=by, answers=question)
    save_changes(made, {"kind": Remark.Kind.ANSWER, "text": _written(text)})
    return made


def _written(text: str) -> str:
    if not text.strip():
        raise ValidationError({"text": _("Write what you know or ask.")})
    return text.strip()


@transaction.atomic
def tell_trial(practice: Practice, organisation: Organisation, values: Mapping[str, Any], *, by: User) -> Trial:
    """“We tried this, too.” Not by the organisation whose practice it is: that would be the practice itself."""
    stored = _open(practice)
    if organisation.pk == stored.organisation_id:
        raise ValidationError(_("It is your own practice: take it up again and tell there what came of it."))
    made = Trial(practice=stored, organisation=organisation, author=by)
    save_changes(made, _trial(values))
    return made


@transaction.atomic
def change_trial(trial: Trial, values: Mapping[str, Any]) -> Trial:
    held(trial.practice)
    stored = Trial.objects.select_for_update(of=("self",)).get(pk=trial.pk)
    save_changes(stored, _trial(values))
    return stored


def _trial(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    if not 1990 <= found["since"] <= timezone.localdate().year:
        raise ValidationError({"since": _("Give the year, such as 2024; not one to come.")})
    if not found["differed"].strip():
        raise ValidationError({"differed": _("Say what was different; that is what others learn from.")})
    return found


def remove_remark(remark: Remark) -> Binned:
    """Into the bin, with its answers."""
    return bin.put(remark, permission="practices.bin_part")


def remove_trial(trial: Trial) -> Binned:
    return bin.put(trial, permission="practices.bin_part")
