"""Words and counts for the pages of editions."""

from __future__ import annotations

from typing import Any

from django import template

from protect.editions.policy import WORDS
from protect.organisations.markings import Marking

register = template.Library()


@register.filter
def kept_count(part: dict[str, Any]) -> int:
    return sum(one["keep"] for one in part["fields"])


@register.filter
def finding(kind: str) -> str:
    return str(WORDS.get(kind, kind))


@register.filter
def marking_short(marking: str) -> str:
    return Marking(marking).short
