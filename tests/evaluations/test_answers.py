"""From an opened answer to a candidate: only what was admitted, each once, and without a name while evaluators are blind."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.answers import services as answering
from protect.answers.models import OpenedAnswer
from protect.calls.models import Annex, Call
from protect.evaluations import services
from protect.evaluations.models import Evaluation, Identity, Pairing
from protect.organisations import audit
from protect.organisations.models import Share
from tests.answers.market import RIVAL_WORD, WORD, market, opened
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

ADMITTED = {"complete": "yes", "eligible": "yes", "in_scope": "yes", "decision": "admitted", "reason": "All there."}


@pytest.fixture
def w():
    return screened()


@remembered
def screened():
    w = market()
    call = opened(w)
    first, second = OpenedAnswer.objects.filter(call=call).order_by("submission__organisation__name")
    w.parts["fences"] = next(one for one in (first, second) if WORD in one.solution)
    w.parts["glass"] = next(one for one in (first, second) if RIVAL_WORD in one.solution)
    with audit.acting(w.rfi_officer, "test"):
        answering.screen(w.fences, ADMITTED, by=w.rfi_officer)
        answering.screen(w.glass, {**ADMITTED, "decision": "not_admitted", "reason": "Out of scope."}, by=w.rfi_officer)
    return w


def begun(w, **values) -> Evaluation:
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, "Barriers", by=w.lead, call=w.call)
        return services.change(made, values) if values else made


def test_only_admitted_answers_come_each_once(w):
    made = begun(w)
    (candidate,) = services.take_answers(made)
    assert candidate.answer == w.fences
    with pytest.raises(ValidationError):
        services.take_answers(made)


def test_a_blind_evaluation_calls_them_by_number_and_keeps_provider_and_consent(w):
    (candidate,) = services.take_answers(begun(w))
    assert candidate.name == f"Solution {w.fences.number}" and candidate.summary == ""
    identity = Identity.objects.get(candidate=candidate)
    assert identity.provider == w.fences.provider_name and identity.consent_on is not None


def test_an_open_evaluation_calls_them_by_their_name(w):
    (candidate,) = services.take_answers(begun(w, blind=False))
    assert WORD in candidate.name and WORD in candidate.summary


def test_without_consent_nobody_is_named_in_public(w):
    document = w.fences.submission.document
    document["solution"]["consent_summary"] = "no"
    type(w.fences.submission).objects.filter(pk=w.fences.submission.pk).update(document=document)
    (candidate,) = services.take_answers(begun(w))
    assert Identity.objects.get(candidate=candidate).consent_on is None


def test_an_evaluation_without_a_call_has_nothing_to_take(w):
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, "Barriers", by=w.lead)
    with pytest.raises(ValidationError):
        services.take_answers(made)


@pytest.mark.parametrize("blind", [True, False])
def test_the_sheet_shows_what_was_answered_and_names_nobody_while_blind(w, client, blind):
    made = begun(w, blind=blind)
    services.take_answers(made)
    with audit.acting(w.lead, "test"):
        for one in (w.expert, w.assessor, w.viewer):
            services.add_evaluator(made, one)
        round_ = services.plan_round(made, "information")
        services.assign(round_)
        services.open_round(round_)
    pairing = Pairing.objects.filter(round=round_).select_related("evaluator__user").first()
    with audit.acting(pairing.evaluator.user, "test"):
        services.declare(pairing.evaluator, {})
    client.force_login(pairing.evaluator.user)
    page = client.get(reverse("evaluations:score", args=[made.pk, pairing.pk])).content.decode()
    assert "7.5 t at 64 km/h." in page and "Tested by IWA 14-1 in 2031." in page
    assert (f"{WORD} bollards" in page) is not blind
    assert (w.fences.provider_name in page) is not blind
    assert ("sales@fences.example" in page) is not blind


@pytest.mark.parametrize("shown", ["provider", "product", "country", "contact"])
def test_each_field_of_a_blind_evaluation_is_hidden_by_itself(w, client, shown):
    """On the sheet and on the list of candidates: what is not among the hidden ones is read, the others are not."""
    everything = ["provider", "product", "country", "contact"]
    made = begun(w, hidden=[one for one in everything if one != shown])
    opened = w.fences
    submission = opened.submission
    submission.document["provider"] |= {"name": "Fencemakers Ltd", "country": "LT"}
    type(submission).objects.filter(pk=submission.pk).update(document=submission.document)
    OpenedAnswer.objects.filter(pk=opened.pk).update(provider_name="Fencemakers Ltd")
    services.take_answers(made)
    with audit.acting(w.lead, "test"):
        for one in (w.expert, w.assessor, w.viewer):
            services.add_evaluator(made, one)
        round_ = services.plan_round(made, "information")
        services.assign(round_)
        services.open_round(round_)
    pairing = Pairing.objects.filter(round=round_, evaluator__user=w.expert).get()
    with audit.acting(w.expert, "test"):
        services.declare(pairing.evaluator, {})
    client.force_login(w.expert)
    sheet = client.get(reverse("evaluations:score", args=[made.pk, pairing.pk])).content.decode()
    listed = client.get(reverse("evaluations:candidates", args=[made.pk])).content.decode()
    told = {"provider": "Fencemakers Ltd", "product": f"{WORD} bollards", "country": "<dd>LT</dd>",
            "contact": "sales@fences.example"}  # fmt: skip
    assert {name for name, text in told.items() if text in sheet} == {shown}
    in_list = {"provider": "Fencemakers Ltd", "country": "(LT)", "contact": "sales@fences.example"}
    assert {name for name, text in in_list.items() if text in listed} == {shown} & set(in_list)
    assert not Identity.objects.visible_to(w.expert).exists()
    assert client.get(reverse("evaluations:candidates", args=[made.pk])).status_code == 200


def test_a_blind_evaluation_hides_something_and_shows_nothing_more_while_scores_are_given(w):
    made = begun(w)
    with pytest.raises(ValidationError, match="Choose what is hidden"):
        services.change(made, {"hidden": []})
    services.take_answers(made)
    with audit.acting(w.lead, "test"):
        for one in (w.expert, w.assessor, w.viewer):
            services.add_evaluator(made, one)
        round_ = services.plan_round(made, "information")
        services.assign(round_)
        services.open_round(round_)
    with pytest.raises(ValidationError, match="Scores are being given"):
        services.change(made, {"hidden": ["provider"]})


def test_the_button_stands_where_something_is_to_be_taken(w, client):
    made = begun(w)
    client.force_login(w.lead)
    where = reverse("evaluations:candidates", args=[made.pk])
    assert "Take 1 admitted answer" in client.get(where).content.decode()
    assert client.post(reverse("evaluations:take_answers", args=[made.pk])).status_code == 302
    assert "Take 1 admitted answer" not in client.get(where).content.decode()
    answer = reverse("answers:opened", args=[w.call.pk, w.fences.number])
    assert answer in client.get(where).content.decode()
    services.add_evaluator(made, w.expert)
    client.force_login(w.expert)  # judges blind
    assert answer not in client.get(where).content.decode()


def test_who_judges_blind_does_not_look_up_whose_answer_it_is(w, client):
    """The call is theirs to read, its opened answers not: the number of one is the name of a candidate."""
    made = begun(w)
    services.take_answers(made)
    assert OpenedAnswer.objects.visible_to(w.expert).filter(pk=w.fences.pk).exists()
    services.add_evaluator(made, w.expert)
    assert set(OpenedAnswer.objects.visible_to(w.expert)) == {w.glass}  # that one is no candidate
    client.force_login(w.expert)
    assert client.get(reverse("answers:opened", args=[w.call.pk, w.fences.number])).status_code == 404
    assert OpenedAnswer.objects.visible_to(w.viewer).filter(pk=w.fences.pk).exists()
    services.show_providers(made)
    assert OpenedAnswer.objects.visible_to(w.expert).filter(pk=w.fences.pk).exists()


def test_what_counts_is_fixed_when_answers_are_opened():
    """Of the evaluations of that call, in the same transaction; afterwards a new version with a reason."""
    w = market()
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, "Barriers", by=w.lead, call=w.call)
        other = services.begin(w.municipality, "Other", by=w.lead)
    opened(w)
    frozen, free = made.criteria_sets.get(), other.criteria_sets.get()
    assert frozen.is_frozen and not free.is_frozen
    with pytest.raises(ValidationError, match="new version"):
        services.change_criteria(frozen, frozen.groups, [])
    services.change_criteria(free, free.groups, [])


def test_begun_after_the_opening_criteria_are_frozen_from_the_beginning(w):
    """Whoever knows the answers changes what counts only by a new version, with the reason for it."""
    made = begun(w)
    first = made.criteria_sets.get()
    assert first.is_frozen
    with pytest.raises(ValidationError, match="new version"):
        services.change_criteria(first, first.groups, [])
    with pytest.raises(ValidationError, match="new version"):
        services.agree_weights(first, first.agreed, as_range=True)
    with pytest.raises(ValidationError, match="Say why"):
        services.new_version(made, " ", by=w.lead)
    second = services.new_version(made, "Noise was forgotten.", by=w.lead)
    services.change_criteria(second, second.groups, [])
    assert (second.version, second.reason) == (2, "Noise was forgotten.")


def test_a_partner_of_a_joint_call_takes_what_it_admitted_itself(w):
    """Neither more nor less: what the issuer let go on or kept back decides nothing for another city."""
    Annex.objects.create(
        call=w.call, organisation=w.other_municipality, category="square", objective="Quiet.", threat_types=["vehicle"]
    )
    Call.objects.update(marking="AMBER")
    Share.objects.create(
        object_type="calls.call", object_id=w.call.pk, organisation=w.other_municipality, reason="joint"
    )
    made = services.begin(w.other_municipality, "Ours", by=w.other, call=w.call)
    with pytest.raises(ValidationError):
        services.take_answers(made)
    with audit.acting(w.other, "test"):
        answering.screen_for(w.glass, w.other_municipality, {"in_scope": "yes", "decision": "admitted"}, by=w.other)
    (candidate,) = services.take_answers(made)
    assert candidate.answer == w.glass
    assert [one.answer for one in services.take_answers(begun(w))] == [w.fences]
