"""Events: who reads what in which state, times, speakers and their consent, files that are brought in."""

from __future__ import annotations

import datetime as dt
import html

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from protect.events import schedules, services
from protect.events.models import Event, Import, Profile, Session, Speaker, Talk
from protect.events.queries import PublicList, by_words
from protect.events.states import State
from protect.formats.saying import from_kept
from protect.formats.schedule import frab_json_writing, reading
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import AuditEntry, Share, User, Verb
from protect.organisations.services import bin
from protect.project.demo import accounts
from protect.project.demo.holding import hold
from protect.search import indexing
from tests.events.making import BEGINS, ENDS, drafted, published
from tests.world import picture, world

pytestmark = pytest.mark.django_db


def sees(model, thing, *people):
    return [model.objects.visible_to(one).filter(pk=thing.pk).exists() for one in people]


def test_an_event_is_public_only_when_published_and_clear():
    w = world()
    event = drafted(w)
    session, talk, speaker = Session.objects.first(), Talk.objects.get(), Speaker.objects.get()
    everybody = (None, w.other, w.provider, w.viewer)
    with audit.acting(w.administrator, "test"):
        organising.set_marking(event, "CLEAR", reason="x", by=w.administrator)
    for model, thing in ((Event, event), (Session, session), (Talk, talk), (Speaker, speaker)):
        assert sees(model, thing, *everybody) == [False, False, False, True], model
    services.publish(event)
    for model, thing in ((Event, event), (Session, session), (Talk, talk), (Speaker, speaker)):
        assert sees(model, thing, *everybody) == [True, True, True, True], model
    with audit.acting(w.administrator, "test"):
        organising.set_marking(event, "GREEN", reason="x", by=w.administrator)
    for model, thing in ((Event, event), (Session, session), (Talk, talk), (Speaker, speaker)):
        assert sees(model, thing, *everybody) == [False, True, False, True], model
    assert (
        not Event(state=State.PUBLISHED, marking="GREEN").is_public and Event(state="moved", marking="CLEAR").is_public
    )


def test_a_draft_shared_with_a_partner_is_read_once_it_is_published():
    w = world()
    event = drafted(w)
    with audit.acting(w.administrator, "test"):
        organising.set_marking(event, "AMBER", reason="x", by=w.administrator)
        Share.objects.create(
            object_type="events.event", object_id=event.pk, organisation=w.other_municipality, reason="x"
        )
    assert sees(Event, event, w.other, w.viewer) == [False, True]
    services.publish(event)
    assert sees(Event, event, w.other, w.provider) == [True, False]


def test_nothing_of_a_speaker_but_the_programme_is_public_without_consent():
    w = world()
    published(w)
    speaker = Speaker.objects.get()
    profile = services.write_profile(speaker, {"biography": "Born in Testa."}, (picture(), "me.jpg", 900))
    assert profile.thumbnail and sees(Profile, profile, None, w.other, w.viewer) == [False, False, True]
    with pytest.raises(ValidationError):
        services.give_consent(speaker, " ")
    services.give_consent(speaker, "by mail on 3 May")
    assert sees(Profile, profile, None, w.other) == [True, True]
    name, storage = profile.photo.name, profile.photo.storage
    services.withdraw_consent(speaker)
    assert not Profile.objects.exists() and storage.exists(name)  # gone with the commit
    entries = AuditEntry.objects.filter(object_type__in=("events.speaker", "events.profile"))
    told = " ".join(f"{one.object_name} {one.changes} {one.note}" for one in entries)
    assert "Born in Testa" not in told and "by mail" not in told and speaker.name not in told


def test_a_speaker_is_forgotten_and_the_programme_stays():
    w = world()
    published(w)
    speaker = Speaker.objects.get()
    services.forget_speaker(speaker)
    speaker.refresh_from_db()
    assert "Seminar" not in speaker.name and (speaker.role, speaker.works_for) == ("", "") and Talk.objects.count() == 1
    indexing.tidy()
    assert by_words("adviser") == []
    alone = services.add_speaker(w.municipality, {"name": "Nobody Needs"}, by=w.lead)
    services.forget_speaker(alone)
    assert Speaker.objects.count() == 1


