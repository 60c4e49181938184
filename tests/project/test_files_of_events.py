"""protect captions, protect schedule: what they say, their exit codes, and that they need no database."""

from __future__ import annotations

import pytest

from tests.project.test_command_line import protect

SRT = "1\n00:00:01,000 --> 00:00:03,000\nBună ziua, oraşul şi piaţa\n\n2\n"
SRT += "00:00:04.000 --> 00:00:05,000\n<font color=red>Well</font>\n"


def test_help_shows_examples(tmp_path):
    for command in (("captions", "check"), ("captions", "convert"), ("schedule", "check")):
        done = protect(*command, "--help", cwd=tmp_path)
        assert done.returncode == 0
        assert "Examples:" in done.stdout


def test_captions_are_converted_shifted_and_what_is_lost_is_told(tmp_path):
    (tmp_path / "in.srt").write_bytes(SRT.encode("cp1250"))
    done = protect("captions", "convert", "in.srt", "out.vtt", "--shift", "-0.5", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "guessed Windows-1250 because its letters look Romanian" in done.stdout
    assert "in.srt: line 6: repaired: '.' before the milliseconds is read as ','" in done.stdout
    assert "in.srt: line 7: lost: fonts and colours" in done.stdout
    text = (tmp_path / "out.vtt").read_text("utf-8")
    assert text.startswith("WEBVTT\n\n00:00:00.500 --> 00:00:02.500\nBună ziua")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.srt", "out.vtt"]
    again = protect("captions", "convert", "in.srt", "out.vtt", cwd=tmp_path)
    assert again.returncode == 1 and "--replace" in again.stderr
    early = protect("captions", "convert", "in.srt", "new.vtt", "--shift", "-5", cwd=tmp_path)
    assert early.returncode == 1
    assert early.stderr.strip() == (
        "protect: The first cue would begin before the recording; at most 1 seconds sooner is possible."
    )
    assert not (tmp_path / "new.vtt").exists()


def test_checking_captions_ends_with_1_only_if_something_is_wrong(tmp_path):
    (tmp_path / "good.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:01.500\nA hint: far too much to read in this time\n")
    (tmp_path / "bad.vtt").write_text("WEBVTT\n\n00:03.000 --> 00:02.000\nNever\n")
    good = protect("captions", "check", "good.vtt", cwd=tmp_path)
    assert good.returncode == 0, good.stderr
    assert "good.vtt: line 3: hint: 82 characters a second" in good.stdout
    assert "hint" not in protect("captions", "check", "good.vtt", "--quiet", cwd=tmp_path).stdout
    both = protect("captions", "check", "good.vtt", "bad.vtt", cwd=tmp_path)
    assert both.returncode == 1
    assert "bad.vtt: line 3: wrong: ends 1 s before it begins" in both.stdout
    assert len(both.stderr.strip().splitlines()) == 1


def test_a_programme_is_looked_over(tmp_path):
    (tmp_path / "in.csv").write_text("title;date;time;end\nSeminar;17.07.2019;9:00;10:00\nLater;;;\n")
    done = protect("schedule", "check", "in.csv", "--zone", "Europe/Bucharest", "--sessions", cwd=tmp_path)
    assert done.returncode == 1
    assert "2019-07-17 09:00 +0300  : Seminar" in done.stdout
    assert "in.csv: row 3: wrong: left out, its date is missing" in done.stdout
    assert "1 of 2 sessions" in done.stdout


def test_programmes_of_the_world(shared_data, tmp_path):
    done = protect("schedule", "check", shared_data / "events/31c3-facts.schedule.xml", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "4 days, 138 of 138 sessions" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("captions", "check"), 2),
        (("captions", "check", "absent.vtt"), 2),
        (("captions", "check", "in.bin", "--limits", "none"), 2),
        (("captions", "convert", "in.bin", "out.doc"), 2),
        (("captions", "convert", "in.bin", "out.vtt"), 1),
        (("captions", "check", "in.bin"), 1),
        (("schedule", "check", "in.bin"), 1),
        (("schedule", "check", "in.bin", "--zone", "Nowhere"), 2),
    ],
)
def test_errors_are_one_line_with_their_code(tmp_path, arguments, code):
    (tmp_path / "in.bin").write_bytes(b"\x00\x01 nothing")
    done = protect(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    if code == 1:
        assert len(done.stderr.strip().splitlines()) == 1
