"""The PDF of a published call: public like the call, and set once for each language and text."""

from __future__ import annotations

import logging

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.calls.views.public import publication_of
from protect.reports import calling
from protect.reports.pdf import ReportError, render

log = logging.getLogger(__name__)

#: Seconds that a file is kept ready: setting it takes a process, and everybody may ask for it.
KEPT = 24 * 3600


@login_not_required
@require_safe
def call(request: HttpRequest, pk: int) -> HttpResponse:
    publication = publication_of(request, pk)
    key = f"call-pdf-{publication.sha256}-{publication.withdrawn_at is not None}-{get_language()}"
    content = cache.get(key)
    if content is None:
        try:
            content = render("call.typ", calling.data(publication)).content
        except ReportError:
            log.exception("the PDF of a call was not set")
            return HttpResponse(
                _("The file could not be made; the page and the JSON have the same content."), status=503
            )
        cache.set(key, content, KEPT)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="call-{publication.pk}.pdf"'
    return response
