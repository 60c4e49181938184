"""Exits that are refused, steps that are refused, an engine that is missing, and runs that do not depend on the processes."""

from __future__ import annotations

import builtins

import numpy as np
import pytest
import shapely
from shapely.geometry import LineString, Polygon

from protect.methods import crowd
from protect.methods.crowd.scene import Scene, Way, clear_width, continued

ROOM = shapely.box(-4, -6, 4, 0)
DOOR = LineString([(-0.5, 0), (0.5, 0)])


def behind_door(gap: float, width: float = 1.0, section: LineString = DOOR) -> Scene:
    """A room, a door of 1 m in a wall of 0.2 m, a corridor of ``width`` behind it, the exit ``gap`` metres into it."""
    room = shapely.box(-4, -6, 4, -0.2)
    corridor = shapely.box(-width / 2, 0, width / 2, max(gap, 0.0) + 1)
    walkable = shapely.union_all([room, shapely.box(-0.5, -0.21, 0.5, 0.01), corridor])
    way = Way("door", section, shapely.box(-width / 2, gap, width / 2, gap + 0.5).intersection(walkable))
    return Scene(walkable, room, (way,))


def test_an_exit_inside_the_door_or_close_behind_it_is_refused_with_the_reason():
    for gap in (-0.45, 0.1, 1.0, 1.49):
        with pytest.raises(ValueError, match=r"exit door refused: .*too high.*at least 1\.5 m behind"):
            behind_door(gap)


def test_an_exit_one_and_a_half_metres_behind_is_taken_in_a_narrow_and_in_a_wide_corridor():
    assert behind_door(1.5).ways[0].name == "door"
    assert behind_door(1.5, width=4.0).ways[0].name == "door"


def test_a_section_that_can_be_walked_round_is_refused():
    with pytest.raises(ValueError, match="without crossing its section"):
        behind_door(3.0, section=LineString([(-0.3, 0), (0.3, 0)]))


def test_something_narrower_behind_the_section_is_refused():
    walkable = shapely.union_all([ROOM, shapely.box(-2, -0.01, 2, 3), shapely.box(-0.5, 2.9, 0.5, 6)])
    wide = LineString([(-2, 0), (2, 0)])
    with pytest.raises(ValueError, match="something narrower"):
        Scene(walkable, ROOM, (Way("street", wide, shapely.box(-0.5, 5, 0.5, 6)),))


def test_an_exit_or_people_outside_the_area_are_refused():
    with pytest.raises(ValueError, match="outside the walkable area"):
        Scene(ROOM, ROOM.buffer(-1), (Way("far", LineString([(-4, -1), (4, -1)]), shapely.box(-4, 3, 4, 4)),))
    with pytest.raises(ValueError, match="start"):
        continued(ROOM, {"door": DOOR}, start=shapely.box(0, 0, 9, 9))


def test_openings_are_continued_outwards_on_every_side_and_may_be_oblique():
    square = Polygon([(0, 0), (20, 0), (30, 10), (20, 20), (0, 20)])
    scene = continued(
        square,
        {
            "west": LineString([(0, 8), (0, 12)]),
            "north": LineString([(8, 20), (5, 20)]),
            "oblique": LineString([(22, 2), (25, 5)]),
        },
    )
    assert [round(way.polygon.distance(way.section), 3) for way in scene.ways] == [1.5, 1.5, 1.5]
    assert [round(clear_width(scene.walkable, way.section), 2) for way in scene.ways] == [4.0, 3.0, 4.24]
    assert all(not way.polygon.intersects(square) for way in scene.ways)


@pytest.mark.parametrize(
    ("section", "reason"),
    [
        (LineString([(-1, -3), (1, -3)]), "on the edge"),
        (LineString([(-1, 0), (0, 0), (1, 0)]), "straight line"),
        (LineString([(-1, 5), (1, 5)]), "on the edge"),
    ],
)
def test_a_line_that_is_no_opening_is_refused(section, reason):
    with pytest.raises(ValueError, match=reason):
        continued(ROOM, {"door": section})


def test_a_continuation_into_the_place_itself_is_refused():
    court = shapely.box(0, 0, 20, 20).difference(shapely.box(8, 8, 12, 9))
    with pytest.raises(ValueError, match="runs into the area"):
        continued(court, {"pillar": LineString([(9, 8), (11, 8)])})


