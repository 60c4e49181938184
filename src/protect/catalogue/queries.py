"""Reads of one entry: what is missing before it can be reviewed, its checks, its neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from protect.catalogue import facets
from protect.catalogue.models import AspectGroup, Entry, State
from protect.methods.overlap import Codes
from protect.organisations.access import Reach
from protect.organisations.models import AUTHORITY_KINDS, Organisation
from protect.reference import terms

#: Entries suggested as neighbours.
NEAR = 6
#: So many entries are compared for it.
MOST_NEAR = 3000


def missing(entry: Entry) -> list[str]:
    """What a reader needs and is not there yet, in words; empty for an entry that can be reviewed."""
    wanted: list[tuple[Any, str]] = [
        (entry.summary, _("what it is, in one sentence")),
        (entry.description, _("what it is")),
        (entry.functions, _("at least one function")),
        (entry.threat_types, _("at least one threat type")),
        (entry.phases, _("at least one phase")),
        (entry.helps_when, _("when it helps")),
        (entry.helps_not, _("when it does not help")),
        (entry.cost_drivers, _("what drives the cost")),
        (entry.upkeep, _("what it needs to be kept working")),
        (entry.new_weaknesses, _("new weak points it may bring")),
        (entry.evidence, _("at least one source")),
        (entry.privacy_note or not entry.personal_data, _("what to see to with personal data")),
        (entry.provider_name or entry.kind != "solution", _("the provider of the solution")),
    ]
    judged = set(entry.aspects.exclude(judgement="not_judged").values_list("group", "code"))
    for group, vocabulary in ((AspectGroup.OPENNESS, "openness_check"), (AspectGroup.EFFECT, "side_effect")):
        wanted += [
            ((group.value, term.code) in judged, _("a judgement of “%(name)s”") % {"name": term.label})
            for term in terms.terms(vocabulary)
        ]
    return [text for there, text in wanted if not there]


@dataclass(frozen=True)
class Line:
    """One check or side effect as a page shows it."""

    code: str
    label: str
    help: str
    judgement: str
    judgement_label: str
    note: str


def ledger(entry: Entry, group: str, vocabulary: str) -> list[Line]:
    """Every term of the vocabulary in its order; what nobody judged says so."""
    kept = {one.code: one for one in entry.aspects.all() if one.group == group}
    lines = []
    for term in terms.terms(vocabulary):
        one = kept.get(term.code)
        judgement = one.judgement if one else "not_judged"
        note = one.shown_note if one else ""
        said = terms.label("effect_answer", judgement)
        lines.append(Line(term.code, term.label, term.help, judgement, said, note))
    return lines


def openness(entry: Entry) -> list[Line]:
    return ledger(entry, AspectGroup.OPENNESS, "openness_check")


def side_effects(entry: Entry) -> list[Line]:
    return ledger(entry, AspectGroup.EFFECT, "side_effect")


def published(reader: Any) -> QuerySet[Entry]:
    """What stands in the catalogue for this reader: published, and visible by the one rule. Solutions among them by ``kind``.

    ``threat_types``, ``functions`` and ``phases`` hold the codes that ``methods.overlap`` compares with a need.
    """
    return Entry.objects.visible_to(reader).filter(state=State.PUBLISHED)


def nearest(entry: Entry, reader: Any, most: int) -> list[Entry]:
    """Published entries that do the most alike, by the bits of threats, functions, phases and category in common."""
    mask = sum(facets.BY_CODE[code].mask for code in ("threat", "function", "phase", "category"))
    mine = entry.facets & mask
    near: list[tuple[int, int]] = []
    for key, number in published(reader).exclude(pk=entry.pk).order_by("pk").values_list("pk", "facets")[:MOST_NEAR]:
        theirs = number & mask
        common = (mine & theirs).bit_count()
        if common:
            near.append((-round(1000 * common / (mine | theirs).bit_count()), key))
    keys = [key for _far, key in sorted(near)[:most]]
    found = {one.pk: one for one in Entry.objects.visible_to(reader).filter(pk__in=keys)}
    return [found[key] for key in keys if key in found]


def related(entry: Entry, reader: Any) -> list[Entry]:
    """Named by people first; then, up to six, those that do the most alike."""
    named = list(entry.related.visible_to(reader).filter(state=State.PUBLISHED))  # type: ignore[attr-defined]
    kept = {one.pk for one in named}
    near = [one for one in nearest(entry, reader, NEAR + len(kept)) if one.pk not in kept]
    return named + near[: max(0, NEAR - len(named))]


def organisations_proposing(user: Any) -> QuerySet[Organisation]:
    """Organisations for which this person may propose entries."""
    own = Organisation.objects.filter(pk__in=Reach.of(user).roles)
    return own.filter(pk__in=[one.pk for one in own if user.has_perm("catalogue.propose_for", one)])


def organisations_commenting(user: Any) -> QuerySet[Organisation]:
    """Authorities for which this person may comment."""
    from protect.catalogue.rules import COMMENTERS

    mine = [key for key, role in Reach.of(user).roles.items() if role in COMMENTERS]
    return Organisation.objects.filter(pk__in=mine, kind__in=AUTHORITY_KINDS)


def codes_of(entry: Entry) -> Codes:
    """What an entry offers, for ``methods.overlap``."""
    return Codes(
        frozenset(entry.threat_types), frozenset(entry.functions), frozenset(entry.phases),
        frozenset(entry.space_categories),
    )  # fmt: skip
