"""The measures that come with the platform: complete, within the method, loaded once, versioned, never chosen for the police."""

from __future__ import annotations

import copy

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.catalogue import pictures, queries, services, shipping
from protect.catalogue.models import Entry, State
from protect.methods.overlap import Codes
from protect.organisations.models import AuditEntry
from protect.reference import loader, terms
from protect.reference.loader import ReferenceDataError
from protect.reference.models import ReferenceSet
from tests.world import make_organisation, make_user, reference_data

CONTENT = next(one for one in loader.documents() if one.kind == "measure_set").content
MEASURES = {one["code"]: one for one in CONTENT["measures"]}
ALL = set(terms.codes("threat_type"))


def test_all_measures_of_the_method_are_there_and_none_that_profiles_individuals() -> None:
    assert len(MEASURES) == 38
    counts = {
        code: sum(one["category"] == code for one in MEASURES.values()) for code in terms.codes("measure_category")
    }
    assert counts == {"ict": 2, "sensor": 10, "actuator": 7, "physical": 14, "method": 5}
    assert {code for code, one in MEASURES.items() if one["information_only"]} == {"re_identification", "police_means"}
    assert not [code for code in MEASURES if "deviant" in code or "assessment" in code]


@pytest.mark.parametrize(
    ("code", "threats", "functions"),
    [
        ("geo_picture", ALL, {"surveil", "respond", "protect", "detect", "improvise"}),
        ("weapon_detector", {"firearms"}, {"surveil", "detect", "protect"}),
        ("loudspeakers", ALL, {"alert"}),
        ("bollards", {"vehicle", "vbied"}, {"protect"}),
        ("blast_glazing", {"ied", "pbied", "uavied", "vbied"}, {"protect"}),
        ("mm_wave_portal", {"firearms", "sharp_object", "pbied", "chemical", "biological", "radiological"}, {"detect"}),
        ("joint_decisions", ALL, {"other"}),
    ],
)
def test_codes_are_those_of_the_method(code: str, threats: set[str], functions: set[str]) -> None:
    assert (set(MEASURES[code]["threat_types"]), set(MEASURES[code]["functions"])) == (threats, functions)


def test_what_needs_an_impact_assessment_says_what_to_see_to() -> None:
    for one in MEASURES.values():
        if one["needs_dpia"]:
            assert one["side_effects"]["privacy"]["judgement"] in {"attention", "worse"}, one["code"]


def test_every_burden_says_more_than_a_word() -> None:
    for one in MEASURES.values():
        for judged in (*one["openness"].values(), *one["side_effects"].values()):
            assert judged["judgement"] != "not_judged" and len(judged["note"]) >= 5


def test_no_text_is_the_same_for_two_measures() -> None:
    for field in ("name", "summary", "description", "helps_when", "helps_not", "new_weaknesses"):
        assert len({one[field] for one in MEASURES.values()}) == len(MEASURES), field


def test_a_set_that_contradicts_itself_is_refused() -> None:
    head = {
        "kind": "measure_set",
        "key": "own",
        "version": 1,
        "title": "t",
        "status": "platform_default",
        "source": "s",
    }
    wrong = copy.deepcopy(CONTENT)
    wrong["measures"][0]["related"] = ["nowhere"]
    with pytest.raises(ReferenceDataError, match="no other measure"):
        loader.check(head, wrong)
    wrong = copy.deepcopy(CONTENT)
    wrong["measures"][0] |= {"needs_dpia": True, "personal_data": False}
    with pytest.raises(ReferenceDataError, match="handles no personal data"):
        loader.check(head, wrong)


@pytest.mark.django_db
def test_they_are_loaded_once_public_published_and_whole() -> None:
    reference_data()
    assert shipping.sync().created == 38
    told = AuditEntry.objects.count()
    assert shipping.sync() == shipping.Shipped() and AuditEntry.objects.count() == told
    for one in Entry.objects.prefetch_related("aspects"):
        assert one.is_visible_to(None) and one.state == State.PUBLISHED and one.version == 1
        assert queries.missing(one) == []
    assert Entry.objects.get(code="bollards").related.filter(code="road_block_gate").exists()
    assert Entry.objects.filter(reference__frozen_at__isnull=False).count() == 38


@pytest.mark.django_db
def test_nobody_changes_moves_or_deletes_what_came_with_the_platform() -> None:
    reference_data()
    shipping.sync()
    lead = make_user("lead@example.org", make_organisation("Town"), "administrator", is_platform_administrator=True)
    entry = Entry.objects.get(code="bollards")
    for permission in ("edit", "review", "publish", "retire", "reopen", "share", "delete"):
        assert not lead.has_perm(f"catalogue.{permission}", entry), permission
    with pytest.raises(ValidationError):
        services.change(entry, {"name": "x"}, by=lead)
    with pytest.raises(ValidationError):
        services.move(entry, "retire", by=lead, reason="x")
    with pytest.raises(ValidationError):
        services.delete(entry)


@pytest.mark.django_db
def test_a_newer_set_changes_adds_and_retires_and_the_older_wording_stays_readable() -> None:
    reference_data()
    shipping.sync()
    old = ReferenceSet.objects.get(kind="measure_set", version=1)
    content = copy.deepcopy(CONTENT)
    gone = content["measures"].pop(-1)["code"]
    for one in content["measures"]:
        one["related"] = [code for code in one.get("related", ()) if code != gone]
    content["measures"][0]["name"] = "Another map"
    content["measures"].append(content["measures"][1] | {"code": "new_one", "name": "New one", "related": []})
    ReferenceSet.objects.create(
        kind="measure_set", key="platform", version=2, title="t", source="s", content=content, frozen_at=timezone.now()
    )
    done = shipping.sync()
    assert (done.created, done.changed, done.retired) == (1, 37, 1)
    first = Entry.objects.get(code=content["measures"][0]["code"])
    assert (first.name, first.version) == ("Another map", 2)
    assert Entry.objects.get(code=gone).state == State.RETIRED
    assert old.content["measures"][0]["name"] != "Another map"


@pytest.mark.django_db
def test_entries_give_the_codes_that_a_need_is_compared_with() -> None:
    reference_data()
    shipping.sync()
    entry = Entry.objects.get(code="bollards")
    assert queries.codes_of(entry) == Codes({"vehicle", "vbied"}, {"protect"}, {"execution"}, frozenset())


def test_every_shipped_measure_has_a_drawing_of_its_own_with_words(client, db) -> None:
    assert set(pictures.DRAWINGS) == set(MEASURES)
    assert len(set(pictures.DRAWINGS.values())) == len(MEASURES)
    drawing = pictures.drawing_of("bollards")
    assert drawing is not None and drawing.alt == "Schematic drawing: a vehicle, bollards, people."
    assert pictures.drawing_of("") is None
    reference_data()
    shipping.sync()
    entry = Entry.objects.get(code="bollards")
    page = client.get(reverse("catalogue:detail", args=[entry.pk])).content.decode()
    assert f'role="img" aria-label="{drawing.alt}"' in page
