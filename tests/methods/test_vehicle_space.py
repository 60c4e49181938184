"""One own space from a map: openings, arriving speeds, what stands there, what closing costs the people (METHODS 1.1 to 1.3)."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import osmium
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from protect.formats import osm
from protect.formats.projection import moved, to_metres
from protect.methods.freespace import elements_for, placed
from protect.methods.streets import Map, MapObject, Way
from protect.methods.vehicle import dynamics, twoways
from protect.methods.vehicle.parameters import vehicle_classes
from protect.methods.vehicle.ratings import read
from protect.methods.vehicle.space import Element, Seen, assess, prepare

SPACE = box(-20, -20, 20, 20)
ROAD = {"highway": "residential"}
CODE = read("V/7200[N2B]/112/90:0.7", "IWA 14-1", 2013, "C-1")
LORRY = vehicle_classes()[2]


def walls(north=6.0, east=8.0, south=10.0, west=4.0):
    found = box(-24, -24, 24, 24).difference(SPACE)
    for mouth in (
        box(-north / 2, 19, north / 2, 25), box(19, -east / 2, 25, east / 2), box(-south / 2, -25, south / 2, -19),
        box(-25, -west / 2, -19, west / 2),
    ):  # fmt: skip
        found = found.difference(mouth)
    return found


STREETS = (
    ({**ROAD, "name": "North Street"}, (0, 180), (0, 0)),
    ({**ROAD, "name": "East Street", "oneway": "yes"}, (0, 0), (90, 0)),
    ({"highway": "footway", "name": "South Steps"}, (0, -60), (0, 0)),
)


def town(*ways, houses=None, points=None, covered=None, objects=()):
    places = list(dict.fromkeys(place for _tags, *line in ways for place in line)) or [(0, 0)]
    shapes = [(walls() if houses is None else houses, {"building": "yes"}), *objects]
    return Map(
        np.arange(len(places)),
        np.array(places, dtype=float).reshape(-1, 2),
        tuple(Way(n, np.array([places.index(one) for one in line]), tags) for n, (tags, *line) in enumerate(ways)),
        {places.index(place): tags for place, tags in (points or {}).items()},
        tuple(MapObject(f"way/{n}", shape, tags) for n, (shape, tags) in enumerate(shapes)),
        covered,
    )


@pytest.fixture(scope="module")
def site():
    return prepare(town(*STREETS, points={(0, -60): {"barrier": "bollard"}}), SPACE, slope=0.0)


def row(found, name):
    return next(one for one in found.table.rows if one.opening == name)


def posts(site, width=0.3, rating=CODE, leave_out=()):
    """The fewest posts of that width in every opening, as they should stand."""
    every = [place for edge in site.openings for place in placed(edge.line, elements_for(edge.width, width))]
    return [Element(one.buffer(width / 2), rating) for n, one in enumerate(every) if n not in leave_out]


def test_openings_stand_clockwise_from_north_with_the_names_of_their_streets(site):
    found = assess(site)
    assert [one.opening for one in found.table.rows] == [
        "North Street",
        "East Street",
        "South Steps",
        "gap to the west",
    ]
    assert [one.width.best for one in found.table.rows] == pytest.approx([6, 8, 10, 4])
    assert found.cut == pytest.approx(28.0) and not found.closed
    assert [one.length for one in found.lines] == pytest.approx([6, 8, 10, 4])
    assert found.account.restricted and found.table.account.restricted


def test_the_speed_at_an_opening_is_that_of_the_run_up_to_its_line(site):
    """North: 160 m from where the street begins to the line at 20 m. One-way streets are driven against their sign."""
    for name, distance in (("North Street", 160.0), ("East Street", 70.0), ("South Steps", 40.0)):
        band = row(assess(site), name).arrivals[2].speed
        best = float(dynamics.kmh(dynamics.run_up_by_power(distance, LORRY.power, LORRY.mass, LORRY.acceleration)))
        # The line lies anywhere between the inner and the outer end of the mouth, 4 m deep.
        shorter = float(
            dynamics.kmh(dynamics.run_up_by_power(distance - 4, LORRY.power, LORRY.mass, LORRY.acceleration))
        )
        assert shorter - 1e-6 <= band.best <= best + 1e-6 and band.high == pytest.approx(band.best)
        assert band.low < band.best


def test_no_way_to_an_opening_is_in_the_result(site):
    """METHODS 0, rule 3: no routes, no timing. The only lines of a result are the openings of the own space."""
    found, lines, names = assess(site), [], set()

    def look(one):
        if isinstance(one, shapely.Geometry):
            lines.append(one)
        elif dataclasses.is_dataclass(one):
            names.update(field.name for field in dataclasses.fields(one))
            for field in dataclasses.fields(one):
                look(getattr(one, field.name))
        elif isinstance(one, tuple | list):
            for each in one:
                look(each)

    look(found)
    assert lines == list(found.lines) == [edge.line for edge in site.openings]
    assert not names & {"route", "routes", "path", "way", "rank", "ranks", "seconds", "arrives", "link", "links"}


def test_the_straight_way_that_is_seen_is_the_other_way_to_the_speed(site):
    """METHODS 0, rule 4. Nothing stands in North Street: one sees a whole run-up, the map has 160 m of it. A house at 62 m ends
    what one sees, and nothing else does."""
    found = row(assess(site), "North Street")
    assert [one.name for one in found.arrivals[2].ways] == [twoways.SIGHT, twoways.MAP]
    whole = dynamics.kmh(dynamics.run_up_by_power(300, LORRY.power, LORRY.mass, LORRY.acceleration))
    seen, by_map = found.arrivals[2].ways
    assert seen.speed == pytest.approx(float(whole)) and by_map.speed == found.arrivals[2].speed.best
    house = [(box(-30, 82, 30, 90), {"building": "yes"})]
    blocked = prepare(town(*STREETS, objects=house), SPACE, slope=0.0)
    straight = next(one for one, name in zip(blocked.arriving, blocked.names, strict=True) if name == "North Street")
    assert 57.9 <= straight.mapped.straight <= 62.1
    nothing = next(one for one in row(assess(site), "gap to the west").arrivals)
    assert [one.name for one in nothing.ways] == [twoways.HAND, twoways.RUN_UP]


def test_an_opening_without_a_street_counts_as_if_nobody_knew_what_comes(site):
    found = assess(site)
    arrives = row(found, "gap to the west").arrivals[2].speed
    whole = dynamics.kmh(dynamics.run_up_by_power(300, LORRY.power, LORRY.mass, LORRY.acceleration))
    assert arrives.high == pytest.approx(float(whole))
    assert any("gap to the west: no street leads here" in task for task in found.account.tasks)


def test_a_slope_that_nobody_knows_is_the_cautious_one():
    unknown, flat = (prepare(town(*STREETS), SPACE, slope=one) for one in (None, 0.0))
    for before, after in zip(assess(flat).table.rows, assess(unknown).table.rows, strict=True):
        assert all(b.speed.high > a.speed.high for a, b in zip(before.arrivals, after.arrivals, strict=True))
    assert any("note the slope" in task for task in assess(unknown).account.tasks)
    tagged = (({**STREETS[0][0], "incline": "-8%"}, *STREETS[0][1:]), *STREETS[1:])
    down = assess(prepare(town(*tagged), SPACE, slope=0.0))
    assert row(down, "North Street").arrivals[2].speed.best > row(assess(flat), "North Street").arrivals[2].speed.best


def test_a_street_that_comes_in_over_the_edge_of_the_map_may_bring_any_speed():
    known, unknown = (
        prepare(town(*STREETS, covered=box(-300, -300, 300, north)), SPACE, slope=0.0) for north in (300, 185)
    )
    top = float(dynamics.kmh(dynamics.run_up_by_power(300, LORRY.power, LORRY.mass, LORRY.acceleration)))
    assert row(assess(known), "North Street").arrivals[2].speed.high < top
    assert row(assess(unknown), "North Street").arrivals[2].speed.high == pytest.approx(top)


def test_a_bend_between_houses_lowers_the_speed_and_one_on_the_map_alone_does_not():
    line = ({**ROAD, "name": "Lane"}, (-180, 60), (0, 60), (0, 0))
    houses = [
        (box(-200, 64, 10, 70), {"building": "yes"}), (box(-200, 30, -4, 56), {"building": "yes"}),
        (box(4, 26, 10, 64), {"building": "yes"}),
    ]  # fmt: skip
    straight, bent = (
        row(assess(prepare(town(line, objects=some), SPACE, slope=0.0)), "Lane").arrivals[2].speed
        for some in ([], houses)
    )
    assert bent.high < straight.high and bent.best < straight.best
    # 8 m from wall to wall, a lorry of 2.4 m, a metre of map error: the widest arc, then the rest of the way.
    inner, outer = 4 * 2**0.5 * math.cos(math.pi / 4) - 0.7 * math.cos(math.pi / 4), 4 - 0.7
    radius = (inner + outer) / (1 - math.cos(math.pi / 4))
    corner = min(math.sqrt(9.81 * radius), float(dynamics.run_up_by_power(180, LORRY.power, LORRY.mass, 2.5)))
    most = dynamics.kmh(dynamics.run_up_by_power(40, LORRY.power, LORRY.mass, LORRY.acceleration, corner))
    assert bent.high <= float(most) + 1e-6


def test_a_way_too_narrow_for_a_class_brings_none_of_it():
    """1.0 m from wall to wall and a metre of map error: cars may come, lorries not."""
    alley = [(box(-9, 26, -0.5, 170), {"building": "yes"}), (box(0.5, 26, 9, 170), {"building": "yes"})]
    found = row(assess(prepare(town(STREETS[0], objects=alley), SPACE, slope=0.0)), "North Street")
    assert found.arrivals[0].speed.high > 0 and found.arrivals[2].speed.high == 0


def test_a_street_at_an_angle_hits_with_less_and_a_swerve_adds_to_the_angle():
    """The whole north side is open; the street comes in at thirty degrees."""
    line = ({**ROAD, "name": "Askew"}, (-173.2, 110), (0, 10))
    site = prepare(town(line, houses=box(-60, -60, 60, 20).difference(SPACE)), SPACE, slope=0.0)
    assert [one.mapped.angle for one in site.arriving] == pytest.approx([30.0], abs=0.1)
    swerving = assess(site).table.rows[0].arrivals[2]
    head_on = 0.5 * LORRY.mass * (swerving.speed.high / 3.6) ** 2 / 1000
    # Over 40 m of open ground it can turn head-on.
    assert swerving.energy == pytest.approx(head_on) and swerving.angle == 90
    measured = assess(site, seen=[Seen(Point(0, 20), angle=30.0)]).table.rows[0].arrivals[2]
    assert measured.energy == pytest.approx(0.25 * head_on) and measured.angle == 30
    # In a lane of 6 m there is less room to turn in.
    lane = box(-200, 20, 200, 200).difference(
        shapely.LineString([(-173.2, 110), (0, 10)]).buffer(3, cap_style="square")
    )
    solid = shapely.union_all([box(-60, -60, 60, 20).difference(SPACE), lane])
    tight = assess(prepare(town(line, houses=solid), SPACE, slope=0.0)).table.rows[0].arrivals[2]
    assert 30 < tight.angle <= 90 and 0.25 * head_on < tight.energy


def test_what_the_map_shows_in_an_opening_has_no_rating_until_somebody_finds_it():
    mapped = town(*STREETS, points={(0, 180): {"barrier": "gate"}, (0, 0): {"barrier": "bollard"}})
    near = town(
        ({**ROAD, "name": "North Street"}, (0, 180), (0, 22), (0, 0)), points={(0, 22): {"barrier": "lift_gate"}}
    )
    assert row(assess(prepare(mapped, SPACE)), "North Street").gap == "nothing stands there"
    found = assess(prepare(near, SPACE))
    assert row(found, "North Street").gap == "rating unknown: find the certificate"
    assert any("lift_gate" in task for task in found.account.tasks)


def test_rated_elements_close_and_others_do_not(site):
    rated, unrated = assess(site, elements=posts(site)), assess(site, elements=posts(site, rating=None))
    assert rated.closed and all(one.answered for one in rated.table.rows)
    assert not unrated.closed and {one.gap for one in unrated.table.rows} == {"rating unknown: find the certificate"}
    # Both take the same width from the people.
    assert rated.way_out[0] == pytest.approx(unrated.way_out[0], abs=0.1)
    weak = assess(site, elements=posts(site, rating=read("V/3500[N1G]/32/90:0.5", "IWA 14-1")))
    assert weak.closed and not any(one.answered for one in weak.table.rows)


def test_one_element_left_out_leaves_a_gap_in_its_opening_and_in_no_other(site):
    whole = posts(site)
    gone = assess(site, elements=posts(site, leave_out={1}))
    assert not gone.closed and len(gone.table.rows) == 4 and len(whole) > 4
    assert [one.answered for one in gone.table.rows] == [False, True, True, True]
    assert "a gap of more than 1.2 m is left" in gone.table.rows[0].gap


@settings(max_examples=15)
@given(data=st.data())
def test_one_more_element_never_opens_a_space(site, data):
    every = posts(site)
    some = data.draw(st.sets(st.integers(0, len(every) - 1)))
    more = data.draw(st.integers(0, len(every) - 1))
    before = assess(site, elements=[every[n] for n in some])
    after = assess(site, elements=[every[n] for n in {*some, more}])
    assert after.closed or not before.closed
    assert after.way_out[0] <= before.way_out[0] + 0.05


@settings(max_examples=5)
@given(st.randoms(use_true_random=False))
def test_the_order_of_elements_ways_and_objects_does_not_matter(site, random):
    ways, elements = list(STREETS), posts(site)
    random.shuffle(ways)
    random.shuffle(elements)
    one, other = assess(site, elements=posts(site)), assess(prepare(town(*ways), SPACE, slope=0.0), elements=elements)
    assert [a.opening for a in one.table.rows] == [b.opening for b in other.table.rows]
    for a, b in zip(one.table.rows, other.table.rows, strict=True):
        assert a.need == b.need and a.elements == b.elements
        assert [x.speed.high for x in a.arrivals] == pytest.approx([x.speed.high for x in b.arrivals])


def test_eight_posts_in_the_only_way_out_of_methods_1_3():
    """12 m, 8 x 0.3 m: 9.6 m clear, 7,872 to 6,298 people in eight minutes at the guide's rate."""
    alone = prepare(town(STREETS[0], houses=walls(12, 0, 0, 0)), SPACE)
    found = assess(alone, seen=[Seen(Point(0, 20), width=12.0)])
    assert found.way_out == (pytest.approx(12.0), pytest.approx(9.6))
    assert [round(one.high) for one in found.people] == [7872, 6298]
    assert [round(one.low) for one in found.people] == [5760, 4608]
    assert row(found, "North Street").elements.count == 8
    assert row(found, "North Street").passage.passage == 1.5


