"""Live lists in pages: what goes wrong in one goes no further, is not shown to the public, and is told to the editors."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection

from protect.events import services as events
from protect.pages import boxes
from protect.pages.boxes import Row, box
from protect.pages.models import OrdinaryPage
from tests.events.making import published
from tests.library.test_documents import published as document_published
from tests.pages.making import box as part
from tests.pages.making import home, page
from tests.recordings.making import shown

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(monkeypatch):
    monkeypatch.setattr(boxes, "_kinds", dict(boxes._kinds))

    @box("broken", "Broken")
    def broken(most, topic):
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM no_such_table")

    @box("slow", "Slow")
    def slow(most, topic):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT pg_sleep(20)")
            else:
                cursor.execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")

    @box("raising", "Raising")
    def raising(most, topic):
        raise ValueError("no")


def test_what_fails_is_left_out_and_the_rest_of_the_page_stands(w, client, kinds, monkeypatch, caplog):
    monkeypatch.setattr(boxes, "PATIENCE", 0.2)
    published(w, "A seminar")
    made = page(
        home(), "Lists", [part("raising"), part("broken"), part("slow"), part("gone"), part("calls"), part("events")]
    )
    text = client.get(made.url).content.decode()
    assert "A seminar" in text and text.count('class="kc-box ') == 1
    for word in ("Broken", "Slow", "Raising", "fails", "too long", "alert", "Open calls</h2>"):
        assert word not in text, word
    assert OrdinaryPage.objects.count() == 1  # the transaction is whole
    assert "box broken failed" in caplog.text and "box slow took too long" in caplog.text
    problems = boxes.problems_of(made.body)
    assert len(problems) == 5 and "too long" in problems[2] and "not there any more" in problems[3]


def test_an_event_stands_with_the_date_of_its_place(w, client):
    # Half past midnight in Bucharest, and still the day before by the clock of the server.
    published(w, "A long night", begins_at=dt.datetime(2031, 7, 16, 21, 30, tzinfo=dt.UTC))
    made = page(home(), "Lists", [part("events")])
    assert "17 July 2031" in client.get(made.url).content.decode()


def test_what_does_not_take_place_is_no_next_event(w, client):
    events.cancel(published(w, "A lost evening"), reason="Storm")
    shown_ = boxes.show("events")
    assert shown_.rows == [] and "A lost evening" not in client.get("/").content.decode()


def test_the_time_that_a_box_has_is_not_taken_from_what_comes_after(kinds, monkeypatch):
    monkeypatch.setattr(boxes, "PATIENCE", 0.05)
    assert boxes.show("slow").problem
    assert boxes.show("events").problem  # empty, and not too slow
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone()[0] == "0"


def test_a_topic_and_a_number_choose(w):
    for title in ("Bollards", "Trees", "Bollards again"):
        published(w, title)
    assert [one.title for one in boxes.show("events", topic="bollard", most=5).rows] == ["Bollards", "Bollards again"]
    assert len(boxes.show("events", most=1).rows) == 1
    assert isinstance(boxes.show("events").rows[0], Row)


def test_a_target_that_was_deleted_is_gone_from_the_list(w, client):
    event = published(w, "A seminar")
    made = page(home(), "Lists", [part("events")])
    assert "A seminar" in client.get(made.url).content.decode()
    event.delete()
    assert "A seminar" not in client.get(made.url).content.decode()


def test_the_newest_documents_and_recordings_are_listed_and_lead_to_themselves(w, settings, tmp_path):
    settings.UPLOADS = tmp_path / "uploads"
    default = {**settings.STORAGES["default"], "OPTIONS": {"location": tmp_path / "media"}}
    settings.STORAGES = {**settings.STORAGES, "default": default}
    inner, document = document_published(w, "Inner paper", public=False), document_published(w, "Walking a square")
    recording = shown(w, published(w, "A seminar"))
    [row] = boxes.show("documents").rows
    assert (row.title, row.address) == ("Walking a square", f"/documents/{document.pk}/") and inner.pk != document.pk
    [row] = boxes.show("recordings").rows
    assert (row.title, row.address) == (recording.title, f"/recordings/{recording.pk}/")