def test_a_shut_exit_is_a_wall():
    scene = continued(ROOM, {"north": DOOR, "south": LineString([(-1, -6), (1, -6)])})
    left = scene.without("north")
    assert [way.name for way in left.ways] == ["south"]
    assert not left.walkable.intersects(scene.ways[0].polygon)
    with pytest.raises(ValueError, match="several exits"):
        left.without("south")


def test_bollards_in_a_section_take_their_width():
    scene = continued(shapely.box(0, 0, 30, 20), {"street": LineString([(9, 0), (21, 0)])})
    posts = shapely.union_all([shapely.box(9.9 + 1.5 * n, -0.15, 10.2 + 1.5 * n, 0.15) for n in range(8)])
    walkable = scene.walkable.difference(posts)
    assert clear_width(walkable, scene.ways[0].section) == pytest.approx(9.6)
    assert Scene(walkable, scene.start.difference(posts), scene.ways).ways == scene.ways


def test_a_step_that_loses_flow_is_refused():
    scene = continued(ROOM, {"door": DOOR})
    for step in (0.051, 0.1, 0.0):
        with pytest.raises(ValueError, match="step"):
            crowd.simulate(scene, 5, np.random.default_rng(1), step=step)


def test_outside_validity_nobody_walks():
    found = crowd.simulate(continued(ROOM, {"door": DOOR}), 193, np.random.default_rng(1))
    assert not found.runs and found.outside.startswith("outside validity")
    assert "microscopic" in crowd.egress(crowd.Site(60.0, (crowd.Exit("a", 1.0),)), 100, simulated=found).unavailable


def test_without_the_engine_the_error_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def absent(name, *args, **options):
        if name == "jupedsim":
            raise ImportError(name)
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(crowd.SimulationMissing, match=r"pip install 'protect-platform\[crowd\]'"):
        crowd.simulate(continued(ROOM, {"door": DOOR}), 5, np.random.default_rng(1))


def test_the_band_of_time_gaps_and_the_number_of_processes_changes_nothing():
    pytest.importorskip("jupedsim")
    scene = continued(ROOM, {"door": DOOR})
    alone = crowd.simulate(scene, 30, np.random.default_rng(4), seeds=2, workers=1)
    shared = crowd.simulate(scene, 30, np.random.default_rng(4), seeds=2, workers=2)
    assert [run.time_gap for run in alone.runs] == [2.0, 2.0, 1.4, 1.4, 1.0, 1.0] and alone.planning == 1.4
    assert [run.seconds for run in alone.runs] == [run.seconds for run in shared.runs]
    assert len(set(alone.seconds().tolist())) == 2
    assert alone.seconds(1.0).mean() < alone.seconds().mean() < alone.seconds(2.0).mean()


def test_drawn_network_runs_do_not_depend_on_the_number_of_processes():
    site = crowd.Site(60.0, (crowd.Exit("a", 1.0), crowd.Exit("b", 2.0, measured=False)))
    one, two = (crowd.sampled_times(site, 60, np.random.default_rng(2), 6, workers=workers) for workers in (1, 2))
    assert np.array_equal(one.seconds, two.seconds) and len(set(one.seconds.tolist())) > 1
    later = crowd.sampled_times(site, 60, np.random.default_rng(2), 6, pre_movement=(60, 60, 60))
    assert later.band().low >= one.band().low + 50
    assert 0 < one.error < 20


def test_people_choose_exits_by_what_they_carry_and_then_by_nearness():
    wide, narrow = LineString([(-3, -6), (3, -6)]), LineString([(-1, 0), (1, 0)])
    scene = continued(ROOM, {"wide": wide, "narrow": narrow})
    people = crowd.drawn_people(scene, 80, np.random.default_rng(2))
    assert np.bincount(people.ways).tolist() == [60, 20]
    north = people.places[people.ways == 1, 1]
    assert north.min() > np.median(people.places[:, 1])


def test_who_starts_later_leaves_later():
    pytest.importorskip("jupedsim")
    scene = continued(ROOM, {"door": DOOR})
    at_once, late = (
        crowd.walk(scene, crowd.drawn_people(scene, 10, np.random.default_rng(3), delay))
        for delay in (None, (30.0, 30.0, 30.0))
    )
    assert late.seconds == pytest.approx(at_once.seconds + 30.0, abs=0.2)


def test_a_run_that_is_given_up_has_no_time():
    pytest.importorskip("jupedsim")
    scene = continued(ROOM, {"door": DOOR})
    found = crowd.walk(scene, crowd.drawn_people(scene, 40, np.random.default_rng(3)), horizon=8.0)
    assert 0 < len(found.left) < 40 and np.isnan(found.seconds)
