"""A checklist as rows: each question asked, what was answered now, what was answered last time, and what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from protect.checklists.models import Answer, Checklist, Said
from protect.checklists.questions import Group, Question, QuestionSet
from protect.checklists.scope import asked
from protect.organisations.models import User

#: How a question stands to the one of last time.
SAME, CHANGED, NEW, GONE = "", "changed", "new", "gone"


@dataclass(frozen=True)
class Row:
    """One question with its answers. ``parts`` are those for single parts of the site, by the key of the part."""

    question: Question
    answer: Answer | None = None
    parts: Mapping[int, Answer] = field(default_factory=dict)
    last: Answer | None = None
    #: The question itself: the same as last time (empty), changed in its wording, new, or gone.
    change: str = SAME
    has_last: bool = False

    @property
    def said(self) -> str:
        return self.answer.answer if self.answer else ""

    @property
    def said_last(self) -> str:
        return self.last.answer if self.last else ""

    @property
    def differs(self) -> bool:
        """Answered both times, and not alike."""
        return bool(self.said and self.said_last and self.said != self.said_last)

    @property
    def answers(self) -> list[Answer]:
        return [*([self.answer] if self.answer else []), *self.parts.values()]

    @property
    def is_answered(self) -> bool:
        """Overall, or for any part of the site."""
        return any(one.answer for one in self.answers)

    @property
    def improves(self) -> bool:
        return any(one.improvement for one in self.answers)

    @property
    def is_unknown(self) -> bool:
        return any(one.answer == Said.UNKNOWN for one in self.answers)

    @property
    def is_contested(self) -> bool:
        return any(one.other_answer for one in self.answers)


FILTERS = {
    "unanswered": lambda row: not row.is_answered,
    "unknown": lambda row: row.is_unknown,
    "improvements": lambda row: row.improves,
    "changed": lambda row: row.differs or row.change,
    "contested": lambda row: row.is_contested,
}


@dataclass(frozen=True)
class Counts:
    """How many questions of each answer (overall answers); ``asked`` in all."""

    asked: int
    answered: int
    by_answer: Mapping[str, int]
    improvements: int
    contested: int

    @property
    def unanswered(self) -> int:
        return self.asked - self.answered

    @property
    def share(self) -> int:
        """Whole percent answered."""
        return self.answered * 100 // self.asked if self.asked else 0


def count(rows: Iterable[Row]) -> Counts:
    rows = list(rows)
    said = Counter(row.said for row in rows if row.said)
    return Counts(
        asked=len(rows),
        answered=sum(1 for row in rows if row.is_answered),
        by_answer={code: said[code] for code in Said.values},
        improvements=sum(1 for row in rows if row.improves),
        contested=sum(1 for row in rows if row.is_contested),
    )


class Sheet:
    """A checklist, its questions in scope and its rows, read in a handful of queries whatever the size."""

    def __init__(self, checklist: Checklist, reader: User | None = None) -> None:
        self.checklist = checklist
        self.questions = QuestionSet(checklist.question_set)
        self.last = earlier(checklist, reader)
        self.last_questions = QuestionSet(self.last.question_set) if self.last else None
        now = _answers(checklist)
        then = _answers(self.last) if self.last else {}
        in_scope = asked(self.questions.questions, checklist.scope)
        # What was answered and left the scope since stays in sight.
        codes = {one.code for one in in_scope}
        kept = [
            one
            for one in self.questions.questions
            if one.code in codes or any(said.answer for said in now.get(one.code, {}).values())
        ]
        self.rows = [self._row(one, now.get(one.code, {}), then) for one in kept]

    def _row(self, question: Question, now: dict[int, Answer], then: dict[str, dict[int, Answer]]) -> Row:
        parts = {key: one for key, one in now.items() if key}
        twin = self.twin(question)
        return Row(
            question,
            now.get(0),
            parts,
            last=then.get(twin.code, {}).get(0) if twin else None,
            change=self._change(question, twin),
            has_last=self.last is not None,
        )

    def twin(self, question: Question) -> Question | None:
        """The same question in the set of last time: by its code in another version of one set, else by its wording."""
        if self.last_questions is None:
            return None
        if self.last_questions.key == self.questions.key:
            return self.last_questions.by_code.get(question.code)
        return next((one for one in self.last_questions.questions if one.english == question.english), None)

    def _change(self, question: Question, twin: Question | None) -> str:
        if self.last_questions is None or self.last_questions.ref.pk == self.questions.ref.pk:
            return SAME
        if twin is None:
            return NEW
        return SAME if twin.english == question.english else CHANGED

    @property
    def gone(self) -> list[Question]:
        """Questions of last time that this set has no more."""
        if self.last_questions is None or self.last_questions.ref.pk == self.questions.ref.pk:
            return []
        twins = {twin.code for one in self.questions.questions if (twin := self.twin(one))}
        return [one for one in self.last_questions.questions if one.code not in twins]

    @property
    def groups(self) -> list[tuple[Group, list[Row]]]:
        """Groups in which something is asked, with their rows."""
        found = [
            (group, [row for row in self.rows if row.question.group == group.code]) for group in self.questions.groups
        ]
        return [(group, rows) for group, rows in found if rows]

    @property
    def counts(self) -> Counts:
        return count(self.rows)

    def row(self, code: str) -> Row | None:
        return next((row for row in self.rows if row.question.code == code), None)


def _answers(checklist: Checklist) -> dict[str, dict[int, Answer]]:
    """``{question: {sub-area or 0: answer}}``."""
    found: dict[str, dict[int, Answer]] = {}
    rows = Answer.objects.filter(checklist=checklist).select_related("answered_by", "other_by", "sub_area")
    for one in rows.prefetch_related("photos"):
        one.checklist = checklist
        found.setdefault(one.question, {})[one.sub_area_id or 0] = one
    return found


def checklists_of(space_pk: int, reader: User | None) -> QuerySet[Any]:
    """The checklists of a space that the reader may see, the newest first."""
    found = Checklist.objects.filter(space_id=space_pk).select_related("question_set", "assessment", "created_by")
    return found if reader is None else found.visible_to(reader)


def earlier(checklist: Checklist, reader: User | None) -> Checklist | None:
    """The last checklist of this space before this one in which something was answered, as far as the reader may see it.

    Without a reader (a sealed report, which all who read the assessment open) only one that all of them see: of the same
    assessment, or of the space alone.
    """
    found = checklists_of(checklist.space_id, reader).filter(created_at__lt=checklist.created_at)
    if reader is None:
        found = found.filter(Q(assessment=None) | Q(assessment=checklist.assessment_id))
    return found.filter(answers__isnull=False).distinct().first()
