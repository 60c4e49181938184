"""Every hand oracle of METHODS 2 and 1.3 for crowds, by its source, and what a result says of itself."""

from __future__ import annotations

import math
import re
from dataclasses import fields

import numpy as np
import pytest
import shapely

from protect.methods import crowd
from protect.methods.crowd import hand, parameters, rules
from protect.methods.crowd.egress import simulated_band
from protect.methods.crowd.microscopic import Run, Simulated
from protect.methods.crowd.network import Sampled
from protect.methods.crowd.site import Exit, Ground, Risk, Site, Use
from protect.methods.parameters import Mark

RULE = {rule.name: rule for rule in rules.RULES}
#: METHODS 2, finding (d): 2,000 m2, three exits of 4 m.
PLACE = Site(2000.0, tuple(Exit(name, 4.0) for name in "abc"), farthest=40.0)


def exits(*widths: float, ground: Ground = Ground.LEVEL) -> tuple[Exit, ...]:
    return tuple(Exit(f"exit {number}", width, ground) for number, width in enumerate(widths))


# --- permitted numbers --------------------------------------------------------------------------------------------------


def test_uk_twenty_metres_over_five_exits_one_lost():
    five = Site(1e5, exits(4, 4, 4, 4, 4))
    drinking = Site(1e5, exits(4, 4, 4, 4, 4), alcohol=True)
    found, drunk = (rules.permitted_by(RULE["UK event practice"], site) for site in (five, drinking))
    assert (found.by_exits_less_widest, found.by_exits) == (10496, 13120)
    assert drunk.by_exits_less_widest == 9216
    # The British rule takes the widest exit out itself: it permits what it holds.
    assert found.persons == found.holding == 10496


def test_uk_three_metres_of_steps():
    assert rules.permitted_by(RULE["UK event practice"], Site(1e5, exits(3, ground=Ground.STEPS))).by_exits == 1584


def test_uk_half_a_square_metre_and_the_minutes_of_the_risk():
    small = Site(1000.0, exits(4, 4, 4, 4, 4))
    assert rules.permitted_by(RULE["UK event practice"], small).persons == 2000
    by_risk = [
        rules.permitted_by(RULE["UK event practice"], Site(1e5, exits(4, 4), risk=risk)).by_exits_less_widest
        for risk in (Risk.LOW, Risk.MEDIUM, Risk.HIGH)
    ]
    assert by_risk == [3280, 2624, 1968]


def test_twelve_metres_of_exits_germany_italy_uk():
    site = Site(1e5, exits(*[2.4] * 5))
    found = {row.rule: row.by_exits for row in rules.permitted(site).rows}
    assert found == {"UK event practice": 7872, "Germany": 6000, "Italy": 5000, "Austria": None, "USA": 2362}


def test_germany_three_thousand_in_the_open_need_six_metres():
    germany = RULE["Germany"]
    assert rules.permitted_by(germany, Site(1e4, exits(3.0, 3.0))).by_exits == 3000
    assert rules.permitted_by(germany, Site(1e4, exits(3.0, 2.99))).by_exits == 2995
    assert rules.permitted_by(germany, Site(1e4, exits(3.0, 3.0), open_air=False)).by_exits == 1000
    narrow = rules.permitted_by(germany, Site(1e4, exits(3.0, 1.19)))
    assert narrow.by_exits == 1500 and "exit 1" in narrow.notes[0]


def test_italy_counts_whole_modules():
    italy = RULE["Italy"]
    assert rules.permitted_by(italy, Site(1e4, exits(1.2, 1.79))).by_exits == 4 * 250
    assert rules.permitted_by(italy, Site(1e4, exits(1.2, 1.8), open_air=False)).by_exits == 5 * 50


def test_austria_by_use_and_in_sectors():
    found = [
        rules.permitted_by(RULE["Austria"], Site(2000.0, exits(4), use=use)).persons
        for use in (Use.STANDING, Use.TABLES, Use.ROWS)
    ]
    assert found == [6000, 2000, 4000]
    assert "2 sectors" in rules.permitted_by(RULE["Austria"], Site(2000.0, exits(4))).notes[0]


def test_nfpa_stairs_lose_their_boundary():
    usa = RULE["USA"]
    assert rules.permitted_by(usa, Site(1e4, exits(5.08))).by_exits == 1000
    assert rules.permitted_by(usa, Site(1e4, exits(0.305 + 7.62, ground=Ground.STEPS))).by_exits == 1000


