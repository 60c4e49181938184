"""The published format: the schema says what the document is, what leaves comes back equal, and bad files are refused."""

from __future__ import annotations

import copy
import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from jsonschema import Draft202012Validator
from shapely.geometry import LineString, Point, Polygon

from protect.assessments import document, importing, models, services
from protect.assessments.queries.versions import compare
from protect.organisations import audit, markings
from protect.organisations.models import Membership, Organisation, Role, User
from protect.reference import services as reference
from protect.reference import terms
from protect.spaces.models import Attachment, Entrance, ExistingMeasure, Space, SpaceState, SubArea
from tests.remembered import remembered

pytestmark = pytest.mark.django_db
SQUARE = Polygon([(24.9, 60.1), (24.91, 60.1), (24.91, 60.11), (24.9, 60.11)])
#: Belongs to where the document was made: an import never takes it over.
OF_THE_PLACE = ("organisation", "state", "lead", "created_at", "approved_at", "approved_by", "demonstration")


@pytest.fixture
def lead(request):
    user = request.getfixturevalue("made")[0] if "assessment" in request.fixturenames else somebody()
    with audit.acting(user, "test"):
        yield user


@pytest.fixture
def made(db):
    return everything_approved()


@pytest.fixture
def assessment(made, lead):
    return made[1]


def somebody() -> User:
    reference.sync()
    return User.objects.create_user("lea@example.org", "x", name="Lea Lead")


@remembered
def everything_approved():
    lead = somebody()
    with audit.acting(lead, "test"):
        return lead, approved(lead)


def approved(lead):
    """Everything the document can hold, scored by two and approved."""
    town = Organisation.objects.create(name="Musterburg", kind="municipality")
    space = Space(
        organisation=town,
        name="Market square",
        main_category="square",
        further_categories=["shopping", "worship"],
        crowd_class="up_to_2000",
        marking="AMBER",
    )
    space.geometry, space.area_m2 = SQUARE, 6213.4567
    space.save()
    SpaceState.objects.create(space=space, state="event", when="Advent", people=4000)
    north = SubArea(space=space, name="North side", kind="approach", position=1)
    north.geometry = SQUARE
    north.save()
    south = SubArea.objects.create(space=space, name="South side", kind="access_point", position=0)
    gate = Entrance(space=space, sub_area=south, name="Gate", used_by=["people", "deliveries"], width_m=3.5)
    gate.geometry = Point(24.905, 60.1)
    gate.save()
    wall = ExistingMeasure(
        space=space,
        sub_area=north,
        name="Wall",
        origin="natural",
        category="physical",
        functions=["protect", "restrict"],
        threat_types=["vehicle"],
        condition="works",
    )
    wall.geometry = LineString([(24.9, 60.1), (24.91, 60.1)])
    wall.save()
    # The same name twice: two patrols are two measures.
    for hours in ("day", "night"):
        ExistingMeasure.objects.create(space=space, name="Patrol", origin="emplaced", category="method", hours=hours)
    photo = Attachment.objects.create(
        space=space, kind="photo", title="Gap", content_type="image/jpeg", sha256="ab" * 32, file="gap.jpg"
    )
    found = services.create_assessment(space, by=lead, marking="AMBER")
    services.change_assessment(
        found, {"mandate": "The council asked.", "usage_states": ["normal", "event"], "scores_inherent": True}
    )
    other = services.put_on_team(found, name="Bert", function="police", organisation_name="Police")
    services.write_visit(found, {"starts_at": timezone.now(), "usage_state": "event", "participants": "Lea, Bert"})
    services.tick(found, found.steps.content["preparation"][0]["items"][0]["key"], done=True, note="Signed.")
    services.move_on(found)
    services.move_on(found)
    for number, row in enumerate(found.scenarios.all()):
        if number < 3:
            services.change_scenario(
                row,
                {
                    "title": f"Scenario {number}",
                    "text": "People are hurt.",
                    "sub_area": north if number else None,
                    "measures": [wall],
                    "phases": ["execution"],
                },
            )
        else:
            services.change_scenario(row, {"applicable": False, "reason": "Not here."})
    services.move_on(found)
    lea = found.team.get(user=lead)
    for number, row in enumerate(found.scenarios.filter(applicable=True)):
        for basis in ("current", "inherent"):
            services.save_score(row, lea, {"probability": 2, "consequence": number and 4}, basis=basis)
            services.save_score(
                row, other, {"probability": 4, "consequence": 5, "confidence": "low", "rationale": "Busy."}, basis=basis
            )
    services.open_scores(found)
    for number, row in enumerate(found.scenarios.filter(applicable=True)):
        for basis in ("current", "inherent"):
            values = {"probability": 3, "consequence": number and 4, "rationale": "Discussed.", "notes": "Long."}
            services.agree(row, values, basis=basis, absent=[other] if number == 1 else ())
    services.move_on(found)
    weak = services.write_vulnerability(
        found, statement="The north side is open.", scenarios=[found.scenarios.all()[1]], photos=[photo]
    )
    services.decide(
        weak,
        {
            "decision": "accept",
            "reason": "Rebuilt in spring.",
            "signatory": "M. Mayor",
            "review_on": dt.date(2026, 6, 1),
        },
    )
    treated = []
    for statement in ("The gate is never closed.", "Nobody hears a warning."):
        one = services.write_vulnerability(found, statement=statement, scenarios=[found.scenarios.all()[0]])
        treated.append(services.decide(one, {"decision": "treat"}))
    aim = services.write_objective(found, text="Only who belongs there drives in.", vulnerabilities=treated)
    services.write_requirement(
        found, text="Closes the gate.", vulnerabilities=reversed(treated), obligation="must",
        measure_of_success="Within 10 s.", functions=["restrict", "protect"], objective=aim,
    )  # fmt: skip
    services.write_requirement(
        found,
        text="Warns by ear and eye.",
        vulnerabilities=treated[1:],
        obligation="should",
        measure_of_success="Heard.",
    )
    return services.approve(found, by=lead, note="Agreed.")


