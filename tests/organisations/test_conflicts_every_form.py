"""Walks every page and fails for a form that changes something stored and does not notice a change by somebody else.

A form either carries what it was opened with (``protect.organisations.conflicts.Guarded``) or stands in ``NOT_EDITING`` of
``tests/organisations/conflict_decisions.py`` with the reason why nobody's work can be overwritten by it.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from protect.assessments.models import State
from protect.organisations.models import Role
from tests.organisations.conflict_decisions import AWAITED, MERGES_BY_SCRIPT, NOT_EDITING
from tests.organisations.forms_on_pages import edited, posts
from tests.test_every_url import ADDRESSES, DECISIONS, sorted_out
from tests.world import World, make_assessment, make_space, world

pytestmark = pytest.mark.django_db


def unguarded(client: Client, address: str) -> list[list[str]]:
    """The fields of each form of the page that somebody edits without being guarded."""
    response = client.get(address)
    if response.status_code != 200 or response.streaming or "text/html" not in response.headers["Content-Type"]:
        return []
    found = []
    for form in posts(response.content.decode()):
        carried = {name.rpartition("-")[2] for name, _kind, _value in form["fields"]}
        if edited(form) and edited(form) != ["language"] and "as_loaded" not in carried:
            found.append(edited(form))
    return found


def everything(w: World) -> list[tuple[str, str]]:
    """(name, address) of every page, and those that only open at another step of an assessment."""
    pages = [
        (name, address)
        for name, route in ADDRESSES
        if name in DECISIONS and name not in ("account_logout",)
        for address in sorted_out(w, name, route)
    ]
    quick = make_assessment(make_space(w.municipality, "Quick place", w.lead), w.lead, mode="quick")
    return [*pages, ("assessments:scenarios", reverse("assessments:scenarios", args=[quick.pk]))]


@pytest.mark.sqlite_only
def test_every_form_that_changes_something_stored_is_guarded():
    w = world()
    w.municipality.memberships.filter(user=w.lead).update(role=Role.ADMINISTRATOR)
    client = Client()
    client.force_login(w.lead)
    wrong = []
    pages = everything(w)
    for name, address in pages:
        if name in NOT_EDITING or name in AWAITED:
            continue
        wrong += [f"{name} ({address}): {', '.join(fields)}" for fields in unguarded(client, address)]
    assert not wrong, "Forms that would overwrite silently; let them inherit Guarded, or say why not:\n" + "\n".join(
        wrong
    )
    left = set(NOT_EDITING) - {name for name, _address in pages}
    assert not left, f"Decisions about addresses that are gone: {sorted(left)}"


def test_steps_that_open_later_are_guarded_too():
    w = world()
    client = Client()
    client.force_login(w.lead)
    it = w.assessment
    row = {"pk": it.pk, "scenario_pk": w.scenario.pk}
    for state, address in (
        (State.SCORING, reverse("assessments:scoring", args=[it.pk])),
        (State.CONSENSUS, reverse("assessments:consensus_row", kwargs=row)),
        (State.REVIEW, reverse("assessments:decide", args=[it.pk, w.vulnerability.pk])),
        (State.REVIEW, reverse("assessments:approve", args=[it.pk])),
    ):
        w.vulnerability.decision = "treat" if "approve" in address else ""
        w.vulnerability.save()
        it.state = state
        it.save()
        found = posts(client.get(address).content.decode())
        guarded = [form for form in found if any(name.endswith("as_loaded") for name, _kind, _value in form["fields"])]
        assert guarded, f"{address} in state {state} is not guarded"


def test_what_the_map_saves_says_what_it_was_made_from():
    assert set(MERGES_BY_SCRIPT) == {"spaces:map_save"}  # see tests/spaces/test_map_conflicts.py
