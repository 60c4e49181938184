"""Film and sound for every player, out of one file: heights for a slow and a fast line, sound alone, a file to keep.

Each height is encoded once, into an MP4 that plays as it loads. The adaptive streams (HLS) are the same pictures in another
wrapping: one file a height, whose playlist says which bytes are which four seconds. So a recording of an hour is a handful
of files, not thousands.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from protect.recordings.media.looking import Seen, read
from protect.recordings.media.tools import GUARD, SILENT, Failed, at, done, run

#: The shorter side of the picture in pixels, and bits a second at the most. Talks are slides and faces: little moves.
LADDER = ((240, 350_000), (360, 700_000), (540, 1_400_000), (720, 2_500_000), (1080, 4_500_000))
SOUND_BITS = 128_000
#: What begins after the picture begins with silence, and gaps are filled: so sound alone is in step with the captions.
FROM_THE_BEGINNING = ("-af", "aresample=async=1:first_pts=0")
#: More pictures a second than a talk needs are left out.
MOST_RATE = 30
#: Seconds of a piece; each begins with a whole picture.
PIECE = 4
#: The film to keep, and for players without adaptive streams, is the largest up to this.
FILM = 720
#: Where in the recording the pictures come from, of which one is chosen.
POSTERS = (0.04, 0.15, 0.3, 0.45, 0.6, 0.8)
#: In a playlist the name of its own file.
FILE = "{file}"


@dataclass(frozen=True)
class File:
    path: Path
    width: int | None = None
    height: int | None = None
    playlist: str = ""
    peak_bits: int = 0
    mean_bits: int = 0
    codecs: str = ""


@dataclass
class Made:
    duration_ms: int
    streams: list[File] = field(default_factory=list)
    sound_stream: File | None = None
    film: File | None = None
    sound: File | None = None
    #: (milliseconds, picture)
    posters: list[tuple[int, Path]] = field(default_factory=list)


def heights(seen: Seen) -> list[tuple[int, int]]:
    """Never above the source; the smallest always."""
    side = min(seen.width or 0, seen.height or 0)
    allowed = [one for one in LADDER if one[0] <= settings.RECORDING_HEIGHT]
    return [one for one in allowed if one[0] <= side] or [(side - side % 2, LADDER[0][1])]


def convert(source: Path, seen: Seen, folder: Path, progress: Callable[[int], None]) -> Made:
    """Everything that is made of ``source``, into ``folder``. Raises Failed, in words."""
    steps = heights(seen) if seen.has_video else []
    limit = max(1800.0, (seen.duration_ms or 3_600_000) / 1000 * 20)
    _encode(source, seen, steps, folder, limit, lambda share: progress(5 + int(share * 80)))
    sound = folder / "sound.m4a" if seen.has_sound else None
    films = [folder / f"{height}.mp4" for height, _bits in steps]
    told = _told((films or [sound])[-1])  # type: ignore[list-item]
    made = Made(told.duration_ms or 0)
    if made.duration_ms < 100:
        raise Failed(_nothing())
    for path in films:
        made.streams.append(_stream(path, folder))
        progress(87)
    if sound is not None:
        made.sound = File(sound)
        made.sound_stream = _stream(sound, folder)
    progress(92)
    if films:
        kept = [path for path, (height, _bits) in zip(films, steps, strict=True) if height <= FILM] or films[:1]
        size = _told(kept[-1])
        made.film = File(kept[-1], size.width, size.height)
        made.posters = _posters(kept[-1], made.duration_ms, folder)
    progress(96)
    return made


def _nothing() -> str:
    from django.utils.translation import gettext

    return gettext("There is nothing in the file that can be seen or heard.")


def _encode(
    source: Path, seen: Seen, steps: list[tuple[int, int]], folder: Path, limit: float, told: Callable[[float], None]
) -> None:
    start = ["-v", "error", "-y", "-progress", "pipe:1", *GUARD, "-i", at(source)]
    sound = ["-map", "0:a:0", "-c:a", "aac", "-b:a", str(SOUND_BITS), "-ac", "2"] if seen.has_sound else []
    plain = ["-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart"]
    whole = seen.duration_ms or 0

    def hear(line: str) -> None:
        name, _is, value = line.partition("=")
        if name == "out_time_us" and value.isdigit() and whole:
            told(min(1.0, int(value) / 1000 / whole))

    if steps:
        command = [*start, "-filter_complex", _filters(seen, [height for height, _bits in steps])]
        for height, bits in steps:
            command += [
                "-map", f"[v{height}]", *sound, "-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p",
                "-maxrate", str(bits), "-bufsize", str(2 * bits), "-sc_threshold", "0",
                "-force_key_frames", f"expr:gte(t,n_forced*{PIECE})", *plain, at(folder / f"{height}.mp4"),
            ]  # fmt: skip
        done(run(command, seconds=limit, told=hear, silent=_patience(whole)))
    if sound:
        # By itself: beside films, which tell of a late beginning in their own way, ffmpeg waits for itself over the silence.
        command = [*start, *sound, *FROM_THE_BEGINNING, "-vn", *plain, at(folder / "sound.m4a")]
        done(run(command, seconds=limit, told=None if steps else hear, silent=_patience(whole)))


def _patience(duration_ms: int) -> float:
    """Seconds: at its end a film of a day is written once more from disk to disk, and ffmpeg says nothing meanwhile."""
    return max(SILENT, duration_ms / 1000 / 10)


def _filters(seen: Seen, wanted: list[int]) -> str:
    """Upright, square pixels, at most so many pictures a second; then one copy for each height."""
    first = ["scale=w='max(2,trunc(iw*sar/2)*2)':h='trunc(ih/2)*2'", "setsar=1"]
    if seen.rate is None or seen.rate > MOST_RATE + 0.5:
        first.append(f"fps={MOST_RATE}")
    copies = "".join(f"[c{height}]" for height in wanted)
    parts = [f"[0:v:0]{','.join(first)},split={len(wanted)}{copies}"]
    for height in wanted:
        size = f"w='if(gt(iw,ih),-2,{height})':h='if(gt(iw,ih),{height},-2)'"
        parts.append(f"[c{height}]scale={size},setsar=1[v{height}]")
    return ";".join(parts)


def _told(path: Path) -> Seen:
    seen = read(run([*GUARD, "-i", at(path)], seconds=60).stderr)
    if seen is None:
        raise Failed(_nothing())
    return seen


_LENGTH = re.compile(r"^#EXTINF:([\d.]+),\n#EXT-X-BYTERANGE:(\d+)@\d+$", re.MULTILINE)


def _stream(path: Path, folder: Path) -> File:
    """The same in pieces: one file and its playlist."""
    stem = f"{path.stem}-stream"
    listed, target = folder / f"{stem}.m3u8", folder / f"{stem}.m4s"
    seen = _told(path)
    done(
        run(
            [
                "-v", "error", "-y", *GUARD, "-i", at(path), "-c", "copy", "-f", "hls", "-hls_time", str(PIECE),
                "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4", "-hls_flags", "single_file",
                "-hls_segment_filename", str(target), str(listed),
            ],
            seconds=max(1800.0, (seen.duration_ms or 0) / 1000), silent=max(1800.0, _patience(seen.duration_ms or 0)),
        )
    )  # fmt: skip
    text = listed.read_text(encoding="ascii")
    pieces = [(float(seconds), int(size)) for seconds, size in _LENGTH.findall(text)]
    if not pieces or not target.is_file():
        raise Failed(_nothing())
    seconds = sum(one for one, _size in pieces) or 1.0
    return File(
        target, seen.width, seen.height, text.replace(target.name, FILE),
        peak_bits=max(int(size * 8 / max(length, 0.5)) for length, size in pieces),
        mean_bits=int(sum(size for _length, size in pieces) * 8 / seconds),
        codecs=codecs(target, with_sound=seen.has_sound),
    )  # fmt: skip


def codecs(path: Path, *, with_sound: bool) -> str:
    """Such as “avc1.64001f,mp4a.40.2”: the profile stands behind the mark ``avcC`` at the file's beginning."""
    with path.open("rb") as file:
        head = file.read(16_384)
    found = []
    place = head.find(b"avcC")
    if place >= 0:
        found.append("avc1." + head[place + 5 : place + 8].hex())
    if with_sound:
        found.append("mp4a.40.2")
    return ",".join(found)


def _posters(film: Path, duration_ms: int, folder: Path) -> list[tuple[int, Path]]:
    found = []
    for number, share in enumerate(POSTERS):
        at_ms, target = int(duration_ms * share), folder / f"poster-{number}.jpg"
        run(
            [
                "-v", "error", "-y", *GUARD, "-ss", f"{at_ms / 1000:.3f}", "-i", at(film), "-frames:v", "1", "-q:v", "4",
                "-f", "image2", "-update", "1", str(target),
            ],
            seconds=120,
        )  # fmt: skip
        if target.is_file() and target.stat().st_size:
            found.append((at_ms, target))
    return found
