"""Caption files as people have them: what is mended, what is named, and what must not get in."""

from __future__ import annotations

import pytest

from protect.formats.captions import markup, reading, timing, writing
from protect.formats.captions.cues import LOST, MOST_BYTES, REPAIRED, WRONG
from protect.formats.tables import InputError


def read(text: str, name: str = "in.vtt", encoding: str = "utf-8"):
    return reading.read(name, text.encode(encoding))


def told(found, level: str) -> list[tuple[int, str]]:
    return [(one.line, one.text) for one in found.of(level)]


def test_everything_of_webvtt_is_kept():
    text = (
        "WEBVTT Town hall\nLanguage: ro\n\nREGION\nid:above\nwidth:40%\n\nSTYLE\n::cue { color: papayawhip }\n\n"
        "NOTE first\n\nfirst one\n100:00:01.000 --> 100:00:02.500 region:above align:start line:0\n"
        "<v.loud Ana>Bună</v> <i>ziua</i> &amp; <00:01.500>toți\n\nNOTE\nlast\nof all\n"
    )
    found = read(text)
    assert found.complaints == ()
    track = found.track
    assert (track.header, track.language) == ("Town hall\nLanguage: ro", "ro")
    assert [(one.kind, one.before) for one in track.blocks] == [("REGION", 0), ("STYLE", 0), ("NOTE", 0), ("NOTE", 1)]
    assert (track.cues[0].start, track.cues[0].identifier) == (360_001_000, "first one")
    assert writing.write(track, "webvtt").content.decode() == text


@pytest.mark.parametrize(
    ("line", "start", "end", "said"),
    [
        ("00:00:01,500 --> 00:00:02,000", 1500, 2000, "',' before the milliseconds"),
        ("00:00:01.5 --> 00:00:02.000", 1500, 2000, "'.5' is read as 500"),
        ("00:01.000 -> 00:02.000", 1000, 2000, "the arrow '->'"),
        ("0:75:00.000 --> 1:16:00.000", 4_500_000, 4_560_000, "carried over"),
        ("00:00:01 --> 00:00:02", 1000, 2000, "milliseconds are missing"),
        ("00:00:01.000–>00:00:02.000", 1000, 2000, "the arrow '–>'"),
    ],
)
def test_slips_in_a_line_of_times_are_mended_and_named(line, start, end, said):
    found = read(f"WEBVTT\n\n{line}\nWords\n")
    assert [(cue.start, cue.end, cue.text) for cue in found.track.cues] == [(start, end, "Words")]
    assert [number for number, text in told(found, REPAIRED) if said in text] == [3]


def test_hours_that_are_spoken_of_are_no_times():
    """Only where a cue can begin another arrow is read as one: opening hours in a text are words."""
    said = "Open\n9:00 → 10:00\nand 1:00--2:00"
    vtt = read(f"WEBVTT\n\n00:01.000 -> 00:02.000\n{said}\n\n2\n00:03.000 → 00:04.000\nmore\n")
    assert [(cue.start, cue.text) for cue in vtt.track.cues] == [(1000, said), (3000, "more")]
    srt = read(f"1\n00:00:01,000 -> 00:00:02,000\n{said}\n\n2\n00:00:03,000 => 00:00:04,000\nmore\n", "x.srt")
    assert [(cue.start, cue.text) for cue in srt.track.cues] == [(1000, said), (3000, "more")]


def test_nothing_that_players_would_skip_is_dropped_without_a_word():
    found = read(
        "WEBVTT\n\nforgotten words\n\n00:00:xx.000 --> 00:00:02.000\nno time\n\n00:01.000 --> 00:02.000 colour:red size:x\nkept\n"
        "\nSTYLE\nlate\n"
    )
    assert [number for number, _ in told(found, WRONG)] == [3, 5, 8, 8, 11]
    kept = " ".join(one.text for one in found.track.blocks)
    assert "forgotten words" in kept and "no time" in kept
    assert found.track.cues[0].settings == "colour:red size:x"


def test_missing_empty_lines_and_head_are_mended():
    found = read("00:01.000 --> 00:02.000\none\n00:03.000 --> 00:04.000\ntwo\n  \n3\n00:05.000 --> 00:06.000\nthree\n")
    assert [(cue.text, cue.identifier) for cue in found.track.cues] == [("one", ""), ("two", ""), ("three", "3")]
    assert [number for number, _ in told(found, REPAIRED)] == [1, 3, 5]


def test_line_ends_of_every_system():
    for end in ("\n", "\r\n", "\r"):
        found = read("WEBVTT\n\n00:01.000 --> 00:02.000\na\nb\n".replace("\n", end))
        assert found.track.cues[0].text == "a\nb"
        assert found.complaints == ()


