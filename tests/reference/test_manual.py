"""The manual holds together: what it links to and shows is there, and it names only commands and files that exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md"])
LARGEST = 1_500_000  # bytes of all pictures together


def names(pages: list[Path]) -> list[str]:
    return [page.relative_to(ROOT).as_posix() for page in pages]


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_links_and_pictures_of_a_page_are_there(page: Path) -> None:
    targets = re.findall(r"\]\(([^)\s#]+)[^)]*\)", page.read_text(encoding="utf-8"))
    wrong = [one for one in targets if not re.match(r"[a-z]+:", one) and not (page.parent / one).exists()]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_a_page_is_plain_commonmark_with_one_title(page: Path) -> None:
    text = re.sub(r"^```.*?^```|^    [^\n]*$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert text.startswith("# ")
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert not re.search(r"</?[a-z]+[ >]", re.sub(r"`[^`]*`", "", text)), "HTML is not let through by the help pages"


def test_pages_of_the_manual_link_only_within_it() -> None:
    """The platform serves ``docs`` alone; a link out of it would lead nowhere there."""
    for page in (ROOT / "docs").rglob("*.md"):
        for target in re.findall(r"\]\(([^)\s#:]+)[^)]*\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).resolve().is_relative_to(ROOT / "docs"), (page.name, target)


def test_commands_named_in_the_texts_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        code = " \n".join(re.findall(r"`([^`\n]+)`", text) + re.findall(r"^```\n(.*?)^```", text, re.M | re.S))
        named = set(re.findall(r"(?:^|\n|\s)make ([a-z][a-z-]+)", code))
        assert named <= targets, (page.name, named - targets)


def test_every_setting_is_in_the_administrators_guide_and_the_guide_invents_none() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/protect/project").rglob("*.py"))
    read = set(re.findall(r"""["'](PROTECT_[A-Z_]+)["']""", code))
    told = set(re.findall(r"`(PROTECT_[A-Z_]+)", (ROOT / "docs/administrator.md").read_text(encoding="utf-8")))
    assert told == read


def test_every_picture_is_shown_somewhere_and_all_are_small() -> None:
    shown = {
        Path(one).name
        for page in PAGES
        for one in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text(encoding="utf-8"))
    }
    found = {path.name: path.stat().st_size for path in (ROOT / "docs/images").glob("*.*")}
    assert set(found) == shown
    assert sum(found.values()) < LARGEST
