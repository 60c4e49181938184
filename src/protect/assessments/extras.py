"""What folders above add to the pages of an assessment, which may not import them; said at start-up (``AppConfig.ready``).

``add_to_step``: a box on the pages of the guided path, under the manual's step; its function gets request, assessment and
the key of the step and returns the context of its template, or None for no box. ``add_to_scenario``: what is shown beside
each scenario while it is scored; its function is asked once a page, for all scenarios, and returns contexts by their key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest

from protect.assessments.models import Assessment, Scenario

StepExtra = Callable[[HttpRequest, Assessment, str], "dict[str, Any] | None"]
ScenarioExtra = Callable[[HttpRequest, Assessment, list[Scenario]], Mapping[int, dict[str, Any]]]

_steps: list[tuple[str, StepExtra]] = []
_scenarios: list[tuple[str, ScenarioExtra]] = []


def add_to_step(template: str, context: StepExtra) -> None:
    if (template, context) not in _steps:
        _steps.append((template, context))


def add_to_scenario(template: str, context: ScenarioExtra) -> None:
    if (template, context) not in _scenarios:
        _scenarios.append((template, context))


def of_step(request: HttpRequest, assessment: Assessment, step: str) -> list[tuple[str, dict[str, Any]]]:
    found = [(template, context(request, assessment, step)) for template, context in _steps]
    return [(template, context) for template, context in found if context is not None]


def of_scenarios(
    request: HttpRequest, assessment: Assessment, scenarios: Iterable[Scenario]
) -> dict[int, list[tuple[str, dict[str, Any]]]]:
    """Templates and contexts by the key of the scenario."""
    rows = list(scenarios)
    shown: dict[int, list[tuple[str, dict[str, Any]]]] = {row.pk: [] for row in rows}
    for template, contexts in _scenarios:
        for key, context in contexts(request, assessment, rows).items():
            shown[key].append((template, context))
    return shown
