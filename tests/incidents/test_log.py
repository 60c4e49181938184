"""One test for each rule of the log: what an entry needs, nobody is named, measures, states, looking again, keeping."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from protect.incidents import kept, services
from protect.incidents.models import Incident, IncidentPhoto
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Share
from protect.organisations.retention import cut
from protect.organisations.services import bin
from protect.reminders.models import Trigger
from protect.reminders.services import withdraw_trigger
from tests.incidents.making import reported, values
from tests.world import make_space, picture, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


def test_an_entry_says_when_where_and_what(w):
    made = reported(w, lat=42.661, lon=23.461)
    assert (made.state, made.space, made.south, made.west) == ("reported", w.space, 42.661, 23.461)
    assert AuditEntry.objects.filter(object_type="incidents.incident", verb="created", actor=w.assessor).exists()
    for wrong, field in (
        ({"happened_at": timezone.now() + timedelta(hours=1)}, "happened_at"),
        ({"happened_at": timezone.now() - timedelta(days=9000)}, "happened_at"),
        ({"space": None, "where": " "}, "where"),
        ({"what": "  "}, "what"),
        ({"lat": 1.0}, "lon"),
        ({"lat": 91.0, "lon": 1.0}, "lat"),
    ):
        with pytest.raises(ValidationError) as refused:
            reported(w, **wrong)
        assert field in refused.value.message_dict


def test_a_space_of_others_is_refused_and_a_part_of_another_space_falls_away(w):
    theirs = make_space(w.other_municipality, "Elsewhere", w.other)
    with pytest.raises(ValidationError, match="same organisation"):
        reported(w, space=theirs)
    second = make_space(w.municipality, "Second Square", w.lead)
    made = reported(w, sub_area=w.sub_area)
    assert made.sub_area == w.sub_area
    assert services.change(made, values(w, space=second, sub_area=w.sub_area)).sub_area is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Mr Popescu was there.", "a name"),
        ("Told by Testa Assessor.", "a name"),
        ("Write to ana@example.org.", "an e-mail address"),
        ("Call 0040 721 123 456.", "a telephone number"),
        ("A van, B 123 ABC, drove off.", "a number plate"),
        ("A car with plate 1234 BCD.", "a number plate"),
        ("Identity card RX 123456.", "a number of a document"),
        ("Number 1800101221144 was seen.", "a number of a document"),
    ],
)
def test_what_looks_like_personal_data_blocks_until_it_is_cleared(w, text, word):
    with pytest.raises(ValidationError) as refused:
        reported(w, what=text)
    assert word in refused.value.message_dict["what"][0]
    assert not Incident.objects.exists()
    from protect.incidents.services.log import findings

    marks = [one.mark for one in findings(w.municipality, w.space, {"what": text})]
    with audit.acting(w.assessor, "test"):
        made = services.report(w.municipality, values(w, what=text), by=w.assessor, cleared=marks)
    assert made.cleared == sorted(marks)
    # Cleared once it is not asked again; another one is.
    services.change(made, values(w, what=text + " It was dark."))
    with pytest.raises(ValidationError):
        services.change(made, values(w, what=text + " Ms Ionescu saw it."))


@pytest.mark.parametrize("text", [
    "At 10:30 on 2026-10-03 two bollards gave way.", "Gate 12, lamp 7, stall 104.", "A 6 m opening, IED suspected, all clear.",
])  # fmt: skip
def test_times_places_and_numbers_of_things_are_no_personal_data(w, text):
    assert reported(w, what=text).cleared == []


def test_measures_that_worked_or_failed_are_said_and_taken_away_again(w):
    made = reported(w)
    assert services.judge_measures(made, {w.measure: ("failed", "was open")}) == 1
    assert [str(one) for one in made.results.all()] == [f"{w.measure}: failed"]
    assert services.judge_measures(made, {w.measure: ("failed", "was open")}) == 0
    w.measure.delete()
    assert made.results.get().measure is None  # the name of that day stays
    second = reported(w)
    other = make_space(w.municipality, "Second Square", w.lead)
    from protect.spaces.services import save_measure

    strange = save_measure(other, {"name": "Wall", "origin": "natural", "category": "physical"})
    with pytest.raises(ValidationError, match="of the space"):
        services.judge_measures(second, {strange: ("worked", "")})


def test_an_entry_is_reviewed_then_closed_with_its_lesson_and_stays_as_it_is(w):
    made = reported(w)
    with pytest.raises(ValidationError, match="cannot be done"):
        services.close(services.change(made, {"lesson": "Lock it."}))
    services.review(made)
    services.change(made, {"lesson": ""})
    with pytest.raises(ValidationError, match="what was learnt"):
        services.close(made)
    services.change(made, {"lesson": "Lock the barrier in the evening."})
    services.close(made)
    with pytest.raises(ValidationError, match="closed"):
        services.change(made, values(w))
    with pytest.raises(ValidationError):
        services.reopen(made, reason=" ")
    assert services.reopen(made, reason="More is known.").state == "reviewed"


def test_a_photo_loses_what_its_camera_wrote_and_goes_for_good(w, django_capture_on_commit_callbacks):
    from PIL import Image

    made, file = reported(w), picture()
    exif = Image.Exif()
    exif[0x010F] = "Somebody's camera"
    Image.open(file).save(file, "JPEG", exif=exif)
    file.seek(0)
    size = len(file.getvalue())
    photo = services.add_photo(made, file, name="x.jpg", size=size, description="The bent post", by=w.assessor)
    assert b"Somebody" not in photo.file.read()
    with pytest.raises(ValidationError, match="in words"):
        services.add_photo(made, picture("red"), name="x.jpg", size=1, description=" ", by=w.assessor)
    file.seek(0)
    with pytest.raises(ValidationError, match="here already"):
        services.add_photo(made, file, name="x.jpg", size=size, description="Again", by=w.assessor)
    storage, name = photo.file.storage, photo.file.name
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_photo(photo)
    assert not storage.exists(name)


def test_it_makes_its_space_and_similar_ones_be_looked_at_again_once(w):
    made = reported(w)
    similar = make_space(w.municipality, "Second Square", w.lead)
    with audit.acting(w.lead, "test"):
        looks = services.look_again(made, [w.space, similar], by=w.lead, note="Barriers")
    assert [one.trigger.kind for one in looks] == ["incident", "incident_elsewhere"]
    assert {one.note for one in Trigger.objects.all()} == {"Barriers"}
    with pytest.raises(ValidationError, match="already"):
        services.look_again(made, [similar], by=w.lead)
    withdraw_trigger(looks[1].trigger)
    assert len(services.look_again(made, [similar], by=w.lead)) == 1


def test_others_say_it_of_their_own_spaces_where_the_entry_was_shared(w):
    made = reported(w)
    theirs = make_space(w.other_municipality, "Elsewhere", w.other)
    with pytest.raises(PermissionDenied):
        services.look_again(made, [theirs], by=w.other)
    for one in (w.space, made):
        type(one).objects.filter(pk=one.pk).update(marking="AMBER")
        Share.objects.create(
            object_type=one._meta.label_lower, object_id=one.pk, organisation=w.other_municipality, reason="x"
        )
    (look,) = services.look_again(made, [theirs], by=w.other)
    assert (look.trigger.space, look.trigger.note) == (theirs, "")
    with pytest.raises(PermissionDenied):
        services.look_again(made, [w.space], by=w.other)


def test_closed_entries_and_their_photos_go_when_their_time_is_over(w):
    made = reported(w, happened_at=timezone.now() - timedelta(days=2000))
    file = picture()
    services.add_photo(made, file, name="x.jpg", size=len(file.getvalue()), description="A post", by=w.lead)
    assert kept.due(w.municipality, cut(1825)) == []  # not closed yet
    services.review(made)
    services.change(made, {"lesson": "Nothing new."})
    services.close(made)
    assert [one for one, _since in kept.due(w.municipality, cut(1825))] == [made]
    assert kept.kept_until(made) == made.happened_at.date() + timedelta(days=1825)
    IncidentPhoto.objects.update(added_at=timezone.now() - timedelta(days=400))
    assert kept.remove_photos(w.municipality, cut(365)) == 1
    with audit.acting(None, "test"):
        assert kept.remove(w.municipality, cut(1825)) == 1
    assert not Incident.objects.exists()
    from protect.organisations.models import Binned

    bin.restore(Binned.objects.get())
    assert Incident.objects.get().what == made.what
