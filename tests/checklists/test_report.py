"""The chapter of the report: counts, answers, ideas; the one rule decides for whom."""

from __future__ import annotations

from protect.checklists import services
from protect.checklists.queries.rows import Sheet
from protect.reports.checklist import checklist


def test_the_chapter_tells_counts_answers_and_ideas(begun) -> None:
    services.answer(begun.checklist, "A1", {"answer": "no", "improvement": "Name somebody."}, by=begun.lead)
    services.answer(begun.checklist, "A2", {"answer": "not_applicable", "reason": "No street."}, by=begun.lead)
    told = checklist(begun.w.assessment, begun.w.viewer)
    assert "3 questions" in told["sentences"][0] and "2 are answered" in told["sentences"][0]
    assert told["counts"]["rows"][0] == ["A First group", "2", "0", "0", "1", "1", "0", "0"]
    assert [row[:4] for row in told["answers"]["rows"]] == [
        ["A1", "Is it A1?", "No", ""],
        ["A2", "Is it A2?", "Not applicable", "No street."],
    ]
    assert told["ideas"]["rows"] == [["A1", "Is it A1?", "Name somebody."]]


def test_who_may_not_see_the_checklist_reads_that_there_is_none(begun) -> None:
    services.answer(begun.checklist, "A1", {"answer": "no"}, by=begun.lead)
    told = checklist(begun.w.assessment, begun.w.other)
    assert told["nothing"] and not told["answers"]["rows"]
    assert not checklist(begun.w.assessment, None)["nothing"]


def test_a_sealed_report_tells_nothing_of_a_checklist_that_its_readers_may_not_see(begun) -> None:
    services.answer(begun.checklist, "A1", {"answer": "no"}, by=begun.lead)
    services.hand_in(begun.checklist, by=begun.lead)
    newer = services.begin(begun.w.space, by=begun.lead, question_set=begun.set)
    assert Sheet(newer, begun.lead).last == begun.checklist
    assert Sheet(newer, None).last is None
