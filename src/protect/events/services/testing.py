"""The self-test of a session: its questions, what a set of answers is worth, and that somebody passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events.models import Place, Question, Registration, Session
from protect.events.services.planning import held
from protect.events.states import PlaceState
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

MOST = 30
#: Of a hundred; passed is who answers so many rightly.
NEEDED = 80


@dataclass(frozen=True)
class Result:
    """``rows``: (question, what was answered, the right answer, whether it was right) of each."""

    rows: list[tuple[Question, str, str, bool]]

    @property
    def right(self) -> int:
        return sum(1 for row in self.rows if row[3])

    @property
    def passed(self) -> bool:
        return bool(self.rows) and self.right * 100 >= NEEDED * len(self.rows)


@transaction.atomic
def save_question(session: Session, values: Mapping[str, Any], question: Question | None = None) -> Question:
    """Raises ValidationError for fewer than two or more than six answers, or a right one that is none of them."""
    held(session.event)
    found = question or Question(session=session)
    if question is None and session.questions.count() >= MOST:
        raise ValidationError(_("A self-test has at most %(most)d questions.") % {"most": MOST})
    answers = [line for line in str(values.get("options", found.options)).splitlines() if line.strip()]
    if not 2 <= len(answers) <= 6:
        raise ValidationError({"options": _("Write two to six answers, one a line.")})
    if len({one.strip() for one in answers}) < len(answers):
        raise ValidationError({"options": _("Two answers are the same.")})
    if not 1 <= int(values.get("right", found.right)) <= len(answers):
        raise ValidationError({"right": _("There is no such line.")})
    save_changes(found, values)
    return found


@transaction.atomic
def remove_question(question: Question) -> None:
    held(question.session.event)
    audit.record(Verb.DELETED, question)
    question.delete()


def judged(session: Session, answers: Mapping[int, int]) -> Result:
    """``answers``: line by key of the question. Changes nothing."""
    rows = []
    for one in session.questions.all():
        said, lines = answers.get(one.pk, 0), one.answers
        told = lines[said - 1] if 1 <= said <= len(lines) else ""
        rows.append((one, told, lines[one.right - 1], said == one.right))
    return Result(rows)


@transaction.atomic
def take_test(registration: Registration, session: Session, answers: Mapping[int, int]) -> Result:
    """For whoever has a place in it: that they passed is kept, once, for the certificate."""
    held(registration.event)
    result = judged(session, answers)
    place = Place.objects.select_for_update(of=("self",)).filter(registration=registration, session=session).first()
    if place is None or place.state != PlaceState.CONFIRMED:
        raise ValidationError(_("You have no place in this session."))
    if result.passed and place.passed_at is None:
        save_changes(place, {"passed_at": timezone.now()}, note=_("passed the self-test"))
    return result
