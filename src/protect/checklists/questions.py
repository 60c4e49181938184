"""The questions of a set as plain values; their texts in the reader's language when they are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from protect.reference.models import ReferenceSet
from protect.reference.wording import translate


@dataclass(frozen=True)
class Question:
    """One question. Empty lists: it concerns all."""

    code: str
    group: str
    english: str
    why_english: str
    good_english: str
    step: str
    threats: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    usage_states: tuple[str, ...] = ()
    sub_areas: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    measure_categories: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    evidence_english: str = ""
    quick: bool = False

    @property
    def text(self) -> str:
        return translate(self.english)

    @property
    def why(self) -> str:
        return translate(self.why_english)

    @property
    def good(self) -> str:
        return translate(self.good_english)

    @property
    def evidence(self) -> str:
        return translate(self.evidence_english) if self.evidence_english else ""


@dataclass(frozen=True)
class Group:
    code: str
    english: str

    @property
    def title(self) -> str:
        return translate(self.english)


class QuestionSet:
    """Groups and questions of one version, in their order.

    A set in which no question is marked as quick (the quick check itself) is asked whole in the hour.
    """

    def __init__(self, ref: ReferenceSet) -> None:
        self.ref = ref
        content = ref.content
        self.groups = [Group(one["code"], one["title"]) for one in content["groups"]]
        any_quick = any(one.get("quick") for one in content["questions"])
        self.questions = [_question(one, any_quick) for one in content["questions"]]

    @cached_property
    def by_code(self) -> dict[str, Question]:
        return {one.code: one for one in self.questions}

    @property
    def key(self) -> str:
        return self.ref.key


def _question(one: Mapping[str, Any], any_quick: bool) -> Question:
    lists = ("threats", "categories", "usage_states", "sub_areas", "functions", "measure_categories", "who")
    return Question(
        code=one["code"],
        group=one["group"],
        english=one["text"],
        why_english=one["why"],
        good_english=one["good"],
        step=one["step"],
        evidence_english=one.get("evidence", ""),
        quick=bool(one.get("quick")) if any_quick else True,
        **{name: tuple(one.get(name, ())) for name in lists},
    )
