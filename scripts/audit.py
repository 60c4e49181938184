"""Known holes in what we build on, and versions taken back by their makers.

    python scripts/audit.py             asks the package registries about every locked package
    python scripts/audit.py --strict    fails too if they do not answer

A finding fails. Where a registry does not answer (a machine without internet, a mirror that keeps no advisories), this
says so loudly and names how many packages were not looked at: not asked is not the same as clean.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
LOCKED = "requirements-dev.txt"  # holds all of requirements.txt too
PATIENCE = 20


def main() -> int:
    findings: list[str] = []
    silent: list[str] = []
    for told, unasked in (python_holes(), python_taken_back(), browser_holes()):
        findings += told
        silent += unasked
    for line in findings:
        print(f"FINDING  {line}")
    for line in silent:
        print(f"NOT ASKED  {line}", file=sys.stderr)
    print(f"{len(findings)} findings." + (" Not everything could be asked, see above." if silent else ""))
    return 1 if findings or (silent and "--strict" in sys.argv) else 0


def python_holes() -> tuple[list[str], list[str]]:
    """Advisories about the locked Python packages, by pip-audit."""
    done = subprocess.run(
        [str(BIN / "pip-audit"), "--no-deps", "--disable-pip", "--require-hashes", "--progress-spinner", "off",
         "--timeout", str(PATIENCE), "-f", "json", "-r", LOCKED],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        said = done.stderr.strip().splitlines()
        return [], [f"advisories about Python packages: {said[-1] if said else 'no answer'}"]
    skipped = [one for one in packages if "skip_reason" in one]
    found = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in packages
        for hole in one.get("vulns", [])
    ]
    print(f"Advisories: {len(packages) - len(skipped)} Python packages asked about.")
    return found, [f"advisories about {len(skipped)} Python packages: the registry keeps none here"] if skipped else []


def python_taken_back() -> tuple[list[str], list[str]]:
    """Locked versions that their makers have withdrawn from the registry since ("yanked"); uv warns of them."""
    done = subprocess.run(
        [str(BIN / "uv"), "pip", "install", "--dry-run", "--no-deps", "--reinstall", "--refresh", "--require-hashes",
         "-r", LOCKED],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        said = done.stderr.strip().splitlines()
        return [], [f"which Python packages were taken back: {said[-1] if said else 'no answer'}"]
    print("Taken back: every locked Python package asked about.")
    return [line.partition("warning: ")[2] for line in done.stderr.splitlines() if " is yanked" in line], []


def browser_holes() -> tuple[list[str], list[str]]:
    """Advisories about the browser libraries, by npm."""
    npm = shutil.which("npm")
    if npm is None:
        return [], ["advisories about the browser libraries: there is no npm here"]
    done = subprocess.run(
        [npm, "audit", "--json", "--package-lock-only"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    try:
        told = json.loads(done.stdout)
        holes = told["vulnerabilities"]
    except (ValueError, KeyError):
        return [], ["advisories about the browser libraries: the registry does not answer"]
    print(
        f"Advisories: {told.get('metadata', {}).get('dependencies', {}).get('total', '?')} browser libraries asked about."
    )
    return [f"{name}: {hole.get('severity')} ({hole.get('range')})" for name, hole in holes.items()], []


if __name__ == "__main__":
    sys.exit(main())