def test_it_is_published_only_when_its_readers_know_enough():
    w = world()
    event = services.begin(w.municipality, "Bare", "webinar", by=w.lead)
    with pytest.raises(ValidationError) as refused:
        services.publish(event)
    assert len(refused.value.messages) == 5
    outside = drafted(w, ends_at=BEGINS + dt.timedelta(hours=1))
    with pytest.raises(ValidationError, match="1 sessions lie outside"):
        services.publish(outside)


def test_what_is_published_changes_its_time_only_by_being_moved_and_its_sessions_with_it():
    w = world()
    event = published(w)
    with pytest.raises(ValidationError, match="move it"):
        services.change(event, {"begins_at": BEGINS + dt.timedelta(hours=1)})
    with pytest.raises(ValidationError):
        services.move(event, BEGINS, ENDS, reason="nothing changes")
    week = dt.timedelta(days=7)
    moved = services.move(event, BEGINS + week, ENDS + week, reason="Snow")
    again = services.move(moved, BEGINS + 2 * week, ENDS + 2 * week, reason="More snow")
    assert (again.state, again.first_begins_at) == (State.MOVED, BEGINS)
    assert again.sessions.first().begins_at == BEGINS + 2 * week and again.revision > event.revision
    with pytest.raises(ValidationError):
        services.delete(again)
    cancelled = services.cancel(again, reason="Too much snow")
    assert cancelled.is_public and not cancelled.is_on
    with pytest.raises(ValidationError, match="Cancelled"):
        services.take_back(cancelled)
    assert services.resume(cancelled, reason="Thaw").state == State.PUBLISHED
    assert AuditEntry.objects.filter(verb=Verb.MOVED_ON, object_type="events.event").count() == 5


def test_sessions_keep_their_hour_when_an_event_is_moved_over_the_end_of_summer_time():
    """The clocks of Bucharest go back in the night to Sunday, 26 October 2031."""
    w = world()
    day = dt.timedelta(days=1)
    event = published(w)
    # 10:00 on three days, and a night that ends after midnight.
    hours = [(BEGINS + number * day, BEGINS + number * day + dt.timedelta(hours=1)) for number in range(3)]
    hours.append((BEGINS.replace(hour=20), BEGINS.replace(hour=22)))
    services.change(services.take_back(event), {"ends_at": ENDS + 2 * day})
    Session.objects.filter(event=event).delete()
    for begins, ends in hours:
        services.save_session(event, {"title": f"{begins}", "begins_at": begins, "ends_at": ends})
    services.publish(event)
    # From 17-19 July, 10:00, to 25-27 October, 10:00: in the summer on Saturday, in the winter from Sunday on.
    begins = dt.datetime(2031, 10, 25, 7, tzinfo=dt.UTC)
    services.move(event, begins, begins + 2 * day + dt.timedelta(hours=8), reason="x")
    event.refresh_from_db()
    told = [
        (one.begins_at.astimezone(event.zone).strftime("%d %H:%M"), one.duration)
        for one in event.sessions.order_by("pk")
    ]
    hour = dt.timedelta(hours=1)
    assert told == [("25 10:00", hour), ("26 10:00", hour), ("27 10:00", hour), ("25 23:00", 2 * hour)]


