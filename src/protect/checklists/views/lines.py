"""One line to answer, as templates need it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from protect.checklists.models import Answer
from protect.checklists.queries.rows import Row
from protect.checklists.questions import Question
from protect.checklists.services.answering import FIELDS
from protect.reference import terms
from protect.spaces.models import SubArea


@dataclass(frozen=True)
class Line:
    """``key`` begins the names of its fields; ``was`` is what the page showed, for the merge with what others write."""

    key: str
    question: Question
    row: Row
    answer: Answer | None
    sub_area: SubArea | None
    options: list[tuple[str, str]]
    shown: dict[str, str]
    was: str
    errors: tuple[str, ...] = ()

    @property
    def has_more(self) -> bool:
        """Something is written beside the answer: the fold is open."""
        return bool(self.errors) or any(self.shown[name] for name in FIELDS if name != "answer")


def line(
    row: Row, sub_area: SubArea | None = None, typed: Mapping[str, str] | None = None, errors: Iterable[str] = ()
) -> Line:
    """``typed``: what was sent and refused; it stands in the line again."""
    answer = row.parts.get(sub_area.pk) if sub_area else row.answer
    stored = {name: getattr(answer, name) if answer else "" for name in FIELDS}
    return Line(
        key=f"{row.question.code}-{sub_area.pk if sub_area else 0}",
        question=row.question,
        row=row,
        answer=answer,
        sub_area=sub_area,
        options=terms.choices("question_answer"),
        shown={**stored, **{name: text for name, text in (typed or {}).items() if name in FIELDS}},
        was=json.dumps(stored, ensure_ascii=False),
        errors=tuple(errors),
    )


def part_lines(row: Row, sub_areas: Iterable[SubArea]) -> list[Line]:
    """A line for each part of the site that the question concerns, or that has an answer."""
    concerned = row.question.sub_areas
    return [line(row, one) for one in sub_areas if not concerned or one.kind in concerned or one.pk in row.parts]
