"""The box finds other forms of a word in the language of the text: documents, practices, sessions, entries of the catalogue."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.events.models import Session
from protect.events.services import change as change_event
from protect.library.models import Document
from protect.organisations.models import Organisation
from protect.practices.listing import PracticeList
from protect.practices.models import Practice
from protect.search.folding import words
from protect.search.indexing import faults, rebuild, tidy
from protect.search.models import Entry, Word
from protect.search.queries import Question, search, suggest
from protect.search.snippets import marked, snippet
from protect.search.stemming import asked, stems
from tests.catalogue.making import make_entry
from tests.events.making import published as published_event
from tests.practices.making import published
from tests.world import make_organisation, world

pytestmark = pytest.mark.django_db

#: (language, title, what is typed)
FORMS = [
    ("en", "Cities keep their squares open", "city square"),
    ("fr", "Des bornes escamotables, des places protégées", "protéger l’escamotable"),
    ("ro", "Barierele piețelor se închid", "bariera"),
    ("ro", "Siguranţa orașelor", "orașului"),
    ("nl", "Straten zonder vrachtwagens", "straat vrachtwagen"),
    ("el", "Οι ανοιχτές πόλεις", "ανοιχτή πόλη"),
    ("el", "Φράγματα για τους δρόμους", "ΔΡΌΜΟΣ φράγμα"),
    ("es", "Las ciudades abiertas", "ciudad abierto"),
    ("lt", "Aikštėse statomi užtvarai", "aikštėmis užtvarų"),
    ("de", "Straßensperren an Plätzen", "platzes straßensperre"),
    ("de", "Die Häuser am Markt", "hauses"),
]  # fmt: skip


def guideline(title: str, language: str, **values) -> Document:
    owner = Organisation.objects.filter(name="Guides").first() or make_organisation("Guides")
    return Document.objects.create(
        organisation=owner, title=title, language=language, about=title,
        state="published", marking="CLEAR", **values,
    )  # fmt: skip


@pytest.mark.parametrize(("language", "title", "typed"), FORMS)
def test_another_form_of_a_word_is_found_and_marked_in_every_language_of_the_interface(language, title, typed):
    for number in range(3):
        guideline(f"{title} {number}", language)
    answer = search(Question.of(None, {"q": typed}))
    assert answer.count == 3 and not answer.similar
    for one in answer.groups[0].results:
        assert len([text for text, hit in one.title if hit]) >= len(words(typed)) - ("’" in typed), one.title


def test_a_form_is_of_the_language_of_the_text_and_no_other():
    assert stems("pays", "en") == ("§enpay",)
    for number in range(3):
        guideline(f"Chanted {number}", "en")
        guideline(f"Chantées {number}", "fr")
    found = search(Question.of(None, {"q": "chantez"}))
    assert [text for text, _hit in found.groups[0].results[0].title][0] == "Chantées" and found.count == 3


def test_sessions_practices_and_entries_are_found_by_other_forms_in_the_box_and_in_their_lists(client):
    w = world()
    published(w, "Städte und ihre Plätze", language="de")
    published_event(w, "Cities")
    make_entry(w.municipality, w.assessor, name="Cities behind trees", language="en")
    kinds = {group.kind.name for group in search(Question.of(w.lead, {"q": "city"})).groups}
    assert {"session", "entry"} <= kinds
    assert [one.kind.name for one in suggest(Question.of(w.lead, {"q": "platzes"}))] == ["practice"]
    assert PracticeList(None, {"q": "stadt platzes"}).count == 1
    assert "Städte" in client.get(reverse("practices:list"), {"q": "platzes"}).content.decode()
    published_event(w, "Kaimas", languages=["lt"], about="Aikštėse statomi užtvarai")
    for typed, there in (("aikštėmis užtvarų", True), ("gatvėmis užtvarų", False)):
        assert ("Kaimas" in client.get(reverse("events:list"), {"q": typed}).content.decode()) is there


def test_a_language_that_is_corrected_counts_at_once_and_building_anew_changes_nothing():
    w = world()
    made = published(w, "Cities", language="de", summary="x")

    def found() -> int:
        return search(Question.of(None, {"q": "city", "kind": "practice"})).count

    Practice.objects.filter(pk=made.pk).update(language="en")
    assert found() == 1
    before = set(Entry.objects.values_list("pk", "title", "body"))
    rebuild()
    assert set(Entry.objects.values_list("pk", "title", "body")) == before and faults() == []
    tidy()
    assert found() == 1 and Word.objects.filter(text="§enciti").exists()
    Practice.objects.filter(pk=made.pk).update(title="Towns")
    tidy()
    assert not Word.objects.filter(text="§enciti").exists()
    assert not Word.objects.filter(text__startswith="§", variations__isnull=False).exists()


def test_a_session_that_does_not_say_its_language_is_in_those_of_its_event():
    w = world()
    made = published_event(w, "Aikštėse", languages=["en"])
    Session.objects.filter(event=made).update(language="")

    def found() -> bool:
        return search(Question.of(None, {"q": "aikštėmis", "kind": "session"})).count > 0

    assert not found()
    change_event(made, {"languages": ["en", "lt"]})
    assert found() and faults() == []
    before = set(Entry.objects.values_list("pk", "title", "body"))
    rebuild()
    assert set(Entry.objects.values_list("pk", "title", "body")) == before


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("l’espace public", ["espace", "public"]), ("d'accès", ["acces"]), ("jusqu'à", ["a"]),
        ("the town's gate", ["the", "town", "gate"]), ("l'", ["l"]), ("plan B", ["plan", "b"]),
        ("§enciti", ["enciti"]), ("'", []),
    ],
)  # fmt: skip
def test_what_stands_before_or_behind_an_apostrophe_is_not_asked_for(typed, meant):
    assert [one[0] for one in asked(typed, ["fr"], 8)] == meant


def test_a_stem_cannot_be_typed_and_is_never_shown():
    guideline("Cities", "en")
    assert search(Question.of(None, {"q": "§enciti"})).count == 0
    assert marked("Cities", ["§enciti"]) == [("Cities", False)]
    assert marked("Cities now", ["city", "§enciti"], ["en"]) == [("Cities", True), (" now", False)]
    assert snippet(["Before. Cities"], ["city", "§enciti"], ["en"]) == [("Before. ", False), ("Cities", True)]
