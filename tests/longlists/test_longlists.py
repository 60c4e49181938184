"""From the register to a signed shortlist; what is not known, what is not seen, what is signed."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.longlists import queries, services
from protect.longlists.models import Longlist, Place
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Share
from tests.world import make_organisation, make_space, make_user, reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    reference_data()
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    return make_user("lead@example.org", town, "lead")


@pytest.fixture
def longlist(town, lead):
    with audit.acting(lead, "test"):
        made = services.begin(town, "Squares 2027", by=lead, seats=1)
        services.add_places(made, [make_space(town, name=name) for name in ("Market", "Station", "Park")])
    return made


def scored(longlist, **scores):
    for name, values in scores.items():
        codes = [one["code"] for one in longlist.factors]
        services.score(longlist.places.get(space__name=name), dict(zip(codes, values, strict=True)))


def rows(longlist, user):
    return {row.place.space.name: row for row in queries.ranking(longlist, queries.places_of(longlist, user)).rows}


def test_scores_give_an_order_by_hand(longlist, lead):
    # Weights 25 15 15 15 15 15; the last factor falls. Market all 5 but protection 1: need 1. Station all 3: a half.
    scored(longlist, Market=[5, 5, 5, 5, 5, 1], Station=[3] * 6, Park=[1, 1, 1, 1, 1, 5])
    found = rows(longlist, lead)
    assert [(name, row.middle, row.low, row.high) for name, row in found.items()] == [
        ("Market", 100, 100, 100), ("Station", 50, 50, 50), ("Park", 0, 0, 0),
    ]  # fmt: skip
    assert found["Market"].top == 100 and found["Market"].word == "firmly among the first"
    assert found["Park"].top == 0 and "No other weights" in " ".join(
        queries.ranking(longlist, queries.places_of(longlist, lead)).sentences
    )


def test_what_is_not_known_is_a_range_and_never_low(longlist, lead):
    scored(longlist, Market=[None] * 6, Station=[2] * 6, Park=[4, None, 4, 4, 4, 2])
    found = rows(longlist, lead)
    assert (found["Market"].low, found["Market"].middle, found["Market"].high, found["Market"].known) == (0, 50, 100, 0)
    assert found["Park"].known == 85 and found["Market"].rank < found["Station"].rank


def test_a_place_whose_space_one_may_not_see_is_left_out(longlist, town, lead):
    hidden = longlist.places.get(space__name="Station").space
    hidden.marking = "RED"
    hidden.save()
    Share.objects.create(object_type="spaces.space", object_id=hidden.pk, person=lead, reason="named")
    viewer = make_user("viewer@example.org", town, "viewer")
    assert set(rows(longlist, viewer)) == {"Market", "Park"} and len(rows(longlist, lead)) == 3


def test_factors_change_for_this_list_only_and_their_scores_go_with_them(longlist, town, lead):
    scored(longlist, Market=[5] * 6)
    factors = [{**one, "weight": 10} for one in longlist.factors[:2]]
    services.change_factors(longlist, factors)
    assert set(longlist.places.get(space__name="Market").scores) == {"crowd", "predictability"}
    assert len(services.begin(town, "Another", by=lead).factors) == 6
    for wrong in ([], [factors[0], factors[0]], [{**factors[0], "weight": 0}]):
        with pytest.raises(ValidationError):
            services.change_factors(longlist, wrong)


def test_a_signed_list_stays_as_it_is(longlist, lead):
    scored(longlist, Market=[5] * 6, Station=[3] * 6, Park=[1] * 6)
    place = longlist.places.get(space__name="Station")
    for chosen, reason in (({}, "x"), ({place.pk: ""}, "x"), ({place.pk: "new tram"}, " "), ({10**6: "x"}, "x")):
        with pytest.raises(ValidationError):
            services.sign(longlist, chosen, reason=reason, by=lead)
    services.sign(longlist, {place.pk: "the new tram stop"}, reason="talked over with the police", by=lead)
    longlist.refresh_from_db()
    assert longlist.is_signed and list(longlist.places.filter(chosen=True)) == [place]
    for change in (
        lambda: services.score(place, {"crowd": 1}),
        lambda: services.change_factors(longlist, longlist.factors),
        lambda: services.add_places(longlist, []),
        lambda: services.remove_place(place),
        lambda: services.change(longlist, {"name": "x"}),
    ):
        with pytest.raises(ValidationError, match="signed"):
            change()
    assert AuditEntry.objects.filter(object_type="longlists.longlist", verb="approved").count() == 1


def test_spaces_of_others_and_wrong_scores_are_refused(longlist, lead):
    with pytest.raises(ValidationError, match="another organisation"):
        services.add_places(longlist, [make_space(make_organisation("Other"), name="Theirs")])
    with pytest.raises(ValidationError):
        services.score(longlist.places.first(), {"crowd": 6})
    with pytest.raises(ValidationError):
        services.score(longlist.places.first(), {"no_such": 1})


def test_the_whole_way_in_the_pages(client, town, lead):
    market, park = make_space(town, name="Market"), make_space(town, name="Park")
    client.force_login(lead)
    answer = client.post(reverse("longlists:begin"), {"organisation": town.pk, "name": "2027", "seats": 1})
    longlist = Longlist.objects.get()
    assert answer["Location"] == reverse("longlists:add", args=[longlist.pk])
    client.post(answer["Location"], {"spaces": [market.pk, park.pk]})
    assert longlist.places.count() == 2
    place = Place.objects.get(space=park)
    page = reverse("longlists:score", args=[longlist.pk, place.pk])
    assert "Not known" in client.get(page).content.decode()
    client.post(page, {"f-crowd": "5", "f-symbolic": "4", "note": "Counted in May"})
    place.refresh_from_db()
    assert place.scores == {"crowd": 5, "symbolic": 4} and place.note == "Counted in May"
    client.post(page, {"f-crowd": "", "note": "Counted in May"})
    place.refresh_from_db()
    assert "crowd" not in place.scores
    table = client.get(reverse("longlists:detail", args=[longlist.pk]) + "?format=csv").content.decode("utf-8-sig")
    assert [row[1] for row in csv.reader(io.StringIO(table))][1:] and "Counted in May" in table
    page = reverse("longlists:sign", args=[longlist.pk])
    refused = client.post(page, {f"chosen-{place.pk}": "on", "reason": "Because", "confirmed": "on"})
    assert "Give a reason for" in refused.content.decode()
    client.post(
        page, {f"chosen-{place.pk}": "on", f"reason-{place.pk}": "Festival", "reason": "Because", "confirmed": "on"}
    )
    text = client.get(reverse("longlists:detail", args=[longlist.pk])).content.decode()
    assert "on the shortlist" in text and "Begin an assessment" in text and "Festival" in text
    assert client.get(reverse("longlists:factors", args=[longlist.pk])).status_code == 403


def test_factors_are_edited_in_the_page(client, longlist, lead):
    client.force_login(lead)
    page = reverse("longlists:factors", args=[longlist.pk])
    opened = client.get(page).context
    form = opened["forms"]
    sent = {
        "seen": opened["seen"],
        "factor-TOTAL_FORMS": 7,
        "factor-INITIAL_FORMS": 6,
        "factor-MIN_NUM_FORMS": 0,
        "factor-MAX_NUM_FORMS": 12,
    }
    for number, one in enumerate(form.initial):
        sent |= {f"factor-{number}-{name}": value for name, value in one.items()}
    sent["factor-0-label"] = ""  # taken out
    sent |= {"factor-6-label": "Nearby school", "factor-6-question": "Is there one?", "factor-6-rising": "1",
             "factor-6-weight": "20", "factor-6-levels": "a\nb\nc\nd"}  # fmt: skip
    assert "there are 4" in client.post(page, sent).content.decode()
    sent["factor-6-levels"] += "\ne"
    assert "changed in the meantime" in client.post(page, {**sent, "seen": "of yesterday"}).content.decode()
    assert client.post(page, sent).status_code == 302
    longlist.refresh_from_db()
    assert [one["code"] for one in longlist.factors] == [
        "predictability", "symbolic", "accessibility", "incidents", "protection", "nearby_school",
    ]  # fmt: skip


def test_the_page_needs_few_queries_however_long_the_list(client, town, lead, longlist, django_assert_max_num_queries):
    services.add_places(longlist, [make_space(town, name=f"Place {number}") for number in range(30)])
    client.force_login(lead)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("longlists:detail", args=[longlist.pk])).status_code == 200
