"""Readings of the exercise clock in templates."""

from __future__ import annotations

from django import template

from protect.exercises.clock import spoken as said
from protect.exercises.models import Run

register = template.Library()


@register.filter
def spoken(seconds: float) -> str:
    return said(seconds)


@register.simple_tag
def clock_of(run: Run) -> str:
    return said(run.seconds)
