"""Where actions come from besides requirements and acceptances: folders above say here what their word for it is.

origins.add("lesson", _("Lesson of an exercise"), lambda key: reverse("exercises:lesson", args=[key]), Lesson.visible)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Source(NamedTuple):
    """A neutral reference to something of a folder that this one does not know: its kind, its key, and words for it.

    The words are read by whoever reads the action: they name nothing that these may not know.
    """

    kind: str
    key: int
    words: str = ""


@dataclass(frozen=True)
class Origin:
    label: str | Promise
    #: Address of the thing for a reader; empty where they may not see it.
    page: Callable[[int, Any], str]


def _nowhere(key: int, reader: Any) -> str:
    return ""


_origins: dict[str, Origin] = {
    "lesson": Origin(_("Lesson of an exercise"), _nowhere),
    "incident": Origin(_("Incident or near miss"), _nowhere),
    "portfolio": Origin(_("Portfolio of measures"), _nowhere),
    "solution": Origin(_("Solution chosen in an evaluation"), _nowhere),
}


def add(kind: str, label: str | Promise, page: Callable[[int, Any], str]) -> None:
    """Said at start-up by the folder that proposes actions of this kind."""
    _origins[kind] = Origin(label, page)


def known(kind: str) -> bool:
    return kind in _origins


def of(action: Any, reader: Any) -> dict[str, str] | None:
    """Label, words and address (empty for none) of where ``action`` came from; None if from the assessment itself."""
    found = _origins.get(action.source_kind)
    if found is None or action.source_key is None:
        return None
    return {"label": str(found.label), "words": action.source_words, "page": found.page(action.source_key, reader)}
