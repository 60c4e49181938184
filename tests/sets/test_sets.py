"""Copied, edited, checked, published; what is running keeps its version; nobody else gets a town's set."""

from __future__ import annotations

import copy

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.assessments import services as assessing
from protect.assessments.models import Assessment
from protect.assessments.queries import progress
from protect.checklists.queries.sets import sets_for
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Membership, Role
from protect.reference.models import ReferenceSet
from protect.reference.scale_sets import ScaleSet
from protect.reference.services import latest
from protect.sets import checking, outline, queries, services
from protect.sets.differences import differences
from protect.sets.forms import PartForm
from protect.sets.models import OwnSet
from tests.world import make_organisation, make_space, make_user, reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    reference_data()
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    made = make_user("lead@example.org", town, "lead")
    with audit.acting(made, "test"):
        yield made


def own(kind, key, town, lead, title="Ours"):
    return services.begin_copy(latest(kind, key), town, title, by=lead)


@pytest.fixture
def scale(town, lead):
    return own("scale_set", "platform-default", town, lead)


@pytest.fixture
def questions(town, lead):
    return own("question_set", "site-checklist", town, lead)


def values_of(own_set, where, **changes):
    form = PartForm(own_set, where)
    return {**form.values_of(own_set), **changes}


def fresh(own_set):
    return OwnSet.objects.get(pk=own_set.pk)


