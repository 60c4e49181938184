"""One way into all formats of programmes: bytes in, a conference with everything that was noticed out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import tzinfo
from pathlib import Path

from protect.formats import encodings
from protect.formats.saying import sentence
from protect.formats.schedule import calendars, frab_json, frab_xml, sheets
from protect.formats.schedule.checks import checked
from protect.formats.schedule.model import MOST_BYTES, REPAIRED, WRONG, Complaint, Reading, at_line
from protect.formats.tables import InputError


def read(file: str, content: bytes, *, usual: tzinfo | None = None, encoding: str = "") -> Reading:
    """A programme of any format; the content decides. ``usual``: time zone for times that tell none.

    Raises InputError for what cannot be read at all; sessions that cannot be read are counted and named.
    """
    if len(content) > MOST_BYTES:
        raise InputError(
            sentence(
                "%(file)s has %(size)s MB; programmes have at most %(most)d",
                file=file,
                size=f"{len(content) / 2**20:.1f}",
                most=MOST_BYTES // 2**20,
            )
        )
    if not content.strip(b" \t\r\n\0"):
        raise InputError(sentence("%(file)s is empty", file=file))
    if content[:2] == b"PK":
        found = sheets.read(file, content, "", usual)
        return replace(found, complaints=(*found.complaints, *checked(found.conference)))
    decoded = encodings.decode(file, content, encoding)
    head = decoded.text[:5000].lstrip("\ufeff \t\r\n")
    guess = decoded.guess
    if head.startswith("{"):
        found = frab_json.read(file, decoded.text, usual)
    elif head.startswith("<"):
        found = frab_xml.read(file, content if not encoding else b"", decoded.text, usual)
        guess = "" if re.match(r"<\?xml[^>]*encoding", head) else guess
    elif re.search(r"^\s*BEGIN\s*:", head, re.MULTILINE | re.IGNORECASE) or Path(file).suffix.lower() in (
        ".ics",
        ".ical",
    ):
        found = calendars.read(file, decoded.text, usual)
    else:
        found = sheets.read(file, content, decoded.text, usual)
    before = [Complaint(REPAIRED, "", guess)] if guess else []
    before += [
        Complaint(WRONG, at_line(line), sentence("bytes that mean nothing in UTF-8")) for line in decoded.damaged[:100]
    ]
    return replace(found, complaints=(*before, *found.complaints, *checked(found.conference)))


def read_file(path: Path, *, usual: tzinfo | None = None, encoding: str = "") -> Reading:
    """The same for a file on disk. Raises InputError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name} is larger than {MOST_BYTES // 2**20} MB; programmes are not")
        content = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error
    return read(path.name, content, usual=usual, encoding=encoding)