def test_what_was_measured_on_site_goes_before_the_map(site):
    note = Seen(Point(0, 21), name="The gate", width=5.0, run_up=30.0, bend=8.0, angle=60.0, slope=0.0, operable=True,
                rating=CODE, something_stands=True)  # fmt: skip
    found = assess(site, seen=[note]).table.rows[0]
    assert found.opening == "The gate" and (found.width.low, found.width.high) == (5.0, 5.0)
    assert found.answered and found.need.speed == 64
    assert len(found.tasks) == 2  # the passage, and how it opens
    with pytest.raises(ValueError, match="more than 15 m from every opening"):
        assess(site, seen=[Seen(Point(0, 90))])


def test_gaps_thinner_than_half_a_metre_are_a_task_and_no_row():
    thin = walls(6, 8, 10, 0.2)
    found = assess(prepare(town(*STREETS, houses=thin), SPACE))
    assert len(found.table.rows) == 3
    assert any("1 gaps of less than half a metre" in task for task in found.account.tasks)


def test_a_space_without_any_opening_is_closed():
    found = assess(prepare(town(*STREETS, houses=walls(0, 0, 0, 0)), SPACE))
    assert found.closed and not found.table.rows and found.way_out == (0.0, 0.0)


def test_a_class_that_is_not_there_is_refused(site):
    with pytest.raises(ValueError, match="design_vehicle is one of"):
        assess(site, "M3")


def test_piazza_vittorio_of_the_shared_extracts(shared_data):
    """Rome: the streets that lead into the square, by name; nothing about ways, only what each opening needs."""
    file = shared_data / "osm" / "rome-piazza-vittorio-emanuele.osm.pbf"
    square = None
    for one in osmium.FileProcessor(str(file)).with_areas().with_filter(osmium.filter.KeyFilter("place")):
        if one.type_str() == "a" and "Piazza Vittorio" in one.tags.get("name", ""):
            square = shapely.from_wkb(osmium.geom.WKBFactory().create_multipolygon(one))
    extract = osm.read(file, square)
    site = prepare(extract.map, moved(square, to_metres(extract.centre)))
    found = assess(site)
    names = " ".join(one.opening for one in found.table.rows)
    for street in ("Mamiani", "Ricasoli", "Conte Verde", "Machiavelli", "Leopardi", "Carlo Alberto", "Lamarmora"):
        assert street in names
    assert 10 <= len(found.table.rows) <= 14 and found.cut == pytest.approx(240, abs=12)
    assert found.cut >= found.way_out[0] > found.way_out[1] > 0
    closed = assess(site, elements=posts(site))
    assert closed.closed
