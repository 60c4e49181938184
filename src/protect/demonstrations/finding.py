"""What of a demonstration the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            70, "demonstrations.demonstration", _("Demonstrations"), _("demonstration"), ("title",),
            ("scenario", "solution", "provider", "safety", "privacy", "limits", "lessons", "costs"),
            page=lambda thing: reverse("demonstrations:detail", args=[thing.pk]),
        ),
        Kind(
            71, "demonstrations.metric", _("Metrics of demonstrations"), _("metric of a demonstration"), ("label",), (),
            page=lambda thing: reverse("demonstrations:detail", args=[thing.demonstration_id]), related=("demonstration",),
            place=lambda thing: thing.demonstration.title, owner="demonstration__organisation",
        ),
        Kind(
            72, "demonstrations.remark", _("Remarks of observers"), _("remark of an observer"), (), ("text",),
            page=lambda thing: reverse("demonstrations:live", args=[thing.run.demonstration_id]),
            related=("run__demonstration",), unnamed=lambda thing: thing.text[:80],
            place=lambda thing: thing.run.demonstration.title, owner="run__demonstration__organisation",
        ),
        Kind(
            73, "demonstrations.demoday", _("Demo Days"), _("Demo Day"), ("title",), ("about",),
            page=lambda thing: reverse("demonstrations:day", args=[thing.pk]),
        ),
    )  # fmt: skip
