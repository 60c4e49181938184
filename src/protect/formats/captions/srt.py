"""SubRip (SRT): numbered cues, times with a comma, a few tags. There is no standard; this is what players agree on.

Text is what it says except ``<i>``, ``<b>``, ``<u>``; ``{\\an1}`` to ``{\\an9}`` in front is a place on the screen
(1 to 3 below, 7 to 9 above, as on a keypad). Colours and other codes are left out and named.
"""

from __future__ import annotations

import re

from protect.formats.captions import markup, timing
from protect.formats.captions.cues import LOST, REPAIRED, WRONG, Collector, Complaint, Cue, Track, shortened
from protect.formats.captions.markup import Node, Stamp, Tag
from protect.formats.saying import sentence

#: Places of the keypad as settings of WebVTT; 2 (below, centred) is where captions stand anyway.
PLACES = {
    "1": "align:left",
    "2": "",
    "3": "align:right",
    "4": "line:50% align:left",
    "5": "line:50%",
    "6": "line:50% align:right",
    "7": "line:0 align:left",
    "8": "line:0",
    "9": "line:0 align:right",
}
_BY_SETTINGS = {settings: place for place, settings in PLACES.items()}
_PLACE = re.compile(r"\{\\an?([1-9])\}")
_CODE = re.compile(r"\{\\[^{}]{0,200}\}")
_TAG = re.compile(r"<(/?)([ibu]|font)((?:\s[^<>]{0,300})?)>", re.IGNORECASE)


def read(file: str, text: str) -> tuple[Track, tuple[Complaint, ...]]:
    """A track and what was noticed."""
    return _Reader(file, text).read()


class _Reader(Collector):
    def __init__(self, file: str, text: str) -> None:
        super().__init__(file)
        clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
        self.lines = clean.split("\n")

    def read(self) -> tuple[Track, tuple[Complaint, ...]]:
        times = [
            (at, found)
            for at, line in enumerate(self.lines)
            if (found := timing.srt(line)) and (found.exact or self.may_begin(at, found))
        ]
        heads = [self.head(at, bool(number)) for number, (at, _) in enumerate(times)]
        self.before(heads[0] if heads else len(self.lines))
        expected = 1
        for number, (at, found) in enumerate(times):
            for repair in found.repairs:
                self.say(REPAIRED, at + 1, repair)
            expected = self.number(heads[number], at, expected)
            end = heads[number + 1] if number + 1 < len(times) else len(self.lines)
            payload, settings = self.text(at + 1, end)
            settings = self.rest(found.rest, settings, at + 1)
            self.cue(Cue(found.start, found.end, payload, "", settings, at + 1))
        return self.track(), self.sorted()

    def may_begin(self, at: int, found: timing.TimeLine) -> bool:
        """Whether a cue can begin here: after its number or an empty line. Elsewhere hours are words."""
        if at and _is_number(self.lines[at - 1]):
            if found.whole:
                return True
            at -= 1
        return at == 0 or not self.lines[at - 1].strip()

    def head(self, at: int, follows: bool) -> int:
        """Index of the line that begins a cue: that of its number, if there is one straight before its times."""
        return (
            at - 1 if at and _is_number(self.lines[at - 1]) and not (follows and timing.srt(self.lines[at - 2])) else at
        )

    def before(self, first: int) -> None:
        for at in range(first):
            if self.lines[at].strip():
                self.say(
                    WRONG,
                    at + 1,
                    sentence("text without times; kept as a note: %(text)s", text=shortened(self.lines[at])),
                )
                self.block("NOTE", self.lines[at].strip(), at + 1)

    def number(self, head: int, at: int, expected: int) -> int:
        """Numbers count up from 1; players do not mind, so what differs is only told."""
        if head == at:
            self.say(
                REPAIRED, at + 1, sentence("the number of the cue is missing, read as %(number)d", number=expected)
            )
            return expected + 1
        told = int(self.lines[head].strip())
        if told != expected:
            self.say(
                REPAIRED,
                head + 1,
                sentence(
                    "number %(number)d where %(expected)d is due; numbers are written anew",
                    number=told,
                    expected=expected,
                ),
            )
        return told + 1

    def rest(self, rest: str, settings: str, line: int) -> str:
        if rest:
            self.say(LOST, line, sentence("what stands behind the times: %(text)s", text=shortened(rest)))
        return settings

    def text(self, begin: int, end: int) -> tuple[str, str]:
        lines = self.lines[begin:end]
        while lines and not lines[-1].strip():
            lines.pop()
        kept = [line for line in lines if line.strip()]
        if len(kept) < len(lines):
            self.say(REPAIRED, begin + 1, sentence("empty lines within the text are taken out"))
        text = "\n".join(kept)
        place = _PLACE.search(text)
        text = _PLACE.sub("", text)
        if _CODE.search(text):
            codes = ", ".join(dict.fromkeys(_CODE.findall(text)))
            self.say(LOST, begin + 1, sentence("codes for the look: %(codes)s", codes=shortened(codes)))
            text = _CODE.sub("", text)
        return self.payload(text, begin + 1), PLACES[place[1]] if place else ""

    def payload(self, text: str, line: int) -> str:
        """Text with the few tags of SRT as WebVTT; everything else is text."""
        root = Tag("")
        open_ = [root]
        at = 0
        fonts = False
        for found in _TAG.finditer(text):
            markup.add(open_[-1], text[at : found.start()])
            at = found.end()
            name = found[2].lower()
            if name == "font":
                fonts = True
            elif not found[1] and len(open_) <= markup.DEEPEST:
                tag = Tag(name)
                open_[-1].children.append(tag)
                open_.append(tag)
            elif found[1] and len(open_) > 1 and open_[-1].name == name:
                open_.pop()
            else:
                self.say(REPAIRED, line, sentence("'%(tag)s' closes or opens nothing and is left out", tag=found[0]))
        markup.add(open_[-1], text[at:])
        if fonts:
            self.say(LOST, line, sentence("fonts and colours"))
        if len(open_) > 1:
            self.say(REPAIRED, line, sentence("'<%(tag)s>' is not closed; it ends with the cue", tag=open_[-1].name))
        return markup.render(root.children)


