"""A first draft by a machine: asked for, and how far it is."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from protect.captions.services.speaking import dictate as ask
from protect.captions.views.common import tell, to_change


@require_POST
def dictate(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    try:
        ask(found, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        tell(request, error)
    return redirect("captions:track", pk)


@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """Asked again by the page itself; when it is done the page is loaded anew."""
    found = to_change(request, pk)
    newest = found.dictations.first()
    if not getattr(request, "htmx", False):
        return redirect("captions:track", pk)
    if newest is None or not newest.is_on:
        response = HttpResponse(status=200)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "captions/_progress.html", {"track": found, "dictation": newest})
