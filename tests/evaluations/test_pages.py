"""The pages: a whole evaluation by hand, what is tried and told, who meets what."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from protect.evaluations import services
from protect.evaluations.models import Consensus, Decision, Evaluation, Pairing, Round, Score, Selected
from protect.evaluations.queries import ranking, telling
from protect.organisations import audit
from protect.organisations.keeping import HEADER, STAMP
from tests.evaluations.town import USUAL, begun, candidate, draft, judged, town, with_judges

pytestmark = pytest.mark.django_db


@pytest.fixture
def w(db):
    return town()


def page(client, name, /, *args, **query):
    answer = client.get(reverse(f"evaluations:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return re.sub(r"\s+", " ", answer.content.decode())


def post(client, name, /, *args, **data):
    answer = client.post(reverse(f"evaluations:{name}", args=args), data)
    assert answer.status_code == 302, re.sub(r"\s+", " ", answer.content.decode())[-3000:]
    return answer


def test_from_weights_to_open_scores_by_hand(w, client):
    made = begun(w)
    client.force_login(w.lead)
    post(client, "weights", made.pk, name="Traders", user="")
    traders = made.stakeholders.get()
    where = (made.pk, traders.pk, "groups")
    tried = client.post(reverse("evaluations:weigh", args=where), {
        "method": "swing", "p-performance": "50", "p-cost": "100", "recalculate": "1"}).content.decode()  # fmt: skip
    assert "What comes out" in tried and "67" in tried and not traders.weightings.exists()
    post(client, "weigh", *where, method="swing", **{"p-performance": "50", "p-cost": "100"})
    assert "67" in page(client, "weigh", *where) and "67" in page(client, "weights", made.pk)
    post(client, "take_mean", made.pk)
    assert draft(made).agreed["groups"] == {"performance": 33, "cost": 67}
    post(client, "agree_weights", made.pk, as_range="on", **{
        "groups.performance": "60", "groups.cost": "40", "performance.fit": "50", "performance.proof": "50"})  # fmt: skip
    for number in (1, 2, 3):
        post(client, "rounds", made.pk, user=w.people[f"judge{number}"].pk, expertise="cost")
    post(client, "plan_round", made.pk, kind="information", note="")
    round_ = made.rounds.get()
    post(client, "assign", made.pk, round_.pk, each="3", candidates=[one.pk for one in made.candidates.all()])
    post(client, "open_round", made.pk, round_.pk)
    for number in (1, 2, 3):
        person = w.people[f"judge{number}"]
        client.force_login(person)
        sheets = Pairing.objects.filter(evaluator__user=person)
        assert client.get(reverse("evaluations:score", args=[made.pk, sheets[0].pk])).status_code == 302
        assert "Acme" in page(client, "declare", made.pk)
        post(client, "declare", made.pk, confirmed="on")
        for sheet in sheets:
            text = page(client, "score", made.pk, sheet.pk)
            assert "nearly" in text and "Acme" not in text
            given = {}
            for code, level in zip(("fit", "proof", "price"), USUAL[sheet.candidate.name], strict=True):
                given |= {f"value-{code}": str(level), f"rationale-{code}": f"Reason{number}", f"evidence-{code}": ""}
            post(client, "score", made.pk, sheet.pk, **given)
            if number < 3:
                client.force_login(w.lead)
                seen = page(client, "round", made.pk, round_.pk) + page(client, "ranking", made.pk)
                assert f"Reason{number}" not in seen and "pending" in seen
                client.force_login(person)
            post(client, "score", made.pk, sheet.pk, hand_in="1", **given)
    assert Round.objects.get().revealed_at is not None
    client.force_login(w.viewer)
    told = page(client, "discuss", made.pk, round_.pk, candidate(made, "Amber").pk)
    assert "Reason1" in told and "all at level 4" in told
    assert "“Amber”, “Blue” share the first place." in page(client, "ranking", made.pk)


def test_what_cannot_be_handed_in_is_kept_and_told(w, client):
    round_ = with_judges(w)
    sheet = round_.pairings.filter(evaluator__user=w.judge1).first()
    client.force_login(w.judge1)
    given = {"value-fit": "3", "rationale-fit": "seen", "value-proof": "open", "value-price": "none", "hand_in": "1"}
    answer = client.post(reverse("evaluations:score", args=[round_.evaluation_id, sheet.pk]), given)
    assert "Not answered yet: Proof" in answer.content.decode()
    assert {one.criterion: one.value for one in Score.objects.filter(pairing=sheet)} == {"fit": 3, "price": None}


def test_each_method_of_weighing_has_its_page(w, client):
    made = begun(w)
    police = services.add_stakeholder(made, "Police", w.judge1)
    client.force_login(w.judge1)
    where = (made.pk, police.pk, "performance")
    post(client, "weigh", *where, method="pairwise", **{"c-fit:proof": "2"})
    assert "75" in page(client, "weigh", *where) and "Consistency ratio 0.00" in page(client, "weigh", *where)
    best_worst = {"best": "proof", "worst": "fit", "b-fit": "4", "b-proof": "1", "w-fit": "1", "w-proof": "4"}
    post(client, "weigh", *where, method="best_worst", **best_worst)
    assert "80" in page(client, "weigh", *where)
    answer = client.post(reverse("evaluations:weigh", args=where), {"method": "points", "p-fit": "50", "p-proof": "40"})
    assert "The points add up to 90" in answer.content.decode()
    # Each their own: not the lead, where somebody is named.
    client.force_login(w.lead)
    assert client.get(reverse("evaluations:weigh", args=where)).status_code == 403


def test_contradicting_comparisons_are_told(w, client):
    from protect.evaluations.queries import weights

    read = weights.read("pairwise", {"a:b": 4, "b:c": 4, "a:c": -4}, ["a", "b", "c"])
    assert read.contradicts
    assert weights.read("pairwise", {"a:b": 2, "b:c": 2, "a:c": 4}, ["a", "b", "c"]).ratio == pytest.approx(
        0.0332, abs=1e-4
    )


def test_other_weights_are_tried_without_scripts_and_nothing_is_kept(w, client):
    made = judged(w)
    client.force_login(w.viewer)
    text = page(client, "ranking", made.pk, **{"w-performance": "10", "w-cost": "90"})
    assert "You are trying other weights" in text
    assert text.index("Blue") < text.index("Amber")
    assert "You are trying" not in page(client, "ranking", made.pk, **{"w-performance": "-5", "w-cost": "x"})
    rows = list(csv.DictReader(io.StringIO(client.get(
        reverse("evaluations:ranking", args=[made.pk]), {"format": "csv"}).content.decode("utf-8-sig")), delimiter=_delimiter(
        client, made)))  # fmt: skip
    assert [row["Candidate"] for row in rows][2] == "Coral"


def _delimiter(client, made):
    head = client.get(reverse("evaluations:ranking", args=[made.pk]), {"format": "csv"}).content.decode("utf-8-sig")
    return ";" if ";" in head.splitlines()[0] else ","


def test_the_sentence_says_what_would_make_another_the_first(w):
    found = ranking.ranked(judged(w, scores={**USUAL, "Blue": (2, 2, 3)}), w.lead)
    told = " ".join(telling.sentences(found))
    assert "“Amber” is first in 100 % of the weightings the group accepts" in told
    assert "“Amber” loses if “Performance” counts under 50 %; it counts 60 % now." in told or (
        "“Amber” loses if “Cost” counts over 50 %; it counts 40 % now." in told
    )
    assert "moving 10 of 100 points" in told and not re.search(r"\d\.\d|\d{3,} (?!%|of)", told.replace("100", ""))


def test_what_a_round_changed_is_told(w, client):
    made = judged(w)
    round_ = services.plan_round(made, "demonstration")
    services.assign(round_, [candidate(made, "Amber")])
    services.open_round(round_)
    for one in round_.pairings.select_related("evaluator__user"):
        services.save_scores(one, {"fit": {"value": 0, "rationale": "it fell over"}})
        services.hand_in(one)
    titles, rows, said = telling.stages(made, w.viewer)
    assert titles == ["Information of the providers", "Demonstration"]
    assert {row["name"]: row["path"] for row in rows}["Amber"] == [(1, 70), (3, 40)]
    assert said == ["“Demonstration” changed the rank of “Amber”, “Coral”."]
    client.force_login(w.viewer)
    assert said[0] in page(client, "ranking", made.pk).replace("&quot;", '"')


def test_a_decision_against_the_ranking_needs_its_reason(w, client):
    made = judged(w, scores={**USUAL, "Blue": (2, 2, 3)})
    amber, coral = candidate(made, "Amber"), candidate(made, "Coral")
    assert not services.decide(made, "selection", [amber], reason="", by=w.lead).against_ranking
    with pytest.raises(ValidationError, match="not what the ranking says"):
        services.decide(made, "selection", [coral], reason=" ", by=w.lead)
    with pytest.raises(ValidationError):
        services.decide(made, "none", [], reason="", by=w.lead)
    client.force_login(w.lead)
    post(client, "decide", made.pk, kind="selection", chosen=[coral.pk], reason="kinder to the trees", confirmed="on")
    last = Decision.objects.first()
    assert last.against_ranking and last.ranking[0]["name"] == "Amber" and made.decisions.count() == 2
    assert "against the ranking" in page(client, "ranking", made.pk)
    with pytest.raises(ValidationError):
        services.delete(made)


def test_a_shortlist_has_its_places_and_sealed_scores_decide_nothing(w):
    round_ = with_judges(w)
    made = round_.evaluation
    with pytest.raises(ValidationError, match="Scores are being given"):
        services.decide(made, "shortlist", made.candidates.all(), reason="x", by=w.lead)
    services.end_round(round_, "enough")
    services.change(made, {"shortlist_size": 2})
    with pytest.raises(ValidationError, match="2 places"):
        services.decide(made, "shortlist", made.candidates.all(), reason="x", by=w.lead)


def test_the_public_list_has_what_was_chosen_and_agreed_and_nothing_else(
    w, client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA = tmp_path
    made = judged(w)
    amber = candidate(made, "Amber")
    services.decide(made, "shortlist", [amber], reason="Vexillum", by=w.lead)
    services.show_providers(made)
    with pytest.raises(ValidationError, match="has not agreed"):
        services.publish(amber, name="Amber Gate", summary="")
    services.write_identity(amber.identity, {"provider": "Acme Barriers", "consent_on": timezone.localdate()})
    with pytest.raises(ValidationError, match="Only what was chosen"):
        services.publish(candidate(made, "Blue"), name="Blue", summary="")
    client.force_login(w.lead)
    connection.run_on_commit.clear()  # as if what was before stood
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "publish", made.pk, amber.pk, name="Amber Gate", summary="A gate that opens.")
    assert (tmp_path / STAMP).exists()  # what is kept for visitors is forgotten
    assert client.get(reverse("evaluations:selected"))["Cache-Control"] == "private, no-store"
    client = Client()
    assert client.get(reverse("evaluations:selected"))["Cache-Control"] == HEADER
    for name in ("selected", "selected_csv", "feed"):
        text = page(client, name)
        assert "Amber Gate" in text and "Acme Barriers" in text
        assert not any(word in text for word in ("Vexillum", made.title, "Blue", "Coral", "seen fit"))
    where = reverse("evaluations:selected")
    for wanted, found in (("?q=barriers&sort=provider", True), ("?q=tunnel", False), ("?sort=nonsense", True)):
        for kind in ("", "&format=csv"):
            assert ("A gate that opens." in client.get(where + wanted + kind).content.decode()) is found, wanted + kind
    client.force_login(w.lead)
    (tmp_path / STAMP).unlink()
    connection.run_on_commit.clear()
    with django_capture_on_commit_callbacks(execute=True):
        post(client, "unpublish", made.pk, amber.pk)
    assert (tmp_path / STAMP).exists()
    client.logout()
    assert "Amber Gate" not in page(client, "selected") + page(client, "feed")
    assert Selected.objects.get().withdrawn_at is not None


def test_what_was_agreed_is_written_on_its_page(w, client):
    made = judged(w)
    round_, amber = made.rounds.get(), candidate(made, "Amber")
    client.force_login(w.lead)
    post(client, "agree", made.pk, round_.pk, amber.pk, "fit", value="none", rationale="nobody could tell")
    assert Consensus.objects.get().value is None and "nobody could tell" in page(
        client, "discuss", made.pk, round_.pk, amber.pk
    )
    post(client, "checks", made.pk, candidate=amber.pk, code="lawful", passed="no", reason="the decree")
    assert "the decree" in page(client, "checks", made.pk) and "Lawful" in page(client, "ranking", made.pk)


def test_tables_come_in_as_files(w, client):
    client.force_login(w.lead)
    file = io.BytesIO(b"van,range,price\n#weight,3,1\n#direction,higher,lower\nA,100,50\nB,80,20\n")
    file.name = "vans.csv"
    answer = client.post(reverse("evaluations:bring_table"), {
        "organisation": w.municipality.pk, "title": "Vans", "method": "promethee_2", "file": file})  # fmt: skip
    assert answer.status_code == 302
    text = client.get(answer["Location"]).content.decode()
    assert "First is “A”" in text and "TOPSIS" in text
    client.force_login(w.stranger_lead)
    assert client.get(answer["Location"]).status_code == 404


def test_an_evaluation_comes_back_from_the_bin_with_everything(w):
    with audit.acting(w.lead, "test"):
        made = begun(w)
        binned = services.delete(made)
        assert not Evaluation.objects.exists()
        from protect.organisations.services import bin

        bin.restore(binned)
    assert Evaluation.objects.get().candidates.count() == 3 and draft(Evaluation.objects.get()).groups


def test_what_nobody_could_judge_is_asked_of_the_provider(w, client):
    made = judged(w, scores={**USUAL, "Blue": (2, None, 4)})
    assert telling.missing(ranking.ranked(made, w.lead)) == [{"name": "Blue", "criteria": ["Proof"]}]
    client.force_login(w.viewer)
    assert "What to ask the providers" in page(client, "ranking", made.pk)


def test_a_fifth_up_and_down_is_told(w):
    firm = ranking.ranked(judged(w, scores={**USUAL, "Blue": (1, 1, 1), "Coral": (0, 0, 1)}), w.lead)
    assert firm.holds_if_fifth and "It stays so if any one weight" in " ".join(telling.sentences(firm))


def test_evaluators_of_a_partner_are_named_by_their_address_and_never_listed(w, client):
    from tests.world import make_user, share

    made = begun(w)
    officer = make_user("officer@police.example", w.police, "expert", name="Odile Officer")
    client.force_login(w.lead)
    where = reverse("evaluations:rounds", args=[made.pk])
    assert "Or their address" not in client.get(where).content.decode()
    made.marking = "AMBER"
    made.save()
    share(made, organisation=w.police)
    assert "Odile Officer" not in client.get(where).content.decode()
    wrong = client.post(where, {"address": w.stranger_lead.email}).content.decode()
    assert "Nobody with this address reads this evaluation." in wrong and w.stranger_lead.name not in wrong
    assert client.post(where, {}).status_code == 200 and not made.evaluators.exists()
    assert client.post(where, {"address": "Officer@Police.example"}).status_code == 302
    assert made.evaluators.get().user == officer


def test_who_asks_the_market_names_evaluators_and_stakeholders_by_their_address(w, client):
    from tests.world import make_user

    made = begun(w)
    client.force_login(make_user("rfi@example.org", w.municipality, "rfi_officer"))
    for where, name in (("evaluations:rounds", {}), ("evaluations:weights", {"name": "Police"})):
        address = reverse(where, args=[made.pk])
        page = client.get(address).content.decode()
        assert "Their address" in page and w.judge1.name not in page
        assert client.post(address, {"address": w.judge1.email, **name}).status_code == 302
    assert made.evaluators.get().user == w.judge1 and made.stakeholders.get().user == w.judge1


def test_weights_show_at_once_who_would_be_first(w, client):
    made = judged(w, scores={"Amber": (4, 0, 2), "Blue": (0, 4, 2), "Coral": (1, 1, 1)})
    services.new_version(made, "the police were not asked", by=w.lead)
    police = services.add_stakeholder(made, "Police")
    client.force_login(w.lead)
    where = reverse("evaluations:weigh", args=[made.pk, police.pk, "performance"])
    for fit, first in ((90, "Amber"), (10, "Blue")):
        tried = {"method": "points", "p-fit": str(fit), "p-proof": str(100 - fit), "recalculate": "1"}
        text = client.post(where, tried).content.decode()
        assert f"With these weights “{first}” would be first" in text
    assert not police.weightings.exists()
