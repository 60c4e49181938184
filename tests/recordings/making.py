"""Recordings as the services make them."""

from __future__ import annotations

import io
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from django.test import TestCase

from protect.events.models import Event
from protect.organisations import audit
from protect.organisations import services as organising
from protect.recordings import services
from protect.recordings.media import tools
from protect.recordings.models import Recording


def begun(w: Any, event: Event, title: str = "What we saw on the square", **values: Any) -> Recording:
    """Of the event, without a file."""
    with audit.acting(w.lead, "test"):
        return services.begin(event, {"title": title, "language": "en", "about": title, **values}, by=w.lead)


@cache
def film(
    seconds: float = 3, size: str = "426x240", *, sound: bool = True, codec: str = "libx264", suffix: str = "mp4"
) -> bytes:
    """A moving picture with a tone, as a camera would make it."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"film.{suffix}"
        command = ["-v", "error", "-f", "lavfi", "-i", f"testsrc2=size={size}:rate=10:duration={seconds}"]
        if sound:
            command += ["-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}"]
        command += ["-c:v", codec, "-metadata", "location=+46.77+023.59/", str(target)]
        subprocess.run([tools.program(), "-nostdin", *command], check=True)
        return target.read_bytes()


@cache
def sound(seconds: float = 3, suffix: str = "wav") -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"sound.{suffix}"
        command = ["-v", "error", "-f", "lavfi", "-i", f"sine=frequency=440:duration={seconds}", str(target)]
        subprocess.run([tools.program(), "-nostdin", *command], check=True)
        return target.read_bytes()


def converted(
    w: Any, event: Event, title: str = "What we saw on the square", content: bytes = b"", **values: Any
) -> Recording:
    """Brought and converted; the job runs at once."""
    made = begun(w, event, title, **values)
    content = content or film()
    with audit.acting(w.lead, "test"), TestCase.captureOnCommitCallbacks(execute=True):
        services.take(made, io.BytesIO(content), name="camera.mp4", size=len(content), by=w.lead)
    made.refresh_from_db()
    return made


def shown(
    w: Any, event: Event, title: str = "What we saw on the square", *, public: bool = True, **values: Any
) -> Recording:
    """Published for everybody, without captions."""
    made = converted(w, event, title, **values)
    with audit.acting(w.administrator, "test"):
        services.publish(made, reason="Captions follow this week.")
        if public:
            organising.set_marking(made, "CLEAR", reason="for everybody", by=w.administrator)
    made.refresh_from_db()
    return made
