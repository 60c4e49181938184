"""What ffmpeg is asked, what is read of its answers, and what it makes: the program itself, with small films."""

from __future__ import annotations

import array
import re
import shutil
import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from protect.recordings import media
from protect.recordings.media import converting, looking, tools
from tests.recordings.making import film, sound


@pytest.fixture(params=["found", pytest.param("wheel", marks=pytest.mark.deep)])
def ffmpeg(request, settings):
    """The one that is found (the machine's before that of the wheel), and the one that comes with Python."""
    import imageio_ffmpeg

    wheel = imageio_ffmpeg.get_ffmpeg_exe()
    if request.param == "wheel" and not shutil.which("ffmpeg"):
        pytest.skip("this machine has no other ffmpeg: that of the wheel is the one that is found")
    settings.FFMPEG = wheel if request.param == "wheel" else ""
    tools.program.cache_clear()
    yield request.param
    tools.program.cache_clear()


def kept(tmp_path, content, name="from-the-camera.txt"):
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_a_film_is_known_by_its_content_whatever_it_is_called(tmp_path, ffmpeg):
    seen = media.look_at(kept(tmp_path, film()))
    assert (seen.kind, seen.has_video, seen.has_sound, seen.width, seen.height) == (
        "mov, h264, aac",
        True,
        True,
        426,
        240,
    )
    assert 2900 < seen.duration_ms < 3200 and seen.rate == 10
    heard = media.look_at(kept(tmp_path, sound(), "talk.mp4"))
    assert (heard.kind, heard.has_video, heard.has_sound) == ("wav, pcm_s16le", False, True)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.7 no film", b"\x00" * 5000, b"RIFF\xff\xff\xff\xffWAVE",
        # Playlists would name other files of the machine, or addresses.
        b"ffconcat version 1.0\nfile '/etc/passwd'\n",
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    ],
)  # fmt: skip
def test_what_is_no_film_and_no_sound_is_refused_in_words(tmp_path, ffmpeg, content):
    with pytest.raises(media.Unusable, match="no film and no sound"):
        media.look_at(kept(tmp_path, content, "film.mp4"))


def test_a_file_that_is_called_like_an_option_or_an_address_is_a_file(tmp_path):
    assert media.look_at(kept(tmp_path, sound(), "-y concat:x|y.wav")).has_sound


def test_heights_never_lie_above_the_source():
    def asked(width, height):
        return [one for one, _bits in converting.heights(looking.Seen("", None, True, True, width, height))]

    assert asked(1920, 1080) == [240, 360, 540, 720, 1080]
    assert asked(1080, 1920) == [240, 360, 540, 720, 1080]  # a phone held upright
    assert asked(1279, 719) == [240, 360, 540]
    assert asked(121, 91) == [90]


def test_everything_is_made_of_a_film(tmp_path, ffmpeg):
    source, heard = kept(tmp_path, film(5, "640x360")), []
    folder = tmp_path / "made"
    folder.mkdir()
    made = media.convert(source, media.look_at(source), folder, heard.append)
    assert 4900 < made.duration_ms < 5200
    assert [(one.width, one.height) for one in made.streams] == [(426, 240), (640, 360)]
    assert (made.film.width, made.film.height) == (640, 360) and len(made.posters) == 6
    assert heard == sorted(heard) and heard[-1] <= 100
    for one in [*made.streams, made.sound_stream]:
        # Every byte of the file is in its playlist, each once, and nothing else is named there.
        parts = re.findall(r'BYTERANGE[:=]"?(\d+)@(\d+)', one.playlist)
        ends = [int(size) + int(begin) for size, begin in parts]
        assert [int(begin) for _size, begin in parts] == [0, *ends[:-1]] and ends[-1] <= one.path.stat().st_size
        assert one.playlist.count(converting.FILE) == len(parts) and one.path.name not in one.playlist
        assert one.peak_bits >= one.mean_bits > 1000
    assert made.streams[0].codecs.startswith("avc1.") and made.sound_stream.codecs == "mp4a.40.2"
    plain = made.film.path.read_bytes()
    assert plain.index(b"moov") < plain.index(b"mdat"), "it plays as it loads"
    assert b"+46.77" not in plain, "where the camera stood is nobody's business"
    assert made.posters[1][1].read_bytes().startswith(b"\xff\xd8")