def sent(content) -> dict:
    return json.loads(json.dumps(content))


def test_the_schema_is_sound_and_the_document_fits_it(assessment):
    Draft202012Validator.check_schema(document.schema())
    assert importing.read(json.dumps(document.of(assessment)))


def test_every_object_of_the_schema_is_closed():
    """A field nobody described cannot slip in."""

    def objects(part):
        if isinstance(part, dict):
            if "properties" in part and part.get("type") == "object":
                yield part
            for one in part.values():
                yield from objects(one)
        elif isinstance(part, list):
            for one in part:
                yield from objects(one)

    assert all(one["additionalProperties"] is False for one in objects(document.schema()))


def test_the_schema_knows_the_vocabularies_and_the_columns():
    schema = document.schema()
    shapes, parts = schema["$defs"], schema["properties"]
    for vocabulary in ("psoi_category", "usage_state", "threat_phase", "measure_function", "confidence"):
        assert tuple(shapes[vocabulary]["enum"]) == terms.codes(vocabulary)
    assert shapes["marking"]["enum"] == markings.STRICTEST_FIRST
    space = parts["space"]["properties"]
    measure = space["measures"]["items"]["properties"]
    member = parts["team"]["items"]["properties"]
    for vocabulary, shape in (
        ("sub_area_kind", space["sub_areas"]["items"]["properties"]["kind"]),
        ("measure_origin", measure["origin"]),
        ("measure_category", measure["category"]),
        ("measure_condition", measure["condition"]),
        ("team_circle", member["circle"]),
        ("team_function", member["function"]),
        ("assessment_state", parts["assessment"]["properties"]["state"]),
    ):
        assert set(shape["enum"]) == set(terms.codes(vocabulary)), vocabulary
    assert set(space["crowd_class"]["enum"]) == {"", *terms.codes("crowd_class")}
    for model, shape in (
        (models.Assessment, parts["assessment"]),
        (Space, parts["space"]),
        (SubArea, space["sub_areas"]["items"]),
        (Entrance, space["entrances"]["items"]),
        (ExistingMeasure, space["measures"]["items"]),
        (models.TeamMember, parts["team"]["items"]),
        (models.Visit, parts["visits"]["items"]),
        (models.Scenario, parts["scenarios"]["items"]),
        (models.Vulnerability, parts["vulnerabilities"]["items"]),
    ):
        columns = {field.name: field.max_length for field in model._meta.concrete_fields}
        for name, described in shape["properties"].items():
            if "maxLength" in described and columns.get(name):
                assert described["maxLength"] == columns[name], f"{model.__name__}.{name}"


