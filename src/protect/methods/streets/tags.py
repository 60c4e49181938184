"""What OpenStreetMap tags say that matters to a vehicle's mass: where it can roll, which way signs point, what stands there.

Signs, kerbs and steps stop nobody, so they are noted and not obeyed. After the wiki's pages on highway, oneway, access, barrier,
layer, tunnel and incline.
"""

from __future__ import annotations

import math
import re

from protect.methods.streets.model import Tags

#: Not there (yet, any more, or on the ground): no vehicle rolls on them.
_NOT_A_WAY = frozenset(
    {"construction", "proposed", "planned", "razed", "abandoned", "demolished", "elevator", "corridor", "platform",
     "via_ferrata", "bus_stop", "rest_area", "services", "no", "ladder"}
)  # fmt: skip
#: Lines and points that are no obstacle by themselves.
_NO_OBSTACLE = frozenset(
    {"kerb", "entrance", "height_restrictor", "toll_booth", "border_control", "sally_port", "no", "open", "cattle_grid"}
)
FIRM_LINES = frozenset({"wall", "city_wall", "retaining_wall"})
#: They open: no width is taken from people for good.
_GATES = frozenset(
    {"gate", "lift_gate", "swing_gate", "sliding_gate", "chain", "full-height_turnstile", "kissing_gate", "stile",
     "cycle_barrier", "rope"}
)  # fmt: skip
_NO = frozenset({"no", "private", "agricultural", "forestry", "delivery", "permit", "customers", "destination"})
_NUMBER = re.compile(r"^\s*([+-]?\d+(?:[.,]\d+)?)\s*(%|°|m)?\s*$")


def drivable(tags: Tags) -> bool:
    """Whether a vehicle can roll there at all: streets, squares, footways, cycleways, steps; not what is only planned.

    >>> drivable({"highway": "steps"}), drivable({"highway": "construction"}), drivable({"waterway": "river"})
    (True, False, False)
    """
    kind = tags.get("highway")
    return kind is not None and kind not in _NOT_A_WAY and tags.get("indoor", "no") == "no"


def direction(tags: Tags) -> int:
    """1: along the way only, -1: against it only, 0: both. Roundabouts and motorways are one-way without saying so.

    >>> direction({"highway": "residential", "oneway": "-1"}), direction({"junction": "roundabout"})
    (-1, 1)
    """
    said = tags.get("oneway:motor_vehicle", tags.get("oneway", "")).lower()
    if said in ("yes", "true", "1"):
        return 1
    if said in ("-1", "reverse"):
        return -1
    if said in ("no", "false", "0", "reversible", "alternating"):
        return 0
    round_about = tags.get("junction") in ("roundabout", "circular")
    return 1 if round_about or tags.get("highway") in ("motorway", "motorway_link") else 0


def open_to_traffic(tags: Tags) -> bool:
    """Whether motor traffic may be there by its signs: what of an opening is used every day, not what is possible.

    >>> open_to_traffic({"highway": "residential"}), open_to_traffic({"highway": "footway"})
    (True, False)
    >>> open_to_traffic({"highway": "residential", "access": "no", "motor_vehicle": "yes"})
    True
    """
    for key in ("motor_vehicle", "motorcar", "vehicle", "access"):
        if key in tags:
            return not set(tags[key].lower().split(";")) <= _NO
    return tags.get("highway") not in ("footway", "path", "steps", "pedestrian", "cycleway", "bridleway")


def service_traffic(tags: Tags) -> bool:
    """Whether somebody has to get through: deliveries, residents, rescue, buses, trams. Such openings stay operable."""
    values = {
        value
        for key in ("motor_vehicle", "vehicle", "access", "bus", "psv", "emergency", "service")
        for value in tags.get(key, "").split(";")
    }
    return bool(
        values & {"delivery", "destination", "private", "permit", "designated", "emergency", "emergency_access"}
    ) or (tags.get("bus") == "yes" or tags.get("psv") == "yes" or tags.get("emergency") == "yes" or "railway" in tags)


def barrier(tags: Tags) -> str | None:
    """The kind of barrier on a way, None where there is none: ``bollard``, ``gate`` and so on, as the map says.

    >>> barrier({"barrier": "bollard", "bollard": "rising"}), barrier({"barrier": "kerb"})
    ('bollard, rising', None)
    """
    kind = tags.get("barrier")
    if kind is None or kind in _NO_OBSTACLE:
        return None
    more = tags.get(kind)
    return f"{kind}, {more}" if more and more not in ("yes", "no") else kind


