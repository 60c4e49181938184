"""Feeds of plain texts: Atom that every reader takes, whatever somebody pasted into a title."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.urls import reverse
from django.utils import translation

from protect.organisations.feeding import Feed
from tests.events.making import published
from tests.pages.making import home, news
from tests.world import world

ATOM = "{http://www.w3.org/2005/Atom}"
ODD = "Squares & <b>safe</b>\x0b\ud800"


def read(text) -> ET.Element:
    return ET.fromstring(text)


def test_what_is_written_in_a_text_is_shown_and_never_taken_for_markup():
    made = Feed(
        title="All", link="https://a.example/", description="x", feed_url="https://a.example/f", author_name=ODD
    )
    made.add_item(
        title=ODD, link="https://a.example/1", description=f"{ODD}\n5 < 6", unique_id="urn:x:1",
        pubdate=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), author_name=ODD, categories=[ODD],
    )  # fmt: skip
    entry = read(made.writeString("utf-8")).find(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Squares & <b>safe</b>\ufffd\ufffd"
    summary = entry.find(f"{ATOM}summary")
    # The text of the element is HTML, as its type says.
    assert summary.get("type") == "html"
    assert summary.text == "Squares &amp; &lt;b&gt;safe&lt;/b&gt;\ufffd\ufffd<br>\n5 &lt; 6"


def test_a_feed_says_in_which_language_it_is():
    with translation.override("fr"):
        made = Feed(title="Tout", link="https://a.example/", description="x", feed_url="https://a.example/f")
    assert read(made.writeString("utf-8")).get("{http://www.w3.org/XML/1998/namespace}lang") == "fr"


@pytest.mark.django_db
def test_public_feeds_tell_whose_each_entry_is_and_stand_odd_signs(client):
    w = world()
    published(w, "Open\x0bsquares", summary="a < b")
    made = news(home(), "First")[0]
    made.lead = "a < b\x0c"
    made.save_revision().publish()
    for address in (reverse("events:feed"), reverse("pages:feed", args=["en"])):
        found = read(client.get(address).content)
        for entry in found.findall(f"{ATOM}entry"):
            # RFC 4287, 4.1.1: the feed has an author where an entry has none.
            assert (entry if entry.find(f"{ATOM}author") is not None else found).findtext(f"{ATOM}author/{ATOM}name")
            assert "a &lt; b" in entry.findtext(f"{ATOM}summary")
        assert found.find(f"{ATOM}entry") is not None, address
