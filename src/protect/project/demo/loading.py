"""Loads the tables through the services, so that rules and audit trail hold for invented data as for any other."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from protect.catalogue import shipping
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import Organisation, Role, User, Verb
from protect.peers import services as peering
from protect.project.demo import accounts, drawing, texts
from protect.project.demo.accounts import ACCOUNTS
from protect.project.demo.acting import act
from protect.project.demo.budgeting import budget
from protect.project.demo.calling import call_out
from protect.project.demo.cataloguing import fill_catalogue
from protect.project.demo.choosing import choose
from protect.project.demo.cities import CITIES, City, Place
from protect.project.demo.dating import date_everything
from protect.project.demo.evaluating import evaluate, judge_the_demonstration
from protect.project.demo.exercising import exercise
from protect.project.demo.festive import celebrate
from protect.project.demo.filming import film
from protect.project.demo.happening import happen
from protect.project.demo.holding import hold
from protect.project.demo.learning import learn
from protect.project.demo.publishing import publish
from protect.project.demo.selecting import select
from protect.project.demo.showing import show
from protect.project.demo.stories import STORIES
from protect.project.demo.telling import Stage, tell
from protect.reference import services as reference
from protect.search import indexing
from protect.spaces import services as register
from protect.spaces.imports.context import write_features
from protect.spaces.models import Space

ROLES = {str(label): code for code, label in Role.choices}


def load() -> None:
    """Everything or nothing; does nothing where the demonstration's organisations exist."""
    if Organisation.objects.filter(name=accounts.BRASOV).exists():
        return
    with transaction.atomic(), audit.gathered() as entries, indexing.gathered():
        reference.sync()
        with audit.acting(None, "demo"):
            shipping.sync()
            organisations = _organisations()
            people = _people(organisations)
        spaces: dict[str, Space] = {}
        leads = {
            city.municipality: next(p for p in people.values() if _is(p, city.municipality, Role.LEAD))
            for city in CITIES
        }
        for city in CITIES:
            lead = leads[city.municipality]
            with audit.acting(lead, "demo"):
                write_features(drawing.town_map(city), organisations[city.municipality])
                for number, place in enumerate(city.places):
                    spaces[place.key] = _space(city, number, place, organisations[city.municipality], lead)
        stage = Stage(organisations, people, spaces)
        choose(organisations, leads, spaces)
        told = [(story, tell(story, stage)) for story in STORIES]
        fill_catalogue(organisations, people, spaces)
        date_everything(told, entries)
        # Of today: a call is open, and what the trail tells of it is told at its own time.
        call_out(organisations, people, entries)
        evaluate(people)
        select(organisations, people)
        show(organisations, people, spaces)
        judge_the_demonstration(people)
        happen(organisations, people, spaces)
        budget(organisations, people)
        celebrate(organisations, people)
        exercise(organisations, people, spaces)
        act(organisations, people)
        hold(organisations, people)
        film(people)
        learn(organisations, people)
        publish(organisations, people)
        _compare(organisations, leads)
        entries.sort(key=lambda entry: entry.at)


def _compare(organisations: dict[str, Organisation], leads: dict[str, User]) -> None:
    """All five cities take part: as many as stand behind a figure at least."""
    for city in CITIES:
        with audit.acting(leads[city.municipality], "demo"):
            peering.decide(organisations[city.municipality], takes_part=True)
    peering.publish()


def _is(person: User, organisation: str, role: str) -> bool:
    return person.memberships.filter(organisation__name=organisation, role=role).exists()


def _organisations() -> dict[str, Organisation]:
    rows: list[tuple[str, str, str]] = []
    for city in CITIES:
        rows.append((city.municipality, "municipality", city.country))
        rows.append((accounts.police_of(city.municipality), "police", city.country))
        rows.append((accounts.operator_of(city.municipality), "operator", city.country))
    rows += [
        (accounts.NATIONAL, "national_authority", "BE"),
        (accounts.PROVIDER, "solution_provider", "BE"),
        (accounts.RIVAL, "solution_provider", "NL"),
        (accounts.RESEARCH, "research", "BE"),
    ]
    return {
        name: organising.create_organisation(
            {"name": name, "kind": kind, "country": country, "contact": "invented@example.org"}, is_demonstration=True
        )
        for name, kind, country in rows
    }


