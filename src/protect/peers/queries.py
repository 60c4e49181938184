"""The published figures in words, for an organisation that takes part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.organisations.lists import one_of
from protect.organisations.models import Organisation
from protect.peers import figures, gathering, services
from protect.peers.figures import SEPARATOR
from protect.peers.gathering import WHOLE_SPACE
from protect.peers.models import Participation, Publication
from protect.reference import terms
from protect.reference.models import ReferenceSet

FIFTHS: list[Any] = [
    gettext_lazy("up to 20 in 100"), gettext_lazy("20 to 40 in 100"), gettext_lazy("40 to 60 in 100"),
    gettext_lazy("60 to 80 in 100"), gettext_lazy("above 80 in 100"),
]  # fmt: skip
MONEY: list[Any] = [
    gettext_lazy("up to 1 000 EUR"), gettext_lazy("1 000 to 10 000 EUR"), gettext_lazy("10 000 to 50 000 EUR"),
    gettext_lazy("50 000 to 250 000 EUR"), gettext_lazy("above 250 000 EUR"),
]  # fmt: skip
EFFECTS: list[Any] = [
    gettext_lazy("no change"),
    gettext_lazy("about one level lower"),
    gettext_lazy("more than one level lower"),
]


@dataclass(frozen=True)
class Line:
    category: str
    threat: str
    area: str
    what: str
    share: str
    width: int
    cost: str = ""
    effect: str = ""
    #: Of the own organisation, exactly: its readers may know that. Empty where it has nothing of the kind.
    own: str = ""
    own_cost: str = ""
    own_effect: str = ""


@dataclass(frozen=True)
class Comparison:
    """What the page shows; everything comes from its address."""

    organisation: Organisation
    category: str = ""
    threat: str = ""

    @classmethod
    def of(cls, organisation: Organisation, parameters: Mapping[str, str]) -> Comparison:
        return cls(
            organisation,
            one_of(parameters, "category", terms.codes("psoi_category")),
            one_of(parameters, "threat", terms.codes("threat_type")),
        )

    @property
    def takes_part(self) -> bool:
        return Participation.objects.filter(organisation=self.organisation, takes_part=True).exists()

    def obstacle(self) -> str:
        """Why nothing is shown, as a sentence; empty where something is."""
        if not self.takes_part:
            return _("Only organisations that take part see what all together tell. An administrator decides.")
        if len(services.taking_part()) < figures.LEAST:
            return _("Fewer than five organisations take part. Nothing is shown, so that nobody is told apart.")
        if self.publication is None:
            return _("Nothing is published yet. Figures come once a month.")
        if not self.publication.document["cells"]:
            return _("No figure has five organisations behind it yet. Nothing is shown, so that nobody is told apart.")
        return ""

    @property
    def publication(self) -> Publication | None:
        return Publication.objects.first()

    def _cells(self, what: str) -> list[tuple[list[str], dict[str, Any]]]:
        published = self.publication
        found = []
        for name, cell in sorted((published.document["cells"] if published else {}).items()):
            kind, *codes = name.split(SEPARATOR)
            if (
                kind != what
                or (self.category and codes[0] != self.category)
                or (self.threat and codes[1] != self.threat)
            ):
                continue
            found.append((codes, cell))
        return found

    @cached_property
    def own(self) -> figures.Given:
        """As it stands today, by the same rules as what it gives: TLP:RED stays out here, too."""
        return gathering.given_by([self.organisation.pk])[self.organisation.pk]

    def _own_level(self, codes: list[str], band: str) -> str:
        of_it = self.own.levels.get(SEPARATOR.join(codes))
        return "" if of_it is None else _share(of_it.get(band, 0.0))

    def levels(self) -> list[Line]:
        words = _band_words()
        return [
            Line(
                _kind(codes[0]), _threat(codes[1]), "", words.get(band, band), str(FIFTHS[share]), 40 * (share + 1),
                own=self._own_level(codes, band),
            )
            for codes, cell in self._cells("levels")
            for band, share in sorted(
                cell["levels"].items(), key=lambda one: list(words).index(one[0]) if one[0] in words else 9
            )
        ]  # fmt: skip

    def measures(self) -> list[Line]:
        told = []
        for codes, cell in self._cells("measures"):
            cost = ""
            if "cost" in cell:
                low, high = cell["cost"]
                cost = (
                    str(MONEY[low])
                    if low == high
                    else _("%(low)s, to %(high)s") % {"low": MONEY[low], "high": MONEY[high]}
                )
            area = _("the whole space") if codes[2] == WHOLE_SPACE else terms.label("sub_area_kind", codes[2])
            told.append(
                Line(
                    _kind(codes[0]), _threat(codes[1]), area, terms.label("measure_category", codes[3]),
                    str(FIFTHS[cell["often"]]), 40 * (cell["often"] + 1), cost,
                    str(EFFECTS[cell["effect"]]) if "effect" in cell else "", **self._own_measure(codes),
                )
            )  # fmt: skip
        return told

    def _own_measure(self, codes: list[str]) -> dict[str, str]:
        of_place = self.own.measures.get(SEPARATOR.join(codes[:3]))
        if of_place is None:
            return {}
        share, cost, effect = of_place.get(codes[3], (0.0, None, None))
        return {
            "own": _share(share),
            "own_cost": "" if cost is None else f"{number_format(round(cost), force_grouping=True)} EUR",
            "own_effect": "" if effect is None else str(EFFECTS[figures.effect_band(effect)]),
        }


def _share(share: float) -> str:
    return _("%(number)d in 100") % {"number": round(share * 100)}


def _kind(code: str) -> str:
    return terms.label("psoi_category", code)


def _threat(code: str) -> str:
    return terms.label("threat_type", code)


def _band_words() -> dict[str, str]:
    """Code -> label of the platform's bands, highest first."""
    from protect.reference.scale_sets import ScaleSet

    words: dict[str, str] = {}
    for one in ReferenceSet.objects.filter(kind="scale_set").order_by("pk")[:10]:
        for band in reversed(ScaleSet.of(one).bands):
            words.setdefault(band.code, band.label)
    return words
