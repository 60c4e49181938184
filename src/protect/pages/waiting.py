"""What waits for the editors: boxes that show nothing to the public, and translations that are behind."""

from __future__ import annotations

from django.core.cache import cache
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Tasks, Waiting
from protect.pages import boxes
from protect.pages.models import KINDS, PublicPage
from protect.pages.queries import languages


def desk_of(page: int) -> str:
    """The page at the editors' desk, whose addresses are known there only (``editing.urls``)."""
    return reverse("pages:desk", args=[f"pages/{page}/edit/"])


#: Seconds that what the public sees of the lists is kept for the editors, as it is kept for the public (``keeping``).
FRESH = 60


def _live() -> list[PublicPage]:
    return [page for kind in KINDS for page in kind.objects.live()]


def _problems() -> list[tuple[int, str, str]]:
    """Page, its title and what is wrong with its first such list: each list asks several questions, on each page anew."""
    key = f"page-boxes-{get_language()}"
    kept: list[tuple[int, str, str]] | None = cache.get(key)
    if kept is None:
        kept = [(page.pk, page.title, problem) for page in _live() for problem in boxes.problems_of(page.body)[:1]]
        cache.set(key, kept, FRESH)
    return kept


def empty_boxes(person: User) -> Tasks:
    if not person.has_perm("pages.edit"):
        return []
    return [
        Waiting(
            "page_box", f"{title}: {problem}", desk_of(key), "wagtailcore.page", key, None, _("you write the public pages"),
        )
        for key, title, problem in _problems()
    ]  # fmt: skip


def behind(person: User) -> Tasks:
    if not person.has_perm("pages.edit"):
        return []
    return [
        Waiting(
            "page_language", f"{row.title} ({code})", desk_of(key), "wagtailcore.page", key, None,
            _("you write the public pages"),
        )
        for row in languages.table()
        for code, state, key in row.states
        if state == languages.State.OUTDATED and key is not None
    ]  # fmt: skip


def register() -> None:
    waiting.task("page_box", _("Lists in public pages that show nothing"), waiting.RUNNING, empty_boxes)
    waiting.task("page_language", _("Translations that are older than their original"), waiting.RUNNING, behind)
