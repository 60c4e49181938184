"""What the maps draw: the town's data, the spaces of a list, and the objects of one site, as GeoJSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from protect.reference import terms
from protect.spaces.located import Located, within
from protect.spaces.models import ContextFeature, Space

#: More objects than this in one window would make the map slow: small things are left out first.
MOST_FEATURES = 20_000
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


def spaces(found: QuerySet[Space]) -> str:
    """Middles of the boxes of the spaces in a list: enough for a list's map, and no geometry is unpacked."""
    columns = ("pk", "name", "main_category", "west", "south", "east", "north")
    rows: Iterable[Any] = found.filter(west__isnull=False).values_list(*columns)
    return collection(
        json.dumps(
            {
                "type": "Feature",
                "properties": {"pk": pk, "name": name, "category": category},
                "geometry": {
                    "type": "Point",
                    "coordinates": [round((west + east) / 2, 6), round((south + north) / 2, 6)],
                },
            },
            ensure_ascii=False,
        )
        for pk, name, category, west, south, east, north in rows
    )


def site(space: Space) -> str:
    """Everything drawn at one space: outline, sub-areas, entrances, measures, photos. Five queries."""
    features = [feature(space, {"layer": "space", "name": space.name, "pk": space.pk}, f"space-{space.pk}")]
    for number, area in enumerate(space.sub_areas.all(), 1):
        properties = {
            "layer": "sub_area",
            "pk": area.pk,
            "name": area.name,
            "kind": area.kind,
            "label": f"{number} {area.name} ({terms.label('sub_area_kind', area.kind)})",
        }
        features.append(feature(area, properties, f"sub_area-{area.pk}"))
    for layer, rows in (("entrance", space.entrances.all()), ("measure", space.measures.all())):
        for one in rows:
            properties = {"layer": layer, "pk": one.pk, "name": one.name, "label": one.name}
            features.append(feature(one, properties, f"{layer}-{one.pk}"))
    for photo in space.attachments.filter(kind="photo"):
        properties = {"layer": "photo", "pk": photo.pk, "name": photo.title, "label": photo.title}
        features.append(feature(photo, properties, f"photo-{photo.pk}"))
    return collection(one for one in features if one is not None)


def extent(found: Iterable[Located]) -> tuple[float, float, float, float] | None:
    """The box around everything that has one."""
    boxes = [one.bounds for one in found if one.bounds is not None]
    if not boxes:
        return None
    west, south, east, north = zip(*boxes, strict=True)
    return min(west), min(south), max(east), max(north)
