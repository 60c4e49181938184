"""Rows of several models in one question to the database, each with a few of its columns.

The inbox asks every folder. Each of them says which rows it wants, by the one rule of seeing, and which columns it tells
something from; the database answers all of them at once:

    first = Asked(Practice.objects.visible_to(person), tell, ("title", "changed_at"))
    second = Asked(Exchange.objects.visible_to(person), tell, ("topic",), {"asks": "organisation__name"})
    for told in answers([first, second], most=200):  # one list for each, in their order
        ...
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.functions import Cast, JSONObject


@dataclass(frozen=True)
class Asked:
    """``found``: an ordered query, not cut. ``tell`` gets each row, with ``pk``, its ``columns`` and the ``named`` ones, and
    returns what is told of it, a list of that, or None.
    """

    found: models.QuerySet[Any]
    tell: Callable[[Any], Any]
    columns: Sequence[str] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    @property
    def paths(self) -> dict[str, str]:
        return {"pk": "pk", **{name: name for name in self.columns}, **self.named}


def answers(asked: Sequence[Asked], most: int) -> list[list[Any]]:
    """What is told of the first ``most`` rows of each."""
    told: list[list[Any]] = [[] for _one in asked]
    for place, row in _rows(asked, most):
        made = asked[place].tell(row)
        told[place] += made if isinstance(made, list) else [] if made is None else [made]
    return told


def _rows(asked: Sequence[Asked], most: int) -> list[tuple[int, SimpleNamespace]]:
    parts: list[str] = []
    values: list[Any] = []
    for place, one in enumerate(asked):
        # As JSON: the columns of one have other types than those of the next.
        row = Cast(JSONObject(**one.paths), models.TextField())
        query = one.found.annotate(asked_row=row).values_list("asked_row")[:most].query
        try:
            sql, some = query.get_compiler(connection=connection).as_sql()
        except EmptyResultSet:
            continue
        # Cut and put into order inside, which SQLite does not do within a union itself.
        parts.append(f"SELECT {place} AS place, part{place}.asked_row FROM ({sql}) AS part{place}")  # noqa: S608  names of ours
        values += some
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        rows = cursor.fetchall()
    moments = [_moments(one) for one in asked]
    return [(place, _read(content, moments[place])) for place, content in rows]


def _moments(asked: Asked) -> dict[str, bool]:
    """Names of what JSON has no type for: true for a moment, false for a day."""
    fields = {name: _field(asked.found.model, path) for name, path in asked.paths.items()}
    return {
        name: isinstance(one, models.DateTimeField) for name, one in fields.items() if isinstance(one, models.DateField)
    }


def _field(model: Any, path: str) -> Any:
    first, _mark, rest = path.partition("__")
    found = model._meta.pk if first == "pk" else model._meta.get_field(first)
    return _field(found.related_model, rest) if rest else found


def _read(content: str, moments: Mapping[str, bool]) -> SimpleNamespace:
    row = json.loads(content)
    for name, is_moment in moments.items():
        if row[name] is not None:
            row[name] = _moment(row[name]) if is_moment else dt.date.fromisoformat(row[name])
    return SimpleNamespace(**row)


def _moment(text: str) -> dt.datetime:
    """SQLite keeps moments in UTC and does not say so."""
    found = dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
