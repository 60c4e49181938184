"""How long from an extract to a browsable register, beside a bare read of the same file by pyosmium (the floor).

    python -m benchmarks.osm_import [folder with the extracts]

Ours: read the file, find and merge candidates, write candidates and the town's map, adopt the first fifty candidates as
spaces and ask for the list of them. The peer only walks all objects with areas assembled and keeps nothing.
Uses a database of its own in a temporary folder.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

#: File and the most it may take (seconds).
LIMITS = (("monaco-latest.osm.pbf", 5.0), ("liechtenstein-latest.osm.pbf", 15.0))
ADOPTED = 50


def set_up(folder: Path) -> None:
    os.environ["PROTECT_ENV"] = "test"
    os.environ["PROTECT_DATA"] = str(folder)
    os.environ["PROTECT_DATABASE_URL"] = f"sqlite:///{folder / 'bench.sqlite3'}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "protect.project.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def bare_read(path: Path) -> float:
    """Seconds pyosmium needs to hand every object and assembled area to Python."""
    import osmium

    start = time.perf_counter()
    for _thing in osmium.FileProcessor(str(path)).with_areas():
        pass
    return time.perf_counter() - start


def import_and_adopt(path: Path) -> tuple[float, dict[str, int]]:
    """Seconds from the file to the list of spaces, and what came."""
    from protect.organisations.models import Organisation
    from protect.spaces import imports
    from protect.spaces.models import Candidate, ContextFeature, Space

    organisation = Organisation.objects.create(name=path.name, kind="municipality")
    start = time.perf_counter()
    imports.import_extract(organisation, path)
    mine = Candidate.objects.filter(organisation=organisation)
    imports.adopt_candidates(list(mine.values_list("pk", flat=True)[:ADOPTED]))
    listed = list(Space.objects.filter(organisation=organisation)[:50])
    seconds = time.perf_counter() - start
    features = ContextFeature.objects.filter(organisation=organisation).count()
    return seconds, {"candidates": mine.count(), "features": features, "spaces": len(listed)}


def main(argv: list[str] | None = None) -> int:
    given = sys.argv[1:] if argv is None else argv
    root = Path(__file__).resolve().parents[1]
    shared = Path(os.environ.get("PROTECT_SHARED") or root.parent / "shared")
    source = Path(given[0]) if given else shared / "data" / "osm"
    if not source.is_dir():
        print(f"no extracts: {source} is absent (PROTECT_SHARED names the folder that contains data/)")
        return 0
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        print(f"{'extract':32}{'ours s':>9}{'bare read s':>13}{'ratio':>8}{'limit s':>9}  what came")
        for name, limit in LIMITS:
            floor = bare_read(source / name)
            seconds, came = import_and_adopt(source / name)
            good = "" if seconds <= limit else "  OVER"
            over += seconds > limit
            what = ", ".join(f"{number} {kind}" for kind, number in came.items())
            print(f"{name:32}{seconds:9.2f}{floor:13.2f}{seconds / floor:8.1f}{limit:9.1f}  {what}{good}")
    return 1 if over else 0


if __name__ == "__main__":
    raise SystemExit(main())
