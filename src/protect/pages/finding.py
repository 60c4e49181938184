"""What of public pages the search finds: what is published, for everybody."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from protect.pages.models import GuidelinePage, NewsItem, OrdinaryPage
from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    for number, model, plural, single in (
        (108, OrdinaryPage, _("Pages"), _("page")),
        (109, GuidelinePage, _("Guidelines"), _("guideline")),
        (110, NewsItem, _("News"), _("news item")),
    ):
        kinds.add(
            Kind(
                number, model._meta.label_lower, plural, single, ("title",), ("lead", "words"),
                page=lambda thing: thing.url, related=("locale",), owner="", is_open=True, languages=("locale__language_code",),
                seen=lambda reader, model=model: model.objects.live().public(),  # type: ignore[misc]
            )
        )  # fmt: skip
