"""The look at what a publication would show, before it is done: nothing is opened before somebody saw it as it is."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.http import HttpRequest

from protect.editions.previews import preview_of_step
from protect.organisations.access import Restricted

#: Signed with this, and valid so many seconds.
SALT, HOLDS = "previewed-step", 3600


def look(request: HttpRequest, about: Restricted, values: dict[str, Any]) -> dict[str, Any] | None:
    """For the template ``editions/_found.html``; None where nobody outside would newly see anything.

    ``previewed`` goes back with the form in a field of this name; ``is_seen``: it did, and nothing changed since.
    """
    found = preview_of_step(about, values, request.user)  # type: ignore[arg-type]
    if found is None or not found.context["total"]:
        return None
    seen = [request.user.pk, about._meta.label_lower, about.pk, str(about.marking), found.fingerprint]
    sent = request.POST.get("previewed", "")
    return {
        **found.context,
        "previewed": signing.dumps(seen, salt=SALT),
        "is_seen": _unsigned(sent) == seen,
        "changed": bool(sent) and _unsigned(sent) != seen,
    }


def _unsigned(word: str) -> Any:
    try:
        return signing.loads(word, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        return None
