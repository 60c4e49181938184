"""Who offers each candidate, as far as a reader may know it: whole, or for blind evaluators the fields that are not hidden."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from protect.evaluations.models import Candidate, Evaluation, Hideable, Identity

#: Field of an identity that each code hides; the product stands in the answer and not here.
FIELDS = {"provider": Hideable.PROVIDER, "country": Hideable.COUNTRY, "contact": Hideable.CONTACT,
          "consent_on": Hideable.CONTACT}  # fmt: skip


@dataclass(frozen=True)
class Offered:
    """``None`` is hidden from this reader; empty is not known. ``whole``: the reader may see and change all of it."""

    provider: str | None
    country: str | None
    contact: str | None
    consent_on: Any
    whole: bool

    @property
    def is_hidden(self) -> bool:
        return self.provider is None and self.country is None and self.contact is None


def offered(evaluation: Evaluation, reader: Any) -> dict[int, Offered]:
    """By candidate."""
    own: Any = Identity.objects
    seen = {one.candidate_id: one for one in own.visible_to(reader).filter(candidate__evaluation=evaluation)}
    found = {key: _of(one, set(FIELDS), whole=True) for key, one in seen.items()}
    if not evaluation.blind:
        return found
    shown = {name for name, code in FIELDS.items() if not evaluation.hides(code)}
    candidates: Any = Candidate.objects
    listed = candidates.visible_to(reader).filter(evaluation=evaluation).exclude(pk__in=found)
    for one in Identity.objects.filter(candidate__in=listed):
        found[one.candidate_id] = _of(one, shown, whole=False)
    return found


def _of(identity: Identity, shown: set[str], whole: bool) -> Offered:
    values = {name: getattr(identity, name) if name in shown else None for name in FIELDS}
    return Offered(**values, whole=whole)