def test_the_smallest_wins_and_names_its_rule():
    found = rules.permitted(Site(500.0, exits(*[4.0] * 5)))
    assert (found.persons, found.decided_by) == (1000, "UK event practice")
    assert found.persons == min(row.persons for row in found.rows if row.persons is not None)
    assert "1,000" in found.sentence


def test_holding_capacity_is_with_the_widest_exit_lost():
    found = rules.permitted(Site(1e5, exits(2.4, 4.8)), [RULE["Germany"]])
    assert (found.persons, found.holding) == (3600, 1200)


def test_every_rule_on_exits_loses_the_exit_that_carries_most():
    site = Site(1e5, (Exit("gate", 4.8), Exit("lane", 1.2), Exit("stairs", 6.0, Ground.STEPS)))
    found = {row.rule: (row.by_exits, row.by_exits_less_widest) for row in rules.permitted(site).rows}
    assert found["Italy"] == (20 * 250, 10 * 250)
    # 944.88, 236.22 and 747.38 people: the gate carries most, although the stairs are wider.
    assert found["USA"] == (1928, 983)
    # 393.6, 98.4 and 396 people a minute: here the stairs carry most.
    assert found["UK event practice"] == (7104, 3936)


def test_a_rule_on_exits_alone_gives_no_number_beyond_validity():
    row = rules.permitted_by(RULE["Italy"], Site(100.0, exits(12.0)))
    assert row.persons is None and row.holding is None and "outside validity" in row.outside
    found = rules.permitted(Site(100.0, exits(12.0)), [RULE["Italy"]])
    assert found.persons is None and "No rule" in found.sentence


def test_every_value_of_the_shipped_sets_has_source_and_mark():
    sets = [value for value in vars(parameters).values() if isinstance(value, parameters.ParameterSet)]
    assert len(sets) >= 12
    for found in sets:
        assert all(value.source and value.unit and value.mark in Mark for value in found.values.values())
    assert parameters.ITALY.unconfirmed == ("module",)


# --- formulas -----------------------------------------------------------------------------------------------------------


def test_weidmann_speeds_and_greatest_flow():
    assert hand.weidmann_speed([1, 2, 4]) == pytest.approx([1.0581, 0.6062, 0.1563], abs=5e-5)
    density = np.linspace(0.01, 5.4, 539001)
    flow = hand.weidmann_flow(density)
    assert flow.max() == pytest.approx(1.2249, abs=5e-5)
    assert density[flow.argmax()] == pytest.approx(1.7507, abs=5e-5)
    assert hand.weidmann_speed([0.0, 5.4, 9.0]) == pytest.approx([1.34, 0.0, 0.0])


def test_sfpe_peak_and_speed():
    density = np.linspace(0, 3.76, 376001)
    assert hand.sfpe_flow(density).max() == pytest.approx(1.3158, abs=5e-5)
    assert density[hand.sfpe_flow(density).argmax()] == pytest.approx(1.8797, abs=5e-5)
    assert float(hand.sfpe_speed(1.0)) == pytest.approx(1.0276, abs=5e-5)
    assert hand.effective_width(0.2) == 0.0


def test_imo_stairs_down():
    assert hand.flow_time(240, 1.2, parameters.IMO["greatest_stairs_down"]) == pytest.approx(181.8, abs=0.05)


def test_imo_table():
    assert hand.imo_flow([0.5, 1.9, 3.2, 3.5, 5]) == pytest.approx([0.65, 1.3, 0.65, 0.32, 0.32])
    assert hand.imo_speed([0.0, 0.5, 1.9, 3.2, 3.5, 5]) == pytest.approx([1.2, 1.2, 0.67, 0.2, 0.1, 0.1])


def test_fruin_levels_of_service():
    spaces = (3.26, 3.25, 2.33, 2.32, 1.4, 1.39, 0.94, 0.93, 0.47, 0.46)
    assert "".join(hand.level_of_service(density=1 / space) for space in spaces) == "ABBCCDDEEF"
    flows = (23, 23.1, 33, 33.1, 49, 49.1, 66, 66.1, 82, 82.1)
    assert "".join(hand.level_of_service(flow=flow) for flow in flows) == "ABBCCDDEEF"
    assert hand.level_of_service(density=0) == "A"


def test_density_bands_after_fruin():
    edges = (1.99, 2.0, 3.56, 3.57, 5.54, 5.55, 7.09, 7.1)
    assert [hand.BANDS.index(hand.density_band(edge)) for edge in edges] == [0, 1, 1, 2, 2, 3, 3, 4]


# --- times --------------------------------------------------------------------------------------------------------------


