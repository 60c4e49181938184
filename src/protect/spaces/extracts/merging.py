"""Several objects, one place: a square with its node, a station with its building, the pieces of a pedestrian street."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from protect.spaces.extracts import kinds
from protect.spaces.extracts.measure import Plane, area_m2
from protect.spaces.extracts.model import Place
from protect.spaces.extracts.names import folded, name_words, says_square

#: Objects of one name and one category this near each other (metres) are one place.
REACH_M = {"transport_hub": 150.0}
USUAL_REACH_M = 60.0
#: A nameless object lies in another when this share of it does.
SHARE_INSIDE = 0.6


class _Groups:
    """Union-find over indices."""

    def __init__(self, size: int) -> None:
        self.parent = list(range(size))

    def find(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def join(self, a: int, b: int) -> None:
        first, second = sorted((self.find(a), self.find(b)))
        self.parent[second] = first

    def all(self) -> list[list[int]]:
        groups: dict[int, list[int]] = defaultdict(list)
        for index in range(len(self.parent)):
            groups[self.find(index)].append(index)
        return list(groups.values())


def merged(places: Iterable[Place]) -> list[Place]:
    """One place for each real thing. Geometry in degrees in and out; order: by name, nameless last."""
    given = list({place.source: place for place in places}.values())
    if not given:
        return []
    shapes = np.array([place.geometry for place in given], dtype=object)
    south, north = shapely.total_bounds(shapes)[[1, 3]]
    plane = Plane(float(south + north) / 2)
    metric = plane.metres(shapes)
    groups = _Groups(len(given))
    _join_same_names(given, metric, groups)
    _join_nameless(given, metric, groups)
    _join_stations(given, metric, groups)
    found = [_one([given[i] for i in group], [metric[i] for i in group], plane) for group in groups.all()]
    return sorted(found, key=lambda place: (not place.name, folded(place.name), place.rank, place.source))


def _join_same_names(places: list[Place], metric: np.ndarray, groups: _Groups) -> None:
    by_name: dict[str, list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        for name in {folded(name) for name in place.names}:
            by_name[name].append(index)
    for indices in by_name.values():
        if len(indices) < 2:
            continue
        for position, a in enumerate(indices):
            others = [b for b in indices[position + 1 :] if set(places[a].categories) & set(places[b].categories)]
            if not others:
                continue
            reach = REACH_M.get(places[a].main_category, USUAL_REACH_M)
            near = shapely.dwithin(metric[a], metric[others], reach)
            for b in np.array(others)[near]:
                groups.join(a, int(b))


def _join_nameless(places: list[Place], metric: np.ndarray, groups: _Groups) -> None:
    """A nameless object belongs to the one of its category that holds it, or to the one named point inside it (a church
    building and its node)."""
    drawn = [index for index, place in enumerate(places) if place.kind != kinds.PEDESTRIAN_STREET_KIND]
    nameless = [index for index in drawn if not places[index].name]
    if not nameless:
        return
    tree = shapely.STRtree(metric[drawn])
    holders: dict[int, tuple[float, int]] = {}
    points: dict[int, list[int]] = defaultdict(list)
    for position, hit in tree.query(metric[nameless], predicate="intersects").T:
        index, other = nameless[position], drawn[hit]
        if other == index or places[index].main_category != places[other].main_category:
            continue
        if metric[index].area > 0 and metric[other].area == 0:
            if places[other].name and _alike(places[index], places[other]):
                points[index].append(other)
        elif metric[index].area <= metric[other].area:
            inside = 1.0 if metric[index].area == 0 else _share(metric[index], metric[other])
            if inside >= SHARE_INSIDE and inside > holders.get(index, (0.0, 0))[0]:
                holders[index] = (inside, other)
    for index, (_inside, other) in holders.items():
        groups.join(index, other)
    for index, others in points.items():
        if index not in holders and len(others) == 1:
            groups.join(index, others[0])


def _join_stations(places: list[Place], metric: np.ndarray, groups: _Groups) -> None:
    """A station's building belongs to the nearest station if it is nameless or its name says no more than "station"
    and the same town: "Hauptbahnhof Neuss" and "Neuss Hbf"."""
    stations = [i for i, one in enumerate(places) if one.name and one.kind in _STATIONS]
    for index, building in enumerate(places):
        if building.kind != "building=train_station" or not stations:
            continue
        far = shapely.distance(metric[index], metric[stations])
        nearest = stations[int(far.argmin())]
        mine, other = name_words(building.name), name_words(places[nearest].name)
        reach = USUAL_REACH_M if building.name else REACH_M["transport_hub"]
        if far.min() <= reach and (mine <= other or (other and other <= mine)):
            groups.join(index, nearest)


_STATIONS = ("railway=station", "railway=halt", "public_transport=station")


def _alike(a: Place, b: Place) -> bool:
    return a.main_category == "transport_hub" or kinds.label(a.kind) == kinds.label(b.kind)


def _share(small: BaseGeometry, large: BaseGeometry) -> float:
    """Share of the smaller area that lies in the larger."""
    return float(shapely.make_valid(small).intersection(shapely.make_valid(large)).area / small.area)


def _one(places: list[Place], metric: list[BaseGeometry], plane: Plane) -> Place:
    places_with_shapes = sorted(
        zip(places, metric, strict=True),
        key=lambda pair: (not pair[0].name, pair[0].rank, -pair[1].area, -pair[1].length, pair[0].source),
    )
    best = places_with_shapes[0][0]
    ranked = [place for place, _shape in places_with_shapes]
    geometry, outline, measured = _outline(ranked, [shape for _place, shape in places_with_shapes], plane)
    names = list(dict.fromkeys(name for place in ranked for name in place.names))
    name = best.name or next(iter(names), "")
    if best.kind == kinds.PEDESTRIAN_STREET_KIND:
        categories = ["square" if says_square(name) else best.main_category]
    else:
        given = [place for place in ranked if place.kind != kinds.PEDESTRIAN_STREET_KIND]
        categories = list(dict.fromkeys(c for place in given for c in place.categories))
        if says_square(name) and "square" in categories and not best.kind.startswith("railway="):
            categories = list(dict.fromkeys(["square", *categories]))
        elif best.kind.startswith("highway=") and len(given) < len(ranked) and not says_square(name):
            categories = list(dict.fromkeys([*categories, "shopping"]))
    main = categories[0]
    first = min(ranked, key=lambda place: (place.outline == "point", place.rank, -place.geometry.area, place.source))
    tags: dict[str, str] = {}
    for place in reversed(ranked):
        tags.update(place.tags)
    stamps = [place.changed_at for place in ranked if place.changed_at is not None]
    sources = dict.fromkeys([first.source, *(place.source for place in ranked)])
    return replace(
        best,
        source=first.source,
        sources=tuple(sources),
        name=name,
        other_names=tuple(other for other in names if other != name),
        main_category=main,
        further_categories=tuple(c for c in categories if c != main),
        geometry=geometry,
        outline=outline,
        area_m2=measured,
        tags=tags,
        address=next((place.address for place in ranked if place.address), ""),
        town=next((place.town for place in ranked if place.town), ""),
        changed_at=max(stamps) if stamps else None,
    )


def _outline(places: list[Place], metric: list[BaseGeometry], plane: Plane) -> tuple[BaseGeometry, str, float | None]:
    """Geometry in degrees, how it came, and its area in square metres if it was mapped."""
    areas = [shape for shape in metric if shape.area > 0]
    if areas:
        if len(areas) == 1:
            shape = next(place.geometry for place, own in zip(places, metric, strict=True) if own is areas[0])
        else:
            shape = plane.degrees(shapely.union_all(areas))
        shape = shapely.normalize(shape)
        return shape, "mapped", round(area_m2(shape), 1)
    lines = [(place, shape) for place, shape in zip(places, metric, strict=True) if shape.length > 0]
    if lines:
        wide = [shape.buffer(_width(place) / 2, quad_segs=2, cap_style="flat") for place, shape in lines]
        shape = shapely.union_all(wide).simplify(0.3)
        return shapely.normalize(shapely.set_precision(plane.degrees(shape), 1e-7)), "estimated", None
    return places[0].geometry, "point", None


def _width(place: Place) -> float:
    try:
        width = float(place.tags.get("width", "").removesuffix("m").strip())
    except ValueError:
        return kinds.PEDESTRIAN_STREET_WIDTH_M
    return width if 1 <= width <= 60 else kinds.PEDESTRIAN_STREET_WIDTH_M


def worth_offering(places: Iterable[Place]) -> tuple[list[Place], dict[str, int]]:
    """Those to offer, and how many of each kind were left out as small and nameless (or a hotel as not large)."""
    offered: list[Place] = []
    left_out: dict[str, int] = defaultdict(int)
    for place in places:
        rule = kinds.RULES[place.rank] if place.rank < len(kinds.RULES) else None
        if rule is None:
            good = bool(place.name) or place.kind.startswith("geojson")
        elif rule.large_only:
            good = (place.area_m2 or 0) >= rule.min_area_m2 or _rooms(place) >= kinds.LARGE_ROOMS
            good = good and (bool(place.name) or not rule.needs_name)
        elif place.name:
            good = True
        elif rule.needs_name:
            good = False
        else:
            good = not rule.min_area_m2 or (place.area_m2 or 0) >= rule.min_area_m2
        if good:
            offered.append(place)
        else:
            left_out[place.kind] += 1
    return offered, dict(left_out)


def _rooms(place: Place) -> int:
    text = place.tags.get("rooms", "")
    return int(text) if text.isdecimal() and len(text) < 6 else 0
