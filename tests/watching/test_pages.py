"""The page where people watch, lists of recordings, and what programs and other pages are told of them."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from protect.captions.models import TrackVersion
from protect.captions.texts import text_of
from protect.events import services as holding
from protect.formats.captions.cues import Cue
from protect.formats.captions.cues import Track as Cues
from protect.organisations import audit
from protect.organisations.models import AuditEntry
from protect.recordings import services
from protect.recordings.models import Recording
from protect.watching import queries, telling
from tests.captions.making import captioned
from tests.events.making import BEGINS, published
from tests.recordings.making import begun, converted, shown, sound
from tests.world import world

pytestmark = pytest.mark.django_db


def page_of(client, recording, **query):
    answer = client.get(reverse("watching:watch", args=[recording.pk]), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_watches_and_reads_all_that_was_said_without_scripts(client, django_assert_max_num_queries):
    w = world()
    recording = shown(w, published(w), "</script><b>Squares", begins_at=BEGINS)
    captioned(w, recording, "Good morning.", "The <i>bollards</i>.", reviewed=True)
    captioned(w, recording, "Bonjour.", "Les bornes.", language="fr", reviewed=True)
    captioned(w, recording, "Guten Tag, Entwurf.", language="de")
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(18):
        page = page_of(client, recording, t="0:01.5")
    assert page.count("<track ") == 2 and 'srclang="fr"' in page and "Entwurf" not in page and "German" not in page
    assert "stream.m3u8#t=1.5" in page and ".mp4#t=1.5" in page
    assert re.search(r'<a class="watching-time" href="\?t=0&amp;lang=en" data-second="0">0:00</a>', page)
    assert ">The bollards.</span>" in page and "?download" in page
    assert 'href="?t=0" data-second="0"' in page, "a chapter of the programme"
    assert "Captions follow this week." not in page, "they are there now"
    french = page_of(client, recording, lang="fr")
    assert "Les bornes." in french and ">The bollards.</span>" not in french and 'lang="fr"' in french
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["@type"] == "VideoObject" and data["name"] == "</script><b>Squares" and data["duration"] == "PT0H0M3S"
    assert data["transcript"] == "Good morning. The bollards." and [one["inLanguage"] for one in data["caption"]] == [
        "en",
        "fr",
    ]
    assert data["hasPart"][0]["startOffset"] == 0 and data["recordedAt"]["name"] == recording.event.title
    assert client.get(data["contentUrl"].removeprefix("http://testserver")).status_code == 200
    assert AuditEntry.objects.count() == before, "what is public leaves no trace"


def test_why_there_are_no_captions_stands_there_until_there_are(client):
    w = world()
    recording = shown(w, published(w))
    assert "Captions follow this week." in page_of(client, recording)
    captioned(w, recording, "A draft.", offered=True)
    assert "Captions follow this week." in page_of(client, recording)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 9000),
            st.lists(
                st.tuples(st.sampled_from(["", "Ana", "Bob"]), st.sampled_from(["No", "No way", "Yes.", "way"])),
                max_size=3,
            ),
        ),
        max_size=8,
    )
)
def test_every_word_of_the_transcript_stands_once_at_the_time_of_its_caption(made):
    some, words = [], 0
    for start, parts in made:
        payload = " ".join(f"<v {who}>{text}</v>" if who else text for who, text in parts)
        words += len(" ".join(text for _who, text in parts).split())
        some.append(Cue(start, start + 500, payload))
    found = queries.what_was_said(TrackVersion(text=text_of(Cues(tuple(some)))))
    pieces = [piece for one in found for piece in one.pieces]
    assert sum(len(one.text.split()) for one in pieces) == words
    assert [one.begins for one in pieces] == sorted(one.begins for one in pieces), (
        "what follows the player looks for the last begun"
    )


def test_a_place_that_is_none_is_the_beginning(client):
    w = world()
    recording = shown(w, published(w))
    assert "#t=1" in page_of(client, recording, t="1")
    for place in ("-1", "x", "99999999999", "1:2:3:4", "٣", "1e9", "0", "4000"):
        assert "#t=" not in page_of(client, recording, t=place)


def test_whoever_hears_it_without_the_picture_goes_on_so(client):
    w = world()
    recording = shown(w, published(w))
    captioned(w, recording, reviewed=True)
    services.save_chapter(recording, {"begins_ms": 1000, "title": "Bollards"})
    page = page_of(client, recording, sound="1")
    links = re.findall(r'href="(\?(?:t|lang)=[^"]*)"', page)
    assert len(links) >= 3 and all(one.endswith("&amp;sound=1") for one in links)


def test_of_sound_alone_the_sound_is_played(client):
    w = world()
    event = published(w)
    heard = shown(w, event, "Heard", content=sound())
    assert 'class="is-sound"' in page_of(client, heard) and "stream.m3u8" not in page_of(client, heard)
    recording = shown(w, event)
    assert ".m4a" in page_of(client, recording, sound="1") and "With the picture" in page_of(
        client, recording, sound="1"
    )


def test_what_is_not_public_is_for_its_readers_marked_audited_and_told_to_no_search_engine(client):
    w = world()
    recording = converted(w, published(w))
    client.force_login(w.viewer)
    page = page_of(client, recording)
    assert "noindex" in page and "ld+json" not in page and "AMBER+STRICT" in page
    assert AuditEntry.objects.filter(actor=w.viewer, object_type="recordings.recording").count() == 1
    waits = begun(w, recording.event, "No file yet")
    assert "nothing to watch yet" in page_of(client, waits)


def test_the_list_tells_what_is_published_and_finds_it(client):
    w = world()
    event, other = published(w), published(w, "Another event")
    first = shown(w, event, "Bollards on the market")
    second = shown(w, other, "Crowds in winter", language="fr")
    converted(w, event, "Not published")
    shown(w, event, "Not for everybody", public=False)
    captioned(w, first, language="ro", reviewed=True)

    def titles(**query):
        answer = client.get(reverse("watching:list"), query)
        return [one.recording.title for one in answer.context["listing"].page]

    assert titles() == [second.title, first.title]
    assert titles(q="BOLL market") == titles(event=event.pk) == titles(captions="ro") == [first.title]
    assert titles(q="bollard markets") == titles(q="bóllards") == [first.title]  # other forms, accents
    assert titles(q="another") == [second.title]  # by its event
    assert titles(language="fr") == [second.title] and titles(q="nothing like it") == []
    assert titles(event="x" * 50, language="xx", captions="'", page="-7") == titles()
    page = client.get(reverse("watching:list")).content.decode()
    assert "0:03, with captions: Romanian" in page and "Not published" not in page
    assert [one.recording.title for one in queries.latest(None)] == titles()
    client.force_login(w.viewer)
    assert "Not for everybody" in titles() and "Not published" not in titles()


def test_events_and_sessions_list_their_recordings_as_far_as_they_are_seen(client):
    w = world()
    event = published(w)
    session = event.sessions.first()
    shown(w, event, "Of the session", session=session)
    shown(w, event, "Of the whole day", begins_at=BEGINS)
    shown(w, event, "Of nobody else", public=False)
    told = client.get(reverse("events:event", args=[event.pk])).content.decode()
    assert "Of the session" in told and "Of the whole day" in told and "Of nobody else" not in told
    told = client.get(reverse("events:session", args=[session.pk])).content.decode()
    assert "Of the session" in told and "Of the whole day" in told, "its chapter is of this session"
    lunch = client.get(reverse("events:session", args=[event.sessions.last().pk])).content.decode()
    assert "Of the session" not in lunch


def test_recordings_and_chapters_are_found_by_the_search_box(client):
    w = world()
    recording = shown(w, published(w), "Bollards by moonlight")
    with audit.acting(w.lead, "test"):
        services.save_chapter(recording, {"begins_ms": 1500, "title": "Questions of pedestrians"})
    client.force_login(w.other)
    found = client.get(reverse("search:page"), {"q": "moonlight"}).content.decode()
    assert f"/recordings/{recording.pk}/" in found
    found = client.get(reverse("search:page"), {"q": "pedestrians"}).content.decode()
    assert f"/recordings/{recording.pk}/?t=1.5" in found
    with audit.acting(w.lead, "test"):
        services.take_back(recording)
        holding.take_back(recording.event)
    assert f"/recordings/{recording.pk}/" not in client.get(reverse("search:page"), {"q": "moonlight"}).content.decode()


def test_organisers_go_from_the_event_to_a_published_recording(client):
    w = world()
    event = published(w)
    client.force_login(w.lead)
    assert (
        reverse("recordings:of_event", args=[event.pk])
        in client.get(reverse("events:manage", args=[event.pk])).content.decode()
    )
    values = {"title": "Day one", "language": "en", "about": "", "session": "", "begins_at": ""}
    made = client.post(reverse("recordings:begin", args=[event.pk]), values)
    recording = Recording.objects.get()
    assert made.url == reverse("recordings:manage", args=[recording.pk])
    recording = converted(w, event, "Day two")
    page = client.get(reverse("recordings:manage", args=[recording.pk])).content.decode()
    assert reverse("watching:watch", args=[recording.pk]) in page and "Publish" in page
    publish = reverse("recordings:publish", args=[recording.pk])
    assert (
        client.post(publish, {"reason": ""}).status_code == 200
        and not Recording.objects.get(pk=recording.pk).is_published
    )
    assert client.post(publish, {"reason": "They follow."}).status_code == 302
    listed = client.get(reverse("recordings:of_event", args=[event.pk])).content.decode()
    assert "published" in listed and "Day one" in listed
    captioned(w, recording, reviewed=True)
    client.post(reverse("recordings:take_back", args=[recording.pk]))
    assert "reason" not in client.get(publish).context["form"].fields
    assert client.post(publish).status_code == 302
    assert Recording.objects.get(pk=recording.pk).uncaptioned_reason == ""


def test_lengths_for_programs():
    assert [telling.duration(one) for one in (None, 999, 3_723_000)] == ["PT0H0M0S", "PT0H0M0S", "PT1H2M3S"]
