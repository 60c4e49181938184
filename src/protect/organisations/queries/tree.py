"""What hangs on what: the models that are seen through a model, found in their ``sources``."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps

from protect.organisations.access import Restricted, Visible


@cache
def visible_models() -> tuple[type[Visible], ...]:
    """Every model whose rows the one rule hides, in the order of the apps."""
    return tuple(model for model in apps.get_models() if issubclass(model, Visible))


@cache
def restricted_models() -> tuple[type[Restricted], ...]:
    return tuple(model for model in visible_models() if issubclass(model, Restricted))


@cache
def dependents(model: type[Visible]) -> tuple[tuple[type[Visible], str], ...]:
    """(model, foreign key) of what is derived directly from ``model``."""
    return tuple(
        (one, name)
        for one in visible_models()
        for name in one.sources
        if one._meta.get_field(name).related_model is model
    )


@cache
def below(model: type[Visible]) -> tuple[tuple[type[Visible], str], ...]:
    """(model, path of look-ups to ``model``) of everything derived from it, near ones first; each model once."""
    found: dict[type[Visible], str] = {}
    waiting: list[tuple[type[Visible], str]] = [(model, "")]
    while waiting:
        source, path = waiting.pop(0)
        for one, name in dependents(source):
            if one not in found and one is not model:
                found[one] = f"{name}__{path}" if path else name
                waiting.append((one, found[one]))
    return tuple(found.items())


@cache
def owner_path(model: type[Visible]) -> str:
    """Look-ups from a row to the organisation that owns it; empty where there is none."""
    if issubclass(model, Restricted):
        return "organisation"
    for name in model.sources:
        related: Any = model._meta.get_field(name).related_model
        further = owner_path(related)
        if further:
            return f"{name}__{further}"
    return ""


def origins(about: Visible) -> list[Restricted]:
    """The restricted objects whose markings decide about ``about``, itself first; each once."""
    found: list[Restricted] = [about] if isinstance(about, Restricted) else []
    for name in about.sources:
        source = getattr(about, name)
        if source is not None:
            found += [one for one in origins(source) if one not in found]
    return found


@cache
def source_paths(model: type[Visible]) -> tuple[str, ...]:
    """Look-ups to every source of ``model`` and to theirs: read with a row, ``origins`` asks the database no more."""
    found: list[str] = []
    for name in model.sources:
        related: Any = model._meta.get_field(name).related_model
        found += [name, *(f"{name}__{further}" for further in source_paths(related))]
    return tuple(found)


def has_own_rule(model: type[Visible]) -> bool:
    """Whether the model hides more than its sources do, as blind scores are."""
    return model.visibility.__func__ is not Visible.visibility.__func__  # type: ignore[attr-defined]
