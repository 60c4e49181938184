"""How long each kind of data is kept: a default with its reason, limits of the platform, a rule of each organisation.

Folders say at start-up which kinds they have; the daily job (``services.retention``) removes what is older.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import timezone

from protect.organisations.binning import RetentionRule
from protect.organisations.models import Organisation


@dataclass(frozen=True)
class Kind:
    """``due(organisation, before)`` lists what is older, as ``(what, since when)`` with the object or its name in words;

    ``remove(organisation, before)`` removes it and returns how many. ``default`` 0: kept until somebody deletes it.
    """

    code: str
    label: Any
    reason: Any
    default: int
    least: int
    most: int
    due: Callable[[Organisation, dt.datetime], Any]
    remove: Callable[[Organisation, dt.datetime], int]


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def limits(kind: Kind) -> tuple[int, int]:
    """Fewest and most days an organisation may choose: PROTECT_RETENTION_LIMITS, else those of the kind."""
    return settings.RETENTION_LIMITS.get(kind.code, (kind.least, kind.most))


def within(kind: Kind, wanted: int) -> int:
    """``wanted`` brought between the limits of the platform; 0 (never) only for a kind that allows it."""
    least, most = limits(kind)
    if wanted == 0 and kind.default == 0 and kind.code not in settings.RETENTION_LIMITS:
        return 0
    return min(max(wanted, least), most)


def all_days(organisation: Organisation) -> dict[str, int]:
    """Days by kind, as they hold for ``organisation``."""
    own = dict(RetentionRule.objects.filter(organisation=organisation).values_list("kind", "days"))
    return {kind.code: within(kind, own.get(kind.code, kind.default)) for kind in kinds()}


def days(organisation: Organisation, code: str) -> int:
    return all_days(organisation)[code]


def cut(number: int) -> dt.datetime:
    """The moment before which is too old."""
    return timezone.now() - dt.timedelta(days=number)
