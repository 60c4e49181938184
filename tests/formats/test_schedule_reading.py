"""Programmes with faults: what can be read is read, everything else is named with its line, path or row."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from protect.formats.schedule import frab_json_writing, frab_xml_writing, moments, reading
from protect.formats.schedule.checks import checked
from protect.formats.schedule.model import LOST, WRONG, Conference, Day, Link, Recording, Room, Session, Speaker, Track
from protect.formats.tables import InputError
from tests.formats.schedule_rules import faults_in_xml


def read(content, name="in.json", **more):
    text = json.dumps(content) if isinstance(content, dict) else content
    return reading.read(name, text.encode() if isinstance(text, str) else text, **more)


def schedule(*events, **about):
    day = {
        "index": 1,
        "date": "2020-07-15",
        "day_start": "2020-07-15T09:00:00+02:00",
        "day_end": "2020-07-16T03:00:00+02:00",
        "rooms": {"Hall": list(events)},
    }
    conference = {"title": "T", "acronym": "webinars", "time_zone_name": "Europe/Brussels", "days": [day], **about}
    return {"schedule": {"version": "1", "conference": conference}}


def event(**values):
    return {"title": "Talk", "date": "2020-07-15T10:00:00+02:00", "duration": "00:30", "room": "Hall", **values}


def said(found, level=None):
    return [str(one) for one in found.complaints if level in (None, one.level)]


def test_a_session_without_a_time_is_left_out_and_named_by_its_path():
    found = read(schedule(event(), event(title="Lost", date="soon", start="")))
    assert (found.found, found.left_out) == (2, 1)
    path = "schedule.conference.days[0].rooms.Hall[1]"
    assert f"{path}: wrong: left out, nothing says when it begins: Lost" in said(found)
    assert f"{path}.date: wrong: 'soon' is no date with time" in said(found)


def test_a_start_alone_counts_from_its_day_and_after_midnight_from_the_next():
    found = read(schedule(event(date=None, start="10:00"), event(date=None, start="00:30")))
    starts = [one.start.isoformat() for one in found.conference.sessions]
    assert starts == ["2020-07-15T10:00:00+02:00", "2020-07-16T00:30:00+02:00"]


@pytest.mark.parametrize(
    ("values", "minutes"),
    [
        ({"duration": "01:15"}, 75),
        ({"duration": "1:15:00"}, 75),
        ({"duration": "PT1H15M"}, 75),
        ({"duration": 75}, 75),
        ({"duration": "", "end": "2020-07-15T11:15:00+02:00"}, 75),
        ({"duration": "long", "end": "2020-07-15T09:15:00Z"}, 75),
        ({"duration": "long"}, 0),
        ({"duration": None, "end": "2020-07-15T08:00:00+02:00"}, 0),
    ],
)
def test_durations_of_every_kind(values, minutes):
    found = read(schedule(event(**values)))
    assert next(found.conference.sessions).duration == timedelta(minutes=minutes)
    assert bool(found.of(WRONG)) == (minutes == 0 or values["duration"] == "long")


def test_fields_of_other_types_and_unknown_ones_are_named_once_with_their_number():
    found = read(
        schedule(*[event(answers=[1], track=["x"], persons=[{"public_name": "A"}, {"id": 2}, "B"]) for _ in range(3)])
    )
    lines = said(found)
    assert any("the field 'answers' of a session (3 times" in one for one in lines)
    assert any("'track' of a session is no text; left out (3 times" in one for one in lines)
    assert any("a person in 'persons' is no object; left out (3 times" in one for one in lines)
    assert sum("a person without a name" in one for one in lines) == 3
    assert [who.name for who in next(found.conference.sessions).speakers] == ["A"]


def test_the_same_key_twice_is_not_swallowed():
    text = json.dumps(schedule(event())).replace('"title": "Talk"', '"title": "First", "title": "Second"')
    assert any("'title' stands twice in one object" in one for one in said(read(text)))


def test_a_local_time_gets_the_zone_of_the_file_or_of_the_reader_or_utc_and_says_so():
    local = event(date="2020-07-15T10:00:00")
    assert next(read(schedule(local)).conference.sessions).start.utcoffset() == timedelta(hours=2)
    nowhere = schedule(local, time_zone_name="Nowhere/Town")
    found = read(nowhere)
    assert next(found.conference.sessions).start.utcoffset() == timedelta()
    assert [one for one in said(found, WRONG) if "UTC" in one or "Nowhere/Town" in one].__len__() == 2
    found = read(nowhere, usual=ZoneInfo("Europe/Athens"))
    assert next(found.conference.sessions).start.utcoffset() == timedelta(hours=3)


def test_two_at_once_outside_and_twice_are_noticed():
    found = read(
        schedule(
            event(guid="x"),
            event(title="Other", date="2020-07-15T10:15:00+02:00", guid="x"),
            event(date="2020-07-15T08:00:00+02:00"),
        )
    )
    told = [str(one) for one in checked(found.conference)]
    assert any("'Other' begins in Hall before 'Talk'" in one for one in told)
    assert any("begins outside its day" in one for one in told)
    assert any("2 sessions have the guid 'x'" in one for one in told)


XML = """<?xml version="1.0" encoding="utf-8"?>
<schedule><conference><title>T</title><city>Brașov</city></conference>
<day date="2019-07-17" index="1" start="2019-07-17T09:00:00+03:00" end="2019-07-17T18:00:00+03:00"><room name="Hall">
<event id="1" guid="a"><title>One</title><title>Two</title><date>2019-07-17T10:00:00+03:00</date><duration>00:30</duration>
<persons><person id="1">Ana <b>M.</b></person><robot/></persons><recording><license>CC0</license><optout>maybe</optout>
</recording></event>
<event id="2"><title>Never</title></event>
<break/></room></day></schedule>"""


def test_xml_names_the_line_of_every_fault():
    found = read(XML, "in.xml")
    assert (found.found, found.left_out) == (2, 1)
    one = next(found.conference.sessions)
    assert (one.title, one.speakers[0].name, one.recording.license) == ("One", "Ana M.", "CC0")
    lines = said(found)
    for text in (
        "line 2: lost: the field 'city' of the conference",
        "line 4: wrong: <title> stands twice; the first counts",
        "line 4: wrong: 'do_not_record' of a session is neither true nor false; left out",
        "line 5: lost: <robot> in <persons>",
        "line 7: wrong: left out, nothing says when it begins: Never",
        "line 8: lost: <break> of a room",
    ):
        assert text in lines, text


ICS = """BEGIN:VCALENDAR\r
X-WR-CALNAME:Seminars\\, webinars\r
BEGIN:VTIMEZONE\r
TZID:Town Time\r
BEGIN:STANDARD\r
DTSTART:19700101T000000\r
TZOFFSETFROM:+0300\r
TZOFFSETTO:+0300\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;TZID=Town Time:20190717T100000\r
DURATION:PT1H\r
SUMMARY;LANGUAGE=ro:Seminar la\r
  Brașov\r
