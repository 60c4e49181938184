"""The glossary as everybody reads it: searched, in another language, each word with an address of its own."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.world import reference_data

pytestmark = pytest.mark.django_db


def page(client, **query) -> str:
    return client.get(reverse("web:glossary"), query).content.decode()


def test_words_are_searched_and_have_addresses(client):
    reference_data()
    told = page(client)
    assert 'id="access_control"' in told and 'href="#access_control"' in told
    found = page(client, q="ACCESS contr")
    assert 'id="access_control"' in found and 'id="agreement"' not in found
    assert "Nothing found" in page(client, q="nowhereword")


def test_another_language_says_what_is_written_in_it(client):
    reference_data()
    told = page(client, **{"in": "fr"})
    assert 'lang="fr"' in told and "English (58 of 58 written)" in told
    assert "58 words" in told
    # A word that is asked for in English is found in every language.
    assert 'id="access_control"' in page(client, **{"in": "fr", "q": "access control"})
    assert "58 words" in page(client, **{"in": "nonsense"})
