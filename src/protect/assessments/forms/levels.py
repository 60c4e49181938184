"""Choices of an axis of the scale set."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _


def levels(axis: Any) -> list[tuple[str, Any]]:
    """Choices of one axis for a form: each level with its number, and "cannot judge" last."""
    return [*((str(level.value), f"{level.value} – {level.label}") for level in axis), ("0", _("Cannot judge"))]