def test_one_case_by_hand_of_finding_d():
    found = crowd.hand_times(PLACE, 3000)
    assert [round(found[name], 1) for name in ("guide", "code", "observed")] == [182.9, 207.9, 250.0]


def test_one_case_by_network_of_finding_d():
    # METHODS prints 231.5 s for its own spread of walks and speeds: same order, between the hand values and it.
    assert 207.9 <= crowd.network_time(PLACE, 3000) <= 231.5


def test_the_network_walks_one_person_the_whole_way():
    # SFPE speed at the density floor of 0.54: 1.4 (1 - 0.266 x 0.54) = 1.199 m/s.
    assert crowd.network_time(Site(2000.0, exits(4.0), farthest=120.0), 1) == pytest.approx(120 / 1.199, abs=2.0)


def test_the_network_runs_draw_what_nobody_measured():
    still = parameters.SFPE.changed("still", door_flow=1.3, choice_spread=0.0)
    spread = {}
    for measured in (True, False):
        site = Site(2000.0, (Exit("a", 4.0, measured=measured), Exit("b", 4.0, measured=measured)), farthest=10.0)
        found = crowd.sampled_times(site, 1500, np.random.default_rng(3), 12, parameters=still)
        spread[measured] = np.ptp(found.seconds)
    assert spread[True] <= 6 < 20 < spread[False]


def test_lower_bound_of_rimea_9():
    assert hand.lower_bound(Site(600.0, exits(1, 1, 1, 1), farthest=12.0), 1000) == pytest.approx(131.6, abs=0.05)
    assert hand.lower_bound(Site(600.0, exits(9), farthest=134.0), 1) == pytest.approx(100.0)


def test_times_are_a_band_and_outside_validity_there_is_none():
    found = crowd.egress(PLACE, 3000)
    assert (found.band.low, found.band.high) == (pytest.approx(182.9, abs=0.05), pytest.approx(250.0))
    crowded = crowd.egress(PLACE, 8001)
    assert crowded.band is None and not crowded.ways and crowded.floor is None
    assert crowded.sentence.startswith("No time is given: outside validity")
    assert crowd.egress(PLACE, 8000).band is not None


def test_nothing_is_run_outside_validity():
    generator = np.random.default_rng(1)
    assert crowd.sampled_times(PLACE, 8001, generator).outside.startswith("outside validity: 4")
    dense = crowd.sampled_times(PLACE, 7500, generator)
    assert "network" in dense.outside and not len(dense.seconds)
    assert "network" in crowd.egress(PLACE, 7500, sampled=dense).unavailable
    with pytest.raises(ValueError, match="persons"):
        crowd.network_time(PLACE, 7500)


def run(seconds: float, gap: float, persons: int = 1) -> Run:
    return Run(np.array([seconds]), persons, gap, 0.05, np.empty((0, 4)))


def test_two_ways_that_differ_by_more_than_thirty_per_cent_are_said_to():
    near = crowd.egress(PLACE, 3000, Sampled(np.array([230.0])), Simulated((run(265.0, 1.4),), 1.4))
    assert not near.differences and set(near.ways) == {"hand", "network", "microscopic"}
    far = crowd.egress(PLACE, 3000, Sampled(np.array([230.0])), Simulated((run(274.5, 1.4), run(209.2, 1.0)), 1.4))
    assert far.differences == (
        "hand and microscopic differ by 32 %: 3.5 min and 4.6 min. Find out why before relying on either.",
    )
    assert (far.ways["microscopic"].low, far.ways["microscopic"].best) == (209.2, 274.5)


def test_a_run_that_did_not_end_is_no_number():
    stuck = Simulated((run(200.0, 1.4), run(100.0, 1.4, persons=2)), 1.4)
    assert stuck.unfinished == 1 and math.isinf(simulated_band(stuck).high)
    found = crowd.egress(PLACE, 3000, simulated=stuck)
    assert any("did not end" in change for change in found.account.changes)


def test_blocked_exit_each_in_turn_in_the_order_of_the_site():
    site = Site(2000.0, (Exit("south", 8.0), Exit("north", 4.0)), farthest=40.0)
    south, north = crowd.blocked_exits(site, 3000)
    assert (south.exit, north.exit) == ("south", "north")
    assert north.hand.best == pytest.approx(3000 / (7.7 * 1.3)) and south.added > north.added > 0
    assert south.network > north.network and south.permitted < north.permitted
    assert south.permitted == crowd.permitted(site).holding
    (only,) = crowd.blocked_exits(Site(2000.0, exits(4)), 1000)
    assert only.permitted == 0 and math.isinf(only.added)


