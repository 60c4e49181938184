"""Beside other authorities: nothing of fewer than five, nothing by difference, no name; who takes part decides it."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.urls import reverse
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from protect.assessments.models import Consensus
from protect.organisations.markings import Marking
from protect.organisations.models import AuditEntry, Organisation, Role, User
from protect.peers import figures, gathering, services
from protect.peers.figures import LEAST, Given
from protect.peers.models import Participation, Publication
from tests.remembered import remembered
from tests.world import make_organisation, make_user

BANDS = ["low", "moderate", "high", "very_high"]
places = st.sampled_from(["square|vehicle", "market|vehicle", "square|ied"])
shares = st.lists(st.integers(0, 5), min_size=4, max_size=4).filter(any)


def share_of(numbers: list[int]) -> dict[str, float]:
    return {band: one / sum(numbers) for band, one in zip(BANDS, numbers, strict=True) if one}


kinds = st.dictionaries(
    st.sampled_from(["physical", "sensor"]),
    st.tuples(st.floats(0, 1), st.none() | st.floats(1, 1e6), st.none() | st.floats(-1, 3)),
    max_size=2,
)
organisations = st.builds(
    Given,
    levels=st.dictionaries(places, shares.map(share_of), max_size=3),
    measures=st.dictionaries(places.map(lambda one: f"{one}|access_point"), kinds, max_size=3),
)
everybody = st.lists(organisations, min_size=0, max_size=9).map(lambda found: dict(enumerate(found, 1)))


def stands_behind(given: dict[int, Given], name: str) -> set[int]:
    """Written out anew: the oracle shares nothing with the code."""
    what, *codes = name.split("|")
    if what == "levels":
        return {key for key, one in given.items() if "|".join(codes) in one.levels}
    return {key for key, one in given.items() if codes[-1] in one.measures.get("|".join(codes[:-1]), {})}


@drawn(given=everybody)
def test_no_cell_is_shown_with_fewer_than_five_organisations(given):
    document, contributors = figures.publish(given)
    for name, cell in document["cells"].items():
        behind = stands_behind(given, name)
        assert len(behind) >= 5 and set(contributors[name]) == behind
        if "cost" in cell:
            *place, kind = name.split("|")[1:]
            assert sum(given[key].measures["|".join(place)][kind][1] is not None for key in behind) >= 5
        if "effect" in cell:
            *place, kind = name.split("|")[1:]
            assert sum(given[key].measures["|".join(place)][kind][2] is not None for key in behind) >= 5


@settings(max_examples=200)
@drawn(given=everybody, data=st.data())
def test_without_any_one_organisation_no_cell_appears_and_no_share_moves_more_than_a_fifth(given, data):
    if not given:
        return
    gone = data.draw(st.sampled_from(sorted(given)))
    whole, _who = figures.publish(given)
    rest, _who = figures.publish({key: one for key, one in given.items() if key != gone})
    assert set(rest["cells"]) <= set(whole["cells"])
    for name, cell in rest["cells"].items():
        before = whole["cells"][name]
        if "levels" in cell:
            for band in {*cell["levels"], *before["levels"]}:
                assert abs(cell["levels"].get(band, 0) - before["levels"].get(band, 0)) <= 1
        else:
            assert abs(cell["often"] - before["often"]) <= 1
            assert not ("cost" in cell and "cost" not in before) and not ("effect" in cell and "effect" not in before)


@drawn(given=everybody, data=st.data())
def test_two_months_that_differ_by_one_organisation_tell_nothing_of_it(given, data):
    """Where one came, a cell stays word for word as it was; where one left, it goes. Whoever has both learns no more."""
    first, behind = figures.publish(given)
    one = data.draw(organisations)
    come, _who = figures.publish({**given, 99: one}, first, behind)
    for name in set(first["cells"]) & set(come["cells"]):
        if name in first["cells"] and stands_behind({**given, 99: one}, name) != stands_behind(given, name):
            assert come["cells"][name] == first["cells"][name]
    if given:
        gone = data.draw(st.sampled_from(sorted(given)))
        left, _who = figures.publish({key: x for key, x in given.items() if key != gone}, first, behind)
        for name in left["cells"]:
            assert gone not in stands_behind(given, name)


@drawn(given=everybody)
def test_none_and_all_are_not_told_apart_from_few_and_nearly_all(given):
    document, _who = figures.publish(given)
    for cell in document["cells"].values():
        assert set(cell.get("levels", {}).values()) <= set(range(5))
    assert figures.fifth(0.0) == figures.fifth(0.19) == 0 and figures.fifth(1.0) == figures.fifth(0.81) == 4


# -- with the database


@pytest.fixture
def towns(db):
    return five_towns()


@remembered
def five_towns():
    """Each with the same kind of place assessed and approved, and a measure decided on."""
    from tests.catalogue.making import make_entry
    from tests.plans.making import PlanTown

    made = []
    for number in range(5):
        town = PlanTown()
        Organisation.objects.filter(pk=town.organisation.pk).update(name=f"Zebedee {number}")
        for person in User.objects.filter(memberships__organisation=town.organisation):
            User.objects.filter(pk=person.pk).update(email=f"{number}-{person.email}")
        entry = make_entry(town.organisation, town.lead, name=f"Quokka entry {number}", category="physical")
        found = town.ready(f"Quokka {number}", state="planned", cost_planned=2_000_000 + number)
        type(found).objects.filter(pk=found.pk).update(entry=entry)
        made.append(town)
    return made


def month(number: int) -> dt.date:
    return dt.date(2031, number, 3)


@pytest.mark.django_db
def test_five_that_take_part_see_figures_and_four_see_why_there_are_none(towns, client):
    for town in towns[:4]:
        services.decide(town.organisation, takes_part=True)
    first = services.publish(month(1))
    assert first.document == {"cells": {}} and services.publish(month(1)) is None
    address = reverse("peers:compare", args=[towns[0].organisation.pk])
    client.force_login(towns[0].vera)
    page = client.get(address)
    assert "Fewer than five organisations" in page.content.decode() and page.context["levels"] == []
    services.decide(towns[4].organisation, takes_part=True)
    services.publish(month(2))
    page = client.get(address)
    assert page.context["levels"] and page.context["obstacle"] == ""
    assert all(one.own.endswith(" in 100") for one in page.context["levels"])
    told = page.content.decode() + client.get(address, {"format": "csv"}).content.decode()
    told += json.dumps(Publication.objects.first().document)
    for word in ("Zebedee 1", "Quokka", towns[0].assessment.space.name):
        assert word not in told
    services.decide(towns[4].organisation, takes_part=False)
    assert "Fewer than five organisations" in client.get(address).content.decode()


@pytest.mark.django_db
def test_kinds_of_measures_are_told_with_their_cost_in_bands(towns, client):
    for town in towns:
        services.decide(town.organisation, takes_part=True)
    made = services.publish(month(1))
    client.force_login(towns[3].vera)
    page = client.get(reverse("peers:compare", args=[towns[3].organisation.pk]))
    for one in page.context["measures"]:
        assert (one.own, one.own_cost, one.cost) == ("100 in 100", "20,000 EUR", "10 000 to 50 000 EUR")
    measures = {name: cell for name, cell in made.document["cells"].items() if name.startswith("measures")}
    assert measures and all(cell["cost"] == [2, 2] for cell in measures.values())


@pytest.mark.django_db
def test_who_takes_no_part_sees_nothing_and_gives_nothing(towns, client):
    for town in towns[1:]:
        services.decide(town.organisation, takes_part=True)
    services.publish(month(1))
    client.force_login(towns[0].vera)
    page = client.get(reverse("peers:compare", args=[towns[0].organisation.pk]))
    assert "Only organisations that take part" in page.content.decode()
    assert towns[0].organisation.pk not in services.taking_part()


@pytest.mark.django_db
def test_what_is_red_or_not_approved_gives_nothing(towns):
    key = towns[0].organisation.pk
    assert gathering.given_by([key])[key].levels
    type(towns[0].assessment).objects.filter(pk=towns[0].assessment.pk).update(marking=Marking.RED)
    assert not gathering.given_by([key])[key].levels
    Consensus.objects.filter(scenario__assessment=towns[1].assessment).update(probability=0)
    other = towns[1].organisation.pk
    assert not gathering.given_by([other])[other].levels


@pytest.mark.django_db
def test_an_administrator_decides_and_the_log_tells(client):
    town = make_organisation("Town")
    boss, lead = make_user("boss@t.example", town, Role.ADMINISTRATOR), make_user("lead@t.example", town, Role.LEAD)
    client.force_login(lead)
    assert client.post(reverse("peers:join", args=[town.pk])).status_code == 403
    client.force_login(boss)
    assert "What never leaves" in client.get(reverse("peers:taking_part", args=[town.pk])).content.decode()
    client.post(reverse("peers:join", args=[town.pk]))
    assert Participation.objects.get(organisation=town).takes_part
    client.post(reverse("peers:leave", args=[town.pk]))
    assert not Participation.objects.get(organisation=town).takes_part
    assert AuditEntry.objects.filter(object_type="peers.participation").count() == 2
    assert LEAST == 5
