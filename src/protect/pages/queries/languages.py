"""In which languages each page is there, and in what state."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from protect.pages.models import HomePage


class State(models.TextChoices):
    PUBLISHED = "published", _("published")
    OUTDATED = "outdated", _("older than the original")
    DRAFT = "draft", _("draft")
    MISSING = "missing", _("missing")


@dataclass(frozen=True)
class Row:
    """A page with its state in each language: (language, state, key of the page there or None)."""

    title: str
    depth: int
    states: list[tuple[str, State, int | None]]


def original_of(pages: list[Any]) -> Any:
    """What the others were translated from: the one that was there first."""
    return min(pages, key=lambda one: one.pk)


def state_of(page: Any, original: Any) -> State:
    if not page.live:
        return State.DRAFT
    if page.pk != original.pk and _told(page) < _told(original):
        return State.OUTDATED
    return State.PUBLISHED


def _told(page: Any) -> dt.datetime:
    return page.last_published_at or dt.datetime.min.replace(tzinfo=dt.UTC)  # type: ignore[no-any-return]


def is_outdated(page: Any) -> bool:
    pages = [*page.get_translations(inclusive=True)]
    return state_of(page, original_of(pages)) == State.OUTDATED


def used() -> list[tuple[str, Any]]:
    """Languages in which there is a home, in the order of the platform's."""
    have = set(HomePage.objects.values_list("locale__language_code", flat=True))
    return [one for one in settings.LANGUAGES if one[0] in have]


def table() -> list[Row]:
    """All pages, each once, in the order of their tree."""
    codes = [code for code, _name in used()]
    groups: dict[Any, list[Any]] = {}
    for one in Page.objects.filter(depth__gt=1).select_related("locale").order_by("path"):
        groups.setdefault(one.translation_key, []).append(one)
    rows = []
    for pages in groups.values():
        original = original_of(pages)
        there = {one.locale.language_code: one for one in pages}
        states = [
            (code, state_of(there[code], original), there[code].pk) if code in there else (code, State.MISSING, None)
            for code in codes
        ]
        rows.append(Row(original.draft_title or original.title, original.depth - 2, states))
    return rows
