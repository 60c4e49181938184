"""How long a list of 10,000 places takes: looked at, checked, imported, and checked again against the register it made.

    python -m benchmarks.table_import [rows]

The same places as GeoPackage (areas), Shapefile and CSV (metres of the Dutch grid); the peer is a bare read of the
GeoPackage by GDAL (pyogrio), which knows no register. Uses a database of its own in a temporary folder.
"""

from __future__ import annotations

import csv
import sys
import tempfile
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.osm_import import set_up

ROWS = 10_000
#: The most a step may take (seconds) for ``ROWS``.
LIMITS = {"look": 15.0, "check": 30.0, "import": 60.0, "check again": 45.0}


def files(folder: Path, rows: int) -> dict[str, Path]:
    import numpy as np
    import pyogrio
    import shapely

    x = 100_000 + 400.0 * np.arange(rows) % 60_000
    y = 450_000 + 400.0 * (np.arange(rows) // 150)
    shapes = shapely.buffer(shapely.points(x, y), 40)
    names = np.array([f"Place number {number}" for number in range(rows)], dtype=object)
    kinds = np.array([("plein", "kerk", "school", "station")[number % 4] for number in range(rows)], dtype=object)
    found = {}
    for driver, name in (("GPKG", "list.gpkg"), ("ESRI Shapefile", "list.shp")):
        pyogrio.raw.write(
            folder / name,
            geometry=shapely.to_wkb(shapes),
            field_data=[np.arange(rows), names, kinds, np.arange(rows) % 5000],
            fields=np.array(["id", "naam", "soort", "bezoekers"]),
            crs="EPSG:28992",
            geometry_type="Polygon",
            driver=driver,
        )
    found["GeoPackage"] = folder / "list.gpkg"
    found["Shapefile"] = folder / "list.zip"
    with zipfile.ZipFile(found["Shapefile"], "w") as archive:
        for part in folder.glob("list.*"):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                archive.write(part, part.name)
    found["CSV"] = folder / "list.csv"
    with found["CSV"].open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream, delimiter=";")
        table.writerow(["id", "naam", "soort", "bezoekers", "x_rd", "y_rd"])
        table.writerows(zip(range(rows), names, kinds, range(rows), x, y, strict=True))
    return found


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def one(name: str, path: Path) -> tuple[dict[str, float], float]:
    """Seconds of each step, and the most memory that looking and checking took (MiB, Python's own)."""
    from protect.organisations.models import Membership, Organisation, Role, User
    from protect.spaces import tables
    from protect.spaces.imports import checking, entering, keeping, planning
    from protect.spaces.models import MapImport

    organisation = Organisation.objects.create(name=name, kind="municipality", country="NL")
    person = User.objects.create_user(f"{name.lower()}@example.org", "a long enough pass phrase")
    Membership.objects.create(user=person, organisation=organisation, role=Role.LEAD)
    done = MapImport(organisation=organisation, file_name=path.name)
    seconds = {}
    seconds["look"], done.plan = timed(lambda: planning.survey(path, tables.form_of(path) or "", organisation))
    done.save()
    check = lambda: checking.outcomes(done, checking.rows_of(done, path), person)  # noqa: E731
    seconds["check"], found = timed(check)
    done.report = keeping.as_report(found, done.plan)
    assert set(done.report["tally"]) == {"new"}, done.report["tally"]
    plan = dict(done.plan)
    seconds["import"], _done = timed(lambda: entering.enter(done, path, person, leave_out=False))
    done.plan = plan
    seconds["check again"], found = timed(check)
    assert {outcome.what for outcome in found} == {"same"}
    tracemalloc.start()
    check()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    return seconds, peak


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    over = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        set_up(folder)
        made = files(folder, rows)
        import pyogrio

        floor, _read = timed(lambda: pyogrio.raw.read(made["GeoPackage"]))
        print(f"{rows} places; a bare read of the GeoPackage by GDAL takes {floor:.2f} s")
        print(f"{'file':12}" + "".join(f"{step + ' s':>15}" for step in LIMITS) + f"{'memory MiB':>12}")
        for kind, path in made.items():
            seconds, peak = one(kind, path)
            late = [step for step, limit in LIMITS.items() if seconds[step] > limit * max(1, rows / ROWS)]
            over += bool(late)
            told = f"  OVER: {', '.join(late)}" if late else ""
            print(f"{kind:12}" + "".join(f"{seconds[step]:15.2f}" for step in LIMITS) + f"{peak:12.0f}{told}")
    print("limits      " + "".join(f"{limit:15.1f}" for limit in LIMITS.values()))
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