def _is_number(line: str) -> bool:
    text = line.strip()
    return text.isascii() and text.isdigit() and len(text) < 8


def _reads_as_times(line: str) -> bool:
    found = timing.srt(line)
    return found is not None and found.exact


def write(track: Track) -> tuple[str, list[Complaint]]:
    """The file, and what of the track SRT cannot carry."""
    losses = general_losses(track)
    parts = []
    for number, cue in enumerate(track.cues, 1):
        told: list[str] = []
        text = _text(markup.parse(cue.text), told)
        if _TAG.search(_text(markup.parse(cue.text), [], tags=False)) or _CODE.search(text):
            told.append(sentence("text that players will read as markup"))
        place = _BY_SETTINGS.get(" ".join(cue.settings.split()))
        if cue.settings and place is None:
            told.append(sentence("settings %(settings)s", settings=shortened(cue.settings)))
        if place not in (None, "2"):
            text = f"{{\\an{place}}}{text}"
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < text.count("\n") + 1 and lines:
            told.append(sentence("empty lines within the text"))
        if any(map(_reads_as_times, lines)):
            told.append(sentence("a line that would read as times is written with '==>'"))
            lines = [line.replace("-->", "==>") if _reads_as_times(line) else line for line in lines]
        if cue.identifier and cue.identifier != str(number):
            told.append(sentence("identifier %(identifier)s", identifier=shortened(cue.identifier)))
        losses.extend(Complaint(LOST, cue.line, one, number) for one in dict.fromkeys(told))
        times = f"{timing.as_srt(cue.start)} --> {timing.as_srt(cue.end)}"
        parts.append("\n".join((str(number), times, *lines)) + "\n")
    return "\n".join(parts), losses


def general_losses(track: Track) -> list[Complaint]:
    """What only WebVTT has place for."""
    losses = [Complaint(LOST, block.line, sentence("a %(kind)s block", kind=block.kind)) for block in track.blocks]
    if track.header.strip():
        losses.insert(0, Complaint(LOST, 0, sentence("the head of the file: %(text)s", text=shortened(track.header))))
    elif track.language:
        losses.insert(0, Complaint(LOST, 0, sentence("the language: %(language)s", language=track.language)))
    return losses


def _text(nodes: list[Node], told: list[str], *, tags: bool = True) -> str:
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, Stamp):
            told.append(sentence("times within the text"))
        else:
            parts.append(_tag(node, _text(node.children, told, tags=tags), told, tags))
    return "".join(parts)


def _tag(tag: Tag, inner: str, told: list[str], tags: bool) -> str:
    if tag.classes:
        told.append(sentence("classes %(classes)s", classes=", ".join(tag.classes)))
    if tag.name in ("i", "b", "u"):
        return f"<{tag.name}>{inner}</{tag.name}>" if tags else inner
    if tag.name == "v":
        return spoken(tag, inner, told)
    if tag.name == "lang":
        told.append(sentence("the language '%(language)s' of a part", language=tag.annotation))
    if tag.name == "rt":
        told.append(sentence("ruby notes stand in brackets"))
        return f"({inner})" if inner else ""
    return inner


def spoken(tag: Tag, inner: str, told: list[str]) -> str:
    """A voice where no tag can carry it: those who cannot hear need the name, so it becomes part of the text."""
    if not tag.annotation:
        return inner
    told.append(sentence("the speaker '%(name)s' becomes text before what is said", name=shortened(tag.annotation, 40)))
    said = inner.lstrip(" ")
    return f"{tag.annotation}: {said}"
