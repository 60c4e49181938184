"""Follow new calls, or one call."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.calls import services
from protect.calls.views.public import publication_of


@require_POST
def follow(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """On, or with ``end`` off. Whoever asked the market is told of neither."""
    publication = None if pk is None else publication_of(request, pk)
    if "end" in request.POST:
        services.unfollow(request.user, publication)  # type: ignore[arg-type]
        messages.success(request, _("You follow this no more."))
    else:
        services.follow(request.user, publication)  # type: ignore[arg-type]
        messages.success(request, _("You get a mail when there is news. Every mail has a link that ends them."))
    return redirect("calls:public_list") if publication is None else redirect("calls:public", publication.pk)
