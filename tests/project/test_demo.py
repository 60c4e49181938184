"""The demonstration: complete, invented and saying so, kept apart between the cities, and never a manual for an attack."""

from __future__ import annotations

import html
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.utils import timezone

from protect.assessments.models import Assessment, Decision, Mode, Scenario, Score, State, Vulnerability
from protect.catalogue.models import Comment, Entry
from protect.catalogue.models import State as EntryState
from protect.organisations.access import Reach
from protect.organisations.markings import Marking
from protect.organisations.models import AuditEntry, Organisation, Role, User
from protect.peers.models import Publication
from protect.project import demo
from protect.project.demo import accounts, cities, texts
from protect.reference import terms
from protect.spaces.models import ContextFeature, Space
from protect.treatments.models import Choice, Use
from tests.reference.test_content import HOW_TO

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


#: Five cities are loaded; what is said of them is the same on either database.
pytestmark = [pytest.mark.deep, pytest.mark.sqlite_only]


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):  # type: ignore[no-untyped-def]
    """Loaded once for the tests below, which only read, and taken back after them."""
    from django.db import transaction

    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        demo.load()
        yield
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def year(loaded, db):  # type: ignore[no-untyped-def]
    return None


def counts() -> list[int]:
    return [
        model.objects.count() for model in (Organisation, User, Space, Assessment, Score, AuditEntry, ContextFeature)
    ]


def test_the_accounts_are_known_without_django() -> None:
    code = "import sys; from protect.project.demo import ACCOUNTS; assert ACCOUNTS; assert 'django' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
    assert all(one.email.endswith("@example.org") and len(one.password) >= 12 for one in demo.ACCOUNTS)
    assert {one.role for one in demo.ACCOUNTS} >= {str(label) for label in Role.labels}


def test_a_second_load_changes_nothing(year: None) -> None:
    before = counts()
    demo.load()
    assert counts() == before


def test_every_state_mode_decision_marking_and_kind_of_place_is_there(year: None) -> None:
    assert set(Assessment.objects.values_list("state", flat=True)) == set(State.values)
    assert set(Assessment.objects.values_list("mode", flat=True)) == set(Mode.values)
    assert set(Vulnerability.objects.exclude(decision="").values_list("decision", flat=True)) == set(Decision.values)
    assert set(Assessment.objects.values_list("marking", flat=True)) == set(Marking.values)
    assert set(Space.objects.values_list("main_category", flat=True)) == set(terms.codes("psoi_category"))
    assert Score.objects.filter(probability=0).exists()
    assert Score.objects.filter(basis="inherent").exists()
    assert Score.objects.exclude(factors={}).exists()
    assert Scenario.objects.filter(applicable=False).exclude(reason="").exists()
    assert Space.objects.count() == 4 * len(cities.CITIES)
    assert all(ContextFeature.objects.filter(organisation__name=one.municipality).count() > 50 for one in cities.CITIES)


def test_teams_disagree_one_is_due_soon_and_a_year_lies_behind(year: None) -> None:
    spreads = {}
    for row, value in Score.objects.filter(basis="current", probability__gt=0).values_list("scenario", "probability"):
        spreads.setdefault(row, []).append(value)
    assert sum(max(found) - min(found) >= 2 for found in spreads.values()) >= 5
    today = timezone.localdate()
    assert any(0 < (one.review_on - today).days < 31 for one in Assessment.objects.filter(state="approved"))
    approved = Assessment.objects.filter(approved_at__isnull=False)
    assert all(one.snapshot.document for one in approved)
    first, last = AuditEntry.objects.order_by("at").first(), AuditEntry.objects.order_by("at").last()
    assert (last.at - first.at).days > 330
    assert last.at <= timezone.now()


def test_five_cities_are_enough_to_be_compared(year: None) -> None:
    cells = Publication.objects.get().document["cells"]
    assert any(name.startswith("levels|square|") for name in cells)
    assert any(
        name.startswith("measures|square|") and "cost" in cell and "effect" in cell for name, cell in cells.items()
    )


