"""What a city decides before it assesses: which places first, and in whose words. Deterministic, and invented."""

from __future__ import annotations

from protect.longlists import services as listing
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo.cities import CITIES, City
from protect.reference import services as reference
from protect.sets import services as sets
from protect.spaces.models import Space

BY_CROWD = {"up_to_500": 2, "up_to_2000": 3, "up_to_10000": 4, "over_10000": 5}


def longlist(city: City, organisation: Organisation, spaces: dict[str, Space], lead: User) -> None:
    """All places of the city; what nobody knew yet stays unknown."""
    with audit.acting(lead, "demo"):
        made = listing.begin(
            organisation, "Places for the coming year (invented)", by=lead, seats=2,
            note="Invented for the demonstration. Talked over with the police in one morning.",
        )  # fmt: skip
        listing.add_places(made, [spaces[place.key] for place in city.places])
        for number, one in enumerate(made.places.select_related("space")):
            place = city.places[number]
            scores: dict[str, int | None] = {
                "crowd": BY_CROWD.get(place.crowd, 3),
                "predictability": 2 + (number + len(place.busy)) % 4,
                "symbolic": 2 + bool(place.symbolic) * 2,
                "accessibility": 1 + (number * 2 + len(place.key)) % 5,
                "incidents": None if number % 3 == 1 else 1 + number % 3,
                "protection": 1 + (number + len(place.name)) % 4,
            }
            listing.score(one, scores, note="Counted in May; talked over in September. Invented.")


def own_words(organisation: Organisation, lead: User) -> None:
    """A scale set of the city's own: one level in other words, published; and questions that are still a draft."""
    with audit.acting(lead, "demo"):
        scale = sets.begin_copy(
            reference.latest("scale_set", "platform-default"), organisation, "Five levels in our words (invented)", by=lead,
            note="Invented for the demonstration: as the platform's, with the words of our civil protection plan.",
        )  # fmt: skip
        sets.publish(scale, "As the platform's scale, to begin with.", by=lead)
        values = {"label": "Grave", "description": "Several people die; the town mourns for years."}
        sets.change_part(scale, "consequence.levels.severe", values)
        sets.publish(scale, "The fourth consequence in the words of our plan.", by=lead)
        sets.begin_copy(
            reference.latest("question_set", "site-checklist"), organisation, "Our round before the market (invented)", by=lead,
            note="Invented for the demonstration: a draft, to be shortened.",
        )  # fmt: skip


def choose(organisations: dict[str, Organisation], leads: dict[str, User], spaces: dict[str, Space]) -> None:
    for city in CITIES:
        longlist(city, organisations[city.municipality], spaces, leads[city.municipality])
    first = CITIES[0].municipality
    own_words(organisations[first], leads[first])
