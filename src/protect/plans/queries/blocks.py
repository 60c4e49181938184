"""What the platform fills into a security plan by itself: each block is a function from plan and reader to parts.

A part is plain data, the same on the page, in the PDF, in the DOCX and in the seal:

    {"kind": "text", "lines": [...]}
    {"kind": "facts", "rows": [[label, value], ...]}
    {"kind": "table", "title": ..., "header": [...], "rows": [{"cells": [...]}, ...]}

A row may say what it is ``about``; then it is shown only to those who see that (see ``document.seen_by``). No block names a
person: a plan is kept, and outlives the right to know a name. Folders above add blocks with ``add``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.assessments.models import Decision
from protect.assessments.queries.sentences import counts
from protect.organisations.markings import strictest
from protect.plans.documents import SecurityPlan
from protect.plans.models import Action
from protect.plans.money import amount
from protect.plans.queries import levels as reading
from protect.plans.queries.actions import Listing
from protect.plans.states import State
from protect.reference import terms

Part = dict[str, Any]
Block = Callable[[SecurityPlan, Any], "list[Part]"]

_blocks: dict[str, tuple[Any, Block]] = {}


def add(code: str, label: Any, block: Block) -> None:
    """Said at start-up; ``block`` returns nothing where there is nothing to tell, and the plan is silent then."""
    _blocks[code] = (label, block)


def codes() -> list[str]:
    return list(_blocks)


def choices() -> list[tuple[str, Any]]:
    return [(code, label) for code, (label, _block) in _blocks.items()]


def of(code: str, plan: SecurityPlan, reader: Any) -> list[Part]:
    """Nothing for a block of a folder that is not there."""
    found = _blocks.get(code)
    return [] if found is None else found[1](plan, reader)


def day(value: Any) -> str:
    return date_format(value, "DATE_FORMAT") if value else "–"


def table(title: str, header: list[str], rows: Sequence[Sequence[Any]], abouts: list[Any] | None = None) -> list[Part]:
    """Nothing where there is no row."""
    if not rows:
        return []
    told: list[dict[str, Any]] = [{"cells": [str(cell) if cell else "–" for cell in row]} for row in rows]
    for row, about in zip(told, abouts or [], strict=False):
        row["about"] = {
            "label": about._meta.label_lower, "pk": about.pk, "marking": str(strictest(about.markings()).value)
        }  # fmt: skip
    return [{"kind": "table", "title": str(title), "header": [str(one) for one in header], "rows": told}]


def place(plan: SecurityPlan, reader: Any) -> list[Part]:
    space = plan.space
    kinds = ", ".join(terms.label("psoi_category", code) for code in space.categories)
    rows = [
        [_("Kind of place"), kinds],
        [_("Town or district"), space.town],
        [_("Owner"), space.owner_name],
        [_("Operator"), space.operator_name],
        [
            _("People at the busiest usual time"),
            terms.label("crowd_class", space.crowd_class) if space.crowd_class else "",
        ],
        [_("Busy times"), space.busy_times],
        [_("Description"), space.description],
        [_("Surroundings"), space.surroundings],
    ]
    return [{"kind": "facts", "rows": [[str(label), str(value)] for label, value in rows if value]}]


def usage(plan: SecurityPlan, reader: Any) -> list[Part]:
    rows = [
        [terms.label("usage_state", one.state), one.when, str(one.people) if one.people is not None else ""]
        for one in plan.space.states.all()
    ]
    return table(_("How it is used"), [_("State"), _("When"), _("People (estimate)")], rows)


def people(plan: SecurityPlan, reader: Any) -> list[Part]:
    """The team of the assessment by function and organisation."""
    if plan.assessment is None:
        return []
    rows = [
        [terms.label("team_function", one.function), one.organisation_name, terms.label("team_circle", one.circle)]
        for one in plan.assessment.team.all()
    ]
    return table(_("Who took part in the assessment"), [_("Function"), _("Organisation"), _("Circle")], rows)


def contacts(plan: SecurityPlan, reader: Any) -> list[Part]:
    found = list(plan.space.contacts.all())
    rows = [[one.function or _("contact"), one.organisation_name] for one in found]
    parts = table(_("Contacts by role"), [_("Role"), _("Organisation")], rows)
    if parts:
        parts.append(
            {"kind": "text", "lines": [_("Names and numbers stand with the space, where they are kept up to date.")]}
        )
    return parts


def measures(plan: SecurityPlan, reader: Any) -> list[Part]:
    rows = [
        [
            one.name, terms.label("measure_category", one.category), one.sub_area.name if one.sub_area else _("The whole space"),
            terms.label("measure_condition", one.condition), one.owner_name,
        ]
        for one in plan.space.measures.select_related("sub_area").order_by("name", "pk")
    ]  # fmt: skip
    return table(
        _("Measures present"), [_("Measure"), _("Kind"), _("Where"), _("Condition"), _("Looked after by")], rows
    )


def results(plan: SecurityPlan, reader: Any) -> list[Part]:
    if plan.assessment is None:
        return [{"kind": "text", "lines": [_("There is no approved assessment of this space yet.")]}]
    found = reading.levels(plan.assessment, reader, shown=_included(plan, reader))
    lines = [
        _("Assessment version %(version)d, approved on %(day)s.")
        % {"version": plan.assessment.version, "day": day(plan.assessment.approved_at)},
        _("As approved: %(counts)s.") % {"counts": counts(found.then)},
        *found.sentences,
    ]
    return [{"kind": "text", "lines": [str(one) for one in lines]}]


def vulnerabilities(plan: SecurityPlan, reader: Any) -> list[Part]:
    if plan.assessment is None:
        return []
    judged = reading.levels(plan.assessment, reader, shown=_included(plan, reader))
    rows = []
    for one in plan.assessment.vulnerabilities.prefetch_related("scenarios"):
        then, now = judged.band(judged.then.level_of(one)), judged.band(judged.now.level_of(one))
        decision = terms.label("decision", one.decision) if one.decision else _("not decided")
        rows.append([one.statement, then.label if then else _("open"), now.label if now else _("open"), decision])
    return table(_("Weak points"), [_("Weak point"), _("As approved"), _("Now"), _("Decision")], rows)


def accepted(plan: SecurityPlan, reader: Any) -> list[Part]:
    if plan.assessment is None:
        return []
    kept = [Decision.ACCEPT, Decision.WATCH, Decision.TRANSFER]
    rows = [
        [one.statement, terms.label("decision", one.decision), one.transferred_to or one.reason, day(one.review_on)]
        for one in plan.assessment.vulnerabilities.filter(decision__in=kept)
    ]
    return table(
        _("Accepted, watched, handed over"), [_("Weak point"), _("Decision"), _("Why, or to whom"), _("Look again on")], rows
    )  # fmt: skip


def actions_of(plan: SecurityPlan, reader: Any) -> list[Action]:
    """Those of the space that the reader sees and that are no stricter than the plan itself, urgent ones first."""
    listing = Listing.of(reader, {"space": str(plan.space_id)})
    keys = list(listing.found().exclude(state=State.DROPPED).values_list("pk", flat=True)[:500])
    found = listing.rows(keys)
    own = strictest(plan.markings())
    return [one for one in found if strictest([own, *one.markings()]) == own]


def _included(plan: SecurityPlan, reader: Any) -> list[int]:
    return [one.pk for one in actions_of(plan, reader)]


def actions(plan: SecurityPlan, reader: Any) -> list[Part]:
    found = actions_of(plan, reader)
    rows = [
        [
            one.title, one.responsible_name or (one.organisation.name if one.responsible_id else ""),
            State(one.state).label, day(one.due_on), f"{one.progress} %",
        ]
        for one in found
    ]  # fmt: skip
    header = [_("Action"), _("Owner"), _("State"), _("Due"), _("Progress")]
    return table(_("Actions"), header, rows, list(found))


def costs(plan: SecurityPlan, reader: Any) -> list[Part]:
    found = [one for one in actions_of(plan, reader) if one.cost_planned or one.cost_spent]
    rows = [
        [one.title, amount(one.cost_planned, one.currency), amount(one.cost_spent, one.currency), one.funding]
        for one in found
    ]
    return table(_("Money"), [_("Action"), _("Planned"), _("Spent"), _("Funding")], rows, list(found))


def levels(plan: SecurityPlan, reader: Any) -> list[Part]:
    """Row by row: as approved, now, once all is done; only rows about which an action says something."""
    if plan.assessment is None:
        return []
    found = reading.levels(plan.assessment, reader, shown=_included(plan, reader))
    rows = []
    for one in found.lines:
        if not one.is_touched:
            continue
        bands = [found.band(index) for index in (one.then, one.now, one.target)]
        threat = terms.label("threat_type", one.row.scenario.threat_type)
        where = one.row.scenario.sub_area.name if one.row.scenario.sub_area else _("The whole space")
        rows.append([f"{threat}, {where}", *(band.label if band else _("open") for band in bands)])
    return table(
        _("What the actions change"), [_("Row"), _("As approved"), _("Now"), _("Once all is done")], rows
    )  # fmt: skip


def reviews(plan: SecurityPlan, reader: Any) -> list[Part]:
    rows = [[_("This plan"), day(plan.review_on)]]
    if plan.assessment is not None:
        rows.append([_("The assessment"), day(plan.assessment.review_on)])
    return [{"kind": "facts", "rows": [[str(a), str(b)] for a, b in rows]}]


def versions(plan: SecurityPlan, reader: Any) -> list[Part]:
    earlier = SecurityPlan.objects.filter(space=plan.space_id, version__lt=plan.version, approved_at__isnull=False)
    found = list(earlier.visible_to(reader).order_by("version"))  # type: ignore[attr-defined]
    rows: list[list[str]] = [[str(one.version), str(day(one.approved_at)), str(one.approval_note)] for one in found]
    return table(_("Earlier versions"), [_("Version"), _("Approved on"), _("Note")], rows, found)


for _code, _label, _block in (
    ("place", gettext_lazy("The place in the register"), place),
    ("usage", gettext_lazy("How it is used"), usage),
    ("people", gettext_lazy("Team, by function"), people),
    ("contacts", gettext_lazy("Contacts, by role"), contacts),
    ("measures", gettext_lazy("Measures present"), measures),
    ("results", gettext_lazy("Summary of the results"), results),
    ("vulnerabilities", gettext_lazy("Weak points"), vulnerabilities),
    ("accepted", gettext_lazy("Accepted, watched, handed over"), accepted),
    ("actions", gettext_lazy("Actions"), actions),
    ("costs", gettext_lazy("Money"), costs),
    ("levels", gettext_lazy("What the actions change"), levels),
    ("reviews", gettext_lazy("Dates of the next look"), reviews),
    ("versions", gettext_lazy("Earlier versions"), versions),
):
    add(_code, _label, _block)
