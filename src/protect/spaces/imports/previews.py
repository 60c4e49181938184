"""A look into a file before anything is written, and one candidate found in it by name."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.reference.terms import label
from protect.spaces.extracts.kinds import label as kind_label
from protect.spaces.extracts.model import Extract, ExtractError, Place
from protect.spaces.extracts.names import folded

Found = TypeVar("Found")


@dataclass(frozen=True)
class Preview:
    """What one file holds; nothing of it is in the database."""

    name: str
    extract: Extract

    @property
    def candidates(self) -> list[Place]:
        return self.extract.places

    @property
    def counts(self) -> dict[str, int]:
        return self.extract.counts

    def lines(self) -> list[str]:
        """The preview as text: what the file is, what would come, one line a candidate, what stays out and why."""
        extract = self.extract
        lines = [f"{self.name}: {extract.format}", *_facts(extract), ""]
        lines.append(ngettext("%d candidate space:", "%d candidate spaces:", len(extract.places)) % len(extract.places))
        lines += [f"  {describe(place)}" for place in extract.places]
        left_out = sum(extract.left_out.values())
        if left_out:
            kinds = ", ".join(f"{kind_label(kind)} {number}" for kind, number in sorted(extract.left_out.items()))
            lines += ["", _("Not offered, small or without a name: %(kinds)s.") % {"kinds": kinds}]
        for skipped in extract.skipped:
            lines.append(f"{skipped.source} {skipped.name}: {skipped.why}")
        lines += extract.notes
        if extract.attribution:
            lines.append(extract.attribution)
        return lines


def _facts(extract: Extract) -> list[str]:
    lines = []
    if extract.data_date is not None:
        lines.append(_("Data of %s") % date_format(extract.data_date, "DATE_FORMAT"))
    if extract.box is not None:
        west, south, east, north = extract.box
        lines.append(
            _("Box: longitude %(west).4f to %(east).4f, latitude %(south).4f to %(north).4f")
            % {"west": west, "east": east, "south": south, "north": north}
        )
    counts = ", ".join(f"{name} {number_format(number)}" for name, number in extract.counts.items() if number)
    lines.append(_("Counted: %s") % counts)
    lines.append(_("Objects for the map: %s") % number_format(len(extract.features)))
    return lines


def describe(place: Place) -> str:
    """One line: name, kind, categories, size and source."""
    size = f"{number_format(round(place.area_m2))} m²" if place.area_m2 else _(_OUTLINES[place.outline])
    categories = ", ".join(label("psoi_category", code) for code in place.categories)
    name = place.name or _("(without a name)")
    return f"{name} – {kind_label(place.kind)} [{categories}] – {size} – {place.source}"


_OUTLINES = {"mapped": "area", "estimated": "outline estimated", "point": "point"}


def preview(path: str | Path, progress: Callable[[int, str], None] | None = None) -> Preview:
    """Read the file and write nothing. Raises ExtractError."""
    from protect.spaces import extracts

    return Preview(Path(path).name, extracts.read(path, progress))


def find_candidate(candidates: Iterable[Found], name: str) -> Found:
    """The one candidate of this name (case, accents and punctuation do not matter) or source ("osm:way/123").

    Its own name goes before its other names. ExtractError where there is none ("did you mean") or more than one.
    """
    everything = list(candidates)
    for candidate in everything:
        if name.strip() in {getattr(candidate, "source", ""), *_sources(candidate)}:
            return candidate
    wanted = folded(name)
    by_name = [c for c in everything if folded(getattr(c, "name", "")) == wanted] if wanted else []
    found = by_name or [c for c in everything if wanted and wanted in {folded(n) for n in _names(c)}]
    # Where two languages are spoken a name is often both, "Marché d'Ajaccio - Marcatu d'Aiacciu": either will do.
    found = found or [c for c in everything if wanted and wanted in {folded(n) for n in _halves(c)}]
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(f"{_source(c)} ({kind_label(getattr(c, 'kind', ''))})" for c in found[:8])
        raise ExtractError(
            _("%(number)d candidates are called “%(name)s”: %(several)s.")
            % {"number": len(found), "name": name, "several": several},
            remedy=_("Give the source of one of them instead of the name."),
        )
    raise ExtractError(
        _("No candidate is called “%s”.") % name, remedy=_did_you_mean(everything, wanted) or _list_them(everything)
    )


def _source(candidate: Any) -> str:
    return str(getattr(candidate, "source", ""))


def _sources(candidate: Any) -> Iterable[str]:
    if isinstance(candidate, Place):
        return candidate.sources
    return (getattr(candidate, "details", None) or {}).get("sources", ())


def _names(candidate: Any) -> Iterable[str]:
    if isinstance(candidate, Place):
        return candidate.names
    return [getattr(candidate, "name", ""), *(getattr(candidate, "details", None) or {}).get("names", ())]


def _halves(candidate: Any) -> Iterable[str]:
    return [part for name in _names(candidate) for part in re.split(r"\s+[-–/|]\s+", name)]


def _did_you_mean(candidates: list[Any], wanted: str) -> str:
    names = {folded(name): name for candidate in candidates for name in _names(candidate) if name}
    near = [key for key in names if wanted and wanted in key][:3]
    near += [key for key in difflib.get_close_matches(wanted, list(names), n=5, cutoff=0.5) if key not in near]
    shown = list(dict.fromkeys(names[key] for key in near))[:5]
    if not shown:
        return ""
    return _("Did you mean %s?") % ", ".join(f"“{name}”" for name in shown)


def _list_them(candidates: list[Any]) -> str:
    return _("The file offers %d candidates; list them and take a name from there.") % len(candidates)