def test_sessions_go_along_when_a_draft_gets_another_time_zone():
    w = world()
    event = drafted(w)  # 10:00 in Bucharest
    services.open_registration(event, {"registers": True, "registers_until": ENDS})
    hour = dt.timedelta(hours=1)
    # The hours stay as they stand on the form: 10:00 in Brussels.
    event = services.change(event, {"time_zone": "Europe/Brussels", "begins_at": BEGINS + hour, "ends_at": ENDS + hour})
    assert [one.begins_at for one in event.sessions.all()] == [BEGINS + hour, BEGINS.replace(hour=9) + hour]
    assert event.sessions.first().duration == hour and Event.objects.get().registers_until == ENDS + hour
    # Only the name of the zone was wrong, and the hours were written anew: the same moments.
    event = services.change(event, {"time_zone": "Europe/Bucharest"})
    assert [one.begins_at for one in event.sessions.all()] == [BEGINS + hour, BEGINS.replace(hour=9) + hour]


def test_sessions_of_a_published_event_lie_within_its_time():
    w = world()
    event = published(w)
    first, hour = event.sessions.first(), dt.timedelta(hours=1)
    for field, values in (
        ("ends_at", {"begins_at": ENDS, "ends_at": ENDS + hour}),
        ("begins_at", {"begins_at": BEGINS - hour, "ends_at": BEGINS + hour}),
    ):
        with pytest.raises(ValidationError, match="outside the time of the event") as refused:
            services.save_session(event, values, Session.objects.get(pk=first.pk))
        assert list(refused.value.message_dict) == [field]
    with pytest.raises(ValidationError, match="outside the time of the event"):
        services.move(event, BEGINS + hour, BEGINS + 2 * hour, reason="Shorter")
    assert (Event.objects.get().state, Session.objects.get(pk=first.pk).begins_at) == (State.PUBLISHED, BEGINS)
    services.save_session(services.take_back(event), {"title": "Early", "begins_at": BEGINS - hour, "ends_at": BEGINS})


def test_parts_of_another_event_or_organisation_are_refused():
    w = world()
    one, other = drafted(w), drafted(w, "Other")
    for name in ("room", "track"):
        values = {"title": "X", "begins_at": BEGINS, "ends_at": ENDS, name: getattr(other, f"{name}s").first()}
        with pytest.raises(ValidationError, match="of this event"):
            services.save_session(one, values)
    foreign = services.add_speaker(w.other_municipality, {"name": "Foreign"}, by=w.other)
    with pytest.raises(ValidationError, match="your own list"):
        services.put_on(one.sessions.first(), foreign, "speaker")
    with pytest.raises(ValidationError, match="already"):
        services.put_on(one.sessions.first(), one.sessions.first().talks.get().speaker, "panel")
    with pytest.raises(ValidationError, match="already"):
        services.save_room(one, {"name": one.rooms.get().name})


def test_files_are_told_by_their_content_and_come_back_from_the_bin():
    w = world()
    event = drafted(w)
    photo = services.add_file(
        event, picture(), name="a.exe", size=900, description="The square", session=event.sessions.first(), by=w.lead
    )
    assert photo.is_photo and photo.thumbnail.name.endswith("-small.jpg")
    with pytest.raises(ValidationError, match="already"):
        services.add_file(event, picture(), name="b.jpg", size=900, description="Again", by=w.lead)
    with pytest.raises(ValidationError, match="what is to be seen"):
        services.add_file(event, picture("red"), name="b.jpg", size=900, description=" ", by=w.lead)
    binned = services.delete(event)
    assert not Event.objects.exists() and not Session.objects.exists() and Speaker.objects.count() == 1
    bin.restore(binned)
    assert Event.objects.get().sessions.count() == 2 and Talk.objects.count() == 1