def test_a_small_upright_film_without_sound_of_another_kind(tmp_path, ffmpeg):
    source = kept(tmp_path, film(2, "90x160", sound=False, codec="mpeg4", suffix="mkv"))
    folder = tmp_path / "made"
    folder.mkdir()
    made = media.convert(source, media.look_at(source), folder, lambda percent: None)
    assert [(one.width, one.height, one.codecs[:5]) for one in made.streams] == [(90, 160, "avc1.")]
    assert made.sound is made.sound_stream is None


def first_tone(path):
    """Seconds of sound that come before the first that is loud, as a player without knowledge of edit lists has them."""
    command = [
        tools.program(),
        "-nostdin",
        "-v",
        "error",
        "-i",
        str(path),
        "-vn",
        "-ac",
        "1",
        "-ar",
        "8000",
        "-f",
        "s16le",
        "-",
    ]
    signs = array.array("h", subprocess.run(command, capture_output=True, check=True).stdout)
    return next(at for at, sign in enumerate(signs) if abs(sign) > 1000) / 8000


def test_sound_that_begins_after_the_picture_begins_later_alone_as_well(tmp_path):
    """Captions and chapters count from the beginning of the picture, also for whoever hears it alone."""
    source = tmp_path / "meeting.mkv"
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=426x240:rate=10:duration=5", "-itsoffset", "2", "-f", "lavfi"]
    inputs += ["-i", "sine=frequency=440:duration=3"]
    subprocess.run([tools.program(), "-nostdin", "-v", "error", *inputs, str(source)], check=True)
    made = media.convert(source, media.look_at(source), tmp_path, lambda percent: None)
    for one in (made.sound, made.sound_stream):
        assert 1.8 < first_tone(one.path) < 2.2, one.path.name
    assert sum(float(one) for one in re.findall(r"#EXTINF:([\d.]+)", made.sound_stream.playlist)) > 4.8


def test_of_sound_alone_there_is_no_picture(tmp_path, ffmpeg):
    source = kept(tmp_path, sound(2, "mp3"))
    folder = tmp_path / "made"
    folder.mkdir()
    made = media.convert(source, media.look_at(source), folder, lambda percent: None)
    assert made.streams == [] and made.film is None and made.posters == []
    assert made.sound.path.stat().st_size > 1000 and 1900 < made.duration_ms < 2200


def test_a_file_cut_off_is_explained(tmp_path):
    whole = film(3)
    source = kept(tmp_path, whole[: whole.index(b"mdat") + 100])
    with pytest.raises((media.Unusable, media.Failed)):
        media.convert(source, media.look_at(source), tmp_path, lambda percent: None)


def test_what_hangs_is_ended(monkeypatch, settings, tmp_path):
    settings.FFMPEG = kept(tmp_path, b"#!/bin/sh\nsleep 60\n", "ffmpeg")
    settings.FFMPEG.chmod(0o700)
    tools.program.cache_clear()
    with pytest.raises(media.Failed, match="too long"):
        tools.run([], seconds=0.1)
    tools.program.cache_clear()


def test_the_end_of_a_long_film_may_take_its_time_in_silence(monkeypatch, settings, tmp_path):
    """What plays as it loads is written once more at the end, and nothing is said meanwhile."""
    settings.FFMPEG = kept(tmp_path, b"#!/bin/sh\necho out_time_us=1; sleep 2.5\n", "ffmpeg")
    settings.FFMPEG.chmod(0o700)
    tools.program.cache_clear()
    monkeypatch.setattr(tools, "SILENT", 0.5)
    with pytest.raises(media.Failed, match="too long"):
        tools.run([], seconds=20)
    tools.run([], seconds=20, silent=10)
    tools.program.cache_clear()
    asked = []
    monkeypatch.setattr(converting, "run", lambda _arguments, **options: (asked.append(options), done(_arguments))[1])
    day = media.Seen("mov", 8 * 3_600_000, has_video=True, has_sound=True, width=1920, height=1080, rate=25)
    converting._encode(tmp_path, day, [(240, 1)], tmp_path, 60, lambda _share: None)
    assert asked[0]["silent"] == 2880


