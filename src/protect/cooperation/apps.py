from typing import Any

from django.apps import AppConfig


def _profile_of(organisation: Any) -> Any:
    from protect.cooperation.models import Profile

    return Profile.objects.filter(organisation=organisation.pk).values_list("pk", flat=True)


class CooperationConfig(AppConfig):
    name = "protect.cooperation"
    label = "cooperation"

    def ready(self) -> None:
        from django.urls import reverse
        from django.utils.translation import gettext_lazy as _

        from protect.cooperation import kept, waiting
        from protect.search import kinds
        from protect.search.kinds import Kind

        kept.register()
        waiting.register()
        kinds.add(
            Kind(
                116, "cooperation.profile", _("Open for exchange"), _("profile for exchange"), ("organisation__name",),
                ("about", "seeks"), page=lambda thing: reverse("cooperation:profile", args=[thing.pk]),
                related=("organisation",), is_open=True, languages=("languages",),
                fed_by={"organisations.organisation": _profile_of},
            ),
            Kind(
                117, "cooperation.exchange", _("Exchanges"), _("exchange"), ("topic",), ("offered", "wanted"),
                page=lambda thing: reverse("cooperation:exchange", args=[thing.pk]),
            ),
        )  # fmt: skip