KINDS = [
    ("scale_set", "platform-default"), ("scale_set", "factor-based"), ("scale_set", "quick-three-level"),
    ("question_set", "quick-check"), ("step_template", "eu-vat"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key"), KINDS)
def test_saving_every_part_as_it_is_changes_nothing(town, lead, kind, key):
    made = own(kind, key, town, lead)
    for node in outline.walk(kind, made.content):
        if node.has_form:
            form = PartForm(made, node.where)
            data = {
                name: value for name, value in form.values_of(made).items() if value is not None and value is not False
            }
            sent = PartForm(made, node.where, data)
            assert sent.is_valid(), (node.where, sent.errors)
            services.change_part(made, node.where, sent.cleaned_data)
    assert fresh(made).content == made.content == latest(kind, key).content


def test_a_published_version_is_used_and_stays_what_it_is(town, lead, scale):
    space = make_space(town, "Market", by=lead)
    first = services.publish(scale, "first", by=lead)
    running = assessing.create_assessment(space, by=lead, scale_set=first.reference)
    services.change_part(scale, "bands.low", values_of(fresh(scale), "bands.low", label="Calm"))
    second = services.publish(scale, "a kinder word", by=lead)
    assert second.number == 2 and second.reference.key == first.reference.key
    assert ScaleSet.of(Assessment.objects.get(pk=running.pk).scale_set).bands[0].label == "Low"
    assert ScaleSet.of(second.reference).bands[0].label == "Calm"
    assert list(queries.own_references(town, "scale_set")) == [second.reference]
    assert queries.next_of(first.reference, town) == second.reference
    with pytest.raises(ValidationError, match="in use and frozen"):
        ReferenceSet(pk=first.reference_id, **{**_fields(first.reference), "content": {"note": "other"}}).save()
    changes = differences("scale_set", first.content, second.content)
    # By the names that people read: the level "Low" is no low confidence, and the codes of the file are nobody's business.
    assert [(one.where, one.before, one.after) for one in changes] == [
        ("Risk levels, lowest first › Calm › Name", "Low", "Calm")
    ]


def _fields(one):
    return {name: getattr(one, name) for name in ("kind", "key", "version", "title", "status", "frozen_at")}


def test_nobody_else_is_offered_a_towns_set_or_follows_it(town, lead, scale, questions):
    other = make_organisation("Other")
    first = services.publish(scale, "first", by=lead)
    services.publish(questions, "first", by=lead)
    services.change_part(scale, "bands.low", values_of(fresh(scale), "bands.low", label="Calm"))
    services.publish(scale, "second", by=lead)
    for kind in ("scale_set", "question_set"):
        assert all(one.status != "organisation" for one in queries.available_sets(other, kind))
    assert sets_for(make_space(other, "Elsewhere"))[-1].status != "organisation"
    assert sets_for(make_space(town, "Here"))[-1] == questions.newest.reference
    # A partner who works on with a copy of the assessment keeps the version that came with it.
    assert queries.next_of(first.reference, other) == first.reference
    assert not ReferenceSet.objects.filter(queries.known_to(other), pk=first.reference_id).exists()


def test_a_retired_set_is_not_offered_and_cannot_be_changed(town, lead, scale):
    services.publish(scale, "first", by=lead)
    services.retire(scale)
    assert not queries.own_references(town, "scale_set")
    with pytest.raises(ValidationError, match="retired"):
        services.add_part(scale, "probability.levels", {"label": "x", "description": "y"})
    services.take_up(scale)
    assert queries.own_references(town, "scale_set").count() == 1


def test_more_levels_and_fewer_keep_a_whole_table(scale, lead):
    where = services.add_part(scale, "probability.levels", {"label": "All but certain", "description": "Every week."})
    assert where == "probability.levels.all_but_certain"
    found = fresh(scale)
    assert len(found.content["matrix"]) == 6 and found.content["matrix"][5] == found.content["matrix"][4]
    assert checking.check(found)[0] is None
    services.remove_part(scale, "consequence.levels.negligible")
    services.remove_part(scale, "bands.moderate")
    found = fresh(scale)
    assert {len(row) for row in found.content["matrix"]} == {4}
    assert [band["token"] for band in found.content["bands"]] == [0, 1, 2]
    problem, _warnings = checking.check(found)
    assert problem is not None and problem.where == "matrix"
    assert problem.text.startswith("“Very unlikely” with “Catastrophic”, the highest consequence, is only “Low”.")
    matrix = [[*row[:-1], "very_high" if row[-1] == "very_high" else "high"] for row in found.content["matrix"]]
    services.set_matrix(scale, matrix)
    assert checking.check(fresh(scale))[0] is None
    ScaleSet.of(services.publish(scale, "six by four", by=lead).reference)


def test_a_table_in_which_worse_is_lower_is_not_published(scale, lead):
    matrix = copy.deepcopy(scale.content["matrix"])
    matrix[4][4] = "low"
    services.set_matrix(scale, matrix)
    problem, _warnings = checking.check(fresh(scale))
    # In the words of the set, not in codes and numbers.
    assert problem is not None and problem.where == "matrix"
    assert problem.text == (
        "“Very likely” with “Catastrophic” is “Low”, lower than “Very high” beside it. A worse level never gives a lower risk."
    )
    with pytest.raises(ValidationError, match="A worse level"):
        services.publish(scale, "wrong", by=lead)
    assert not scale.versions.exists()


def test_what_science_holds_against_a_table_is_said(scale):
    matrix = [["low", "low", "low", "low", "very_high"] for _row in range(5)]
    matrix[4] = ["low", "moderate", "high", "very_high", "very_high"]
    services.set_matrix(scale, matrix)
    problem, warnings = checking.check(fresh(scale))
    assert problem is None
    assert any("“Low” and “Very high” touch" in one for one in warnings)
    assert not any("'" in one or "matrix" in one for one in warnings)


def test_the_comparison_of_two_tables_and_of_codes_is_in_words(scale, questions):
    before = copy.deepcopy(scale.content)
    matrix = copy.deepcopy(before["matrix"])
    matrix[0][4] = "high"
    services.set_matrix(scale, matrix)
    (told,) = differences("scale_set", before, fresh(scale).content)
    assert (told.where, told.before, told.after) == (
        "Table of risk levels › Very unlikely, Catastrophic", "Moderate", "High",
    )  # fmt: skip
    code = questions.content["questions"][0]["code"]
    before = copy.deepcopy(questions.content)
    services.change_part(
        questions, f"questions.{code}", values_of(questions, f"questions.{code}", threats=["vehicle"], quick=False)
    )
    told = {one.where: one.after for one in differences("question_set", before, fresh(questions).content)}
    assert told[f"Questions › {code} › Threat types it concerns"] == "Vehicle attack"


def test_a_code_is_never_used_again_for_another_question(town, lead):
    made = own("question_set", "quick-check", town, lead)
    services.publish(made, "first", by=lead)
    group = made.content["groups"][0]["code"]
    last = [one["code"] for one in made.content["questions"] if one["group"] == group][-1]
    values = values_of(made, f"questions.{last}", text="Is the key of the bollards at hand?")
    services.remove_part(made, f"questions.{last}")
    new = services.add_part(made, "questions", values)
    assert new != f"questions.{last}"
    first = fresh(made).content["questions"][0]["code"]
    where = f"questions.{first}"
    now = services.change_part(made, where, values_of(fresh(made), where, text="Something else?"), is_another=True)
    codes = [one["code"] for one in fresh(made).content["questions"]]
    assert now not in {where, new} and first not in codes and len(codes) == len(set(codes))
    same = f"questions.{codes[1]}"
    assert services.change_part(made, same, values_of(fresh(made), same, text="Better words?")) == same


def test_a_question_goes_into_another_group_with_a_code_of_that_group(questions):
    assert services.change_part(questions, "questions.A1", values_of(questions, "questions.A1", group="B")).startswith(
        "questions.B"
    )
    assert checking.check(fresh(questions))[0] is None
    with pytest.raises(ValidationError, match="questions in this group"):
        services.remove_part(questions, "groups.B")
    services.move_part(questions, "questions.A3", up=True)
    assert [one["code"] for one in fresh(questions).content["questions"]][:2] == ["A3", "A2"]


def test_the_trail_tells_value_by_value(questions):
    services.change_part(questions, "questions.A2", values_of(questions, "questions.A2", why="Because."))
    entry = AuditEntry.objects.filter(object_type="sets.ownset", verb="changed").latest("pk")
    assert list(entry.changes) == ["questions.A2.why"] and entry.changes["questions.A2.why"][1] == "Because."


def test_steps_of_a_town_guide_its_assessment(town, lead):
    made = own("step_template", "eu-vat", town, lead)
    services.change_part(made, "steps.site", values_of(made, "steps.site", why="Because our market moves."))
    group = made.content["preparation"][0]["key"]
    services.add_part(made, f"preparation.{group}.items", {"text": "Ask the guilds", "help": "They know the carts."})
    version = services.publish(made, "ours", by=lead)
    begun = assessing.create_assessment(make_space(town, "Market", by=lead), by=lead, steps=version.reference)
    assert begun.steps.content["steps"][1]["why"] == "Because our market moves."
    with pytest.raises(ValidationError, match="stays"):
        services.remove_part(made, "steps.site")


def test_steps_change_places_and_are_left_out_where_an_assessment_can_do_without(town, lead):
    made = own("step_template", "eu-vat", town, lead)
    movable = {one.where for one in outline.walk(made.kind, made.content) if one.may_move and one.where[:5] == "steps"}
    assert movable == {"steps.site", "steps.measures"}
    services.move_part(made, "steps.measures", up=True)
    services.move_part(made, "steps.measures", up=True)
    assert [one["key"] for one in fresh(made).content["steps"]][:3] == ["preparation", "measures", "site"]
    with pytest.raises(ValidationError, match="order"):
        services.move_part(made, "steps.scoring", up=True)
    (told,) = differences("step_template", latest("step_template", "eu-vat").content, fresh(made).content)
    assert told.where.endswith("order") and told.before != told.after
    made = fresh(made)
    assert "off" not in values_of(made, "steps.site")
    services.change_part(made, "steps.measures", values_of(made, "steps.measures", off=True))
    version = services.publish(fresh(made), "shorter", by=lead)
    begun = assessing.create_assessment(make_space(town, "Market", by=lead), by=lead, steps=version.reference)
    assert [one.key for one in progress.steps(begun)][:3] == ["preparation", "site", "scenarios"]

    content = copy.deepcopy(fresh(made).content)
    content["steps"][-1]["off"] = True
    with pytest.raises(ValidationError, match="cannot do without"):
        services.begin_from_content(town, "step_template", content, title="X", by=lead)


def test_content_that_the_reader_refuses_is_no_draft(town, lead):
    with pytest.raises(ValidationError, match="groups"):
        services.begin_from_content(town, "question_set", {"note": "x"}, title="X", by=lead)
    with pytest.raises(ValidationError, match="not made by organisations"):
        services.begin_from_content(town, "glossary", {}, title="X", by=lead)
    assert not OwnSet.objects.exists()


def test_only_an_unpublished_draft_goes_into_the_bin(scale, lead):
    services.publish(scale, "first", by=lead)
    with pytest.raises(ValidationError, match="Retire it"):
        services.delete(scale)


def test_from_copy_to_an_assessment_by_the_pages(client, town, lead):
    client.force_login(lead)
    source = latest("scale_set", "platform-default")
    client.post(reverse("sets:copy", args=[source.pk]), {"organisation": town.pk, "title": "Ours", "note": ""})
    made = OwnSet.objects.get()
    page = reverse("sets:detail", args=[made.pk])
    assert b"Edit the table of risk levels" in client.get(page).content
    part = reverse("sets:part", args=[made.pk, "bands.high"])
    form = client.get(part).context["form"]
    data = {**form.values_of(made), "label": "Much", "as_loaded": form["as_loaded"].value()}
    assert client.post(part, data).status_code == 302
    assert client.post(part, {**data, "label": ""}).status_code == 422
    for name in ("preview", "changes", "matrix", "publish"):
        assert client.get(reverse(f"sets:{name}", args=[made.pk])).status_code == 200
    assert client.post(reverse("sets:publish", args=[made.pk]), {"note": "our words"}).status_code == 302
    assert "Much" in client.get(reverse("sets:version", args=[made.pk, 1])).content.decode()
    space = make_space(town, "Market", by=lead)
    begin = client.get(reverse("assessments:begin", args=[space.pk]))
    assert "Ours (1)" in begin.content.decode()


def test_who_leads_in_two_organisations_says_whose_set_it_becomes(town, lead, client):
    """The first of the alphabet would be right half of the time."""
    address = reverse("sets:copy", args=[latest("scale_set", "platform-default").pk])
    client.force_login(lead)
    assert client.get(address).context["form"]["organisation"].initial == town
    Membership.objects.create(organisation=make_organisation("Another"), user=lead, role=Role.LEAD)
    form = client.get(address).context["form"]
    assert not form["organisation"].initial and form.fields["organisation"].empty_label
    assert client.post(address, {"title": "Ours", "organisation": ""}).context["form"].errors["organisation"]


def test_two_who_change_one_part_are_both_shown(client, town, lead, scale):
    client.force_login(lead)
    part = reverse("sets:part", args=[scale.pk, "bands.high"])
    form = client.get(part).context["form"]
    loaded = form["as_loaded"].value()
    mine = {**form.values_of(scale), "label": "Mine", "as_loaded": loaded}
    services.change_part(scale, "bands.high", values_of(scale, "bands.high", label="Theirs"))
    answer = client.post(part, mine)
    assert answer.status_code == 409 and b"Theirs" in answer.content and b"Mine" in answer.content
    other = {**form.values_of(scale), "help": "New help.", "as_loaded": loaded}
    client.post(part, other)
    band = fresh(scale).content["bands"][2]
    assert (band["label"], band["help"]) == ("Theirs", "New help.")


def test_a_published_question_asks_whether_it_is_still_the_same(client, town, lead):
    made = own("question_set", "quick-check", town, lead)
    services.publish(made, "first", by=lead)
    client.force_login(lead)
    code = made.content["questions"][0]["code"]
    part = reverse("sets:part", args=[made.pk, f"questions.{code}"])
    form = client.get(part).context["form"]
    data = {name: value for name, value in form.values_of(made).items() if value}
    data |= {"text": "Quite another question?", "as_loaded": form["as_loaded"].value()}
    refused = client.post(part, data)
    assert refused.status_code == 422 and b"still the same" in refused.content
    assert client.post(part, {**data, "meaning": "other"}).status_code == 302
    assert code not in [one["code"] for one in fresh(made).content["questions"]]