def test_the_archive_is_searched_without_accents_by_topic_speaker_place_year_and_language():
    w = world()
    event = published(w)
    old = published(
        w, "Webinar of old", begins_at=dt.datetime(2020, 7, 15, 8, tzinfo=dt.UTC), city="", is_online=True,
        ends_at=dt.datetime(2032, 1, 1, tzinfo=dt.UTC), languages=["fr"],
    )  # fmt: skip
    indexing.tidy()
    found = {
        "brasov": [event], "BRAȘOV square": [event], "opening": [event, old], "webinar speaker": [old],
        "abstract webinar": [old], "seminar webinar": [], "squaers": [event, old], "!?": [],
    }  # fmt: skip
    for text, wanted in found.items():
        assert set(PublicList(None, {"q": text}).found) == set(wanted), text
    assert list(PublicList(None, {"city": "Brașov"}).found) == [event]
    assert list(PublicList(None, {"year": "2020"}).found) == [old]
    assert list(PublicList(None, {"language": "ro"}).found) == [event]
    assert list(PublicList(None, {"speaker": str(Speaker.objects.get(name__startswith="Webinar").pk)}).found) == [old]
    assert PublicList(None, {}).languages == [("en", "English"), ("fr", "French"), ("ro", "Romanian")]
    services.take_back(old)
    assert list(PublicList(None, {"q": "webinar"}).found) == [] == list(PublicList(w.viewer, {"q": "webinar"}).found)


def test_a_programme_goes_out_as_frab_and_comes_back_the_same():
    w = world()
    event = published(w)
    conference = schedules.conference_of(event, lambda name, *args: f"https://towns.example/{name}/{args[0]}")
    text, _told = frab_json_writing.write(conference)
    assert "meet.example" not in text and "biography" not in text
    back = reading.read("schedule.json", text.encode())
    assert [(one.title, one.start, one.duration) for one in back.conference.sessions] == [
        (one.title, one.begins_at, one.duration) for one in event.sessions.all()
    ]
    one = services.look_at(event, "schedule.json", text.encode(), by=w.lead)
    assert event.sessions.count() == 2 and len(one.rows) == 2
    services.take_over(one, by=w.lead)
    assert event.sessions.count() == 2 and Speaker.objects.count() == 1 and event.rooms.count() == 1
    assert event.sessions.first().kind == "talk" and event.sessions.last().kind == "break"
    with pytest.raises(ValidationError, match="already"):
        services.take_over(one, by=w.lead)


def test_the_same_file_comes_into_two_events_and_biographies_stay_hidden():
    w = world()
    text = b"""<?xml version='1.0' encoding='utf-8'?><schedule><conference><title>C</title><start>2031-07-17</start>
    <end>2031-07-17</end><time_zone_name>Europe/Bucharest</time_zone_name></conference>
    <day index='1' date='2031-07-17' start='2031-07-17T08:00:00+03:00' end='2031-07-17T20:00:00+03:00'>
    <room name='Hall'><event id='1' guid='11111111-1111-4111-8111-111111111111'><date>2031-07-17T10:00:00+03:00</date>
    <start>10:00</start><duration>00:30</duration><title>One</title><type>panel</type><language>xx</language>
    <persons><person id='7' name='Ana'/></persons></event>
    <event id='2'><date>2031-07-17T11:00:00+03:00</date><start>11:00</start><duration>00:00</duration><title>Two</title>
    </event></room></day></schedule>"""
    events = [services.begin(w.municipality, name, "seminar", by=w.lead) for name in ("A", "B")]
    for event in events:
        one = services.look_at(event, "x.xml", text, by=w.lead)
        services.take_over(one, by=w.lead)
    first, second = (event.sessions.get() for event in events)
    assert (first.title, first.kind, first.language, first.room.name) == ("One", "panel", "", "Hall")
    assert str(first.guid).startswith("1111") and first.guid != second.guid
    assert first.talks.get().speaker == second.talks.get().speaker
    told = Import.objects.first()
    assert any("has no duration" in from_kept(text) for _l, _w, text, _t in told.report)
    assert any("language 'xx'" in from_kept(text) for _level, _where, text, _times in told.report)
    event = Event.objects.get(pk=events[0].pk)
    assert (event.begins_at, event.ends_at) == (first.begins_at, first.ends_at)


