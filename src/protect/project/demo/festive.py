"""Events on the squares of the invented year: one that is over, its copy to come with what changed, and one that is on."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from protect.assessments.models import Assessment
from protect.assessments.models import State as Version
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.overlays import services as overlaying
from protect.overlays.models import EventOverlay
from protect.project.demo.cities import CITIES

#: City, name, people, what is different.
EVENTS = {
    "brasov": ("Market of lights (invented)", 1800, "Sixty stalls in four lanes, a stage, the south street closed."),
    "eindhoven": ("Evening of music (invented)", 1500, "Two stages, food stalls along the west side, people until midnight."),
    "larissa": ("Harvest market (invented)", 900, "Stalls on both sides; tractors bring goods until the morning."),
    "malaga": ("Night of the sea (invented)", 2000, "Chairs towards the water, one way in, lanterns."),
    "vilnius": ("Craft fair (invented)", 1200, "Wooden stalls, workshops for children, a stage for choirs."),
}  # fmt: skip


def celebrate(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    for city in CITIES:
        local = "" if city.key == "brasov" else f".{city.key}"
        lead, second = people[f"lead{local}"], people[f"assessor{local}"]
        found = Assessment.objects.filter(
            organisation=organisations[city.municipality],
            state__in=[Version.APPROVED, Version.EXPIRED],
            snapshot__isnull=False,
        )
        base = found.order_by("space__name", "-version").first()
        if base is None:
            continue
        with audit.acting(lead, "demo"):
            past = _planned(base, city.key, now.replace(hour=9) - dt.timedelta(days=340), lead)
        _signed(past, lead, second)
        with audit.acting(lead, "demo"):
            for check in past.checks.all():
                overlaying.tick(check, done=True, by=lead, at=check.at + dt.timedelta(minutes=5))
            coming = overlaying.copy_on(past, past.begins_at + dt.timedelta(days=364), by=lead)
            _this_year(coming)
        if city.key == "brasov":
            with audit.acting(lead, "demo"):
                live = _planned(base, city.key, now - dt.timedelta(hours=2), lead, "Flea market (invented)")
            _signed(live, lead, second)
            with audit.acting(second, "demo"):
                overlaying.tick(live.checks.all()[0], done=True, by=second)
    with audit.acting(None, "demo"):
        overlaying.lapse_over()


def _planned(base: Assessment, city: str, begins: dt.datetime, lead: User, name: str = "") -> EventOverlay:
    called, people, about = EVENTS[city]
    made = overlaying.begin(base, {
        "name": name or called, "time_zone": "Europe/Brussels", "begins_at": begins, "ends_at": begins + dt.timedelta(hours=9),
        "expected_people": people, "organiser": "Traders' association, duty desk (invented)", "about": f"{about} Invented.",
    }, by=lead)  # fmt: skip
    rows = {row.threat_type: row for row in base.scenarios.filter(applicable=True)}
    top = len(base.scale_set.content["probability"]["levels"])
    if "vehicle" in rows:
        overlaying.set_row(made, str(rows["vehicle"].lineage), {
            "change": "changed", "probability": top, "consequence": top, "confidence": "medium",
            "reason": "People stand close together where deliveries pass on other days.",
        })  # fmt: skip
    if "uavied" in rows:
        overlaying.set_row(made, str(rows["uavied"].lineage), {
            "change": "not_applicable", "reason": "The whole event is under one roof of canvas (invented).",
        })  # fmt: skip
    overlaying.add_row(made, {
        "threat_type": "sharp_object", "area": "", "title": "Crowd before the stage", "probability": top - 1,
        "consequence": top - 1, "confidence": "low", "reason": "The crowd stands there for an hour and cannot see the exits.",
    })  # fmt: skip
    before, after = dt.timedelta(hours=5), dt.timedelta(hours=4)
    for one, place, who, end in (
        ("Water barriers in two rows", "approach from the south", "Works yard", "south"),
        ("Stewards with radios", "main entrance and delivery side", "Organiser", "middle"),
    ):
        overlaying.save_measure(made, {
            "name": one, "place": place, "responsible": who, "set_up_at": begins - before,
            "remove_at": made.ends_at + after, "threat_types": ["vehicle"], "note": "", **_point(base, end),
        })  # fmt: skip
    for hours, what, who in (
        (-1, "Barriers stand and the rescue way is free", "Duty officer of the works yard"),
        (0, "Radios work, everybody knows the number to call", "Head steward"),
        (4, "Count people before the stage", "Head steward"),
        (9, "Barriers open for the taking down", "Duty officer of the works yard"),
    ):
        overlaying.save_check(made, {"at": begins + dt.timedelta(hours=hours), "what": what, "responsible": who})
    return EventOverlay.objects.get(pk=made.pk)


def _point(base: Assessment, end: str) -> dict[str, float]:
    """In the middle of the space, or at its southern or western edge; nothing where it has no place on the map."""
    space = base.space
    if space.west is None or space.east is None or space.south is None or space.north is None:
        return {}
    lon, lat = (space.west + space.east) / 2, (space.south + space.north) / 2
    return {"lat": space.south if end == "south" else lat, "lon": space.west if end == "west" else lon}


def _signed(overlay: EventOverlay, lead: User, second: User) -> None:
    with audit.acting(lead, "demo"):
        overlaying.hand_in(overlay)
        overlaying.sign(overlay, "town", agrees=True, reason="Agreed with the organiser (invented).", by=lead)
    with audit.acting(second, "demo"):
        overlaying.sign(
            overlay, "second", agrees=True, reason="The ways for the rescue service are open (invented).", by=second
        )


def _this_year(coming: EventOverlay) -> None:
    """What is learnt from last time."""
    overlaying.change(coming, {"expected_people": (coming.expected_people or 0) + 300})
    overlaying.save_measure(coming, {
        "name": "Tower of light", "place": "west steps", "responsible": "Works yard", "threat_types": [],
        "set_up_at": coming.begins_at - dt.timedelta(hours=5), "remove_at": coming.ends_at + dt.timedelta(hours=4), "note": "",
        **_point(coming.assessment, "west"),
    })  # fmt: skip
