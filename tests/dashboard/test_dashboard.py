"""A town at a glance: every number is the count of the list it opens, nothing is summed, nothing unseen is counted."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from protect.assessments.models import Assessment
from protect.dashboard.queries import AGREEMENT, COVERAGE, Town
from protect.dashboard.reading import places
from protect.organisations.markings import Marking
from protect.organisations.models import AuditEntry, Membership, Role, User, Verb
from protect.plans import services as planning
from protect.plans.models import Action, ActionScore
from protect.plans.queries.levels import levels
from protect.spaces.models import Space
from tests.plans.making import PlanTown
from tests.remembered import remembered
from tests.world import make_organisation, make_space, make_user, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()


@pytest.fixture
def town():
    made = remembered(PlanTown)()
    make_space(made.organisation, "Never looked at", made.lead)
    make_space(made.organisation, "Nor this one", made.lead)
    return made


def shown(town) -> Town:
    return Town.of(town.organisation, User.objects.get(pk=town.vera.pk), {})


def listed(client, address: str) -> int:
    return client.get(unescape(address)).context["page_obj"].paginator.count


def test_every_number_of_a_chart_is_the_count_of_the_list_it_opens(town, client):
    client.force_login(town.vera)
    page = shown(town)
    asked = 0
    for chart in (page.by_state(), page.by_level(), page.by_agreement()):
        assert sum(bar.number for bar in chart.bars) == page.total == 3
        for bar in chart.bars:
            assert listed(client, bar.address) == bar.number, bar
            asked += 1
    for row in page.coverage_rows():
        assert sum(number for _code, number, _where in row.cells) == page.total
        for _code, number, where in row.cells:
            assert listed(client, where) == number
    assert asked >= 6 and len(page.coverage_rows()) == 10


def test_dates_actions_and_incidents_are_the_counts_of_their_lists(town, client):
    from protect.incidents.models import Incident

    today = timezone.localdate()
    made = town.ready("Bollards", state="planned")
    Action.objects.filter(pk=made.pk).update(due_on=today - dt.timedelta(days=3))
    town.action("Another")
    Assessment.objects.filter(pk=town.assessment.pk).update(review_on=today - dt.timedelta(days=1))
    for days in (5, 200):
        Incident.objects.create(
            organisation=town.organisation,
            kind="near_miss",
            happened_at=timezone.now() - dt.timedelta(days=days),
            what="x",
        )
    client.force_login(town.vera)
    found = shown(town).overdue
    assert [number for _what, number, _where in found] == [1, 1, 2, 1]
    for what, number, where in found:
        page = client.get(where)
        context = page.context
        count = context["page_obj"].paginator.count if "page_obj" in context else context["page"].paginator.count
        assert count == number, what


def test_the_level_now_is_the_approved_one_with_verified_actions_over_it(town):
    (place,) = [one for one in shown(town).places if one.standing == town.assessment.pk]
    judged = levels(town.assessment, town.vera)
    assert place.level == judged.band(judged.then.highest).code
    rows = list(town.assessment.scenarios.filter(applicable=True))
    made = town.ready("Everything", state="done")
    for row in rows:
        ActionScore.objects.create(
            action=made, scenario=row, basis="residual", probability=1, consequence=1, recorded_at=timezone.now()
        )
    (same,) = [one for one in shown(town).places if one.standing == town.assessment.pk]
    assert same.level == place.level  # done is not verified
    Action.objects.filter(pk=made.pk).update(state="verified")
    after = levels(town.assessment, town.vera)
    (now,) = [one for one in shown(town).places if one.standing == town.assessment.pk]
    assert now.level == after.band(after.now.highest).code != place.level


def test_of_several_rows_the_highest_counts_and_open_is_never_low(town):
    from protect.assessments.models import Consensus

    rows = Consensus.objects.filter(scenario__assessment=town.assessment, basis="current")
    first = rows.order_by("pk").first()
    rows.exclude(pk=first.pk).update(probability=1, consequence=1)
    rows.filter(pk=first.pk).update(probability=5, consequence=5)
    highest = [one.level for one in shown(town).places if one.standing]
    rows.update(probability=0, consequence=0)
    assert [one.level for one in shown(town).places if one.standing] == ["open"] != highest
    assert {one.threats.get("vehicle", "never") for one in shown(town).places} <= set(COVERAGE)


def test_money_is_told_by_currency_and_never_added_up(town, client):
    one = town.ready("In euro", state="planned")
    other = town.ready("In francs", state="planned")
    Action.objects.filter(pk=one.pk).update(cost_planned=100_00, cost_spent=40_00)
    Action.objects.filter(pk=other.pk).update(cost_planned=50_00, currency="CHF")
    assert {(currency, number) for currency, _p, _s, number, _w in shown(town).money} == {("EUR", 1), ("CHF", 1)}
    client.force_login(town.vera)
    page = client.get(reverse("dashboard:town", args=[town.organisation.pk])).content.decode()
    assert "100 EUR" in page and "50 CHF" in page and "150" not in re.sub(r"<[^>]*>", " ", page)


def test_what_the_reader_may_not_see_is_in_no_number(town):
    before = shown(town).total
    hidden = town.organisation and make_space(town.organisation, "Secret yard", town.lead, marking=Marking.RED)
    assert hidden and shown(town).total == before
    Assessment.objects.filter(pk=town.assessment.pk).update(marking=Marking.RED)
    assert all(one.state == "never" for one in shown(town).places)


def test_outsiders_find_no_page_and_observers_may_not(client):
    w = world()
    address = reverse("dashboard:town", args=[w.municipality.pk])
    for person, status in ((w.other, 404), (w.provider, 404), (w.observer, 403), (w.viewer, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status, person
    client.force_login(w.viewer)
    assert client.get(reverse("dashboard:choose")).url == address
    Membership.objects.create(organisation=w.other_municipality, user=w.viewer, role=Role.VIEWER)
    text = client.get(reverse("dashboard:choose")).content.decode()
    assert all(reverse("dashboard:town", args=[one.pk]) in text for one in (w.municipality, w.other_municipality))
    told = {one.pk: spaces for one, spaces, _late in client.get(reverse("dashboard:choose")).context["towns"]}
    assert told[w.municipality.pk] == Space.objects.visible_to(w.viewer).filter(organisation=w.municipality).count()


def test_an_empty_register_says_what_to_do(client):
    organisation = make_organisation("New town")
    client.force_login(make_user("new@new.example", organisation, Role.VIEWER))
    assert "Begin with a space" in client.get(reverse("dashboard:town", args=[organisation.pk])).content.decode()


def test_the_page_takes_few_queries_however_many_spaces(town, client, django_assert_max_num_queries):
    for number in range(20):
        make_space(town.organisation, f"Square {number}", town.lead)
    client.force_login(town.vera)
    with django_assert_max_num_queries(25):
        client.get(reverse("dashboard:town", args=[town.organisation.pk]))


def test_figures_go_out_as_csv_and_xlsx_and_the_log_tells(town, client):
    import io

    import openpyxl

    client.force_login(town.vera)
    address = reverse("dashboard:town", args=[town.organisation.pk])
    assert "Never assessed,2" in client.get(address, {"format": "csv"}).content.decode()
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content)).active
    assert ["Never assessed", 2] in [[row[1].value, row[2].value] for row in sheet.iter_rows()]
    rows = client.get(reverse("dashboard:spaces", args=[town.organisation.pk]), {"state": "never", "format": "csv"})
    assert "Never looked at" in rows.content.decode() and town.assessment.space.name not in rows.content.decode()
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED, object_type="organisations.organisation").count() == 3


def test_agreement_is_read_from_the_scores(town):
    from protect.assessments.models import Score

    assert {one.agreement for one in shown(town).places} <= set(AGREEMENT)
    score = Score.objects.filter(scenario__assessment=town.assessment, basis="current").first()
    Score.objects.filter(pk=score.pk).update(probability=1)
    cache.clear()
    (place,) = [one for one in shown(town).places if one.standing]
    assert place.agreement == "apart"
    assert planning and places(town.organisation, town.vera)[1]
