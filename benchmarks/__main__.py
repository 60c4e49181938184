"""python -m benchmarks [pages] [risk] [osm] [tables] [reports] [memory] [search]: all or some; nothing here is asserted."""

from __future__ import annotations

import subprocess
import sys

BENCHES = {
    "risk": "benchmarks.methods_risk",
    "reports": "benchmarks.reports",
    "osm": "benchmarks.osm_import",
    "tables": "benchmarks.table_import",
    "pages": "benchmarks.pages",
    "memory": "benchmarks.memory",
    "search": "benchmarks.search",
}


def main() -> int:
    wanted = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}; there are {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    worst = 0
    for name in wanted:
        print(f"\n=== {name} ===\n", flush=True)
        # Each in a process of its own: settings, caches and memory of one do not touch the other.
        worst = max(worst, subprocess.run([sys.executable, "-m", BENCHES[name]], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
