"""Visitors have the search box, too: it finds what is public, leads where no account is asked for, and tells nothing else."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from protect.organisations import audit
from protect.organisations import services as organising
from protect.search.kinds import all_kinds, kinds_for
from protect.search.queries import Question, search
from tests.events.making import drafted, published
from tests.pages.making import home, page
from tests.practices import making as practising
from tests.world import SECRET, World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w() -> World:
    return world()


def asked(client: Client, text: str, **more: str) -> str:
    return client.get(reverse("search:page"), {"q": text, **more}).content.decode()


def test_visitors_find_what_is_published_and_come_to_it(w, client):
    event = published(w, "Lantern seminar")
    practice = practising.published(w, "Lantern practice")
    about = page(home(), "Lantern page")
    text = asked(client, "lantern")
    for address in (
        reverse("events:event", args=[event.pk]),
        reverse("practices:practice", args=[practice.pk]),
        about.url,
    ):
        assert f'href="{address}"' in text
    assert f'href="{reverse("events:session", args=[event.sessions.get(title__contains="opening").pk])}"' in text
    addresses = re.findall(r'<a class="me-auto" href="([^"#]+)', text)
    assert len(addresses) > 3 and all(client.get(one).status_code == 200 for one in addresses)
    told = client.get(reverse("search:suggestions"), {"q": "lanter"}).content.decode()
    assert f'href="{reverse("events:event", args=[event.pk])}"' in told


def test_visitors_find_nothing_that_is_not_public_whatever_they_add_to_the_address(w, client):
    drafted(w, f"{SECRET} draft")
    published(w, f"{SECRET} for members", public=False)
    practising.published(w, f"{SECRET} practice", public=False)
    with audit.acting(w.administrator, "test"):
        organising.set_marking(w.space, "CLEAR", reason="for everybody", by=w.administrator)
    for more in ({}, *({"kind": kind.name} for kind in all_kinds()), {"organisation": str(w.municipality.pk)}):
        assert SECRET not in re.sub(r'value="[^"]*"', "", asked(client, SECRET[:8], **more)), more
    assert SECRET not in client.get(reverse("search:suggestions"), {"q": SECRET[:8]}).content.decode()


def test_visitors_are_not_led_to_where_an_account_is_asked_for(w, client):
    """A space that is public by its marking has no page for visitors: it is not looked for."""
    with audit.acting(w.administrator, "test"):
        organising.set_marking(w.space, "CLEAR", reason="for everybody", by=w.administrator)
    assert not search(Question.of(None, {"q": SECRET[:8]})).groups
    assert search(Question.of(w.viewer, {"q": SECRET[:8]})).groups
    offered = re.findall(r'<option value="([a-z]+)"', asked(client, "lantern"))
    assert "event" in offered and "practice" in offered
    assert not {"space", "assessment", "membership", "score", "organisation"} & set(offered)
    assert 'name="organisation"' not in asked(client, "lantern")
    assert {kind.label for kind in kinds_for(None)} < {kind.label for kind in all_kinds()}


def test_visitors_have_the_box_on_every_page(client):
    for address in ("/", reverse("events:list"), reverse("watching:list"), reverse("catalogue:list")):
        assert f'action="{reverse("search:page")}"' in client.get(address).content.decode()


def test_search_engines_keep_what_is_found_and_not_every_question(client):
    assert '<meta name="robots" content="noindex, nofollow">' in asked(client, "lantern")
    assert 'name="robots"' not in client.get(reverse("events:list")).content.decode()
