"""Practices for programs: JSON-LD as schema.org describes an article, an Atom feed, the columns of the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from protect.organisations import languages
from protect.organisations.feeding import Feed
from protect.practices.models import Practice
from protect.reference import terms

MOST_IN_FEED = 50


def linked_data(practice: Practice, page: str, image: str = "", original: str = "") -> dict[str, Any]:
    """schema.org Article. ``original``: the page that this is a translation of, if its reader may see it."""
    about = [terms.label("threat_type", code) for code in practice.threat_types]
    about += [terms.label("psoi_category", code) for code in practice.space_categories]
    place = {"@type": "Place", "name": practice.city, "address": practice.country} if practice.city else None
    found: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Article",
        "@id": f"urn:uuid:{practice.guid}",
        "headline": practice.title,
        "name": practice.title,
        "abstract": practice.summary,
        "description": practice.summary,
        "articleSection": str(practice.get_kind_display()),
        "inLanguage": practice.language,
        "url": page,
        "image": image,
        "keywords": about,
        "contentLocation": place,
        "datePublished": practice.published_at.isoformat(timespec="seconds") if practice.published_at else None,
        "dateModified": practice.changed_at.isoformat(timespec="seconds"),
        "version": practice.version,
        "author": {"@type": "Organization", "name": practice.organisation.name},
        "publisher": {"@type": "Organization", "name": practice.organisation.name},
        "translationOfWork": {"@type": "Article", "url": original} if original else None,
        "isAccessibleForFree": True,
    }
    return {name: value for name, value in found.items() if value not in (None, "", [])}


def feed(found: Iterable[Practice], here: str, page: Callable[[Practice], str]) -> str:
    """Atom: one entry a practice, the newest published first."""
    made = Feed(
        title=_("Good practices"), link=here, feed_url=here,
        description=_("What towns did to protect their public spaces and keep them open, and what came of it."),
    )  # fmt: skip
    for one in found:
        made.add_item(
            title=one.title, link=page(one), description=one.summary, unique_id=f"urn:uuid:{one.guid}",
            pubdate=one.published_at, updateddate=one.changed_at, author_name=one.organisation.name,
            categories=[str(one.get_kind_display())],
        )  # fmt: skip
    return str(made.writeString("utf-8"))


def head() -> list[str]:
    return [
        str(one)
        for one in (
            _("Title"), _("Kind"), _("In one sentence"), _("City"), _("Country"), _("Organisation"), _("Language"),
            _("Threat types"), _("Kinds of public space"), _("Steps of the method"), _("Cost"), _("Evidence"),
            _("State"), _("Version"), _("Published"), _("Marking"),
        )
    ]  # fmt: skip


def line(one: Practice) -> list[Any]:
    return [
        one.title, one.get_kind_display(), one.summary, one.city, one.country, one.organisation,
        languages.name_of(one.language), several(one.threat_types, "threat_type"),
        several(one.space_categories, "psoi_category"), several(one.steps, "method_step"), cost(one),
        one.get_evidence_display(), one.get_state_display(), one.version,
        one.published_at.date().isoformat() if one.published_at else "", one.effective_marking.short,
    ]  # fmt: skip


def several(codes: Iterable[str], vocabulary: str) -> str:
    return "; ".join(terms.label(vocabulary, code) for code in codes)


def cost(one: Practice) -> str:
    """“2,000 to 5,000 EUR (2023)”; empty where nothing is told."""
    low, high = one.cost_low, one.cost_high
    if low is None and high is None:
        return ""
    figures = {"low": _figure(low), "high": _figure(high), "currency": one.currency}
    if low is None:
        told = _("up to %(high)s %(currency)s") % figures
    elif high is None:
        told = _("from %(low)s %(currency)s") % figures
    elif low == high:
        told = f"{_figure(low)} {one.currency}"
    else:
        told = _("%(low)s to %(high)s %(currency)s") % figures
    return f"{told} ({one.cost_year})" if one.cost_year else told


def _figure(number: int | None) -> str:
    """With the signs of the reader's language between thousands: 5,000, 5.000, 5 000."""
    return formats.number_format(number or 0, use_l10n=True, force_grouping=True)
