"""All shared event files: every session is imported or named, and what is written satisfies the published schemas."""

from __future__ import annotations

import json
import re
from collections import Counter

import jsonschema
import pytest

from protect.formats.schedule import frab_json_writing, frab_xml_writing, reading
from protect.formats.schedule.model import WRONG
from protect.formats.tables import InputError
from tests.formats.schedule_rules import faults_in_xml

#: Format, days, sessions, rooms and people with a name of their own, as counted by hand or told by the files' README.
PROGRAMMES = {
    "frab-camp2019.json": ("frab JSON", 5, 79, 2, 90),
    "pretalx-democon.json": ("frab JSON", 3, 36, 2, 27),
    "hub-schedule2.json": ("frab JSON", 4, 2, 2, 4),
    "invalid-example.json": ("frab JSON", 1, 1, 1, 1),
    "31c3-facts.schedule.xml": ("frab XML", 4, 138, 4, 198),
    "schedule-example.xlsx": ("XLSX", 1, 13, 2, 18),
    "schedule-example.ods": ("ODS", 1, 13, 2, 16),
}


@pytest.fixture(scope="module")
def folder(shared_data):
    found = shared_data / "events"
    if not found.is_dir():
        pytest.skip(f"no shared events: {found} is absent")
    return found


@pytest.fixture(scope="module")
def calendars(folder):
    paths = sorted((folder / "ics").glob("*.ics"))
    assert len(paths) == 77
    found = {}
    for path in paths:
        try:
            found[path] = reading.read_file(path)
        except InputError as error:
            found[path] = error
    return found


@pytest.mark.parametrize("name", PROGRAMMES)
def test_every_session_of_every_programme_comes_in(folder, name):
    form, days, sessions, rooms, people = PROGRAMMES[name]
    found = reading.read_file(folder / name)
    conference = found.conference
    assert (found.format, found.found, found.left_out) == (form, sessions, 0)
    assert len(conference.days) == days
    assert len({one.room for one in conference.sessions}) == rooms
    assert len({who.name for one in conference.sessions for who in one.speakers}) == people
    assert all(one.start.utcoffset() is not None for one in conference.sessions)


def test_the_facts_of_the_congress_are_those_of_its_file(folder):
    found = reading.read_file(folder / "31c3-facts.schedule.xml").conference
    assert Counter(one.language for one in found.sessions) == {"en": 113, "de": 25}
    assert len({one.track for one in found.sessions}) == 8
    text = (folder / "31c3-facts.schedule.xml").read_text("utf-8")
    for name, values in (
        ("date", [one.start.isoformat() for one in found.sessions]),
        ("room", [one.room for one in found.sessions]),
    ):
        assert re.findall(rf"<{name}>([^<]*)<", text) == values
    night = [one for day in found.days for one in day.sessions if one.start.date() != day.date]
    assert night, "sessions after midnight belong to the programme of the day before"


def test_complaints_name_what_is_unusual(folder):
    told = {name: "\n".join(map(str, reading.read_file(folder / name).complaints)) for name in PROGRAMMES}
    assert (
        "line 61: hint: the guid of a session is no UUID, as the standard wants (112 times"
        in told["31c3-facts.schedule.xml"]
    )
    assert "offset of a time is not that of the zone" in told["pretalx-democon.json"]
    assert "schedule.conference.rooms[0].features: lost:" in told["hub-schedule2.json"]
    assert "rooms stand beside the conference" in told["invalid-example.json"]
    assert "row 3: wrong: no time zone is told for a time; read as UTC (13 times" in told["schedule-example.xlsx"]
    assert "C3: lost: column C, which has no heading (13 times" in told["schedule-example.xlsx"]
    assert "3 sessions have the id '1111'" in told["schedule-example.ods"]


def test_every_event_of_every_calendar_is_imported_or_named(calendars):
    refused = [path.name for path, found in calendars.items() if isinstance(found, InputError)]
    assert refused == ["issue_82_expected_output.ics"]  # the inside of a calendar without the calendar
    events = imported = 0
    for path, found in calendars.items():
        if isinstance(found, InputError):
            continue
        there = len(re.findall(rb"^BEGIN:VEVENT", path.read_bytes(), re.MULTILINE))
        assert found.found == there, path.name
        assert len([one for one in found.of(WRONG) if one.text.startswith("left out")]) == found.left_out, path.name
        if not there:
            assert any("not one event" in one.text for one in found.of(WRONG)), path.name
        events += there
        imported += there - found.left_out
    assert (events, imported) == (115, 69)


def test_calendars_say_their_times_as_the_library_does(calendars):
    """Times through the file's own zones, against the whole calendar read by icalendar at once."""
    from icalendar import Calendar, vDDDTypes

    compared = 0
    for path, found in calendars.items():
        try:
            calendar = Calendar.from_ical(path.read_bytes())
        except ValueError:
            continue
        whole = [one.get("DTSTART") for one in calendar.walk("VEVENT")]
        starts = [one.dt for one in whole if isinstance(one, vDDDTypes)]
        ours = list(found.conference.sessions) if not isinstance(found, InputError) else []
        if len(starts) != len(ours):
            continue
        for one in starts:
            if getattr(one, "tzinfo", None) is not None:
                assert any(session.start.timestamp() == one.timestamp() for session in ours), path.name
                compared += 1
    assert compared > 20


@pytest.fixture(scope="module")
def readings(folder, calendars):
    programmes = [reading.read_file(folder / name) for name in PROGRAMMES]
    return [
        one for one in (*programmes, *calendars.values()) if not isinstance(one, InputError) and one.conference.days
    ]


def facts(conference):
    return sorted(
        (one.title, one.start, one.room, one.track, one.language, tuple(who.name for who in one.speakers))
        for one in conference.sessions
    )


def test_written_json_satisfies_the_published_schema_and_comes_back(folder, readings):
    schema = json.loads((folder / "schema/schema.json").read_text())
    validator = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    for one in readings:
        text, _ = frab_json_writing.write(one.conference)
        assert [error.message for error in validator.iter_errors(json.loads(text))] == []
        again = reading.read("again.json", text.encode())
        assert facts(again.conference) == facts(one.conference)
        assert [found for found in again.of(WRONG) if "have the guid" not in found.text] == []
        assert frab_json_writing.write(again.conference)[0] == text


def test_written_xml_keeps_the_rules_of_the_published_schema_and_comes_back(readings):
    for one in readings:
        text, _ = frab_xml_writing.write(one.conference)
        assert faults_in_xml(text) == []
        again = reading.read("again.xml", text.encode())
        assert facts(again.conference) == facts(one.conference)
        assert again.of(WRONG) == []
        assert frab_xml_writing.write(again.conference)[0] == text


def test_texts_links_and_licences_survive_the_round_trip(folder):
    for name in ("frab-camp2019.json", "pretalx-democon.json"):
        before = reading.read_file(folder / name).conference
        after = reading.read("x.json", frab_json_writing.write(before)[0].encode()).conference
        for old, new in zip(before.sessions, after.sessions, strict=True):
            assert (new.abstract, new.description, new.subtitle) == (old.abstract, old.description, old.subtitle)
            assert (new.duration, new.links, new.attachments) == (old.duration, old.links, old.attachments)
            assert (new.recording, new.guid, new.url) == (old.recording, old.guid, old.url)
            assert [who.biography for who in new.speakers] == [who.biography for who in old.speakers]