def test_srt_as_it_is_found():
    found = read(
        "\n1\n00:00:01,000 --> 00:00:02,000 X1:10 X2:20\n{\\an8}<I>A</I> & <font color=red>b</font> <x> {\\k20}\n\nnot lost\n\n"
        "7\n00:00:03.000 --> 00:00:04.000\n<b>open\n\n00:00:05,000 --> 00:00:06,000\n5\n",
        "in.srt",
    )
    cues = found.track.cues
    assert [cue.text for cue in cues] == ["<i>A</i> &amp; b &lt;x> \nnot lost", "<b>open</b>", "5"]
    assert cues[0].settings == "line:0"
    assert {text for _, text in told(found, LOST)} == {
        "what stands behind the times: X1:10 X2:20",
        "codes for the look: {\\k20}",
        "fonts and colours",
    }
    lines = [number for number, _ in told(found, REPAIRED)]
    assert lines == [4, 8, 9, 10, 12]


def test_sbv_is_known_by_its_times_whatever_its_name():
    found = read("0:00:01.000,0:00:02.000\n>> Ana: salut[br]<b>&\n\n0:00:03.000,0:00:04.000\nx\n", "in.txt")
    assert found.format == "sbv"
    assert markup.plain(found.track.cues[0].text) == ">> Ana: salut\n<b>&"


TTML = """<?xml version="1.0"?>
<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xmlns:tts="http://www.w3.org/ns/ttml#styling"
    xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xml:lang="en" ttp:frameRate="25" ttp:tickRate="1000">
 <head><metadata><ttm:agent xml:id="a"><ttm:name>Ana</ttm:name></ttm:agent></metadata>
  <styling><style xml:id="base" tts:fontStyle="italic"/><style xml:id="s" style="base" tts:color="red"/></styling></head>
 <body begin="10s"><div xml:lang="ro">
  <p begin="00:00:01:05" end="3000t" region="r">One
     <span style="s">two</span> <br/>  three</p>
  <p begin="1h" dur="50f" ttm:agent="a">Said <span xml:lang="fr">oui</span></p>
 </div>
 <div timeContainer="seq"><p dur="2s">first</p><p dur="1.5s">then</p></div>
 <div><p><span begin="1s" end="2s">a</span> <span begin="2s" end="3s">b</span></p><p>always</p></div>
 </body></tt>
"""


def test_ttml_times_styles_speakers_and_blanks():
    found = read(TTML, "in.xml")
    assert [(cue.start, cue.end, cue.text) for cue in found.track.cues] == [
        (11_200, 13_000, "<lang ro>One <i>two</i>\nthree</lang>"),
        (3_610_000, 3_612_000, "<lang ro><v Ana>Said <lang fr>oui</lang></v></lang>"),
        (10_000, 12_000, "first"),
        (12_000, 13_500, "then"),
        (11_000, 12_000, "a"),
        (12_000, 13_000, "b"),
        (10_000, 10_000, "always"),
    ]
    assert [line for line, text in told(found, WRONG) if "no time says when it ends" in text] == [12]
    assert {text for _, text in told(found, LOST)} == {"places on the screen (regions) of 1 cue", "the look: color"}


def test_frames_of_a_rate_with_a_multiplier_are_exact():
    text = (
        '<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="30" '
        'ttp:frameRateMultiplier="1000 1001"><body><div><p begin="30f" end="00:00:02:15">x</p></div></body></tt>'
    )
    cue = read(text, "in.ttml").track.cues[0]
    assert (cue.start, cue.end) == (1001, 2501)  # 30 and 15 frames of 1001/30000 s


SENTENCES = [
    ("cp1252", "Où êtes-vous ? À côté de la mairie, près du marché."),
    ("cp1252", "Die Straße führt über die Brücke – schön."),
    ("cp1252", "¿Dónde está la salida? Allí, señor."),
    ("cp1250", "Bună ziua, primăria oraşului şi piaţa sunt în spate."),
    ("cp1250", "Proszę wejść, wyjście jest za rogiem, święto się zaczęło."),
    ("cp1250", "Žluťoučký kůň běží přes náměstí."),
    ("cp1251", "Градът пази площада и хората, които минават оттук."),
    ("cp1251", "Добър ден."),
    ("cp1251", "Місто захищає площу і людей, які тут ходять, є ще питання."),
    ("cp1251", "Градот го штити плоштадот и луѓето што минуваат тука, јавни места."),
    ("cp1251", "Град штити трг и људе који туда пролазе, ђаци и њихови."),
    ("cp1254", "Şehir meydanı ve buradan geçen insanları koruyor, güvenlik için ışık."),
    ("cp1253", "Καλημέρα σας."),
    ("cp1253", "Η δημοτική αστυνομία της Λάρισας προστατεύει τους δημόσιους χώρους."),
    ("cp1257", "Vilniaus miesto savivaldybė kviečia į susitikimą, ačiū už dėmesį."),
]


