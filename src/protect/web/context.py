"""What every page needs to know."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

#: Main navigation: namespace, label, address.
NAVIGATION = (
    ("spaces", _("Spaces"), "spaces:list"),
    ("assessments", _("Assessments"), "assessments:list"),
    ("catalogue", _("Catalogue"), "catalogue:list"),
    ("calls", _("Calls"), "calls:list"),
    ("evaluations", _("Evaluations"), "evaluations:list"),
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
        "navigation": list(_navigation()),
    }


def _navigation() -> Any:
    for namespace, label, name in NAVIGATION:
        try:
            yield namespace, label, reverse(name)
        except NoReverseMatch:
            continue
