"""Everything in a call's document that would give away something restricted, each to be changed or cleared by name.

The rules of redacted editions look for names, addresses, coordinates and levels; they know the people and places of every
assessment that the call's requirements come from. Besides, no sentence of a restricted text goes out as it stands there.
No photo and no map can go: the document has no place for one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from protect.assessments.models import Assessment
from protect.calls import composing
from protect.calls.models import Call
from protect.editions import gathering, leaks, policy

#: A passage shorter than this can be the same by chance.
LEAST_WORDS = 5
PASSAGE = "passage"

_SENTENCES = re.compile(r"(?<=[.!?;:])\s+|\n+")
_WORDS = re.compile(r"\w+")
#: Restricted texts that must not go out as they stand, by part of an assessment.
SCENARIO_TEXTS = ("title", "text", "weaknesses", "improvement_ideas", "reason")
WEAK_TEXTS = ("statement", "reason", "signatory", "transferred_to")
SPACE_TEXTS = ("name", "description", "surroundings", "symbolic_notes", "hazard_notes", "busy_times", "owner_name")


@dataclass(frozen=True)
class Finding:
    """One thing in one text. ``fingerprint`` is another as soon as the text around it is."""

    place: str
    kind: str
    text: str
    around: str
    fingerprint: str
    reason: str = ""  # why it was cleared; empty while it was not

    @property
    def word(self) -> str:
        return str(policy.WORDS.get(self.kind, _("sentence of a restricted text")))

    @property
    def inferred(self) -> str:
        return str(policy.INFERRED.get(self.kind, _("It stands word for word in an assessment.")))


def assessments_behind(call: Call) -> list[Assessment]:
    """Of every city: known to the check, whoever runs it."""
    keys = call.annexes.values("wanted__requirement__assessment")
    return list(Assessment.objects.filter(pk__in=keys).select_related("space", "scale_set").order_by("pk"))


def check(call: Call, document: dict[str, Any] | None = None) -> list[Finding]:
    """All findings, cleared ones with their reason."""
    found = composing.document(call) if document is None else document
    behind = assessments_behind(call)
    names = [gathering.known(one) for one in behind]
    people = sorted({name for one in names for name in one.people})
    places = sorted({name for one in names for name in one.places})
    levels = sorted({name for one in names for name in one.levels})
    passages = _passages(behind)
    cleared = dict(call.clearances.values_list("fingerprint", "reason"))
    findings: dict[str, Finding] = {}
    for place, text in composing.texts(found):
        if not text.strip():
            continue
        hits = [(one.kind, one.text) for one in leaks.find(text, people=people, places=places, levels=levels)]
        hits += [(PASSAGE, sentence) for sentence in _sentences(text) if _plain(sentence) in passages]
        for kind, hit in hits:
            mark = hashlib.sha256("\0".join([place, kind, hit, text]).encode()).hexdigest()
            around = " ".join(text.split())
            findings[mark] = Finding(place, kind, hit, around[:300], mark, cleared.get(mark, ""))
    return list(findings.values())


def _passages(behind: Iterable[Assessment]) -> set[str]:
    """Sentences of restricted texts, without case and marks. What was written for outsiders already is none."""
    texts: set[str] = set()
    meant_for_others: set[str] = set()
    for one in behind:
        texts |= {one.mandate, one.site_notes, *(getattr(one.space, name) for name in SPACE_TEXTS)}
        for row in one.scenarios.values(*SCENARIO_TEXTS, "public_text"):
            meant_for_others |= {_plain(sentence) for sentence in _sentences(row.pop("public_text"))}
            texts |= set(row.values())
        for weak in one.vulnerabilities.values(*WEAK_TEXTS):
            texts |= set(weak.values())
    found = {_plain(sentence) for text in texts if text for sentence in _sentences(text)}
    return {one for one in found - meant_for_others if len(one.split()) >= LEAST_WORDS}


def _sentences(text: str) -> list[str]:
    return [one.strip() for one in _SENTENCES.split(text) if one.strip()]


def _plain(sentence: str) -> str:
    return " ".join(_WORDS.findall(sentence.casefold()))
