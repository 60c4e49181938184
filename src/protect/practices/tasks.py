"""Of the daily job: what nobody looked at again in time counts as outdated. Safe to run twice."""

from __future__ import annotations

from protect.practices import services


def daily() -> None:
    services.age()
