"""Small look-ups for the templates of the assessment."""

from __future__ import annotations

from typing import Any

from django import template

from protect.assessments.queries import over_time
from protect.assessments.queries.overview import Glance
from protect.assessments.queries.sentences import in_hundred
from protect.reference.scale_sets import Band, ScaleSet

register = template.Library()


@register.simple_tag
def band_at(scale: ScaleSet, index: int | None) -> Band | None:
    """The band with this index; None while the level is open."""
    return None if index is None else scale.bands[index]


@register.simple_tag
def glance_band(glance: Glance) -> Band | None:
    return band_at(glance.scale_set, glance.highest)


@register.simple_tag
def level_label(scale: ScaleSet, side: str, value: int | None) -> str:
    level = getattr(scale, side).level(value)
    return f"{value} ({level.label})" if level else ("?" if value == 0 else "–")


@register.filter
def hundred(share: Any) -> str:
    """A chance as "x in 100"."""
    return in_hundred(float(share))


@register.filter
def letter(counter: int) -> str:
    """A, B, C of a row that is counted from 1: for maps too small for its name."""
    return over_time.letter(counter - 1)
