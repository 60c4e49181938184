"""Offers to read one object: accepted by the owner of the address, withdrawn by whoever may share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from protect.organisations import registry, services
from protect.organisations.views.sharing import _open


@never_cache
def offer(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link; signing in comes first, so it tells nothing to whoever only has the link."""
    found = services.find_offer(secret)
    if found is None:
        return render(request, "organisations/invitation_gone.html", status=404)
    person: Any = request.user
    is_theirs = person.email.lower() == found.email.lower()
    about = services.offered(found)
    if request.method == "POST":
        try:
            services.accept_offer(found, person)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("web:home")
        messages.success(request, _("You are a named reader now."))
        return redirect((registry.page_of(about) if about else "") or "web:home")
    context = {"offer": found, "is_theirs": is_theirs, "organisation": about.organisation if about else None}
    return render(request, "organisations/offer.html", context)


@require_POST
def withdraw(request: HttpRequest, label: str, pk: int, offer_pk: int) -> HttpResponse:
    about = _open(request, label, pk)
    found = services.offers_of(about).filter(pk=offer_pk).first()
    if found is None:
        raise Http404(_("This offer has ended."))
    services.withdraw_offer(found, about)
    messages.success(request, _("The offer is withdrawn."))
    return redirect("organisations:share", label, pk)
