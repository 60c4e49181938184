"""Tracks as TTML: one paragraph a cue, blanks kept as they are, speakers as agents in the head."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape, quoteattr

from protect.formats.captions import markup, timing
from protect.formats.captions.cues import LOST, Complaint, Cue, Track, shortened
from protect.formats.captions.markup import Node, Stamp
from protect.formats.captions.srt import general_losses
from protect.formats.safe_xml import UNSAYABLE
from protect.formats.saying import sentence

_SPANS = {
    "b": 'tts:fontWeight="bold"',
    "i": 'tts:fontStyle="italic"',
    "u": 'tts:textDecoration="underline"',
    "ruby": 'tts:ruby="container"',
    "rt": 'tts:ruby="text"',
}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]{0,200}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,6}", re.ASCII)
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"\
 xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang={language} xml:space="preserve">
"""


def write(track: Track) -> tuple[str, list[Complaint]]:
    """The file, and what of the track TTML as we write it does not carry."""
    return _Writer(track).write()


class _Writer:
    def __init__(self, track: Track) -> None:
        self.track = track
        language = track.language if _LANGUAGE.fullmatch(track.language) else ""
        self.language = language
        self.losses = [one for one in general_losses(track) if not (language and one.text.startswith("the language:"))]
        self.agents: dict[str, str] = {}
        self.used = {cue.identifier for cue in track.cues}
        self.seen: set[str] = set()

    def write(self) -> tuple[str, list[Complaint]]:
        paragraphs = [self.paragraph(number, cue) for number, cue in enumerate(self.track.cues, 1)]
        parts = [_HEAD.format(language=quoteattr(self.language))]
        if self.agents:
            parts.append("<head><metadata>\n")
            parts.extend(
                f'<ttm:agent type="person" xml:id="{key}"><ttm:name type="full">{escape(name)}</ttm:name></ttm:agent>\n'
                for name, key in self.agents.items()
            )
            parts.append("</metadata></head>\n")
        parts.extend(["<body><div>\n", *paragraphs, "</div></body>\n</tt>\n"])
        return "".join(parts), self.losses

    def paragraph(self, number: int, cue: Cue) -> str:
        told: list[str] = []
        text = self.text(markup.parse(cue.text), told)
        if cue.settings:
            told.append(sentence("settings %(settings)s", settings=shortened(cue.settings)))
        identifier = ""
        if cue.identifier:
            if _NAME.fullmatch(cue.identifier) and cue.identifier not in self.seen:
                identifier = f' xml:id="{cue.identifier}"'
                self.seen.add(cue.identifier)
            else:
                told.append(sentence("identifier %(identifier)s", identifier=shortened(cue.identifier)))
        self.losses.extend(Complaint(LOST, cue.line, one, number) for one in dict.fromkeys(told))
        return f'<p begin="{timing.as_webvtt(cue.start)}" end="{timing.as_webvtt(cue.end)}"{identifier}>{text}</p>\n'

    def text(self, nodes: list[Node], told: list[str]) -> str:
        parts = []
        for node in nodes:
            if isinstance(node, str):
                parts.append(self.said(node, told))
                continue
            if isinstance(node, Stamp):
                told.append(sentence("times within the text"))
                continue
            inner = self.text(node.children, told)
            if node.classes:
                told.append(sentence("classes %(classes)s", classes=shortened(", ".join(node.classes))))
            attribute = _SPANS.get(node.name, "")
            if node.name == "v" and node.annotation:
                attribute = f'ttm:agent="{self.agent(node.annotation, told)}"'
            elif node.name == "lang" and _LANGUAGE.fullmatch(node.annotation):
                attribute = f'xml:lang="{node.annotation}"'
            elif node.name == "lang":
                told.append(sentence("the language '%(language)s' of a part", language=shortened(node.annotation)))
            parts.append(f"<span {attribute}>{inner}</span>" if attribute else inner)
        return "".join(parts)

    def said(self, text: str, told: list[str]) -> str:
        clean = text.replace("\r\n", "\n").replace("\r", "\n")
        if UNSAYABLE.search(clean):
            told.append(sentence("signs that XML cannot carry are written '%(sign)s'", sign="\ufffd"))
            clean = UNSAYABLE.sub("\ufffd", clean)
        return escape(clean).replace("\n", "<br/>")

    def agent(self, name: str, told: list[str]) -> str:
        if UNSAYABLE.search(name):
            told.append(sentence("signs that XML cannot carry are written '%(sign)s'", sign="\ufffd"))
            name = UNSAYABLE.sub("\ufffd", name)
        if name not in self.agents:
            key = f"speaker{len(self.agents) + 1}"
            while key in self.used:
                key += "_"
            self.agents[name] = key
        return self.agents[name]
