"""WebVTT (https://www.w3.org/TR/webvtt1/): the format in which captions are kept and played.

Read block by block with the line of everything. Nothing is dropped: what browsers would skip without a word stays as a
note and is named. Header, notes, styles, regions, identifiers, settings and the text of each cue come out as they went in.
"""

from __future__ import annotations

import re

from protect.formats.captions import timing
from protect.formats.captions.cues import (
    HINT,
    LOST,
    REPAIRED,
    WRONG,
    Block,
    Collector,
    Complaint,
    Cue,
    Track,
    shortened,
    without_empty_lines,
)
from protect.formats.saying import sentence

_NUMBER = r"\d{1,6}(?:\.\d{1,6})?"
_SETTINGS = {
    "vertical": re.compile(r"rl|lr"),
    "line": re.compile(rf"(?:-?\d{{1,6}}|{_NUMBER}%)(?:,(?:start|center|end))?", re.ASCII),
    "position": re.compile(rf"{_NUMBER}%(?:,(?:line-left|center|line-right))?", re.ASCII),
    "size": re.compile(rf"{_NUMBER}%", re.ASCII),
    "align": re.compile(r"start|center|end|left|right"),
    "region": re.compile(r"\S+"),
}
_LANGUAGE = re.compile(
    r"^(?:language|lang)[ \t]{0,9}:[ \t]{0,9}([a-z]{2,3}(?:-[a-z0-9]{1,8}){0,6})[ \t]*$", re.IGNORECASE | re.MULTILINE
)


def read(file: str, text: str) -> tuple[Track, tuple[Complaint, ...]]:
    """A track and what was noticed. ``text``: the decoded file, with or without byte order mark."""
    return _Reader(file, text).read()


class _Reader(Collector):
    def __init__(self, file: str, text: str) -> None:
        super().__init__(file)
        if "\0" in text:
            line = text[: text.index("\0")].count("\n") + 1
            self.say(REPAIRED, line, sentence("zero bytes are read as '%(sign)s', as the standard says", sign="\ufffd"))
            text = text.replace("\0", "\ufffd")
        self.lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.at = 0
        self.regions: set[str] = set()

    def read(self) -> tuple[Track, tuple[Complaint, ...]]:
        header = self.header()
        while self.at < len(self.lines):
            if self.lines[self.at]:
                self.one_block()
            else:
                self.at += 1
        found = _LANGUAGE.search(header)
        return self.track(header, found[1] if found else ""), self.sorted()

    def header(self) -> str:
        first = self.lines[0]
        if not re.match(r"WEBVTT(?:[ \t]|$)", first):
            if first.strip().upper().startswith("WEBVTT"):
                self.say(REPAIRED, 1, sentence("the first line '%(text)s' is read as 'WEBVTT'", text=shortened(first)))
                self.at = 1
            else:
                self.say(REPAIRED, 1, sentence("the first line is not 'WEBVTT'; it is added"))
            return ""
        kept = [first[6:].strip(" \t")]
        self.at = 1
        while self.at < len(self.lines) and self.lines[self.at]:
            if "-->" in self.lines[self.at]:
                self.say(
                    REPAIRED,
                    self.at + 1,
                    sentence("an empty line is missing between the head of the file and the first cue"),
                )
                break
            kept.append(self.lines[self.at])
            self.at += 1
        return "\n".join(kept)

    def one_block(self) -> None:
        line = self.lines[self.at]
        if timing.webvtt(line):
            self.take_cue("")
        elif "-->" not in line and self.at + 1 < len(self.lines) and self.names(line, self.lines[self.at + 1]):
            self.at += 1
            self.take_cue(line)
        else:
            self.take_note()

    @staticmethod
    def names(line: str, following: str) -> bool:
        """Whether a line is the identifier of a cue. In a note hours may be spoken of."""
        is_note = re.match(r"(?:NOTE|STYLE|REGION)(?:[ \t]|$)", line)
        return (timing.exactly(following) if is_note else timing.webvtt(following)) is not None

    def take_cue(self, identifier: str) -> None:
        number = self.at + 1
        times = timing.webvtt(self.lines[self.at])
        assert times is not None
        for repair in times.repairs:
            self.say(REPAIRED, number, repair)
        self.check_settings(times.rest, number)
        self.at += 1
        begin = self.at
        while self.at < len(self.lines) and self.lines[self.at] and not self.next_begins():
            self.at += 1
        lines = self.lines[begin : self.at]
        self.cue(Cue(times.start, times.end, "\n".join(lines), identifier, times.rest, number))

    def next_begins(self) -> bool:
        """Whether the next cue begins here although no empty line stands before it."""
        line = self.lines[self.at]
        following = self.lines[self.at + 1 : self.at + 3]
        if timing.exactly(line):
            self.say(REPAIRED, self.at + 1, sentence("an empty line is missing before this cue"))
            return True
        if not line.strip() and any(map(timing.exactly, following)):
            self.say(REPAIRED, self.at + 1, sentence("a line of blanks before the next cue is read as empty"))
            self.lines[self.at] = ""
            return True
        return False

    def take_note(self) -> None:
        number = self.at + 1
        begin = self.at
        while self.at < len(self.lines) and self.lines[self.at]:
            if self.at > begin and timing.exactly(self.lines[self.at]):
                self.say(REPAIRED, self.at + 1, sentence("an empty line is missing before this cue"))
                break
            self.at += 1
        lines = self.lines[begin : self.at]
        first = lines[0]
        if first.rstrip() in ("STYLE", "REGION"):
            if self.cues:
                self.say(
                    WRONG,
                    number,
                    sentence("%(kind)s stands after the first cue, where it counts for nothing", kind=first.rstrip()),
                )
            self.block(first.rstrip(), "\n".join(lines[1:]), number)
            self.regions.update(one[3:] for line in lines[1:] for one in line.split() if one.startswith("id:"))
        elif re.match(r"NOTE(?:[ \t]|$)", first):
            self.block("NOTE", "\n".join([first[4:].strip(" \t"), *lines[1:]]).strip("\n"), number)
        elif any("-->" in line for line in lines):
            self.say(
                WRONG,
                number,
                sentence("times that cannot be read; kept as a note: %(text)s", text=shortened(" ".join(lines))),
            )
            self.block("NOTE", "\n".join(lines), number)
        elif all(not line.strip() for line in lines):
            self.say(REPAIRED, number, sentence("a line of blanks is read as empty"))
        else:
            self.say(
                WRONG,
                number,
                sentence("text without times, never shown; kept as a note: %(text)s", text=shortened(" ".join(lines))),
            )
            self.block("NOTE", "\n".join(lines), number)

    def check_settings(self, settings: str, line: int) -> None:
        for one in settings.split():
            name, _, value = one.partition(":")
            pattern = _SETTINGS.get(name)
            if pattern is None:
                self.say(
                    WRONG, line, sentence("'%(setting)s' is no setting that players know; kept", setting=shortened(one))
                )
            elif not pattern.fullmatch(value):
                self.say(
                    WRONG,
                    line,
                    sentence(
                        "'%(setting)s' is not a value that players accept for '%(name)s'; kept",
                        setting=shortened(one),
                        name=name,
                    ),
                )
            elif name == "region" and value not in self.regions:
                self.say(
                    HINT, line, sentence("no region '%(name)s' is described before this cue", name=shortened(value))
                )


