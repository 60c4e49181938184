"""Whatever a track holds: each format gives back what it can carry, and names the rest."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from protect.formats.captions import checks, markup, reading, repair, writing
from protect.formats.captions.cues import LATEST, LOST, Block, Cue, Track, without_empty_lines
from protect.formats.captions.markup import Stamp, Tag

FORMATS = ("webvtt", "srt", "sbv", "ttml")
times = st.one_of(st.integers(0, 10_000_000), st.integers(0, LATEST))
#: Signs that tempt a parser, and any other.
signs = st.one_of(
    st.sampled_from("<>&-->\n{}\\: ,;.12a\t#é日ă\u200f\u2028\x85\x0b"), st.characters(exclude_characters="\r\0")
)
anything = st.text(signs, max_size=40)
words = st.text(
    st.one_of(st.sampled_from("ab &<>é日."), st.characters(categories=["L", "N", "P"])), min_size=1, max_size=12
)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


def tags(inner):
    kinds = st.sampled_from(["i", "b", "u", "c", "v", "lang", "ruby", "x"])

    def tag(kind, name, classes, children):
        if kind == "lang":
            return Tag(kind, (), "fr", children)
        return Tag(kind, classes if kind == "c" else (), name if kind == "v" else "", children)

    return st.builds(tag, kinds, names, st.tuples(names), inner)


nodes = st.recursive(
    st.lists(words, max_size=3),
    lambda inner: st.lists(st.one_of(words, tags(inner), st.just(Stamp("00:01.000"))), max_size=3),
)
#: What people say and write about opening hours, and what looks like the times of a cue.
hours = st.sampled_from(
    [
        "9:00 → 10:00 coffee", "The market\n1:00--2:00", "00:00:01.000 → 00:00:02.000", "00:01.000 --> 00:02.000",
        "12:30, 13:45", "9:00 => 10:00\nand 9:00 -- 10:00", "7\n09:00:00 -> 10:00:00", "NOTE\n9:00--10:00",
        "00:00:01,000 --&gt; 00:00:02,000",
    ]
)  # fmt: skip
payloads = st.one_of(hours, anything.map(lambda text: without_empty_lines(text)[0]), nodes.map(markup.render))
cues = st.builds(
    Cue, times, times, payloads, st.one_of(st.just(""), names, anything), st.sampled_from(["", "line:0", "size:50%"])
)
blocks = st.builds(
    Block, st.just("NOTE"), st.one_of(words.map(str.strip), st.just("Break\n9:00 → 10:00")), st.integers(0, 3)
)
tracks = st.builds(
    Track, st.lists(cues, min_size=1, max_size=4).map(tuple), st.lists(blocks, max_size=2).map(tuple), names
)


def again(track: Track, form: str):
    written = writing.write(track, form)
    found = reading.read(f"in.{form}", written.content)
    return found, written.losses


@given(tracks)
def test_no_cue_and_no_time_is_lost_in_any_format(track):
    for form in FORMATS:
        found, losses = again(track, form)
        assert [(cue.start, cue.end) for cue in found.track.cues] == [(cue.start, cue.end) for cue in track.cues], form
        assert {one.level for one in losses} <= {LOST}


def flat(payload: str) -> str:
    return "".join(markup.plain(payload).split())


@given(tracks)
def test_what_is_read_stays_where_no_loss_is_named(track):
    for form in FORMATS:
        found, losses = again(track, form)
        lossy = {one.cue for one in losses}
        for number, (before, after) in enumerate(zip(track.cues, found.track.cues, strict=True), 1):
            if number not in lossy:
                assert flat(after.text) == flat(before.text), form


@given(tracks)
def test_webvtt_gives_back_everything_where_no_loss_is_named(track):
    found, losses = again(track, "webvtt")
    lossy = {one.cue for one in losses}
    for number, (before, after) in enumerate(zip(track.cues, found.track.cues, strict=True), 1):
        if number not in lossy:
            assert after == replace(before, text=before.text.replace("-->", "--&gt;"))
    told = [
        (one.kind, one.text, min(one.before, len(track))) for one in sorted(track.blocks, key=lambda one: one.before)
    ]
    assert [(one.kind, one.text, one.before) for one in found.track.blocks] == told


@given(tracks)
def test_a_second_round_changes_nothing_any_more(track):
    for form in FORMATS:
        first, _ = again(track, form)
        second, losses = again(first.track, form)
        assert second.track == first.track, form
        assert losses == (), form


@given(nodes)
def test_ttml_carries_speakers_emphasis_and_languages(tree):
    payload = without_empty_lines(markup.render(tree))[0]
    found, _ = again(Track((Cue(0, 1000, payload),)), "ttml")
    after = found.track.cues[0].text
    assert markup.speakers(after) == markup.speakers(payload)
    assert flat(after) == flat(payload)


@given(
    st.lists(
        st.tuples(st.sampled_from(["", "i", "b", "u"]), words.map(lambda one: one.replace("<", "").strip() or "a")),
        min_size=1,
        max_size=4,
    )
)
def test_srt_carries_emphasis(parts):
    payload = markup.render([Tag(tag, children=[word]) if tag else word for tag, word in parts])
    found, losses = again(Track((Cue(0, 1000, payload),)), "srt")
    assert losses == ()
    assert found.track.cues[0].text == payload


@given(anything)
def test_plain_text_comes_back_from_its_payload(text):
    assert markup.plain(markup.escaped(text)) == text


@given(nodes)
def test_rendering_is_one_way_of_writing(tree):
    payload = markup.render(tree)
    assert markup.render(markup.parse(payload)) == markup.render(markup.parse(markup.render(markup.parse(payload))))
    assert "-->" not in payload


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content):
    for name in ("in.vtt", "in.srt", "in.sbv", "in.ttml"):
        for head in (
            b"",
            b"WEBVTT\n\n00:01.000 --> 00:02.000\n",
            b"1\n00:00:01,000 --> 00:00:02,000\n",
            b"<tt><body><p begin='1s'>",
        ):
            try:
                found = reading.read(name, head + content)
            except reading.InputError:
                continue
            checks.checked(found.track)
            repair.tidied(found.track)
            for form in FORMATS:
                writing.write(found.track, form)


@given(tracks)
def test_tidying_sorts_loses_nothing_and_is_done_once(track):
    tidy, told = repair.tidied(track)
    assert sorted(cue.text for cue in tidy.cues) == sorted(cue.text for cue in track.cues)
    assert [cue.start for cue in tidy.cues] == sorted(cue.start for cue in track.cues)
    assert len(tidy.blocks) == len(track.blocks)
    assert bool(told) == (tidy.cues != track.cues)
    assert repair.tidied(tidy)[1] == []
