"""ffmpeg as a program of its own: found, started without a shell, with low priority, an end in time and nothing but files."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

from django.conf import settings
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

#: Containers that are opened. A playlist (concat, HLS, DASH) is none: it would name other files of this machine.
CONTAINERS = (
    "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "avi", "mpegts", "mpeg", "asf", "flv", "mxf", "ogg", "wav", "w64", "mp3",
    "flac", "aac", "aiff", "caf", "amr",
)  # fmt: skip
#: Before each input: the program opens this file and nothing else, above all nothing in the network.
GUARD = ("-protocol_whitelist", "file,pipe", "-format_whitelist", ",".join(CONTAINERS))
#: Without a sign of life for so long it hangs.
SILENT = 300.0
#: Of what ``-progress`` tells, what stands still where nothing happens; speed, for one, is of all the time until now.
MOVING = ("frame", "total_size", "out_time_us")
#: Bytes of memory that it may have.
MEMORY = 4 * 2**30
# Priority and limits are set by a small program before ffmpeg takes its place, because nothing may happen between fork and
# exec in a process with threads. The signal ends ffmpeg with the worker that started it.
LAUNCHER = f"""
import contextlib, ctypes, os, resource, sys
with contextlib.suppress(Exception):
    ctypes.CDLL(None).prctl(1, 9)
os.nice(10)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
with contextlib.suppress(Exception):
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
os.execv(sys.argv[1], sys.argv[1:])
"""


class Failed(Exception):
    """It could not be done; the text says why to whoever brought the file."""


@cache
def program() -> str:
    """The one of PROTECT_FFMPEG, that of the machine, or the one in the wheel imageio-ffmpeg; empty without any."""
    wanted = str(getattr(settings, "FFMPEG", "") or "")
    if wanted:
        return shutil.which(wanted) or ""
    found = shutil.which("ffmpeg")
    if found:
        return found
    try:
        import imageio_ffmpeg

        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return ""


def is_there() -> bool:
    return bool(program())


def run(
    arguments: Sequence[str], *, seconds: float, told: Callable[[str], None] | None = None, silent: float | None = None
) -> subprocess.CompletedProcess[str]:
    """``told`` hears each line of its standard output.

    Raises Failed after so many seconds, or where it is silent for ``silent`` seconds (``SILENT``).
    """
    name = program()
    if not name:
        raise Failed(_("This server has no ffmpeg; tell who runs it."))
    command = [sys.executable, "-I", "-c", LAUNCHER, name, "-hide_banner", "-nostdin", *arguments]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors)
        try:
            lines = _listen(process, seconds, told, SILENT if silent is None else silent)
            process.wait(60)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            assert process.stdout is not None
            process.stdout.close()
        errors.seek(0)
        said = errors.read(200_000).decode(errors="replace")
    return subprocess.CompletedProcess(command, process.returncode, "\n".join(lines), said)


def _listen(
    process: subprocess.Popen[bytes], seconds: float, told: Callable[[str], None] | None, silent: float
) -> list[str]:
    assert process.stdout is not None
    until, heard = time.monotonic() + seconds, time.monotonic()
    kept: list[str] = []
    told_before: dict[str, str] = {}
    rest = b""
    with DefaultSelector() as selector:
        selector.register(process.stdout, EVENT_READ)
        while True:
            if time.monotonic() > until or time.monotonic() - heard > silent:
                raise Failed(_("It took too long and was given up."))
            if not selector.select(1.0):
                continue
            block = process.stdout.read1(65536)  # type: ignore[attr-defined]
            if not block:
                return kept
            *lines, rest = (rest + block).split(b"\n")
            for line in lines:
                text = line.decode(errors="replace")
                if _moves(text, told_before):
                    heard = time.monotonic()
                kept.append(text)
                del kept[:-200]
                if told is not None:
                    told(text)


def _moves(line: str, told_before: dict[str, str]) -> bool:
    """Whether a line says that it goes on. How far it is, is told twice a second, also where nothing moves any more."""
    name, is_told, value = line.partition("=")
    if not is_told:
        return True
    if name not in MOVING or told_before.get(name) == value:
        return False
    told_before[name] = value
    return True


def done(result: subprocess.CompletedProcess[str]) -> None:
    """Raises Failed, in words, where it did not end well; its own words go into the log of the server."""
    if result.returncode == 0:
        return
    log.warning("ffmpeg ended with %s: %s", result.returncode, result.stderr[-2000:])
    if "No space left on device" in result.stderr:
        raise Failed(_("The disk of the server is full; tell who runs it."))
    if result.returncode < 0 or "Cannot allocate memory" in result.stderr:
        raise Failed(_("The server ran out of memory or was stopped; try again."))
    raise Failed(
        _("The file is damaged, or of a kind that cannot be converted. Export it again as MP4 and upload that.")
    )


def at(path: Path) -> str:
    """Never taken for an option or an address, whatever it is called."""
    return f"file:{path}"
