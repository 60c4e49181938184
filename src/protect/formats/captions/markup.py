"""The text within a cue: WebVTT's markup as a small tree, and plain text to and from it.

After the cue text parsing rules of https://www.w3.org/TR/webvtt1/ (section 6.4): unknown tags count for nothing, an end tag
without its begin is skipped, and whatever is open at the end closes there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

TAGS = ("c", "i", "b", "u", "v", "lang", "ruby", "rt")
_TOKEN = re.compile(r"<([^>]*)>?|([^<]+)")
_STAMP = re.compile(r"(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}", re.ASCII)
#: Deeper markup is flattened: no caption needs it, and nothing here may run out of stack.
DEEPEST = 20


@dataclass
class Tag:
    """An element of the text: its name, classes, annotation (speaker of ``v``, language of ``lang``) and what is within."""

    name: str
    classes: tuple[str, ...] = ()
    annotation: str = ""
    children: list[Tag | Stamp | str] = field(default_factory=list)


@dataclass(frozen=True)
class Stamp:
    """A time within the text from which the rest is said (karaoke style), as written."""

    text: str


Node = Tag | Stamp | str


def parse(payload: str) -> list[Node]:
    """The tree of a payload; texts in it are plain, their escapes resolved."""
    root = Tag("")
    open_: list[Tag] = [root]
    for found in _TOKEN.finditer(payload):
        inner, text = found.groups()
        if text is not None:
            add(open_[-1], html.unescape(text))
        elif inner.startswith("/"):
            _close(open_, inner[1:].strip())
        elif _STAMP.fullmatch(inner.strip()):
            open_[-1].children.append(Stamp(inner.strip()))
        else:
            tag = _opened(inner)
            if tag is not None and len(open_) <= DEEPEST and (tag.name != "rt" or open_[-1].name == "ruby"):
                open_[-1].children.append(tag)
                open_.append(tag)
    return root.children


def add(tag: Tag, text: str) -> None:
    """Text at the end of an element, joined to the text before it."""
    if not text:
        return
    if tag.children and isinstance(tag.children[-1], str):
        tag.children[-1] += text
    else:
        tag.children.append(text)


def _opened(inner: str) -> Tag | None:
    head, _, annotation = inner.replace("\t", " ").replace("\n", " ").partition(" ")
    name, *classes = head.split(".")
    if name not in TAGS:
        return None
    said = " ".join(html.unescape(annotation).split()) if name in ("v", "lang") else ""
    return Tag(name, tuple(one for one in classes if one), said)


def _close(open_: list[Tag], name: str) -> None:
    if len(open_) > 1 and open_[-1].name == name:
        open_.pop()
    elif name == "ruby" and len(open_) > 2 and open_[-1].name == "rt":
        del open_[-2:]


def escaped(text: str) -> str:
    """Plain text as payload."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("-->", "--&gt;")


def render(nodes: list[Node]) -> str:
    """The payload of a tree, in one way of writing; an arrow within it is always escaped."""
    return "".join(_rendered(node) for node in nodes).replace("-->", "--&gt;")


def _rendered(node: Node) -> str:
    if isinstance(node, str):
        return escaped(node)
    if isinstance(node, Stamp):
        return f"<{node.text}>"
    head = ".".join((node.name, *node.classes))
    if node.annotation:
        head += " " + node.annotation.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{head}>{''.join(_rendered(child) for child in node.children)}</{node.name}>"


def walk(nodes: list[Node]) -> Iterator[Node]:
    """Every node, each before what is within it."""
    for node in nodes:
        yield node
        if isinstance(node, Tag):
            yield from walk(node.children)


def plain(payload: str) -> str:
    """What is read on the screen: no markup, no speaker names that only a tag holds; ruby notes in brackets."""
    return _plain(parse(payload))


def _plain(nodes: list[Node]) -> str:
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, Tag):
            inner = _plain(node.children)
            parts.append(f"({inner})" if node.name == "rt" and inner else inner)
    return "".join(parts)


def speakers(payload: str) -> list[str]:
    """Names in the voice tags, in order, each once."""
    names = [node.annotation for node in walk(parse(payload)) if isinstance(node, Tag) and node.name == "v"]
    return list(dict.fromkeys(name for name in names if name))


def split(nodes: list[Node], at: int) -> tuple[list[Node], list[Node]]:
    """A tree cut after ``at`` characters of plain text. What is open at the cut is closed and opened again."""
    before, after, _ = _split(nodes, at)
    return before, after


def _split(nodes: list[Node], at: int) -> tuple[list[Node], list[Node], int]:
    before: list[Node] = []
    after: list[Node] = []
    for node in nodes:
        if at <= 0 and not (isinstance(node, Tag) and node.name == "rt"):
            after.append(node)
        elif isinstance(node, str):
            before.append(node[:at])
            if node[at:]:
                after.append(node[at:])
            at -= len(node)
        elif isinstance(node, Stamp) or node.name == "ruby":  # ruby is one word: never cut
            before.append(node)
            at -= len(_plain([node]))
        else:
            first, second, at = _split(node.children, at)
            before.append(Tag(node.name, node.classes, node.annotation, first))
            if second:
                after.append(Tag(node.name, node.classes, node.annotation, second))
    return before, after, at
