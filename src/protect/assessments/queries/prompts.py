"""Prompts and examples for scenarios, by category of the place and threat type, at the level of public guidance."""

from __future__ import annotations

from dataclasses import dataclass

from protect.reference import services as reference
from protect.reference.wording import translate
from protect.spaces.models import Space


@dataclass(frozen=True)
class Prompt:
    """A question that opens the eyes, an example to start from, and usual reasons why a threat type does not apply."""

    question: str
    title: str
    text: str
    reasons: tuple[str, ...] = ()


def prompts_for(space: Space) -> dict[str, Prompt]:
    """``{threat type: Prompt}`` for the space's main category; empty where no prompts are loaded."""
    sets = reference.newest("scenario_prompts")
    if not sets:
        return {}
    content = sets[0].content
    reasons = tuple(translate(one["text"]) for one in content["not_applicable_reasons"])
    return {
        threat: Prompt(translate(found["prompt"]), translate(found["title"]), translate(found["text"]), reasons)
        for threat, by_category in content["prompts"].items()
        if (found := by_category.get(space.main_category))
    }
