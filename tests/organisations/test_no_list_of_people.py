"""Nobody learns who else is on the platform: every address is asked as every role, and no foreign name may appear.

The people of other organisations are strangers to everybody but the platform's administrator, who asks no list of
them either. Of the own organisation a reader knows its administrators, and whom they work with.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from protect.organisations.models import User
from tests.test_every_url import ADDRESSES, DECISIONS, body_of, sorted_out
from tests.world import World, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

READERS = ["viewer", "observer", "expert", "provider", "officer", "rfi_officer", "assessor", "lead", "administrator"]
#: Where somebody is chosen from the own organisation: by those who build a team or name a reader.
CHOOSERS = {"lead", "administrator", "assessor"}


@pytest.fixture
def strangers(w: World) -> dict[str, User]:
    """In each organisation somebody with a name and an address that occur nowhere else, who does nothing."""
    organisations = (w.municipality, w.other_municipality, w.police, w.solution_provider)
    return {
        one.name: make_user(f"zz.unseen{number}@hidden.example", one, "viewer", name=f"Zacharias Unseen{number}")
        for number, one in enumerate(organisations)
    }


def pages_for(w: World, person: User):
    client = Client()
    client.force_login(person)
    for name, route in ADDRESSES:
        if name not in DECISIONS or name == "account_logout":
            continue
        found = []
        paths = sorted_out(w, name, route)
        with transaction.atomic():  # what looking leaves is gone afterwards
            for path in paths:
                response = client.get(path)
                found.append((path, body_of(response) if response.status_code == 200 else ""))
            transaction.set_rollback(True)
        yield from found


@pytest.mark.deep
@pytest.mark.parametrize("role", READERS)
def test_no_page_names_people_whom_its_reader_does_not_know(w, strangers, role):
    person = getattr(w, role)
    own = set(person.organisations.values_list("name", flat=True))
    complaints = []
    for path, body in pages_for(w, person):
        for organisation, stranger in strangers.items():
            if organisation in own and role in CHOOSERS:
                continue
            if stranger.email in body or stranger.name in body:
                complaints.append(f"{path} names {stranger.name} of {organisation} to a {role}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("role", ["viewer", "observer", "expert", "provider", "lead"])
def test_the_pages_of_organisations_list_people_to_their_administrators_only(w, strangers, role):
    client = Client()
    client.force_login(getattr(w, role))
    text = client.get(reverse("organisations:list")).content.decode()
    for pk in (w.municipality.pk, w.police.pk, w.solution_provider.pk):
        answer = client.get(reverse("organisations:detail", args=[pk]))
        text += answer.content.decode() if answer.status_code == 200 else ""
    assert "Unseen" not in text and "zz.unseen" not in text


def test_the_platform_s_administrator_has_no_list_of_all_people(w, strangers):
    client = Client()
    client.force_login(w.platform_administrator)
    for name in ("web:home", "organisations:list", "organisations:requests", "organisations:new", "account_overview"):
        text = client.get(reverse(name)).content.decode()
        assert "zz.unseen" not in text and "Unseen" not in text, name
