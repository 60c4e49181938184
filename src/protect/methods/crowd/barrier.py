"""What a line of bollards or blocks costs the crowd: "so many elements here, so many minutes there" (METHODS 1.3).

A cautious bound: the elements take their width. Full-scale trials show that stand-off, gap and array matter too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from protect.methods.crowd.hand import flow_time
from protect.methods.crowd.parameters import FLOWS, UK_EVENTS
from protect.methods.crowd.site import Ground, Site
from protect.methods.parameters import ParameterSet
from protect.methods.results import Account, Band, rounded


@dataclass(frozen=True)
class BarrierEffect:
    """Clear width, gap [m] and capacity [p] before and after; ``added``: seconds more for ``persons`` through this opening."""

    elements: int
    width: float
    clear_width: float
    gap: float
    minutes: float
    capacity_before: float
    capacity_after: float
    persons: int
    added: Band
    account: Account

    @property
    def share_lost(self) -> float:
        """Share of the flow that the line takes, 0 to 1."""
        return 1.0 - self.clear_width / self.width

    @property
    def sentence(self) -> str:
        """The result in words."""
        some = "1 element here takes" if self.elements == 1 else f"{self.elements} elements here take"
        minutes = Band(self.added.low / 60, self.added.best / 60, self.added.high / 60, "min").as_text()
        return (
            f"{some} {self.width - self.clear_width:.2g} m of {rounded(self.width)} m: in {self.minutes:g} minutes "
            f"{rounded(self.capacity_after)} people instead of {rounded(self.capacity_before)} "
            f"(-{self.share_lost:.0%}); {rounded(self.persons)} people need {minutes} longer."
        )


def clear_of(width: float, elements: int, element_width: float) -> float:
    """Clear width of an opening [m] behind a line: ``W - n d``. ValueError where the elements fill it.

    >>> round(clear_of(12.0, 8, 0.3), 3)
    9.6
    """
    if elements < 0 or element_width <= 0 or not (math.isfinite(width) and width > 0):
        raise ValueError("width, elements and element_width: give positive metres and 0 or more elements")
    clear = width - elements * element_width
    if clear <= 0:
        raise ValueError(f"elements: {elements} of {element_width:g} m leave nothing of {width:g} m; nobody could pass")
    return clear


def barrier_effect(
    width: float,
    elements: int,
    element_width: float,
    persons: int | None = None,
    ground: Ground = Ground.LEVEL,
    measured: bool = True,
    parameters: ParameterSet = UK_EVENTS,
    flows: ParameterSet = FLOWS,
) -> BarrierEffect:
    """Effect of ``elements`` of ``element_width`` [m] in an opening of ``width`` [m].

    Capacity ``w q t`` with the guide's rate and the minutes of medium risk; ``added`` is ``N/q (1/w' - 1/w)`` at the guide's rate
    (low) and the observed one (high), best their middle. ``persons``: who leaves this way; what the opening carries today where
    None. ValueError as ``clear_of``.

    >>> found = barrier_effect(12.0, 8, 0.3)
    >>> round(found.capacity_before), round(found.capacity_after), round(found.share_lost, 3)
    (7872, 6298, 0.2)
    >>> print(found.sentence.replace("; ", chr(10)))
    8 elements here take 2.4 m of 12 m: in 8 minutes 6,300 people instead of 7,900 (-20%)
    7,900 people need 2.4 min (2 to 2.7) longer.
    """
    clear = clear_of(width, elements, element_width)
    steps = ground is Ground.STEPS
    rate, minutes = parameters["rate_steps" if steps else "rate_level"], parameters["minutes_medium"]
    before, after = width * rate * minutes, clear * rate * minutes
    leaving = math.floor(before + 1e-9) if persons is None else persons
    share = flows["steps_share"] if steps else 1.0
    longer = sorted(
        flow_time(leaving, clear, flows[name] * share / 60) - flow_time(leaving, width, flows[name] * share / 60)
        for name in ("guide", "observed")
    )
    account = Account(
        {
            "opening": f"{width:g} m, {ground}" + ("" if measured else ", not measured"),
            "line": f"{elements} of {element_width:g} m",
            "people leaving this way": f"{leaving:,}" + (" (all it carries today)" if persons is None else ""),
        },
        f"{parameters.label}; {flows.label}",
        guessed=() if measured else ("opening",),
        assumptions=("The line takes the width of its elements and nothing else; rates stay the same in the gaps.",),
        changes=("Stand-off, size of the gaps and the shape of the array: full-scale trials differ by them.",),
        tasks=() if measured else ("Measure the clear width of the opening.",),
        restricted=True,
    )
    return BarrierEffect(
        elements,
        width,
        clear,
        clear / (elements + 1),
        minutes,
        before,
        after,
        leaving,
        Band(longer[0], sum(longer) / 2, longer[1], "s"),
        account,
    )


def narrowed(site: Site, name: str, elements: int, element_width: float) -> Site:
    """The site with a line in one of its exits, for every other method to compare with. ValueError for an unknown exit or width.

    >>> from protect.methods.crowd.site import Exit
    >>> narrowed(Site(2000.0, (Exit("mouth", 12.0),)), "mouth", 4, 0.5).width
    10.0
    """
    found = next((way for way in site.exits if way.name == name), None)
    if found is None:
        raise ValueError(f"name: there is no exit {name}; there are {', '.join(way.name for way in site.exits)}")
    if found.width is None:
        raise ValueError(f"name: the width of exit {name} is unknown; measure it before a line is planned in it")
    fresh = replace(found, width=clear_of(found.width, elements, element_width))
    return replace(site, exits=tuple(fresh if way is found else way for way in site.exits))
