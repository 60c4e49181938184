"""python -m benchmarks [pages] [risk] [osm] [tables] [reports] [search] [catalogue] [portfolios] ...: all or some, untested."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHES = {
    "risk": "benchmarks.methods_risk",
    "ranking": "benchmarks.methods_ranking",
    "smaa": "benchmarks.methods_smaa",
    "crowd": "benchmarks.methods_crowd",
    "portfolio": "benchmarks.methods_portfolio",
    "vehicle": "benchmarks.methods_vehicle",
    "reports": "benchmarks.reports",
    "osm": "benchmarks.osm_import",
    "tables": "benchmarks.table_import",
    "pages": "benchmarks.pages",
    "memory": "benchmarks.memory",
    "search": "benchmarks.search",
    "catalogue": "benchmarks.catalogue",
    "calls": "benchmarks.calls",
    "exercises": "benchmarks.exercises",
    "portfolios": "benchmarks.portfolios",
    "again": "benchmarks.again",
    "plans": "benchmarks.plans",
    "events": "benchmarks.events",
    "public": "benchmarks.public",
    "practices": "benchmarks.practices",
}


#: Those that compare with other programs run in an environment that has them (make bench makes it).
WITH_PEERS = {"ranking", "smaa", "vehicle", "sight"}
PEERS = Path(__file__).resolve().parents[1] / ".venv-peers" / "bin" / "python"


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
        python = str(PEERS) if name in WITH_PEERS and PEERS.exists() else sys.executable
        worst = max(worst, subprocess.run([python, "-m", BENCHES[name]], check=False).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main())
