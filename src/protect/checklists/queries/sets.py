"""Which set of questions is asked."""

from __future__ import annotations

from protect.reference import services as reference
from protect.reference.models import ReferenceSet
from protect.sets.queries import own_references
from protect.sets.queries import platform_sets as of_platform
from protect.spaces.models import Space

#: Newest first choice; the quick check alone asks its twenty questions.
KEYS = ("site-checklist", "quick-check")


def default_set() -> ReferenceSet:
    """The platform's questions; ReferenceSet.DoesNotExist says how to load them."""
    for key in KEYS[:-1]:
        found = ReferenceSet.objects.filter(kind="question_set", key=key).order_by("-version").first()
        if found is not None:
            return found
    return reference.latest("question_set", KEYS[-1])


def sets_for(space: Space) -> list[ReferenceSet]:
    """Newest version of every set that can be asked at ``space``: the platform's, its checklist first, then the owner's."""
    return [*platform_sets(), *own_references(space.organisation, "question_set")]


def platform_sets() -> list[ReferenceSet]:
    return sorted(
        of_platform("question_set"), key=lambda one: (KEYS.index(one.key) if one.key in KEYS else len(KEYS), one.key)
    )
