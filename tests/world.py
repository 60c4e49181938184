"""People, organisations, a space and an assessment for tests: built as the platform builds them, by models and services.

    def test_something(db):
        w = world()
        client.force_login(w.viewer)

Every restricted text of the world carries ``SECRET``: whoever may not see an object never meets that word.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Mode, Vulnerability
from protect.checklists import services as asking
from protect.checklists.models import Arrival
from protect.organisations import audit
from protect.organisations.models import Membership, Organisation, OrganisationKind, Role, Share, User
from protect.reference.models import ReferenceSet
from protect.reference.services import sync
from protect.spaces import services as register
from protect.spaces.models import Candidate, MapImport, Space
from tests.remembered import remembered

SECRET = "Kestrelmoor"
PASSWORD = "a long enough pass phrase"


def reference_data() -> None:
    """The shipped scale sets, threat types, steps ... in the table; does nothing if they are there."""
    if not ReferenceSet.objects.exists():
        sync()


def make_organisation(
    name: str = "Municipality of Testa", kind: str = OrganisationKind.MUNICIPALITY, **fields: Any
) -> Organisation:
    return Organisation.objects.create(name=name, kind=kind, **fields)


def make_user(
    email: str,
    organisation: Organisation | None = None,
    role: str = Role.LEAD,
    name: str = "",
    **fields: Any,
) -> User:
    """Somebody who signs in with ``PASSWORD``; ``organisation`` gives them ``role`` there."""
    name = name or email.partition("@")[0].replace(".", " ").title()
    user = User.objects.create_user(email, PASSWORD, name=name, **fields)
    if organisation is not None:
        Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def square(west: float = 23.46, south: float = 42.66, size: float = 0.001) -> Any:
    from shapely.geometry import box

    return box(west, south, west + size, south + size)


def make_space(organisation: Organisation, name: str = "Old Market", by: User | None = None, **values: Any) -> Space:
    """A space in the register, with an outline; ``values`` are fields of the register, ``marking`` and ``geometry``."""
    values.setdefault("main_category", "square")
    geometry, marking = values.pop("geometry", square()), values.pop("marking", None)
    with audit.acting(by, "test"):
        return register.create_space(organisation, {"name": name, **values}, by=by, geometry=geometry, marking=marking)


def make_assessment(space: Space, by: User | None, mode: str = Mode.FULL, **options: Any) -> Assessment:
    """A draft, begun by ``by``; ``options`` are those of ``assessments.services.create_assessment``."""
    reference_data()
    with audit.acting(by, "test"):
        return assessing.create_assessment(space, by=by, mode=mode, **options)


def share(about: Any, *, organisation: Organisation | None = None, person: User | None = None) -> Share:
    """Name a reader, without any of the questions that the service asks."""
    return Share.objects.create(
        object_type=about._meta.label_lower, object_id=about.pk, organisation=organisation, person=person, reason="test"
    )


def after_preview(client: Any, where: str, data: Mapping[str, Any], **options: Any) -> Any:
    """Send a form that lets somebody in as a person does: the preview comes first, then its button."""
    seen = client.post(where, data)
    return client.post(where, {**data, "previewed": seen.context["previewed"]}, **options)


def picture(colour: str = "navy") -> io.BytesIO:
    """A small photo, as a file."""
    from PIL import Image

    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    file.seek(0)
    return file


@dataclass
class World:
    """One municipality with somebody in every role, and those who must not see what is theirs."""

    municipality: Organisation
    other_municipality: Organisation
    police: Organisation
    solution_provider: Organisation
    people: dict[str, User] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    @property
    def stranger(self) -> None:
        """Nobody has signed in."""

    def __getattr__(self, name: str) -> Any:
        for shelf in ("people", "parts"):
            found: Mapping[str, Any] = self.__dict__.get(shelf, {})
            if name in found:
                return found[name]
        raise AttributeError(name)


@remembered
def world() -> World:
    """People: administrator, lead, assessor, expert, viewer, rfi_officer, observer (of the municipality), other (lead of another
    municipality), other_administrator, officer (police), provider (of a solution provider), platform_administrator.

    Things, all of the municipality with their default marking: space with sub_area, entrance, measure, usage_state, contact,
    photo; assessment (full, draft) with scenario, member, visit, vulnerability, objective, requirement;
    checklist with answer, arrival; map_import with candidate.
    """
    reference_data()
    w = World(
        make_organisation("Municipality of Testa"),
        make_organisation("Municipality of Elsewhere"),
        make_organisation("Police of Testa", OrganisationKind.POLICE),
        make_organisation("Fences and Gates Ltd", OrganisationKind.SOLUTION_PROVIDER),
    )
    for role in Role.values:
        if role != Role.PROVIDER:
            w.people[role] = make_user(f"{role}@testa.example", w.municipality, role, name=f"Testa {role.title()}")
    w.people["other"] = make_user("lead@elsewhere.example", w.other_municipality, Role.LEAD, name="Elin Elsewhere")
    w.people["other_administrator"] = make_user(
        "administrator@elsewhere.example", w.other_municipality, Role.ADMINISTRATOR
    )
    w.people["officer"] = make_user("officer@police.example", w.police, Role.EXPERT)
    w.people["provider"] = make_user("seller@fences.example", w.solution_provider, Role.PROVIDER)
    w.people["platform_administrator"] = make_user("platform@host.example", is_platform_administrator=True)
    with audit.acting(w.lead, "test"):
        _furnish(w)
    return w


def _furnish(w: World) -> None:
    space = make_space(
        w.municipality,
        f"{SECRET} Square",
        w.lead,
        **{name: f"{SECRET} {name}" for name in ("town", "owner_name", "busy_times", "hazard_notes")},
    )
    w.parts["space"] = space
    w.parts["sub_area"] = register.save_sub_area(
        space, {"name": f"{SECRET} gate", "kind": "access_point"}, geometry=square(size=0.0004)
    )
    w.parts["entrance"] = register.save_entrance(space, {"name": f"{SECRET} entrance", "used_by": ["people"]})
    w.parts["measure"] = register.save_measure(
        space,
        {"name": f"{SECRET} bollards", "origin": "emplaced", "category": "physical", "functions": ["restrict"]},
    )
    w.parts["usage_state"] = register.save_state(space, {"state": "peak", "when": f"{SECRET} evenings"})
    w.parts["contact"] = register.save_contact(space, {"name": f"{SECRET} caretaker"})
    file = picture()
    w.parts["photo"] = register.add_attachment(
        space,
        file,
        name="gate.jpg",
        size=len(file.getvalue()),
        title=f"{SECRET} photo",
        description=f"{SECRET} gate",
        by=w.lead,
    )

    assessment = make_assessment(space, w.lead, title=f"{SECRET} assessment")
    w.parts["assessment"] = assessment
    w.parts["scenario"] = scenario = assessment.scenarios.first()
    assessing.change_scenario(scenario, {"title": f"{SECRET} scenario", "text": f"{SECRET} internal text"})
    w.parts["member"] = assessing.put_on_team(assessment, name=w.assessor.name, function="police", user=w.assessor)
    w.parts["visit"] = assessing.write_visit(
        assessment, {"starts_at": timezone.now() - timedelta(days=1), "usage_state": "normal", "notes": SECRET}
    )
    w.parts["vulnerability"] = assessing.write_vulnerability(
        assessment, statement=f"{SECRET} weak point", scenarios=[scenario]
    )
    # Decisions follow the scores, and this one is a draft: what requirements stand on is set without the service.
    Vulnerability.objects.filter(pk=w.vulnerability.pk).update(decision="treat")
    w.parts["objective"] = assessing.write_objective(
        assessment, text=f"{SECRET} objective", vulnerabilities=[w.vulnerability]
    )
    w.parts["requirement"] = assessing.write_requirement(
        assessment, text=f"{SECRET} requirement", vulnerabilities=[w.vulnerability], obligation="must",
        measure_of_success=f"{SECRET} measure", functions=["restrict"], objective=w.objective,
    )  # fmt: skip
    w.vulnerability.refresh_from_db()
    w.parts["checklist"] = asking.begin(space, by=w.lead, assessment=assessment)
    w.parts["answer"] = asking.answer(
        w.parts["checklist"], "A1", {"answer": "no", "evidence": f"{SECRET} evidence"}, by=w.lead
    ).answer
    w.parts["arrival"] = Arrival.objects.create(
        space=space, assessment=assessment, question_set=w.checklist.question_set, file_name=f"{SECRET}.csv",
        usage_state="normal", created_by=w.lead,
        report={"submissions": [], "quick": False, "lines": [
            {"row": 2, "column": SECRET, "value": SECRET, "becomes": SECRET, "level": "left_out"}]},
    )  # fmt: skip
    w.parts["map_import"] = MapImport.objects.create(
        organisation=w.municipality, file_name=f"{SECRET}.osm", state=MapImport.State.DONE, started_by=w.lead
    )
    w.parts["candidate"] = Candidate.objects.create(
        organisation=w.municipality,
        found_in=w.map_import,
        source="osm:way/1",
        name=f"{SECRET} candidate",
        main_category="square",
        kind="place=square",
    )
