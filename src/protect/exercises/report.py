"""The after-action report of a run, and two runs beside each other; figures and sentences for pages and files alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.exercises import queries
from protect.exercises.clock import spoken
from protect.exercises.models import Arm, Exercise, Finding, FindingKind, Inject, Run, Verdict

MARKS = {Verdict.MET: "●", Verdict.PARTLY: "◐", Verdict.NOT: "○"}


@dataclass(frozen=True)
class Moment:
    """One line of the time line."""

    clock: float
    what: str
    text: str
    who: str
    late: bool = False

    @property
    def at(self) -> str:
        return spoken(self.clock)


@dataclass(frozen=True)
class Counted:
    met: int
    partly: int
    missed: int
    open: int

    @property
    def judged(self) -> int:
        return self.met + self.partly + self.missed

    @property
    def sentence(self) -> str:
        if not self.judged:
            return _("None of the decisions expected has been judged yet.")
        told = _("Of %(all)d decisions expected and judged, %(met)d were met, %(partly)d partly, %(missed)d not.") % {
            "all": self.judged, "met": self.met, "partly": self.partly, "missed": self.missed,
        }  # fmt: skip
        if not self.open:
            return told
        return told + " " + ngettext("%(count)d is open.", "%(count)d are open.", self.open) % {"count": self.open}


@dataclass(frozen=True)
class Report:
    run: Run
    lines: list[queries.Line]
    moments: list[Moment]
    counted: Counted
    findings: dict[str, list[Finding]]
    people: list[tuple[str, int]]
    limits: list[str]

    @property
    def gaps(self) -> list[Finding]:
        return self.findings[FindingKind.GAP]

    @property
    def strengths(self) -> list[Finding]:
        return self.findings[FindingKind.STRENGTH]

    @property
    def lessons(self) -> list[Finding]:
        return self.findings[FindingKind.LESSON]

    @property
    def missed(self) -> list[tuple[Inject, str, str]]:
        """Expected decisions that were not, or only partly, taken: (message, decision, judgement in words)."""
        return [
            (line.inject, each.text, str(Verdict(code).label))
            for line in self.lines
            for each, code in line.expected
            if code in (Verdict.PARTLY, Verdict.NOT)
        ]


def counted(lines: list[queries.Line]) -> Counted:
    codes = [code for line in lines if line.release for _each, code in line.expected]
    return Counted(
        codes.count(Verdict.MET), codes.count(Verdict.PARTLY), codes.count(Verdict.NOT), codes.count("")
    )  # fmt: skip


def of(run: Run) -> Report:
    lines = queries.lines(run)
    findings: dict[str, list[Finding]] = {kind: [] for kind in FindingKind.values}
    for one in run.findings.select_related("inject"):
        findings[one.kind].append(one)
    people: dict[str, int] = {str(one): 0 for one in run.exercise.functions.all()}
    for participant in run.participants.select_related("function"):
        people[str(participant.function)] += 1
    return Report(run, lines, moments(run, lines), counted(lines), findings, list(people.items()), limits(run, lines))


def moments(run: Run, lines: list[queries.Line]) -> list[Moment]:
    """Messages and entries by the exercise clock."""
    found = [
        Moment(line.release.clock, str(_("message")), line.inject.title, str(line.inject.to or _("everybody")))
        for line in lines
        if line.release
    ]
    found += [
        Moment(one.clock, str(one.get_kind_display()), one.text, str(one.who), one.late)
        for one in run.entries.select_related("participant__function")
    ]
    return sorted(found, key=lambda one: one.clock)


def limits(run: Run, lines: list[queries.Line]) -> list[str]:
    """What to keep in mind with the figures."""
    told = [_("A table is not a street: it shows who decides what, not how long it takes outside.")]
    left = [line.inject.title for line in lines if not line.release]
    if left:
        told.append(_("Not played: %(titles)s.") % {"titles": ", ".join(left)})
    late = run.entries.filter(late=True).count()
    if late:
        told.append(
            ngettext(
                "%(count)d entry waited on a phone without a network and arrived later; its time is that of the typing.",
                "%(count)d entries waited on phones without a network and arrived later; their time is that of the typing.",
                late,
            )
            % {"count": late}
        )
    return told


# ------------------------------------------------------------------------------------------------ two runs


@dataclass(frozen=True)
class Beside:
    """One decision expected, in both runs: its judgement in words, empty where it was not judged."""

    inject: Inject
    text: str
    before: str
    after: str
    change: str


@dataclass(frozen=True)
class Comparison:
    before: Run
    after: Run
    before_counted: Counted
    after_counted: Counted
    rows: list[Beside]
    #: (message, seconds to the first decision then, and with the solution) in words.
    first: list[tuple[Inject, str, str]]
    sentences: list[str]


RANK = {Verdict.NOT: 0, Verdict.PARTLY: 1, Verdict.MET: 2}


def finished(exercise: Exercise) -> dict[str, list[Run]]:
    """Runs that ended, by line, the newest last."""
    runs = [one for one in exercise.runs.all() if one.state in ("ended", "reported")]
    return {arm: [one for one in runs if one.arm == arm] for arm in Arm.values}


def compare(before: Run, after: Run) -> Comparison:
    """What differs between two runs of the same plan. It counts, and says what one run of each can and cannot show."""
    old, new = queries.lines(before), queries.lines(after)
    known = {each.pk: code for line in new for each, code in line.expected}
    rows, better, worse = [], 0, 0
    for line in old:
        for each, code in line.expected:
            other = known.get(each.pk, "")
            change = _change(code, other)
            better += change == "better"
            worse += change == "worse"
            rows.append(Beside(line.inject, each.text, _word(code), _word(other), _change_word(change)))
    again = {line.inject.pk: line for line in new}
    first = [(line.inject, _first(line), _first(again[line.inject.pk])) for line in old if line.inject.pk in again]
    both = counted(old), counted(new)
    return Comparison(before, after, *both, rows, first, _sentences(before, after, better, worse, len(rows)))


def _change(code: str, other: str) -> str:
    if not code or not other:
        return ""
    ranks = RANK[Verdict(code)], RANK[Verdict(other)]
    return "better" if ranks[1] > ranks[0] else "worse" if ranks[1] < ranks[0] else "same"


def _change_word(change: str) -> str:
    return {"better": _("better"), "worse": _("worse"), "same": _("the same"), "": _("cannot be said")}[change]


def _word(code: str) -> str:
    return f"{MARKS[Verdict(code)]} {Verdict(code).label}" if code else str(_("not judged"))


def _first(line: queries.Line) -> str:
    """From the message to the first decision noted about it."""
    if line.release is None:
        return str(_("not played"))
    times = [one.clock - line.release.clock for one in line.decisions]
    times = [one for one in times if one >= 0]
    return spoken(min(times)) if times else str(_("none noted"))


def _sentences(before: Run, after: Run, better: int, worse: int, count: int) -> list[str]:
    solution = before.exercise.solution or _("the solution")
    told = [
        _("With %(solution)s, of %(count)d decisions expected %(better)d were judged better and %(worse)d worse.")
        % {"solution": solution, "count": count, "better": better, "worse": worse},
        _("This is one run beside one other: it shows what happened then, and no more."),
    ]
    if before.begun_at and after.begun_at and after.begun_at > before.begun_at:
        told.append(
            _(
                "The second run came after the first: people knew the messages, and part of what went better is practice."
            )
        )
    if before.conditions or after.conditions:
        told.append(
            _("Conditions: %(before)s – %(after)s.")
            % {
                name: one.conditions.rstrip(".") or _("not noted")
                for name, one in (("before", before), ("after", after))
            }
        )
    told.append(_("The judgements are those of the facilitators, who knew which run had the solution."))
    return told


# ------------------------------------------------------------------------------------------------ as data


def document(found: Report) -> dict[str, Any]:
    """Everything of the report as plain data: roles, no names of people at the table."""
    run, exercise = found.run, found.run.exercise
    return {
        "format": "protect-exercise-report", "version": 1,
        "marking": str(exercise.effective_marking),
        "exercise": {
            "title": exercise.title, "threat_type": exercise.threat_type, "space": exercise.space.name if exercise.space else "",
            "objectives": exercise.objectives.splitlines(), "situation": exercise.situation, "solution": exercise.solution,
        },
        "run": {
            "line": run.arm, "number": run.number, "state": run.state, "conditions": run.conditions, "summary": run.summary,
            "begun_at": run.begun_at.isoformat(timespec="seconds") if run.begun_at else None,
            "ended_at": run.ended_at.isoformat(timespec="seconds") if run.ended_at else None,
            "clock_seconds": round(run.seconds),
        },
        "people": [{"function": label, "phones": count} for label, count in found.people],
        "messages": [
            {
                "minute": line.inject.minute, "title": line.inject.title, "text": line.inject.text,
                "channel": line.inject.channel, "only_to": line.inject.to.label if line.inject.to else None,
                "released_at_seconds": round(line.release.clock) if line.release else None,
                "expected": [{"text": each.text, "judgement": code or None} for each, code in line.expected],
                "decisions": [{"clock": round(one.clock), "by": one.who, "text": one.text} for one in line.decisions],
                "observations": [{"clock": round(one.clock), "by": one.who, "text": one.text} for one in line.observations],
            }
            for line in found.lines
        ],
        "time_line": [
            {"clock": round(one.clock), "kind": one.what, "text": one.text, "by": one.who, "late": one.late}
            for one in found.moments
        ],
        "findings": [
            {
                "kind": one.kind, "text": one.text, "message": one.inject.title if one.inject else None, "owner": one.owner,
                "due_on": one.due_on.isoformat() if one.due_on else None,
            }
            for some in found.findings.values() for one in some
        ],
        "limits": found.limits,
    }  # fmt: skip
