"""Vehicles: from an edit to the answer, speeds of a whole network beside networkx, from a real file to the table; and the growth.

    python -m benchmarks vehicle         (peers live in .venv-peers, which make bench makes)

An edit puts posts into an opening of one space in a town of 3,500 links and 1,600 buildings: ground, closing line, speeds, needs
and the way out are answered anew. The peer computes the same speeds, link by link over a networkx graph, until nothing changes.
Best of several: other work on the machine only ever adds.
"""

from __future__ import annotations

import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from protect.methods.freespace import elements_for, placed, vehicle_cut
from protect.methods.streets import Map, MapObject, Streets, Way, street_graph
from protect.methods.vehicle import dynamics
from protect.methods.vehicle.network import Network, arriving_speeds
from protect.methods.vehicle.parameters import vehicle_classes
from protect.methods.vehicle.ratings import read
from protect.methods.vehicle.space import Element, assess, prepare

EDIT_MS, NETWORK_MS, PEER, FILE_SECONDS = 100.0, 200.0, 20.0, 2.0
LORRY = vehicle_classes()[2]
RATING = read("V/7200[N2B]/80/90:0.7", "IWA 14-1")
HEAD, ROW = f"{'':64} {'ours':>9} {'peer':>9} {'ratio':>7} {'limit':>8}", "{:64} {:>9} {:>9} {:>7} {:>8}"


def best(work: Callable[[], Any], times: int) -> float:
    work()
    spent = []
    for _time in range(times):
        begun = time.perf_counter()
        work()
        spent.append(time.perf_counter() - begun)
    return min(spent)


