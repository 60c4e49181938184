"""Oracles of METHODS 6 for sight, cameras, posts and light, and what must hold for any place."""

from __future__ import annotations

import csv
import importlib.util
import math
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, box

from protect.methods.sight import cameras, light, posts, views
from protect.methods.sight.parameters import EDITIONS, PIXELS_2014, PIXELS_2025

ROOM = box(-5, -5, 5, 5)


def area(obstacles, origin, **limits) -> float:
    return views.view(views.walls_of(obstacles), origin, **limits).area


def test_isovists_of_methods_6():
    assert area([ROOM], (1, 2)) == pytest.approx(100)
    assert area([ROOM, box(-1, -1, 1, 1)], (3, 0)) == pytest.approx(70)
    corner = box(0, 0, 20, 20).difference(box(10, 10, 20, 20))
    assert area([corner], (5, 5)) == pytest.approx(300)
    assert area([corner], (5, 15)) == pytest.approx(250)


def test_a_limited_view_is_a_sector_and_its_polygon_lies_inside_it():
    seen = views.view(views.walls_of([ROOM]), (0, 0), reach=3, field=1.0, direction=0.3)
    assert seen.area == pytest.approx(4.5)
    assert 4.49 < seen.polygon.area < 4.5
    assert seen.polygon.contains(shapely.Point(2.9 * math.cos(0.3), 2.9 * math.sin(0.3)))
    assert not seen.polygon.intersects(shapely.Point(-1, 0))


def test_on_a_wall_nothing_is_seen_and_an_open_view_asks_for_a_reach():
    assert views.view(views.walls_of([ROOM]), (5, 0)).polygon.is_empty
    with pytest.raises(ValueError, match="give a reach"):
        views.view(views.walls_of([LineString([(0, 1), (1, 1)])]), (0, 0))
    with pytest.raises(ValueError, match="obstacle 0 is a Point"):
        views.walls_of([shapely.Point(0, 0)])


PILLARS = st.lists(st.tuples(st.integers(-4, 3), st.integers(-4, 3)), max_size=4)


@given(PILLARS, st.tuples(st.integers(-4, 3), st.integers(-4, 3)))
def test_another_obstacle_never_shows_more(pillars, another):
    eye = (0.05, 0.03)
    blocks = [box(x + 0.2, y + 0.2, x + 0.8, y + 0.8) for x, y in pillars]
    fewer = views.view(views.walls_of([ROOM, *blocks]), eye)
    x, y = another
    more = views.view(views.walls_of([ROOM, *blocks, box(x + 0.2, y + 0.2, x + 0.8, y + 0.8)]), eye)
    assert more.area <= fewer.area + 1e-9
    assert fewer.polygon.area == pytest.approx(fewer.area, rel=1e-6)


def test_camera_detail_of_methods_6():
    field = math.radians(60)
    assert float(cameras.pixels_per_metre(3840, field, 20)) == pytest.approx(166.3, abs=0.05)
    assert cameras.reach_of(3840, field, 250) == pytest.approx(13.30, abs=0.005)
    assert cameras.reach_of(3840, field, 125) == pytest.approx(26.60, abs=0.005)


def test_pixel_classes_are_those_of_their_edition_and_never_mixed():
    assert [PIXELS_2025[name] for name in PIXELS_2025.values] == [20, 40, 80, 125, 250, 500, 1500]
    assert (PIXELS_2014["monitor"], PIXELS_2014["identify"]) == (12.5, 250)
    assert not set(PIXELS_2025.values) & set(PIXELS_2014.values)
    assert {one.label for one in EDITIONS.values()} == {
        "pixel classes of IEC 62676-4 2025",
        "pixel classes of IEC 62676-4 2014",
    }


def test_a_camera_shows_less_the_finer_the_class_and_nothing_private():
    camera = cameras.Camera("gate", (0.0, 0.0), 3840, math.radians(60))
    found = cameras.details(camera, views.walls_of([box(-100, -100, 100, 100)]))
    areas = [seen.area for _name, _reach, seen in found.views]
    assert areas == sorted(areas, reverse=True)
    assert found.edition == PIXELS_2025.label == found.account.parameter_set
    assert any("at best" in said for said in found.account.assumptions)
    seen = found.views[-1][2].polygon
    assert cameras.masked(seen, seen).is_empty
    assert cameras.masked(seen, box(50, 50, 60, 60)).equals(seen)
    with pytest.raises(ValueError, match="half a turn"):
        cameras.Camera("gate", (0.0, 0.0), 3840, 60.0)


SEES = [[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1], [0, 1, 1]]
DEMAND = [10, 20, 30, 25, 15]


