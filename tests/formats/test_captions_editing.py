"""What an editor does: new tracks, old ones untouched; hints; transcript; two languages side by side."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.formats.captions import alignment, checks, editing, markup, repair, transcript
from protect.formats.captions.cues import HINT, WRONG, Block, Cue, Track
from protect.formats.tables import InputError

TRACK = Track(
    (
        Cue(0, 2000, "<v Ana>Good morning, everybody. Welcome to the town hall.", "one", "line:0"),
        Cue(2000, 4000, "<v Ana>We begin.</v>"),
        Cue(5000, 9000, "Thank <i>you</i> &amp; yours"),
    ),
    (Block("NOTE", "on the last", 2),),
)


def texts(track: Track) -> list[str]:
    return [cue.text for cue in track.cues]


def test_splitting_keeps_speaker_and_takes_the_end_of_a_sentence():
    track = editing.split(TRACK, 0)
    assert texts(track)[:2] == ["<v Ana>Good morning, everybody.</v>", "<v Ana>Welcome to the town hall.</v>"]
    first, second = track.cues[:2]
    assert (first.start, first.end, second.start, second.end) == (0, 960, 960, 2000)  # 24 of 50 characters
    assert (first.identifier, second.identifier, second.settings) == ("one", "", "line:0")
    assert track.blocks[0].before == 3
    assert len(TRACK) == 3


def test_splitting_where_one_says():
    track = editing.split(TRACK, 2, characters=8, time=6000)
    assert texts(track)[2:] == ["Thank <i>yo</i>", "<i>u</i> &amp; yours"]
    for wrong in ({"characters": 0}, {"characters": 99}, {"time": 5000}, {"time": 9000}):
        with pytest.raises(InputError):
            editing.split(TRACK, 2, **wrong)


def test_merging_tells_a_speaker_once_and_keeps_notes_in_place():
    track = editing.merged(TRACK, 0, 1, " ")
    assert texts(track)[0] == "<v Ana>Good morning, everybody. Welcome to the town hall. We begin.</v>"
    assert (track.cues[0].start, track.cues[0].end, track.cues[0].identifier) == (0, 4000, "one")
    assert track.blocks[0].before == 1
    assert texts(editing.merged(TRACK, 1, 2))[1] == "<v Ana>We begin.</v>\nThank <i>you</i> &amp; yours"
    with pytest.raises(InputError):
        editing.merged(TRACK, 2, 3)


@given(st.integers(1, 49))
def test_split_and_merged_again_reads_the_same(cut):
    track = editing.merged(editing.split(TRACK, 0, characters=cut), 0, 1, " ")
    assert markup.plain(track.cues[0].text).replace(" ", "") == markup.plain(TRACK.cues[0].text).replace(" ", "")
    assert (track.cues[0].start, track.cues[0].end) == (0, 2000)


def test_shifting_all_some_and_too_far():
    assert [cue.start for cue in editing.shifted(TRACK, 1500).cues] == [1500, 3500, 6500]
    assert [cue.start for cue in editing.shifted(TRACK, -500, first=1).cues] == [0, 1500, 4500]
    with pytest.raises(InputError, match="at most 2 seconds"):
        editing.shifted(TRACK, -2001, first=1)


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_shifting_back_is_where_one_was(by, further):
    assert editing.shifted(editing.shifted(TRACK, by + further), -by - further) == TRACK


def test_stretching_between_two_anchors():
    # Captions for 25 pictures a second on a recording of 24: all lasts 25/24 as long.
    track = editing.stretched(TRACK, (0, 0), (24_000, 25_000))
    assert [(cue.start, cue.end) for cue in track.cues] == [(0, 2083), (2083, 4167), (5208, 9375)]
    assert editing.stretched(TRACK, (2000, 2000), (4000, 4000)) == TRACK
    for one, other in (((5, 5), (5, 9)), ((0, 9), (9, 0)), ((2000, 0), (4000, 2000))):
        with pytest.raises(InputError):
            editing.stretched(TRACK, one, other)


def test_replacing_words_never_touches_markup():
    track, changed = editing.replaced(TRACK, "i", "I")
    assert texts(track)[2] == TRACK.cues[2].text
    assert changed == [0, 1] or changed == [0, 1, 2]
    assert editing.replaced(TRACK, "ANA", "Eva", case=False)[1] == []
    track, changed = editing.replaced(TRACK, "you", "<b>", whole_words=True)
    assert (texts(track)[2], changed) == ("Thank <i>&lt;b></i> &amp; yours", [2])
    assert editing.replaced(TRACK, ".*", "")[1] == []


def test_inserting_deleting_rewording_retiming():
    track = editing.inserted(TRACK, 4200, 4900, "New")
    assert texts(track)[2] == "New" and track.blocks[0].before in (2, 3)
    assert editing.deleted(track, 2).cues == TRACK.cues
    assert texts(editing.reworded(TRACK, 1, "a\n\nb"))[1] == "a\nb"
    assert editing.retimed(TRACK, 1, 2500, 3000).cues[1].start == 2500
    for start, end in ((-1, 5), (5, 5), (6, 5)):
        with pytest.raises(InputError):
            editing.retimed(TRACK, 1, start, end)
    with pytest.raises(InputError):
        editing.deleted(TRACK, 3)
    assert editing.time_of("1:02.5") == 62_500
    with pytest.raises(InputError, match="no time"):
        editing.time_of("soon")


def test_hints_name_cue_line_and_number():
    track = Track(
        (
            Cue(0, 1000, "x" * 43, line=3),
            Cue(1040, 1500, "a\nb\nc", line=6),
            Cue(1400, 9000, "so", line=9),
            Cue(1300, 1300, "never", line=12),
            Cue(9000, 8000, "", line=15),
        )
    )
    found = [(one.level, one.cue, one.line, one.text.split(";")[0]) for one in checks.checked(track)]
    assert found == [
        (HINT, 1, 3, "43 characters a second"),
        (HINT, 1, 3, "a line of 43 characters"),
        (HINT, 1, 3, "a gap of 0.04 s to the next cue flickers"),
        (HINT, 2, 6, "3 lines"),
        (HINT, 2, 6, "shown for 0.46 s"),
        (HINT, 3, 9, "cue 2 is still shown for 0.1 s"),
        (HINT, 3, 9, "shown for 7.6 s"),
        (WRONG, 4, 12, "ends when it begins"),
        (WRONG, 4, 12, "begins before cue 3"),
        (WRONG, 5, 15, "ends 1 s before it begins"),
        (HINT, 5, 15, "has no text"),
    ]


def test_what_is_not_read_along_has_no_limits_of_reading():
    track = Track(
        (Cue(0, 1, "A long description that is spoken, whatever its time says, and thus not read by anybody."),)
    )
    assert len(checks.checked(track)) == 3
    assert checks.checked(track, kind="descriptions") == []


def test_wide_signs_count_twice_and_marks_not_at_all():
    assert checks.width("日本") == 4
    assert checks.width("e\u0301\u200f") == 1
    assert checks.speed(Cue(0, 1000, "<b>日本</b>\n語")) == 7


def test_every_limit_has_a_source():
    for limits in checks.LIMITS.values():
        for one in (limits.speed, limits.line_length, limits.lines, limits.shortest, limits.longest, limits.gap):
            assert one.source and one.unit and one.value > 0


def test_tidying_cuts_small_overlaps_only():
    track = Track((Cue(0, 1100, "a", settings="align:middle"), Cue(1000, 2000, "b"), Cue(1500, 3000, "c")))
    tidy, told = repair.tidied(track)
    assert [(cue.start, cue.end) for cue in tidy.cues] == [(0, 1000), (1000, 2000), (1500, 3000)]
    assert tidy.cues[0].settings == "align:center"
    assert len(told) == 2


def test_the_transcript_begins_anew_with_speakers_and_pauses():
    track = Track(
        (
            Cue(0, 1000, "<v Ana>Hello.</v> <v Ben>Good"),
            Cue(1000, 2000, "day."),
            Cue(2000, 3000, "<v Ben>Well."),
            Cue(9000, 9500, "日本"),
            Cue(9500, 9900, "語"),
        )
    )
    assert transcript.text(track) == "[0:00] Ana: Hello.\n\n[0:00] Ben: Good day. Well.\n\n[0:09] 日本語\n"
    assert transcript.text(track, times=False).startswith("Ana: Hello.")
    assert [(one.pieces[0][0], one.pieces[-1][0]) for one in transcript.paragraphs(track)] == [(0, 0), (0, 2), (3, 4)]


def test_two_languages_side_by_side():
    first = Track((Cue(0, 2000, "a"), Cue(2000, 4000, "b"), Cue(6000, 7000, "c")))
    second = Track((Cue(100, 3900, "ab"), Cue(4000, 5000, "only here"), Cue(6100, 6600, "c"), Cue(6600, 7200, "c")))
    assert [(row.first, row.second) for row in alignment.aligned(first, second)] == [
        ((0, 1), (0,)),
        ((), (1,)),
        ((2,), (2, 3)),
    ]


@given(*[st.lists(st.tuples(st.integers(0, 9000), st.integers(0, 3000)), max_size=8)] * 2)
def test_every_cue_stands_in_exactly_one_row(one, other):
    first, second = (Track(tuple(Cue(start, start + length, "x") for start, length in part)) for part in (one, other))
    rows = alignment.aligned(first, second)
    assert sorted(at for row in rows for at in row.first) == list(range(len(one)))
    assert sorted(at for row in rows for at in row.second) == list(range(len(other)))
