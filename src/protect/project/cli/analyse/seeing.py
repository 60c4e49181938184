"""protect analyse sight: what cameras and posts see of a place, and where lamps are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np
import shapely

from protect.formats import geojson, osm
from protect.formats.geojson import Drawing, Feature
from protect.formats.tables import InputError
from protect.methods.results import Account
from protect.project.cli.analyse import analyse
from protect.project.cli.analyse.answers import Answer, Sheet, give, options
from protect.project.cli.town import EXISTING

KINDS = ("building", "wall", "area", "private", "camera", "post", "lamp", "path")
#: Metres of the town round a place on a map extract whose buildings and lamps count, and how far a camera there is taken to see.
ROUND, GUESSED_REACH = 100.0, 30.0


@dataclass(frozen=True)
class Post:
    """A camera or a pair of eyes. ``camera``: its data, None for eyes; ``reach`` [m] of eyes, ``guessed`` if nobody told it."""

    name: str
    place: tuple[float, float]
    reach: float
    camera: Any = None
    guessed: bool = False


@dataclass(frozen=True)
class Scenery:
    """What every kind of file comes to, in metres; ``to_degrees`` goes back for the output."""

    file: str
    area: Any
    obstacles: list[Any]
    private: Any
    posts: list[Post]
    lamps: list[Any]
    paths: list[tuple[str, Any]]
    to_degrees: Callable[[Any], Any]
    notes: tuple[str, ...] = ()


@analyse.command()
@click.argument("input", type=EXISTING)
@click.option("--place", metavar="NAME", help="On an extract: the name of what is to be seen.")
@click.option(
    "--post",
    "posts_",
    multiple=True,
    metavar="LON,LAT[,REACH]",
    help="On an extract: where somebody stands, and sees how far (m).",
)
@click.option(
    "--edition", type=click.Choice(["2025", "2014"]), default="2025", show_default=True, help="Of IEC 62676-4."
)
@click.option(
    "--step",
    type=click.FloatRange(0.2, 50),
    default=2.0,
    show_default=True,
    help="Metres between the points that are asked.",
)
@options
def sight(
    input: Path,
    place: str | None,
    posts_: tuple[str, ...],
    edition: str,
    step: float,
    out: Path | None,
    plot: Path | None,
) -> None:
    """What cameras and stewards see of an area, in which detail, the fewest posts that see all of it, and lamps along paths.

    INPUT is GeoJSON; the property "kind" of each feature is building, wall, area (what is to be seen), private (not to be
    recorded), camera (a point with pixels, field and direction in degrees, clockwise from north), post (a point with reach),
    lamp (a point) or path (a line). Or a map extract (.osm.pbf, .osm) with --place: buildings, walls, lamps, streets and cameras
    of the map, and posts of your own with --post.
    """
    given = _of_extract(input, place, posts_) if osm.is_extract(input) else _of_drawing(input, place or posts_)
    give(_seen(given, edition, step), out, plot)


def _of_drawing(path: Path, unused: Any) -> Scenery:
    from protect.methods.sight import cameras

    if unused:
        raise click.UsageError("--place and --post are for map extracts; in a drawing they stand in the file")
    if path.suffix.lower() not in {".geojson", ".json"}:
        raise InputError(f"{path.name}: sight reads a drawing (.geojson) or a map extract (.osm.pbf, .osm, .osm.gz)")
    drawing = geojson.read(path, KINDS)
    areas = drawing.of("area")
    if not areas or any(one.geometry.geom_type not in {"Polygon", "MultiPolygon"} for one in areas):
        raise InputError(f"{drawing.file} needs a polygon of kind 'area': what is to be seen")
    posts = []
    for one in drawing.of("camera", "post"):
        made = _camera(cameras, drawing, one) if one.kind == "camera" else None
        reach = 0.0 if made else drawing.number(one, "reach", GUESSED_REACH)
        if not made and reach <= 0:
            raise InputError(f"{drawing.file}, feature {one.number} (post): 'reach' is above 0 metres")
        posts.append(Post(one.name, _place(drawing, one), reach, made, not made and "reach" not in one.properties))
    for one in drawing.of("path"):
        if one.geometry.geom_type != "LineString":
            raise InputError(
                f"{drawing.file}, feature {one.number}: a path is a LineString, not a {one.geometry.geom_type}"
            )
    lamps = [_place(drawing, one) for one in drawing.of("lamp")]
    if not posts and not drawing.of("path"):
        raise InputError(f"{drawing.file} has neither a camera nor a post, and no path to count lamps along")
    return Scenery(
        drawing.file,
        shapely.union_all([one.geometry for one in areas]),
        [one.geometry for one in drawing.of("building", "wall")],
        shapely.union_all([one.geometry for one in drawing.of("private")]),
        posts,
        lamps,
        [(one.name, one.geometry) for one in drawing.of("path")],
        drawing.to_degrees,
    )


def _of_extract(path: Path, place: str | None, posts: tuple[str, ...]) -> Scenery:
    from protect.formats import town

    if place is None:
        raise click.UsageError("say with --place what is to be seen: the name of a square on the map")
    given = town.read(path)
    area = town.polygon_of(given.place(place, area=True), given.file)
    near = area.buffer(ROUND)
    eyes = [
        Post(one.name or f"camera {number}", _xy(one.geometry), GUESSED_REACH, None, True)
        for number, one in enumerate((one for one in given.of("camera") if one.geometry.intersects(near)), 1)
    ]
    for number, said in enumerate(posts, 1):
        spot, _comma, reach = said, "", ""
        if said.count(",") == 2:
            spot, _comma, reach = said.rpartition(",")
        try:
            metres = float(reach) if reach else GUESSED_REACH
            if not metres > 0:
                raise ValueError
        except ValueError as error:
            raise InputError(f"--post '{said}': the reach is a number of metres above 0") from error
        where = given.place(spot).geometry
        if where.geom_type != "Point" or where.distance(area) > ROUND:
            raise InputError(f"--post '{said}' is no longitude,latitude within {ROUND:.0f} m of {place}")
        eyes.append(Post(f"post {number}", _xy(where), metres, None, not reach))
    streets: dict[str, list[Any]] = {}
    for road in given.roads:
        line = shapely.LineString(road.line).intersection(area.buffer(20))
        streets.setdefault(road.name or "a street without a name", []).extend(
            one for one in getattr(line, "geoms", [line]) if one.geom_type == "LineString" and one.length > 10
        )
    paths = [(name, line) for name, lines in streets.items() for line in _in_one(lines)]
    notes = (
        osm.ATTRIBUTION,
        f"The map says neither reach nor direction of cameras: they are taken as eyes, {GUESSED_REACH:.0f} m all round.",
    )
    return Scenery(
        given.file,
        area,
        [one.geometry for one in given.of("building", "wall") if one.geometry.intersects(near)],
        shapely.Polygon(),
        eyes,
        [_xy(one.geometry) for one in given.of("lamp") if one.geometry.intersects(near)],
        paths,
        given.to_degrees,
        notes,
    )


def _xy(point: Any) -> tuple[float, float]:
    x, y = shapely.get_coordinates(point)[0]
    return float(x), float(y)


def _in_one(lines: list[Any]) -> list[Any]:
    merged = shapely.line_merge(shapely.union_all(lines)) if lines else shapely.Point()
    return [one for one in getattr(merged, "geoms", [merged]) if one.geom_type == "LineString" and one.length >= 20]


def _seen(given: Scenery, edition: str, step: float) -> Answer:
    from protect.methods.sight import cameras, posts, views
    from protect.methods.sight.parameters import EDITIONS

    classes = EDITIONS[edition]
    try:
        walls = views.walls_of(given.obstacles)
    except ValueError as error:
        raise InputError(f"{given.file}: {error}") from error
    blocks = shapely.union_all([one for one in given.obstacles if one.geom_type.endswith("Polygon")])
    free = given.area.difference(blocks).difference(given.private)
    if free.is_empty:
        raise InputError(f"{given.file}: buildings or private ground take the whole area; there is nothing to see")
    points = posts.grid(free, step)
    coarsest = min(classes.values, key=lambda name: classes[name])
    rows, seen, names, polygons = [], [], [], []
    for one in given.posts:
        if one.camera is not None:
            detail = cameras.details(one.camera, walls, classes)
            view = next(found for name, _reach, found in detail.views if name == coarsest)
            for name, reach, found in detail.views:
                inside = posts.covers([found], points)[:, 0].mean()
                rows.append([one.name, f"{name} ({classes[name]:g} px/m)", round(reach, 1), round(100 * float(inside))])
        else:
            view = views.view(walls, one.place, reach=one.reach)
            how = "by eye, reach guessed" if one.guessed else "by eye"
            rows.append([one.name, how, one.reach, round(100 * float(posts.covers([view], points)[:, 0].mean()))])
        names.append(one.name)
        polygons.append(view.polygon)
        seen.append(posts.covers([view], points)[:, 0])
    table = np.column_stack(seen) if seen else np.zeros((len(points), 0), dtype=bool)
    return _answer(given, rows, names, table, polygons, free, points, classes.label)


def _answer(
    given: Scenery,
    rows: list[Any],
    names: list[str],
    seen: Any,
    polygons: list[Any],
    free: Any,
    points: Any,
    edition: str,
) -> Answer:
    from protect.methods.sight import posts
    from protect.methods.sight.parameters import LIGHT

    sentences, covered, sheets = [], None, []
    if names:
        covered = posts.covered(seen)
        share = covered.share
        sentences.append(f"{share.best * 100:.0f} of 100 square metres are seen by one post at least, at best.")
        if len(names) > 1 and share.low < share.best:
            lost = names[covered.weakest]
            sentences.append(f"Without {lost}, whose loss costs most, {share.low * 100:.0f} of 100 are left.")
        sheets.append(Sheet("What each post sees of the area", ("post", "detail", "reach, m", "of the area, %"), rows))
    else:
        sentences.append("There is neither camera nor post: name posts to see what they would see.")
    if seen.any():
        fewest = posts.fewest_posts(seen)
        if len(fewest.chosen) < len(names):
            sentences.append(f"As much is seen by {', '.join(names[one] for one in fewest.chosen)} alone.")
        elif len(names) > 1:
            sentences.append("Every post sees something that no other one does.")
    lights, said = _lamps(given)
    sentences += said
    if lights:
        columns = ("path", "length, m", "lamps", "per 100 m", "longest gap, m", "from, m", "if one is dark, m")
        sheets.append(
            Sheet("Lamps along paths (no lux: a map has no photometry)", columns, [row for row, _l in lights])
        )
    guessed = [one.name for one in given.posts if one.guessed]
    inputs = {"area": f"{free.area:.0f} m2", "obstacles": str(len(given.obstacles)), "points asked": f"{len(points):,}"}
    inputs |= (
        {"reach of posts": f"{GUESSED_REACH:.0f} m where nobody told it ({len(guessed)} posts)"} if guessed else {}
    )
    inputs |= {"lamps": f"{len(given.lamps)} on the map"} if lights else {}
    account = Account(
        inputs,
        "; ".join([edition, *([LIGHT.label] if lights else [])]),
        guessed=(*(["reach of posts"] if guessed else []), *(["lamps"] if lights else [])),
        assumptions=("Flat ground, no trees, no parasols; detail at best, without loss by light, motion and compression.",
                     "The low end of the coverage is what is left when any one post is lost.",
                     posts.NOTE),
        changes=("Obstacles that are on site and not in the file.", "The loss of a post."),
        tasks=("Look from each post on site, and at a picture of each camera by night.",
               *(["Walk the paths after dark: count the lamps and look at the longest gaps."] if lights else []),
               *([f"Find out how far {', '.join(guessed[:5])} really see."] if guessed else [])),
        restricted=True,
    )  # fmt: skip
    blind = points[~seen.any(axis=1)] if names else points[:0]
    return Answer(
        "sight",
        sheets,
        {
            "covered": covered,
            "views": [{"post": name, "seen": given.to_degrees(one)} for name, one in zip(names, polygons, strict=True)],
            "blind": given.to_degrees(shapely.multipoints(blind)) if len(blind) else None,
            "lamps": [found for _row, found in lights],
        },
        [*sentences, *given.notes],
        account,
        lambda axes: _draw(axes, names, polygons, given, blind),
        (7, 7),
    )


def _lamps(given: Scenery) -> tuple[list[tuple[list[Any], Any]], list[str]]:
    """Rows of the table with what they come from, and a sentence on the longest gap."""
    from protect.methods.sight import light

    found = []
    for name, line in given.paths:
        one = light.lamps_along(line, given.lamps)
        row = [
            name,
            round(line.length),
            one.count,
            round(one.per_100_m, 1),
            round(one.gap),
            round(one.gap_begins),
            round(one.band.high),
        ]
        found.append((row, one))
    if not found:
        return [], []
    if not given.lamps:
        return found, ["There are no lamps on the map: that is no proof that there are none on site."]
    row, widest = max(found, key=lambda pair: pair[1].gap)
    return found, [f"The longest stretch without a lamp is on {row[0]}: {widest.band.as_text()}."]


def _place(drawing: Drawing, feature: Feature) -> tuple[float, float]:
    if feature.geometry.geom_type != "Point":
        raise InputError(f"{drawing.file}, feature {feature.number}: a {feature.kind} is a point")
    return _xy(feature.geometry)


def _camera(cameras: Any, drawing: Drawing, feature: Feature) -> Any:
    """Compass degrees, as on the label of a mount, to radians counter-clockwise from east."""
    place = _place(drawing, feature)
    bearing = drawing.number(feature, "direction", 0.0)
    try:
        return cameras.Camera(
            feature.name, place, int(drawing.number(feature, "pixels")), math.radians(drawing.number(feature, "field")),
            math.radians(90 - bearing),
        )  # fmt: skip
    except InputError:
        raise
    except ValueError as error:
        raise InputError(f"{drawing.file}, feature {feature.number}: {error}") from error


def _draw(axes: Any, names: list[str], polygons: list[Any], given: Scenery, blind: Any) -> None:
    for one in given.obstacles:
        for part in getattr(one, "geoms", [one]):
            if part.geom_type == "Polygon":
                axes.fill(*part.exterior.xy, color="#8c8c8c")
            else:
                axes.plot(*part.xy, color="#333333", linewidth=2)
    for number, (name, one) in enumerate(zip(names, polygons, strict=True)):
        if not one.is_empty:
            axes.fill(*one.exterior.xy, color=f"C{number % 10}", alpha=0.35, label=name)
    if len(blind):
        axes.plot(blind[:, 0], blind[:, 1], ".", color="#a11d2e", markersize=3, label="seen by nobody")
    for number, (_name, line) in enumerate(given.paths):
        axes.plot(*line.xy, color="#7a5c00", linewidth=1, linestyle="--", label="" if number else "path")
    if given.lamps:
        axes.plot(*np.array(given.lamps).T, "*", color="#d9a400", markersize=8, label="lamp")
    axes.set_aspect("equal")
    axes.set_xlabel("metres to the east")
    axes.set_ylabel("metres to the north")
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False)
    axes.set_title("What the posts see")
