"""The daily job of the overlays."""

from __future__ import annotations

from protect.overlays.services import lapse_over


def daily() -> None:
    lapse_over()
