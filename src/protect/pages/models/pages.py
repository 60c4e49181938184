"""Kinds of public page, and how they hang together: a home for each language, and beneath it pages and news."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from protect.pages.blocks import Body


class PublicPage(Page):
    """What all kinds have. Everything published here is TLP:CLEAR: nothing restricted is within a page's reach."""

    lead = models.TextField(
        _("in one or two sentences"),
        blank=True,
        max_length=400,
        help_text=_("Stands above the page, in lists and in link previews."),
    )
    body = StreamField(Body(), blank=True, verbose_name=_("content"))

    #: What the body says, for the search.
    words = models.TextField(blank=True, default="", editable=False)

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    promote_panels = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("show_in_menus")], _("Address and menu")),
    ]
    settings_panels = [PublishingPanel()]
    show_in_menus_default = False

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        self.words = " ".join(filter(None, (_plain(one) for one in self.body)))
        super().save(*args, **options)

    def get_url_parts(self, request: Any = None) -> tuple[int, str, str]:
        """The language is part of the address, so that a link leads to the text it was taken from."""
        code = self.locale.language_code
        below = "/".join(self.url_path.strip("/").split("/")[1:])
        if below:
            return 1, "", reverse("pages:page", args=[code, below])
        return 1, "", reverse("pages:home", args=[code])

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        from protect.pages.queries import tree

        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        is_preview = getattr(request, "is_preview", False)
        others = tree.languages_of(self)
        alternates = [(code, request.build_absolute_uri(one)) for code, one in tree.alternates(self, others)]
        told = {"translations": others, "alternates": alternates, "is_preview": is_preview}
        return {**context, **told, **self.more(request)}

    def more(self, request: Any) -> dict[str, Any]:
        """What the kind of page shows beside its own words."""
        return {}

    @property
    def is_outdated(self) -> bool:
        """What it was translated from changed later than the translation."""
        from protect.pages.queries import languages

        return languages.is_outdated(self)


def _plain(block: Any) -> str:
    """The words of one part of a page; boxes have none of their own."""
    if block.block_type == "box":
        return ""
    return " ".join(str(one) for one in block.block.get_searchable_content(block.value))


class HomePage(PublicPage):
    template = "pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["pages.OrdinaryPage", "pages.GuidelinePage", "pages.NewsIndex"]

    class Meta:
        verbose_name = _("home")
        verbose_name_plural = _("homes")


class OrdinaryPage(PublicPage):
    template = "pages/page.html"
    parent_page_types = ["pages.HomePage", "pages.OrdinaryPage"]
    subpage_types = ["pages.OrdinaryPage", "pages.GuidelinePage"]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class GuidelinePage(PublicPage):
    """What somebody is advised to do: for whom, as of when, and where it comes from."""

    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    as_of = models.DateField(_("as of"), default=timezone.localdate)
    source = models.CharField(_("where it comes from"), max_length=300, blank=True)

    template = "pages/guideline.html"
    parent_page_types = ["pages.HomePage", "pages.OrdinaryPage"]
    subpage_types: list[str] = []
    content_panels = [
        *PublicPage.content_panels,
        MultiFieldPanel([FieldPanel("for_whom"), FieldPanel("as_of"), FieldPanel("source")], _("About the guideline")),
    ]

    class Meta:
        verbose_name = _("guideline")
        verbose_name_plural = _("guidelines")


class NewsIndex(PublicPage):
    template = "pages/news_index.html"
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["pages.NewsItem"]

    class Meta:
        verbose_name = _("news list")
        verbose_name_plural = _("news lists")

    def more(self, request: Any) -> dict[str, Any]:
        from protect.pages.queries import news

        return {
            "page_obj": news.page_of(self, request.GET.get("page")),
            "feed": reverse("pages:feed", args=[self.locale.language_code]),
        }


class NewsItem(PublicPage):
    date = models.DateField(_("date"), default=timezone.localdate)

    template = "pages/news_item.html"
    parent_page_types = ["pages.NewsIndex"]
    subpage_types: list[str] = []
    content_panels = [*Page.content_panels, FieldPanel("date"), FieldPanel("lead"), FieldPanel("body")]

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")


KINDS: tuple[type[PublicPage], ...] = (HomePage, OrdinaryPage, GuidelinePage, NewsIndex, NewsItem)
