"""From a weak point to measures: what is needed, what is proposed and why, what stays open; and where entries are in use."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from protect.assessments import services as assessing
from protect.catalogue import services as cataloguing
from protect.catalogue.models import Entry
from protect.catalogue.queries import codes_of
from protect.methods.overlap import overlap
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Role
from protect.treatments import queries, services
from protect.treatments.models import Choice, Use
from tests.catalogue.making import make_entry, publish
from tests.leaking import seal
from tests.world import make_assessment, make_organisation, make_space, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(platform_measures, db):
    return make_organisation("Town")


@pytest.fixture
def lead(town):
    return make_user("lead@example.org", town, Role.ADMINISTRATOR)


@pytest.fixture
def weak_point(town, lead):
    space = make_space(town, "Market", lead, main_category="square", further_categories=["shopping"])
    assessment = make_assessment(space, lead)
    with audit.acting(lead, "test"):
        row = assessment.scenarios.get(threat_type="vehicle")
        return assessing.write_vulnerability(assessment, statement="The south side is open.", scenarios=[row])


def entry(code):
    return Entry.objects.get(code=code)


def test_the_need_is_that_of_the_scenarios_and_the_place(weak_point):
    need = queries.need_of(weak_point)
    assert need.threats == {"vehicle"} and need.places == {"square", "shopping"}
    # Those that the threat types of the platform name as helping most.
    assert need.functions == {"protect", "restrict", "adapt", "detect", "respond"}
    row = weak_point.scenarios.get()
    assert need.phases == set(row.phases) or need.phases == {
        "initial_target_identification", "operational_planning", "execution",
    }  # fmt: skip


def test_the_reader_may_ask_for_other_functions_and_phases_and_for_nothing_else(weak_point):
    asked = QueryDict("adjusted=1&function=alert&function=nonsense&phase=execution&threat=firearms")
    need = queries.need_of(weak_point, asked)
    assert (need.functions, need.phases, need.threats) == ({"alert"}, {"execution"}, {"vehicle"})


def test_proposals_are_in_the_order_of_the_overlap_and_say_why(weak_point, lead):
    need = queries.need_of(weak_point)
    found, count = queries.proposals(need, lead, [])
    totals = [one.total for one in found]
    assert totals == sorted(totals, reverse=True)
    # By hand: everything published that counters a vehicle and that a town may choose.
    wanted = [one for one in Entry.objects.all() if "vehicle" in one.threat_types and not one.information_only]
    assert count == len(wanted)
    best = max(overlap(need, codes_of(one)).total for one in wanted)
    assert totals[0] == best and {one.entry.code for one in found} <= {one.code for one in wanted}
    for one in found:
        exact = overlap(need, codes_of(one.entry))
        assert one.total == exact.total
        for line, part in zip(one.lines, exact.parts, strict=True):
            assert (line.met_count, line.asked) == (len(part.met), part.asked) and bool(line.missing) == bool(
                part.missing
            )


def test_what_is_for_information_only_is_neither_proposed_nor_chosen(weak_point, lead):
    found, _count = queries.proposals(queries.need_of(weak_point), lead, [])
    assert "police_means" not in {one.entry.code for one in found}
    with pytest.raises(ValidationError, match="information"):
        services.choose(weak_point, entry("police_means"), by=lead)
    proposal = make_entry(lead.memberships.get().organisation, lead, threat_types=["vehicle"])
    with pytest.raises(ValidationError):
        services.choose(weak_point, proposal, by=lead)


def test_what_nobody_of_the_chosen_covers_is_told(weak_point, lead):
    need = queries.need_of(weak_point)
    nothing = queries.coverage(need, [])
    assert nothing.total == 0 and "Nothing is chosen yet" in nothing.sentences[0]
    one = queries.coverage(need, [entry("bollards")])
    assert one.total < 100 and any("Functions" in said or "functions" in said for said in one.sentences)
    open_codes = {code for part, code, names in one.rows if not names}
    assert "Detect" in open_codes and "Protect" not in open_codes and "Vehicle attack" not in open_codes
    both = queries.coverage(need, [entry("bollards"), entry("geo_picture")])
    assert "Detect" not in {code for _part, code, names in both.rows if not names} and both.total > one.total


def test_by_gap_what_closes_most_comes_first(weak_point, lead):
    need = queries.need_of(weak_point)
    chosen = [entry("bollards")]
    found, _count = queries.proposals(need, lead, chosen, by_gap=True)
    assert found[0].adds == max(one.adds for one in found) and found[0].newly
    assert "bollards" not in {one.entry.code for one in found}


def test_choices_follow_the_weak_point_into_the_next_version_and_are_dropped_everywhere(weak_point, lead):
    services.choose(weak_point, entry("bollards"), by=lead, reason="Anchored.")
    services.choose(weak_point, entry("bollards"), by=lead, reason="Anchored in the ground.")
    assert Choice.objects.get().reason == "Anchored in the ground."
    seal(weak_point.assessment)
    weak_point.assessment.refresh_from_db()
    copy = assessing.open_new_version(weak_point.assessment, by=lead).vulnerabilities.get()
    assert copy.pk != weak_point.pk
    assert [one.entry.code for one in queries.chosen_for(copy, lead)] == ["bollards"]
    assert services.drop(copy, entry("bollards").pk) == 1 and not Choice.objects.exists()


def test_an_entry_that_was_chosen_is_retired_and_not_deleted(weak_point, lead, town):
    second = make_user("second@example.org", town, Role.LEAD)
    own = publish(make_entry(town, lead, threat_types=["vehicle"]), second, lead)
    services.choose(weak_point, own, by=lead)
    cataloguing.move(own, "retire", by=lead, reason="Old.")
    with pytest.raises(ValidationError, match="chosen or is in use"):
        cataloguing.delete(own)


def test_the_page_chooses_drops_and_keeps_the_question(weak_point, lead, client):
    client.force_login(lead)
    address = reverse("treatments:proposals", args=[weak_point.pk])
    query = "adjusted=1&function=protect&phase=execution&sort=gap"
    page = client.get(f"{address}?{query}").content.decode()
    assert "The south side is open." in page and "Functions: 1 of 1 (Protect)" in page
    there = reverse("treatments:choose", args=[weak_point.pk, entry("bollards").pk])
    done = client.post(there, {"reason": "Anchored.", "query": query + "&next=//evil.example"})
    assert done.url.startswith(address) and "evil" not in done.url and "sort=gap" in done.url
    page = client.get(done.url).content.decode()
    assert "Anchored." in page and "1 chosen measure meets" in page
    assert AuditEntry.objects.filter(object_type="treatments.choice", verb="created").exists()
    refused = client.post(there, {"reason": "a\x00b"}, follow=True)
    assert "Null characters" in refused.content.decode() and Choice.objects.get().reason == "Anchored."
    client.post(reverse("treatments:drop", args=[weak_point.pk, entry("bollards").pk]))
    assert not Choice.objects.exists()
    assert (
        "From weak points to measures"
        in client.get(reverse("assessments:results", args=[weak_point.assessment_id])).content.decode()
    )


def test_choosing_is_for_those_who_edit_and_looking_for_those_who_read(weak_point, town, client):
    viewer = make_user("viewer@example.org", town, Role.VIEWER)
    client.force_login(viewer)
    assert client.get(reverse("treatments:proposals", args=[weak_point.pk])).status_code == 200
    address = reverse("treatments:choose", args=[weak_point.pk, entry("bollards").pk])
    assert client.post(address).status_code == 403
    client.force_login(make_user("o@example.org", make_organisation("Other"), Role.LEAD))
    assert client.get(reverse("treatments:proposals", args=[weak_point.pk])).status_code == 404


def test_a_use_is_told_to_others_only_with_consent_and_never_the_space(weak_point, lead, town, client):
    space = weak_point.assessment.space
    use = services.record_use(
        town,
        entry("bollards"),
        {"told_as": "A market square", "space": space, "since": 2020, "experience": "Good."},
        by=lead,
    )
    address = reverse("catalogue:detail", args=[entry("bollards").pk])
    assert "A market square" not in client.get(address).content.decode()
    Use.objects.filter(pk=use.pk).update(marking="CLEAR")
    page = client.get(address).content.decode()
    assert "A market square" in page and "Market</a>" not in page
    assert space.name not in client.get(reverse("treatments:use", args=[use.pk])).content.decode().replace(
        "A market", ""
    )
    client.force_login(lead)
    assert "Market</a>" in client.get(address).content.decode()
    assert "Bollards" in client.get(reverse("treatments:of_space", args=[space.pk])).content.decode()


def test_a_use_names_only_spaces_of_its_own_and_years_that_were(lead, town):
    foreign = make_space(make_organisation("Other"), "Foreign")
    with pytest.raises(ValidationError):
        services.record_use(town, entry("fence"), {"told_as": "x", "space": foreign}, by=lead)
    for year in (1, 3000):
        with pytest.raises(ValidationError):
            services.record_use(town, entry("fence"), {"told_as": "x", "since": year}, by=lead)


def test_forms_of_a_use(lead, town, client):
    client.force_login(lead)
    address = reverse("treatments:new_use", args=[entry("fence").pk])
    done = client.post(address, {"organisation": town.pk, "told_as": "A park"})
    use = Use.objects.get()
    assert done.url == reverse("treatments:use", args=[use.pk]) and use.marking == "AMBER_STRICT"
    change = reverse("treatments:change_use", args=[use.pk])
    word = client.get(change).context["form"]["as_loaded"].value()
    assert client.post(change, {"told_as": "A big park", "as_loaded": word}).status_code == 302
    use.refresh_from_db()
    assert use.told_as == "A big park"


def test_forms_of_a_use_name_only_spaces_that_their_reader_sees(lead, town, client):
    hidden = make_space(town, "Hidden yard", lead, marking="RED")
    open_one = make_space(town, "Market", lead)
    editor = make_user("editor@example.org", town, Role.LEAD)
    assert not hidden.is_visible_to(editor)
    client.force_login(editor)
    new = reverse("treatments:new_use", args=[entry("fence").pk])
    offered = client.get(new).content.decode()
    assert "Hidden yard" not in offered and "Market" in offered
    given = {"organisation": town.pk, "told_as": "A park", "space": hidden.pk}
    assert client.post(new, given).status_code == 200 and not Use.objects.exists()
    assert client.post(new, {**given, "space": open_one.pk}).status_code == 302
    # What somebody else named stays named, unread, when the rest is changed.
    use = Use.objects.get()
    Use.objects.filter(pk=use.pk).update(space=hidden)
    change = reverse("treatments:change_use", args=[use.pk])
    page = client.get(change)
    assert "Hidden yard" not in page.content.decode()
    word = page.context["form"]["as_loaded"].value()
    assert client.post(change, {"told_as": "A big park", "as_loaded": word}).status_code == 302
    use.refresh_from_db()
    assert (use.told_as, use.space) == ("A big park", hidden)


def test_the_trail_does_not_name_the_entry_that_was_chosen(weak_point, lead):
    with audit.acting(lead, "test"):
        made = services.choose(weak_point, entry("fence"), by=lead)
    told = AuditEntry.objects.get(object_type="treatments.choice", object_id=str(made.pk))
    assert told.object_name == "chosen measure"
    assert str(made.entry) not in str(told.changes)
