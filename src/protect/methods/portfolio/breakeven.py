"""What must one believe for a measure to pay for itself? (Stewart and Mueller: benefit = p_attack x loss x risk reduction.)"""

from __future__ import annotations

import math
from dataclasses import dataclass

from protect.methods.results import Account, Band

Amount = Band | float


@dataclass(frozen=True)
class BreakEven:
    """``chance``: yearly chance (or number of times, above 1) of the event at which cost and benefit are equal, as a band: low is
    the most favourable reading of all inputs, high the least; ``years``: 1 / the best estimate."""

    chance: Band
    account: Account

    @property
    def years(self) -> float:
        return 1 / self.chance.best if self.chance.best else math.inf

    @property
    def sentence(self) -> str:
        """In words, with both figures; it says what one must believe, not what is true."""
        return f"{_believe(self.chance.best)}{_range(self.chance)} Whether that is so, the town decides."


def _believe(chance: float) -> str:
    if chance == 0:
        return "It costs nothing, and pays for itself whatever happens."
    if chance > 1:
        return (
            f"To pay for itself it has to prevent its share of such an event {chance:,.0f} times a year or more, once in "
            f"{_number(365 / chance)} days."
        )
    return (
        f"To pay for itself there has to be such an event once in {_number(1 / chance)} years or more often "
        f"({chance * 100:.2g} in 100 a year)."
    )


def _range(chance: Band) -> str:
    if chance.low == chance.high:
        return ""
    if chance.high > 1 or chance.low == 0:
        return f" Between {chance.low:,.2g} and {chance.high:,.2g} times a year, as costs and effects are read."
    most, fewest = _number(1 / chance.low), _number(1 / chance.high)
    return f" Between once in {most} and once in {fewest} years, as costs and effects are read."


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}".removesuffix(".0")


def break_even(yearly_cost: Amount, loss: Amount, reduction: Amount, *, guessed: tuple[str, ...] = ()) -> BreakEven:
    """``p* = C / (L dR)``.

    ``yearly_cost`` [money a year], ``loss`` of one event [money], ``reduction``: share of it that the measure takes away, above 0
    to 1; numbers or bands. ``guessed``: which of the three nobody measured. No value of a life is in it unless the town puts one
    into ``loss``. Raises ValueError for numbers that cannot be.

    >>> found = break_even(60_000, 20e6, 0.4)
    >>> found.chance.best, round(found.years)
    (0.0075, 133)
    """
    cost, lost, taken = _band(yearly_cost), _band(loss), _band(reduction)
    if cost.low < 0 or lost.low <= 0 or taken.low <= 0 or taken.high > 1 or not math.isfinite(cost.high + lost.high):
        raise ValueError("yearly_cost is not negative, loss is above 0, and reduction is a share above 0 and at most 1")
    chance = Band(
        cost.low / (lost.high * taken.high), cost.best / (lost.best * taken.best), cost.high / (lost.low * taken.low), "a year"
    )  # fmt: skip
    inputs = {"yearly cost": cost, "loss": lost, "reduction": taken}
    return BreakEven(
        chance,
        Account(
            {name: one.as_text(6) for name, one in inputs.items()},
            "none: costs and losses are the town's",
            guessed=guessed,
            assumptions=(
                "What the measure is good for besides is not counted.",
                "No value of a life, unless it is in the loss.",
            ),
            changes=("Half the cost halves what one has to believe; so does twice the reduction.",),
        ),
    )


def _band(amount: Amount) -> Band:
    return amount if isinstance(amount, Band) else Band(float(amount), float(amount), float(amount))
