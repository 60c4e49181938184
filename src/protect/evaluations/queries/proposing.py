"""Criteria that the weak points themselves ask for: one for each threat, function and phase of what is to be treated, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from protect.assessments.models import Decision, Vulnerability
from protect.calls.models import Wanted
from protect.evaluations.models import CriteriaSet, Evaluation
from protect.reference import terms
from protect.treatments.queries import need_of

#: Weak points on the page; who has more chooses those of the call.
SHOWN = 100


@dataclass(frozen=True)
class Family:
    """``code`` is the group its criteria come into; ``part`` of ``Codes``."""

    code: str
    part: str
    vocabulary: str
    label: Any
    help: Any
    question: Any


FAMILIES = (
    Family(
        "weak_threats", "threats", "threat_type", gettext_lazy("Threats to be treated"),
        gettext_lazy("How far it helps against what the weak points are open to."),
        gettext_lazy("How far does it help against “%(name)s” in our own scenarios?"),
    ),
    Family(
        "weak_functions", "functions", "measure_function", gettext_lazy("Functions that are needed"),
        gettext_lazy("How well it does what usually helps against these threats."),
        gettext_lazy("How well does it serve the function “%(name)s” at our place?"),
    ),
    Family(
        "weak_phases", "phases", "threat_phase", gettext_lazy("Phases that are covered"),
        gettext_lazy("Whether it helps at the time at which help is needed."),
        gettext_lazy("How much does it change in the phase “%(name)s”?"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Proposed:
    """``because``: the weak points that ask for it. ``there``: it is among the criteria already."""

    code: str
    family: Family
    label: str
    question: str
    because: list[Vulnerability]
    there: bool

    @property
    def why(self) -> str:
        """Without a word of the weak points: whoever reads the criteria need not see them."""
        return ngettext(
            "Proposed: %d weak point that is to be treated asks for it.",
            "Proposed: %d weak points that are to be treated ask for it.",
            len(self.because),
        ) % len(self.because)


def weak_points(evaluation: Evaluation, reader: Any) -> list[Vulnerability]:
    """Of its organisation those to be treated that the reader may see: behind its call, or where there is none all."""
    seen: Any = Vulnerability.objects
    found = seen.visible_to(reader).filter(assessment__organisation=evaluation.organisation_id, decision=Decision.TREAT)
    if evaluation.call_id is not None:
        asked = Wanted.objects.filter(annex__call=evaluation.call_id, annex__organisation=evaluation.organisation_id)
        first = asked.values("requirement__vulnerability")
        further = asked.exclude(requirement__further_vulnerabilities=None)
        behind = found.filter(pk__in=first) | found.filter(
            pk__in=further.values("requirement__further_vulnerabilities")
        )
        found = behind if behind.exists() else found
    found = found.select_related("assessment__space", "assessment__threat_types").prefetch_related("scenarios")
    # Of a weak point that went on into later versions of an assessment, the latest.
    latest = {one.lineage: one for one in found.order_by("pk")}
    return sorted(latest.values(), key=lambda one: (one.assessment.space.name, one.position, one.pk))[:SHOWN]


def proposed(found: Iterable[Vulnerability], criteria_set: CriteriaSet) -> list[Proposed]:
    """In the order of the vocabularies."""
    needs = [(one, need_of(one)) for one in found]
    there = {one["code"] for one in criteria_set.criteria}
    made = []
    for family in FAMILIES:
        for term in terms.terms(family.vocabulary):
            because = [one for one, need in needs if term.code in need.part(family.part)]
            if because:
                code = f"{family.code.removeprefix('weak_').removesuffix('s')}_{term.code}".replace("-", "_")[:40]
                question = str(family.question) % {"name": term.label}
                made.append(Proposed(code, family, term.label, question, because, code in there))
    return made


def anchors() -> list[str]:
    return [
        _("Not at all, or nothing shows it."),
        _("Hardly: in single cases."),
        _("In about half of what our scenarios describe."),
        _("In nearly all of it, with gaps we can name."),
        _("In all of it, and it was shown."),
    ]
