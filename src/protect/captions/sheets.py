"""A translation as a table for people who translate elsewhere, and back again.

Each line carries the versions it was made from, so a table that comes back late still meets what it was about.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.captions.beside import rows
from protect.captions.models import Track, TrackVersion
from protect.captions.texts import from_form, shown_in_form, track_of
from protect.formats.captions import cues as formats
from protect.formats.captions import timing
from protect.formats.captions.markup import plain
from protect.organisations import packed

#: A table of fifty thousand cues has about so many bytes.
LARGEST = 12_000_000
WIDTHS = (22, 14, 14, 60, 60)


def written(track: Track) -> bytes:
    """XLSX: one line a cue, the translation in the last column. Raises ValidationError where there is no source."""
    import xlsxwriter

    if track.source is None or track.source.current is None:
        raise ValidationError(_("There is nothing to translate from yet."))
    source = track_of(track.source.current.text)
    target = track_of(track.current.text) if track.current else formats.Track()
    head = f"{track.source.current.number}/{track.current.number if track.current else 0}"
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(_("Translation")[:31])
    wrap, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    titles = [_("Key (leave as it is)"), _("Begins"), _("Ends"), track.source.language_name, track.language_name]
    sheet.write_row(0, 0, titles, bold)
    sheet.freeze_panes(1, 0)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width, wrap)
    line = 1
    for row in rows(source, target, track.current.against if track.current else []):
        said = "\n".join(plain(source.cues[at].text) for at in row.first)
        fields = [(f"words-{at}", target.cues[at]) for at in row.second] or [
            (f"more-{at}", source.cues[at]) for at in row.first
        ]
        for name, cue in fields:
            words = shown_in_form(cue.text)[1] if name.startswith("words") else ""
            text = said if name.startswith("words") else plain(cue.text)
            cells = [f"{head}/{name}", timing.as_sbv(cue.start), timing.as_sbv(cue.end), text, words]
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell)
            line += 1
    book.close()
    return out.getvalue()


@dataclass
class Back:
    """A table that came back: what it says of which versions, and lines that say nothing."""

    source: TrackVersion
    base: TrackVersion | None
    words: dict[int, str] = field(default_factory=dict)
    more: dict[int, str] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)


def read(track: Track, content: bytes, name: str) -> Back:
    """Raises ValidationError for what is no such table."""
    if track.source is None:
        raise ValidationError(_("There is nothing to translate from yet."))
    lines = _lines(content, name)
    head = next((one[0].rpartition("/")[0] for one in lines if one[0].count("/") == 2), "")
    source_number, _slash, base_number = head.partition("/")
    versions = [
        owner.versions.filter(number=int(number)).first()
        if number.isascii() and number.isdigit() and len(number) < 8
        else None
        for owner, number in ((track.source, source_number), (track, base_number))
    ]
    if versions[0] is None or (versions[1] is None and base_number != "0"):
        raise ValidationError(_("This is no table of this translation: its keys lead nowhere."))
    found = Back(versions[0], versions[1])
    from_, target = track_of(found.source.text), track_of(found.base.text) if found.base else formats.Track()
    for number, (key, text) in enumerate(lines, 2):
        kind, _dash, place = key.rpartition("/")[2].partition("-")
        at = int(place) if place.isascii() and place.isdigit() and len(place) < 8 else -1
        if key.rpartition("/")[0] != head or kind not in ("words", "more") or at < 0:
            if key or text:
                found.complaints.append(_("line %(number)d: its key leads nowhere") % {"number": number})
        elif kind == "words" and at < len(target):
            speaker, shown = shown_in_form(target.cues[at].text)
            found.words[at] = target.cues[at].text if text == shown else from_form(speaker, text)
        elif kind == "more" and at < len(from_):
            found.more[at] = from_form(shown_in_form(from_.cues[at].text)[0], text)
    return found


def _lines(content: bytes, name: str) -> list[tuple[str, str]]:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = packed.workbook(io.BytesIO(content), name)
            cells = list(
                book.worksheets[0].iter_rows(min_row=2, max_row=formats.MOST_CUES + 2, max_col=5, values_only=True)
            )
    except ValidationError as error:
        raise ValidationError({"file": error.messages}) from None
    except Exception:  # cells are read as they are asked for: what readers of ZIP and XML raise
        raise ValidationError({"file": _("This is no XLSX file.")}) from None
    return [
        (str(row[0] or "").strip(), str(row[4] if len(row) > 4 and row[4] is not None else "").replace("\r\n", "\n"))
        for row in cells
    ]
