"""What the register keeps for a time: its part of the bin, and contacts that nobody looked after."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from protect.organisations import bins, registry, retention
from protect.spaces.models import Removed


def register() -> None:
    from protect.spaces.services import removal

    bins.register(
        bins.Source(
            "part", Removed, "space__organisation", "spaces.edit", removal.restore_removed, removal.forget_removed
        )
    )
    registry.register_deletable("spaces.space", permission="spaces.delete", delete=removal.delete_space)
    registry.register_deletable("spaces.mapimport", permission="spaces.edit", delete=removal.delete_import)
    retention.register(
        retention.Kind(
            "contacts",
            _("Contacts that nobody changed"),
            _("After three years a telephone number is more likely wrong than useful; it goes into the bin first."),
            1095,
            180,
            3650,
            removal.old_contacts,
            removal.remove_old_contacts,
        )
    )