@pytest.mark.parametrize("photos", ["without", "with"])
def test_what_is_exported_imports_into_an_equal_assessment(assessment, photos):
    before = sent(document.of(assessment))
    elsewhere = Organisation.objects.create(name="Nachbarstadt", kind="municipality")
    space = None
    if photos == "with":
        # A space that has the photo already, as when the space itself was exchanged before.
        space = assessment.space
    copied = importing.load(importing.read(json.dumps(before)), elsewhere, by=None, space=space)
    after = sent(document.build(copied))
    importing.read(json.dumps(after))
    assert compare({**before, "assessment": after["assessment"]}, after) == []
    for name in OF_THE_PLACE:
        before["assessment"].pop(name), after["assessment"].pop(name)
    for one in (*before["vulnerabilities"], *after["vulnerabilities"]):
        one.pop("decided_by")  # accounts stay where they are
        if photos == "without":
            one.pop("photos")
    if photos == "with":
        assert after["assessment"].pop("version") == before["assessment"].pop("version") + 1
    assert after == before
    assert copied.state == models.State.REVIEW


def test_a_copy_taken_out_says_who_took_it_and_still_imports(assessment):
    content = sent(document.of(assessment))
    content["exported"] = {"by": "Lea", "at": "2026-03-01T10:00:00+01:00", "marking": "AMBER"}
    assert importing.read(json.dumps(content))["exported"]["by"] == "Lea"


def test_an_own_scale_set_travels_but_never_as_the_platforms_default(assessment):
    content = sent(document.of(assessment))
    scale = content["scale_set"]
    scale["content"]["probability"]["levels"][0]["label"] = "Hardly ever"
    scale["digest"] = reference.digest_of(scale["content"])
    elsewhere = Organisation.objects.create(name="Nachbarstadt", kind="municipality")
    copied = importing.load(importing.read(json.dumps(content)), elsewhere, by=None)
    assert copied.scale_set.status == "organisation"
    assert copied.scale_set.key.startswith("platform-default-imported-")
    assert copied.scale_set.frozen_at is not None
    assert document.build(copied)["scale_set"]["content"] == scale["content"]


def test_an_unknown_step_template_falls_back_to_the_platforms(assessment):
    content = sent(document.of(assessment))
    content["steps"]["key"] = "somebody-elses"
    elsewhere = Organisation.objects.create(name="Nachbarstadt", kind="municipality")
    assert importing.load(importing.read(json.dumps(content)), elsewhere, by=None).steps.key == "eu-vat"


def spoil(path: str, value):
    def change(content):
        *way, last = path.split("/")
        part = content
        for name in way:
            part = part[int(name) if isinstance(part, list) else name]
        part[int(last) if isinstance(part, list) else last] = value

    return change


