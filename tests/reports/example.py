"""An assessment with everything a report can show: four parts, three members who differ, a photo, all four decisions."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import zoneinfo
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw
from shapely.geometry import LineString, Point, Polygon, box

from protect.assessments import services
from protect.assessments.models import Assessment
from protect.organisations import audit
from protect.organisations.models import Membership, Organisation, Role, User
from protect.reference import services as reference
from protect.spaces.models import Attachment, Entrance, ExistingMeasure, Space, SpaceState, SubArea

ZONE = zoneinfo.ZoneInfo("Europe/Brussels")
WEST, SOUTH = 25.588, 45.641

#: Threat type, index of the part (None: whole place), title, scores of the three members, consensus.
ROWS = (
    ("firearms", 3, "Shots during the evening concert", ((2, 5), (3, 5), (3, 4)), (3, 5)),
    ("sharp_object", 3, "Knife attack between the market stalls", ((3, 3), (4, 3), (3, 3)), (3, 3)),
    ("vehicle", 0, "Van driven into the queue on Strada Mureșenilor", ((4, 5), (4, 4), (2, 5)), (4, 5)),
    ("vehicle", 2, "Car through the open service gate", ((3, 4), (3, 4), (5, 4)), (3, 4)),
    ("ied", 3, "Bag left beside the fountain", ((2, 4), (2, 4), (2, 4)), (2, 4)),
    ("pbied", 2, "Explosion in the queue at the gate", ((2, 5), (1, 5), (2, 5)), (2, 5)),
    ("vbied", 1, "Delivery van with explosives at the town hall", ((1, 5), (2, 5), (1, 5)), (1, 5)),
    ("chemical", 3, "Irritant gas in the crowd", ((2, 3), (0, 3), (2, 2)), (2, 3)),
    ("biological", 3, "Contaminated food at a stall", ((0, 3), (0, 4), (0, 3)), (0, 3)),
)


class Example:
    """The people, the place and the assessment; ``rows`` repeats the scenarios to make a longer report."""

    def __init__(self, *, repeat: int = 1, text: str = "", approve: bool = True, marking: str = "AMBER") -> None:
        reference.sync()
        self.text = text
        self.organisation = Organisation.objects.create(
            name=f"Brașov{text}", kind="municipality", is_demonstration=True
        )
        self.lead = self.person("Ioana Țurcanu", "ioana@example.org", Role.LEAD)
        self.police = self.person("Андрей Попов", "andrei@example.org", Role.ASSESSOR)
        self.fire = self.person("Ελένη Παπαδοπούλου", "eleni@example.org", Role.ASSESSOR)
        self.viewer = self.person("Jurgita Žukauskienė", "jurgita@example.org", Role.VIEWER)
        with audit.acting(self.lead, "test"):
            self.space = self._space(marking)
            self.assessment = self._assessment(repeat, marking)
            if approve:
                self._to_review()
                services.approve(self.assessment, by=self.lead, note="Approved by the mayor.", on=dt.date(2026, 3, 2))

    def person(self, name: str, email: str, role: str) -> User:
        user = User.objects.create_user(email, "x", name=name, language="en", time_zone="Europe/Bucharest")
        Membership.objects.create(user=user, organisation=self.organisation, role=role)
        return user

    def _space(self, marking: str) -> Space:
        space = Space(
            organisation=self.organisation,
            name=f"Piața Sfatului{self.text}",
            town="Brașov",
            main_category="square",
            further_categories=["shopping", "worship", "culture"],
            crowd_class="up_to_10000",
            owner_name="Municipality of Brașov",
            operator_name="Public spaces department",
            busy_times="Fridays and Saturdays from 17:00; Christmas market from 30 November to 27 December.",
            description=f"Old market square with the council house in its middle.{self.text}",
            surroundings="Shops and restaurants on all sides, the Black Church to the south.",
            symbolic_notes="The best-known image of the town.",
            hazard_notes="Gas bottles of the stalls during the Christmas market.",
            marking=marking,
        )
        space.geometry = Polygon(
            [
                (WEST, SOUTH),
                (WEST + 0.0022, SOUTH + 0.0003),
                (WEST + 0.002, SOUTH + 0.0014),
                (WEST + 0.0001, SOUTH + 0.0012),
            ]
        )
        space.area_m2 = 17_240.4
        space.save()
        SpaceState.objects.create(space=space, state="event", when="Christmas market", people=8000)
        SpaceState.objects.create(space=space, state="normal", when="Weekdays", people=600)
        parts = (
            ("Strada Mureșenilor", "approach", box(WEST - 0.0006, SOUTH + 0.0009, WEST + 0.0001, SOUTH + 0.0012)),
            ("Council house front", "perimeter", box(WEST + 0.0009, SOUTH + 0.0005, WEST + 0.0013, SOUTH + 0.0008)),
            ("North gate", "access_point", Point(WEST + 0.001, SOUTH + 0.0013)),
            ("Middle of the square", "interior", box(WEST + 0.0003, SOUTH + 0.0003, WEST + 0.0018, SOUTH + 0.0011)),
        )
        self.areas = []
        for position, (name, kind, shape) in enumerate(parts):
            area = SubArea(space=space, name=name + self.text, kind=kind, position=position)
            area.geometry = shape
            area.save()
            self.areas.append(area)
        gate = Entrance(
            space=space, name="Service gate", used_by=["deliveries", "emergency"], width_m=4.2, sub_area=self.areas[2]
        )
        gate.geometry = Point(WEST + 0.0021, SOUTH + 0.0009)
        gate.save()
        things = (
            ("Granite bollards", "emplaced", "physical", ["restrict", "protect"], ["vehicle", "vbied"], "works"),
            (
                "Police patrol",
                "emplaced",
                "method",
                ["surveil", "respond", "alert"],
                ["firearms", "sharp_object"],
                "works",
            ),
            ("Cameras of the control room", "emplaced", "sensor", ["surveil", "detect"], ["ied"], "weak"),
            ("Steps of the council house", "natural", "physical", ["restrict"], ["vehicle"], "works"),
            ("Movable barrier at the service gate", "emplaced", "physical", ["restrict"], ["vehicle"], "broken"),
        )
        self.measures = []
        for number, (name, origin, category, functions, threats, condition) in enumerate(things):
            measure = ExistingMeasure(
                space=space, sub_area=self.areas[number % 4], name=name + self.text, origin=origin, category=category,
                functions=functions, threat_types=threats, condition=condition, hours="all day",
            )  # fmt: skip
            if number != 1:
                measure.geometry = (
                    LineString([(WEST, SOUTH + 0.0006), (WEST, SOUTH + 0.0011)])
                    if number == 0
                    else Point(WEST + 0.0004 * number, SOUTH + 0.0002 * number)
                )
            measure.save()
            self.measures.append(measure)
        self.photo = self._photo(space)
        return space

    def _photo(self, space: Space) -> Attachment:
        picture = Image.new("RGB", (1600, 1000), "#9fb3c8")
        pen = ImageDraw.Draw(picture)
        pen.rectangle((0, 600, 1600, 1000), fill="#8b8b86")
        for left in (150, 400, 1100, 1350):
            pen.rectangle((left, 480, left + 60, 720), fill="#4a4a4a")
        written = io.BytesIO()
        picture.save(written, "JPEG")
        content = written.getvalue()
        return Attachment.objects.create(
            space=space, kind="photo", title=f"Gap between the bollards{self.text}", content_type="image/jpeg",
            description="Four bollards with a gap of about four metres in the middle",
            file=ContentFile(content, "gap.jpg"), sha256=hashlib.sha256(content).hexdigest(),
        )  # fmt: skip

    def _assessment(self, repeat: int, marking: str) -> Assessment:
        found = services.create_assessment(
            self.space, by=self.lead, title="Before the Christmas market", marking=marking
        )
        services.change_assessment(
            found,
            {
                "mandate": "Decision of the local council of 12 January 2026.",
                "usage_states": ["normal", "event"],
                "site_notes": "The square and its four approaches; the church is assessed on its own.",
                "scores_inherent": True,
            },
        )
        for user, function, house in (
            (self.police, "police", "County police"),
            (self.fire, "fire", "Emergency inspectorate"),
        ):
            services.put_on_team(found, name=user.name, function=function, user=user, organisation_name=house)
        services.put_on_team(
            found, name="Marek Wiśniewski", function="owner_operator", circle="informed", organisation_name="Shops"
        )
        services.write_visit(
            found,
            {
                "starts_at": dt.datetime(2026, 2, 6, 19, 30, tzinfo=ZONE),
                "usage_state": "peak",
                "participants": "Ioana Țurcanu, Андрей Попов",
                "notes": "Service gate stood open for two hours.",
            },
        )
        services.move_on(found)
        services.move_on(found)
        first = {row.threat_type: row for row in found.scenarios.all()}
        self.scored = []
        for round_ in range(repeat):
            for threat, area, title, scores, agreed in ROWS:
                row = first.pop(threat, None) or services.add_scenario(found, {"threat_type": threat, "title": title})
                services.change_scenario(row, self._told(title, area, round_))
                self.scored.append((row, scores, agreed))
        for row in first.values():
            services.change_scenario(row, {"applicable": False, "reason": f"Flights are seen early here.{self.text}"})
        services.move_on(found)
        return found

    def _told(self, title: str, area: int | None, round_: int) -> dict[str, Any]:
        return {
            "title": f"{title}{f' ({round_ + 1})' if round_ else ''}{self.text}",
            "text": f"About sixty people wait here. Many cannot step aside, and the way out leads past the stalls.{self.text}",
            "sub_area": None if area is None else self.areas[area],
            "usage_state": "event" if round_ == 0 else ("normal", "peak", "night")[round_ % 3],
            "measures": self.measures[:2],
            "phases": ["execution"],
            "weaknesses": f"Nothing holds a vehicle between the third and the fourth bollard.{self.text}",
            "improvement_ideas": "Close the gap; keep the service gate shut during events.",
        }

    def score(self) -> None:
        members = list(self.assessment.team.filter(scores=True))
        for row, scores, _agreed in self.scored:
            for number, (member, (probability, consequence)) in enumerate(zip(members, scores, strict=True)):
                for basis, more in (("current", 0), ("inherent", 1)):
                    services.save_score(
                        row,
                        member,
                        {
                            "probability": min(probability + more, 5) if probability else 0,
                            "consequence": consequence,
                            "confidence": ("high", "medium", "low")[number],
                            "rationale": f"Seen on site in February.{self.text}",
                        },
                        basis=basis,
                    )

    def _to_review(self) -> None:
        self.score()
        for member in self.assessment.team.filter(scores=True):
            services.hand_in(member)
        found = self.assessment = Assessment.objects.get(pk=self.assessment.pk)
        absent = [found.team.get(user=self.fire)]
        for number, (row, _scores, (probability, consequence)) in enumerate(self.scored):
            for basis, more in (("current", 0), ("inherent", 1)):
                values = {
                    "probability": min(probability + more, 5) if probability else 0,
                    "consequence": consequence,
                    "rationale": f"The bollards help, the gap does not.{self.text}",
                    "notes": "Police and fire service saw the approach differently.",
                }
                row.assessment = found
                services.agree(row, values, basis=basis, absent=absent if number == 0 else ())
        services.move_on(found)
        decisions = (
            {"decision": "treat", "reason": "Two bollards and a lock before November."},
            {"decision": "accept", "reason": "Rebuilt in 2027.", "signatory": "M. Popescu, mayor",
             "review_on": dt.date(2026, 11, 2)},
            {"decision": "transfer", "transferred_to": "County police", "reason": "Needs officers."},
            {"decision": "watch", "reason": "Look again after the market.", "review_on": dt.date(2027, 1, 11)},
            {"decision": "treat", "reason": "Cheap and quick."},
            {"decision": "treat", "reason": "Part of the same work."},
        )  # fmt: skip
        self.weak = []
        for number, values in enumerate(decisions):
            weak = services.write_vulnerability(
                found,
                statement=f"Weak point {number + 1}: the gap on the west side lets vehicles in.{self.text}",
                scenarios=[row for row, _scores, _agreed in self.scored[number + 1 : number + 3]],
                photos=[self.photo] if number == 0 else [],
            )
            services.decide(weak, {**values, "reason": values["reason"] + self.text})
            self.weak.append(weak)
