"""What a weak point needs, what the catalogue has for it and why, and what of it stays open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from protect.assessments.models import Vulnerability
from protect.catalogue import facets
from protect.catalogue.models import Entry
from protect.catalogue.queries import codes_of, published
from protect.methods.overlap import WEIGHTS, Codes, Overlap, left_open, overlap
from protect.organisations.access import Reach
from protect.organisations.models import Organisation
from protect.reference import terms
from protect.spaces.models import Space
from protect.treatments.models import Choice, Use

#: Proposals on a page.
SHOWN = 20
VOCABULARY = {
    "threats": "threat_type", "functions": "measure_function", "phases": "threat_phase", "places": "psoi_category",
}  # fmt: skip
LABELS = {
    "threats": gettext_lazy("Threat types"), "functions": gettext_lazy("Functions"), "phases": gettext_lazy("Phases"),
    "places": gettext_lazy("Kind of place"),
}  # fmt: skip
_DIMENSION = {"threats": "threat", "functions": "function", "phases": "phase", "places": "place"}


def need_of(vulnerability: Vulnerability, parameters: Any = None) -> Codes:
    """Threats and phases of its scenarios, the functions that usually help against these threats, the kinds of the space.

    ``parameters`` (the address of the page) may narrow or widen functions and phases; threats and place stay.
    """
    assessment = vulnerability.assessment
    scenarios = [one for one in vulnerability.scenarios.all() if one.applicable]
    threats = {one.threat_type for one in scenarios}
    described = [one for one in assessment.threat_types.content["threat_types"] if one["code"] in threats]
    functions = {code for one in described for code in one.get("functions", ())}
    phases = {code for one in scenarios for code in one.phases}
    # In the quick mode nobody names phases: those that the threat types usually have.
    phases = phases or {code for one in described for code in one.get("phases", ())}
    if parameters is not None and parameters.get("adjusted"):
        functions = set(parameters.getlist("function")) & set(terms.codes("measure_function"))
        phases = set(parameters.getlist("phase")) & set(terms.codes("threat_phase"))
    return Codes(frozenset(threats), frozenset(functions), frozenset(phases), frozenset(assessment.space.categories))


@dataclass(frozen=True)
class PartLine:
    """One part of a match in words: what is met, what is missing."""

    name: str
    label: str
    met: str
    missing: str
    met_count: int
    asked: int

    @property
    def is_whole(self) -> bool:
        return self.met_count == self.asked


@dataclass(frozen=True)
class Proposal:
    """``adds``: points that it would add to what is chosen; ``newly``: what of the open codes it covers, in words."""

    entry: Entry
    total: int
    lines: list[PartLine]
    adds: int
    newly: str


def _words(name: str, codes: Iterable[str]) -> str:
    known = sorted(codes, key=lambda code: (terms.order(VOCABULARY[name], code), code))
    return ", ".join(terms.label(VOCABULARY[name], code) for code in known)


def lines_of(found: Overlap) -> list[PartLine]:
    return [
        PartLine(
            part.name, str(LABELS[part.name]), _words(part.name, part.met), _words(part.name, part.missing), len(part.met),
            part.asked,
        )
        for part in found.parts
        if part.asked
    ]  # fmt: skip


def proposals(need: Codes, reader: Any, chosen: list[Entry], *, by_gap: bool = False) -> tuple[list[Proposal], int]:
    """The best matches in the catalogue that are not chosen yet, and how many there are in all.

    ``by_gap`` puts first what adds most to the chosen ones. Nothing without a threat in common, nothing that is for
    information only.
    """
    kept = {one.pk for one in chosen}
    now = left_open(need, [codes_of(one) for one in chosen])
    wanted = Codes(*(frozenset(now.part(name).missing) for name in WEIGHTS)) if by_gap else need
    keys = _ranked(need, wanted, reader, kept)
    entries = {one.pk: one for one in published(reader).filter(pk__in=keys[:SHOWN]).select_related("organisation")}
    shown = []
    for key in keys[:SHOWN]:
        if key not in entries:
            continue
        offer = codes_of(entries[key])
        after = left_open(need, [*(codes_of(one) for one in chosen), offer])
        newly = [
            _words(name, set(now.part(name).missing) - set(after.part(name).missing))
            for name in ("threats", "functions", "phases")
        ]
        found = overlap(need, offer)
        shown.append(
            Proposal(
                entries[key], found.total, lines_of(found), after.total - now.total,
                ", ".join(one for one in newly if one),
            )
        )  # fmt: skip
    return shown, len(keys)


def _ranked(need: Codes, wanted: Codes, reader: Any, kept: set[int]) -> list[int]:
    """Keys of what has a threat of ``need`` in common, by how far it meets ``wanted``; all entries at once, by their bits."""
    rows = np.array(list(published(reader).order_by("name", "pk").values_list("pk", "facets")), np.int64).reshape(-1, 2)
    keys, bits = rows[:, 0], rows[:, 1]
    points, possible = np.zeros(len(bits)), 0
    for name, weight in WEIGHTS.items():
        mask = facets.number_of({_DIMENSION[name]: wanted.part(name)})
        if mask:
            points += weight * np.bitwise_count(bits & mask) / mask.bit_count()
            possible += weight
    threats = facets.number_of({"threat": need.threats})
    passing = ((bits & facets.INFORMATION_ONLY) == 0) & ((bits & threats) != 0) & ~np.isin(keys, list(kept))
    order = np.argsort(-points, kind="stable")
    found: list[int] = keys[order[passing[order]]].tolist()
    return found


def chosen_for(vulnerability: Vulnerability, reader: Any) -> list[Choice]:
    """Choices of this weak point in whatever version of the assessment, each entry once, the newest."""
    seen: Any = Choice.objects.visible_to(reader)
    rows = seen.filter(
        vulnerability__lineage=vulnerability.lineage, vulnerability__assessment__space=vulnerability.assessment.space_id
    ).select_related("entry__organisation")
    return list({one.entry_id: one for one in rows}.values())


@dataclass(frozen=True)
class Coverage:
    """What the chosen entries meet together; ``rows``: (part, code in words, names of what covers it)."""

    total: int
    sentences: list[str]
    rows: list[tuple[str, str, list[str]]]

    @property
    def open_rows(self) -> int:
        return sum(not names for _part, _code, names in self.rows)


def coverage(need: Codes, chosen: list[Entry]) -> Coverage:
    offers = [(str(one), codes_of(one)) for one in chosen]
    found = left_open(need, [offer for _name, offer in offers])
    rows = []
    for name in WEIGHTS:
        for code in sorted(need.part(name), key=lambda code: terms.order(VOCABULARY[name], code)):
            names = [
                label for label, offer in offers if code in offer.part(name) or (name == "places" and not offer.places)
            ]
            rows.append((str(LABELS[name]), terms.label(VOCABULARY[name], code), names))
    return Coverage(found.total, _sentences(found, len(chosen)), rows)


def _sentences(found: Overlap, count: int) -> list[str]:
    if not count:
        return [_("Nothing is chosen yet: the whole weak point is open.")]
    said = [
        ngettext(
            "%(count)d chosen measure meets %(total)d of 100 points of what this weak point needs.",
            "%(count)d chosen measures together meet %(total)d of 100 points of what this weak point needs.",
            count,
        )
        % {"count": count, "total": found.total}
    ]
    missing = [(part.name, part.missing) for part in found.parts if part.missing]
    for name, codes in missing:
        said.append(
            _("Nobody covers – %(part)s: %(codes)s.")
            % {"part": str(LABELS[name]).lower(), "codes": _words(name, codes)}
        )
    return (
        said if missing else [*said, _("Nothing that was asked for is left open; whether it suffices, people judge.")]
    )


def uses_of(entry: Entry, reader: Any) -> list[tuple[Use, bool]]:
    """Where an entry is in use, as far as the reader sees; and whether they see the space, too."""
    seen: Any = Use.objects.visible_to(reader)
    rows = list(seen.filter(entry=entry).select_related("organisation", "space"))
    return [(one, one.space is not None and one.space.is_visible_to(reader)) for one in rows]


def organisations_using(user: Any) -> Any:
    """Organisations for which this person may tell where an entry is in use."""
    own = Organisation.objects.filter(pk__in=Reach.of(user).roles)
    return own.filter(pk__in=[one.pk for one in own if user.has_perm("treatments.edit_use", one)])


def spaces_to_name(user: Any, organisations: Any) -> Any:
    """Spaces of these organisations that may be named where an entry is in use: those that this person sees."""
    seen: Any = Space.objects.visible_to(user)  # type: ignore[attr-defined]
    return seen.filter(organisation__in=organisations, archived_at=None)


def counts_for(vulnerabilities: Iterable[Vulnerability], reader: Any) -> Mapping[int, int]:
    """Chosen entries by the key of the vulnerability."""
    return {one.pk: len(chosen_for(one, reader)) for one in vulnerabilities}
