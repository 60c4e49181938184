"""The register by its pages: list, space, forms, export."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from protect.organisations.models import AuditEntry, Verb
from protect.spaces.models import Space
from tests.world import SECRET, make_space, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


@pytest.fixture
def lead(w, client):
    client.force_login(w.lead)
    return client


def names(response) -> list[str]:
    return [space.name for space in response.context["spaces"]]


def find(client, **parameters) -> list[str]:
    return names(client.get(reverse("spaces:list"), parameters))


@pytest.fixture
def town(w):
    make_space(w.municipality, "Łazienki Gardens", main_category="culture", town="Warszawa", crowd_class="up_to_500")
    make_space(w.municipality, "Piața Sfatului", main_category="square", further_categories=["worship"])
    make_space(w.municipality, "Straße der Nationen", main_category="shopping", owner_name="Kęstutis Žukauskas")
    make_space(w.municipality, "Πλατεία Ταχυδρομείου", main_category="square")
    make_space(w.other_municipality, "Elsewhere Market", main_category="shopping")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lazienki", "Łazienki Gardens"),
        ("LAZIENKI warsz", "Łazienki Gardens"),
        ("piata sfatului", "Piața Sfatului"),
        ("strasse", "Straße der Nationen"),
        ("zukauskas", "Straße der Nationen"),
        ("πλατεια", "Πλατεία Ταχυδρομείου"),
    ],
)
def test_search_does_not_ask_for_accents(lead, town, text, found):
    assert find(lead, q=text) == [found]


def test_search_finds_nothing_it_should_not(lead, town):
    assert find(lead, q="elsewhere") == []
    assert find(lead, q="%") == []
    assert len(find(lead, q="   ")) == 5


def test_filters_and_sort(lead, w, town):
    assert find(lead, category="worship") == ["Piața Sfatului"]
    assert find(lead, crowd="up_to_500") == ["Łazienki Gardens"]
    assert find(lead, organisation=w.other_municipality.pk) == []
    assert find(lead, sort="changed")[0] == "Πλατεία Ταχυδρομείου"
    assert len(find(lead, category="bananas", sort="'; drop table", organisation="x", page="99")) == 5
    assert len(find(lead, organisation="9" * 30)) == 5


def test_filters_stay_in_the_address_of_pages_and_export(lead, w):
    for number in range(60):
        make_space(w.municipality, f"Square {number:02}", geometry=None)
    page = lead.get(reverse("spaces:list"), {"q": "square", "sort": "changed", "page": "2"})
    assert page.context["page_obj"].paginator.count == 61
    text = page.content.decode()
    assert "q=square&amp;sort=changed&amp;page=1" in text
    assert "q=square&amp;sort=changed&amp;format=csv" in text
    assert "61 spaces" in text


def test_taken_out_of_the_register(lead, w):
    lead.post(reverse("spaces:archive", args=[w.space.pk]))
    assert find(lead) == [] and find(lead, archived="1") == [w.space.name]
    assert "was taken out of the register" in lead.get(reverse("spaces:detail", args=[w.space.pk])).content.decode()
    lead.post(reverse("spaces:restore", args=[w.space.pk]))
    assert find(lead) == [w.space.name]


def test_export_is_the_list_as_filtered_and_is_told(lead, w, town):
    make_space(w.municipality, "=HYPERLINK(1)", main_category="shopping")
    response = lead.get(reverse("spaces:list"), {"format": "csv", "category": "shopping"})
    text = response.content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[0] for row in rows[1:]] == ["'=HYPERLINK(1)", "Straße der Nationen"]
    assert rows[1][-1] == "TLP:AMBER+STRICT"
    entry = AuditEntry.objects.get(verb=Verb.EXPORTED)
    assert entry.actor == w.lead and entry.organisation == w.municipality


def test_empty_lists_say_what_to_do(client, w):
    client.force_login(w.other)
    assert "No space yet" in client.get(reverse("spaces:list")).content.decode()
    assert "Nothing matches" in client.get(reverse("spaces:list"), {"q": "zzz"}).content.decode()


def test_a_space_is_added_with_a_name_and_a_category(lead, w):
    address = reverse("spaces:new")
    wrong = lead.post(address, {"organisation": w.municipality.pk, "name": "", "main_category": "square"})
    text = wrong.content.decode()
    assert "Not saved yet" in text and 'href="#id_name"' in text
    lead.post(address, {"organisation": w.municipality.pk, "name": "Quay", "main_category": "square"})
    assert Space.objects.get(name="Quay").organisation == w.municipality
    # Somebody else's register is no choice.
    lead.post(address, {"organisation": w.other_municipality.pk, "name": "Smuggled", "main_category": "square"})
    assert not Space.objects.filter(name="Smuggled").exists()


def test_the_description_is_changed(lead, w):
    address = reverse("spaces:change", args=[w.space.pk])
    form = lead.get(address).context["form"]
    values = {name: value for name, value in form.initial.items() if value not in (None, [])}
    values |= {
        "hazard_notes": "A petrol station",
        "further_categories": ["culture", "square"],
        "crowd_class": "up_to_2000",
    }
    assert lead.post(address, values).status_code == 302
    w.space.refresh_from_db()
    assert (w.space.hazard_notes, w.space.further_categories) == ("A petrol station", ["culture"])


PARTS = {
    "sub-areas": {"name": "North gate", "kind": "access_point"},
    "entrances": {"name": "North door", "used_by": ["people", "emergency"], "width_m": "3.5"},
    "measures": {
        "name": "Planters", "origin": "emplaced", "category": "physical", "functions": ["restrict"],
        "threat_types": ["vehicle"], "condition": "works", "hours": "always",
    },
    "states": {"state": "event", "when": "In August", "people": "800"},
    "contacts": {"name": "Ada Caretaker", "phone": "+40 1 23", "email": "ada@testa.example"},
}  # fmt: skip


@pytest.mark.parametrize("kind", PARTS)
def test_a_part_is_added_shown_changed_removed_and_brought_back(lead, w, kind):
    page = reverse("spaces:detail", args=[w.space.pk])
    added = lead.post(reverse("spaces:add_part", args=[w.space.pk, kind]), PARTS[kind])
    assert added.status_code == 302 and added["Location"] == f"{page}#{kind}", (
        added.context and added.context["form"].errors
    )
    word = next(str(value) for name, value in PARTS[kind].items() if name in ("name", "when"))
    assert word in lead.get(page).content.decode()
    related = {"sub-areas": "sub_areas"}.get(kind, kind)
    part = getattr(w.space, related).order_by("-pk").first()
    assert lead.get(reverse("spaces:part", args=[w.space.pk, kind, part.pk])).status_code == 200
    lead.post(reverse("spaces:part", args=[w.space.pk, kind, part.pk]), PARTS[kind])
    gone = lead.post(reverse("spaces:remove_part", args=[w.space.pk, kind, part.pk]), follow=True)
    assert "is removed. You can undo this" in gone.content.decode()
    back = lead.post(reverse("spaces:undo_removal", args=[w.space.pk, w.space.removed.get().pk]), follow=True)
    assert "is back" in back.content.decode() and getattr(w.space, related).filter(pk=part.pk).exists()


def test_wrong_numbers_are_refused_by_name(lead, w):
    address = reverse("spaces:add_part", args=[w.space.pk, "entrances"])
    assert "width_m" in lead.post(address, {"name": "x", "width_m": "-1"}).context["form"].errors
    assert "width_m" in lead.post(address, {"name": "x", "width_m": "inf"}).context["form"].errors
    address = reverse("spaces:add_part", args=[w.space.pk, "states"])
    assert "people" in lead.post(address, {"state": "event", "people": "9" * 12}).context["form"].errors
    assert lead.get(reverse("spaces:add_part", args=[w.space.pk, "bananas"])).status_code == 404


def test_a_part_of_another_space_is_not_reached_through_this_one(lead, w):
    other = make_space(w.municipality, "Other")
    assert lead.get(reverse("spaces:part", args=[other.pk, "measures", w.measure.pk])).status_code == 404
    assert lead.post(reverse("spaces:remove_part", args=[other.pk, "measures", w.measure.pk])).status_code == 404


def test_a_viewer_reads_and_an_expert_contributes(client, w):
    page = reverse("spaces:detail", args=[w.space.pk])
    client.force_login(w.viewer)
    text = client.get(page).content.decode()
    assert SECRET in text and "Remove" not in text and "Add a contact" not in text
    client.force_login(w.expert)
    text = client.get(page).content.decode()
    assert "Add a contact" in text and "Remove<" not in text


def test_queries_do_not_grow_with_the_register(lead, w):
    page, listed = reverse("spaces:detail", args=[w.space.pk]), reverse("spaces:list")
    Space.objects.bulk_create(
        Space(organisation=w.municipality, name=f"Space {number}", main_category="square") for number in range(200)
    )
    for address in (listed, page, reverse("spaces:change", args=[w.space.pk])):
        lead.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert lead.get(address).status_code == 200
        assert len(asked) <= 15, "\n".join(query["sql"][:160] for query in asked.captured_queries)
