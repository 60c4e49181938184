"""What the maps draw: the town's data, the spaces of a list, and the objects of one site, as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Avg, Count, F, Max, Min, QuerySet
from django.db.models.functions import Floor

from protect.reference import terms
from protect.spaces.located import Located, within
from protect.spaces.models import ContextFeature, Space

#: More objects than this in one window would make the map slow: small things are left out first.
MOST_FEATURES = 20_000
#: More spaces than this are counted together on a list's map, in a grid of so many cells a side: a finger hits each.
MOST_POINTS, CELLS = 200, 16
FAR = ("street", "building", "pedestrian", "water", "green", "rail")


def collection(features: Iterable[str]) -> str:
    return '{"type":"FeatureCollection","features":[' + ",".join(features) + "]}"


def feature(located: Located, properties: dict[str, Any], key: str | None = None) -> str | None:
    """One feature as text; None where nothing is drawn. Coordinates with seven decimals (a centimetre)."""
    import shapely

    geometry = located.geometry
    if geometry is None:
        return None
    drawn = shapely.to_geojson(shapely.set_precision(geometry, 1e-7, mode="pointwise"))
    name = f'"id":{json.dumps(key)},' if key else ""
    return f'{{"type":"Feature",{name}"properties":{json.dumps(properties, ensure_ascii=False)},"geometry":{drawn}}}'


def context(organisation_ids: Iterable[int], window: tuple[float, float, float, float]) -> str:
    """The town's imported data in a window (west, south, east, north in degrees)."""
    import shapely

    found = ContextFeature.objects.filter(within(*window), organisation__in=list(organisation_ids))
    rows = list(found.values_list("kind", "name", "wkb")[: MOST_FEATURES + 1])
    if len(rows) > MOST_FEATURES:
        rows = list(found.filter(kind__in=FAR).values_list("kind", "name", "wkb")[:MOST_FEATURES])
    outlines = [bytes(wkb or b"") for _kind, _name, wkb in rows]
    shapes: Iterable[str] = shapely.to_geojson(shapely.from_wkb(outlines)) if rows else []
    return collection(
        f'{{"type":"Feature","properties":{json.dumps({"kind": kind, "name": name}, ensure_ascii=False)},'
        f'"geometry":{shape}}}'
        for (kind, name, _wkb), shape in zip(rows, shapes, strict=True)
    )


def spaces(found: QuerySet[Space], window: tuple[float, float, float, float] | None = None) -> str:
    """Middles of the boxes of the spaces in a list: enough for a list's map, and no geometry is unpacked.

    More than ``MOST_POINTS`` are counted together cell by cell (``count`` instead of ``pk``); ``window`` looks closer.
    """
    # Unsorted: a map has no order, and sorting thousands of names takes longer than the rest.
    located = found.filter(west__isnull=False).order_by()
    if window is not None:
        located = located.filter(within(*window))
    box = located.aggregate(
        number=Count("pk"), left=Min("west"), right=Max("west"), low=Min("south"), high=Max("south")
    )
    if box["number"] > MOST_POINTS:
        return _points(_cells(located, box))
    rows = located.values_list("pk", "name", "main_category", "west", "south", "east", "north")
    return _points(
        ({"pk": pk, "name": name, "category": category}, (west + east) / 2, (south + north) / 2)  # type: ignore[operator]
        for pk, name, category, west, south, east, north in rows
    )


def _cells(located: QuerySet[Space], box: dict[str, float]) -> Iterator[tuple[dict[str, Any], float, float]]:
    """The cells of a grid over all of them: how many, and the middle of those in the cell."""
    step = max(box["right"] - box["left"], box["high"] - box["low"], 1e-6) * 1.0001 / CELLS
    column, row = Floor((F("west") - box["left"]) / step), Floor((F("south") - box["low"]) / step)
    # One number for column and row: grouping by two takes noticeably longer.
    cells = (
        located.annotate(cell=column * CELLS + row)
        .values("cell")
        .annotate(number=Count("pk"), x=Avg("west"), y=Avg("south"), one=Min("pk"), called=Min("name"))
        .values_list("number", "x", "y", "one", "called")
    )
    for number, x, y, one, called in cells:
        yield {"pk": one, "name": called} if number == 1 else {"count": number, "name": str(number)}, x, y


def _points(points: Iterable[tuple[dict[str, Any], float, float]]) -> str:
    """A collection of points with six decimals (ten centimetres), written in one go."""
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Point", "coordinates": (round(lon, 6), round(lat, 6))},
        }
        for properties, lon, lat in points
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, separators=(",", ":"))


def site(space: Space) -> str:
    """Everything drawn at one space: outline, sub-areas, entrances, measures, photos. Five queries."""
    features = [
        feature(space, {"layer": "space", "name": space.name, "pk": space.pk, "seen": space.seen}, f"space-{space.pk}")
    ]
    for number, area in enumerate(space.sub_areas.all(), 1):
        properties = {
            "layer": "sub_area",
            "pk": area.pk,
            "seen": area.seen,
            "name": area.name,
            "kind": area.kind,
            "label": f"{number} {area.name} ({terms.label('sub_area_kind', area.kind)})",
        }
        features.append(feature(area, properties, f"sub_area-{area.pk}"))
    for layer, rows in (("entrance", space.entrances.all()), ("measure", space.measures.all())):
        for one in rows:
            properties = {"layer": layer, "pk": one.pk, "seen": one.seen, "name": one.name, "label": one.name}
            features.append(feature(one, properties, f"{layer}-{one.pk}"))
    for photo in space.attachments.filter(kind="photo"):
        properties = {"layer": "photo", "pk": photo.pk, "seen": photo.seen, "name": photo.title, "label": photo.title}
        features.append(feature(photo, properties, f"photo-{photo.pk}"))
    return collection(one for one in features if one is not None)


def extent(found: Iterable[Located]) -> tuple[float, float, float, float] | None:
    """The box around everything that has one."""
    boxes = [one.bounds for one in found if one.bounds is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
