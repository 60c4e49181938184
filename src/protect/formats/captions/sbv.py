"""SBV, the format of YouTube's caption editor: two times with a comma between, plain lines, an empty line.

It carries times and plain text alone; everything else is named as lost when it is written.
"""

from __future__ import annotations

from protect.formats.captions import markup, timing
from protect.formats.captions.cues import LOST, REPAIRED, WRONG, Collector, Complaint, Cue, Track, shortened
from protect.formats.captions.markup import Node, Stamp
from protect.formats.captions.srt import general_losses, spoken
from protect.formats.saying import sentence


def read(file: str, text: str) -> tuple[Track, tuple[Complaint, ...]]:
    """A track and what was noticed. ``[br]`` breaks a line."""
    found = Collector(file)
    clean = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    lines = clean.split("\n")
    times = [(at, one) for at, line in enumerate(lines) if (one := timing.sbv(line))]
    for at in range(times[0][0] if times else len(lines)):
        if lines[at].strip():
            found.say(
                WRONG, at + 1, sentence("text without times; kept as a note: %(text)s", text=shortened(lines[at]))
            )
            found.block("NOTE", lines[at].strip(), at + 1)
    for number, (at, one) in enumerate(times):
        for repair in one.repairs:
            found.say(REPAIRED, at + 1, repair)
        end = times[number + 1][0] if number + 1 < len(times) else len(lines)
        said = lines[at + 1 : end]
        while said and not said[-1].strip():
            said.pop()
        kept = [line for part in said for line in part.split("[br]") if line.strip()]
        if any(not line.strip() for line in said):
            found.say(REPAIRED, at + 2, sentence("empty lines within the text are taken out"))
        found.cue(Cue(one.start, one.end, markup.escaped("\n".join(kept)), "", "", at + 1))
    return found.track(), found.sorted()


def write(track: Track) -> tuple[str, list[Complaint]]:
    """The file, and what of the track SBV cannot carry."""
    losses = general_losses(track)
    parts = []
    for number, cue in enumerate(track.cues, 1):
        told: list[str] = []
        text = _text(markup.parse(cue.text), told)
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < text.count("\n") + 1 and lines:
            told.append(sentence("empty lines within the text"))
        if any(timing.sbv(line) for line in lines):
            told.append(sentence("a line that would read as times is written with '/'"))
            lines = [line.replace(",", "/").replace(";", "/") if timing.sbv(line) else line for line in lines]
        if "[br]" in text:
            told.append(sentence("'[br]' in the text reads as a new line"))
        if cue.settings:
            told.append(sentence("settings %(settings)s", settings=shortened(cue.settings)))
        if cue.identifier:
            told.append(sentence("identifier %(identifier)s", identifier=shortened(cue.identifier)))
        losses.extend(Complaint(LOST, cue.line, one, number) for one in dict.fromkeys(told))
        parts.append("\n".join((f"{timing.as_sbv(cue.start)},{timing.as_sbv(cue.end)}", *lines)) + "\n")
    return "\n".join(parts), losses


def _text(nodes: list[Node], told: list[str]) -> str:
    parts = []
    for node in nodes:
        if isinstance(node, str):
            parts.append(node)
        elif isinstance(node, Stamp):
            told.append(sentence("times within the text"))
        else:
            inner = _text(node.children, told)
            if node.name == "v":
                inner = spoken(node, inner, told)
            elif node.name == "rt" and inner:
                told.append(sentence("ruby notes stand in brackets"))
                inner = f"({inner})"
            else:
                told.append(sentence("markup <%(tag)s>", tag=node.name))
            parts.append(inner)
    return "".join(parts)
