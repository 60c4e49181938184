"""Programmes as organisers type them: one row a session, in XLSX, ODS or CSV.

The first row that names a title and a date or time is the heading; rows above it belong to nobody, except that the first
cell of the file may be the name of the event. Headings are known in several languages; what has no heading is named.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any

from protect.formats.saying import sentence
from protect.formats.schedule import moments
from protect.formats.schedule.frab_json import by_date
from protect.formats.schedule.model import (
    LOST,
    REPAIRED,
    WRONG,
    Collector,
    Conference,
    Reading,
    Room,
    Session,
    Speaker,
    at_row,
)
from protect.formats.tables import InputError

#: Headings, in small letters, by what they mean.
HEADINGS = {
    "room": "room place location ort raum saal salle lieu plaats zaal sala sală loc vieta",
    "date": "date day datum tag data datum dag fecha dată diena",
    "start": "time start begin begins uhrzeit zeit beginn heure début tijd aanvang ora hora laikas",
    "end": "end ends ende bis fin einde fine sfârșit pabaiga",
    "duration": "duration length dauer durée duur durata durată trukmė",
    "title": "title session titel titre titolo título titlu pavadinimas",
    "subtitle": "subtitle untertitel sous-titre ondertitel sottotitolo subtitlu",
    "abstract": "abstract summary kurzfassung résumé samenvatting",
    "description": "description beschreibung beschrijving descrizione descripción descriere aprašymas",
    "id": "id nr no number nummer",
    "speakers": "speaker speakers vortragende referenten intervenants sprekers relatori ponentes vorbitori",
    "language": "language sprache langue taal lingua idioma limba kalba",
    "track": "track strang thema parcours spoor",
    "kind": "type kind art soort tipo tip",
    "url": "url link web website",
}
_MEANING = {word: name for name, words in HEADINGS.items() for word in words.split()}
#: Unpacked size of a workbook, in bytes.
_MOST_UNPACKED = 100 * 1024 * 1024
_MOST_COLUMNS = 100
#: How long the last session of a room is where nothing says it. Our default.
LAST = timedelta(minutes=30)

Row = tuple[int, list[Any]]


def read(file: str, content: bytes, text: str, usual: tzinfo | None = None) -> Reading:
    """``text``: the content decoded where it is a text. Raises InputError for what is no such table."""
    rows, form = _rows(file, content, text)
    told = Collector(file)
    at, columns, speakers = _heading(file, rows, told)
    first = str(rows[0][1][0] or "").strip() if at and rows[0][1] else ""
    title = first.strip("<> ") or "Untitled"
    sessions = []
    told_end: list[bool] = []
    for number, cells in rows[at + 1 :]:
        if any(str(cell or "").strip() for cell in cells):
            found = _session(number, cells, columns, speakers, usual, told)
            if found is not None:
                sessions.append(found[0])
                told_end.append(found[1])
    sessions = _with_ends(sessions, told_end, told)
    rooms = tuple(Room(name) for name in dict.fromkeys(one.room for one in sessions) if name)
    conference = Conference(title, rooms=rooms, days=tuple(by_date(sessions)))
    return Reading(conference, form, told.found, told.complaints)


def _rows(file: str, content: bytes, text: str) -> tuple[list[Row], str]:
    if content[:2] != b"PK":
        head = text[: text.find("\n")] if "\n" in text else text
        delimiter = max(";\t,", key=head.count)
        reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter)
        try:
            return [(reader.line_num, list(cells)) for cells in reader], "CSV"
        except csv.Error as error:
            raise InputError(
                sentence("%(file)s, line %(line)d: %(why)s", file=file, line=reader.line_num, why=str(error))
            ) from error
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _MOST_UNPACKED:
                raise InputError(
                    sentence("%(file)s unpacks to more than %(most)d MB", file=file, most=_MOST_UNPACKED // 2**20)
                )
            if "content.xml" in packed.namelist():
                from protect.formats.schedule.ods import rows

                return rows(file, packed.read("content.xml")), "ODS"
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(sentence("%(file)s is a damaged archive", file=file)) from error
    return _xlsx(file, content), "XLSX"


def _xlsx(file: str, content: bytes) -> list[Row]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            rows = (
                book.worksheets[0].iter_rows(values_only=True, max_col=_MOST_COLUMNS) if book.worksheets else iter(())
            )
            return _filled(rows)
        finally:
            book.close()
    except Exception as error:  # openpyxl lets through whatever zip and XML raise
        raise InputError(
            sentence("%(file)s is not a workbook that can be read; save it as XLSX, ODS or CSV", file=file)
        ) from error


def _filled(rows: Iterable[Sequence[Any]]) -> list[Row]:
    """Rows that hold something. Programs write a million empty ones after the last: a thousand are taken for the end."""
    found: list[Row] = []
    empty = 0
    for number, cells in enumerate(rows, 1):
        if any(cell is not None and cell != "" for cell in cells):
            found.append((number, list(cells)))
            empty = 0
        else:
            empty += 1
            if empty > 1_000:
                break
    return found


def _heading(file: str, rows: list[Row], told: Collector) -> tuple[int, dict[str, int], list[int]]:
    """Index of the row of headings, the columns by their meaning, and the columns of speakers."""
    for at, (number, cells) in enumerate(rows[:20]):
        columns: dict[str, int] = {}
        speakers: list[int] = []
        for column, cell in enumerate(cells):
            word = str(cell if cell is not None else "").strip().lower()
            meaning = _MEANING.get(word) or _MEANING.get(word.split()[0].strip(":,(")) if word else None
            if meaning == "speakers" or (at and word.replace(".0", "").isdigit()):
                speakers.append(column)  # numbered columns stand under one heading in the row above
            elif meaning and meaning not in columns:
                columns[meaning] = column
            elif word:
                told.often(LOST, at_row(number), sentence("the column '%(name)s'", name=word[:40]))
        if "title" in columns and ("date" in columns or "start" in columns):
            return at, columns, speakers
        told._told.clear()
    raise InputError(
        sentence("%(file)s has no row of headings with a title and a date or a time among its first 20", file=file)
    )


def _session(
    number: int,
    cells: Sequence[Any],
    columns: dict[str, int],
    speakers: list[int],
    usual: tzinfo | None,
    told: Collector,
) -> tuple[Session, bool] | None:
    where = at_row(number)
    told.session(where)

    def cell(name: str) -> Any:
        at = columns.get(name, -1)
        return cells[at] if 0 <= at < len(cells) else None

    def text(name: str) -> str:
        value = cell(name)
        return "" if value is None else str(value).strip().removesuffix(".0")

    title = text("title")
    on, clock = _date(cell("date")), _clock(cell("start"))
    if on is None and isinstance(cell("start"), datetime):
        on = cell("start").date()
    if on is None or clock is None:
        if on is None:
            missing = sentence("left out, its date is missing or cannot be read: %(title)s", title=title[:60])
        else:
            missing = sentence("left out, its time is missing or cannot be read: %(title)s", title=title[:60])
        told.say(WRONG, where, missing)
        return None
    if not title:
        told.say(WRONG, where, sentence("the title is missing; it is called 'Untitled'"))
    start = moments.aware(datetime.combine(on, clock), usual, told, where)
    duration, has_end = _length(start, cell("end"), cell("duration"), told, where)
    known = {*columns.values(), *speakers}
    for at, value in enumerate(cells):
        if at not in known and str(value if value is not None else "").strip():
            told.often(
                LOST, f"{_letter(at)}{number}", sentence("column %(column)s, which has no heading", column=_letter(at))
            )
    names = [str(cells[at]).strip() for at in speakers if at < len(cells) and cells[at] is not None]
    values: dict[str, Any] = {
        name: text(name)
        for name in ("room", "track", "kind", "language", "subtitle", "abstract", "description", "id", "url")
    }
    return (
        Session(
            title or "Untitled",
            start,
            duration,
            speakers=tuple(Speaker(name) for name in names if name),
            where=where,
            **values,
        ),
        has_end,
    )


def _length(start: datetime, end: Any, duration: Any, told: Collector, where: str) -> tuple[timedelta, bool]:
    if isinstance(duration, timedelta):
        return duration, True
    if duration not in (None, ""):
        clock = _clock(duration)
        found = moments.duration(str(duration)) or (
            timedelta(hours=clock.hour, minutes=clock.minute) if clock else None
        )
        if found is not None:
            return found, True
        told.say(WRONG, where, sentence("'%(text)s' is no duration", text=str(duration)[:40]))
    clock = _clock(end)
    if clock is not None:
        found = datetime.combine(start.date(), clock, start.tzinfo) - start
        return (found if found >= timedelta() else found + timedelta(days=1)), True
    return timedelta(), False


def _with_ends(sessions: list[Session], told_end: list[bool], told: Collector) -> list[Session]:
    """Sessions whose end nobody tells go on until the next in their room on that day."""
    by_room: dict[tuple[str, date], list[datetime]] = {}
    for one in sessions:
        by_room.setdefault((one.room, one.start.date()), []).append(one.start)
    found = []
    for one, known in zip(sessions, told_end, strict=True):
        if not known:
            later = [start for start in by_room[one.room, one.start.date()] if start > one.start]
            told.often(
                REPAIRED, one.where, sentence("no end is told: until the next in its room, the last for 30 minutes")
            )
            one = replace(one, duration=min(later) - one.start if later else LAST)
        found.append(one)
    return found


def _date(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool) and 20_000 < value < 80_000:
        return (datetime(1899, 12, 30) + timedelta(days=int(value))).date()
    text = str(value or "").strip()
    for form in ("%d.%m.%Y", "%d/%m/%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return moments.day(text)


def _clock(value: Any) -> time | None:
    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    if isinstance(value, timedelta) and timedelta() <= value < timedelta(days=1):
        value = value / timedelta(days=1)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1:
        minutes = round(value * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    return moments.clock(str(value or "").replace(".", ":").removesuffix(" Uhr").strip())


def _letter(at: int) -> str:
    return _letter(at // 26 - 1) + chr(65 + at % 26) if at >= 26 else chr(65 + at)