def test_maximal_covering_of_methods_6():
    one, two = (posts.best_posts(SEES, count, DEMAND) for count in (1, 2))
    assert (one.chosen, one.covered, one.proven) == ((1,), 0.65, True)
    assert (two.chosen, two.covered, two.missed) == ((1, 2), 0.90, (0,))
    assert one.bound == pytest.approx(0.65)
    assert one.account.restricted and any("no reason to film" in said for said in one.account.assumptions)


def test_maximal_covering_of_the_san_francisco_case_of_spopt():
    """METHODS 6: 205 points, 16 sites, 5,000 m, four sites: 21 points stay uncovered, 89.756 % are covered.

    Only a file of the package is read; the package itself, and what it would need, is not loaded.
    """
    found = importlib.util.find_spec("spopt")
    if found is None or found.origin is None:
        pytest.skip("spopt is not installed: run make setup")
    file = (
        Path(found.origin).parent
        / "tests/test_locate/data/SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    )
    with file.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    points = {one["DestinationName"]: float(one["demand"]) for one in rows}
    sites = sorted({one["name"] for one in rows})
    seen = np.zeros((len(points), len(sites)), bool)
    for one in rows:
        place = list(points).index(one["DestinationName"]), sites.index(one["name"])
        seen[place] = float(one["distance"]) <= 5000
    assert seen.shape == (205, 16)
    chosen = posts.best_posts(seen, 4, list(points.values())).chosen
    covered = int(seen[:, list(chosen)].any(axis=1).sum())
    assert 205 - covered == 21 and round(100 * covered / 205, 3) == 89.756


@given(st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=12))
def test_more_posts_never_cover_less_and_the_fewest_are_the_fewest(table):
    seen = np.array(table)
    if not seen.any():
        return
    shares = [posts.best_posts(seen, count).covered for count in range(1, 6)]
    assert shares == sorted(shares)
    fewest = posts.fewest_posts(seen)
    coverable = seen.any(axis=1)
    assert not (set(np.flatnonzero(coverable)) & set(fewest.missed))
    # One post less does not cover as much: by trying all sets.
    from itertools import combinations

    for chosen in combinations(range(5), len(fewest.chosen) - 1):
        assert not (seen[:, list(chosen)].any(axis=1) == coverable).all()


def test_coverage_has_a_band_by_the_loss_of_any_post():
    found = posts.covered(SEES, DEMAND)
    assert found.share.best == found.share.high == 1.0
    # Without b the 30 are seen by nobody; without a the 10, without c the 25.
    assert (found.share.low, found.weakest) == (0.70, 1)
    two = posts.best_posts(SEES, 2, DEMAND)
    assert two.band.best == two.covered and two.band.low == pytest.approx(0.40)  # c alone sees 25 and 15
    assert posts.covered([[0, 0]]).share.as_text() == "0"


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=9))
def test_the_low_end_is_the_worst_of_all_single_losses(table):
    seen = np.array(table)
    found = posts.covered(seen)
    left = [seen[:, [other for other in range(4) if other != lost]].any(axis=1).mean() for lost in range(4)]
    assert found.share.low == pytest.approx(min(left))
    assert left[found.weakest] == pytest.approx(min(left))


def test_coverage_of_an_area_by_views():
    room = views.walls_of([box(0, 0, 10, 10), box(4, 4, 6, 6)])
    both = [views.view(room, (1.0, 1.1)), views.view(room, (9.0, 8.9))]
    points = posts.grid(box(0, 0, 10, 10).difference(box(4, 4, 6, 6)), 0.5)
    seen = posts.covers(both, points)
    share, times = posts.coverage(seen)
    # By the areas seen: the grid's share of each view is its area in the 96 square metres that are free.
    assert posts.coverage(seen[:, :1])[0] == pytest.approx(both[0].area / 96, abs=0.02)
    assert posts.coverage(seen[:, :1])[0] < share <= 1
    assert times.max() == 2
    assert len(posts.grid(box(0, 0, 0.1, 0.1), 5.0)) == 1


def test_light_at_a_point_of_methods_6():
    assert light.illuminance(1000, 5, 5) == pytest.approx(14.14, abs=0.005)
    assert light.illuminance(1000, 5, 0) == 40


def test_lamps_are_counted_and_never_turned_into_lux():
    found = light.lamps_along(LineString([(0, 0), (200, 0)]), [(10, 2), (150, 3), (100, 90)])
    assert (found.count, found.per_100_m, found.gap, found.gap_begins) == (2, 1.0, 140, 10)
    assert not any("lux" in name for name in vars(found))
    # One lamp dark: from 10 m to the end; none on the map may mean none mapped.
    assert (found.band.low, found.band.best, found.band.high) == (0, 140, 190)
    assert light.lamps_along(LineString([(0, 0), (50, 0)]), []).gap == 50
