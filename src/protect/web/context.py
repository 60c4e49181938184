"""What every page needs to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from protect.answers.models.provided import ANSWERING_KINDS
from protect.inbox.queries import known_number
from protect.organisations.access import Reach
from protect.organisations.models import User

#: Main navigation: namespace, label, address.
NAVIGATION = (
    ("dashboard", _("Overview"), "dashboard:choose"),
    ("spaces", _("Spaces"), "spaces:list"),
    ("assessments", _("Assessments"), "assessments:list"),
    ("catalogue", _("Catalogue"), "catalogue:list"),
    ("calls", _("Calls"), "calls:list"),
    ("answers", _("Our answers"), "answers:list"),
    ("evaluations", _("Evaluations"), "evaluations:list"),
    ("incidents", _("Incidents"), "incidents:list"),
    ("portfolios", _("Budgets"), "portfolios:list"),
    ("plans", _("Actions"), "plans:list"),
    ("reminders", _("Due"), "reminders:list"),
    ("organisations", _("Organisations"), "organisations:list"),
    ("help", _("Help"), "web:help"),
)


def site(request: HttpRequest) -> dict[str, Any]:
    is_demo = settings.ENVIRONMENT == "demo"
    return {
        "is_demo": is_demo,
        # (e-mail, password, who that is) of the accounts that the demo makes; no other server tells any.
        "demo_accounts": getattr(settings, "PROTECT_DEMO_ACCOUNTS", ()) if is_demo else (),
        "navigation": list(_navigation(request)),
        # Asked by the template of whole pages only: one look into the cache.
        "inbox_number": SimpleLazyObject(lambda: _number(request)),
    }


def _number(request: HttpRequest) -> tuple[int | None, bool]:
    person = getattr(request, "user", None)
    return known_number(person) if isinstance(person, User) else (None, True)


#: Shown only to people of organisations of these kinds.
ONLY_FOR = {"answers": ANSWERING_KINDS}


def _navigation(request: HttpRequest) -> Any:
    kinds = Reach.of(getattr(request, "user", None)).kinds
    for namespace, label, name in NAVIGATION:
        if namespace in ONLY_FOR and not kinds & ONLY_FOR[namespace]:
            continue
        try:
            yield namespace, label, reverse(name)
        except NoReverseMatch:
            continue