def test_everything_says_that_it_is_invented(year: None) -> None:
    assert not Organisation.objects.filter(is_demonstration=False).exists()
    assert all("(invented)" in name for name in Organisation.objects.values_list("name", flat=True))
    assert all("(invented)" in one.name and "Invented" in one.description for one in Space.objects.all())


def test_the_cities_fill_the_catalogue_with_invented_entries_in_every_state(year: None) -> None:
    own = Entry.objects.filter(organisation__isnull=False)
    assert set(own.values_list("state", flat=True)) == set(EntryState.values)
    assert set(own.values_list("organisation__name", flat=True)) == {one.municipality for one in cities.CITIES}
    assert all("(invented)" in one.name and "nvented" in one.description for one in own)
    assert Entry.objects.filter(organisation=None, marking="CLEAR").count() == 38
    assert all("nvented" in one.text for one in Comment.objects.all()) and Comment.objects.count() == len(cities.CITIES)
    assert all("(invented)" in one.told_as for one in Use.objects.all())
    assert set(Use.objects.values_list("marking", flat=True)) == {"AMBER_STRICT", "GREEN"}
    assert Choice.objects.count() >= 4


def test_no_text_tells_how_an_attack_would_be_done(year: None) -> None:
    fields = ("title", "text", "public_text", "weaknesses", "improvement_ideas", "reason")
    found = {text for row in Scenario.objects.values_list(*fields) for text in row if text}
    found |= {text for three in texts.BY_THREAT.values() for text in three} | {one[1] for one in texts.VULNERABILITIES}
    found |= set(Score.objects.values_list("rationale", flat=True)) | {one[7] for one in texts.MEASURES}
    assert len(found) > 100
    assert {text: hit.group() for text in found if (hit := HOW_TO.search(text))} == {}


def test_a_city_sees_its_own_and_what_was_shared(year: None) -> None:
    for city in cities.CITIES:
        lead = User.objects.get(memberships__organisation__name=city.municipality, memberships__role="lead")
        assert Reach.of(lead).is_authority
        for model in (Space, Assessment):
            foreign = model.objects.visible_to(lead).exclude(organisation__name=city.municipality)
            assert set(foreign.values_list("marking", flat=True)) <= {"GREEN", "CLEAR"}, (city.key, model)
    named = User.objects.get(email="national@example.org")
    assert Assessment.objects.visible_to(named).filter(marking="RED").count() == 1
    assert Assessment.objects.visible_to(named).filter(marking="AMBER").count() == 2
    officer = User.objects.get(email="police.brasov@example.org")
    assert set(Space.objects.visible_to(officer).filter(marking="AMBER").values_list("town", flat=True)) == {"Brașov"}
    provider = User.objects.get(email="provider@example.org")
    assert set(Assessment.objects.visible_to(provider).values_list("marking", flat=True)) <= {"CLEAR"}


def test_all_accounts_can_sign_in(year: None) -> None:
    for one in accounts.ACCOUNTS:
        assert Client().login(username=one.email, password=one.password), one.email


@pytest.mark.parametrize("local", ["viewer", "provider"])
def test_no_page_offers_a_way_that_its_reader_may_not_go(year: None, local: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=f"{local}@example.org"), backend=BACKEND)
    waiting, seen, refused = ["/"], set(), {}
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code not in {200, 302, 304}:
            refused[address] = answer.status_code
        elif answer.headers.get("Content-Type", "").startswith("text/html"):
            found = {html.unescape(one) for one in re.findall(r'<a\b[^>]*\shref="(/[^"#]*)', answer.content.decode())}
            # A list in other orders is the same list.
            waiting += [one for one in found if "?" not in one and not one.startswith(("/reports/", "/help/"))]
    assert refused == {}
    assert len(seen) > 15


