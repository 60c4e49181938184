from __future__ import annotations

from django import template

from protect.recordings import positions

register = template.Library()


@register.filter
def position(milliseconds: int) -> str:
    """“1:15”."""
    return positions.told(milliseconds)
