"""Public pages of events and what programs read of them; the organisers' way from a draft to the public page."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from icalendar import Calendar

from protect.events import services
from protect.events.models import Event, Import, Profile, Session, Speaker
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import AuditEntry, Verb
from tests.events.making import drafted, published
from tests.world import picture, world

pytestmark = pytest.mark.django_db


def text_of(client, name, *args, **query):
    answer = client.get(reverse(f"events:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def data_of(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_everybody_reads_a_public_event_with_its_programme_and_leaves_no_trace(client, django_assert_max_num_queries):
    w = world()
    event = published(w, "</script><b>Open & safe", summary='He said "look"')
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(15):
        page = text_of(client, "event", event.pk)
    session = event.sessions.first()
    data = data_of(page)
    assert data["name"] == "</script><b>Open & safe" and "<b>Open" not in page
    assert data["startDate"] == "2031-07-17T10:00:00+03:00" and data["eventStatus"].endswith("EventScheduled")
    assert data["location"]["address"]["addressLocality"] == "Brașov"
    assert [one["name"] for one in data["subEvent"]] == [session.title]  # nobody comes for the lunch
    assert data["subEvent"][0]["performer"][0]["affiliation"]["name"] == "Town of Testa"
    assert '<meta property="og:description" content="He said &quot;look&quot;">' in page
    assert "UTC+03:00" in page and 'datetime="2031-07-17T10:00+03:00"' in page
    programme, told = text_of(client, "programme", event.pk), text_of(client, "session", session.pk)
    assert "abstract" in programme and data_of(told)["superEvent"]["name"] == event.title
    everything = page + programme + told + text_of(client, "speaker", Speaker.objects.get().pk)
    for name in ("calendar", "schedule_json", "schedule_xml"):
        everything += text_of(client, name, event.pk)
    everything += text_of(client, "calendar", event.pk, sessions="1")
    assert "biography" not in everything and "meet.example" not in everything
    assert AuditEntry.objects.count() == before


def test_what_is_not_public_is_marked_audited_and_told_to_no_search_engine(client):
    w = world()
    event = published(w, public=False)
    for name in ("event", "programme", "calendar", "schedule_json"):
        assert client.get(reverse(f"events:{name}", args=[event.pk])).status_code == 302
    assert event.title not in text_of(client, "feed") + text_of(client, "all_calendar") + text_of(client, "list")
    client.force_login(w.other)
    assert client.get(reverse("events:event", args=[event.pk])).status_code == 404
    client.force_login(w.viewer)
    page = text_of(client, "event", event.pk)
    assert "TLP:AMBER+STRICT" in page and "noindex" in page and "ld+json" not in page
    assert AuditEntry.objects.filter(verb=Verb.VIEWED, object_type="events.event", object_id=event.pk).exists()
    # Programs are not signed in, whoever sits before them.
    assert event.title not in text_of(client, "feed") + text_of(client, "all_calendar")


def test_a_series_that_is_not_public_is_not_named_by_its_public_events(client):
    w = world()
    series = services.begin_series(w.municipality, {"name": "Secret series"}, by=w.lead)
    event = services.change(published(w), {"series": series})
    everything = "".join(text_of(client, name, event.pk) for name in ("event", "calendar", "schedule_xml"))
    assert "Secret series" not in everything + text_of(client, "list")
    assert client.get(reverse("events:series_calendar", args=[series.pk])).status_code == 404
    with audit.acting(w.administrator, "test"):
        organising.set_marking(series, "CLEAR", reason="x", by=w.administrator)
    hidden = services.change(drafted(w, "Not yet"), {"series": series})
    page = text_of(client, "series", series.pk) + text_of(client, "series_calendar", series.pk)
    assert event.title in page and hidden.title not in page and "Secret series" in text_of(client, "event", event.pk)


def test_a_series_counts_the_events_that_its_reader_sees(client):
    w = world()
    series = services.begin_series(w.municipality, {"name": "Evenings"}, by=w.lead)
    hidden = services.change(drafted(w, "Closed meeting"), {"series": series})
    services.change(drafted(w, "Open meeting"), {"series": series})
    organising.set_marking(hidden, "RED", reason="x", by=w.lead)
    for person, count in ((w.assessor, 1), (w.lead, 2)):
        client.force_login(person)
        answer = client.get(reverse("events:own"))
        assert [one.count for one in answer.context["series"]] == [count]
        assert ("Closed meeting" in answer.content.decode()) is (count == 2)


@pytest.mark.parametrize("year", ["0202000000", "2020" * 2000, "20200", "²⁰²⁰", "-202", "2101", "1999", ""])
def test_what_is_no_year_of_ours_counts_as_not_said(client, year):
    published(world())
    assert (
        "Seminar on open squares" in client.get(reverse("events:list"), {"year": year, "when": "all"}).content.decode()
    )


def test_a_speaker_is_known_to_the_organisation_and_what_they_speak_at_to_who_sees_it(client):
    w = world()
    event = drafted(w, "Closed meeting")
    speaker = Speaker.objects.get()
    organising.set_marking(event, "RED", reason="x", by=w.lead)
    for person, sees in ((w.assessor, False), (w.lead, True)):
        client.force_login(person)
        rows = {one.pk: count for one, count, _may in client.get(reverse("events:speakers")).context["rows"]}
        assert rows == {speaker.pk: int(sees)}
        assert ("Closed meeting: opening" in text_of(client, "manage_speaker", speaker.pk)) is sees


def test_calendars_tell_of_moves_and_cancellations(client):
    w = world()
    event = published(w)
    (entry,) = Calendar.from_ical(text_of(client, "calendar", event.pk)).walk("VEVENT")
    assert entry["UID"] == f"{event.guid}@protect" and entry["DTSTART"].dt == event.begins_at
    services.cancel(event, reason="Snow")
    (again,) = Calendar.from_ical(text_of(client, "all_calendar")).walk("VEVENT")
    assert again["STATUS"] == "CANCELLED" and again["SEQUENCE"] > entry["SEQUENCE"]
    (session,) = Calendar.from_ical(text_of(client, "calendar", event.pk, sessions="1")).walk("VEVENT")
    assert session["SUMMARY"].endswith("opening") and "Snow" in text_of(client, "event", event.pk)
    assert "Cancelled: " in text_of(client, "feed")
    assert json.loads(text_of(client, "schedule_json", event.pk))["schedule"]["conference"]["title"] == event.title


def test_an_editor_makes_an_event_and_an_administrator_shows_it(client):
    w = world()
    client.force_login(w.assessor)

    def send(page, *args, **values):
        answer = client.post(reverse(f"events:{page}", args=args), values)
        assert answer.status_code == 302, answer.context and answer.context["form"].errors
        return answer.url

    send("begin", organisation=w.municipality.pk, title="Open squares", kind="webinar")
    event = Event.objects.get()
    values = {
        "title": "Open squares", "kind": "webinar", "summary": "Short", "time_zone": "Europe/Bucharest",
        "begins_at": "2031-07-17T10:00", "ends_at": "2031-07-17T12:00", "is_online": "on", "languages": ["en", "ro"],
        "country": "ro", "contact": "a@testa.example", "partners": "Efus | https://efus.example\nTown",
    }  # fmt: skip
    send("change", event.pk, **values)
    send("add_room", event.pk, name="Link", link="meet.example/x")
    times = {"begins_at": "2031-07-17T10:00", "ends_at": "2031-07-17T11:00"}
    send("add_session", event.pk, title="First", kind="talk", step="call", **times)
    session = Session.objects.get()
    assert session.begins_at.isoformat() == "2031-07-17T07:00:00+00:00"  # by the clock of the place
    send("new_speaker", organisation=w.municipality.pk, name="Ana", role="Officer", works_for="Town")
    speaker = Speaker.objects.get()
    send("put_on", event.pk, session.pk, speaker=speaker.pk, function="moderator")
    photo = SimpleUploadedFile("me.jpg", picture().read(), "image/jpeg")
    send("profile", speaker.pk, biography="Ana knows squares.", photo=photo)
    send("add_file", event.pk, file=SimpleUploadedFile("a.pdf", b"%PDF-1.7 x", "application/pdf"), description="Slides")
    assert client.post(reverse("events:publish", args=[event.pk])).status_code == 403
    client.force_login(w.administrator)
    send("publish", event.pk)
    organising.set_marking(Event.objects.get(), "CLEAR", reason="x", by=w.administrator)
    client.logout()
    page = text_of(client, "event", event.pk)
    for told in (
        "Ana",
        "moderator",
        "Call to the market",
        "https://efus.example",
        "Slides",
        "English, Romanian",
        "(RO)",
    ):
        assert told in page, told
    assert "knows squares" not in text_of(client, "speaker", speaker.pk)
    assert client.get(reverse("events:portrait", args=[speaker.pk])).status_code == 302
    client.force_login(w.lead)
    send("give_consent", speaker.pk, consent_note="by mail", confirmed="on")
    client.logout()
    assert "knows squares" in text_of(client, "speaker", speaker.pk)
    assert client.get(reverse("events:portrait", args=[speaker.pk])).status_code == 200
    client.force_login(w.lead)
    send("move", event.pk, begins_at="2031-07-18T10:00", ends_at="2031-07-18T12:00", reason="Snow")
    send("withdraw_consent", speaker.pk)
    assert not Profile.objects.exists()
    client.logout()
    assert "It was to begin on" in text_of(client, "event", event.pk)


def test_a_file_is_looked_at_before_it_is_taken_over(client):
    w = world()
    event = drafted(w)
    client.force_login(w.lead)
    file = SimpleUploadedFile("x.csv", b"title;date;start;end\nOne;2031-07-17;11:00;12:00\nTwo;;;\n", "text/csv")
    where = client.post(reverse("events:bring", args=[event.pk]), {"file": file}).url
    page = client.get(where).content.decode()
    assert "One" in page and "new" in page and "row 3" in page and event.sessions.count() == 2
    one = Import.objects.get()
    client.post(reverse("events:take_over", args=[event.pk, one.pk]))
    assert event.sessions.count() == 3 and "1 sessions made" in client.get(where).content.decode()
    refused = client.post(reverse("events:bring", args=[event.pk]), {"file": SimpleUploadedFile("x.csv", b"\x00\x01")})
    assert refused.status_code == 200 and refused.context["form"].errors
