"""A municipality with a lead, two assessors and one space; and its assessment at every point of the path."""

from __future__ import annotations

import datetime as dt

from protect.assessments import services
from protect.assessments.models import Assessment, State
from protect.organisations.models import Membership, Organisation, Role, User
from protect.reference import services as reference
from protect.spaces.models import Space


class Town:
    """A municipality with a lead, two assessors and one space."""

    def __init__(self):
        reference.sync()
        self.organisation = Organisation.objects.create(name="Musterburg", kind="municipality")
        self.lead = self.person("Lea Lead", Role.LEAD)
        self.anna = self.person("Anna Assessor", Role.ASSESSOR)
        self.bert = self.person("Bert Beobachter", Role.ASSESSOR)
        self.space = Space.objects.create(organisation=self.organisation, name="Market square", main_category="square")

    def person(self, name, role):
        user = User.objects.create_user(f"{name.split()[0].lower()}@example.org", "x", name=name)
        Membership.objects.create(user=user, organisation=self.organisation, role=role)
        return user

    def in_scoring(self, **fields) -> Assessment:
        assessment = services.create_assessment(self.space, by=self.lead)
        services.change_assessment(assessment, {"mandate": "The council asked for it.", **fields})
        for user in (self.anna, self.bert):
            services.put_on_team(assessment, name=user.name, function="police", user=user, organisation_name="Police")
        services.move_on(assessment)
        services.move_on(assessment)
        for number, row in enumerate(assessment.scenarios.all()):
            if number < 3:
                services.change_scenario(row, {"title": f"Scenario {number}", "text": "People are hurt."})
            else:
                services.change_scenario(row, {"applicable": False, "reason": "No such place here."})
        services.move_on(assessment)
        assert assessment.state == State.SCORING
        return assessment

    def scored(self, levels=((4, 4), (3, 4), (1, 4))) -> Assessment:
        assessment = self.in_scoring()
        for member, (probability, consequence) in zip(assessment.team.all(), levels, strict=True):
            for row in assessment.scenarios.filter(applicable=True):
                services.save_score(row, member, {"probability": probability, "consequence": consequence})
            services.hand_in(member)
        assessment.refresh_from_db()
        assert assessment.state == State.CONSENSUS
        return assessment

    def approved(self) -> Assessment:
        assessment = self.scored()
        for row in assessment.scenarios.filter(applicable=True):
            services.agree(row, {"probability": 3, "consequence": 4, "rationale": "Discussed."})
        services.move_on(assessment)
        weak = services.write_vulnerability(
            assessment, statement="The west side is open.", scenarios=[assessment.scenarios.first()]
        )
        services.decide(weak, {"decision": "treat"})
        return services.approve(assessment, by=self.lead, on=dt.date(2026, 1, 31))
