"""Small look-ups for the templates of the plans."""

from __future__ import annotations

from typing import Any

from django import template

from protect.plans.models import ActionScore
from protect.plans.money import amount
from protect.reference.scale_sets import Band, ScaleSet

register = template.Library()


@register.filter
def money(cents: Any, currency: str = "") -> str:
    return amount(cents, currency)


@register.filter
def unlocalized(number: Any) -> str:
    """A coordinate as SVG reads it, whatever the reader's language."""
    return f"{float(number):.1f}"


@register.simple_tag
def band_of_score(score: ActionScore) -> Band | None:
    return ScaleSet.of(score.scenario.assessment.scale_set).band_of(score.probability, score.consequence)
