"""What everybody reads of published calls, signed in or not, with scripts or without.

Looking at a public call leaves no trace in anybody's log: a city does not learn which provider looked at it.
"""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.calls import composing, extras, telling
from protect.calls.models import Follow, Publication
from protect.organisations.keeping import another_from, may_be_kept

PAGE_SIZE = 30


def publication_of(request: HttpRequest, pk: int) -> Publication:
    """By the one rule of seeing, which lets everybody in; without an entry in the audit trail."""
    found: Publication | None = (
        Publication.objects.visible_to(request.user).select_related("organisation").filter(pk=pk).first()  # type: ignore[attr-defined]
    )
    if found is None:
        raise Http404(_("There is no such call."))
    return found


def follows(request: HttpRequest, publication: Publication | None) -> bool:
    user = request.user
    return bool(user.is_authenticated and Follow.objects.filter(user=user, publication=publication).exists())


@login_not_required
@require_safe
@may_be_kept
def public_list(request: HttpRequest) -> HttpResponse:
    """Open calls, those that close first on top; ``?state=past`` shows the others."""
    found = Publication.objects.visible_to(request.user).select_related("organisation").defer("document")  # type: ignore[attr-defined]
    is_open = {"answers_until__gt": timezone.now(), "withdrawn_at": None}
    past = request.GET.get("state") == "past"
    rows = found.filter(**is_open).order_by("answers_until", "pk")
    # The next to close is on this list and not on the other until then.
    another_from(request, rows.values_list("answers_until", flat=True).first())
    if past:
        rows = found.exclude(**is_open).order_by("-answers_until", "-pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request, "calls/public_list.html", {"page_obj": page, "past": past, "follows": follows(request, None)}
    )


@login_not_required
@require_safe
@may_be_kept
def public(request: HttpRequest, pk: int) -> HttpResponse:
    found = publication_of(request, pk)
    another_from(request, found.answers_until)
    told = composing.in_words(found.document)
    context = {
        "publication": found,
        "told": told,
        "status": telling.status(found),
        "follows": follows(request, found),
        "files": extras.files(found.pk),
        "extras": extras.of_public(request, found),
    }
    return render(request, "calls/public.html", context)


@login_not_required
@require_safe
def public_json(request: HttpRequest, pk: int) -> HttpResponse:
    return JsonResponse(telling.as_json(publication_of(request, pk)), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def public_ocds(request: HttpRequest, pk: int) -> HttpResponse:
    found = publication_of(request, pk)

    def address(name: str) -> str:
        return request.build_absolute_uri(reverse(f"calls:{name}", args=[pk]))

    return JsonResponse(telling.ocds(found, address), json_dumps_params={"ensure_ascii": False})


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    found = Publication.objects.visible_to(request.user)[: telling.MOST_IN_FEED]  # type: ignore[attr-defined]

    def page(one: Publication) -> str:
        return request.build_absolute_uri(reverse("calls:public", args=[one.pk]))

    text = telling.feed(found, request.build_absolute_uri(), page)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")
