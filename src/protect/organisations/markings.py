"""The Traffic Light Protocol 2.0 as the platform's one marking, strictest first, and how markings combine."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Marking(models.TextChoices):
    """Who may read an object. Codes follow TLP 2.0 (FIRST); the words after the dash are ours."""

    RED = "RED", _("TLP:RED – named people only")
    AMBER_STRICT = "AMBER_STRICT", _("TLP:AMBER+STRICT – own organisation only")
    AMBER = "AMBER", _("TLP:AMBER – own and named partner organisations")
    GREEN = "GREEN", _("TLP:GREEN – authorities on this platform")
    CLEAR = "CLEAR", _("TLP:CLEAR – public")

    @property
    def short(self) -> str:
        return "TLP:" + self.value.replace("_", "+")


STRICTEST_FIRST = [marking.value for marking in Marking]


def strictest(markings: Iterable[str]) -> Marking:
    """The marking that something derived from all of ``markings`` carries. Nothing at all is treated as AMBER+STRICT."""
    ranks = [STRICTEST_FIRST.index(marking) for marking in markings]
    return Marking(STRICTEST_FIRST[min(ranks)]) if ranks else Marking.AMBER_STRICT


def milder(marking: str, than: str) -> bool:
    """Whether ``marking`` lets more readers in than ``than`` does."""
    return STRICTEST_FIRST.index(marking) > STRICTEST_FIRST.index(than)
