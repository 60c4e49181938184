from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from protect.checklists import services
from protect.organisations import audit
from protect.reference.models import ReferenceSet, digest_of
from tests.world import World, world

#: A small set with every kind of limit. "Q" stands for the texts, which say nothing.
QUESTIONS: list[dict[str, Any]] = [
    {"code": "A1", "group": "A", "step": "preparation", "quick": True},
    {"code": "A2", "group": "A", "step": "measures", "threats": ["vehicle"], "quick": True,
     "functions": ["restrict"], "measure_categories": ["physical"], "who": ["traffic"], "evidence": "Measure the gap."},
    {"code": "B1", "group": "B", "step": "scoring", "categories": ["worship"]},
    {"code": "B2", "group": "B", "step": "site", "usage_states": ["event"]},
    {"code": "B3", "group": "B", "step": "site", "sub_areas": ["access_point"], "threats": ["vehicle", "vbied"]},
    {"code": "B4", "group": "B", "step": "site", "sub_areas": ["air_space"]},
]  # fmt: skip


def question_set(version: int = 1, *, drop: tuple[str, ...] = (), more: Any = (), **reworded: str) -> ReferenceSet:
    questions = [
        {"text": f"Is it {one['code']}?", "why": "Because.", "good": "Well.", **one}
        for one in [*QUESTIONS, *more]
        if one["code"] not in drop
    ]
    for one in questions:
        one["text"] = reworded.get(one["code"], one["text"])
    content = {
        "note": "A set for tests.",
        "groups": [{"code": "A", "title": "First group"}, {"code": "B", "title": "Second group"}],
        "questions": questions,
    }
    return ReferenceSet.objects.create(
        kind="question_set", key="test-set", version=version, title="Questions of the tests", content=content,
        digest=digest_of(content),
    )  # fmt: skip


@pytest.fixture
def w(db) -> World:
    made = world()
    made.checklist.delete()
    return made


@pytest.fixture
def begun(w: World) -> Any:
    """A full checklist of the world's assessment with the small set, and everything a test needs beside it."""
    questions = question_set()
    with audit.acting(w.lead, "test"):
        checklist = services.begin(w.space, by=w.lead, assessment=w.assessment, question_set=questions)
        yield SimpleNamespace(w=w, checklist=checklist, set=questions, lead=w.lead, assessor=w.assessor)