def _people(organisations: dict[str, Organisation]) -> dict[str, User]:
    """By the part of the e-mail before the @. They join as anybody does: invited, and accepting.

    A password is slow to digest on purpose. That of the demonstration is one, known to everybody, and digested once.
    """
    people: dict[str, User] = {}
    digests: dict[str, str] = {}
    for one in ACCOUNTS:
        if one.password not in digests:
            validate_password(one.password)
            digests[one.password] = make_password(one.password)
        user = User.objects.create(
            email=one.email,
            password=digests[one.password],
            name=one.name,
            is_platform_administrator=not one.organisation,
        )
        audit.record(Verb.CREATED, user, by=user)
        if one.organisation:
            organisation = organisations[one.organisation]
            invitation, _secret = organising.invite(organisation, one.email, ROLES[one.role], by=None)
            organising.accept(invitation, user)
        people[one.email.partition("@")[0]] = user
    return people


def _space(city: City, number: int, place: Place, owner: Organisation, lead: User) -> Space:
    ground, w, h = drawing.ground_of(city, number), place.width_m, place.height_m
    space = register.create_space(
        owner,
        {
            "name": f"{place.name} (invented)",
            "main_category": place.category,
            "further_categories": place.further,
            "town": city.name,
            "owner_name": city.municipality,
            "operator_name": accounts.operator_of(city.municipality),
            "crowd_class": place.crowd,
            "busy_times": place.busy,
            "description": f"Invented for the demonstration. {place.description}",
            "surroundings": place.surroundings,
            "symbolic_notes": place.symbolic,
            "hazard_notes": place.hazards,
        },
        by=lead,
        geometry=ground.area(0, 0, w, h),
    )
    for state, (when, number_of_people) in place.states.items():
        register.save_state(space, {"state": state, "when": when, "people": number_of_people})
    register.save_contact(
        space,
        {"name": "Duty desk (invented)", "function": "Caretaker on duty", "phone": "+00 000 000 000",
         "organisation_name": accounts.operator_of(city.municipality), "email": "duty@example.org"},
    )  # fmt: skip
    parts: list[tuple[str, str, Any]] = [
        ("Approach from the south", "approach", ground.area(0, -12, w, 0)),
        ("Middle", "interior", ground.area(w * 0.2, h * 0.2, w * 0.8, h * 0.8)),
        ("Main entrance", "access_point", ground.area(w * 0.4, 0, w * 0.6, h * 0.2)),
        ("Delivery side", "service_area", ground.area(w * 0.8, h * 0.2, w, h * 0.8)),
    ]
    areas = [register.save_sub_area(space, {"name": n, "kind": k}, geometry=g) for n, k, g in parts]
    for name, used_by, width, x, y, area in (
        ("Main entrance", ["people"], 6.0, w / 2, 0, areas[2]),
        ("Delivery entrance", ["vehicles", "deliveries", "emergency"], 4.2, w, h / 2, areas[3]),
        ("West steps", ["people"], 3.0, 0, h / 2, None),
    ):
        register.save_entrance(
            space, {"name": name, "used_by": used_by, "width_m": width, "sub_area": area}, geometry=ground.point(x, y)
        )
    photo = None
    if number < 2:
        file = drawing.picture(place, city.streets)
        photo = register.add_attachment(
            space, file, name=f"{place.key}.png", size=len(file.getvalue()), title="Schematic drawing (invented)",
            description="A simple drawing from above: the area in sand colour, a row of trees along the north edge, one "
            "building in the middle, streets to the north and east.",
            by=lead, geometry=ground.point(w / 2, h / 2),
        )  # fmt: skip
    for step in range(4):
        name, origin, category, functions, threats, condition, hours, notes = texts.MEASURES[
            (number * 3 + step * 2 + len(place.key)) % len(texts.MEASURES)
        ]
        shape = (
            ground.line((w * 0.1, 2), (w * 0.9, 2)) if category == "physical" else ground.point(10 + step * 12, h - 8)
        )
        register.save_measure(
            space,
            {"name": name, "origin": origin, "category": category, "functions": functions, "threat_types": threats,
             "owner_name": city.municipality, "condition": condition, "hours": hours, "notes": notes,
             "sub_area": areas[step % 4], "photo": photo if step == 0 else None},
            geometry=shape,
        )  # fmt: skip
    return space
