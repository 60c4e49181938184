"""How levels look in print: colour, ink, number, symbol and word together; never colour alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.queries.judgement import Row
from protect.organisations.markings import Marking
from protect.reference.scale_sets import Band

#: Light to dark, told apart by lightness alone (colour-blind safe, readable when copied in grey); ink has 4.5:1 or more.
RAMP = (
    ("#eef4f8", "#1b1b1b"),
    ("#fde7b5", "#1b1b1b"),
    ("#fdb96b", "#1b1b1b"),
    ("#ef7d3c", "#1b1b1b"),
    ("#c8401f", "#ffffff"),
    ("#98121a", "#ffffff"),
    ("#5c0a1c", "#ffffff"),
)
#: Which steps of the ramp a scale with so many bands uses.
STEPS = {1: (5,), 2: (0, 5), 3: (0, 2, 5), 4: (0, 1, 3, 5), 5: (0, 1, 2, 4, 5), 6: (0, 1, 2, 3, 4, 5)}

#: Colours of the Traffic Light Protocol 2.0 on black (FIRST).
MARKING_INKS = {
    Marking.RED: "#ff2b2b",
    Marking.AMBER_STRICT: "#ffc000",
    Marking.AMBER: "#ffc000",
    Marking.GREEN: "#33ff00",
    Marking.CLEAR: "#ffffff",
}


def band_look(band: Band, bands: int) -> dict[str, Any]:
    """A band as the templates draw it; ``number`` counts from 1, the lowest."""
    step = STEPS[bands][band.index] if bands in STEPS else band.index
    fill, ink = RAMP[min(step, len(RAMP) - 1)]
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
    return no_band_look(row.state) if row.band is None else band_look(bands[row.band], len(bands))


def marking_look(marking: Marking) -> dict[str, str]:
    return {"short": marking.short, "text": str(marking.label), "ink": MARKING_INKS[marking]}