def test_seconds_before_people_start_move_every_way_alike():
    late = (30.0, 60.0, 120.0)
    movement = crowd.egress(PLACE, 3000)
    found = crowd.egress(PLACE, 3000, pre_movement=late)
    assert [found.ways["hand"].low, found.ways["hand"].best, found.ways["hand"].high] == pytest.approx(
        [movement.ways["hand"].low + 30, movement.ways["hand"].best + 60, movement.ways["hand"].high + 120]
    )
    assert found.account.inputs["seconds before people start"] == "60 (30 to 120)"
    assert any("before people start" in words for words in movement.account.assumptions)
    with pytest.raises(ValueError, match="pre_movement"):
        crowd.egress(PLACE, 3000, Sampled(np.array([230.0])), pre_movement=late)


def test_a_section_inside_that_is_tighter_than_the_exits_decides():
    # METHODS 1.2: a square with mouths of 6, 8, 10 and 4 m, cut 28 m; the same with 24 m somewhere inside.
    square = Site(1600.0, exits(6, 8, 10, 4))
    inside = crowd.limited_by(square, 24.0)
    assert hand.exit_capacity(inside, 82, 66, 8) == pytest.approx(24 * 82 * 8)
    assert crowd.limited_by(square, 28.0) == square


# --- the barrier --------------------------------------------------------------------------------------------------------


def test_barrier_line_in_a_street_of_twelve_metres():
    found = crowd.barrier_effect(12.0, 8, 0.3)
    assert found.clear_width == pytest.approx(9.6)
    assert (round(found.capacity_before), round(found.capacity_after)) == (7872, 6298)
    assert found.share_lost == pytest.approx(0.2) and found.gap == pytest.approx(9.6 / 9)


def test_barrier_minutes_there():
    found = crowd.barrier_effect(12.0, 8, 0.3, persons=4920)
    assert (found.added.low, found.added.high) == (pytest.approx(75.0), pytest.approx(102.5))


def test_a_barrier_that_fills_the_opening_is_refused():
    with pytest.raises(ValueError, match="leave nothing"):
        crowd.barrier_effect(2.4, 8, 0.3)


def test_a_line_in_an_exit_goes_into_every_other_method():
    site = crowd.narrowed(PLACE, "b", 4, 0.3)
    assert [way.width for way in site.exits] == pytest.approx([4.0, 2.8, 4.0])
    assert crowd.egress(site, 3000).band.best > crowd.egress(PLACE, 3000).band.best
    with pytest.raises(ValueError, match="unknown"):
        crowd.narrowed(Site(100.0, (Exit("a", None), Exit("b", 2.0))), "a", 1, 0.3)


# --- what a result says of itself ---------------------------------------------------------------------------------------


def test_missing_is_never_safe():
    unknown = Site(2000.0, (Exit("a", 4.0), Exit("b", None), Exit("c", 3.0, measured=False)), area_measured=False)
    known = Site(2000.0, (Exit("a", 4.0), Exit("b", 1.0), Exit("c", 3.0)), farthest=20.0)
    assert crowd.permitted(unknown).persons < crowd.permitted(known).persons
    found = crowd.egress(unknown, 1000)
    assert found.band.high >= crowd.egress(known, 1000).band.high
    assert set(found.account.guessed) == {"net area", "width of exit b", "width of exit c", "longest walk"}
    for word in ("net area", "exit b", "exit c", "longest walk"):
        assert any(word in task for task in found.account.tasks), word
    assert found.account.restricted and found.account.share_guessed == pytest.approx(4 / 6)
    assert math.isinf(crowd.egress(Site(100.0, (Exit("a", None),)), 10).band.best)


def test_no_field_of_any_result_speaks_of_casualties_or_panic():
    words = ("casualt", "injur", "death", "fatal", "panic", "victim")
    for kind in (crowd.Egress, crowd.Blocked, crowd.BarrierEffect, crowd.Comparison, crowd.Permitted, Run):
        assert not [field.name for field in fields(kind) if any(word in field.name for word in words)]


