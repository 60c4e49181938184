"""One test for each rule of an event on a space: base, differences, measures, signatures, the day, its end, the next time."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Consensus
from protect.methods.scales import lookup
from protect.organisations.models import AuditEntry, Binned
from protect.organisations.services import bin
from protect.overlays import comparing, readiness, reading, services
from protect.overlays.models import Difference, EventOverlay
from protect.reference.scale_sets import ScaleSet
from tests.leaking import seal
from tests.overlays.making import JUDGED, approved, drafted, measure, signed, values
from tests.world import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def again(w, overlay: EventOverlay, levels: tuple[int, int] = (2, 3)) -> Assessment:
    """A second approved version of the same space."""
    second = assessing.open_new_version(overlay.assessment, by=w.lead)
    for row in second.scenarios.all():
        Consensus.objects.create(scenario=row, probability=levels[0], consequence=levels[1], rationale="Anew.")
    return second


def stand(second: Assessment) -> Assessment:
    seal(second)
    Assessment.objects.filter(space=second.space_id).exclude(pk=second.pk).update(state="superseded")
    return Assessment.objects.get(pk=second.pk)


def test_it_begins_from_an_approved_assessment_only(w):
    with pytest.raises(ValidationError, match="approved assessment"):
        services.begin(w.assessment, values(), by=w.lead)
    made = services.begin(approved(w), values(), by=w.lead)
    assert (made.organisation, made.marking, made.state) == (w.municipality, "AMBER_STRICT", "draft")
    assert AuditEntry.objects.filter(object_type="overlays.eventoverlay", verb="created").exists()
    Assessment.objects.filter(pk=w.assessment.pk).update(state="superseded")
    with pytest.raises(ValidationError, match="approved assessment"):
        services.begin(Assessment.objects.get(pk=w.assessment.pk), values(), by=w.lead)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"begins_at": None}, "begins_at"),
        ({"ends_at": timezone.now()}, "ends_at"),
        ({"ends_at": timezone.now() + dt.timedelta(days=400)}, "ends_at"),
    ],
)
def test_an_event_has_a_name_and_a_time(w, wrong, field):
    with pytest.raises(ValidationError) as refused:
        services.begin(approved(w), {**values(), **wrong}, by=w.lead)
    assert field in refused.value.message_dict


def test_without_differences_it_is_the_assessment(w):
    made = services.begin(approved(w), values(), by=w.lead)
    read = reading.read(made)
    assert read.table("now") == read.table("base") == read.base.cells()
    assert all(one.now == one.base and one.step == 0 for one in read.rows)
    assert [square.cell for square in read.drawings()[0][1]] == [square.cell for square in read.drawings()[1][1]]


def test_only_what_differs_is_kept_and_taken_back_when_it_is_the_same_again(w):
    made = services.begin(approved(w), values(), by=w.lead)
    key = str(made.assessment.scenarios.first().lineage)
    services.set_row(made, key, {"change": "changed", **JUDGED})
    assert Difference.objects.count() == 1
    services.set_row(made, key, {"change": "changed", **JUDGED, "probability": 5})
    assert Difference.objects.get().probability == 5
    assert services.set_row(made, key, {"change": ""}) is None
    assert not Difference.objects.exists()
    with pytest.raises(ValidationError, match="of any other day"):
        services.set_row(made, key, {"change": "changed", **JUDGED, "probability": 2, "consequence": 3})
    for wrong, field in (
        ({"reason": " "}, "reason"), ({"probability": 9}, "probability"), ({"consequence": None}, "consequence"),
        ({"change": "added"}, "change"), ({"confidence": "sure"}, "confidence"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            services.set_row(made, key, {"change": "changed", **JUDGED, **wrong})
        assert field in refused.value.message_dict
    with pytest.raises(ValidationError, match="not in the assessment"):
        services.set_row(made, str(uuid.uuid4()), {"change": "changed", **JUDGED})


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(probability=st.integers(0, 5), consequence=st.integers(0, 5))
def test_every_level_of_an_event_is_what_the_matrix_of_the_assessment_says(w, probability, consequence):
    base = w.assessment if w.assessment.state == "approved" else approved(w)
    made = services.begin(base, values(), by=w.lead)
    judged = {**JUDGED, "probability": probability, "consequence": consequence}
    services.add_row(made, {"threat_type": "vehicle", "area": "", "title": "Then", **judged})
    (row,) = [one for one in reading.read(made).rows if one.base is None]
    scale = ScaleSet.of(base.scale_set)
    band = lookup(scale.matrix, probability, consequence)
    assert (row.now.band.index if row.now.band else None) == band
    assert (row.now.state == "open") == (band is None)


def test_a_row_only_then_names_a_threat_and_a_part_of_the_space(w):
    made = services.begin(approved(w), values(), by=w.lead)
    new = {"threat_type": "vehicle", "area": w.sub_area.name, "title": "Stage", **JUDGED}
    assert services.add_row(made, new).area == w.sub_area.name
    for wrong, field in (({"threat_type": "x"}, "threat_type"), ({"area": "x"}, "area"), ({"title": ""}, "title")):
        with pytest.raises(ValidationError) as refused:
            services.add_row(made, {**new, **wrong})
        assert field in refused.value.message_dict


def test_a_temporary_measure_has_a_place_times_and_somebody_who_answers_for_it(w):
    made = services.begin(approved(w), values(), by=w.lead)
    for wrong, field in (
        ({"place": ""}, "place"), ({"responsible": " "}, "responsible"),
        ({"remove_at": made.begins_at - dt.timedelta(days=2)}, "remove_at"),
        ({"set_up_at": made.begins_at - dt.timedelta(days=60)}, "set_up_at"), ({"threat_types": ["x"]}, "threat_types"),
    ):  # fmt: skip
        with pytest.raises(ValidationError) as refused:
            services.save_measure(made, measure(made, **wrong))
        assert field in refused.value.message_dict
    services.save_measure(made, measure(made))
    assert made.from_set_up() == made.begins_at - dt.timedelta(hours=5)
    with pytest.raises(ValidationError, match="thirty days"):
        services.change(
            made, {"begins_at": made.begins_at + dt.timedelta(days=90), "ends_at": made.ends_at + dt.timedelta(days=90)}
        )


def test_it_is_handed_in_complete_and_signed_by_two_people_in_two_roles(w):
    bare = services.begin(approved(w), values(about="", organiser="", crowd_class="", expected_people=None), by=w.lead)
    assert len(readiness.missing(bare)) == 4
    with pytest.raises(ValidationError):
        services.hand_in(bare)
    made = drafted(w)
    with pytest.raises(ValidationError, match="Draft"):
        services.sign(made, "town", agrees=True, reason="x", by=w.lead)
    services.hand_in(made)
    with pytest.raises(ValidationError, match="In review"):
        services.change(made, {"name": "Other"})
    with pytest.raises(PermissionDenied, match="lead"):
        services.sign(made, "town", agrees=True, reason="Yes", by=w.assessor)
    with pytest.raises(ValidationError, match="changed since"):
        services.sign(made, "town", agrees=True, reason="Yes", by=w.lead, seen="0" * 64)
    with pytest.raises(ValidationError):
        services.sign(made, "town", agrees=True, reason=" ", by=w.lead)
    services.sign(made, "town", agrees=True, reason="Yes", by=w.lead)
    with pytest.raises(PermissionDenied, match="somebody else"):
        services.sign(made, "second", agrees=True, reason="Yes", by=w.lead)
    with pytest.raises(ValidationError, match="already"):
        services.sign(made, "town", agrees=True, reason="Yes", by=w.administrator)
    services.sign(made, "second", agrees=True, reason="Yes", by=w.expert)
    made.refresh_from_db()
    assert (made.state, made.phase) == ("signed", "soon")


def test_a_no_sends_it_back_with_its_reason(w):
    made = drafted(w)
    services.hand_in(made)
    services.sign(made, "second", agrees=False, reason="The rescue way is too narrow.", by=w.expert)
    made.refresh_from_db()
    assert (made.state, made.state_reason) == ("draft", "The rescue way is too narrow.")


def test_signatures_hold_for_what_was_read_and_no_longer(w):
    made = signed(w)
    services.reopen(made, reason="Another stage")
    assert len(readiness.signatures(made)) == 2
    services.change(made, {"about": "Eighty stalls."})
    made.refresh_from_db()
    assert readiness.signatures(made) == {}


def test_the_list_of_the_day_is_ticked_once_it_is_signed_off_and_twice_is_once(w):
    made = drafted(w)
    line = made.checks.first()
    with pytest.raises(ValidationError, match="Draft"):
        services.tick(line, done=True, by=w.expert)
    made = signed(w)
    line = made.checks.first()
    early = timezone.now() - dt.timedelta(minutes=20)
    assert services.tick(line, done=True, by=w.expert, at=early).done_at == early
    kept = services.tick(line, done=True, by=w.assessor)
    assert (kept.done_by, kept.done_at) == (w.expert, early)
    with pytest.raises(ValidationError, match="take the tick away"):
        services.remove_part(kept)
    assert services.tick(line, done=False, by=w.assessor).done_at is None
    assert (
        services.tick(line, done=True, by=w.expert, at=timezone.now() + dt.timedelta(days=3)).done_at <= timezone.now()
    )
    services.save_check(made, {"at": made.begins_at, "what": "Count people"})  # the list is corrected to the end


def test_it_is_live_by_its_dates_and_lapses_by_itself_once_the_last_measure_is_gone(w):
    made = signed(w, begins=timezone.now() - dt.timedelta(hours=1))
    assert made.phase == "live"
    services.lapse_over()
    made.refresh_from_db()
    assert made.state == "signed"
    assert services.lapse_over(now=made.ends_at + dt.timedelta(hours=1)) == 0  # the barriers still stand
    assert services.lapse_over(now=made.ends_at + dt.timedelta(hours=4)) == 1
    assert services.lapse_over(now=made.ends_at + dt.timedelta(hours=4)) == 0
    made.refresh_from_db()
    assert made.state == "lapsed"
    for verb in (services.change, services.set_row):
        with pytest.raises((ValidationError, TypeError)):
            verb(made, {})
    with pytest.raises(ValidationError, match="Lapsed"):
        services.tick(made.checks.first(), done=True, by=w.lead)


def test_it_is_cancelled_with_a_reason_and_what_was_signed_is_not_deleted(w):
    made = signed(w)
    with pytest.raises(ValidationError, match="signed"):
        services.delete(made)
    with pytest.raises(ValidationError):
        services.cancel(made, reason=" ")
    assert services.cancel(made, reason="A storm is coming.").state == "cancelled"
    draft = drafted(w)
    key = draft.pk
    services.delete(draft)
    bin.restore(Binned.objects.get())
    back = EventOverlay.objects.get(pk=key)
    assert (back.differences.count(), back.measures.count(), back.checks.count()) == (3, 1, 2)


def test_the_next_time_is_a_draft_with_all_times_moved_and_no_ticks(w):
    made = signed(w)
    services.tick(made.checks.first(), done=True, by=w.expert)
    later = made.begins_at + dt.timedelta(days=364)
    with pytest.raises(ValidationError, match="later"):
        services.copy_on(made, made.begins_at, by=w.lead)
    new = services.copy_on(made, later, by=w.lead)
    assert (new.state, new.based_on, new.begins_at) == ("draft", made, later)
    assert new.measures.get().set_up_at == made.measures.get().set_up_at + dt.timedelta(days=364)
    assert [one.done_at for one in new.checks.all()] == [None, None]
    assert new.differences.count() == 3 and new.signatures.count() == 0
    told = {(one.kind, one.title) for one in comparing.compare(made, new)}
    assert told == {("field", "Begins"), ("field", "Ends")}


def test_what_changed_since_last_time_is_told_line_by_line(w):
    made = signed(w)
    new = services.copy_on(made, made.begins_at + dt.timedelta(days=364), by=w.lead)
    services.change(new, {"expected_people": 2500})
    services.set_row(new, str(made.differences.get(change="changed").row), {"change": ""})
    added = new.differences.get(change="added")
    services.add_row(
        new, {"threat_type": "vehicle", "area": "", "title": added.title, **JUDGED, "probability": 5}, added
    )
    barrier = new.measures.get()
    services.save_measure(new, measure(new, name="Water barriers, filled"), barrier)
    services.save_measure(new, measure(new, name="Second tower of light"))
    told = {(one.kind, one.change) for one in comparing.compare(made, EventOverlay.objects.get(pk=new.pk))}
    assert told == {
        ("field", "changed"),
        ("row", "gone"),
        ("row", "changed"),
        ("measure", "changed"),
        ("measure", "new"),
    }
    assert comparing.compare(made, made) == []


def test_a_newer_version_is_told_and_taken_over_and_rows_that_are_gone_stay_as_rows_of_the_event(w):
    made = signed(w)
    assert reading.newer(made) is None
    with pytest.raises(ValidationError, match="no newer"):
        services.rebase(made)
    second = again(w, made)
    changed = made.differences.get(change="changed")
    gone = made.differences.get(change="not_applicable")
    second.scenarios.filter(lineage__in=[changed.row, gone.row]).delete()
    second = stand(second)
    assert reading.newer(made) == second
    services.rebase(made)
    made.refresh_from_db()
    assert (made.assessment, made.state) == (second, "draft")
    kept = list(made.differences.values_list("change", "row"))
    assert sorted(change for change, _row in kept) == ["added", "added"] and {row for _change, row in kept} == {None}
    assert reading.read(made).astray == [] and readiness.missing(made) == []


def test_levels_of_another_scale_are_judged_anew(w):
    made = drafted(w)
    second = stand(again(w, made))
    kept = second.snapshot
    kept.document["scale_set"]["digest"] = "another"
    kept.save()
    services.rebase(made)
    made.refresh_from_db()
    assert set(made.differences.values_list("probability", flat=True)) == {None}
    assert any("Judge every row" in one for one in readiness.missing(made))


def test_the_copy_stands_on_the_version_that_holds_now(w):
    made = signed(w)
    second = stand(again(w, made))
    new = services.copy_on(made, made.begins_at + dt.timedelta(days=364), by=w.lead)
    assert new.assessment == second
    assert any(one.title == "Approved assessment" for one in comparing.compare(made, new))
