"""A stranger must be able to install from the lock files: digests everywhere, no host of ours anywhere."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "requirements-peers.txt"]


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json", ".npmrc"])
def test_lock_file_names_no_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.findall(r"\S*://\S*|--(?:extra-)?index-url|--find-links|registry\s*=", text)


@pytest.mark.parametrize("name", LOCKS)
def test_every_python_package_is_pinned_and_carries_digests(name):
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text(encoding="utf-8").strip())
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", entry), entry.splitlines()[0]
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_every_dependency_of_the_project_is_locked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for name, wanted in (
        ("requirements.txt", project["dependencies"]),
        ("requirements-dev.txt", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        locked = set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        names = {re.match(r"[\w.-]+", entry)[0].lower().replace("_", "-") for entry in wanted}
        assert names <= locked, f"{name} lacks {names - locked}; run make lock"


def test_every_browser_library_carries_a_digest():
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    for name, entry in packages.items():
        if name:
            assert entry["integrity"].startswith("sha512-"), name
