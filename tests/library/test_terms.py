"""Words that organisations add to the glossary: versions, languages, who reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.library import glossing
from protect.library.models import Term
from protect.organisations import audit
from protect.organisations import services as organising
from tests.world import after_preview, world

pytestmark = pytest.mark.django_db


def added(w: Any, word: str = "Market warden", **values: Any) -> Term:
    with audit.acting(w.lead, "test"):
        return glossing.add(
            w.municipality, {"word": word, "text": "Knows every stall.", "language": "en", **values}, by=w.lead
        )


def published(w: Any, word: str = "Market warden", marking: str = "CLEAR", **values: Any) -> Term:
    made = added(w, word, **values)
    with audit.acting(w.administrator, "test"):
        made = glossing.move(made, "publish", by=w.lead)
        organising.set_marking(made, marking, reason="for everybody", by=w.administrator)
    return made


def test_everybody_reads_what_is_published_in_its_language(client):
    w = world()
    made = published(w)
    published(w, "Paznic", language="ro", translation_of=made)
    published(w, "Hidden word", marking="GREEN")
    told = client.get(reverse("web:glossary")).content.decode()
    assert "Market warden" in told and "Paznic" not in told and "Hidden word" not in told
    assert "Paznic" in client.get(reverse("web:glossary"), {"in": "ro"}).content.decode()
    assert "Market warden" in client.get(reverse("web:glossary"), {"q": "every stall"}).content.decode()
    client.force_login(w.other)
    assert "Hidden word" in client.get(reverse("web:glossary")).content.decode()
    assert "Paznic" in client.get(reverse("library:term", args=[made.pk])).content.decode()


def test_what_it_said_before_stays_and_a_word_is_added_once():
    w = world()
    made = added(w)
    glossing.change(made, {"text": "Walks before it opens."}, by=w.lead)
    glossing.change(made, {"text": "Walks before it opens."}, by=w.lead)
    assert [one.text for one in made.versions.all()] == ["Walks before it opens.", "Knows every stall."]
    with pytest.raises(ValidationError, match="already"):
        added(w)
    with pytest.raises(ValidationError, match="another language"):
        added(w, "Another", translation_of=made)


def test_it_is_opened_only_once_it_is_published_and_seen(client):
    w = world()
    client.force_login(w.assessor)
    values = {"organisation": w.municipality.pk, "word": "Warden", "text": "Knows every stall.", "language": "en"}
    client.post(reverse("library:new_term"), values)
    made = Term.objects.get()
    assert client.post(reverse("library:term_step", args=[made.pk, "publish"])).status_code == 403
    with pytest.raises(ValidationError, match="Publish the word first"):
        organising.set_marking(made, "CLEAR", reason="x", by=w.administrator)
    client.force_login(w.administrator)
    client.post(reverse("library:term_step", args=[made.pk, "publish"]))
    where = reverse("organisations:share", args=["library.term", made.pk])
    after_preview(client, where, {"do": "mark", "marking": "CLEAR", "reason": "for everybody"})
    made.refresh_from_db()
    assert made.is_public
    client.post(reverse("library:change_term", args=[made.pk]), {**values, "text": "Walks."})
    assert made.versions.count() == 2
    with pytest.raises(ValidationError, match="withdraw it first"):
        glossing.delete(made)
    assert "Warden" in client.get(reverse("library:terms"), {"format": "csv"}).content.decode()


def test_a_word_is_offered_as_original_to_whom_it_shows_itself_and_a_link_to_a_hidden_one_stays(client):
    w = world()
    hidden = added(w, "Zebrafinch")
    made = added(w, "Cinteză", language="ro", translation_of=hidden)
    Term.objects.filter(pk=hidden.pk).update(marking="RED")
    client.force_login(w.lead)
    assert "Zebrafinch" not in client.get(reverse("library:new_term")).content.decode()
    where = reverse("library:change_term", args=[made.pk])
    page = client.get(where)
    assert "Zebrafinch" not in page.content.decode()
    sent = {"word": "Cinteza", "text": "O pasăre.", "language": "ro", "translation_of": ""}
    assert client.post(where, {**sent, "as_loaded": page.context["form"]["as_loaded"].value()}).status_code == 302
    made.refresh_from_db()
    assert made.word == "Cinteza" and made.translation_of == hidden


def test_an_original_becomes_no_translation():
    w = world()
    original = added(w)
    added(w, "Paznic", language="ro", translation_of=original)
    french = added(w, "Garde", language="fr")
    with pytest.raises(ValidationError, match="it is an original"):
        glossing.change(original, {"translation_of": french}, by=w.lead)
