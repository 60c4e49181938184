"""Defaults of the platform, none of them of the published method; docs/user/deciding.md tells each, and so does every result.

A level is read as a factor of two: one level lower leaves half of what a row is worth, two leave a quarter. Measures on one row
each take their share of what the others leave, which is the same as levels that add up. This serves the search; what is shown
as residual level is always looked up in the table of the scale set (``reckoning``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from protect.assessments.models import Confidence

#: What one level lower leaves of a row.
LEFT_BY_A_LEVEL = 0.5
#: A row that nobody could judge weighs like one of this band, counted from 0: never like the lowest.
OPEN_WEIGHS_LIKE = 1
#: Costs of a catalogue's bands in euro: lowest, best estimate, highest. Not known stays not known.
COSTS: Mapping[str, tuple[int, int, int]] = {
    "staff_time": (0, 0, 0),
    "low": (500, 2_500, 5_000),
    "medium": (5_000, 20_000, 50_000),
    "high": (50_000, 150_000, 500_000),
    "very_high": (500_000, 1_000_000, 2_000_000),
}
#: Functions by which a measure is proposed to make an event less likely, or its harm smaller.
LESS_LIKELY = frozenset({"restrict", "surveil", "detect"})
LESS_HARM = frozenset({"protect", "respond", "alert", "overcome", "improvise", "adapt"})
OPENNESS = {"better": 1, "none": 0, "attention": 0, "worse": -1}
CHECKS = ("accessibility", "multi_functionality", "proportionality", "looks", "sustainability")


def surely(levels: int, sure: str, confirmed: bool) -> int:
    """Levels as they are read cautiously: all of what is highly sure, one less of what is fairly sure, nothing of the rest."""
    if not confirmed or sure == Confidence.LOW:
        return 0
    return levels if sure == Confidence.HIGH else max(levels - 1, 0)


def share(levels: int) -> float:
    """The share of a row that so many levels take away."""
    return 1 - float(LEFT_BY_A_LEVEL) ** levels


def openness_mark(answers: Mapping[str, str]) -> int:
    """Checks helped less checks burdened; what nobody judged counts as a burden."""
    return sum(OPENNESS.get(answers.get(code, ""), -1) for code in CHECKS)


def proposed(threats: Iterable[str], functions: Iterable[str], threat: str) -> tuple[int, int] | None:
    """Levels of probability and consequence that are proposed for a row of this threat type; None without a word in common."""
    named = set(functions)
    if threat not in set(threats):
        return None
    found = (int(bool(named & LESS_LIKELY)), int(bool(named & LESS_HARM)))
    # One level in all: an effect on both sides is for people to say.
    return (1, 0) if found == (1, 1) else None if found == (0, 0) else found