@pytest.mark.parametrize(
    ("broken", "named"),
    [
        (lambda: Site(0.0, exits(1)), "area"),
        (lambda: Site(10.0, ()), "exits"),
        (lambda: Site(10.0, (Exit("a", 1.0), Exit("a", 2.0))), "exits"),
        (lambda: Site(10.0, exits(1), farthest=-1.0), "farthest"),
        (lambda: Exit("a", -1.0), "width"),
        (lambda: Exit("", 1.0), "name"),
        (lambda: crowd.egress(PLACE, -1), "persons"),
        (lambda: crowd.network_time(PLACE, -1), "persons"),
        (lambda: crowd.permitted(PLACE, []), "rules"),
        (lambda: hand.level_of_service(), "density"),
        (lambda: hand.weidmann_speed(-1.0), "density"),
        (lambda: PLACE.without("z"), "name"),
        (lambda: crowd.sampled_times(PLACE, 10, np.random.default_rng(), runs=0), "runs"),
        (lambda: crowd.sampled_times(PLACE, 10, np.random.default_rng(), pre_movement=(3, 2, 1)), "pre_movement"),
    ],
)
def test_a_wrong_argument_is_named(broken, named):
    with pytest.raises(ValueError, match=named):
        broken()


def test_what_nobody_knows_of_the_use_permits_fewest_and_becomes_a_task():
    """METHODS 0: missing is never safe."""
    exits = tuple(crowd.Exit(name, 4.0) for name in "abc")
    unknown = crowd.Site(2000.0, exits, open_air=None, use=None, alcohol=None, risk=None)
    found = crowd.permitted(unknown)
    for open_air in (True, False):
        for use in crowd.Use:
            for alcohol in (True, False):
                for risk in crowd.Risk:
                    told = crowd.permitted(crowd.Site(2000.0, exits, None, open_air, use, alcohol, risk))
                    pairs = zip(found.rows, told.rows, strict=True)
                    assert all(one.persons <= other.persons for one, other in pairs)
                    assert {"use", "alcohol", "risk", "open air"}.isdisjoint(told.account.guessed)
    assert {"use", "alcohol", "risk", "open air"} <= set(found.account.guessed)
    assert len(found.account.tasks) == 4
    assert found.account.inputs["alcohol"] == "unknown, taken as yes"


def test_the_permitted_number_is_a_band_from_the_lost_exit_to_the_most_generous_rule():
    found = crowd.permitted(PLACE)
    assert (found.band.low, found.band.best, found.band.high) == (
        found.holding,
        found.persons,
        max(row.persons for row in found.rows if row.persons is not None),
    )


def test_sentences_have_two_digits_at_most():
    """METHODS 4, Report. People permitted are said whole: that is what a permit says."""
    line = crowd.barrier_effect(12.0, 8, 0.3, persons=7654)
    timed = crowd.egress(PLACE, 3000, Sampled(np.array([230.0])), Simulated((run(274.5, 1.4),), 1.4))
    for sentence in (line.sentence, timed.sentence, *timed.differences, crowd.egress(PLACE, 8001).sentence):
        for number in re.findall(r"[0-9][0-9,]*(?:[.][0-9]+)?", sentence):
            digits = number.replace(",", "").replace(".", "").strip("0")
            assert len(digits) <= 2, sentence


def test_a_walk_that_nobody_gave_is_no_lower_bound():
    """T9: no model may be faster than the bound, so a cautious guess has no place in it."""
    site = crowd.Site(10_000.0, (crowd.Exit("a", 20.0),))
    assert hand.lower_bound(site, 100) == pytest.approx(100 / (20 * 1.9))
    assert crowd.hand_times(site, 100)["guide"] == pytest.approx(200 / 1.34)
    told = crowd.Site(10_000.0, (crowd.Exit("a", 20.0),), farthest=134.0)
    assert hand.lower_bound(told, 100) == pytest.approx(100)
    drawn = crowd.Site(10_000.0, (crowd.Exit("a", 20.0),), farthest=134.0, farthest_measured=False)
    assert hand.lower_bound(drawn, 100) == hand.lower_bound(site, 100)
    assert "longest walk" in crowd.egress(drawn, 100).account.guessed


def test_the_longest_walk_goes_round_what_stands():
    door = [shapely.LineString([(0, 0), (0, 2)])]
    hall = shapely.box(0, 0, 40, 30)
    plain = crowd.longest_walk_in(hall, door)
    straight = shapely.Point(40, 30).distance(door[0])
    assert straight <= plain <= 1.083 * straight + 1
    # A wall from the south leaves a gap of 2 m in the north: whoever stands behind it walks up and down again.
    walled = hall.difference(shapely.box(20, 0, 21, 28))
    behind = math.hypot(20, 26) + 1 + math.hypot(19, 28)
    found = crowd.longest_walk_in(walled, door)
    assert behind * 0.99 <= found <= 1.083 * behind + 2
    with pytest.raises(ValueError, match="at least one exit"):
        crowd.longest_walk_in(hall, [])
