"""What of an overlay the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            92, "overlays.eventoverlay", _("Events on spaces"), _("event on a space"), ("name",), ("about", "organiser"),
            page=lambda thing: reverse("overlays:detail", args=[thing.pk]), related=("assessment__space",),
            place=lambda thing: thing.assessment.space.name,
        ),
        Kind(
            93, "overlays.temporarymeasure", _("Temporary measures"), _("temporary measure"), ("name",), ("place", "note"),
            page=lambda thing: reverse("overlays:detail", args=[thing.overlay_id]), related=("overlay",),
            place=lambda thing: thing.overlay.name, owner="overlay__organisation",
        ),
    )  # fmt: skip
