"""A town whose market square is assessed and approved, with what actions stand on; actions in any state."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from protect.assessments import services as assessing
from protect.assessments.models import Assessment
from protect.organisations.access import forget_reach
from protect.organisations.models import Role
from protect.plans import services
from protect.plans.models import Action
from protect.plans.queries.levels import scenarios_of
from protect.plans.states import State
from tests.assessments.town import Town


class PlanTown(Town):
    """``requirement`` stands on a weak point of the first row, ``acceptance`` is an accepted one of the second."""

    def __init__(self, inherent: bool = False) -> None:
        super().__init__()
        self.inherent = inherent
        self.eva = self.person("Eva Expert", Role.EXPERT)
        self.vera = self.person("Vera Viewer", Role.VIEWER)
        self.assessment = self.approved()
        self.requirement = self.assessment.requirements.get()
        self.acceptance = self.assessment.vulnerabilities.get(decision="accept")

    def approved(self) -> Assessment:
        assessment = self.in_scoring(scores_inherent=self.inherent)
        bases = ("current", "inherent") if self.inherent else ("current",)
        for member in assessment.team.all():
            for row in assessment.scenarios.filter(applicable=True):
                for basis in bases:
                    assessing.save_score(row, member, {"probability": 4, "consequence": 4}, basis=basis)
            assessing.hand_in(member)
        assessment.refresh_from_db()
        for row in assessment.scenarios.filter(applicable=True):
            for basis in bases:
                level = 4 if basis == "current" else 5
                assessing.agree(
                    row, {"probability": level, "consequence": level, "rationale": "Discussed."}, basis=basis
                )
        assessing.move_on(assessment)
        rows = list(assessment.scenarios.filter(applicable=True))
        weak = assessing.write_vulnerability(assessment, statement="The west side is open.", scenarios=[rows[0]])
        assessing.decide(weak, {"decision": "treat"})
        assessing.write_requirement(
            assessment, text="No vehicle gets onto the square from the west.", vulnerabilities=[weak], obligation="must",
            measure_of_success="A lorry is stopped.", functions=["restrict"],
        )  # fmt: skip
        kept = assessing.write_vulnerability(assessment, statement="Nobody sees the back yard.", scenarios=[rows[1]])
        assessing.decide(
            kept,
            {"decision": "accept", "reason": "Rarely used.", "signatory": "Mayor", "review_on": dt.date(2030, 1, 1)},
        )
        return assessing.approve(assessment, by=self.lead, on=timezone.localdate())

    def action(self, title: str = "Bollards in the west", **options: Any) -> Action:
        """Proposed, standing on the requirement."""
        by = options.pop("by", self.lead)
        options.setdefault("requirements", [self.requirement])
        return services.propose_action(self.organisation, title, by=by, **options)

    def ready(self, title: str = "Bollards in the west", state: str = State.DECIDED, **values: Any) -> Action:
        """Brought to ``state`` with everything that takes, owned by Anna."""
        today = timezone.localdate()
        wanted = {
            "responsible": self.anna, "starts_on": today - dt.timedelta(days=10), "due_on": today + dt.timedelta(days=10),
            "cost_planned": 1_250_000, **values,
        }  # fmt: skip
        made = self.action(title, values=wanted)
        for verb, reached in (("decide", "decided"), ("plan", "planned"), ("start", "running"), ("finish", "done")):
            if made.state == state:
                break
            made = services.move(made, verb, by=self.lead)
            assert made.state == reached
        if state == State.VERIFIED:
            made = services.verify(made, self.levels(made), by=self.lead)
        return made

    def levels(self, action: Action, probability: int = 1, consequence: int = 3) -> dict[Any, dict[str, Any]]:
        said = {"probability": probability, "consequence": consequence, "confidence": "high", "rationale": "We looked."}
        return {one: dict(said) for one in scenarios_of(action)}

    def forget(self) -> None:
        for one in (self.lead, self.anna, self.bert, self.eva, self.vera):
            forget_reach(one)
