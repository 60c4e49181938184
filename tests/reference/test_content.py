"""What the shipped texts promise: complete, coherent, and never a manual for an attack."""

from __future__ import annotations

import re

import pytest

from protect.reference import loader, terms
from protect.reference.loader import Document

#: Vocabulary of means, amounts and execution. The texts speak of effects on people and place and of protection; a hit
#: here means that a sentence has slipped towards how something would be done.
HOW_TO = re.compile(
    r"""\b(
      detonat\w* | ignit(e|es|ed|ion|er)\b | fus(e|es|ing) | shrapnel | nails? | ball\ bearings? | precursors? | peroxide
    | acetone | nitrates? | fertili[sz]er | gunpowder | pipe\ bombs? | vests? | payload | warhead | ammunition | calib(er|re)
    | magazine | reload\w* | assault\ rifle | sarin | anthrax | ricin | chlorine | cyanide | botul\w* | ca?esium | cobalt
    | synthesi[sz]\w* | assembl(e|es|ed|ing)\b | concentration | dos(e|es|age) | lethal\w* | aerosol\w* | dispers\w*
    | maximi[sz]\w* | most\ casualties | best\ (place|moment|time|spot)\ to | (easy|easiest|ideal)\ (target|way|route)
    | undetected | unnoticed | evad\w* | bypass\w* | circumvent\w* | smuggl\w* | conceal\w* | disguis\w* | accelerat\w*
    | kilograms? | kg | grams? | lit(er|re)s? | km/h | mph | tnt
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)


def document(kind: str, key: str) -> Document:
    return next(one for one in loader.documents() if (one.kind, one.key) == (kind, key))


@pytest.fixture(scope="module")
def prompts() -> dict:
    return document("scenario_prompts", "eu-vat").content["prompts"]


def test_every_threat_type_has_a_prompt_and_an_example_for_every_kind_of_place(prompts: dict) -> None:
    assert set(prompts) == set(terms.codes("threat_type")) and len(prompts) == 10
    for threat, by_category in prompts.items():
        assert set(by_category) == set(terms.codes("psoi_category")), threat
        for category, one in by_category.items():
            assert one["prompt"].endswith("?"), (threat, category)
            assert 120 <= len(one["text"]) <= 500, (threat, category, len(one["text"]))


def test_no_example_is_used_twice(prompts: dict) -> None:
    for part in ("prompt", "title", "text"):
        found = [one[part] for by_category in prompts.values() for one in by_category.values()]
        assert len(found) == len(set(found)) == 80


@pytest.mark.parametrize("one", loader.documents(), ids=lambda one: f"{one.kind}/{one.key}")
def test_no_text_speaks_of_how_an_attack_would_be_done(one: Document) -> None:
    assert [
        f"{one.file}:{line}: {hit.group()!r} in {text!r}" for line, text in one.messages if (hit := HOW_TO.search(text))
    ] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "The best place to stand is beside the kiosk.",
        "A vehicle at 50 km/h reaches the stage.",
        "It can be concealed in a bag.",
        "The easiest way in is through the service gate.",
        "Chlorine spreads quickly.",
    ],
)
def test_the_guard_would_notice(sentence: str) -> None:
    assert HOW_TO.search(sentence)


def test_an_example_names_effects_and_help(prompts: dict) -> None:
    """People are in every example: who is hurt or affected, not what the attacker does."""
    people = re.compile(
        r"people|guests|visitors|passengers|customers|staff|employees|audience|congregation|patients|children|families"
        r"|travellers|shoppers|spectators|participants|adults|members|clerk|receptionist|community|sellers|parents|pupils",
        re.IGNORECASE,
    )
    for by_category in prompts.values():
        for one in by_category.values():
            assert people.search(one["text"]), one["text"]
            assert "attacker" not in one["text"].lower(), one["text"]


def test_reasons_for_not_applicable_ask_for_evidence() -> None:
    reasons = document("scenario_prompts", "eu-vat").content["not_applicable_reasons"]
    assert len(reasons) >= 4
    assert not any(re.search(r"not (known|sure)|unlikely", one["text"]) for one in reasons)


def test_every_cross_reference_of_the_glossary_resolves_and_every_term_can_be_reached() -> None:
    entries = document("glossary", "platform").content["terms"]
    codes = {one["code"] for one in entries}
    assert 45 <= len(codes) <= 70
    named = {code for one in entries for code in one.get("see", ())}
    assert named <= codes
    assert all(one.get("see") for one in entries)


def test_the_glossary_explains_all_five_markings_and_the_words_of_the_method() -> None:
    codes = {one["code"] for one in document("glossary", "platform").content["terms"]}
    assert {f"tlp_{code.lower()}" for code in terms.codes("marking")} <= codes
    assert {"psoi", "eu_vat", "scenario", "inherent_score", "consensus", "krippendorff_alpha", "cannot_judge"} <= codes


def test_the_quick_check_has_twenty_questions_and_touches_every_threat_type() -> None:
    content = document("question_set", "quick-check").content
    questions = content["questions"]
    assert len(questions) == 20
    assert {one["group"] for one in questions} == {one["code"] for one in content["groups"]}
    assert {code for one in questions for code in one.get("threats", ())} >= set(terms.codes("threat_type")) - {
        "uavied"
    }
    assert all(one["text"].endswith("?") for one in questions)