@pytest.mark.parametrize(("page", "sentence"), SENTENCES)
@pytest.mark.parametrize("form", ["vtt", "srt"])
def test_windows_code_pages_are_guessed_and_the_guess_is_said(page, sentence, form):
    head, comma = ("WEBVTT\n\n", ".") if form == "vtt" else ("1\n", ",")
    found = read(f"{head}00:00:01{comma}000 --> 00:00:03{comma}000\n{sentence}\n", f"in.{form}", page)
    assert markup.plain(found.track.cues[0].text) == sentence
    assert found.encoding == page
    assert "guessed Windows-" in found.guess
    assert any("guessed Windows-" in text for _, text in told(found, REPAIRED))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["in.vtt", "in.srt", "in.sbv", "in.ttml"])
def test_unicode_in_every_form(encoding, name):
    source = read("WEBVTT\n\n00:01.000 --> 00:02.000\nȚară, Ελλάδα, 日本\n").track
    form = reading.ENDINGS["." + name.partition(".")[2]]
    text = writing.write(source, form).content.decode()
    if form == "ttml":
        text = text.replace(' encoding="UTF-8"', "")
    found = read(text, name, encoding)
    assert markup.plain(found.track.cues[0].text) == "Țară, Ελλάδα, 日本"


def test_an_encoding_that_is_told_is_taken_and_a_wrong_one_refused():
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\nščť\n".encode("cp1250")
    assert reading.read("in.vtt", content, encoding="windows-1250").track.cues[0].text == "ščť"
    for encoding in ("utf-8", "nothing", "zlib"):
        with pytest.raises(InputError):
            reading.read("in.vtt", content, encoding=encoding)


def test_a_single_broken_byte_does_not_make_utf8_a_code_page():
    content = "WEBVTT\n\n00:01.000 --> 00:02.000\nșțăîâ ".encode() + b"\xff\n"
    found = reading.read("in.vtt", content)
    assert found.track.cues[0].text.startswith("șțăîâ")
    assert told(found, WRONG) == [(4, "bytes that mean nothing in UTF-8")]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n",
        b"\x00\x01\x02\x03binary",
        b"just words\n",
        b"<html></html>",
        b"PK\x03\x04 a zip",
        b"x" * (MOST_BYTES + 1),
        b'<!DOCTYPE tt [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><tt xmlns="http://www.w3.org/ns/ttml"><body>&b;</body></tt>',
        b'<!DOCTYPE tt SYSTEM "file:///etc/passwd"><tt xmlns="http://www.w3.org/ns/ttml"/>',
        b'<tt xmlns="http://www.w3.org/ns/ttml"><body>' + b"<div>" * 5000,
        b'<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p>',
        b'<?xml version="1.0" encoding="big5"?><tt xmlns="http://www.w3.org/ns/ttml"/>',
        b'<?xml version="1.0" encoding="nothing"?><tt xmlns="http://www.w3.org/ns/ttml"/>',
    ],
)
def test_what_is_no_caption_file_or_means_harm_is_refused_in_one_sentence(content):
    with pytest.raises(InputError) as caught:
        reading.read("in.xml" if content.startswith(b"<") else "in.bin", content)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text",
    [
        "WEBVTT\n\n00:01.000 --> 00:02.000" + " " * 3900 + "x\n",
        "WEBVTT\n" + " \n" * 200_000,
        "WEBVTT\n\n" + ("00:01.000" + " " * 3000 + "\n") * 500,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<" * 40_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "<i>" * 16_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "&" * 40_000,
        "WEBVTT\n\n" + "REGION\nid:a\n\n" * 20_000 + "00:01.000 --> 00:02.000 region:a\nx\n" * 5_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "{\\" * 20_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<font " * 5_000,
    ],
    ids=range(9),
)
def test_hostile_files_come_to_an_end(text):
    """Each takes a fraction of a second; with a pattern that goes back and forth over its input they took minutes."""
    found = read(text, "in.srt" if text[0] == "1" else "in.vtt")
    for form in ("webvtt", "srt", "sbv", "ttml"):
        writing.write(found.track, form)


def test_too_many_cues_and_too_long_texts_are_refused():
    with pytest.raises(InputError, match="more than 50000 characters"):
        read("WEBVTT\n\n00:01.000 --> 00:02.000\n" + "x" * 50_001)
    with pytest.raises(InputError, match="more than 50000 cues"):
        read("WEBVTT\n\n" + "00:01.000 --> 00:02.000\nx\n\n" * 50_001)


def test_times_as_people_type_them():
    assert [timing.one(text) for text in ("1:02:03.5", "2:03", "63.5", "0", "x", "1:2:3:4")] == [
        3_723_500,
        123_000,
        63_500,
        0,
        None,
        None,
    ]
