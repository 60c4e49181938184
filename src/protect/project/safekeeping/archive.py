"""The file of a back-up: a ZIP of database, media and key, whose last member lists size and SHA-256 of all others.

ZIP, because any machine opens it in twenty years. Photos are stored as they are (they are compressed already).
"""

from __future__ import annotations

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
FORMAT = "protect-backup"
VERSION = 1
BLOCK = 1 << 20
#: What the ZIP reader raises for bytes that are not what somebody wrote.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError, KeyError, ValueError, RuntimeError,
    OverflowError, IndexError,
)  # fmt: skip
_DIGEST = re.compile(r"[0-9a-f]{64}")


class SafekeepingError(Exception):
    """A back-up or restore that cannot be done; the text says why and what to do."""


@dataclass
class Manifest:
    """What a back-up holds. ``files``: member -> (bytes, SHA-256); ``rows``: table -> rows (empty for PostgreSQL)."""

    made_at: str
    program: str
    database: str
    migrations: list[str]
    rows: dict[str, int]
    files: dict[str, tuple[int, str]] = field(default_factory=dict)

    def as_json(self) -> bytes:
        content = {"format": FORMAT, "version": VERSION, **self.__dict__}
        return json.dumps(content, indent=1, sort_keys=True).encode()

    @classmethod
    def read(cls, content: bytes) -> Manifest:
        """Raises SafekeepingError for what no back-up of ours ever said."""
        try:
            told: dict[str, Any] = json.loads(content)
            if told["format"] != FORMAT:
                raise KeyError("format")
            if told["version"] != VERSION:
                raise SafekeepingError(
                    f"this back-up has format {told['version']}, this program reads {VERSION}; use a newer program."
                )
            files = {}
            for name, (size, digest) in told["files"].items():
                if not (safe_name(name) and isinstance(size, int) and size >= 0 and _DIGEST.fullmatch(digest)):
                    raise KeyError(name)
                files[name] = (size, digest)
            return cls(
                made_at=str(told["made_at"]),
                program=str(told["program"]),
                database=str(told["database"]),
                migrations=[str(one) for one in told["migrations"]],
                rows={str(table): int(rows) for table, rows in told["rows"].items()},
                files=files,
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SafekeepingError(f"the list of contents ({MANIFEST}) is not of a back-up: {error}") from None


def safe_name(name: str) -> bool:
    """Whether a member stays inside the folder it is unpacked into."""
    path = PurePosixPath(name)
    return bool(name) and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\0" not in name


class Writer:
    """Puts files into the archive and remembers their checksums."""

    def __init__(self, target: IO[bytes], manifest: Manifest) -> None:
        self.zip = zipfile.ZipFile(target, "w", allowZip64=True)
        self.manifest = manifest

    def add(self, source: Path, name: str, *, pack: bool) -> bool:
        """Copy one file in; False if it is gone, which happens to files removed for good a moment ago."""
        told, size = hashlib.sha256(), 0
        try:
            stream = source.open("rb")
        except FileNotFoundError:
            return False
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED if pack else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with stream, self.zip.open(info, "w", force_zip64=True) as member:
            while block := stream.read(BLOCK):
                told.update(block)
                size += len(block)
                member.write(block)
        self.manifest.files[name] = (size, told.hexdigest())
        return True

    def close(self) -> None:
        self.zip.writestr(zipfile.ZipInfo(MANIFEST, date_time=(1980, 1, 1, 0, 0, 0)), self.manifest.as_json())
        self.zip.close()


class Reader:
    """Opens an archive; every byte is compared with the list before anybody relies on it."""

    def __init__(self, source: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(source)
            with self.zip.open(MANIFEST) as member:
                self.manifest = Manifest.read(member.read(1 << 28))
        except FileNotFoundError:
            raise SafekeepingError(f"there is no file {source}.") from None
        except DAMAGED as error:
            raise SafekeepingError(f"{source} is no back-up of PRoTECT, or was cut off: {error}") from None
        present = [name for name in self.zip.namelist() if name != MANIFEST]
        if sorted(present) != sorted(self.manifest.files):
            odd = sorted(set(present) ^ set(self.manifest.files)) or ["a file twice"]
            raise SafekeepingError(f"the back-up is incomplete or was changed: {odd[0]}")

    def blocks(self, name: str) -> Iterator[bytes]:
        """The content of a member; raises SafekeepingError at its end if it is not what was put in."""
        size, digest = self.manifest.files[name]
        told, read = hashlib.sha256(), 0
        try:
            with self.zip.open(name) as member:
                while block := member.read(BLOCK):
                    read += len(block)
                    if read > size:
                        break
                    told.update(block)
                    yield block
        except DAMAGED as error:
            raise SafekeepingError(f"{name} in the back-up is damaged: {error}") from None
        if (read, told.hexdigest()) != (size, digest):
            raise SafekeepingError(f"{name} in the back-up is damaged: its checksum differs.")

    def verify(self) -> int:
        """Read everything once and compare; returns the number of bytes."""
        return sum(len(block) for name in self.manifest.files for block in self.blocks(name))

    def unpack(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("xb") as file:
            target.chmod(0o600)
            for block in self.blocks(name):
                file.write(block)

    def close(self) -> None:
        self.zip.close()