def gate(tags: Tags) -> bool | None:
    """Whether a point on a wall or fence is a gate for vehicles (True) or for people alone (False); None: no gate.

    >>> gate({"barrier": "lift_gate"}), gate({"barrier": "kissing_gate"}), gate({"barrier": "bollard"})
    (True, False, None)
    """
    kind = tags.get("barrier")
    if kind in ("kissing_gate", "stile", "turnstile", "full-height_turnstile", "cycle_barrier", "motorcycle_barrier"):
        return False
    return (
        True
        if kind in _GATES or kind in ("entrance", "sally_port", "cattle_grid", "toll_booth", "border_control")
        else None
    )


def level(tags: Tags) -> int:
    """0 on the ground; below or above it otherwise. A passage through a building is on the ground.

    >>> level({"tunnel": "yes"}), level({"bridge": "yes"}), level({"tunnel": "building_passage"}), level({"layer": "-2"})
    (-1, 1, 0, -2)
    """
    passage = tags.get("tunnel") == "building_passage"
    below = tags.get("location") in ("underground", "underwater")
    usual = -1 if below or (tags.get("tunnel", "no") not in ("no", "building_passage")) else 0
    if tags.get("bridge", "no") != "no":
        usual = 1
    if passage and "layer" not in tags:
        return 0
    if "layer" not in tags:
        return usual
    try:
        said = int(float(tags["layer"]))
    except (ValueError, OverflowError):
        return usual
    return max(min(said, 99), -99) if said or not usual else usual


def roofed(tags: Tags) -> bool:
    """Whether the way leads through or under a building: its outline then says nothing of the width.

    >>> roofed({"tunnel": "building_passage"}), roofed({"covered": "no"})
    (True, False)
    """
    return tags.get("tunnel") == "building_passage" or tags.get("covered", "no") not in ("no", "partial")


def stands_firm(tags: Tags) -> bool:
    """Whether it bounds the free space: a building on the ground, a wall. Roofs on posts and what is below ground do not.

    >>> stands_firm({"building": "yes"}), stands_firm({"building": "roof"}), stands_firm({"barrier": "hedge"})
    (True, False, False)
    """
    building = tags.get("building", "no")
    if (building == "no" and "barrier" not in tags and "historic" not in tags) or level(tags) != 0:
        return False
    if building != "no":
        hollow = building in ("roof", "carport", "canopy", "construction", "ruins", "tent", "collapsed", "greenhouse")
        return not hollow and not _above_ground(tags)
    return tags.get("barrier") in FIRM_LINES or tags.get("historic") in ("citywalls", "city_wall")


def stops_people(tags: Tags) -> bool:
    """What takes width from people and has no known strength against a vehicle: fences, hedges, water, posts, trees.

    >>> stops_people({"barrier": "fence"}), stops_people({"barrier": "kerb"}), stops_people({"natural": "water"})
    (True, False, True)
    """
    if level(tags) != 0:
        return False
    kind = tags.get("barrier")
    if kind is not None:
        return kind not in _NO_OBSTACLE and kind not in FIRM_LINES and kind not in _GATES
    return (
        tags.get("natural") == "water"
        or tags.get("waterway") in ("riverbank", "dock", "canal", "river")
        or tags.get("amenity") == "fountain"
        or tags.get("building") in ("ruins", "construction", "greenhouse", "tent")
    )


def _above_ground(tags: Tags) -> bool:
    for key, least in (("building:min_level", 1.0), ("min_height", 2.5)):
        if key in tags:
            found = number(tags[key])
            if found is not None and found >= least:
                return True
    return False


def number(text: str | None) -> float | None:
    """A number with an optional unit of metres, None where the map says no such thing.

    >>> number("3.5"), number("4 m"), number("narrow")
    (3.5, 4.0, None)
    """
    match = _NUMBER.match(text or "")
    return None if match is None or match[2] in ("%", "°") else float(match[1].replace(",", "."))


def incline(tags: Tags) -> float | None:
    """Rise along the way, as a share (0.05 is five in a hundred); None where it is not mapped as a number.

    >>> incline({"incline": "-5%"}), incline({"incline": "10°"}), incline({"incline": "up"})
    (-0.05, 0.17632698070846498, None)
    """
    match = _NUMBER.match(tags.get("incline", ""))
    if match is None or match[2] not in ("%", "°"):
        return None
    found = float(match[1].replace(",", "."))
    if match[2] == "°":
        return math.tan(math.radians(found)) if abs(found) < 60 else None
    return found / 100 if abs(found) <= 100 else None
