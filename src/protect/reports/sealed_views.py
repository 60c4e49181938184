"""The sealed files of an approved assessment: taken out, checked, and tried again where making them failed."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from protect.assessments.views.common import open_assessment
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.models import Verb
from protect.reports import sealed
from protect.reports.forms import SealedFileForm
from protect.reports.models import Sealed
from protect.reports.services import TYPES


@require_GET
def download(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """``json`` or ``pdf`` as it was sealed. One that is not as it was sealed any more is not given out."""
    found = fetch(request, Sealed, assessment=pk, permission="assessments.export", related=("assessment",))
    if name not in sealed.FILES or not found.is_made:
        raise Http404(_("There is no such sealed file (yet)."))
    try:
        content = sealed.content_of(found, name)
    except sealed.Altered as error:
        messages.error(request, _("Not given out: %(why)s. Please tell the administrator.") % {"why": error})
        return redirect("reports:assessment", pk)
    digest = getattr(found, f"{name}_sha256")
    with transaction.atomic():
        audit.record(
            Verb.EXPORTED, found, note=_("sealed %(name)s, SHA-256 %(digest)s") % {"name": name, "digest": digest}
        )
    about = found.assessment
    shown = f"sealed-{about.pk}-v{about.version}-{digest[:8]}.{name}"
    return HttpResponse(
        content,
        content_type=TYPES[sealed.FILES[name]][1],
        headers={
            "Content-Disposition": content_disposition_header(True, shown) or "attachment",
            "Cache-Control": "no-store, private",
        },
    )


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    about = open_assessment(request, pk, permission="assessments.share")
    owed = Sealed.objects.filter(assessment=about).first()
    if owed is None:
        messages.info(request, _("Files are sealed at the approval."))
    else:
        sealed.again(owed)
        messages.success(request, _("The sealed files are being made; look again in a minute."))
    return redirect("reports:assessment", pk)


def verify(request: HttpRequest) -> HttpResponse:
    """Is this file the one that was sealed? It is compared with what the reader may see, and not kept."""
    form = SealedFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        found = sealed.recognise(content, request.user)  # type: ignore[arg-type]
        context |= {
            "checked": True,
            "found": found[0] if found else None,
            "digest": hashlib.sha256(content).hexdigest(),
        }
    return render(request, "reports/verify.html", context)
