"""Resumable uploads as tus 1.0 says it: what the headers of a request say, and what those of an answer say back.

Core with creation, expiration, checksum and termination (https://tus.io/protocols/resumable-upload). Nothing here knows
where the bytes go: ``uploading.py`` does.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.http import http_date

VERSION, EXTENSIONS, ALGORITHMS = "1.0.0", "creation,expiration,checksum,termination", ("sha256", "sha1")
PIECE = "application/offset+octet-stream"
#: Bytes of one piece at the most: more would be kept in the way for too long. Our page sends 8 MB.
LARGEST_PIECE = 16_000_000
LOCKED, MISMATCH, NOT_NOW, NO_ROOM = 423, 460, 503, 507


@dataclass
class Refused(Exception):
    """What cannot be done, with the status that the protocol has for it."""

    status: int
    sentence: str = ""
    headers: dict[str, str] = field(default_factory=dict)


def version(headers: Mapping[str, str]) -> None:
    if headers.get("Tus-Resumable") != VERSION:
        raise Refused(412, f"This server speaks tus {VERSION}.", {"Tus-Version": VERSION})


def whole(headers: Mapping[str, str], name: str) -> int:
    """A header that is a number of bytes."""
    text = headers.get(name) or ""
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refused(400, f"{name} is no number of bytes.")
    return int(text)


def metadata(headers: Mapping[str, str]) -> dict[str, str]:
    """``Upload-Metadata``: words, each with a value in base64."""
    found: dict[str, str] = {}
    for pair in (headers.get("Upload-Metadata") or "").split(","):
        if not pair.strip():
            continue
        key, _space, value = pair.strip().partition(" ")
        try:
            text = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            raise Refused(400, "Upload-Metadata cannot be read.") from None
        if not key.isascii() or not key or key in found:
            raise Refused(400, "Upload-Metadata cannot be read.")
        found[key] = text
    return found


@dataclass(frozen=True)
class Checksum:
    algorithm: str
    digest: bytes

    def begin(self) -> Any:
        # The protocol asks for SHA-1; it tells whether a piece arrived whole, and protects nothing.
        return hashlib.sha256() if self.algorithm == "sha256" else hashlib.sha1(usedforsecurity=False)


def checksum(headers: Mapping[str, str]) -> Checksum | None:
    text = headers.get("Upload-Checksum")
    if not text:
        return None
    algorithm, _space, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refused(400, "This kind of checksum is not known here.")
    try:
        return Checksum(algorithm, base64.b64decode(value.strip(), validate=True))
    except (binascii.Error, ValueError):
        raise Refused(400, "Upload-Checksum cannot be read.") from None


def piece(headers: Mapping[str, str]) -> tuple[int, int, Checksum | None]:
    """Where a piece belongs, how long it is, and what it must hash to."""
    if (headers.get("Content-Type") or "").partition(";")[0].strip() != PIECE:
        raise Refused(415, f"A piece is {PIECE}.")
    offset, length = whole(headers, "Upload-Offset"), whole(headers, "Content-Length")
    if length > LARGEST_PIECE:
        raise Refused(413, f"A piece has at most {LARGEST_PIECE} bytes.")
    return offset, length, checksum(headers)


def told(offset: int, length: int, expires_at: dt.datetime) -> dict[str, str]:
    """How an upload stands."""
    found = {"Upload-Offset": str(offset), "Upload-Length": str(length), "Cache-Control": "no-store"}
    return found if offset == length else {**found, "Upload-Expires": http_date(expires_at.timestamp())}


def about(largest: int) -> dict[str, str]:
    """What this server can do, for OPTIONS."""
    return {
        "Tus-Version": VERSION, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(largest),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }  # fmt: skip
