"""From a filled-in spreadsheet to an assessment, through the same services that the pages use."""

from __future__ import annotations

from collections import defaultdict

from django.db import transaction
from django.utils.translation import gettext as _

from protect.assessments import services
from protect.assessments.models import Assessment, Scenario, TeamMember
from protect.assessments.spreadsheet import Judgement, Sheet
from protect.organisations import audit
from protect.organisations.models import User
from protect.reference import terms
from protect.reference.models import ReferenceSet
from protect.spaces.models import Space, SubArea
from protect.spaces.services import save_sub_area


@transaction.atomic
def fill(space: Space, sheet: Sheet, scale_set: ReferenceSet, *, by: User) -> Assessment:
    """A new assessment of ``space`` with everything the sheet says, as far along its path as that carries it.

    With a consensus for every row it ends in review, else in consensus with the rows left open. Approval stays with a
    person. ``by`` leads it.
    """
    with audit.acting(by, "protect assess"):
        states = list(dict.fromkeys(row.usage_state for row in sheet.rows))
        assessment = services.create_assessment(
            space, by=by, title=sheet.fields.get("title", ""), scale_set=scale_set, usage_states=states
        )
        services.change_assessment(
            assessment,
            {
                "mandate": sheet.fields.get("mandate") or _("Given with the spreadsheet."),
                "managing_body": sheet.fields.get("managing_body") or assessment.managing_body,
                "site_notes": sheet.fields.get("site_notes", ""),
            },
        )
        members = _team(assessment, sheet, by)
        areas = _areas(space, sheet)
        services.move_on(assessment)
        services.move_on(assessment)
        rows = _rows(assessment, sheet, areas)
        services.move_on(assessment)
        _score(assessment, sheet, rows, members)
        assessment.refresh_from_db()
        _agree(assessment, sheet, rows)
        _weaknesses(assessment, sheet, rows)
    assessment.refresh_from_db()
    return assessment


def _team(assessment: Assessment, sheet: Sheet, by: User) -> dict[str, TeamMember]:
    """The members of the sheet; the lead's own entry takes the line with the lead's name, or scores nothing."""
    own = assessment.team.get(user=by)
    silent = _silent(sheet)
    lead = sheet.fields.get("lead", "")
    found: dict[str, TeamMember] = {}
    for member in sheet.team:
        scores = member.scores and member.name not in silent
        existing = own if member.name in {lead, by.name} and own not in found.values() else None
        found[member.name] = services.put_on_team(
            assessment,
            name=member.name,
            function=member.function,
            scores=scores,
            user=by if existing is not None else None,
            organisation_name=member.organisation_name,
            member=existing,
        )
    if own not in found.values():
        services.put_on_team(
            assessment, name=own.name, function="lead", scores=False, user=by, organisation_name="", member=own
        )
    return found


def _silent(sheet: Sheet) -> set[str]:
    """Members without a score; while there are no scores at all, everybody is still expected to give some."""
    if not sheet.scores:
        return set()
    return {member.name for member in sheet.team} - {score.member for score in sheet.scores}


def _areas(space: Space, sheet: Sheet) -> dict[str, SubArea]:
    known = {area.name: area for area in space.sub_areas.all()}
    for name, kind in sheet.sub_areas:
        if name not in known:
            known[name] = save_sub_area(space, {"name": name, "kind": kind})
    return known


def _rows(assessment: Assessment, sheet: Sheet, areas: dict[str, SubArea]) -> dict[int, Scenario]:
    """The ten rows that the assessment begins with are used first; further lines of a threat type are added."""
    waiting: dict[str, list[Scenario]] = defaultdict(list)
    for scenario in assessment.scenarios.all():
        scenario.assessment = assessment
        waiting[scenario.threat_type].append(scenario)
    found = {}
    for row in sheet.rows:
        values = {
            "threat_type": row.threat_type,
            "sub_area": areas.get(row.sub_area),
            "usage_state": row.usage_state,
            "applicable": row.applicable,
            "reason": row.reason,
            "title": row.title or (terms.label("threat_type", row.threat_type) if row.applicable else ""),
            "text": row.text,
            "weaknesses": row.weaknesses,
            "position": row.number,
        }
        if waiting[row.threat_type]:
            found[row.number] = services.change_scenario(waiting[row.threat_type].pop(0), values)
        else:
            found[row.number] = services.add_scenario(assessment, values)
    return found


def _score(assessment: Assessment, sheet: Sheet, rows: dict[int, Scenario], members: dict[str, TeamMember]) -> None:
    if not any(row.applicable for row in sheet.rows) or not sheet.scores:
        services.open_scores(assessment, reason=_("the spreadsheet holds no scores"))
        return
    for score in sheet.scores:
        values = {
            "probability": score.probability,
            "consequence": score.consequence,
            "confidence": score.confidence,
            "rationale": score.rationale,
        }
        services.save_score(rows[score.row], members[score.member], values)
    for name, member in members.items():
        if member.scores and any(score.member == name for score in sheet.scores):
            member.assessment.refresh_from_db()
            services.hand_in(member)


def _agree(assessment: Assessment, sheet: Sheet, rows: dict[int, Scenario]) -> None:
    agreed = {one.row: one for one in sheet.consensus}
    for row in sheet.rows:
        given = agreed.get(row.number) or _unanimous(sheet, row.number)
        if row.applicable and given is not None:
            rows[row.number].assessment = assessment
            services.agree(
                rows[row.number],
                {
                    "probability": given.probability,
                    "consequence": given.consequence,
                    "confidence": given.confidence,
                    "rationale": given.rationale,
                },
            )
    if all(not row.applicable or row.number in agreed or _unanimous(sheet, row.number) for row in sheet.rows):
        services.move_on(assessment)


def _unanimous(sheet: Sheet, number: int) -> Judgement | None:
    """The judgement that all members share; a computed middle would be a consensus that nobody agreed on."""
    given = [score for score in sheet.scores if score.row == number]
    if not given or len({(score.probability, score.consequence) for score in given}) > 1:
        return None
    least = min(given, key=lambda score: ("low", "medium", "high").index(score.confidence))
    return Judgement(
        number, "", least.probability, least.consequence, least.confidence, _("All members gave the same levels.")
    )


def _weaknesses(assessment: Assessment, sheet: Sheet, rows: dict[int, Scenario]) -> None:
    for weak in sheet.weaknesses:
        found = services.write_vulnerability(
            assessment, statement=weak.statement, scenarios=[rows[number] for number in weak.rows]
        )
        if weak.decision:
            services.decide(
                found,
                {
                    "decision": weak.decision,
                    "reason": weak.reason,
                    "signatory": weak.signatory,
                    "transferred_to": weak.transferred_to,
                    "review_on": weak.review_on,
                },
            )
