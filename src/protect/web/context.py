"""What every page needs to know."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from protect.answers.models.provided import ANSWERING_KINDS
from protect.inbox.queries import known_number
from protect.organisations.access import Reach
from protect.organisations.models import User
from protect.pages.queries.tree import menu

#: Main navigation: what to call it, and the pages (namespace, label, address). Without a name of their own pages stand alone.
NAVIGATION: tuple[tuple[Any, tuple[tuple[str, Any, str], ...]], ...] = (
    ("", (("dashboard", _("Overview"), "dashboard:choose"),)),
    (
        pgettext_lazy("menu", "Assess"),
        (
            ("spaces", _("Spaces"), "spaces:list"),
            ("longlists", _("Which places first"), "longlists:list"),
            ("assessments", _("Assessments"), "assessments:list"),
            ("reminders", _("Due"), "reminders:list"),
            ("incidents", _("Incidents"), "incidents:list"),
        ),
    ),
    (
        pgettext_lazy("menu", "Market"),
        (
            ("catalogue", _("Catalogue"), "catalogue:list"),
            ("calls", _("Calls"), "calls:list"),
            ("answers", _("Our answers"), "answers:list"),
            ("evaluations", _("Evaluations"), "evaluations:list"),
            ("demonstrations", _("Demonstrations"), "demonstrations:list"),
        ),
    ),
    (
        pgettext_lazy("menu", "Act"),
        (
            ("portfolios", _("Budgets"), "portfolios:list"),
            ("plans", _("Actions"), "plans:list"),
            ("", _("Security plans"), "plans:documents"),
            ("overlays", _("Events on a square"), "overlays:list"),
            ("exercises", _("Exercises"), "exercises:list"),
        ),
    ),
    (
        pgettext_lazy("menu", "Learn"),
        (
            ("events", pgettext_lazy("menu", "Events"), "events:list"),
            ("watching", _("Recordings"), "watching:list"),
            ("practices", _("Good practices"), "practices:list"),
            ("library", _("Documents"), "library:list"),
            ("cooperation", _("Exchange"), "cooperation:list"),
        ),
    ),
    ("", (("organisations", _("Organisations"), "organisations:list"), ("help", _("Help"), "web:help"))),
)


def site(request: HttpRequest) -> dict[str, Any]:
    is_demo = settings.ENVIRONMENT == "demo"
    return {
        "is_demo": is_demo,
        # (e-mail, password, who that is) of the accounts that the demo makes; no other server tells any.
        "demo_accounts": getattr(settings, "PROTECT_DEMO_ACCOUNTS", ()) if is_demo else (),
        "navigation": list(_navigation(request)),
        # Pages that editors put into the menu, asked for visitors alone.
        "public_menu": SimpleLazyObject(menu),
        # Asked by the template of whole pages only: one look into the cache.
        "inbox_number": SimpleLazyObject(lambda: _number(request)),
    }


def _number(request: HttpRequest) -> tuple[int | None, bool]:
    person = getattr(request, "user", None)
    return known_number(person) if isinstance(person, User) else (None, True)


#: Shown only to people of organisations of these kinds.
ONLY_FOR = {"answers": ANSWERING_KINDS}
#: Nothing is there for those who read nothing of an organisation, such as providers and observers.
FOR_READERS = frozenset(
    {"dashboard:choose", "longlists:list", "reminders:list", "incidents:list", "portfolios:list", "plans:list"}
    | {"plans:documents", "overlays:list", "exercises:list"}
)


def _navigation(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """Groups of pages: name, whether the page asked for is among them, and (label, address, whether it is that) of each."""
    reach = Reach.of(getattr(request, "user", None))
    here = getattr(request.resolver_match, "namespace", "")
    for name, pages in NAVIGATION:
        found = []
        for namespace, label, address in pages:
            if namespace in ONLY_FOR and not reach.kinds & ONLY_FOR[namespace]:
                continue
            if address in FOR_READERS and not reach.reading:
                continue
            with suppress(NoReverseMatch):
                found.append((label, reverse(address), bool(namespace) and namespace == here))
        if found:
            yield {"name": name, "is_here": any(is_here for _l, _a, is_here in found), "pages": found}
