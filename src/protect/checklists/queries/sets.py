"""Which set of questions is asked."""

from __future__ import annotations

from protect.reference import services as reference
from protect.reference.models import ReferenceSet
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
    """Newest version of every set of the platform that can be asked at ``space``, its checklist first.

    Sets of an organisation are not offered here: whose they are is not known to the table of sets.
    """
    return platform_sets()


def platform_sets() -> list[ReferenceSet]:
    found = [one for one in reference.newest("question_set") if one.status != ReferenceSet.Status.ORGANISATION]
    return sorted(found, key=lambda one: (KEYS.index(one.key) if one.key in KEYS else len(KEYS), one.key))
