"""A look-up for the templates of the register."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from protect.spaces.forms.parts import USED_BY

register = template.Library()


@register.filter
def key(mapping: Mapping[str, Any], name: str) -> Any:
    """``{{ names|key:code }}``: the value, or the code itself."""
    return mapping.get(name, name)


@register.filter
def used_by(codes: Iterable[str]) -> str:
    """Who uses an entrance, in words."""
    names = dict(USED_BY)
    return ", ".join(str(names.get(code, code)) for code in codes)
