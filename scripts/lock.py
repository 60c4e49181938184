"""Writes the lock files anew: packages and browser libraries with digests, no host in any of them.

python scripts/lock.py             keeps the locked versions where pyproject.toml and package.json still allow them
python scripts/lock.py --upgrade   takes the newest versions they allow
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import node

ROOT = Path(__file__).resolve().parents[1]
UV = [
    sys.executable,
    "-m",
    "uv",
    "pip",
    "compile",
    "pyproject.toml",
    "--quiet",
    "--universal",
    "--python-version",
    "3.11",
]
PLAIN = ["--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
# The second file is held to the versions of the first, so that one environment can install both.
LOCKS = {
    "requirements.txt": "--extra build --extra crowd --extra plot",
    "requirements-dev.txt": "--extra build --extra crowd --extra plot --extra dev --constraint requirements.txt",
    "requirements-peers.txt": "--extra build --extra peers",
}
# Environments are installed with --no-deps. JuPedSim's viewer, which we do not use, is windows and 3D of 1.2 GB; of spopt we
# read one file and run nothing; PocketSphinx reads files and needs no microphone.
VIEWER = ("pyside6", "vtk")
PRETALX = (
    "pretalx>=2025.2,<2026\ngunicorn>=23\nfaker>=30\nfreezegun>=1.5\nhatchling>=1.25\neditables>=0.5\npolib>=1.2\n"
)
#: Pictures of phones in HEIC, for Wagtail: its wheel carries a codec under the GPL, and we encode pictures ourselves.
CODECS = ("pillow-heif",)
UNUSED = (
    "geopandas",
    "libpysal",
    "mapclassify",
    "networkx",
    "pointpats",
    "pulp",
    "scikit-learn",
    "sounddevice",
    "spaghetti",
    "tqdm",
)
NEVER = {
    "requirements.txt": (*VIEWER, *CODECS),
    "requirements-dev.txt": (*VIEWER, *CODECS, *UNUSED),
    "requirements-peers.txt": (*VIEWER, *CODECS),
}


def main() -> int:
    upgrade = sys.argv[1:] == ["--upgrade"]
    more = ["--upgrade"] if upgrade else []
    with tempfile.TemporaryDirectory() as folder:
        never = Path(folder) / "never.txt"
        for file, extras in LOCKS.items():
            print(f"Locking {file} ...", flush=True)
            never.write_text("".join(f"{one}; python_version < '3'\n" for one in NEVER[file]), encoding="utf-8")
            command = [*UV, *PLAIN, *extras.split(), *more, "--override", str(never), "--output-file", file]
            subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    lock_node(more)
    lock_pretalx(more)
    lock_browser_libraries(upgrade)
    return complain()


def lock_node(more: list[str]) -> None:
    """The wheel of Node alone: it must not follow the other packages into every environment."""
    print("Locking requirements-node.txt ...", flush=True)
    wanted = re.search(r'^node = \[\s*"([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted, "pyproject.toml has lost its extra 'node'"
    command = ["-" if part == "pyproject.toml" else part for part in UV]
    subprocess.run(
        [*command, *PLAIN, *more, "--output-file", "requirements-node.txt"],
        cwd=ROOT, check=True, input=wanted[1] + "\n", text=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def lock_pretalx(more: list[str]) -> None:
    """What the public pages are measured beside; a whole program with packages of its own, so in an environment of its own."""
    print("Locking requirements-pretalx.txt ...", flush=True)
    subprocess.run(
        ["-" if part == "pyproject.toml" else part for part in UV] + [*PLAIN, *more, "--output-file", "requirements-pretalx.txt"],
        cwd=ROOT, check=True, input=PRETALX, text=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def lock_browser_libraries(upgrade: bool) -> None:
    print("Locking package-lock.json ...", flush=True)
    _, npm = node.commands()
    verb = "update" if upgrade else "install"
    subprocess.run([*npm, verb, "--package-lock-only", "--loglevel=error"], cwd=ROOT, check=True)
    path = ROOT / "package-lock.json"
    lock = json.loads(path.read_text(encoding="utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
        package.pop("resolved", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def complain() -> int:
    """A lock file that names a host would bind every stranger to our network; better no lock at all."""
    for file in [*LOCKS, "requirements-node.txt", "requirements-pretalx.txt", "package-lock.json"]:
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8").splitlines(), start=1):
            if re.search(r"\w+://|--(extra-)?index-url|--find-links", line):
                print(f"{file}, line {number} names an address: {line.strip()}", file=sys.stderr)
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
