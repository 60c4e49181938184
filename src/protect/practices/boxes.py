"""What the page of an entry of the catalogue shows of practices."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from protect.catalogue.models import Entry
from protect.practices import queries


def on_entry(request: HttpRequest, entry: Entry) -> dict[str, Any] | None:
    found = queries.about_entry(request.user, entry)
    return {"practices": found} if found else None