def town(side: int, block: float = 60.0, street: float = 12.0) -> tuple[Map, shapely.Polygon]:
    """``side`` by ``side`` streets with two houses in each block, the middle block free: the map and that square."""
    number = np.arange(side * side).reshape(side, side)
    places = np.column_stack([(number % side).ravel(), (number // side).ravel()]) * block
    tags = {"highway": "residential"}
    ways = [Way(n, row.astype(np.int64), tags) for n, row in enumerate([*number, *number.T])]
    houses, middle = [], (side - 1) // 2
    for x in range(side - 1):
        for y in range(side - 1):
            west, south = x * block + street / 2, y * block + street / 2
            wide = block - street
            if (x, y) != (middle, middle):
                houses.append(shapely.box(west, south, west + wide, south + wide / 2))
                houses.append(shapely.box(west, south + wide / 2, west + wide, south + wide))
    objects = tuple(MapObject(f"way/{n}", one, {"building": "yes"}) for n, one in enumerate(houses))
    edge = middle * block
    square = shapely.box(edge - street / 2, edge - street / 2, edge + block + street / 2, edge + block + street / 2)
    return Map(number.ravel().astype(np.int64), places.astype(float), tuple(ways), objects=objects), square


def edits() -> bool:
    given, square = town(30)
    site = prepare(given, square, 0.0)
    print(
        f"{site.approaches.streets.links:,} links, {len(given.objects):,} buildings, {len(site.openings)} openings\n{HEAD}"
    )
    line = site.openings[0].line
    some = [Element(one.buffer(0.15, 4), RATING) for one in placed(line, elements_for(line.length, 0.3))]
    every = [
        Element(one.buffer(0.15, 4), RATING)
        for edge in site.openings
        for one in placed(edge.line, elements_for(edge.width, 0.3))
    ]
    one = best(lambda: assess(site, elements=some), 15) * 1000
    print(ROW.format(f"edit to answer, {len(some)} posts in one opening, ms", f"{one:.1f}", "", "", f"{EDIT_MS:.0f}"))
    whole = best(lambda: assess(site, elements=every), 9) * 1000
    label = f"edit to answer, {len(every)} posts in all openings, ms"
    print(ROW.format(label, f"{whole:.1f}", "", "", f"{EDIT_MS:.0f}"))
    anew = best(lambda: assess(prepare(given, square, 0.0)), 3) * 1000
    print(ROW.format("everything anew: graph, widths, ground, twelve speeds, ms", f"{anew:.0f}", "", "", ""))
    grown = []
    for count in (1, 10, 100):
        posts = [Element(place.buffer(0.15, 4), RATING) for place in shapely.points(_spread(square, count))]
        grown.append(best(lambda posts=posts: assess(site, elements=posts), 7) * 1000)
    print(f"growth with 1, 10, 100 posts: {_grown(grown)}")
    return one <= EDIT_MS and whole <= EDIT_MS


def _spread(square: shapely.Polygon, count: int) -> np.ndarray:
    """Places round a square, a metre outside it."""
    ring = square.buffer(1.0, join_style="mitre").exterior
    return np.array([ring.interpolate((n + 0.5) / count, normalized=True).coords[0] for n in range(count)])


def _grown(spent: list[float]) -> str:
    return f"{' '.join(f'{one:.1f}' for one in spent)} ms, exponent {math.log10(spent[2] / spent[0]) / 2:.2f}"


def network_of(streets: Streets) -> Network:
    caps = np.sqrt(9.81 * 0.6 * streets.radii(LORRY.width, 0.0, 6.0))
    return Network(np.repeat(streets.lengths, 2), np.zeros(streets.links), streets.turns, caps)


def of_networkx(given: Network) -> tuple[Callable[[], Any], Callable[[Any], np.ndarray]] | None:
    """The same bound over a networkx graph of links and turns, a link at a time until nothing changes."""
    try:
        import networkx as nx
    except ImportError:
        return None
    graph = nx.DiGraph()
    graph.add_nodes_from((n, {"length": float(long)}) for n, long in enumerate(given.lengths))
    graph.add_weighted_edges_from(
        ((int(a), int(b), float(cap)) for (a, b), cap in zip(given.turns, given.caps, strict=True)), "cap"
    )
    ratio, pull = LORRY.power / LORRY.mass, LORRY.acceleration
    limit = ratio / pull
    top = float(dynamics.run_up_bound(300.0, ratio, pull))

    def gain(begin: float, long: float) -> float:
        used = max(limit * limit - begin * begin, 0.0) / (2 * pull)
        if long <= used:
            return min(math.sqrt(begin * begin + 2 * pull * long), top)
        return min((max(begin, limit) ** 3 + 3 * ratio * (long - used)) ** (1 / 3), top)

    def work() -> dict[int, float]:
        entering = dict.fromkeys(graph, 0.0)
        leaving = {n: gain(0.0, long) for n, long in graph.nodes(data="length")}
        waiting, queued = deque(graph), set(graph)
        while waiting:
            link = waiting.popleft()
            queued.discard(link)
            for after, turn in graph.adj[link].items():
                speed = min(leaving[link], turn["cap"])
                if speed > entering[after] + 1e-6:
                    entering[after] = speed
                    leaving[after] = gain(speed, graph.nodes[after]["length"])
                    if after not in queued:
                        queued.add(after)
                        waiting.append(after)
        return leaving

    return work, lambda found: np.array([found[n] for n in range(len(given.lengths))])


def speeds(label: str, given: Network, limit: float | None) -> tuple[bool, float]:
    ours = best(lambda: arriving_speeds(given, LORRY), 9) * 1000
    peer = of_networkx(given)
    told, ratio = ("absent", ""), math.inf
    if peer is not None:
        work, plain = peer
        begun = time.perf_counter()
        found = work()
        theirs = (time.perf_counter() - begun) * 1000
        assert np.allclose(plain(found), arriving_speeds(given, LORRY).leaving, atol=1e-3), (
            "the peer finds other speeds"
        )
        theirs = min(theirs, best(work, 2) * 1000)
        ratio = theirs / ours
        told = (f"{theirs:.0f}", f"{ratio:.0f}x")
    print(ROW.format(label, f"{ours:.1f}", *told, "" if limit is None else f"{limit:.0f}"))
    return limit is None or (ours <= limit and ratio >= PEER), ours


def networks(shared: Path) -> bool:
    print(f"\n{HEAD}   and {PEER:.0f}x")
    good, grown = True, []
    for side, limit in ((10, None), (30, None), (94, NETWORK_MS)):
        given = network_of(street_graph(town(side)[0]))
        fine, ours = speeds(f"speeds of a town, {len(given.lengths):,} links, ms", given, limit)
        good, grown = good and fine, [*grown, ours]
    print(f"growth: {_grown(grown)} (links 1x, 10x, 100x)")
    file = shared / "liechtenstein-latest.osm.pbf"
    if not file.is_file():
        print(f"Liechtenstein: {file} is absent (PROTECT_SHARED names the folder that contains data/)")
        return good
    from protect.formats import osm

    given = network_of(street_graph(osm.read(file).map))
    fine, _ours = speeds(f"speeds of Liechtenstein, {len(given.lengths):,} links, ms", given, NETWORK_MS)
    return good and fine


def from_file(shared: Path) -> bool:
    file = shared / "rome-piazza-vittorio-emanuele.osm.pbf"
    if not file.is_file():
        print(f"Rome: {file} is absent (PROTECT_SHARED names the folder that contains data/)")
        return True
    import osmium

    from protect.formats import spaces

    square = None
    for one in osmium.FileProcessor(str(file)).with_areas().with_filter(osmium.filter.KeyFilter("place")):
        if one.type_str() == "a" and "Piazza Vittorio" in one.tags.get("name", ""):
            square = json.loads(osmium.geom.GeoJSONFactory().create_multipolygon(one))
    with tempfile.TemporaryDirectory() as folder:
        space = Path(folder) / "space.geojson"
        space.write_text(json.dumps(square), encoding="utf-8")

        def answer() -> Any:
            place = spaces.read_place(file, space)
            site = prepare(place.map, place.space)
            return site, assess(site, elements=place.elements, seen=place.seen)

        site, found = answer()
        ours = best(answer, 5)
        print(f"\n{HEAD}")
        label = f"Piazza Vittorio, file to table, {len(found.table.rows)} openings, s"
        print(ROW.format(label, f"{ours:.2f}", "", "", f"{FILE_SECONDS:.0f}"))
        command = [sys.executable, "-m", "protect.project.cli", "analyse", "vehicle", str(file), "--space", str(space)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        whole = best(lambda: subprocess.run(command, check=True, capture_output=True), 3)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / 4
        label = f"the same as a command, starting Python included, s (CPU {worked:.2f})"
        print(ROW.format(label, f"{whole:.2f}", "", "", f"{FILE_SECONDS:.0f}"))
    cut = best(lambda: vehicle_cut(site.ground), 9) * 1000
    print(ROW.format(f"its minimum cut, {len(site.ground.mesh.triangles):,} triangles, ms", f"{cut:.1f}", "", "", ""))
    return max(ours, whole) <= FILE_SECONDS


def main() -> int:
    root = Path(__file__).resolve().parents[1]
    shared = Path(os.environ.get("PROTECT_SHARED") or root.parent / "shared") / "data" / "osm"
    good = [edits(), networks(shared), from_file(shared)]
    print("\nWithin all limits." if all(good) else "\nNot within all limits.")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
