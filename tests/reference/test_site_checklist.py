"""The platform's own questions: enough of them, each whole, none twice, every part of the field touched."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

from protect.reference import loader, terms

CONTENT = next(one for one in loader.documents() if one.kind == "question_set" and one.key == "site-checklist").content
QUESTIONS = CONTENT["questions"]
#: Too common to tell two questions apart.
COMMON = re.compile(r"\b(and|are|can|for|from|have|here|how|known|not|that|the|there|they|this|what|when|who|with)\b")


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", COMMON.sub("", text.lower())))


def test_there_are_at_least_150_in_the_seventeen_groups():
    assert len(QUESTIONS) >= 150
    assert [one["code"] for one in CONTENT["groups"]] == list("ABCDEFGHIJKLMNOPQ")
    assert min(Counter(one["group"] for one in QUESTIONS).values()) >= 6


def test_twenty_make_the_hour_and_are_asked_everywhere():
    quick = [one for one in QUESTIONS if one.get("quick")]
    assert len(quick) == 20
    for one in quick:
        assert not {"categories", "usage_states", "sub_areas"} & set(one), one["code"]
    asked = {code for one in quick for code in one.get("threats", terms.codes("threat_type"))}
    assert asked == set(terms.codes("threat_type"))


def test_each_is_one_question_that_says_why_what_good_looks_like_and_who_can_answer():
    for one in QUESTIONS:
        assert one["text"].endswith("?") and one["text"].count("?") == 1, one["code"]
        assert 25 <= len(one["text"]) <= 200 and 20 <= len(one["why"]) <= 250 and 10 <= len(one["good"]) <= 250, one[
            "code"
        ]
        assert one["why"].endswith(".") and one["good"].endswith(".") and one.get("who"), one["code"]


def test_every_threat_usage_state_place_and_function_is_touched_by_name():
    named = {key: {code for one in QUESTIONS for code in one.get(key, ())} for key in
             ("threats", "usage_states", "sub_areas", "functions", "measure_categories", "categories", "who")}  # fmt: skip
    assert named["threats"] == set(terms.codes("threat_type"))
    assert named["usage_states"] >= set(terms.codes("usage_state")) - {"normal"}
    assert named["sub_areas"] == set(terms.codes("sub_area_kind"))
    assert named["functions"] >= {"alert", "surveil", "respond", "protect", "detect", "restrict", "adapt"}
    assert named["measure_categories"] == set(terms.codes("measure_category"))
    assert named["categories"] == set(terms.codes("psoi_category"))
    assert named["who"] == set(terms.codes("team_function"))


def test_no_question_stands_twice_in_other_words():
    for first, second in combinations(QUESTIONS, 2):
        one, other = words(first["text"]), words(second["text"])
        assert len(one & other) / len(one | other) < 0.6, (first["code"], second["code"])
    assert len({one["code"] for one in QUESTIONS}) == len(QUESTIONS)


def test_people_who_are_often_forgotten_are_asked_about():
    text = " ".join(one["text"] + one["good"] for one in QUESTIONS).lower()
    for word in ("wheelchair", "blind", "hear", "language", "dignity", "privacy", "children"):
        assert word in text
