from __future__ import annotations

from django import template

from protect.recordings import positions

register = template.Library()


@register.filter
def position(milliseconds: int) -> str:
    """“1:15”."""
    return positions.told(milliseconds)


@register.filter
def position_short(milliseconds: int) -> str:
    """Without parts of a second."""
    return positions.told(milliseconds // 1000 * 1000)


@register.filter
def as_second(milliseconds: int) -> str:
    """As an address says it: “75.5”."""
    return f"{milliseconds / 1000:g}"
