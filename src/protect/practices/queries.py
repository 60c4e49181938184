"""Reads of practices: for lists and boxes of others, and what stands on the page of one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from protect.catalogue.models import Entry
from protect.organisations.access import Reach
from protect.organisations.models import AUTHORITY_KINDS, Organisation
from protect.practices.models import Practice, Remark, Trial
from protect.practices.states import SHOWN, State


def shown_to(reader: Any) -> Any:
    """What stands in the list for this reader: published or outdated, by the one rule of seeing."""
    return Practice.objects.visible_to(reader).filter(state__in=SHOWN)  # type: ignore[attr-defined]


def latest(
    reader: Any = None, most: int = 5, *, threat: str = "", place: str = "", step: str = "", measure: int | None = None,
    language: str = "",
) -> list[Practice]:  # fmt: skip
    """The newest published ones, on a topic if one is named; None for ``reader``: what everybody reads.

    ``threat``, ``place`` and ``step`` are codes (threat_type, psoi_category, method_step), ``measure`` a key of the catalogue.
    """
    found = shown_to(reader).filter(state=State.PUBLISHED)
    for name, code in (("threat_types", threat), ("space_categories", place), ("steps", step)):
        if code:
            found = found.filter(**{f"{name}__contains": f",{code},"})
    if measure is not None:
        found = found.filter(entries=measure)
    if language:
        found = found.filter(language=language)
    found = found.select_related("organisation").defer(*Practice.TEXTS)
    return list(found.order_by("-published_at", "-pk")[:most])


def about_entry(reader: Any, entry: Entry, most: int = 20) -> list[Practice]:
    """Practices that name an entry of the catalogue."""
    found = shown_to(reader).filter(entries=entry.pk).select_related("organisation").defer(*Practice.TEXTS)
    return list(found.order_by("-published_at", "-pk")[:most])


def entries_of(reader: Any, practice: Practice) -> list[Entry]:
    seen: Any = Entry.objects.visible_to(reader)  # type: ignore[attr-defined]
    return list(seen.filter(pk__in=practice.entries.order_by().values("pk")))


@dataclass(frozen=True)
class Translation:
    """The same practice in another language; ``is_behind``: the original was published anew since."""

    practice: Practice
    is_original: bool
    is_behind: bool


def translations_of(reader: Any, practice: Practice) -> list[Translation]:
    """In all languages that the reader may see, ``practice`` itself left out."""
    root = practice.translation_of_id or practice.pk
    seen: Any = Practice.objects.visible_to(reader).filter(Q(pk=root) | Q(translation_of=root))  # type: ignore[attr-defined]
    found = list(seen.select_related("translation_of").defer(*Practice.TEXTS).exclude(pk=practice.pk))
    return [Translation(one, one.pk == root, is_behind(one)) for one in sorted(found, key=lambda one: one.language)]


def is_behind(practice: Practice) -> bool:
    """Whether the original changed since this was translated."""
    original = practice.translation_of
    return original is not None and original.version > practice.translated_version


@dataclass(frozen=True)
class Tried:
    """How often it was tried elsewhere, as far as the reader sees it; ``counts``: (label, number) of each result."""

    trials: list[Trial]
    counts: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return len(self.trials)


def tried(reader: Any, practice: Practice) -> Tried:
    seen: Any = Trial.objects.visible_to(reader).filter(practice=practice)  # type: ignore[attr-defined]
    trials = list(seen.select_related("organisation", "practice"))
    numbers = Counter(one.result for one in trials)
    return Tried(trials, [(str(label), numbers[code]) for code, label in Trial.Result.choices if numbers[code]])


def tried_of_many(reader: Any, keys: list[int]) -> dict[int, int]:
    """How often each of these was tried, as far as the reader sees it: one question."""
    seen: Any = Trial.objects.visible_to(reader).filter(practice__in=keys)  # type: ignore[attr-defined]
    return dict(Counter(seen.order_by().values_list("practice_id", flat=True)))


@dataclass(frozen=True)
class Said:
    """A comment or a question with its answers."""

    remark: Remark
    answers: list[Remark]


def said_of(reader: Any, practice: Practice) -> list[Said]:
    seen: Any = Remark.objects.visible_to(reader).filter(practice=practice)  # type: ignore[attr-defined]
    found = list(seen.select_related("organisation", "practice__organisation"))
    return [Said(one, [other for other in found if other.answers_id == one.pk]) for one in found if not one.answers_id]


def organisations_commenting(user: Any, *, but: int | None = None) -> Any:
    """Authorities for which this person may comment or tell that they tried it, too."""
    own = Organisation.objects.filter(pk__in=Reach.of(user).roles, kind__in=AUTHORITY_KINDS).exclude(pk=but)
    return own.filter(pk__in=[one.pk for one in own if user.has_perm("practices.comment_for", one)])