def twice(path: str):
    def change(content):
        part = content
        for name in path.split("/"):
            part = part[int(name) if isinstance(part, list) else name]
        part.append(copy.deepcopy(part[0]))

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (spoil("scenarios/0/threat_type", "flood"), "scenarios/0/threat_type"),
        (spoil("scenarios/0/sub_area", "sub-area-9"), "scenarios/0/sub_area"),
        (spoil("scenarios/5/reason", ""), "scenarios/5/reason"),
        (spoil("scenarios/1/scores/0/member", "member-9"), "scenarios/1/scores"),
        (spoil("scenarios/1/scores/0/probability", 6), "scenarios/1: probability 6"),
        (spoil("scenarios/1/scores/0/factors", {"unknown": 1}), "scenarios/1: factors"),
        (spoil("scenarios/1/title", "x" * 201), "scenarios/1/title"),
        (spoil("scenarios/1/title", "a\0b"), "scenarios/1/title"),
        (spoil("scenarios/1/title", "a\ud83d"), "scenarios/1/title"),
        (spoil("assessment/review_on", "2026-02-31"), "assessment/review_on"),
        (spoil("assessment/created_at", "2026-02-01T10:00:00"), "assessment/created_at"),
        (spoil("assessment/surprise", 1), "assessment"),
        (spoil("space/measures/0/sub_area", "sub-area-9"), "space/measures/0/sub_area"),
        (spoil("scale_set/content/matrix/0/0", "no_band"), "no_band"),
        (spoil("scale_set/content/note", "Another note."), "digest"),
        (spoil("threat_types/content/threat_types", []), "threat_types"),
        (twice("scenarios"), "scenarios"),
        (twice("scenarios/0/scores"), "scenarios/0/scores"),
        (twice("scenarios/0/consensus"), "scenarios/0/consensus"),
        (twice("space/sub_areas"), "space/sub_areas"),
        (twice("team"), "team"),
        (twice("preparation"), "preparation"),
        (twice("vulnerabilities"), "vulnerabilities"),
    ],
)
def test_a_mistake_in_the_file_is_told_by_its_place(assessment, change, told):
    content = sent(document.of(assessment))
    change(content)
    with pytest.raises(ValidationError) as refused:
        importing.read(json.dumps(content))
    assert told in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "text", ["", "[]", "{", b"\xff\xfe", '{"format": NaN}', "[" * 100_000, '{"format": "protect-assessment"}']
)
def test_what_is_no_assessment_is_refused_in_one_sentence(text):
    with pytest.raises(ValidationError):
        importing.read(text)


@pytest.mark.parametrize(
    "shape",
    [
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": [200, 60]},
        {"type": "Polygon", "coordinates": [[1, 2]]},
        {"type": "Point", "coordinates": ["a", "b"]},
        {"type": "Point", "coordinates": {"x": 1}},
    ],
)
def test_a_broken_geometry_imports_nothing(assessment, shape):
    content = sent(document.of(assessment))
    content["space"]["measures"][0]["geometry"] = shape
    elsewhere = Organisation.objects.create(name="Nachbarstadt", kind="municipality")
    with pytest.raises(ValidationError):
        importing.load(importing.read(json.dumps(content)), elsewhere, by=None)
    assert not Space.objects.filter(organisation=elsewhere).exists()


def test_while_scores_are_blind_a_reader_finds_their_own_and_no_others(assessment, lead):
    space = Space.objects.create(organisation=assessment.organisation, name="Station", main_category="transport_hub")
    blind = services.create_assessment(space, by=lead)
    services.change_assessment(blind, {"mandate": "Asked."})
    bert = services.put_on_team(blind, name="Bert", function="police")
    services.move_on(blind)
    services.move_on(blind)
    for row in blind.scenarios.all():
        services.change_scenario(row, {"title": "What if", "text": "People are hurt."})
    services.move_on(blind)
    row = blind.scenarios.first()
    services.save_score(row, bert, {"probability": 5, "consequence": 5, "rationale": "Secret."})
    services.save_score(row, blind.team.get(user=lead), {"probability": 1, "consequence": 1})
    assert [one["scores"] for one in document.of(blind)["scenarios"]] == [[]] * 10
    Membership.objects.create(user=lead, organisation=space.organisation, role=Role.LEAD)
    own = document.of(blind, lead)["scenarios"][0]["scores"]
    assert [(one["member"], one["probability"]) for one in own] == [("member-1", 1)]
