"""Crowds: rules and minimum cut at once, a thousand network runs, and seeds that keep both cores at work.

The peers are the ways one would do without us: one network run after the other, and one seed after the other. The rules have
none: their limit is what a page may take.
"""

from __future__ import annotations

import argparse
import importlib.util
import math
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import LineString

from protect.methods import crowd

CUT_MS, NETWORK_SECONDS, BUSY = 50.0, 60.0, 0.90
RUNS, SEEDS, PEOPLE, WORKERS = 1000, 10, 3000, 2
SITE = crowd.Site(2000.0, tuple(crowd.Exit(name, 4.0, measured=name != "c") for name in "abc"), farthest=40.0)
HEAD, ROW = f"{'':56} {'ours':>9} {'peer':>9} {'ratio':>7} {'limit':>8}", "{:56} {:>9} {:>9} {:>7} {:>8}"


def median_ms(work: Callable[[], Any], times: int = 15) -> float:
    work()
    spent = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        spent.append((time.perf_counter() - start) * 1000)
    return statistics.median(spent)


def cpu_seconds() -> float:
    """Process time of this process and of those it has waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(found.ru_utime + found.ru_stime for found in map(resource.getrusage, kinds))


def machine_seconds() -> float | None:
    """CPU time of everything on this machine, ours and others'; None where the system does not tell."""
    kept = Path("/proc/stat")
    if not kept.exists():
        return None
    user, nice, system, _idle, _wait, irq, softirq, steal = map(int, kept.read_text().split("\n")[0].split()[1:9])
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def square(mouths: int) -> tuple[crowd.Site, shapely.Polygon, shapely.Polygon, shapely.Polygon]:
    """A place with ``mouths`` streets of 6 m: the site, its free space, the heart of the place, and the world outside."""
    side = 20.0 * mouths / 4
    place = shapely.box(0, 0, side, side)
    streets = [shapely.box(7 + 20 * n, -12, 13 + 20 * n, 0.1) for n in range(mouths // 4)]
    turned = [shapely.affinity.rotate(street, 90 * k, place.centroid) for street in streets for k in range(4)]
    free = shapely.union_all([place, *turned])
    world = free.difference(place.buffer(10, join_style="mitre"))
    site = crowd.Site(place.area, tuple(crowd.Exit(f"mouth {n}", 6.0) for n in range(len(turned))), farthest=side / 2)
    return site, free, place.buffer(-side / 4), world


def rules_and_cut() -> bool:
    has_cut = importlib.util.find_spec("protect.methods.freespace") is not None
    print(HEAD)
    good, grown = True, []
    for mouths in (4, 40, 400):
        site, free, heart, world = square(mouths)
        ours = median_ms(lambda site=site: crowd.permitted(site), 7)
        label = f"rules of five countries, {mouths} exits, ms"
        print(ROW.format(label, f"{ours:.2f}", "", "", f"{CUT_MS:.0f}" if mouths == 4 else ""))
        both = ours
        if has_cut:
            both += cut_ms(free, heart, world, 3 if mouths > 40 else 7)
            label = f"rules and minimum cut, {mouths} mouths, ms"
            print(ROW.format(label, f"{both:.1f}", "", "", f"{CUT_MS:.0f}" if mouths == 4 else ""))
        grown.append(both)
        good = good and (mouths > 4 or both <= CUT_MS)
    if not has_cut:
        print("minimum cut absent: the rules alone")
    print(f"growth 1x, 10x, 100x: exponent {math.log(grown[-1] / grown[0]) / math.log(100):.2f}")
    return good


def cut_ms(free: shapely.Polygon, heart: shapely.Polygon, world: shapely.Geometry, times: int) -> float:
    from protect.methods import freespace

    return median_ms(lambda: freespace.minimum_cut(freespace.triangulate(free), heart, world), times)


def network_runs(runs: int) -> bool:
    def seconds(workers: int, count: int) -> float:
        start = time.perf_counter()
        found = crowd.sampled_times(SITE, PEOPLE, np.random.default_rng(1), count, workers=workers)
        assert np.isfinite(found.seconds).all()
        return time.perf_counter() - start

    sample = max(runs // 10, 1)
    alone, ours = seconds(1, sample) * runs / sample, seconds(WORKERS, runs)
    label = f"{runs:,} network runs of {PEOPLE:,} people, {WORKERS} processes, s"
    print(HEAD)
    print(ROW.format(label, f"{ours:.1f}", f"{alone:.1f}", f"{alone / ours:.1f}x", f"{NETWORK_SECONDS:.0f}"))
    grown = []
    for people in (30, 300, 3000):
        start = time.perf_counter()
        crowd.sampled_times(SITE, people, np.random.default_rng(1), 20)
        grown.append((time.perf_counter() - start) / 20)
    found = " ".join(f"{each * 1000:.1f}" for each in grown)
    print(
        f"one run at 30, 300, 3,000 people, ms: {found}; exponent {math.log(grown[2] / grown[0]) / math.log(100):.2f}"
    )
    return ours <= NETWORK_SECONDS * runs / RUNS


def seeds_on_both_cores(seeds: int, people: int) -> bool:
    if importlib.util.find_spec("jupedsim") is None:
        print("microscopic runs: JuPedSim absent")
        return True
    place = shapely.box(0, 0, 50, 50)
    exits = {
        "north": LineString([(20, 50), (30, 50)]),
        "south": LineString([(20, 0), (30, 0)]),
        "east": LineString([(50, 20), (50, 30)]),
        "west": LineString([(0, 20), (0, 30)]),
    }
    scene = crowd.continued(place, exits)
    before, everything, start = cpu_seconds(), machine_seconds(), time.perf_counter()
    found = crowd.simulate(scene, people, np.random.default_rng(1), seeds, time_gaps=[1.4], workers=WORKERS)
    wall, worked = time.perf_counter() - start, cpu_seconds() - before
    busy = worked / wall / WORKERS
    others = max((machine_seconds() or 0.0) - everything - worked, 0.0) if everything is not None else 0.0
    each = worked / seeds
    print(HEAD)
    label = f"{seeds} seeds of {people:,} people, {WORKERS} processes, s"
    print(ROW.format(label, f"{wall:.0f}", f"{worked:.0f}", f"{worked / wall:.2f}x", ""))
    print(ROW.format("share of both cores at work", f"{busy:.0%}", "", "", f"{BUSY:.0%}"))
    times = found.seconds()
    print(
        f"(peer: the same seeds one after the other, {each:.0f} s each; times {times.min():.0f} to {times.max():.0f} s)"
    )
    left = worked / max(wall * WORKERS - others, worked)
    print(f"others took {others:.0f} s of CPU meanwhile; of what they left we used {left:.0%}")
    seeds_growth(scene, people, each)
    return busy >= BUSY


def seeds_growth(scene: crowd.Scene, people: int, most: float) -> None:
    """CPU of one seed with a hundredth, a tenth and all of the people; ``most`` [s]: the last of them, measured before."""
    grown = []
    for few in (max(people // 100, 1), max(people // 10, 1)):
        before = cpu_seconds()
        crowd.simulate(scene, few, np.random.default_rng(1), 2, time_gaps=[1.4], workers=1)
        grown.append((cpu_seconds() - before) / 2)
    grown.append(most)
    exponent = math.log(grown[2] / grown[0]) / math.log(100)
    found = " ".join(f"{each:.2f}" for each in grown)
    print(f"one seed at {people // 100}, {people // 10}, {people:,} people, s of CPU: {found}; exponent {exponent:.2f}")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seeds", type=int, default=SEEDS)
    asked.add_argument("--people", type=int, default=PEOPLE)
    asked.add_argument("--runs", type=int, default=RUNS)
    chosen, _rest = asked.parse_known_args()
    good = rules_and_cut()
    print()
    good = network_runs(chosen.runs) and good
    print()
    good = seeds_on_both_cores(chosen.seeds, chosen.people) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