def test_what_a_file_says_is_cancelled_is_not_taken_over_and_told():
    event = drafted(world())
    text = "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0"]
        + [
            f"BEGIN:VEVENT\r\nUID:{word}\r\nSUMMARY:{word}\r\nSTATUS:{state}\r\nDTSTART:20310717T090000Z\r\n"
            "DTEND:20310717T100000Z\r\nEND:VEVENT"
            for word, state in (("Held", "CONFIRMED"), ("Dropped", "CANCELLED"))
        ]
        + ["END:VCALENDAR", ""]
    )
    one = services.look_at(event, "x.ics", text.encode(), by=None)
    assert [row["title"] for row in one.rows] == ["Held"] and one.found == 2
    assert any("'Dropped' is cancelled; left out" in from_kept(told) for _level, _where, told, _times in one.report)


def test_the_report_of_a_programme_is_read_in_the_language_of_the_reader():
    w = world()
    event = drafted(w)
    text = """<schedule><conference><title>T</title></conference><day date='2031-07-17'><room name='Hall'>
<event id='2'><date>2031-07-17T11:00:00+03:00</date><duration>00:00</duration><title>Two</title><mood>good</mood></event>
</room></day></schedule>"""
    one = services.look_at(event, "x.xml", text.encode(), by=w.lead)
    client = Client()
    client.force_login(w.lead)
    address = reverse("events:brought", args=[event.pk, one.pk])
    english = html.unescape(client.get(address).content.decode())
    assert ">line 2</td>" in english and "the field 'mood' of a session" in english
    User.objects.filter(pk=w.lead.pk).update(language="fr")
    french = html.unescape(client.get(address).content.decode())
    assert ">ligne 2</td>" in french and "«\u00a0Two\u00a0» n’a pas de durée\u00a0; omise" in french
    assert "le champ «\u00a0mood\u00a0» (une séance)" in french


#: Files among the shared ones that hold no programme to take over, whatever is done.
NOT_READ = {"issue_82_expected_output.ics"}


def test_real_programmes_are_taken_over_and_every_session_is_counted(shared_data):
    folder = shared_data / "events"
    if not folder.exists():
        pytest.skip(f"no shared programmes: {folder} is absent")
    w, refused, sessions = world(), {}, {}
    paths = [one for one in sorted([*folder.glob("*.*"), *folder.glob("ics/*.ics")]) if one.suffix != ".md"]
    for path in paths:
        event = services.begin(w.municipality, path.name, "seminar", by=w.lead)
        try:
            one = services.look_at(event, path.name, path.read_bytes(), by=w.lead)
        except ValidationError as error:
            refused[path.name] = error.messages
            continue
        assert one.found == len(one.rows) or one.report, path.name
        one = services.take_over(one, by=w.lead)
        assert event.sessions.count() == one.made, path.name
        assert one.found == one.made + one.changed or one.report, path.name
        sessions[path.name] = one.made
    assert len(paths) == 84 and sum(sessions.values()) == 326
    whole = ("31c3-facts.schedule.xml", "frab-camp2019.json", "pretalx-democon.json", "schedule-example.xlsx")
    assert [sessions[name] for name in whole] == [138, 79, 36, 13]
    assert set(refused) == NOT_READ and all(refused.values())


def test_the_demonstration_tells_the_real_events_as_facts_and_one_to_come():
    w = world()
    hold({accounts.BRASOV: w.municipality}, {"lead": w.lead, "administrator": w.administrator})
    past, coming = PublicList(None, {"when": "past"}).found, PublicList(None, {}).found
    assert [one.begins_at.date().isoformat() for one in past] == [
        "2021-06-14", "2021-04-28", "2021-02-17", "2020-07-15", "2019-07-17",
    ]  # fmt: skip
    webinars = past.get(begins_at__year=2020)
    assert [f"{one.begins_at.astimezone(webinars.zone):%d %H:%M %Z}" for one in webinars.sessions.all()] == [
        "15 10:00 CEST", "16 10:00 CEST", "17 10:00 CEST",
    ]  # fmt: skip
    assert coming.get().title.endswith("(invented)") and all("real" in one.about for one in past)
    assert not Profile.objects.visible_to(None).exclude(speaker__name__contains="(invented)").exists()
