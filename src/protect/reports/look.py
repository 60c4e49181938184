"""How levels look in print: colour, ink, number, symbol and word together; never colour alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.assessments.queries.judgement import Row
from protect.organisations.markings import Marking
from protect.reference.scale_sets import Band

#: Ground and ink of each band, low to high: those of the pages (``web/scss/_levels.scss``, a test compares them). Light
#: to dark, so that they are told apart by lightness alone: colour-blind safe, and readable when copied in grey.
COLOURS = (
    ("#dbeaf7", "#12324d"),
    ("#ffe08a", "#3d2f00"),
    ("#f0934e", "#2e1500"),
    ("#8f1d2c", "#ffffff"),
    ("#4a0d3a", "#ffffff"),
)

#: Colours of the Traffic Light Protocol 2.0 on black (FIRST).
MARKING_INKS = {
    Marking.RED: "#ff2b2b",
    Marking.AMBER_STRICT: "#ffc000",
    Marking.AMBER: "#ffc000",
    Marking.GREEN: "#33ff00",
    Marking.CLEAR: "#ffffff",
}


def band_look(band: Band) -> dict[str, Any]:
    """A band as the templates draw it; ``number`` counts from 1, the lowest."""
    fill, ink = COLOURS[min(band.index, len(COLOURS) - 1)]
    return {
        "fill": fill,
        "ink": ink,
        "number": str(band.index + 1),
        "symbol": band.symbol,
        "label": band.label,
        "kind": "band",
    }


def no_band_look(state: str) -> dict[str, Any]:
    """What stands where there is no level: open and missing are never drawn like a low level."""
    words = {
        "open": ("?", _("Open")),
        "missing": ("?", _("Not judged")),
        "not_applicable": ("–", _("Does not apply")),
        "empty": ("", ""),
    }
    symbol, label = words[state]
    return {"fill": "#ffffff", "ink": "#1b1b1b", "number": "", "symbol": symbol, "label": label, "kind": state}


def row_look(row: Row, bands: tuple[Band, ...]) -> dict[str, Any]:
    return no_band_look(row.state) if row.band is None else band_look(bands[row.band])


def marking_look(marking: Marking) -> dict[str, str]:
    return {"short": marking.short, "text": str(marking.label), "ink": MARKING_INKS[marking]}


def on_day(value: dt.date | dt.datetime | None) -> str:
    """A date in words, as the present language writes it; English as in Europe, day first. Empty for None."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return date_format(value, "j F Y" if (get_language() or "en").startswith("en") else "DATE_FORMAT")


def point_in_time(at: dt.datetime) -> str:
    """Date and time with its zone, as the present language writes them."""
    local = timezone.localtime(at)
    return f"{on_day(local)}, {local:%H:%M} ({timezone.get_current_timezone_name()})"
