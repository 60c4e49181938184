"""The 59 shared caption files, cue by cue: nothing of text or timing is lost, in any of the four formats."""

from __future__ import annotations

import json

import pytest

from protect.formats.captions import alignment, checks, markup, reading, repair, transcript, writing
from protect.formats.captions.cues import LOST


@pytest.fixture(scope="module")
def files(shared_data):
    folder = shared_data / "captions"
    if not folder.is_dir():
        pytest.skip(f"no shared captions: {folder} is absent")
    found = sorted(folder.rglob("*.vtt"))
    assert len(found) == 59
    return {str(path.relative_to(folder)): reading.read_file(path) for path in found}


@pytest.fixture(scope="module")
def counts(shared_data):
    """What somebody else counted in the same files, with other code."""
    return json.loads((shared_data / "captions/counts.json").read_text())


def shown(text: str) -> list[str]:
    return markup.plain(text).split()


def test_every_cue_is_there_and_ends_when_another_count_says(files, counts):
    assert sum(len(one.track) for one in files.values()) == 1151
    for name, one in files.items():
        assert len(one.track) == counts[name]["cues"], name
        assert max(cue.end for cue in one.track.cues) / 1000 == pytest.approx(counts[name]["end"], abs=0.051), name


def test_webvtt_comes_back_wholly(files):
    for name, one in files.items():
        written = writing.write(one.track, "webvtt")
        assert written.losses == (), name
        again = reading.read(name, written.content).track
        assert again.header == one.track.header
        assert again.blocks == one.track.blocks
        for before, after in zip(one.track.cues, again.cues, strict=True):
            assert after == before, name


def test_the_text_is_that_of_the_file_to_the_letter(files, shared_data):
    for name, one in files.items():
        lines = (shared_data / "captions" / name).read_text("utf-8").splitlines()
        for cue in one.track.cues:
            said = cue.text.split("\n") if cue.text else []
            assert lines[cue.line : cue.line + len(said)] == said, (name, cue.line)


@pytest.mark.parametrize("format_", ["srt", "ttml", "sbv"])
def test_the_other_formats_keep_times_and_words(files, format_):
    for name, one in files.items():
        written = writing.write(one.track, format_)
        again = reading.read(f"x.{format_}", written.content)
        assert again.format == format_
        lossy = {loss.cue for loss in written.losses}
        for number, (before, after) in enumerate(zip(one.track.cues, again.track.cues, strict=True), 1):
            assert (after.start, after.end) == (before.start, before.end), (name, number)
            if format_ == "ttml":
                assert markup.speakers(after.text) == markup.speakers(before.text)
            if format_ == "ttml" or number not in lossy:
                assert shown(after.text) == shown(before.text), (name, number)
            else:  # a speaker's name may have become text before the words
                assert shown(after.text)[-len(shown(before.text)) :] == shown(before.text), (name, number)


def test_what_is_wrong_in_them_is_named_with_its_line(files):
    wrong = {(name, one.line) for name, found in files.items() for one in found.complaints}
    assert wrong == {
        ("wwa/wwa_captions_de.vtt", 60),
        ("wwa/wwa_captions_en.vtt", 61),
        ("wwa/wwa_captions_en_test.vtt", 60),
        ("wwa/wwa_captions_es.vtt", 56),
        ("wwa/wwa_captions_fr.vtt", 61),
        ("wwa/wwa_captions_ja.vtt", 60),
    }
    never = {(name, cue.line) for name, found in files.items() for cue in repair.never_shown(found.track)}
    assert {name for name, _ in never} == {"w3c-perspectives/layout_desc.en.vtt", "w3c-perspectives/layout_desc.fr.vtt"}


def test_tidying_mends_the_settings_of_an_older_draft(files):
    track, told = repair.tidied(files["wwa/wwa_captions_en.vtt"].track)
    assert "position:10%,line-left" in str(told[0])
    again = reading.read("x.vtt", writing.write(track, "webvtt").content)
    assert again.complaints == ()


def test_the_fastest_cue_is_found_where_another_count_found_it(files, counts):
    """The other count takes speaker tags as text in places, so only the files without any are compared."""
    for name, one in files.items():
        if counts[name]["voice"] or "meta" in name or ".ja" in name or "_ja" in name or "zh" in name:
            continue
        fastest = max(checks.speed(cue) for cue in one.track.cues if cue.duration > 0)
        assert fastest == pytest.approx(counts[name]["max_cps"], rel=0.12), name


def test_translations_stand_beside_each_other(files):
    for name in [one for one in files if one.startswith("w3c-perspectives") and one.endswith(".en.vtt")]:
        other = name.replace(".en.", ".fr.")
        if other in files:
            rows = alignment.aligned(files[name].track, files[other].track)
            assert all((len(row.first), len(row.second)) == (1, 1) for row in rows), name
    english, spanish = (
        files["itaccess/itaccess_captions_en.vtt"].track,
        files["itaccess/itaccess_subtitles_es.vtt"].track,
    )
    assert len(alignment.aligned(english, spanish)) == 94
    rows = alignment.aligned(english, files["itaccess/itaccess_subtitles_zh-cn.vtt"].track)
    assert sorted(at for row in rows for at in row.first) == list(range(94))
    assert sorted(at for row in rows for at in row.second) == list(range(76))


def test_the_transcript_holds_every_word_and_every_speaker(files):
    for name, one in files.items():
        told = " ".join(part.text for part in transcript.paragraphs(one.track))
        said = "".join("".join(markup.plain(cue.text).split()) for cue in one.track.cues)
        assert "".join(told.split()) == said, name
    text = transcript.text(files["itaccess/itaccess_captions_en.vtt"].track)
    assert text.startswith("[0:00] Michael Young: We are committed")
    assert "Tracy Mitrano: " in text


def test_no_loss_is_silent(files):
    """What SBV cannot say is said: every block, setting, identifier and tag has its complaint."""
    for name, one in files.items():
        losses = writing.write(one.track, "sbv").losses
        assert all(loss.level == LOST for loss in losses)
        numbers = {loss.cue for loss in losses}
        for number, cue in enumerate(one.track.cues, 1):
            marked = any(not isinstance(node, str) for node in markup.parse(cue.text) if node != "")
            named = any(
                isinstance(node, str) or getattr(node, "annotation", "") or getattr(node, "name", "v") != "v"
                for node in markup.parse(cue.text)
                if not isinstance(node, str)
            )
            if cue.identifier or cue.settings or (marked and named):
                assert number in numbers, (name, number)
        assert len([loss for loss in losses if "block" in loss.text]) == len(one.track.blocks)