LOCATION:Sala\\, etaj 1\r
ATTENDEE:mailto:somebody@town.example\r
RRULE:FREQ=DAILY\r
CATEGORIES:Method,Practice\r
BEGIN:VALARM\r
SUMMARY:not this one\r
END:VALARM\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART:never\r
SUMMARY:Broken\r
END:VEVENT\r
BEGIN:VTODO\r
SUMMARY:Chairs\r
END:VTODO\r
END:VCALENDAR\r
"""


def test_a_calendar_with_a_zone_of_its_own_a_broken_event_and_a_task():
    found = read(ICS, "in.ics")
    assert (found.conference.title, found.found, found.left_out) == ("Seminars, webinars", 2, 1)
    one = next(found.conference.sessions)
    assert (one.title, one.room, one.track, one.language) == (
        "Seminar la Brașov",
        "Sala, etaj 1",
        "Method, Practice",
        "ro",
    )
    assert one.start.isoformat() == "2019-07-17T10:00:00+03:00"
    assert (one.duration, one.repeats, one.speakers) == (timedelta(hours=1), ("RRULE:FREQ=DAILY",), ())
    lines = said(found)
    assert "line 11: lost: people of the event (ATTENDEE): they are no speakers" in lines
    assert "line 25: wrong: left out, nothing says when it begins: Broken" in lines
    assert {"lost: 1 VTODO are no sessions", "lost: 1 VALARM are no sessions"} <= set(lines)


def test_a_zone_of_one_file_is_not_used_in_the_next():
    other = ICS.replace("TZOFFSETFROM:+0300", "TZOFFSETFROM:-0500").replace("TZOFFSETTO:+0300", "TZOFFSETTO:-0500")
    offsets = [next(read(text, "in.ics").conference.sessions).start.utcoffset() for text in (ICS, other, ICS)]
    assert offsets == [timedelta(hours=3), timedelta(hours=-5), timedelta(hours=3)]


def test_a_zone_whose_rules_would_be_computed_for_ever_is_not_used():
    hostile = ICS.replace("END:STANDARD", "RRULE:FREQ=SECONDLY\r\nEND:STANDARD")
    found = read(hostile, "in.ics")
    assert "line 3: wrong: a time zone with rules that are not yearly; not used" in said(found)
    assert next(found.conference.sessions).start.utcoffset() == timedelta()


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_programme_as_csv(delimiter):
    rows = [
        ["Titel", "Datum", "Uhrzeit", "Ende", "Ort", "Vortragende", "Catering"],
        ["Begrüßung", "17.07.2019", "9:00", "9.30", "Saal", "Ana", ""],
        ["Nacht", "2019-07-17", "23:30", "00:30", "Saal", "", "yes"],
        ["Irgendwann", "", "9:00", "", "", "", ""],
    ]
    text = "\n".join(delimiter.join(row) for row in rows)
    found = read(text, "in.csv", usual=ZoneInfo("Europe/Vilnius"))
    first, second = found.conference.sessions
    assert (first.start, first.duration) == (datetime(2019, 7, 17, 6, tzinfo=UTC), timedelta(minutes=30))
    assert second.duration == timedelta(hours=1)
    assert (found.found, found.left_out) == (3, 1)
    assert "row 4: wrong: left out, its date is missing or cannot be read: Irgendwann" in said(found)
    assert "row 1: lost: the column 'catering'" in said(found)


def packed(**files):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("_", "."), text)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{}",
        b"[]",
        b'{"schedule": 1}',
        b'{"schedule": {"conference": []}}',
        b'{"a":' * 5000,
        b"{" + b'"a":[' * 100_000,
        b'{"schedule": {"version": NaN}}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"<html/>",
        b"<schedule>",
        b"<schedule>" + b"<day>" * 5000,
        b'<!DOCTYPE s [<!ENTITY a "b">]><schedule>&a;</schedule>',
        b"only words\nand lines\n",
        b"BEGIN:VEVENT\nSUMMARY:x\nEND:VEVENT\n",
        b"BEGIN:VCALENDAR\n" + b"BEGIN:X\n" * 100,
        b"PK\x03\x04 broken",
        packed(content_xml="<office/>"),
        packed(content_xml=" " * 110_000_000),
        packed(other_txt="x"),
        b"x" * (20 * 1024 * 1024 + 1),
    ],
    ids=range(22),
)
def test_what_is_no_programme_or_means_harm_is_refused_in_one_sentence(content):
    with pytest.raises(InputError) as caught:
        reading.read("in.bin", content)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_too_many_sessions_are_refused():
    with pytest.raises(InputError, match="more than 20000 sessions"):
        read(schedule(*[{"title": "x"}] * 20_001))


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).map(str.strip)
words = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
instants = st.datetimes(
    datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.sampled_from([UTC, ZoneInfo("Europe/Athens")])
).map(lambda one: one.replace(second=0, microsecond=0))
links = st.builds(
    Link, st.just("https://town.example/a"), texts, st.sampled_from(["", "slides", "origin", "feedback", "other"])
)
speakers = st.builds(Speaker, words, st.sampled_from(["", "3", "x"]), st.just(""), st.sampled_from(["", "ABC", "é"]))
recordings = st.builds(Recording, texts, st.sampled_from([None, True, False]))
sessions = st.builds(
    Session,
    words,
    instants,
    st.timedeltas(timedelta(), timedelta(hours=20)),
    words,
    texts,
    texts,
    texts,
    texts,
    texts,
    texts,
    st.lists(speakers, max_size=2, unique=True).map(tuple),
    st.lists(links, max_size=2).map(tuple),
    st.lists(links, max_size=1).map(tuple),
    recordings,
    st.sampled_from(["", "1", "2", "x", "0"]),
    texts,
    st.sampled_from(["", "ABC123", "é"]),
    st.sampled_from(["", "town-talk-one", "É"]),
)
conferences = st.builds(
    Conference,
    words,
    texts,
    zone=st.sampled_from(["", "UTC", "Europe/Athens", "America/Argentina/Ushuaia"]),
    rooms=st.lists(st.builds(Room, words), max_size=2, unique_by=lambda one: one.name).map(tuple),
    tracks=st.lists(st.builds(Track, words), max_size=1).map(tuple),
    days=st.lists(st.lists(sessions, max_size=3), min_size=1, max_size=2).map(
        lambda days: tuple(
            Day(number, date(2020, 1, number), sessions=tuple(one)) for number, one in enumerate(days, 1)
        )
    ),
)


# Not made smaller when it fails: that would take minutes.
@settings(max_examples=40, phases=[Phase.explicit, Phase.generate])
@given(conferences)
def test_whatever_a_programme_holds_it_is_written_by_the_rules_and_read_again(conference):
    text, _ = frab_xml_writing.write(conference)
    assert faults_in_xml(text) == []
    for name, written in (("in.xml", text), ("in.json", frab_json_writing.write(conference)[0])):
        found = reading.read(name, written.encode())
        assert found.left_out == 0
        before = sorted((one.title, one.start) for one in conference.sessions)
        assert sorted((one.title, one.start) for one in found.conference.sessions) == before
        assert not [one for one in found.of(WRONG) if "no duration" in one.text]


@given(st.text(max_size=20))
def test_any_text_is_a_time_or_is_none(text):
    for reader in (moments.moment, moments.day, moments.clock, moments.duration, moments.zone):
        reader(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["title", "date", "persons", "links", "url", "track", "room", "rooms", "days", "name", "slug"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_values_in_the_place_of_a_session_are_read_or_named(value):
    for content in (
        schedule(value),
        {"schedule": {"conference": {"days": value}, "events": value, "persons": value, "rooms": value}},
    ):
        found = read(content)
        assert found.left_out == len([one for one in found.of(WRONG) if one.text.startswith("left out")])


def test_losses_are_told_by_the_writers():
    day = Day(
        1,
        date(2020, 1, 1),
        sessions=(
            Session(
                "T",
                datetime(2020, 1, 1, tzinfo=UTC),
                timedelta(),
                all_day=True,
                repeats=("RRULE:FREQ=DAILY",),
                speakers=(Speaker("A", biography="b", role="moderator"),),
            ),
        ),
    )
    told = {one.text for one in frab_xml_writing.write(Conference("T", days=(day,)))[1] if one.level == LOST}
    assert told == {
        "that a session lasts all day; it is written with its hours",
        "rules of a repeated session",
        "roles of people other than speaker",
        "biographies, pictures, codes and links of people",
    }
    with pytest.raises(InputError, match="without days"):
        frab_json_writing.write(Conference("T"))
