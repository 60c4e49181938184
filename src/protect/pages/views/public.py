"""Public pages as visitors read them: complete without scripts, the same for everybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from protect.organisations.feeding import Feed
from protect.organisations.keeping import may_be_kept
from protect.pages.models import DescribedRendition
from protect.pages.queries import news, tree
from protect.pages.standing import standing


def _served(request: HttpRequest, page: Any) -> HttpResponse:
    """In the page's own language, whatever the visitor's."""
    with translation.override(page.locale.language_code):
        request.LANGUAGE_CODE = page.locale.language_code  # type: ignore[attr-defined]
        response: Any = page.serve(request)
        if hasattr(response, "render"):
            response.render()
    response.headers["Content-Language"] = page.locale.language_code
    return response  # type: ignore[no-any-return]


@may_be_kept
def visitors_home(request: HttpRequest) -> HttpResponse:
    """The front door: what editors wrote, in the visitor's language if there is one; else what stands there anyway."""
    home = tree.home_in(translation.get_language() or settings.LANGUAGE_CODE)
    if home is not None:
        return _served(request, home)
    return render(request, "pages/home.html", {"page": standing()})


@login_not_required
@require_safe
@may_be_kept
def home(request: HttpRequest, language: str) -> HttpResponse:
    found = tree.page_at(language, "")
    if found is None:
        raise Http404(_("There is no such page."))
    return _served(request, found)


@login_not_required
@require_safe
@may_be_kept
def page(request: HttpRequest, language: str, path: str) -> HttpResponse:
    found = tree.page_at(language, path)
    if found is None:
        raise Http404(_("There is no such page."))
    return _served(request, found)


@login_not_required
@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """Where the pages begin: the home."""
    return redirect("web:home")


@login_not_required
@require_safe
@may_be_kept
def feed(request: HttpRequest, language: str) -> HttpResponse:
    """News for readers of feeds (Atom)."""
    if language not in dict(settings.LANGUAGES):
        raise Http404(_("There is no such page."))
    here = request.build_absolute_uri("/")
    with translation.override(language):
        made = Feed(
            title=_("News"), link=here, language=language, feed_url=request.build_absolute_uri(),
            description=_("What is new about public spaces, protected and open."), author_name=settings.WAGTAIL_SITE_NAME,
        )  # fmt: skip
    for one in news.in_language(language)[: news.IN_FEED]:
        link = request.build_absolute_uri(one.url)
        at = dt.datetime.combine(one.date, dt.time(12), dt.UTC)
        made.add_item(
            title=one.title, link=link, description=one.lead, unique_id=link, pubdate=at,
            updateddate=one.last_published_at or at,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
@cache_control(public=True, max_age=365 * 24 * 3600, immutable=True)
def picture(request: HttpRequest, pk: int) -> Any:
    """A picture in the size that a page asks for. What editors upload is public from then on, which their page says."""
    found = get_object_or_404(DescribedRendition, pk=pk) if pk < 2**63 else None
    if found is None or not found.file.storage.exists(found.file.name):
        raise Http404(_("There is no such picture."))
    return FileResponse(found.file.open("rb"))
