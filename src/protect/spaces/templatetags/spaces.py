"""A look-up for the templates of the register."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def key(mapping: Mapping[str, Any], name: str) -> Any:
    """``{{ names|key:code }}``: the value, or the code itself."""
    return mapping.get(name, name)
