"""Lighthouse on public pages of a running demo: accessibility, best practices and performance, beside their limits.

    make demo, and then: python -m benchmarks.lighthouse [http://127.0.0.1:8000]

Lighthouse itself is fetched by npm into ``.venv-peers`` (nothing of it is part of the program); Chromium is the machine's.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

VERSION = "12.8.2"
PAGES = ("/", "/events/", "/recordings/", "/recordings/1/", "/practices/")
LIMITS = {"accessibility": 1.0, "best-practices": 1.0, "performance": 0.95}
FOLDER = Path(__file__).resolve().parents[1] / ".venv-peers" / "lighthouse"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = "--headless=new --no-sandbox --disable-gpu --disable-background-networking"


def main() -> int:
    base = (sys.argv[1:] or ["http://127.0.0.1:8000"])[0].rstrip("/")
    program = FOLDER / "node_modules/.bin/lighthouse"
    if not program.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), f"lighthouse@{VERSION}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if chromium is None:
        print("There is no Chromium on this machine (Debian: apt install chromium).", file=sys.stderr)
        return 2
    print(f"{'page':18}" + "".join(f"{name:>16}" for name in LIMITS))
    worst = 0
    for page in PAGES:
        command = [str(program), base + page, "--quiet", f"--chrome-flags={FLAGS}", "--output=json"]
        done = subprocess.run(
            command, check=True, capture_output=True, text=True, env={**os.environ, "CHROME_PATH": chromium}
        )
        scores = {name: one["score"] or 0.0 for name, one in json.loads(done.stdout)["categories"].items()}
        over = [name for name, limit in LIMITS.items() if scores[name] < limit]
        worst = max(worst, int(bool(over)))
        told = "".join(f"{scores[name] * 100:16.0f}" for name in LIMITS)
        print(f"{page:18}{told}  {'UNDER: ' + ', '.join(over) if over else 'good'}", flush=True)
    print("limits            " + "".join(f"{limit * 100:16.0f}" for limit in LIMITS.values()))
    return worst


if __name__ == "__main__":
    sys.exit(main())
