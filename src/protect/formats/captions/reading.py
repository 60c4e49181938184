"""One way into all caption formats: bytes in, a track with everything that was noticed out."""

from __future__ import annotations

import re
from pathlib import Path

from protect.formats import encodings
from protect.formats.captions import sbv, srt, timing, ttml, webvtt
from protect.formats.captions.cues import MOST_BYTES, REPAIRED, WRONG, Complaint, Reading
from protect.formats.saying import sentence
from protect.formats.tables import InputError

#: Formats by what a file name ends with.
ENDINGS = {
    ".vtt": "webvtt",
    ".webvtt": "webvtt",
    ".srt": "srt",
    ".sbv": "sbv",
    ".ttml": "ttml",
    ".dfxp": "ttml",
    ".xml": "ttml",
    ".itt": "ttml",
}
NAMES = {"webvtt": "WebVTT", "srt": "SRT", "sbv": "SBV", "ttml": "TTML"}


def read(file: str, content: bytes, *, encoding: str = "") -> Reading:
    """A caption file of any format; the content decides, and where it says nothing the name does.

    ``encoding``: as Python calls it, where somebody knows. Raises InputError, with file and line, for what cannot be read
    at all; what can be read in part comes with complaints of level "wrong".
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            sentence(
                "%(file)s has %(size)s MB; captions have at most %(most)d",
                file=file,
                size=f"{len(content) / 2**20:.1f}",
                most=MOST_BYTES // 2**20,
            )
        )
    if not content.strip(b" \t\r\n\0"):
        raise InputError(sentence("%(file)s is empty", file=file))
    decoded = encodings.decode(file, content, encoding)
    format_ = sniffed(decoded.text) or ENDINGS.get(Path(file).suffix.lower(), "")
    if not format_:
        raise InputError(
            sentence(
                "%(file)s is none of the caption formats %(formats)s", file=file, formats=", ".join(NAMES.values())
            )
        )
    complaints: list[Complaint] = []
    if format_ == "ttml":
        track, found = ttml.read(file, content if not encoding else b"", decoded.text)
        guess = "" if ttml.declares_encoding(content) else decoded.guess
    else:
        reader = {"webvtt": webvtt.read, "srt": srt.read, "sbv": sbv.read}[format_]
        track, found = reader(file, decoded.text)
        guess = decoded.guess
    if guess:
        complaints.append(Complaint(REPAIRED, 0, guess))
    complaints.extend(
        Complaint(WRONG, line, sentence("bytes that mean nothing in UTF-8")) for line in decoded.damaged[:100]
    )
    complaints.extend(found)
    if not track.cues:
        complaints.append(Complaint(WRONG, 0, sentence("there is not one cue in it")))
    return Reading(track, format_, tuple(complaints), decoded.encoding, guess)


def read_file(path: Path, *, encoding: str = "") -> Reading:
    """The same for a file on disk. Raises InputError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name} is larger than {MOST_BYTES // 2**20} MB; captions are not")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    return read(path.name, content, encoding=encoding)


def sniffed(text: str) -> str:
    """The format a text shows by itself; empty where it shows none."""
    head = text.removeprefix("\ufeff")[:20_000].lstrip()
    if re.match(r"WEBVTT", head, re.IGNORECASE):
        return "webvtt"
    if head.startswith("<"):
        return "ttml" if re.search(r"<(?:\w{1,40}:)?tt[\s>]", head) else ""
    for line in head.splitlines()[:200]:
        if timing.sbv(line) and not timing.srt(line):
            return "sbv"
        found = timing.srt(line)
        if found:
            return "srt" if "," in line.partition("-->")[0] else ""
    return ""
