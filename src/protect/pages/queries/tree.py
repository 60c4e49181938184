"""Pages as they hang together: found by their address, in the menu, and in other languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from protect.pages.models import HomePage


def home_in(language: str) -> HomePage | None:
    """The published home in this language; without one, that in the platform's first language."""
    rows = HomePage.objects.live().public().select_related("locale")
    found = {one.locale.language_code: one for one in rows.filter(locale__language_code__in=[language, "en"])}
    return found.get(language) or found.get("en")


def page_at(language: str, path: str) -> Any:
    """The published page at an address, all pages above it published; None where there is none."""
    home = HomePage.objects.live().public().filter(locale__language_code=language).first()
    if home is None:
        return None
    wanted = home.url_path + path.strip("/") + "/" if path.strip("/") else home.url_path
    found = Page.objects.live().public().filter(url_path=wanted, locale_id=home.locale_id).first()
    if found is None or found.get_ancestors().filter(depth__gt=1, live=False).exists():
        return None
    return found.specific


@dataclass(frozen=True)
class Link:
    title: str
    address: str
    language: str = ""


def menu() -> list[Link]:
    """Pages beneath the home that their editors put into the menu, in the reader's language."""
    home = home_in(translation.get_language() or settings.LANGUAGE_CODE)
    if home is None:
        return []
    found = home.get_children().live().public().in_menu().specific()
    return [Link(one.title, one.url, home.locale.language_code) for one in found]


def languages_of(page: Any) -> list[Link]:
    """The same page in other languages, as far as it is published there."""
    names = dict(settings.LANGUAGES)
    found = page.get_translations().live().public().select_related("locale").specific()
    return [
        Link(translation.get_language_info(one.locale.language_code)["name_local"], one.url, one.locale.language_code)
        for one in found
        if one.locale.language_code in names
    ]


def alternates(page: Any, others: list[Link]) -> list[tuple[str, str]]:
    """(language, address) of a page and of ``others``, the same in other languages, for search engines; with
    ``x-default`` for readers of none of them: the front door for a home, else the page in the platform's first language.
    Empty where there is one language.
    """
    if not others:
        return []
    found = {page.locale.language_code: page.url, **{one.language: one.address for one in others}}
    front = reverse("web:home") if isinstance(page, HomePage) else found.get(settings.LANGUAGE_CODE, "")
    return [*found.items(), ("x-default", front)] if front else list(found.items())
