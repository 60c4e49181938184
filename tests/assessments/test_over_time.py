"""A space over the years: a new assessment starts from the last one, what changed is told, heat maps stand side by side."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from protect.assessments import services
from protect.assessments.models import Assessment, Snapshot
from protect.assessments.queries.over_time import Cell, highest, over_time
from protect.assessments.queries.versions import compare
from protect.organisations.models import AuditEntry
from protect.reference.scale_sets import Band
from protect.reminders import services as reminding
from protect.spaces import history
from protect.spaces.services import save_measure
from tests.world import make_organisation, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(town):
    client = Client()
    client.force_login(town.lead)
    return client


def again(town, first: Assessment, probability: int = 5, consequence: int = 5) -> Assessment:
    """The second version, a correction whose first row was agreed anew."""
    second = services.open_new_version(first, by=town.lead, score_anew=False)
    services.agree(
        second.scenarios.first(), {"probability": probability, "consequence": consequence, "rationale": "New."}
    )
    services.move_on(second)
    services.approve(second, by=town.lead)
    return second


def documents(*versions: Assessment) -> list:
    return [(one, Snapshot.objects.get(assessment=one).document) for one in versions]


def test_the_space_offers_to_start_from_the_last_version_and_not_from_nothing(town, client):
    page = reverse("spaces:detail", args=[town.space.pk])
    begin = reverse("assessments:begin", args=[town.space.pk])
    assert begin in client.get(page).content.decode()
    first = town.approved()
    shown = client.get(page).content.decode()
    assert reverse("assessments:new_version", args=[first.pk]) in shown and begin not in shown
    assert reverse("assessments:new_version", args=[first.pk]) in client.get(begin).content.decode()
    services.open_new_version(first, by=town.lead)
    assert reverse("assessments:new_version", args=[first.pk]) not in client.get(page).content.decode()


def test_a_reassessment_keeps_rows_and_tells_changed_scenarios_levels_measures_and_decisions(town, client):
    first = town.scored()
    row = first.scenarios.first()
    for one in first.scenarios.filter(applicable=True):
        services.agree(one, {"probability": 3, "consequence": 4, "rationale": "Discussed."})
    weak = services.write_vulnerability(first, statement="The gate stands open.", scenarios=[row])
    services.decide(
        weak, {"decision": "watch", "review_on": timezone.localdate() + dt.timedelta(days=90), "reason": "x"}
    )
    services.move_on(first)
    services.approve(first, by=town.lead)
    second = services.open_new_version(first, by=town.lead)
    assert list(second.scenarios.values_list("lineage", "title")) == list(
        first.scenarios.values_list("lineage", "title")
    )
    copied = second.scenarios.first()
    measure = save_measure(town.space, {"name": "New bollards", "origin": "emplaced", "category": "physical"})
    services.change_scenario(copied, {"weaknesses": "The gate is broken."})
    page = client.get(reverse("assessments:versions", args=[second.pk, first.pk])).content.decode()
    assert "New bollards" in page and "The gate is broken." in page and "Decision" in page
    from protect.assessments import document

    found = compare(document.of(first), document.of(second))
    told = {(one.kind, one.change): one for one in reversed(found)}
    assert told["measure", "new"].title == measure.name
    assert (
        told["scenario", "changed"].fields["level"] == ("High", "not judged yet")
        and "weaknesses" in told["scenario", "changed"].fields
    )
    assert told["vulnerability", "changed"].fields["decision"] == ("watch", "")


def test_what_happened_since_stands_where_the_new_version_begins(town, client):
    first = town.approved()
    Assessment.objects.filter(pk=first.pk).update(approved_at=timezone.now() - dt.timedelta(days=30))
    reminding.record_trigger(
        [town.space],
        "building_works",
        happened_on=timezone.localdate() - dt.timedelta(days=3),
        note="North side",
        by=town.lead,
    )
    reminding.record_trigger(
        [town.space], "new_owner", happened_on=timezone.localdate() - dt.timedelta(days=60), by=town.lead
    )
    page = client.get(reverse("assessments:new_version", args=[first.pk])).content.decode()
    assert "North side" in page and "Change of owner" not in page
    first.refresh_from_db()
    second = services.open_new_version(first, by=town.lead)
    assert "North side" in client.get(reverse("assessments:detail", args=[second.pk])).content.decode()


def test_heat_maps_are_drawn_alike_and_what_rose_is_counted(town):
    first = town.approved()
    second = again(town, first)
    found = over_time(documents(first, second))
    one, two = found.smalls
    assert (one.width, one.height, len(one.squares)) == (two.width, two.height, len(two.squares))
    assert one.since == "" and "1 higher, 0 lower, 2 the same" in two.since
    label, levels = found.by_threat[0]
    assert levels[0].band.index < levels[1].band.index
    assert found.by_area[0][0] == "The whole space" and not found.scales


def test_a_version_against_itself_has_no_difference(town):
    first = town.approved()
    one, two = over_time(documents(first) * 2).smalls
    assert "0 higher, 0 lower, 3 the same, 0" in two.since
    assert [square.cell for square in one.squares] == [square.cell for square in two.squares]


def test_levels_of_two_scales_are_not_compared_and_that_is_said(town, client):
    first = town.approved()
    second = again(town, first)
    kept = Snapshot.objects.get(assessment=first)
    kept.document["scale_set"] |= {"digest": "another", "title": "Old scale"}
    kept.save()
    found = over_time(documents(first, second))
    assert "another scale" in found.smalls[1].since and "Old scale" in found.scales
    page = client.get(reverse("assessments:over_time", args=[town.space.pk])).content.decode()
    assert "judged on different scales" in page


def test_an_unknown_is_never_swallowed_by_a_level():
    low, high = (Cell("rated", Band("b", "B", "", index=number)) for number in (0, 2))
    assert highest([low, high, Cell("open")]) == Cell("rated_open", high.band)
    assert highest([Cell("not_applicable"), Cell("open")]).state == "open"
    assert highest([]).state == "empty"


def test_the_time_line_tells_all_kinds_filters_sorts_and_exports(town, client):
    first = town.approved()
    again(town, first)
    reminding.record_trigger(
        [town.space], "building_works", happened_on=timezone.localdate(), note="North", by=town.lead
    )
    page = reverse("assessments:over_time", args=[town.space.pk])
    kinds = {"assessment", "decision", "trigger", "demonstration", "incident", "level"}
    assert kinds <= set(history.kinds())
    shown = client.get(page)
    assert [one.kind for one, _label in shown.context["moments"]].count("assessment") == 4
    assert "<svg" in shown.content.decode()
    (moment,) = [one for one, _label in client.get(page + "?kind=trigger").context["moments"]]
    assert moment.detail == "North" and moment.whole_day
    oldest = client.get(page + "?sort=oldest").context["moments"]
    assert oldest == shown.context["moments"][::-1]
    rows = client.get(page + "?format=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 7 and AuditEntry.objects.filter(verb="exported", object_type="spaces.space").exists()
    assert client.get(page + "?kind=nonsense").status_code == 200


def test_each_reader_meets_what_they_may_see_alone(town, client):
    first = town.approved()
    other = make_organisation("Elsewhere")
    reader = make_user("reader@elsewhere.example", other)
    type(town.space).objects.filter(pk=town.space.pk).update(marking="GREEN")
    client.force_login(reader)
    shown = client.get(reverse("assessments:over_time", args=[town.space.pk]))
    assert shown.status_code == 200 and shown.context["over_time"] is None and shown.context["moments"] == []
    assert reverse("assessments:detail", args=[first.pk]) not in shown.content.decode()