def test_an_evaluation_is_judged_decided_and_goes_on(year: None) -> None:
    """Four evaluators, a candidate that fails, a shortlist of five, named with consent, a tabletop that waits for scores."""
    from protect.demonstrations.models import Demonstration
    from protect.evaluations.models import Evaluation, Identity, Round, Score
    from protect.evaluations.queries import ranking

    made = Evaluation.objects.get(organisation__name=accounts.BRASOV)
    lead = User.objects.get(email__startswith="lead@")
    found = ranking.ranked(made, lead)
    assert made.call is not None and made.call.state == "opened"
    assert all(one.answer is not None and one.answer.call == made.call for one in made.candidates.all())
    failed = [one.candidate.answer.solution for one in found.rows if one.failed]
    assert failed == ["Arch of light (invented)"]
    frozen = made.criteria_sets.get()
    assert frozen.is_frozen and frozen.frozen_at <= made.candidates.first().answer.opened_at
    assert {"threat_vehicle"} <= {one["code"] for one in frozen.criteria}
    assert len(found.ranked) == 6 and found.first is not None and found.intervals
    assert made.decisions.get().chosen.count() == 5
    assert all("(invented)" in one.provider for one in Identity.objects.all())
    tried = Round.objects.get(kind="demonstration")
    assert (
        tried.revealed_at is not None
        and Demonstration.objects.filter(candidate=tried.pairings.first().candidate).exists()
    )
    second = Round.objects.get(kind="tabletop")
    assert second.is_running and Score.objects.filter(pairing__round=second).exists()
    assert not Score.objects.visible_to(lead).filter(pairing__round=second).exists()


def test_five_cities_selected_five_solutions_each_and_tried_them(year: None) -> None:
    """25 on the public list, all invented and marked so; a baseline and an innovation in every city; one public Demo Day."""
    from protect.demonstrations.models import Demonstration, PublicDemoDay
    from protect.evaluations.models import Selected

    named = [one.organisation.name for one in Selected.objects.visible_to(None).select_related("organisation")]
    assert sorted(map(named.count, set(named))) == [5, 5, 5, 5, 5]
    assert all("(invented)" in one.name for one in Selected.objects.all())
    shows = Demonstration.objects.all()
    assert len({one.organisation_id for one in shows}) == 5
    assert all({run.arm for run in one.runs.all()} == {"baseline", "innovation"} for one in shows)
    assert len(PublicDemoDay.objects.visible_to(None).get().document["items"]) == 5


def test_five_cities_act_and_have_a_security_plan(year: None) -> None:
    """Actions of every state in each city, some overdue or blocked, one verified that changed a level; where they come from."""
    from protect.plans.documents import SecurityPlan
    from protect.plans.models import Action, ActionScore
    from protect.plans.queries.actions import Listing
    from protect.plans.queries.levels import levels, standing
    from protect.plans.states import State

    assert len({one.organisation_id for one in Action.objects.all()}) == 5
    assert {one.state for one in Action.objects.filter(organisation__name=accounts.BRASOV)} == set(State.values)
    lead = User.objects.get(email__startswith="lead@")
    for flag in ("overdue", "blocked"):
        assert Listing.of(lead, {"flag": flag}).found().exists(), flag
    verified = ActionScore.objects.filter(basis="residual", action__organisation__name=accounts.BRASOV).first()
    assert verified is not None
    assessment = standing(verified.action.space_id, lead)
    assert assessment is not None and any(one.now != one.then for one in levels(assessment, lead).lines)
    assert sorted(SecurityPlan.objects.values_list("state", flat=True)) == [
        "approved", "approved", "draft", "draft", "in_review",
    ]  # fmt: skip
    assert set(Action.objects.values_list("source_kind", flat=True)) == {"", "portfolio", "lesson"}
    assert Action.objects.exclude(selected=None).values("organisation").distinct().count() == 5
    assert all("(invented)" in one.title for one in Action.objects.filter(source_kind=""))
