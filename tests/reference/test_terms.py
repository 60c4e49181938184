"""The vocabularies that every folder shares."""

from __future__ import annotations

import pytest
from django.utils import translation

from protect.reference import terms as module
from protect.reference.terms import Term, choices, codes, help_text, label, order, term, terms

CONTRACT = {
    "psoi_category": "transport_hub square shopping nightlife culture business worship institution",
    "sub_area_kind": "approach perimeter access_point interior exit_route service_area air_space adjoining_property",
    "usage_state": "normal peak event night works",
    "threat_type": "firearms sharp_object vehicle ied pbied uavied vbied chemical biological radiological",
    "threat_phase": (
        "initial_target_identification operational_planning pre_attack_preparation execution post_attack_escape"
    ),
    "measure_category": "ict sensor actuator physical method",
    "measure_function": "alert surveil respond protect detect restrict overcome improvise adapt other",
    "measure_origin": "natural emplaced",
    "measure_condition": "works weak broken unknown",
    "crowd_class": "up_to_100 up_to_500 up_to_2000 up_to_10000 over_10000",
    "team_circle": "core involved informed",
    "team_function": (
        "lead police fire ambulance owner_operator event_manager urban_planner traffic private_security communications "
        "privacy expert"
    ),
    "confidence": "low medium high",
    "score_basis": "current inherent target residual",
    "decision": "treat accept transfer watch",
    "assessment_state": "draft prepared on_site scoring consensus review approved superseded expired",
    "marking": "RED AMBER_STRICT AMBER GREEN CLEAR",
    "organisation_kind": (
        "municipality police fire_rescue ambulance national_authority operator solution_provider research other"
    ),
    "role": "administrator lead assessor expert viewer rfi_officer provider observer",
    "question_answer": "yes partly no not_applicable unknown",
    "entry_kind": "measure solution good_practice",
    "measure_family": "structural event_driven",
    "measure_approach": "human_centred technical",
    "measure_horizon": "short mid long",
    "cost_band": "staff_time low medium high very_high not_known",
    "measure_criterion": "performance readiness compliancy physical cost other",
    "method_step": "whole places assessment measures call evaluation demonstration plan exercise exchange",
    "openness_check": "accessibility multi_functionality proportionality looks sustainability",
    "side_effect": "wheelchair_access rescue_routes egress deliveries privacy looks upkeep",
    "effect_answer": "better none attention worse not_judged",
}


@pytest.mark.parametrize("vocabulary", CONTRACT)
def test_codes_are_those_that_all_folders_agreed_on(vocabulary: str) -> None:
    assert " ".join(codes(vocabulary)) == CONTRACT[vocabulary]


def test_there_are_no_other_vocabularies() -> None:
    assert module.vocabularies() == sorted(CONTRACT)


@pytest.mark.parametrize("vocabulary", CONTRACT)
def test_every_term_has_a_label_and_one_sentence_of_help(vocabulary: str) -> None:
    for one in terms(vocabulary):
        assert one.label
        assert one.help.endswith(".")
        assert len(one.help) <= 200


def test_examples_of_categories() -> None:
    assert all(one.examples for one in terms("psoi_category"))


def test_a_code_that_nobody_knows_is_shown_as_it_is() -> None:
    assert label("threat_type", "arson") == "arson"
    assert help_text("threat_type", "arson") == ""
    assert term("threat_type", "arson") is None
    assert order("threat_type", "arson") == 10


def test_a_vocabulary_that_nobody_knows_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(KeyError, match="There is no vocabulary 'colour'; there are assessment_state"):
        label("colour", "red")


def test_labels_follow_the_language_at_call_time(monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = {"Square": "Platz"}
    monkeypatch.setattr("protect.reference.terms.translate", lambda text: catalogue.get(text, text))
    assert label("psoi_category", "square") == "Platz"
    monkeypatch.undo()
    with translation.override("en"):
        assert label("psoi_category", "square") == "Square"
        assert ("square", "Square") in choices("psoi_category")
        assert isinstance(term("psoi_category", "square"), Term)
