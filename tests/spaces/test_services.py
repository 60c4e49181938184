"""The verbs of the register: what they keep, refuse, and tell the audit trail."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from shapely.geometry import LineString, Point, Polygon

from protect.assessments import services as assessing
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Verb
from protect.organisations.services.retention import carry_out
from protect.spaces import services
from protect.spaces.models import Contact, Entrance, ExistingMeasure, Removed, SpaceState, SubArea
from tests.world import SECRET, square, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    made = world()
    with audit.acting(made.lead, "test"):
        yield made


def last_entry():
    return AuditEntry.objects.order_by("-pk").first()


def test_a_space_is_created_with_its_area(w):
    space = services.create_space(
        w.municipality, {"name": "Quay", "main_category": "square"}, by=w.lead, geometry=square(0.0, 0.0, 0.001)
    )
    # A thousandth of a degree at the equator: 111.32 m by 110.57 m.
    assert space.area_m2 == pytest.approx(111.32 * 110.57, rel=1e-3)
    assert space.marking == "AMBER_STRICT"
    assert last_entry().verb == Verb.CREATED and last_entry().actor == w.lead


def test_a_space_needs_a_name_and_knows_its_fields(w):
    with pytest.raises(ValidationError, match="needs a name"):
        services.change_space(w.space, {"name": "  "})
    with pytest.raises(TypeError, match="marking"):
        services.change_space(w.space, {"marking": "CLEAR"})


def test_a_change_is_told_with_before_and_after_and_no_change_is_not_told(w):
    services.change_space(w.space, {"operator_name": "Market Ltd"})
    assert last_entry().changes["operator_name"] == ["", "Market Ltd"]
    before = AuditEntry.objects.count()
    services.change_space(w.space, {"operator_name": "Market Ltd"})
    assert AuditEntry.objects.count() == before


def test_fields_a_person_changed_are_kept_from_later_imports(w):
    w.space.source = "osm:way/7"
    w.space.save()
    services.change_space(w.space, {"name": "Our name", "town": w.space.town})
    services.draw_space(w.space, square(size=0.002))
    w.space.refresh_from_db()
    assert w.space.edited_fields == ["name", "geometry"]


def test_an_outline_that_crosses_itself_is_refused(w):
    bow = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    for draw in (
        lambda: services.draw_space(w.space, bow),
        lambda: services.save_sub_area(w.space, {"name": "x", "kind": "interior"}, geometry=bow),
    ):
        with pytest.raises(ValidationError, match="crosses itself"):
            draw()


def test_each_kind_of_part_has_its_kind_of_geometry(w):
    with pytest.raises(ValidationError, match="linestring"):
        services.save_entrance(w.space, {"name": "Gate"}, geometry=LineString([(0, 0), (1, 1)]))
    with pytest.raises(ValidationError, match="polygon"):
        services.save_measure(w.space, {"name": "Wall"}, geometry=square())
    wall = services.save_measure(
        w.space, {"name": "Wall", "origin": "natural", "category": "physical"}, geometry=LineString([(0, 0), (1, 1)])
    )
    assert wall.bounds == (0, 0, 1, 1)
    # Leaving the geometry out keeps it; None takes it away.
    assert services.save_measure(w.space, {"name": "Old wall"}, measure=wall).has_geometry
    assert not services.save_measure(w.space, {}, geometry=None, measure=wall).has_geometry


def test_parts_and_photos_of_another_space_are_refused(w):
    other = services.create_space(w.municipality, {"name": "Other", "main_category": "square"}, by=w.lead)
    with pytest.raises(ValidationError, match="another space"):
        services.save_entrance(other, {"name": "Gate", "sub_area": w.sub_area})
    with pytest.raises(ValidationError, match="another space"):
        services.save_measure(other, {"name": "Wall", "photo": w.photo})
    with pytest.raises(ValidationError, match="another space"):
        services.save_sub_area(other, {"name": "x"}, sub_area=w.sub_area)


def test_a_usage_state_occurs_once(w):
    with pytest.raises(ValidationError, match="described already"):
        services.save_state(w.space, {"state": "peak"})
    services.save_state(w.space, {"state": "peak", "people": 300}, w.usage_state)
    assert w.space.states.get().people == 300


def test_taken_out_and_brought_back(w):
    services.archive_space(w.space)
    assert w.space.archived_at
    services.restore_space(w.space)
    w.space.refresh_from_db()
    assert w.space.archived_at is None and w.space.sub_areas.exists()


PARTS = {
    "sub_area": SubArea,
    "entrance": Entrance,
    "measure": ExistingMeasure,
    "usage_state": SpaceState,
    "contact": Contact,
}


@pytest.mark.parametrize("name", PARTS)
def test_what_is_removed_comes_back_as_it_was(w, name):
    part = getattr(w, name)
    before = audit.snapshot(type(part).objects.get(pk=part.pk))
    removed = services.remove_part(part)
    assert not PARTS[name].objects.filter(space=w.space).exists()
    services.restore_removed(removed)
    assert audit.snapshot(PARTS[name].objects.get(space=w.space)) == before
    assert not Removed.objects.exists()
    assert last_entry().note == "brought back"


def test_what_pointed_at_a_removed_sub_area_does_so_again(w):
    services.save_entrance(w.space, {"sub_area": w.sub_area}, entrance=w.entrance)
    services.save_measure(w.space, {"sub_area": w.sub_area}, geometry=Point(1, 1), measure=w.measure)
    removed = services.remove_part(w.sub_area)
    assert w.space.entrances.get().sub_area is None
    services.restore_removed(removed)
    assert w.space.entrances.get().sub_area == w.space.measures.get().sub_area == w.space.sub_areas.get()


def test_a_part_comes_back_although_its_sub_area_is_gone(w):
    services.save_entrance(w.space, {"sub_area": w.sub_area}, entrance=w.entrance)
    removed = services.remove_part(w.entrance)
    services.remove_part(w.sub_area)
    services.restore_removed(removed)
    assert w.space.entrances.get().sub_area is None


def test_coming_back_twice_or_into_a_taken_place_is_refused(w):
    removed = services.remove_part(w.usage_state)
    services.save_state(w.space, {"state": "peak"})
    with pytest.raises(ValidationError, match="something newer"):
        services.restore_removed(removed)
    services.remove_part(w.space.states.get())
    services.restore_removed(removed)
    with pytest.raises(ValidationError, match="came back already"):
        services.restore_removed(removed)


def test_what_an_assessment_stands_on_stays(w):
    w.scenario.measures.add(w.measure)
    w.vulnerability.photos.add(w.photo)
    w.scenario.sub_area = w.sub_area
    w.scenario.save()
    before = AuditEntry.objects.count()
    for part in (w.measure, w.photo, w.sub_area):
        with pytest.raises(ValidationError, match="used in an assessment"):
            services.remove_part(part)
    assert not Removed.objects.exists() and AuditEntry.objects.count() == before
    assert w.scenario.measures.get() == w.measure
    assert assessing  # an assessment keeps what it counted


def test_after_a_week_a_removed_photo_is_gone_for_good(w, django_capture_on_commit_callbacks):
    file = w.photo.file
    removed = services.remove_part(w.photo)
    assert file.storage.exists(file.name)
    Removed.objects.update(removed_at=timezone.now() - timedelta(days=6))
    assert carry_out() == 0
    Removed.objects.update(removed_at=timezone.now() - timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert carry_out() == 1
    assert not Removed.objects.filter(pk=removed.pk).exists()
    assert not file.storage.exists(file.name)


def test_a_removed_contact_leaves_no_personal_data_in_the_trail(w):
    services.remove_part(w.contact)
    told = json.dumps(
        list(AuditEntry.objects.filter(object_type="spaces.contact").values("object_name", "changes", "note"))
    )
    assert SECRET not in told


def test_removed_parts_are_seen_by_whoever_sees_the_space(w):
    removed = services.remove_part(w.contact)
    assert removed.is_visible_to(w.viewer)
    assert not removed.is_visible_to(w.other) and not removed.is_visible_to(w.provider)
