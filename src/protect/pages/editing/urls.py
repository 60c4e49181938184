"""Addresses while somebody is at the editors' desk: Wagtail's, and all others, which its pages link to.

They are not in the project's own list, so a server whose editors are not at work does not load them (``views.desk``).
"""

from __future__ import annotations

from typing import Any

from allauth.account.views import logout
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import include, path, re_path
from django.utils.translation import gettext as _
from django.views.generic import RedirectView
from wagtail.admin import urls as desk_urls


def closed(request: HttpRequest, **kwargs: Any) -> Any:
    """Signing in, passwords and e-mail addresses of people are ours, with the second factor."""
    raise Http404(_("There is no such page."))


#: There is one site, whose homes are told by language; where Wagtail would lead to its sites, the languages are shown.
_sites = ([path("", RedirectView.as_view(pattern_name="pages:state"), name="index")], "wagtailsites")

_ours = [
    path("sites/", include(_sites)),
    path("login/", RedirectView.as_view(pattern_name=settings.LOGIN_URL)),
    path("logout/", logout),
    path("account/", RedirectView.as_view(pattern_name="account_overview")),
    re_path(r"^(?:password_reset|failwhale|test404|dismissibles)/", closed),
]

urlpatterns = [
    path("editors/", include([*_ours, *desk_urls.urlpatterns])),
    path("", include(settings.ROOT_URLCONF)),
]
