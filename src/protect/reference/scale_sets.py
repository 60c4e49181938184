"""A scale set as an object: axes, matrix, bands, confidence and, where it has them, factors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from protect.reference.wording import translate

if TYPE_CHECKING:
    from protect.methods.scales import Matrix
    from protect.reference.models import ReferenceSet


@dataclass(frozen=True)
class Worded:
    """Something with a label and an explanation; kept in English, read in the present language."""

    code: str
    english_label: str
    english_text: str

    @property
    def label(self) -> str:
        return translate(self.english_label)

    @property
    def description(self) -> str:
        return translate(self.english_text)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True)
class Level(Worded):
    """A level of an axis; ``value`` counts from 1, the mildest."""

    value: int = 0


@dataclass(frozen=True)
class Band(Worded):
    """A band of the result; ``index`` (also its colour token) counts from 0, the lowest.

    ``symbol`` and ``pattern`` say the same as the colour, for those who do not see it.
    """

    index: int = 0
    symbol: str = ""
    pattern: str = "plain"
    products: tuple[int, int] | None = None

    @property
    def token(self) -> int:
        return self.index


@dataclass(frozen=True)
class Axis:
    """Probability or consequence with its levels, mildest first."""

    english_title: str
    english_question: str
    levels: tuple[Level, ...]

    @property
    def title(self) -> str:
        return translate(self.english_title)

    @property
    def question(self) -> str:
        return translate(self.english_question)

    def __len__(self) -> int:
        return len(self.levels)

    def __iter__(self) -> Iterator[Level]:
        return iter(self.levels)

    def level(self, value: int | None) -> Level | None:
        """The level 1..n; None for unanswered (None), cannot judge (0) and values outside the scale."""
        return self.levels[value - 1] if value and 1 <= value <= len(self.levels) else None


@dataclass(frozen=True)
class Factor(Worded):
    """One factor of a factor-based scale; ``side`` is probability or consequence."""

    side: str = ""
    english_levels: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        return self.description

    @property
    def levels(self) -> list[str]:
        """Descriptions of the scores 1..n."""
        return [translate(text) for text in self.english_levels]


class FactorRating(NamedTuple):
    """Levels that follow from factor scores: 0 where a factor cannot be judged, None where one is not answered yet."""

    probability: int | None
    consequence: int | None


@dataclass(frozen=True)
class ScaleSet:
    """Typed view of one version of a scale set."""

    key: str
    version: int
    english_title: str
    status: str
    english_note: str
    probability: Axis
    consequence: Axis
    matrix: Matrix
    bands: tuple[Band, ...]
    confidence: Mapping[str, tuple[float, float]]
    improvement_chance: float
    discussion_spread: int
    factors: tuple[Factor, ...] = ()
    floor: str = ""
    grows_into: Mapping[str, Any] | None = None

    @classmethod
    def of(cls, ref: ReferenceSet) -> ScaleSet:
        """The scale set that a ``ReferenceSet`` of kind ``scale_set`` holds; ValueError for another kind."""
        if ref.kind != "scale_set":
            raise ValueError(f"{ref} is a {ref.kind}, not a scale set.")
        key = (ref.digest, ref.key, ref.version, ref.title, ref.status)
        if not ref.digest or key not in _known:
            if len(_known) > 100:
                _known.clear()
            _known[key] = cls.from_content(
                ref.content, key=ref.key, version=ref.version, title=ref.title, status=ref.status
            )
        return _known[key]

    @classmethod
    def from_content(
        cls,
        content: Mapping[str, Any],
        *,
        key: str = "",
        version: int = 1,
        title: str = "",
        status: str = "organisation",
    ) -> ScaleSet:
        """The scale set described by the ``content`` of a checked document."""
        from protect.methods.scales import Matrix

        codes = [band["code"] for band in content["bands"]]
        factors = content.get("factors", {})
        return cls(
            key=key,
            version=version,
            english_title=title,
            status=status,
            english_note=content["note"],
            probability=_axis(content["probability"]),
            consequence=_axis(content["consequence"]),
            matrix=Matrix(
                bands=tuple(codes), cells=tuple(tuple(codes.index(code) for code in row) for row in content["matrix"])
            ),
            bands=tuple(
                Band(
                    band["code"],
                    band["label"],
                    band["help"],
                    index,
                    band["symbol"],
                    band["pattern"],
                    (band["products"][0], band["products"][1]) if "products" in band else None,
                )
                for index, band in enumerate(content["bands"])
            ),
            confidence={code: (share["own"], share["neighbour"]) for code, share in content["confidence"].items()},
            improvement_chance=content["improvement_chance"],
            discussion_spread=content["discussion_spread"],
            factors=tuple(
                Factor(one["code"], one["label"], one["question"], side, tuple(one["levels"]))
                for side in ("probability", "consequence")
                for one in factors.get(side, ())
            ),
            floor=factors.get("floor", ""),
            grows_into=content.get("grows_into"),
        )

    @property
    def title(self) -> str:
        return translate(self.english_title)

    @property
    def note(self) -> str:
        return translate(self.english_note)

    @property
    def factor_based(self) -> bool:
        return bool(self.factors)

    def band(self, code: str) -> Band | None:
        return next((band for band in self.bands if band.code == code), None)

    def band_of(self, probability: int | None, consequence: int | None) -> Band | None:
        """Band of the matrix cell; None (open, never low) if either level is unanswered or cannot be judged."""
        if not self.probability.level(probability) or not self.consequence.level(consequence):
            return None
        assert probability and consequence
        return self.bands[self.matrix.cells[probability - 1][consequence - 1]]

    def spread_weights(self, confidence: str) -> tuple[float, float]:
        """Share that stays on the chosen level and share that goes to each neighbour, by confidence code.

        At the end of the scale the share of the neighbour that does not exist stays on the level.
        """
        return self.confidence[confidence]

    def factors_of(self, side: str) -> list[Factor]:
        return [factor for factor in self.factors if factor.side == side]

    def rate_factors(self, scores: Mapping[str, int | None]) -> FactorRating:
        """Levels from factor scores by code: mean of a side rounded up; the floor factor holds up the consequence.

        A factor that is missing or None leaves its side open (None); one that cannot be judged (0) makes the side
        "cannot judge" (0). ValueError for an unknown factor or a score outside 0..n.
        """
        known = {factor.code: factor for factor in self.factors}
        for code, score in scores.items():
            if code not in known:
                raise ValueError(f"'{code}' is no factor of this scale set; it has {', '.join(known) or 'none'}.")
            if score is not None and not 0 <= score <= len(known[code].english_levels):
                raise ValueError(
                    f"Factor '{code}' is {score}; it goes from 0 (cannot judge) to {len(known[code].english_levels)}."
                )
        return FactorRating(self._rate("probability", scores), self._rate("consequence", scores))

    def _rate(self, side: str, scores: Mapping[str, int | None]) -> int | None:
        given = [scores.get(factor.code) for factor in self.factors_of(side)]
        known = [score for score in given if score is not None]
        if not given or len(known) < len(given):
            return None
        if 0 in known:
            return 0
        floor = (scores[self.floor] or 0) if side == "consequence" else 1
        return max(-(-sum(known) // len(known)), floor)


def _axis(content: Mapping[str, Any]) -> Axis:
    levels = (
        Level(one["code"], one["label"], one["description"], value) for value, one in enumerate(content["levels"], 1)
    )
    return Axis(content["title"], content["question"], tuple(levels))


# Frozen content never changes and the digest names it, so one object a version is enough for a process.
_known: dict[tuple[str, str, int, str, str], ScaleSet] = {}
