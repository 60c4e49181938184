"""Between the text of a version and its cues; and a cue's text as it stands in a field of a form."""

from __future__ import annotations

import re
from functools import lru_cache

from protect.formats.captions import markup, webvtt
from protect.formats.captions.cues import Track
from protect.formats.captions.markup import Tag
from protect.formats.captions.writing import write

_TAG = re.compile(rf"</?(?:{'|'.join(markup.TAGS)})(?:[\s.][^>]*)?>|<(?:\d{{2,}}:)?[0-5]\d:[0-5]\d\.\d{{3}}>")
_LOOSE = re.compile(r"&(?!#?\w{1,10};)")
EMPTY = "WEBVTT\n"


@lru_cache(maxsize=16)
def track_of(text: str) -> Track:
    """Texts are ours (``text_of``), so there is nothing to complain of; the last ones are kept, for a page asks often."""
    return webvtt.read("", text)[0]


def text_of(track: Track) -> str:
    """A zero sign, which databases refuse, becomes what it is read as (section 4.1 of the standard)."""
    return write(track, "webvtt").content.decode().replace("\0", "\ufffd")


def shown_in_form(payload: str) -> tuple[str, str]:
    """(speaker, words) of a cue for two fields; markup that is not one speaker over all stays within the words.

    >>> shown_in_form("<v Ana>Fish &amp; chips</v>")
    ('Ana', 'Fish & chips')
    """
    nodes = markup.parse(payload)
    speaker = ""
    if len(nodes) == 1 and isinstance(nodes[0], Tag) and nodes[0].name == "v" and not nodes[0].classes:
        speaker, nodes = nodes[0].annotation, nodes[0].children
        payload = markup.render(nodes)
    if all(isinstance(node, str) for node in nodes):
        return speaker, markup.plain(payload)
    return speaker, payload


def from_form(speaker: str, words: str) -> str:
    """The payload for what was typed: a sign that begins no markup is meant as it is."""
    words = "\n".join(line.strip() for line in words.strip().splitlines() if line.strip())
    if _TAG.search(words):
        pieces, at = [], 0
        for found in _TAG.finditer(words):
            pieces += [_loose(words[at : found.start()]), found.group()]
            at = found.end()
        payload = "".join([*pieces, _loose(words[at:])])
    else:
        payload = markup.escaped(words)
    speaker = " ".join(speaker.split())
    return markup.render([Tag("v", (), speaker, markup.parse(payload))]) if speaker and words else payload


def _loose(text: str) -> str:
    return _LOOSE.sub("&amp;", text).replace("<", "&lt;").replace("-->", "--&gt;")


def plain_length(words: str, cursor: int) -> int:
    """How many characters are read before a place in a field of words."""
    before = words[: max(0, cursor)]
    return len(markup.plain(before)) if _TAG.search(words) else len(before)
