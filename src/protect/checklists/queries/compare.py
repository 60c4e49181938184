"""Two checklists of one space side by side, question by question."""

from __future__ import annotations

from dataclasses import dataclass

from protect.checklists.models import Answer, Checklist
from protect.checklists.queries.rows import CHANGED, GONE, NEW, SAME, _answers
from protect.checklists.questions import Question, QuestionSet
from protect.checklists.scope import asked


@dataclass(frozen=True)
class Pair:
    """One question in the earlier and the later checklist; ``question`` is the later one where it is asked there."""

    question: Question
    then: Answer | None
    now: Answer | None
    change: str
    then_text: str = ""  # the earlier wording where it differs

    @property
    def differs(self) -> bool:
        return (self.then.answer if self.then else "") != (self.now.answer if self.now else "")

    @property
    def is_marked(self) -> bool:
        return bool(self.change) or self.differs


@dataclass(frozen=True)
class Comparison:
    then: Checklist
    now: Checklist
    groups: list[tuple[str, list[Pair]]]

    @property
    def pairs(self) -> list[Pair]:
        return [pair for _title, pairs in self.groups for pair in pairs]

    @property
    def changed(self) -> int:
        """Answered both times, and not alike."""
        return sum(
            1 for one in self.pairs if one.then and one.now and one.then.answer and one.now.answer and one.differs
        )

    @property
    def new(self) -> int:
        return sum(1 for one in self.pairs if one.change == NEW)

    @property
    def gone(self) -> int:
        return sum(1 for one in self.pairs if one.change == GONE)


def compare(then: Checklist, now: Checklist) -> Comparison:
    """Every question asked or answered in either. New and gone are questions that only one of the two asked."""
    old_set, new_set = QuestionSet(then.question_set), QuestionSet(now.question_set)
    old, new = _answers(then), _answers(now)
    old_asked = [one for one in old_set.questions if then.scope.asks(one) or one.code in old]
    new_asked = [one for one in new_set.questions if one in asked([one], now.scope) or one.code in new]
    by_code = old_set.key == new_set.key
    twins = {(one.code if by_code else one.english): one for one in old_asked}
    groups: dict[str, list[Pair]] = {}
    met: set[str] = set()
    titles = {one.code: one for one in new_set.groups}
    for question in new_asked:
        twin = twins.get(question.code if by_code else question.english)
        if twin is not None:
            met.add(twin.code)
        change = NEW if twin is None else SAME if twin.english == question.english else CHANGED
        pair = Pair(
            question,
            old.get(twin.code, {}).get(0) if twin else None,
            new.get(question.code, {}).get(0),
            change,
            twin.text if twin and change == CHANGED else "",
        )
        groups.setdefault(titles[question.group].title, []).append(pair)
    old_titles = {one.code: one for one in old_set.groups}
    for question in old_asked:
        if question.code not in met:
            pair = Pair(question, old.get(question.code, {}).get(0), None, GONE)
            groups.setdefault(old_titles[question.group].title, []).append(pair)
    return Comparison(then, now, list(groups.items()))
