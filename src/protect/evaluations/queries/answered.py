"""What a provider answered to the call, beside the sheet on which it is scored; without names while they are hidden."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from protect.answers import documents
from protect.answers.models import OpenedAnswer
from protect.evaluations.models import Candidate, Hideable

#: Of the facts those that say whose it is, and what hides each.
TELLING = {"solution": Hideable.PRODUCT, "contact": Hideable.CONTACT, "consent_summary": Hideable.CONTACT}


@dataclass(frozen=True)
class Answered:
    """``facts``, ``answers``: (label, what was said); ``requirements``: (city, number, text, how far, proof)."""

    facts: list[tuple[str, str]] = field(default_factory=list)
    requirements: list[tuple[str, str, str, str, str]] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)


def told_of(candidate: Candidate, hidden: Collection[str] = ()) -> Answered | None:
    """``hidden``: codes of ``Hideable``. None for a candidate that is no answer to a call."""
    opened = candidate.answer
    if opened is None:
        return None
    told = documents.in_words(opened.document, opened.call.publication.document)

    def said(text: Any) -> str:
        return without_names(str(text), opened, hidden)

    left_out = {documents.labels()[name] for name, code in TELLING.items() if code in hidden}
    provider = told["provider"]
    shown = {Hideable.PROVIDER: provider["name"], Hideable.COUNTRY: provider["country"]}
    who = [(str(code.label).capitalize(), text) for code, text in shown.items() if code not in hidden]
    return Answered(
        [*who, *((one["label"], said(one["value"])) for one in told["facts"] if one["label"] not in left_out)],
        [(one["city"], one["code"], one["text"], one["how"], said(one["proof"])) for one in told["requirements"]],
        [(one["text"], said(one["value"])) for one in told["answers"]],
    )


def without_names(text: str, opened: OpenedAnswer, hidden: Collection[str]) -> str:
    """Hidden names of provider and product become dots, however they are spelled in capitals. Other hints nobody can find."""
    names = {Hideable.PROVIDER: opened.provider_name.strip(), Hideable.PRODUCT: opened.solution.strip()}
    names_hidden = {name for code, name in names.items() if code in hidden} - {""}
    for name in sorted(names_hidden, key=len, reverse=True):
        text = re.sub(re.escape(name), "•••", text, flags=re.IGNORECASE)
    return text