def write(track: Track) -> tuple[str, list[Complaint]]:
    """The file, and what of the track WebVTT cannot carry."""
    losses: list[Complaint] = []
    header = track.header
    if "-->" in header:
        header = header.replace("-->", "-- >")
        losses.append(Complaint(LOST, 0, sentence("arrows '-->' in the head of the file are written '-- >'")))
    if track.language and not _LANGUAGE.search(header):
        header += f"\nLanguage: {track.language}"
    first, _, further = header.partition("\n")
    further, emptied = without_empty_lines(further)
    if emptied:
        losses.append(Complaint(LOST, 0, sentence("empty lines in the head of the file")))
    parts = ["WEBVTT" + (f" {first}" if first else "") + (f"\n{further}" if further else "")]
    waiting = sorted(track.blocks, key=lambda one: one.before)
    for number, cue in enumerate(track.cues, 1):
        while waiting and waiting[0].before < number:
            parts.append(_note(waiting.pop(0), losses))
        parts.append(_cue(cue, number, losses))
    parts.extend(_note(block, losses) for block in waiting)
    return "\n\n".join(parts) + "\n", losses


def _note(block: Block, losses: list[Complaint]) -> str:
    text, emptied = without_empty_lines(block.text)
    if emptied:
        losses.append(Complaint(LOST, block.line, sentence("empty lines within a %(kind)s block", kind=block.kind)))
    if "-->" in text:
        losses.append(
            Complaint(
                LOST, block.line, sentence("arrows '-->' within a %(kind)s block are written '-- >'", kind=block.kind)
            )
        )
        text = text.replace("-->", "-- >")
    if block.kind == "NOTE":
        return f"NOTE\n{text}" if "\n" in text else f"NOTE {text}".rstrip()
    return f"{block.kind}\n{text}"


def _cue(cue: Cue, number: int, losses: list[Complaint]) -> str:
    def lose(what: str) -> None:
        losses.append(Complaint(LOST, cue.line, what, number))

    lines = cue.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [line for line in lines if line]
    if len(kept) < len(lines) and kept:
        lose(sentence("empty lines within the text"))
    text = "\n".join(kept)
    if "-->" in text:
        text = text.replace("-->", "--&gt;")  # no loss: it reads the same
    identifier = " ".join(cue.identifier.split("\n"))
    if "-->" in identifier:
        identifier = identifier.replace("-->", "-- >")
        lose(sentence("the arrow '-->' in the identifier is written '-- >'"))
    if identifier and (not identifier.strip() or timing.webvtt(identifier)):
        lose(sentence("the identifier '%(identifier)s' would read as something else", identifier=shortened(identifier)))
        identifier = ""
    settings = " ".join(cue.settings.split())
    times = f"{timing.as_webvtt(cue.start)} --> {timing.as_webvtt(cue.end)}"
    head = f"{identifier}\n" if identifier else ""
    return f"{head}{times}{' ' + settings if settings else ''}" + (f"\n{text}" if text else "")
