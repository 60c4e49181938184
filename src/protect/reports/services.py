"""Making a report: as a file for a reader, or written to a path by the command line. Every one leaves an audit entry."""

from __future__ import annotations

import datetime as dt
import json
import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.assessments import document
from protect.assessments.models import Assessment, Snapshot, State
from protect.organisations import audit
from protect.organisations.markings import Marking, strictest
from protect.organisations.models import User, Verb
from protect.reports import checklist, contents, council, pdf, pictures, workbook
from protect.reports.figures import Figures
from protect.reports.layouts import parts, queries
from protect.reports.layouts.models import Layout


class Kind(models.TextChoices):
    FULL = "full", gettext_lazy("Full report (PDF)")
    DOCX = "docx", gettext_lazy("Full report (DOCX)")
    SUMMARY = "summary", gettext_lazy("Summary for the council (PDF)")
    XLSX = "xlsx", gettext_lazy("Tables (XLSX)")
    JSON = "json", gettext_lazy("Data (JSON)")


TYPES = {
    Kind.FULL: ("pdf", "application/pdf"),
    Kind.DOCX: ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    Kind.SUMMARY: ("pdf", "application/pdf"),
    Kind.XLSX: ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Kind.JSON: ("json", "application/json"),
}


@dataclass(frozen=True)
class Report:
    """A finished file. ``standard``: ``ua-1``, ``plain`` (a PDF in which ``missing`` characters have no glyph) or empty."""

    name: str
    content: bytes
    content_type: str
    marking: Marking
    standard: str = ""
    missing: str = ""


def make_report(
    assessment: Assessment,
    reader: User,
    kind: str = Kind.FULL,
    *,
    language: str | None = None,
    name_the_space: bool = False,
    layout: Layout | None = None,
) -> Report:
    """One report of ``assessment`` for ``reader``, who has been let to it by ``fetch``.

    ``kind``: a value of ``Kind``; ``language``: a language code, the reader's own without it; ``name_the_space``: only
    for the summary, which is public and names the place only if somebody who leads says so (or the place is public);
    ``layout``: a template of the organisation for the full report, None for the platform's own.
    Approved versions are read from their seal; an open one as it is now, with the reader's own scores only while they
    are blind. Raises PermissionDenied where the summary is asked for by somebody who does not lead, and ValidationError
    where there is nothing approved to sum up.
    """
    kind = Kind(kind)
    if kind == Kind.SUMMARY and not reader.has_perm("assessments.share", assessment):
        raise PermissionDenied(
            _("The summary is public: whoever leads the assessment decides that it goes out. Please ask them.")
        )
    at = timezone.now()
    with translation.override(language or reader.language), timezone.override(_zone(reader.time_zone)):
        figures = figures_of(assessment, reader)
        report = _make(
            assessment,
            figures,
            kind,
            reader=str(reader),
            at=at,
            name_the_space=name_the_space,
            layout=layout,
            by=reader,
        )
    _tell(assessment, kind, report, by=reader)
    return report


def write_report(
    assessment: Assessment,
    path: Path | str,
    *,
    reader_name: str,
    language: str = "en",
    kind: str | None = None,
    name_the_space: bool = False,
) -> Report:
    """Write a report to ``path`` for the command line; the suffix chooses: .pdf (full, or ``kind="summary"``), .docx,
    .xlsx, .json. The full report follows the default template of the organisation.

    ``reader_name`` stands on every page. Raises ValidationError for another suffix, and OSError where the file cannot be
    written (the audit entry is then taken back with the transaction).
    """
    path = Path(path)
    suffixes = {".pdf": Kind(kind or Kind.FULL), ".docx": Kind.DOCX, ".xlsx": Kind.XLSX, ".json": Kind.JSON}
    chosen = suffixes.get(path.suffix.lower())
    if chosen is None:
        raise ValidationError(
            _("“%(name)s”: end the file name with .pdf, .docx, .xlsx or .json; it says which report you want.")
            % {"name": path.name}
        )
    if kind is not None and Kind(kind) != chosen:
        raise ValidationError(
            _("“%(name)s”: a report of the kind “%(kind)s” needs a name that ends with .%(suffix)s.")
            % {"name": path.name, "kind": kind, "suffix": TYPES[Kind(kind)][0]}
        )
    with translation.override(language):
        figures = figures_of(assessment, None)
        report = _make(
            assessment, figures, chosen, reader=reader_name, at=timezone.now(), name_the_space=name_the_space,
            layout=queries.chosen(assessment),
        )  # fmt: skip
    with transaction.atomic():
        _tell(assessment, chosen, report, by=None)
        path.write_bytes(report.content)
    return report


