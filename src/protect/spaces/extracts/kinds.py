"""Which tags make a place a candidate, in which category, and what goes onto the town's map. Data, no reading.

Tags are those of OpenStreetMap; categories are the codes of the vocabulary ``psoi_category``. The order is the
order of preference: where one thing carries several of these tags, the first rule names its kind and main category
and the others add further categories.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Rule:
    key: str
    values: tuple[str, ...]  # empty: any value but "no"
    category: str
    label: str | Promise
    further: tuple[str, ...] = ()
    needs_name: bool = False  # without a name it is too common to be offered
    min_area_m2: float = 0.0  # a smaller outline without a name is not offered
    large_only: bool = False  # offered only above ``min_area_m2`` or ``rooms``, named or not
    unless: tuple[tuple[str, str], ...] = ()

    def matches(self, tags: Mapping[str, str]) -> bool:
        value = tags.get(self.key)
        if value is None or value == "no":
            return False
        if self.values and not any(part.strip() in self.values for part in value.split(";")):
            return False
        return not any(tags.get(key) == other for key, other in self.unless)

    def kind(self, tags: Mapping[str, str]) -> str:
        value = tags[self.key]
        parts = [part.strip() for part in value.split(";")]
        return f"{self.key}={next((p for p in parts if p in self.values), parts[0])}"[:60]


#: Gone or not yet there: such objects are no places of today.
NOT_TODAY = ("disused", "abandoned", "demolished", "razed", "removed", "proposed", "construction", "planned")

RULES: tuple[Rule, ...] = (
    # Transport hubs
    Rule("railway", ("station", "halt"), "transport_hub", _("Railway station")),
    Rule("amenity", ("bus_station",), "transport_hub", _("Bus station")),
    Rule("public_transport", ("station",), "transport_hub", _("Public transport station")),
    Rule("building", ("train_station",), "transport_hub", _("Station building")),
    Rule("amenity", ("ferry_terminal",), "transport_hub", _("Ferry terminal")),
    Rule("aeroway", ("terminal", "aerodrome"), "transport_hub", _("Airport"), needs_name=True),
    # Squares and other open places where people gather
    Rule("place", ("square",), "square", _("Square")),
    Rule("amenity", ("marketplace",), "square", _("Marketplace"), further=("shopping",)),
    Rule("shop", ("mall",), "shopping", _("Shopping centre")),
    Rule("building", ("mall",), "shopping", _("Shopping centre")),
    Rule("shop", ("department_store",), "shopping", _("Department store")),
    # Worship before culture: a cathedral that is also a sight is a place of worship first
    Rule("amenity", ("place_of_worship", "monastery"), "worship", _("Place of worship")),
    Rule(
        "building",
        ("cathedral", "church", "mosque", "synagogue", "temple", "basilica"),
        "worship",
        _("Place of worship"),
        needs_name=True,
    ),
    # Culture
    Rule("leisure", ("stadium",), "culture", _("Stadium")),
    Rule("building", ("stadium",), "culture", _("Stadium")),
    Rule("tourism", ("museum",), "culture", _("Museum")),
    Rule("amenity", ("theatre",), "culture", _("Theatre"), further=("nightlife",)),
    Rule("amenity", ("concert_hall", "music_venue"), "culture", _("Concert hall"), further=("nightlife",)),
    Rule("amenity", ("cinema",), "culture", _("Cinema")),
    Rule("amenity", ("arts_centre", "events_venue", "planetarium"), "culture", _("Venue for events or art")),
    Rule("tourism", ("gallery",), "culture", _("Gallery"), needs_name=True),
    Rule("tourism", ("theme_park", "zoo", "aquarium"), "culture", _("Theme park, zoo or aquarium")),
    Rule("leisure", ("water_park", "ice_rink", "sports_hall", "sports_centre"), "culture", _("Sports centre")),
    # Business
    Rule("amenity", ("conference_centre", "exhibition_centre"), "business", _("Conference or exhibition centre")),
    Rule("tourism", ("hotel",), "business", _("Large hotel"), min_area_m2=1000, large_only=True),
    Rule(
        "building",
        ("office",),
        "business",
        _("Large office building"),
        needs_name=True,
        min_area_m2=2000,
        large_only=True,
    ),
    # Night life
    Rule("amenity", ("nightclub",), "nightlife", _("Night club")),
    Rule("amenity", ("casino",), "nightlife", _("Casino"), further=("culture",)),
    Rule("leisure", ("dance",), "nightlife", _("Dance venue"), needs_name=True),
    Rule("amenity", ("biergarten",), "nightlife", _("Beer garden"), needs_name=True),
    # Institutions: public, health and education buildings
    Rule("amenity", ("townhall",), "institution", _("Town hall")),
    Rule("amenity", ("hospital",), "institution", _("Hospital")),
    Rule("amenity", ("clinic",), "institution", _("Clinic"), needs_name=True),
    Rule("amenity", ("university", "college"), "institution", _("University or college")),
    Rule("amenity", ("school",), "institution", _("School")),
    Rule("amenity", ("kindergarten",), "institution", _("Kindergarten")),
    Rule("amenity", ("library",), "institution", _("Library"), further=("culture",)),
    Rule("amenity", ("courthouse",), "institution", _("Court")),
    Rule("amenity", ("police",), "institution", _("Police station")),
    Rule("amenity", ("fire_station",), "institution", _("Fire station")),
    Rule("amenity", ("community_centre", "public_building"), "institution", _("Community centre"), needs_name=True),
    Rule("office", ("government", "diplomatic"), "institution", _("Government office"), needs_name=True),
    Rule("building", ("government", "parliament"), "institution", _("Government building"), needs_name=True),
    # Open ground last: what carries a tag above is that first
    Rule("highway", ("pedestrian", "footway"), "square", _("Pedestrian area"), min_area_m2=300),
    Rule("tourism", ("attraction",), "culture", _("Sight"), needs_name=True),
    Rule("historic", ("castle", "monument", "palace", "fort"), "culture", _("Castle or monument"), needs_name=True),
    Rule("leisure", ("park",), "square", _("Park"), min_area_m2=1000),
    Rule("leisure", ("garden",), "square", _("Public garden"), needs_name=True, unless=(("access", "private"),)),
    Rule("natural", ("beach",), "culture", _("Beach"), needs_name=True),
    Rule("landuse", ("retail",), "shopping", _("Retail area"), needs_name=True),
)

#: A named street for people on foot: several lines of one name are one candidate. Its name may say it is a square.
PEDESTRIAN_STREET = Rule("highway", ("pedestrian",), "shopping", _("Pedestrian street"), needs_name=True)
PEDESTRIAN_STREET_KIND = "highway=pedestrian (street)"
#: Width (metres) a pedestrian street is given for its estimated outline where it carries no ``width``.
PEDESTRIAN_STREET_WIDTH_M = 8.0

#: Rooms from which a hotel drawn as a point counts as large.
LARGE_ROOMS = 80

_BY_KEY: dict[str, list[int]] = {}
for _number, _rule in enumerate(RULES):
    _BY_KEY.setdefault(_rule.key, []).append(_number)

LABELS: dict[str, str | Promise] = {
    **{f"{rule.key}={value}": rule.label for rule in reversed(RULES) for value in rule.values},
    PEDESTRIAN_STREET_KIND: PEDESTRIAN_STREET.label,
    "geojson": _("Area from a GeoJSON file"),
    "geojson point": _("Point from a GeoJSON file"),
}


def label(kind: str) -> str:
    """The kind in words, such as "Square"; the kind itself where the table has none."""
    return str(LABELS.get(kind, kind))


def is_area_of_walking(tags: Mapping[str, str]) -> bool:
    return tags.get("area") == "yes" or tags.get("type") == "multipolygon"


def matching(tags: Mapping[str, str], *, area: bool) -> list[int]:
    """Numbers of the rules that ``tags`` fulfil, best first. ``area``: the object is drawn as an area."""
    if any(tags.get(state) == "yes" for state in NOT_TODAY):
        return []
    found = []
    for key in tags:
        for number in _BY_KEY.get(key, ()):
            if RULES[number].matches(tags):
                if key == "highway" and not (area and is_area_of_walking(tags)):
                    continue
                found.append(number)
    return sorted(found)


# ---- the town's map ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Layer:
    """One kind of context feature. ``shape``: which drawing of the object counts (area, line, point, any)."""

    kind: str
    key: str
    values: tuple[str, ...]
    shape: str
    keep: tuple[str, ...]
    tolerance_m: float = 0.0


_WAY = (
    "highway",
    "surface",
    "width",
    "lanes",
    "maxspeed",
    "oneway",
    "bridge",
    "tunnel",
    "layer",
    "access",
    "motor_vehicle",
    "foot",
    "service",
    "area",
    "lit",
    "incline",
    "sidewalk",
    "living_street",
    "covered",
)
_BARRIER = (
    "barrier",
    "bollard",
    "height",
    "width",
    "maxwidth",
    "access",
    "motor_vehicle",
    "material",
    "kerb",
    "locked",
    "wall",
    "fence_type",
    "removable",
)
_FOOT = ("footway", "path", "steps", "cycleway", "bridleway", "corridor", "platform", "track")
_STREET = (
    "motorway",
    "motorway_link",
    "trunk",
    "trunk_link",
    "primary",
    "primary_link",
    "secondary",
    "secondary_link",
    "tertiary",
    "tertiary_link",
    "unclassified",
    "residential",
    "living_street",
    "service",
    "road",
    "busway",
    "bus_guideway",
    "pedestrian",
)

LAYERS: tuple[Layer, ...] = (
    Layer("bollard", "barrier", ("bollard",), "any", _BARRIER),
    Layer("barrier", "barrier", (), "any", _BARRIER, 0.2),
    Layer(
        "camera",
        "man_made",
        ("surveillance",),
        "any",
        (
            "man_made",
            "surveillance",
            "surveillance:type",
            "surveillance:zone",
            "camera:type",
            "camera:direction",
            "camera:mount",
            "direction",
        ),
    ),
    Layer("lamp", "highway", ("street_lamp",), "point", ("highway", "light:method", "support", "height")),
    Layer("building", "building", (), "area", ("building", "building:levels", "height", "roof:shape", "layer"), 0.2),
    Layer("pedestrian", "highway", ("pedestrian", "footway"), "area", _WAY, 0.3),
    Layer("pedestrian", "place", ("square",), "area", ("place", "surface"), 0.3),
    Layer("street", "highway", _STREET, "line", _WAY, 0.2),
    Layer("path", "highway", _FOOT, "line", _WAY, 0.2),
    Layer(
        "rail",
        "railway",
        ("rail", "tram", "light_rail", "subway", "narrow_gauge", "funicular"),
        "line",
        ("railway", "tunnel", "bridge", "layer", "service"),
        0.5,
    ),
    Layer("platform", "railway", ("platform",), "any", ("railway", "layer"), 0.3),
    Layer("platform", "public_transport", ("platform",), "any", ("public_transport", "layer"), 0.3),
    Layer("parking", "amenity", ("parking",), "area", ("amenity", "parking", "access", "layer"), 0.3),
    Layer("entrance", "entrance", (), "point", ("entrance", "access", "door", "width", "wheelchair")),
    Layer("tree", "natural", ("tree",), "point", ("natural",)),
    Layer("tree", "natural", ("tree_row",), "line", ("natural",), 0.5),
    Layer("water", "natural", ("water", "coastline", "bay"), "any", ("natural", "water"), 0.5),
    Layer(
        "water",
        "waterway",
        ("river", "stream", "canal", "riverbank", "dock"),
        "any",
        ("waterway", "tunnel", "width", "layer"),
        0.5,
    ),
    Layer("green", "leisure", ("park", "garden", "pitch", "playground", "golf_course"), "area", ("leisure",), 0.5),
    Layer(
        "green",
        "landuse",
        (
            "grass",
            "forest",
            "cemetery",
            "recreation_ground",
            "village_green",
            "meadow",
            "orchard",
            "vineyard",
            "farmland",
            "allotments",
            "flowerbed",
        ),
        "area",
        ("landuse",),
        0.5,
    ),
    Layer("green", "natural", ("wood", "scrub", "grassland", "heath", "beach"), "area", ("natural",), 0.5),
    Layer("boundary", "boundary", ("administrative",), "area", ("boundary", "admin_level"), 2.0),
)

_LAYERS_BY_KEY: dict[str, list[Layer]] = {}
for _layer in LAYERS:
    _LAYERS_BY_KEY.setdefault(_layer.key, []).append(_layer)
_LAYER_ORDER = {id(layer): number for number, layer in enumerate(LAYERS)}


def layer_of(tags: Mapping[str, str], shape: str) -> Layer | None:
    """The layer an object of this shape belongs to; at most one, the first of the table."""
    best: Layer | None = None
    for key, value in tags.items():
        for layer in _LAYERS_BY_KEY.get(key, ()):
            if layer.shape not in ("any", shape) or value == "no":
                continue
            if layer.values and value not in layer.values:
                continue
            if key == "highway" and shape == "area" and not is_area_of_walking(tags):
                continue
            if best is None or _LAYER_ORDER[id(layer)] < _LAYER_ORDER[id(best)]:
                best = layer
    return best


#: Every key that a rule or a layer asks for: the reader lets other objects pass by unseen.
KEYS: tuple[str, ...] = tuple(sorted({*_BY_KEY, *_LAYERS_BY_KEY}))

NAME_KEYS: tuple[str, ...] = (
    "name",
    "official_name",
    "alt_name",
    "short_name",
    "loc_name",
    "old_name",
    "int_name",
)

#: Tags a candidate keeps. No user names, no notes between mappers, no telephone numbers or addresses of persons.
KEPT_TAGS = frozenset(
    {
        "operator", "owner", "opening_hours", "capacity", "rooms", "beds", "stars", "wheelchair", "surface", "religion",
        "denomination", "height", "building:levels", "start_date", "heritage", "wikidata", "wikipedia", "website",
        "access", "lit", "width", "train", "subway", "bus", "tram", "layer",
        *_BY_KEY,
    }
)  # fmt: skip


def kept(tags: Mapping[str, str], keep: Iterable[str]) -> dict[str, str]:
    return {key: tags[key][:255] for key in keep if key in tags}


def address_of(tags: Mapping[str, str]) -> tuple[str, str]:
    """Street with number, and town, as far as the tags tell."""
    street = " ".join(part for part in (tags.get("addr:street", ""), tags.get("addr:housenumber", "")) if part)
    town = tags.get("addr:city") or tags.get("is_in:city") or ""
    postal = " ".join(part for part in (tags.get("addr:postcode", ""), town) if part)
    return ", ".join(part for part in (street, postal) if part)[:200], town[:120]


def names_of(tags: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """The name on the spot and every other one (official, old, in other languages), each once."""
    found: dict[str, None] = {}
    for key in NAME_KEYS:
        for part in tags.get(key, "").split(";"):
            if part.strip():
                found[part.strip()[:200]] = None
    for key, value in tags.items():
        if key.startswith("name:") and value.strip():
            found[value.strip()[:200]] = None
    main = tags.get("name", "").strip()[:200] or next(iter(found), "")
    return main, tuple(name for name in found if name != main)
