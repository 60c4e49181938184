"""All checks that need no run of the program; each is tried even if an earlier one complained.

python scripts/lint.py
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PYTHON_CODE = [folder for folder in ("src", "tests", "scripts", "benchmarks") if (ROOT / folder).is_dir()]

CHECKS = {
    "style": ["ruff", "check", *PYTHON_CODE],
    "format": ["ruff", "format", "--check", *PYTHON_CODE],
    "types": ["mypy"],
    "layers": ["lint-imports"],
    "templates": ["djlint", "src/protect", "--lint", "--quiet"],
}


def main() -> int:
    # The type checker's Django plugin loads the settings, which refuse to start half-configured in production.
    os.environ.update(PROTECT_ENV="test", PROTECT_DATABASE_URL="sqlite:///:memory:", PYTHONPATH=str(ROOT / "src"))
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = list(pool.map(check, CHECKS))
    wrong = [name for name, good in zip(CHECKS, results, strict=True) if not good]
    if wrong:
        print(f"\nNot clean: {', '.join(wrong)}. (ruff check --fix and ruff format repair much of it.)")
        return 1
    print("Clean.")
    return 0


def check(name: str) -> bool:
    command, *arguments = CHECKS[name]
    begun = time.perf_counter()
    done = subprocess.run([str(BIN / command), *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    took = time.perf_counter() - begun
    text = (done.stdout + done.stderr).strip()
    good = done.returncode == 0
    if name == "templates" and not any((ROOT / "src").rglob("*.html")):
        good, text = True, ""
    print(f"{name:10} {'good' if good else 'WRONG':6}{took:6.1f} s" + ("" if good else f"\n{text}\n"), flush=True)
    return good


if __name__ == "__main__":
    sys.exit(main())
