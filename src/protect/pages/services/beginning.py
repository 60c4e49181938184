"""The first pages: a home in every language that somebody wants to write in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page, Site

from protect.organisations import audit
from protect.organisations.models import Verb
from protect.pages.models import HomePage
from protect.pages.standing import standing


@transaction.atomic
def begin(language: str = "en") -> HomePage:
    """The home in this language, as a draft with what stands there anyway; the one that is there already, if any.

    Wagtail's own first page ("Welcome to your new site") goes.
    """
    locales()
    there = HomePage.objects.filter(locale__language_code=language).first()
    if there is not None:
        return there
    root = _root()
    original = HomePage.objects.order_by("pk").first()
    with translation.override(language):
        content = standing()
        made = HomePage(
            title=_("Public spaces: protected, and open"), draft_title=_("Public spaces: protected, and open"),
            slug=f"home-{language}", live=False, has_unpublished_changes=True, lead=content.lead, body=content.body,
            locale=Locale.objects.get(language_code=language),
        )  # fmt: skip
        if original is not None:
            made.translation_key = original.translation_key
    root.add_child(instance=made)
    made.save_revision()
    audit.record(Verb.CREATED, made)
    if original is None:
        _make_first(made)
    return made


def locales() -> None:
    """Every language of the platform can be written in."""
    have = set(Locale.objects.values_list("language_code", flat=True))
    for code, _name in settings.LANGUAGES:
        if code not in have:
            Locale.objects.create(language_code=code)


def _root() -> Any:
    """What Wagtail's migrations made: the page above all homes, and the collection of all files. Made anew where it is gone."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    return Page.get_first_root_node() or Page.add_root(instance=Page(title="Root", slug="root"))


def _make_first(home: Any) -> None:
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True, hostname="localhost")
    before = site.root_page if site.root_page_id else None
    site.root_page = home
    site.save()
    if before is not None and type(before.specific) is Page:
        before.delete()
