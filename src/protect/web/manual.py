"""The manual: the Markdown files of ``docs/``, shown by the platform itself under /help.

In a checkout they lie beside ``src``; a wheel carries them in this folder.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from django.urls import reverse
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.token import Token

HERE = Path(__file__).resolve().parent
DOCS = next(
    (folder for folder in (HERE / "docs", HERE.parents[2] / "docs") if folder.is_dir()), HERE.parents[2] / "docs"
)
START = "index"
IMAGES = {".png", ".webp", ".svg", ".jpg"}


@dataclass(frozen=True)
class Page:
    """One page: its name (path without suffix), title and HTML."""

    name: str
    title: str
    html: str
    sections: tuple[tuple[str, str], ...] = ()  # (anchor, heading) of the second level
    before: str = ""
    after: str = ""


def names() -> list[str]:
    """Names of all pages, the first one first, then by folder."""
    found = [path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")]
    return sorted(found, key=lambda name: (name != START, not name.startswith("user/"), name))


def contents() -> list[tuple[str, str]]:
    """(name, title) of all pages in reading order."""
    return [(name, _title(_source(name))) for name in names()]


def read(name: str) -> Page | None:
    """The page, or None; names outside the manual are simply not there."""
    order = names()
    if name not in order:
        return None
    source = _source(name)
    place = order.index(name)
    return Page(
        name,
        _title(source),
        *_rendered(name, source),
        order[place - 1] if place else "",
        order[place + 1] if place + 1 < len(order) else "",
    )


def image(name: str) -> Path | None:
    path = DOCS / "images" / name
    return path if "/" not in name and path.suffix in IMAGES and path.is_file() else None


def _source(name: str) -> str:
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def _title(source: str) -> str:
    found = re.search(r"^# (.+)$", source, re.MULTILINE)
    return found[1].strip() if found else "PRoTECT"


@functools.lru_cache(maxsize=100)
def _rendered(name: str, source: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """HTML without the title (the page has its own heading), and its sections. No HTML in the source is let through."""
    body = re.sub(r"^# .+\n", "", source, count=1, flags=re.MULTILINE)
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(body)
    sections = _anchor(tokens)
    for token in tokens:
        for child in token.children or ():
            _relink(child, posixpath.dirname(name))
    html = str(parser.renderer.render(tokens, parser.options, {}))
    # What is wider than a phone scrolls by itself, and the keyboard has to get there.
    return html.replace("<pre>", '<pre tabindex="0">').replace("<table>", '<table tabindex="0">'), sections


def _anchor(tokens: list[Token]) -> tuple[tuple[str, str], ...]:
    """Gives every heading an id made of its words, as repositories show them, and tells those of the second level."""
    taken: Counter[str] = Counter()
    sections = []
    for opening, inside in zip(tokens, tokens[1:], strict=False):
        if opening.type != "heading_open":
            continue
        text = "".join(child.content for child in inside.children or () if child.type in {"text", "code_inline"})
        slug = slugify(text, allow_unicode=True) or "section"
        taken[slug] += 1
        anchor = slug if taken[slug] == 1 else f"{slug}-{taken[slug] - 1}"
        opening.attrSet("id", anchor)
        if opening.tag == "h2":
            sections.append((anchor, text))
    return tuple(sections)


def _relink(token: Token, folder: str) -> None:
    """Links between the files become addresses of the platform; pictures too."""
    attribute = {"link_open": "href", "image": "src"}.get(token.type)
    if attribute is None:
        return
    target, hash_, fragment = str(token.attrs.get(attribute, "")).partition("#")
    if not target or re.match(r"[a-z]+:|/", target):
        return
    path = posixpath.normpath(posixpath.join(folder, target))
    if path.endswith(".md") and not path.startswith(".."):
        page = path.removesuffix(".md")
        address = reverse("web:help") if page == START else reverse("web:help_page", args=[page])
        token.attrs[attribute] = address + hash_ + fragment
    elif path.startswith("images/"):
        token.attrs[attribute] = reverse("web:help_image", args=[path.removeprefix("images/")])
