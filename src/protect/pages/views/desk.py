"""The editors' desk: Wagtail's administration, behind one door of ours."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, set_urlconf
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from protect.pages.models import EditingPerson

URLCONF = "protect.pages.editing.urls"
#: What differs from the policy of all other pages: the preview stands in a frame of the same origin, and the editor of texts
#: writes style elements of its own (with a number of its own each time, so that none can be named). Scripts as everywhere.
POLICY = {
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "style-src": [SELF, "'unsafe-inline'"],
}


@never_cache
def desk(request: HttpRequest, rest: str = "") -> Any:
    """Asks our rule, then hands over to Wagtail as somebody whom it lets do everything it has.

    What is sent is done in one transaction, with its entries in the audit trail (``recording``).
    """
    if not request.user.has_perm("pages.edit"):
        raise PermissionDenied(_("The public pages are written by editors. Whoever runs the platform appoints them."))
    request.user = EditingPerson.objects.get(pk=request.user.pk)
    request.urlconf = URLCONF  # type: ignore[attr-defined]
    set_urlconf(URLCONF)  # for this request; the next one begins with the project's own
    match = resolve(request.path_info, URLCONF)
    request.resolver_match = match
    if request.method == "POST":
        with transaction.atomic():
            response = match.func(request, *match.args, **match.kwargs)
    else:
        response = match.func(request, *match.args, **match.kwargs)
    return framed(response)


def framed(response: HttpResponse) -> HttpResponse:
    """A preview has the headers of a public page, which nobody may frame; here its editor does."""
    response.headers.pop("Content-Security-Policy", None)
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = POLICY  # type: ignore[attr-defined]
    return response
