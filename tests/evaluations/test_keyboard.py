"""The market with the keyboard alone, at 360 px and in the dark: RFI officer, two providers, evaluator, observer, public."""

import pytest
from django.urls import reverse

from protect.answers.models import CityScreening, OpenedAnswer, Submission
from protect.calls.models import Annex, Call
from protect.demonstrations import services as showing
from protect.demonstrations.models import Arm, Seat
from protect.evaluations import services
from protect.evaluations.models import Evaluator, Score
from protect.organisations.models import Share
from tests.answers.market import RIVAL_WORD, WORD, drafted, market, open_now, opened
from tests.calls.test_browser import fits
from tests.demonstrations.making import approved
from tests.evaluations.town import candidate, judged, town, with_judges
from tests.keyboard import Keyboard
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def go(new_page, live_server, sign_in, axe):
    """Open a page as somebody, on a narrow dark screen: (page, hands); ``look`` asks axe and the width."""

    def begin(person, name, *args, **options):
        page = new_page(dark=True, width=360, **options)
        if person is not None:
            sign_in(page, live_server, person)
        page.goto(live_server.url + reverse(name, args=args))
        return page, Keyboard(page)

    def look(page):
        axe(page)
        assert fits(page), page.url

    begin.look = look
    return begin


def test_two_competitors_hand_in_and_see_nothing_of_each_other(go):
    w = market()
    draft = drafted(w)
    rival_draft = drafted(w, w.rival, w.rival_organisation, RIVAL_WORD)
    for person, own, word, other in ((w.provider, draft, WORD, RIVAL_WORD), (w.rival, rival_draft, RIVAL_WORD, WORD)):
        page, hands = go(person, "answers:facts", own.pk)
        go.look(page)
        hands.write("Limits", f"{word} does not float.")
        hands.press("Save")
        page.get_by_text("Saved.", exact=True).wait_for()
        page.goto(page.url.split("/answers/")[0] + reverse("answers:preview", args=[own.pk]))
        page.get_by_text(f"{word} does not float.").wait_for()
        go.look(page)
        hands.press("Submit", "button")
        page.get_by_role("heading", name="Receipt").wait_for()
        go.look(page)
        for where in (reverse("answers:list"), reverse("calls:public", args=[w.publication.pk]), reverse("web:home"),
                      reverse("search:page") + f"?q={other}"):  # fmt: skip
            page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + where)
            assert other not in page.locator("main").inner_text().replace(f"“{other}”", ""), where
        strange = rival_draft if own is draft else draft
        page.expected.append("404")
        page.goto(
            page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + reverse("answers:facts", args=[strange.pk])
        )
        assert other not in page.content()
    assert Submission.objects.count() == 2


def test_the_officer_opens_screens_and_answers_for_a_partner_city(go):
    w = market()
    opened(w)
    open_now(w)
    page, hands = go(w.rfi_officer, "answers:opened_list", w.call.pk)
    go.look(page)
    hands.press(WORD, "a")
    page.get_by_role("heading", name=WORD).wait_for()
    go.look(page)
    hands.press("Screen", "a")
    page.get_by_text("A person decides, with a reason.").wait_for()
    go.look(page)
    for name in ("complete?", "eligible?", "in scope?"):
        hands.choose(name, "yes")
    hands.choose("decision", "goes on")
    hands.write("Reason", "All there.")
    hands.press("Save", "button")
    page.get_by_text("goes on to evaluation").first.wait_for()
    found = OpenedAnswer.objects.get(solution__startswith=WORD)
    assert (found.decision, found.reason) == ("admitted", "All there.")

    Call.objects.update(marking="AMBER")
    values = {"category": "market", "objective": "Quiet.", "threat_types": ["vehicle"]}
    Annex.objects.create(call=w.call, organisation=w.other_municipality, position=9, **values)
    Share.objects.create(
        object_type="calls.call", object_id=w.call.pk, organisation=w.other_municipality, reason="joint"
    )
    page, hands = go(w.other, "answers:opened", w.call.pk, found.number)
    hands.press(f"Screen for {w.other_municipality}", "a")
    page.get_by_text("for its own evaluation").wait_for()
    go.look(page)
    hands.choose("decision", "does not go on")
    hands.write("Reason", "Too wide for our market.")
    hands.press("Save", "button")
    page.get_by_text("Too wide for our market.").wait_for()
    go.look(page)
    assert CityScreening.objects.get().decision == "not_admitted"


def test_an_evaluator_declares_scores_and_hands_in(go):
    w = town()
    round_ = with_judges(w)
    Evaluator.objects.filter(user=w.judge1).update(declared_at=None)
    page, hands = go(w.judge1, "evaluations:mine", round_.evaluation_id)
    go.look(page)
    hands.press("Declare", "a")
    page.get_by_label("I have no tie").wait_for()
    go.look(page)
    hands.tick("I have no tie")
    hands.press("Declare", "button")
    page.get_by_text("You declared your interests").wait_for()
    hands.press("Amber", "a")
    page.get_by_role("heading", name="Amber").wait_for()
    go.look(page)
    for _criterion in range(3):
        hands.reach("Not answered yet", "input")
        for _level in range(4):  # past “no information”, to level 2
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.type("Seen in the test.")
    hands.press("Hand in", "button")
    page.get_by_text("Handed in.").wait_for()
    go.look(page)
    given = Score.objects.filter(pairing__evaluator__user=w.judge1, pairing__candidate__name="Amber")
    assert [one.value for one in given] == [2, 2, 2]


def test_an_observer_without_an_account_writes_down_what_was_seen(go, live_server, new_page):
    w = world()
    made = approved(w)
    _seat, secret = showing.add_seat(made, "North gate")
    showing.begin_run(showing.add_run(made, Arm.BASELINE))
    page = new_page(dark=True, width=360)
    page.goto(live_server.url + reverse("demonstrations:observe", args=[secret]))
    hands = Keyboard(page)
    go.look(page)
    hands.write("Seconds to stop", "7.5")
    hands.write("What else you noticed", "Fog came in.")
    hands.press("Save", "button")
    page.get_by_text("Saved at").wait_for()
    go.look(page)
    assert Seat.objects.get().observations.count() >= 1


def test_the_public_reads_call_list_and_selection_without_an_account(go):
    w = market()
    page, hands = go(None, "calls:public_list")
    go.look(page)
    hands.press(w.publication.title, "a")
    page.get_by_role("heading", level=1, name=w.publication.title).wait_for()
    go.look(page)
    page, hands = go(None, "evaluations:selected")
    go.look(page)


def test_the_public_finds_what_a_city_selected(go):
    w = town()
    made = judged(w)
    amber = candidate(made, "Amber")
    services.write_identity(amber.identity, {"provider": "Acme Barriers", "consent_on": "2026-01-02"})
    services.decide(made, "shortlist", [amber], reason="", by=w.lead)
    services.publish(amber, name="Amber gate", summary="It holds.")
    page, hands = go(None, "evaluations:selected")
    page.get_by_text("Amber gate").first.wait_for()
    go.look(page)
    hands.reach("CSV", "a")