def figures_of(assessment: Assessment, reader: User | None) -> Figures:
    """The figures of ``assessment``: of its seal if it has been approved, else as ``reader`` may see them now.

    The marking is the strictest of what was sealed and what holds today.
    """
    content = document.of(assessment, reader)
    sealed = Snapshot.objects.filter(assessment=assessment).values_list("sha256", flat=True).first()
    return Figures(
        document=content,
        marking=strictest([content["assessment"]["marking"], assessment.effective_marking]),
        seal=sealed or "",
    )


def _make(
    assessment: Assessment,
    figures: Figures,
    kind: Kind,
    *,
    reader: str,
    at: dt.datetime,
    name_the_space: bool,
    layout: Layout | None = None,
    by: User | None = None,
) -> Report:
    """``by`` sees of the checklist what they may; None: everything, for the command line and the seal."""
    rendered = pdf.Rendered(b"", "")
    marking = figures.marking
    if kind in {Kind.FULL, Kind.DOCX}:
        shown = pictures.of(assessment, figures)
        data = contents.full_report(figures, reader=reader, at=at, pictures=shown.described)
        more = {"plan": shown.plan, "checklist": checklist.checklist(assessment, by)}
        data, brought = parts.arranged({**data, **more}, layout)
        files = {**shown.files, **brought}
        if kind == Kind.FULL:
            rendered = pdf.render("full.typ", data, files)
        else:
            from protect.reports import word  # with python-docx, which no page needs

            rendered = pdf.Rendered(word.docx(data, files), "")
    elif kind == Kind.SUMMARY:
        if not figures.is_approved:
            raise ValidationError(
                _("There is no summary before the approval: what is not approved may not go out as a result.")
            )
        marking = Marking.CLEAR
        named = name_the_space or assessment.space.effective_marking == Marking.CLEAR
        rendered = pdf.render("summary.typ", council.summary(figures, name_the_space=named, at=at))
    elif kind == Kind.XLSX:
        rendered = pdf.Rendered(workbook.workbook(figures, reader=reader, at=at), "")
    else:
        rendered = pdf.Rendered(_as_json(assessment, figures, reader=reader, at=at), "")
    suffix, content_type = TYPES[kind]
    return Report(
        name=_file_name(figures, kind, marking, suffix, named=kind != Kind.SUMMARY or name_the_space),
        content=rendered.content,
        content_type=content_type,
        marking=marking,
        standard=rendered.standard,
        missing=rendered.missing,
    )


def _as_json(assessment: Assessment, figures: Figures, *, reader: str, at: dt.datetime) -> bytes:
    """The document by the published schema, with who took it out and when, and the photos that it names."""
    taken = {"by": reader[:200], "at": at.isoformat(), "marking": figures.marking.value}
    content: dict[str, Any] = {**figures.document, "exported": taken, "files": pictures.originals(assessment, figures)}
    return (json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False) + "\n").encode()


def _file_name(figures: Figures, kind: Kind, marking: Marking, suffix: str, *, named: bool) -> str:
    """``market-square-v2-full-TLP-AMBER-STRICT.pdf``: the marking goes with the file wherever it goes."""
    place = slugify(figures.space["name"], allow_unicode=False) if named else ""
    pieces = [place or "assessment", f"v{figures.about['version']}", kind.value]
    if suffix == kind.value:
        pieces.pop()
    return f"{'-'.join(pieces)}-{marking.short.replace(':', '-').replace('+', '-')}.{suffix}"


def _tell(assessment: Assessment, kind: Kind, report: Report, *, by: User | None) -> None:
    note = f"{report.name}, {len(report.content)} bytes"
    if report.standard == "plain":
        note += ", " + _("plain PDF (characters without a glyph)")
    audit.record(Verb.EXPORTED, assessment, by=by, note=note)


def _zone(name: str) -> dt.tzinfo:
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return timezone.get_default_timezone()


def has_summary(assessment: Assessment) -> bool:
    """Only what was approved can be summed up for the public."""
    return assessment.state in {State.APPROVED, State.SUPERSEDED, State.EXPIRED}
