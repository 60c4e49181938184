"""Levels without measures, as approved, now and as they are to be; the approved seal stays as it is."""

from __future__ import annotations

import pytest

from protect.assessments import services as assessing
from protect.assessments.models import Snapshot
from protect.organisations import audit
from protect.plans import services
from protect.plans.queries import levels as reading
from protect.plans.states import State
from tests.plans.making import PlanTown
from tests.remembered import remembered


def levels(town):
    return reading.levels(reading.standing(town.space, town.lead), town.lead)


def line(town, row: int = 0):
    return [one for one in levels(town).lines if one.row.scenario.applicable][row]


def test_a_residual_level_is_laid_over_the_approved_one_and_the_seal_stays(town):
    before = Snapshot.objects.values("sha256", "document").get()
    then = line(town).then
    assert line(town).now == then
    town.ready(state=State.VERIFIED)
    assert (line(town).then, line(town).now) == (then, 0)  # probability 1, consequence 3: low
    assert line(town, 1).now == then
    assert Snapshot.objects.values("sha256", "document").get() == before
    assert town.assessment.scenarios.first().consensus.get().probability == 4


def test_only_verified_actions_change_the_level_of_now(town):
    made = town.ready(state=State.VERIFIED)
    services.unverify(made, by=town.lead, reason="It broke")
    assert line(town).now == line(town).then


def test_the_last_verification_counts(town):
    town.ready("First", state=State.VERIFIED)
    second = town.ready("Second", state=State.DONE)
    services.verify(second, town.levels(second, probability=3, consequence=3), by=town.lead)
    assert line(town).now == 1


def test_the_target_is_the_lowest_hope_of_a_decided_action_and_never_above_now(town):
    proposed = town.ready("Proposed", state=State.PROPOSED)
    services.set_targets(proposed, town.levels(proposed, probability=1, consequence=1), by=town.lead)
    assert line(town).target == line(town).now  # nobody decided on it
    decided = town.ready("Decided")
    services.set_targets(decided, town.levels(decided, probability=2, consequence=3), by=town.lead)
    assert line(town).target == 1 < line(town).now
    worse = town.ready("Worse")
    services.set_targets(worse, town.levels(worse, probability=5, consequence=5), by=town.lead)
    assert line(town).target == 1


def test_what_cannot_be_judged_afterwards_is_open_and_not_low(town):
    made = town.ready(state=State.DONE)
    services.verify(made, town.levels(made, probability=0), by=town.lead)
    assert line(town).now is None
    assert any(
        cell.state == "missing" or cell.band is None for _a, cells, _h in levels(town).now.heat_map() for cell in cells
    )


def test_without_measures_is_shown_where_it_was_scored(db):
    town = remembered(PlanTown)(inherent=True)
    with audit.acting(town.lead, "test"):
        found = levels(town)
    assert found.inherent is not None and found.lines[0].inherent > 0
    assert [code for code, _title, _judged in found.maps()] == ["inherent", "then", "now", "target"]


def test_a_later_version_is_judged_anew(town):
    made = town.ready(state=State.VERIFIED)
    newer = assessing.open_new_version(town.assessment, by=town.lead)
    assert line(town).now == 0  # the old one still holds
    assert reading.scenarios_of(made)[0].assessment == town.assessment
    assert newer.is_open


@pytest.mark.parametrize("person", ["vera", "anna"])
def test_levels_are_read_by_whoever_reads_the_assessment(town, person):
    reader = getattr(town, person)
    assert reading.standing(town.space, reader) == town.assessment
    assert reading.standing(town.space, None) is None