def done(arguments):
    return subprocess.CompletedProcess(arguments, 0, "", "")


def test_what_hangs_and_goes_on_telling_so_is_ended(monkeypatch, settings, tmp_path):
    """ffmpeg tells how far it is twice a second, also where it waits for itself: only what moves is a sign of life."""
    told = b"echo frame=1; echo out_time_us=N/A; echo fps=$i; echo stream_0_0_q=$i; echo progress=continue; sleep 1"
    script = b"#!/bin/sh\nfor i in 1 2 3 4 5 6 7 8 9; do " + told + b"; done\n"
    settings.FFMPEG = kept(tmp_path, script, "ffmpeg")
    settings.FFMPEG.chmod(0o700)
    tools.program.cache_clear()
    with pytest.raises(media.Failed, match="too long"):
        tools.run([], seconds=60, silent=2)
    settings.FFMPEG.write_bytes(script.replace(b"frame=1", b"frame=$i").replace(b" 5 6 7 8 9", b""))
    assert tools.run([], seconds=60, silent=2).returncode == 0
    tools.program.cache_clear()


def test_it_runs_at_low_priority_and_without_a_shell(monkeypatch, settings, tmp_path):
    settings.FFMPEG = kept(tmp_path, b'#!/bin/sh\nnice; echo "$@"\n', "ffmpeg")
    settings.FFMPEG.chmod(0o700)
    tools.program.cache_clear()
    mine = int(subprocess.run(["nice"], capture_output=True, text=True, check=True).stdout)
    priority, words = tools.run(["$(id)", ";", "x"], seconds=20).stdout.split("\n")
    assert int(priority) == min(19, mine + 10) and words == "-hide_banner -nostdin $(id) ; x"
    tools.program.cache_clear()


def test_without_ffmpeg_it_says_so(settings, monkeypatch):
    settings.FFMPEG = "/nowhere/ffmpeg"
    tools.program.cache_clear()
    with pytest.raises(media.Failed, match="no ffmpeg"):
        tools.run([], seconds=1)
    tools.program.cache_clear()


@given(st.text())
@example("Input #0, wav, from 'x':\n  Duration: N/A, bitrate: 1 kb/s\n  Stream #0:0: Audio: pcm_s16le, 44100 Hz\n")
@example("Input #0, mp3, from 'x':\n  Stream #0:0: Video: mjpeg, yuvj420p, 600x600 (attached pic)\n")
def test_whatever_ffmpeg_says_is_read_or_nothing(said):
    seen = looking.read(said)
    assert seen is None or not seen.has_video or (seen.width and seen.height)


def test_the_picture_of_a_cover_is_no_film_and_no_length_is_none():
    said = "Input #0, mp3, from 'x':\n  Duration: N/A\n  Stream #0:0: Audio: mp3, 44100 Hz\n"
    said += "  Stream #0:1: Video: png, rgb24, 600x600 [SAR 1:1], 90k tbr (attached pic)\n"
    assert looking.read(said) == looking.Seen("mp3, mp3", None, False, True)


@pytest.mark.deep
@pytest.mark.parametrize(("name", "seconds"), [("speech/jfk.wav", 11), ("video/big-buck-bunny-trailer-640.mp4", 55)])
def test_real_films_and_real_speech(shared_data, tmp_path, name, seconds):
    source = shared_data / "captions" / name
    if not source.is_file():
        pytest.skip(f"{source} is absent")
    seen = media.look_at(source)
    folder = tmp_path / "made"
    folder.mkdir()
    made = media.convert(source, seen, folder, lambda percent: None)
    assert abs(made.duration_ms / 1000 - seconds) < 1 and made.sound is not None
    assert len(made.streams) == (2 if seen.has_video else 0), "240 and 360 lines, none above the source"
