"""What of a call the search finds, each for whoever sees it."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from protect.calls.publications import Publication
from protect.search import kinds
from protect.search.kinds import Kind


def register() -> None:
    kinds.add(
        Kind(
            40, "calls.call", _("Calls"), _("call"), ("title",), (),
            page=lambda thing: reverse("calls:detail", args=[thing.pk]),
        ),
        Kind(
            105, "calls.publication", _("Calls to providers"), _("published call"), ("title",), (),
            page=lambda thing: reverse("calls:public", args=[thing.pk]), related=("organisation",), is_open=True,
            place=lambda thing: thing.organisation.name,
            seen=lambda reader: Publication.objects.visible_to(reader).filter(withdrawn_at=None),  # type: ignore[attr-defined]
        ),
        Kind(
            41, "calls.annex", _("Needs of cities in calls"), _("need of a city in a call"), (),
            ("surroundings", "objective", "scenario"),
            page=lambda thing: reverse("calls:preview", args=[thing.call_id]), related=("call", "organisation"),
            unnamed=lambda thing: str(thing.organisation), place=lambda thing: thing.call.title, owner="call__organisation",
        ),
        Kind(
            42, "calls.wanted", _("Requirements in calls"), _("requirement in a call"), ("text",), ("measure_of_success",),
            page=lambda thing: reverse("calls:preview", args=[thing.annex.call_id]), related=("annex__call",),
            place=lambda thing: thing.annex.call.title, owner="annex__call__organisation",
        ),
        Kind(
            43, "calls.question", _("Questions of calls"), _("question of a call"), ("text",), ("help",),
            page=lambda thing: reverse("calls:questions", args=[thing.call_id]), related=("call",),
            place=lambda thing: thing.call.title, owner="call__organisation",
        ),
    )  # fmt: skip
