"""One short recording, made here: slides drawn, words spoken by espeak-ng where it is there, captions in two languages.

It says of itself that a machine speaks, and tells nothing but what the project published of its first seminar.
"""

from __future__ import annotations

import math
import shutil
import struct
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Any

from protect.captions import services as captioning
from protect.events.models import Event
from protect.formats.captions.cues import Cue, Track
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import User
from protect.recordings import media
from protect.recordings import services as recording
from protect.recordings.media import tools
from protect.recordings.models import Recording

SEMINAR = "First seminar: looking at public spaces"
TITLE = "The first seminar in a minute"
ABOUT = (
    "A short summary of the day, spoken by a machine over slides drawn by this program. It is no film of the seminar: it shows "
    "what a recording with captions, a text that follows and chapters looks like."
)
#: (slide, what is said, the same in French); an empty slide: the one before stays.
SAID = (
    ("Looking at public spaces", "Welcome. This is a short summary, spoken by a machine.",
     "Bienvenue. Voici un court résumé, lu par une machine."),
    ("Brașov, 17 July 2019", "On the seventeenth of July 2019 the project PRoTECT held its first seminar in Brasov.",
     "Le dix-sept juillet 2019, le projet PRoTECT a tenu son premier séminaire à Brașov."),
    ("", "About eighty-five people came, from thirteen countries.",
     "Environ quatre-vingt-cinq personnes sont venues, de treize pays."),
    ("One tool, one manual", "They saw a tool and a manual, for assessing how vulnerable a public space is.",
     "Elles ont découvert un outil et un manuel pour évaluer la vulnérabilité d'un espace public."),
    ("Five pilot audits", "And five audits, in which towns had tried both on squares of their own.",
     "Et cinq audits, où des villes avaient essayé les deux sur leurs propres places."),
    ("Protected, and open", "A square that is safe and closed has lost what it was for. So both are looked at together.",
     "Une place sûre mais fermée a perdu sa raison d'être. On regarde donc les deux ensemble."),
    ("Read on", "You find the manual and the programme on the page of the event. Thank you for watching.",
     "Le manuel et le programme sont sur la page de l'événement. Merci de votre attention."),
)  # fmt: skip
CHAPTERS = {0: "Welcome", 1: "The day", 3: "Tool, manual and audits", 5: "Protected, and open"}
RATE, PAUSE = 22_050, 0.5
SIZE = (854, 480)


def film(people: dict[str, User]) -> Recording | None:
    """None where this machine has no ffmpeg for it."""
    event = Event.objects.filter(title=SEMINAR).first()
    if event is None or not media.is_there():
        return None
    lead, chief = people["lead"], people["administrator"]
    with tempfile.TemporaryDirectory() as name, audit.acting(lead, "demo"):
        folder = Path(name)
        times = _speak(folder)
        path = _put_together(folder, times)
        values = {"title": TITLE, "language": "en", "about": ABOUT}
        made = recording.begin(event, values, by=lead)
        with path.open("rb") as file:
            recording.take(made, file, name="summary.mp4", size=path.stat().st_size, by=lead)
        recording.run(made.pk)
        made.refresh_from_db()
        if not made.is_ready:
            return None
        for number, title in CHAPTERS.items():
            recording.save_chapter(made, {"begins_ms": times[number][0], "title": title})
        _caption(made, times, people)
        made = recording.publish(made)
    with audit.acting(chief, "demo"):
        organising.set_marking(made, "CLEAR", reason="Written for everybody", by=chief)
    made.refresh_from_db()
    return made


def _caption(made: Recording, times: list[tuple[int, int]], people: dict[str, User]) -> None:
    lead = people["lead"]
    source = None
    for language, column in (("en", 1), ("fr", 2)):
        cues = tuple(Cue(begin, end, said[column]) for (begin, end), said in zip(times, SAID, strict=True))
        track = captioning.begin(
            made, language=language, kind="captions" if source is None else "subtitles", by=lead, source=source
        )
        version = captioning.write(track, Track(cues), origin="editor", note="written for the demo", by=lead)
        captioning.review(track, version.number, by=people["administrator"])
        source = source or track


def _speak(folder: Path) -> list[tuple[int, int]]:
    """All of it into one file; when each sentence begins and ends, in milliseconds."""
    times, samples = [], bytearray()
    for number, (_slide, said, _french) in enumerate(SAID):
        spoken = _spoken(said, folder / f"{number}.wav")
        begin = len(samples) * 500 // RATE
        samples += spoken
        times.append((begin, len(samples) * 500 // RATE))
        samples += bytes(2 * int(RATE * PAUSE))
    with wave.open(str(folder / "said.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(bytes(samples))
    return times


def _spoken(text: str, path: Path) -> bytes:
    """By espeak-ng; without it a short tone, and as long a silence as it takes to say."""
    voice = shutil.which("espeak-ng")
    if voice:
        done = subprocess.run([voice, "-v", "en", "-s", "150", "-w", str(path), text], capture_output=True, check=False)
        if done.returncode == 0:
            with wave.open(str(path), "rb") as file:
                if (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2):
                    return file.readframes(file.getnframes())
    tone = b"".join(
        struct.pack("<h", int(5000 * math.sin(math.pi * at / 6000) * math.sin(2 * math.pi * 330 * at / RATE)))
        for at in range(6000)
    )
    return tone + bytes(2 * int(RATE * len(text.split()) / 2.5))


def _put_together(folder: Path, times: list[tuple[int, int]]) -> Path:
    lines, shown = [], ""
    for number, (slide, _said, _french) in enumerate(SAID):
        shown = slide or shown
        _draw(shown, number, folder / f"{number}.png")
        until = times[number + 1][0] if number + 1 < len(times) else times[number][1] + 1000
        lines.append(f"file '{number}.png'\nduration {(until - times[number][0]) / 1000:.3f}")
    listed = folder / "slides.txt"
    listed.write_text("ffconcat version 1.0\n" + "\n".join([*lines, f"file '{len(SAID) - 1}.png'"]), encoding="utf-8")
    target = folder / "summary.mp4"
    command = ["-v", "error", "-y", "-f", "concat", "-i", str(listed), "-i", str(folder / "said.wav")]
    command += [
        "-r",
        "10",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p",
        "-c:a",
        "aac",
        "-shortest",
    ]
    tools.done(tools.run([*command, str(target)], seconds=120))
    return target


def _draw(title: str, number: int, path: Path) -> None:
    from django.conf import settings
    from PIL import Image, ImageDraw, ImageFont

    own = Path(settings.REPORT_FONTS) / "NotoSans-Regular.ttf"

    def font(size: int) -> Any:
        return ImageFont.truetype(str(own), size) if own.is_file() else ImageFont.load_default(size)

    width, height = SIZE
    picture = Image.new("RGB", SIZE, "#f4f1ea")
    pen: Any = ImageDraw.Draw(picture)
    # A square with trees and a row of bollards, of which one more stands with each slide.
    pen.rectangle((0, height * 0.62, width, height), fill="#d8d2c4")
    for at in range(5):
        pen.ellipse((90 + at * 160, 190, 170 + at * 160, 270), fill="#6f9a6a")
        pen.rectangle((126 + at * 160, 265, 134 + at * 160, 310), fill="#7a5c3e")
    for at in range(number + 2):
        pen.rounded_rectangle((70 + at * 90, 350, 94 + at * 90, 420), 8, fill="#1d4f7c")
    pen.text((48, 48), title, fill="#1b2a38", font=font(52))
    pen.text((48, height - 40), "PRoTECT", fill="#4a5560", font=font(20))
    picture.save(path)
