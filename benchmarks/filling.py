"""A large town's data: invented, the same every time, written in bulk."""

from __future__ import annotations

import random
from typing import Any

ORGANISATIONS = 20
#: Rows of one assessment: 10 threat types x sub-areas; members who score each of them.
ROWS, MEMBERS = 20, 5
#: Vulnerabilities of one assessment.
WEAK = 6
PASSWORD = "!"
BATCH = 5000


def fill(spaces: int, assessments: int) -> dict[str, int]:
    """``spaces`` spaces and ``assessments`` assessments with ``ROWS * MEMBERS`` scores each; half belong to one town.

    Two candidates and twenty entries of the audit trail for each space. Returns keys of things to look at: lead,
    administrator, organisation, space, row, newer (the second version of ``approved``) and one assessment in each state.
    """
    from django.utils import timezone
    from shapely import box

    from protect.assessments.models import (
        Assessment,
        Consensus,
        PreparationItem,
        Scenario,
        Score,
        TeamMember,
        Vulnerability,
    )
    from protect.assessments.services.lifecycle import open_new_version
    from protect.organisations import audit
    from protect.organisations.models import AuditEntry, Membership, Organisation, Role, User
    from protect.reference import services as reference
    from protect.spaces.models import ContextFeature, ExistingMeasure, Space, SubArea

    chance = random.Random(815356)
    reference.sync()
    references = {
        "scale_set": reference.latest("scale_set", "platform-default"),
        "threat_types": reference.latest("threat_types", "eu-vat"),
        "steps": reference.latest("step_template", "eu-vat"),
    }
    threats = [one["code"] for one in references["threat_types"].content["threat_types"]]
    towns = [
        Organisation.objects.create(name=f"Town {number:02}", kind="municipality") for number in range(ORGANISATIONS)
    ]
    people = [
        User(email=f"person{number}@example.org", name=f"Person {number}", password=PASSWORD) for number in range(200)
    ]
    people = User.objects.bulk_create(people)
    Membership.objects.bulk_create(
        Membership(user=person, organisation=towns[number % ORGANISATIONS], role=Role.LEAD)
        for number, person in enumerate(people)
    )
    administrator = User.objects.create(email="administrator@example.org", name="Administrator", password=PASSWORD)
    Membership.objects.create(user=administrator, organisation=towns[0], role=Role.ADMINISTRATOR)

    def owner(number: int) -> Organisation:
        return towns[0] if number // 8 % 2 else towns[number // 16 % ORGANISATIONS]

    categories = ["square", "shopping", "transport_hub", "culture", "worship", "nightlife", "business", "institution"]
    made = []
    for number in range(spaces):
        west, south = 24 + number % 100 / 500, 60 + number // 100 / 500
        space = Space(
            organisation=owner(number), name=f"Space {number:05} {chance.choice('ABCDEFGH')}", town="Quarter",
            main_category=categories[number % 8], crowd_class="up_to_2000", description="An invented place. " * 10,
        )  # fmt: skip
        space.geometry = box(west, south, west + 0.001, south + 0.001)
        space.area_m2 = 6000.0
        made.append(space)
    made = Space.objects.bulk_create(made, batch_size=BATCH)
    areas, measures, context = [], [], []
    for number, space in enumerate(made):
        if number < assessments:
            for part in range(2):
                area = SubArea(space=space, name=f"Part {part}", kind="interior", position=part)
                area.geometry = space.geometry
                areas.append(area)
            measures += [
                ExistingMeasure(space=space, name=f"Measure {part}", origin="emplaced", category="physical")
                for part in range(4)
            ]
        for part in range(3):
            street = ContextFeature(
                organisation_id=space.organisation_id,
                source=f"bench:{number}:{part}",
                kind="street",
                name="Street",
                digest="x",
            )
            street.geometry = space.geometry.boundary  # type: ignore[union-attr]
            context.append(street)
    areas = SubArea.objects.bulk_create(areas, batch_size=BATCH)
    ExistingMeasure.objects.bulk_create(measures, batch_size=BATCH)
    ContextFeature.objects.bulk_create(context, batch_size=BATCH)
    _candidates(made, towns, categories)

    states = ["draft", "on_site", "scoring", "consensus", "review", "approved", "approved", "expired"]
    now = timezone.now()
    found = []
    for number in range(assessments):
        state = states[number % len(states)]
        opened = state in {"consensus", "review", "approved", "expired"}
        found.append(
            Assessment(
                organisation_id=made[number].organisation_id,
                space=made[number],
                title=made[number].name,
                state=state,
                mandate="Asked for by the council.",
                managing_body="Town",
                lead=people[0],
                usage_states=["normal"],
                scores_opened_at=now if opened else None,
                approved_at=now if state == "approved" else None,
                review_on=now.date() if state in {"approved", "expired"} else None,
                **references,
            )  # fmt: skip
        )
    found = Assessment.objects.bulk_create(found, batch_size=BATCH)
    members = TeamMember.objects.bulk_create(
        [
            TeamMember(
                assessment=one, user=people[place * ORGANISATIONS], name=f"Person {place}",
                organisation_name=f"House {place % 2}", function="police",
            )
            for one in found
            for place in range(MEMBERS)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    rows = Scenario.objects.bulk_create(
        [
            Scenario(
                assessment=one, threat_type=threats[place % 10], sub_area=areas[2 * number + place // 10], usage_state="normal",
                title=f"Scenario {place}", text="People are hurt and the place is closed. " * 5, position=place,
            )
            for number, one in enumerate(found)
            for place in range(ROWS)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    scores: list[Any] = []
    agreed, items = [], []
    for number, one in enumerate(found):
        for place in range(ROWS):
            row = rows[number * ROWS + place]
            for member in members[number * MEMBERS : (number + 1) * MEMBERS]:
                scores.append(
                    Score(
                        scenario=row, member=member, probability=chance.randint(0, 5), consequence=chance.randint(1, 5),
                        confidence=chance.choice(["low", "medium", "high"]), rationale="Seen on site.",
                    )
                )  # fmt: skip
            if states[number % len(states)] in {"review", "approved", "expired"}:
                agreed.append(
                    Consensus(
                        scenario=row,
                        probability=chance.randint(0, 5),
                        consequence=chance.randint(1, 5),
                        rationale="Agreed.",
                    )
                )
        items += [PreparationItem(assessment=one, key=f"item-{place}", done=True) for place in range(5)]
        if len(scores) >= 50_000:
            Score.objects.bulk_create(scores, batch_size=BATCH)
            scores = []
    Score.objects.bulk_create(scores, batch_size=BATCH)
    Consensus.objects.bulk_create(agreed, batch_size=BATCH)
    PreparationItem.objects.bulk_create(items, batch_size=BATCH)
    weak = Vulnerability.objects.bulk_create(
        [
            Vulnerability(assessment=one, statement=f"Weak point {place}", decision="treat", position=place)
            for one in found
            for place in range(WEAK)
        ],
        batch_size=BATCH,
    )
    Vulnerability.scenarios.through.objects.bulk_create(
        [
            Vulnerability.scenarios.through(
                vulnerability_id=one.pk, scenario_id=rows[number // WEAK * ROWS + number % WEAK].pk
            )
            for number, one in enumerate(weak)
        ],
        batch_size=BATCH,
    )
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                actor=people[number % 200], actor_name="Person", organisation_id=made[number % spaces].organisation_id,
                verb="viewed", object_type="spaces.space", object_id=made[number % spaces].pk, object_name="Space",
                root_type="spaces.space", root_id=made[number % spaces].pk, origin="127.0.0.1",
            )
            for number in range(spaces * 20)
        ],
        batch_size=BATCH,
    )  # fmt: skip
    first: dict[str, Assessment] = {}
    for one in found:
        if one.organisation_id == towns[0].pk:
            first.setdefault(one.state, one)
    _seal([one for one in found if one.state in {"approved", "expired"}])
    with audit.acting(people[0], "bench"):
        newer = open_new_version(first["approved"], by=people[0])
    return {
        "newer": newer.pk,
        "administrator": administrator.pk,
        "lead": people[0].pk,
        "organisation": towns[0].pk,
        "space": first["approved"].space_id,
        "row": rows[found.index(first["review"]) * ROWS].pk,
        **{state: one.pk for state, one in first.items()},
        "scores": Score.objects.count(),
    }


def _candidates(spaces: list[Any], towns: list[Any], categories: list[str]) -> None:
    """Two candidates a space, one of them taken into the register, from two imports a town."""
    from protect.spaces.models import Candidate, MapImport

    imports = {
        town.pk: [
            MapImport.objects.create(organisation=town, file_name=f"town-{turn}.osm.pbf", state="done", progress=100)
            for turn in range(2)
        ]
        for town in towns
    }
    found = []
    for number, space in enumerate(spaces):
        for turn in range(2):
            one = Candidate(
                organisation_id=space.organisation_id, found_in=imports[space.organisation_id][turn], kind="place=square",
                source=f"osm:way/{2 * number + turn}", name=f"Candidate {number:05}", main_category=categories[number % 8],
                area_m2=500.0, tags={"place": "square"}, search_text=f"candidate {number:05}",
                space=space if turn else None,
            )  # fmt: skip
            one.geometry = space.geometry
            found.append(one)
    Candidate.objects.bulk_create(found, batch_size=BATCH)


def _seal(approved: list[Any]) -> None:
    """Each approved version keeps its document; one is built for real and stands for the size of all."""
    from protect.assessments import document
    from protect.assessments.models import Snapshot

    content = document.build(approved[0])
    Snapshot.objects.bulk_create(
        [Snapshot(assessment=one, document=document.build(one) if place < 40 else content, sha256="0" * 64)
         for place, one in enumerate(approved)],
        batch_size=100,
    )  # fmt: skip
