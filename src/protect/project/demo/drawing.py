"""Outlines, a schematic town map and schematic pictures: drawn by us, copied from nowhere."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw
from shapely import to_wkb
from shapely.geometry import LineString, Point, Polygon

from protect.project.demo.cities import City, Place
from protect.spaces.extracts.model import Extract, Feature


@dataclass(frozen=True)
class Ground:
    """Metres east and north of one point, as longitude and latitude; flat, which is near enough for half a kilometre."""

    longitude: float
    latitude: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (
            round(self.longitude + x / (111_320 * math.cos(math.radians(self.latitude))), 7),
            round(self.latitude + y / 110_570, 7),
        )

    def point(self, x: float, y: float) -> Point:
        return Point(self.at(x, y))

    def line(self, *corners: tuple[float, float]) -> LineString:
        return LineString([self.at(x, y) for x, y in corners])

    def area(self, west: float, south: float, east: float, north: float) -> Polygon:
        return Polygon([self.at(west, south), self.at(east, south), self.at(east, north), self.at(west, north)])


def ground_of(city: City, number: int) -> Ground:
    """The four places of a city lie at the corners of a square of 600 m; the origin is a place's south-west corner."""
    return Ground(*Ground(city.longitude, city.latitude).at((number % 2) * 600, (number // 2) * 600))


def town_map(city: City) -> Extract:
    """Streets, buildings and trees around each place, as an import would have brought them."""
    features: list[Feature] = []

    def add(kind: str, shape: Any, name: str = "", **tags: str) -> None:
        features.append(
            Feature(f"demo:{city.key}/{len(features) + 1}", kind, name, tags, to_wkb(shape, byte_order=1), shape.bounds)
        )

    for number, place in enumerate(city.places):
        ground, w, h = ground_of(city, number), place.width_m, place.height_m
        north, east, south, west = city.streets
        add("street", ground.line((-220, h + 12), (w + 220, h + 12)), north, highway="residential")
        add("street", ground.line((w + 12, -180), (w + 12, h + 180)), east, highway="tertiary")
        add("street", ground.line((-220, -12), (w + 220, -12)), south, highway="residential")
        add("street", ground.line((-12, -180), (-12, h + 180)), west, highway="pedestrian")
        for row, y in (("south", -52), ("north", h + 26)):
            for column in range(-3, w // 34 + 3):
                x = column * 34
                depth = 20 + (column * 7 + len(row)) % 9
                if x < -45 or -4 < x < w - 22 or x > w + 26:
                    add("building", ground.area(x, y, x + 27, y + depth), building="yes")
        for step in range(0, h - 18, 28):
            add("building", ground.area(-52, step, -26, step + 22), building="yes")
            add("building", ground.area(w + 26, step, w + 54, step + 22), building="yes")
        for step in range(8, w, 16):
            add("tree", ground.point(step, h - 4), natural="tree")
        for step in range(15, w, 40):
            add("lamp", ground.point(step, 3), highway="street_lamp")
    return Extract(format="geojson", box=None, box_given=False, data_date=None, features=features)


def picture(place: Place, streets: tuple[str, str, str, str]) -> io.BytesIO:
    """A plan of the place as a simple drawing; nobody took this photo anywhere."""
    image = Image.new("RGB", (800, 520), "#e9ece6")
    draw = ImageDraw.Draw(image)
    w, h = place.width_m * 2.6, place.height_m * 2.2
    left, top = (800 - w) / 2, (520 - h) / 2
    draw.rectangle((0, top - 34, 800, top - 10), fill="#ffffff")
    draw.rectangle((left + w + 10, 0, left + w + 34, 520), fill="#ffffff")
    draw.rectangle((left, top, left + w, top + h), fill="#d9c9a3", outline="#5f5336", width=3)
    for x in range(int(left) + 24, int(left + w) - 10, 46):
        draw.ellipse((x - 9, top + 6, x + 9, top + 24), fill="#5d8a57")
    draw.rectangle((left + w * 0.4, top + h * 0.55, left + w * 0.6, top + h * 0.75), fill="#8c94a8")
    draw.text((16, 494), f"Invented drawing: {place.key.replace('_', ' ')}", fill="#222222", font_size=18)
    file = io.BytesIO()
    image.save(file, "PNG")
    file.seek(0)
    return file
