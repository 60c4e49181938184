"""What this folder keeps for a time: its part of the bin, and its kinds of data with the reason of each time."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext_lazy as _

from protect.organisations import bins, retention
from protect.organisations.binning import Binned


def register() -> None:
    from protect.organisations.services import bin as services
    from protect.organisations.services import retention as removing

    bins.register(bins.Source("whole", Binned, "organisation", "", services.restore, services.forget))
    for kind in (
        retention.Kind(
            "bin",
            _("Bin"),
            _("Long enough to notice a mistake after a holiday; short enough that deleted means deleted."),
            30, 1, 365,
            partial(removing.due_in_bin, personal=False),
            partial(removing.empty_bin, personal=False),
        ),
        retention.Kind(
            "bin_personal",
            _("Photos and contacts in the bin"),
            _("They are about people, who may ask that they go; a week is enough to undo a slip."),
            7, 1, 30,
            partial(removing.due_in_bin, personal=True),
            partial(removing.empty_bin, personal=True),
        ),
        retention.Kind(
            "views",
            _("Who looked at what (audit log)"),
            _(
                "Needed to find a leak, which comes to light late; after two years it only tells how people worked. The "
                "seals stay, so the chain can still be checked. Changes, approvals and exports are never removed."
            ),
            730, 180, 3650,
            removing.due_views,
            removing.remove_views,
        ),
        retention.Kind(
            "invitations",
            _("Invitations that were answered, withdrawn or ran out"),
            _("The log tells that somebody was invited; the address itself is not needed any more."),
            90, 7, 365,
            removing.due_invitations,
            removing.remove_invitations,
        ),
    ):  # fmt: skip
        retention.register(kind)
