"""The contact form for everybody, to the mailbox of the platform or of an organisation that is open to the public."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from protect.cooperation import mails, queries
from protect.cooperation.forms import ContactForm
from protect.organisations.limits import is_too_often, too_many


@login_not_required
@never_cache
def platform(request: HttpRequest) -> HttpResponse:
    return _contact(request, settings.CONTACT_ADDRESS, "")


@login_not_required
@never_cache
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = queries.public_profile(pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("This organisation has no contact form here."))
    return _contact(request, found.contact, str(found.organisation))


def _contact(request: HttpRequest, to: str, who: str) -> HttpResponse:
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "contact", form.cleaned_data["email"].lower()):
            return too_many(request)
        values = {name: form.cleaned_data[name] for name in ("name", "email", "subject", "text")}
        # Where a field that no person sees was filled in, nothing is sent, and nothing tells so.
        if form.cleaned_data["website"] or mails.pass_on(to, **values):
            return render(request, "cooperation/sent.html", {"who": who})
        form.add_error(None, ValidationError(_("The mail could not be sent just now. Please try again later.")))
    return render(request, "cooperation/contact.html", {"form": form, "who": who})
