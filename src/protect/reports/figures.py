"""The figures of a report, read from the assessment's document: the same ones that the pages show.

A frozen version is reported from the document that was sealed at its approval, so nothing is asked of the database
here: the rows are rebuilt as unsaved objects, and every sentence about them comes from where the pages take it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from protect.assessments.models import Assessment, Consensus, Scenario, Score, TeamMember
from protect.assessments.queries.judgement import Judgement, Row
from protect.organisations.markings import Marking
from protect.reference.models import ReferenceSet
from protect.reference.scale_sets import ScaleSet
from protect.reference.wording import translate
from protect.spaces.models import SubArea


@dataclass(frozen=True)
class Figures:
    """One assessment document with what reports need of it. ``document`` is never changed."""

    document: dict[str, Any]
    marking: Marking
    seal: str = ""  # SHA-256 of the sealed document; empty while the version is open

    @property
    def about(self) -> dict[str, Any]:
        return self.document["assessment"]

    @property
    def space(self) -> dict[str, Any]:
        return self.document["space"]

    @property
    def is_approved(self) -> bool:
        return self.about["state"] in {"approved", "superseded", "expired"}

    @property
    def is_quick(self) -> bool:
        return self.about["mode"] == "quick"

    @cached_property
    def scale(self) -> ScaleSet:
        described = self.document["scale_set"]
        head = {name: described[name] for name in ("key", "version", "title", "status")}
        return ScaleSet.from_content(described["content"], **head)

    @cached_property
    def threats(self) -> dict[str, str]:
        """Label of each threat type by its code, in the order of the list used."""
        listed = self.document["threat_types"]["content"]["threat_types"]
        return {threat["code"]: translate(threat["label"]) for threat in listed}

    @cached_property
    def areas(self) -> dict[str, SubArea]:
        return {
            area["key"]: SubArea(pk=number, name=area["name"], kind=area["kind"])
            for number, area in enumerate(self.space["sub_areas"], 1)
        }

    def area_name(self, key: str | None) -> str:
        return self.areas[key].name if key else ""

    @cached_property
    def measures(self) -> dict[str, dict[str, Any]]:
        return {measure["key"]: measure for measure in self.space["measures"]}

    @cached_property
    def members(self) -> dict[str, TeamMember]:
        names = ("name", "organisation_name", "function", "circle", "scores")
        return {
            one["key"]: TeamMember(pk=number, **{name: one[name] for name in names})
            for number, one in enumerate(self.document["team"], 1)
        }

    @cached_property
    def current(self) -> Judgement:
        return self._judgement("current")

    @cached_property
    def inherent(self) -> Judgement | None:
        return self._judgement("inherent") if self.document["results_inherent"] else None

    def _judgement(self, basis: str) -> Judgement:
        suffix = "" if basis == "current" else "_inherent"
        agreement = self.document[f"results{suffix}"]["agreement"]
        return Judgement(
            assessment=Assessment(
                threat_types=ReferenceSet(kind="threat_types", content=self.document["threat_types"]["content"])
            ),
            scale_set=self.scale,
            rows=tuple(
                self._row(number, row, row[f"result{suffix}"], basis)
                for number, row in enumerate(self.document["scenarios"], 1)
            ),
            alpha_probability=agreement["probability"],
            alpha_consequence=agreement["consequence"],
            members=tuple(member for member in self.members.values() if member.scores),
            sub_areas=tuple(self.areas.get(one["sub_area"]) for one in self.document[f"results{suffix}"]["heat_map"]),
        )

    def _row(self, number: int, row: dict[str, Any], result: dict[str, Any], basis: str) -> Row:
        """The row with the level and the probabilities that the document holds; nothing is calculated again."""
        codes = [band.code for band in self.scale.bands]
        names = ("threat_type", "usage_state", "applicable", "reason", "title")
        scenario = Scenario(pk=number, sub_area=self.areas.get(row["sub_area"]), **{name: row[name] for name in names})
        judged = ("probability", "consequence", "factors", "confidence", "rationale")
        scores = tuple(
            Score(scenario=scenario, member=self.members[one["member"]], **{name: one[name] for name in judged})
            for one in row["scores"]
            if one["basis"] == basis
        )
        agreed = next((one for one in row["consensus"] if one["basis"] == basis), None)
        shares = result["band_probabilities"]
        return Row(
            scenario=scenario,
            scores=scores,
            consensus=Consensus(**{name: agreed[name] for name in judged}) if agreed else None,
            band=codes.index(result["level"]) if result["level"] else None,
            bands=tuple(shares[code] for code in codes) if shares else None,
            spread_probability=result["spread_probability"],
            spread_consequence=result["spread_consequence"],
            discuss=result["discuss"],
        )

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Number of each scenario in the report, by its key: as they stand in the document, applicable ones first."""
        rows = self.document["scenarios"]
        ordered = [row for row in rows if row["applicable"]] + [row for row in rows if not row["applicable"]]
        return {row["key"]: number for number, row in enumerate(ordered, 1)}

    def rows(self, judgement: Judgement) -> dict[str, Row]:
        """Rows of ``judgement`` by the key of their scenario."""
        return dict(zip((row["key"] for row in self.document["scenarios"]), judgement.rows, strict=True))

    @cached_property
    def approved_on(self) -> dt.datetime | None:
        return moment(self.about["approved_at"])

    @cached_property
    def review_on(self) -> dt.date | None:
        return day(self.about["review_on"])


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
