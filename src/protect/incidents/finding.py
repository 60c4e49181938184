"""What of the log the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            90, "incidents.incident", _("Incidents and near misses"), _("entry of the incident log"), ("where",),
            ("what", "lesson"), page=lambda thing: reverse("incidents:detail", args=[thing.pk]), unnamed=str,
            related=("space",), place=lambda thing: str(thing.space or ""),
        ),
        Kind(
            91, "incidents.threatlevel", _("Threat levels"), _("change of the threat level"), ("after",),
            ("source", "note"), page=lambda thing: f"{reverse('incidents:levels')}#change-{thing.pk}",
        ),
    )  # fmt: skip
