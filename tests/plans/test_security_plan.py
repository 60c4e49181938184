"""The security plan of a space: filled from the data, in versions, approved once and sealed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from protect.organisations.models import User
from protect.plans import services
from protect.plans.documents import SecurityPlan
from protect.plans.queries import blocks, document
from protect.plans.services.writing import digest
from protect.plans.states import PLAN_MOVES, PlanState, State


def words(content) -> str:
    return "\n".join(line for section in content["sections"] for line in document.lines_of(section))


def approved(town) -> SecurityPlan:
    plan = services.begin_plan(town.space, by=town.lead)
    services.move_plan(plan, "submit", by=town.lead)
    return services.approve_plan(plan, by=town.lead)


def test_a_draft_is_filled_from_what_is_known(town):
    town.ready("Bollards in the west", state=State.VERIFIED)
    plan = services.begin_plan(town.space, by=town.lead)
    assert plan.assessment == town.assessment and plan.template.frozen_at is not None
    told = words(document.of(plan, town.lead))
    for wanted in ("Bollards in the west · Musterburg · Verified", "The west side is open.", "Nobody sees the back yard.",
                   "Assessment version 1", "12,500 EUR", "1 row was judged again"):  # fmt: skip
        assert wanted in told, wanted


def test_a_plan_names_no_person(town):
    town.ready(state=State.VERIFIED)
    content = document.of(services.begin_plan(town.space, by=town.lead), town.lead)
    for person in User.objects.all():
        assert person.name not in str(content) and person.email not in str(content)


def test_one_version_is_written_at_a_time(town):
    services.begin_plan(town.space, by=town.lead)
    with pytest.raises(ValidationError, match="being written already"):
        services.begin_plan(town.space, by=town.lead)


def test_approval_seals_the_version_and_the_next_one_supersedes_it(town):
    first = approved(town)
    seal = first.seal
    assert first.state == PlanState.APPROVED and seal.sha256 == digest(seal.document)
    made = town.ready("Later action")
    assert made.title not in words(document.shown(first, town.lead).document)
    second = services.begin_plan(town.space, by=town.lead)
    assert (second.version, second.based_on) == (2, first)
    assert made.title in words(document.of(second, town.lead))
    services.move_plan(second, "submit", by=town.lead)
    services.approve_plan(second, by=town.lead)
    first.refresh_from_db()
    assert first.state == PlanState.SUPERSEDED and first.seal.sha256 == seal.sha256


def test_what_is_approved_or_handed_in_is_not_changed(town):
    plan = services.begin_plan(town.space, by=town.lead)
    section = plan.sections.first()
    services.move_plan(plan, "submit", by=town.lead)
    for refused in (
        lambda: services.change_section(section, {"text": "x"}),
        lambda: services.change_plan(plan, {"title": "x"}),
        lambda: services.add_section(plan, "x"),
        lambda: services.remove_section(section),
    ):
        with pytest.raises(ValidationError, match="stays as it is"):
            refused()
    services.move_plan(plan, "return", by=town.lead)
    services.change_section(section, {"text": "Now"})


def test_a_plan_that_changed_while_it_was_read_is_not_approved(town):
    plan = services.begin_plan(town.space, by=town.lead)
    services.move_plan(plan, "submit", by=town.lead)
    seen = digest(document.of(plan, town.lead))
    town.ready("Something new")
    with pytest.raises(ValidationError, match="changed since you opened it"):
        services.approve_plan(plan, by=town.lead, seen=seen)


def test_each_step_is_one_of_the_table_by_whom_it_says(town):
    plan = services.begin_plan(town.space, by=town.anna)
    with pytest.raises(ValidationError, match="cannot be done with it now"):
        services.approve_plan(plan, by=town.lead)
    with pytest.raises(PermissionDenied):
        services.move_plan(plan, "submit", by=town.vera)
    services.move_plan(plan, "submit", by=town.anna)
    with pytest.raises(PermissionDenied):
        services.approve_plan(plan, by=town.anna)
    with pytest.raises(ValueError, match="function of its own"):
        services.move_plan(plan, "approve", by=town.lead)
    assert set(PLAN_MOVES) == {"submit", "return", "approve", "supersede"}


def test_a_town_adds_and_leaves_out_sections_and_the_next_version_begins_with_them(town):
    plan = services.begin_plan(town.space, by=town.lead)
    services.add_section(plan, "Christmas market", "Wood and lights.")
    services.remove_section(plan.sections.get(code="incident"))
    services.move_plan(plan, "submit", by=town.lead)
    services.approve_plan(plan, by=town.lead)
    codes = list(services.begin_plan(town.space, by=town.lead).sections.values_list("code", flat=True))
    assert "christmas_market" in codes and "incident" not in codes


def test_a_row_about_what_a_reader_may_not_see_is_left_out_of_the_seal_they_read(town):
    secret = town.ready("For few eyes")
    plan = approved(town)
    assert "For few eyes" in words(document.shown(plan, town.vera).document)
    type(secret).objects.filter(pk=secret.pk).update(marking="RED")
    shown = document.shown(plan, town.vera)
    assert "For few eyes" not in words(shown.document) and shown.left_out == 2
    assert "For few eyes" in words(plan.seal.document)


def test_a_stricter_action_does_not_come_into_a_plan(town):
    from tests.world import share

    secret = town.ready("For few eyes")
    type(secret).objects.filter(pk=secret.pk).update(marking="RED")
    share(secret, person=town.lead)
    plan = services.begin_plan(town.space, by=town.lead)
    assert "For few eyes" not in words(document.of(plan, town.lead))


def test_what_differs_is_told_section_by_section(town):
    before = document.of(approved(town), town.lead)
    plan = services.begin_plan(town.space, by=town.lead)
    services.change_section(plan.sections.get(code="daily"), {"text": "Gates close at ten."})
    found = document.differences(before, document.of(plan, town.lead))
    assert [(one.kind, one.title) for one in found if one.kind == "changed"][0][
        1
    ] == "Every day, at events, at raised threat level"
    assert ("+", "Gates close at ten.") in found[0].lines


def test_folders_above_fill_in_what_they_know(town, monkeypatch):
    monkeypatch.setitem(
        blocks._blocks, "exercises", ("Exercises", lambda plan, reader: [{"kind": "text", "lines": ["One a year."]}])
    )
    plan = services.begin_plan(town.space, by=town.lead)
    assert "One a year." in words(document.of(plan, town.lead))


def test_the_pages_from_the_first_draft_to_the_approval(client, town):
    client.force_login(town.lead)
    client.post(reverse("plans:begin", args=[town.space.pk]))
    plan = SecurityPlan.objects.get()
    page = reverse("plans:document", args=[plan.pk])
    told = client.get(page).content.decode()
    assert "Purpose, and who leads" in told and "Measures present" not in told  # there is none
    section = plan.sections.get(code="daily")
    write = reverse("plans:section", args=[plan.pk, section.pk])
    assert "What staff do on a usual day" in client.get(write).content.decode()
    client.post(write, {"title": section.title, "text": "Gates close at ten."})
    assert "Gates close at ten." in client.get(page).content.decode()
    client.post(reverse("plans:move_document", args=[plan.pk, "submit"]))
    approve = reverse("plans:approve", args=[plan.pk])
    seen = client.get(approve).context["form"]["seen"].value()
    client.post(approve, {"confirmed": "on", "seen": seen, "review_on": "2030-01-01"})
    told = client.get(page).content.decode()
    assert "Sealed; SHA-256" in told and "Approved on" in told
    assert plan.title in client.get(reverse("plans:documents")).content.decode()
    client.post(reverse("plans:begin", args=[town.space.pk]))
    newer = SecurityPlan.objects.get(version=2)
    assert "1 section differs" in client.get(reverse("plans:compare", args=[newer.pk, plan.pk])).content.decode()
