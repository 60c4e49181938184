"""News, newest first."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page as ListPage
from django.core.paginator import Paginator

from protect.pages.models import NewsIndex, NewsItem

PAGE_SIZE, IN_FEED = 20, 50


def items_of(index: NewsIndex) -> Any:
    return NewsItem.objects.live().public().child_of(index).select_related("locale").order_by("-date", "-pk")


def page_of(index: NewsIndex, number: str | None) -> ListPage:
    return Paginator(items_of(index), PAGE_SIZE).get_page(number)


def in_language(language: str) -> Any:
    rows = NewsItem.objects.live().public().filter(locale__language_code=language)
    return rows.select_related("locale").order_by("-date", "-pk")
