"""Step 4: each member alone and blind. One page, made for the keyboard, that keeps every judgement as it is made."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.assessments import extras, services
from protect.assessments.forms.judging import ReasonForm
from protect.assessments.forms.scoring import LineForm
from protect.assessments.models import Assessment, Basis, Confidence, Mode, State, TeamMember
from protect.assessments.queries import grid, progress
from protect.assessments.views.common import act, open_assessment, show
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.conflicts import Clash, Part
from protect.organisations.views.conflicts import questions_of
from protect.reference.scale_sets import ScaleSet


def scoring(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid for a member who scores; how far the team is for everybody else."""
    assessment = open_assessment(request, pk)
    team = list(assessment.team.filter(scores=True))
    leads = request.user.has_perm("assessments.lead", assessment)
    member = _acting_member(request, team, leads)
    scale = ScaleSet.of(assessment.scale_set)
    if request.method == "POST":
        assessment = open_assessment(request, pk, "assessments.score" if not leads else "assessments.lead")
        return _save(request, assessment, member, scale)
    lines = grid.lines(assessment, member) if member else []
    scoring_now = assessment.state == State.SCORING and not assessment.is_quick
    return show(
        request,
        assessment,
        "scoring",
        "assessments/scoring.html",
        {
            "member": member,
            "scale": scale,
            "lines": [(line, fields_of(line, scale), word_of(line, member, scale)) for line in lines],
            "beside": extras.of_scenarios(request, assessment, {line.scenario for line in lines}),
            "writable": is_writable(assessment, member),
            "missing": missing(lines),
            "owed": _owed(assessment, team) if scoring_now else [],
            "confidences": Confidence.choices,
            "two_bases": assessment.scores_inherent,
            "obstacles": progress.obstacles(assessment) if assessment.is_quick else [],
            "open_form": ReasonForm(),
            "substitutes": [one for one in team if one.user_id is None and not one.by_link] if leads else [],
        },
    )


def _acting_member(request: HttpRequest, team: list[TeamMember], leads: bool) -> TeamMember | None:
    """The reader as member; or, for the lead, the member without account whose scores are entered (``?member=``)."""
    asked = request.GET.get("member", "")
    for member in team:
        if leads and member.user_id is None and not member.by_link and str(member.pk) == asked:
            return member
    return next((member for member in team if member.user_id == request.user.pk), None)


def is_writable(assessment: Assessment, member: TeamMember | None) -> bool:
    if member is None or assessment.state != State.SCORING:
        return False
    return assessment.mode == Mode.QUICK or assessment.scores_opened_at is None


def word_of(line: grid.Line, member: TeamMember | None, scale: ScaleSet) -> str:
    """The hidden field that says what the line was opened with."""
    if member is None:
        return ""
    return str(LineForm(scale, member, line.scenario, line.basis, score=line.score)["as_loaded"])


def missing(lines: list[grid.Line]) -> int:
    return sum(1 for line in lines if line.score is None or not line.score.is_complete)


def _owed(assessment: Assessment, team: list[TeamMember]) -> list[tuple[TeamMember, int]]:
    """How many judgements each member still owes: a number, never a score."""
    owed = services.outstanding(assessment)
    return [(member, owed.get(member.pk, 0)) for member in team]


def fields_of(line: grid.Line, scale: ScaleSet) -> list[dict[str, Any]]:
    """The choices of one line: the two axes, or the factors of a factor-based set."""
    score = line.score
    if scale.factor_based:
        given = score.factors if score else {}
        return [
            {
                "name": f"{line.key}-factor-{factor.code}",
                "label": factor.label,
                "question": factor.question,
                "options": [(value, text) for value, text in enumerate(factor.levels, 1)],
                "value": given.get(factor.code),
            }
            for factor in scale.factors
        ]
    return [
        {
            "name": f"{line.key}-{name}",
            "label": axis.title,
            "question": axis.question,
            "options": [(level.value, level.label) for level in axis],
            "value": getattr(score, name) if score else None,
        }
        for name, axis in (("probability", scale.probability), ("consequence", scale.consequence))
    ]


def _save(request: HttpRequest, assessment: Assessment, member: TeamMember | None, scale: ScaleSet) -> HttpResponse:
    """Keep the lines that the request holds: all of them from the form, one from the autosave (which asks for JSON)."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    errors: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    if member is None:
        errors[""] = [_("Only members of this assessment's team who score can do so.")]
    else:
        try:
            errors, words = keep(request, assessment, member, scale)
        except Clash as clash:
            if wants_json:
                return JsonResponse({"errors": {}, "conflicts": dict(map(asked, clash.parts))}, status=409)
            raise
    if wants_json:
        lines = grid.lines(assessment, member) if member else []
        answer = {"errors": errors, "missing": missing(lines), "loaded": words}
        answer["saved_at"] = time_format(timezone.localtime(), "TIME_FORMAT")
        return JsonResponse(answer, status=422 if errors else 200)
    for sentences in errors.values():
        for sentence in sentences:
            messages.error(request, sentence)
    if not errors:
        messages.success(request, _("Your scores are saved."))
    response = redirect("assessments:scoring", assessment.pk)
    if "member" in request.GET and member is not None:
        response["Location"] += f"?member={member.pk}"
    return response


def _line_of(name: str) -> str:
    """``"12-current-probability"`` -> ``"12-current"``; empty for other fields."""
    parts = name.split("-", 2)
    return f"{parts[0]}-{parts[1]}" if len(parts) == 3 and parts[0].isdigit() and parts[1] in Basis.values else ""


def keep(
    request: HttpRequest, assessment: Assessment, member: TeamMember, scale: ScaleSet
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """(errors by line, what each saved line was left with); raises Clash, and saves nothing, if somebody else was here."""
    rows = {row.pk: row for row in assessment.scenarios.all()}
    errors: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    forms: list[LineForm] = []
    for key in sorted({_line_of(name) for name in request.POST} - {""}):
        number, basis = key.split("-")
        row = rows.get(int(number))
        if row is None:
            errors[key] = [_("This row is no longer part of the assessment; reload the page.")]
            continue
        row.assessment = assessment
        form = LineForm(scale, member, row, basis, request.POST)
        if form.is_valid():
            forms.append(form)
        else:
            errors[key] = [str(one) for found in form.errors.values() for one in found]
    with transaction.atomic():
        for form, stored in zip(forms, conflicts.settle_all(None, forms), strict=True):
            key = str(form.prefix)
            try:
                if stored is None:
                    raise ValidationError(conflicts.gone(member))
                services.save_score(form.row, stored, form.judgement(stored), basis=form.basis)
            except ValidationError as error:
                errors[key] = error.messages
            else:
                words[key] = form.word_of(stored)
    return errors, words


def asked(part: Part) -> tuple[str, dict[str, Any]]:
    """A line that somebody else changed meanwhile: both values of each field, for the page to ask."""
    who = part.whose(part.merged.clashes[0])
    questions = [
        {"name": one.name, "label": one.label, "theirs": one.theirs, "yours": one.yours, "sent": one.theirs_sent}
        for one in questions_of(part)
    ]
    when = date_format(timezone.localtime(who.at), "DATETIME_FORMAT") if who.at else ""
    asked = {"who": who.name, "when": when, "loaded": part.form.word_of(part.stored), "questions": questions}
    return str(part.form.prefix), asked


@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    leads = request.user.has_perm("assessments.lead", assessment)
    assessment = open_assessment(request, pk, "assessments.lead" if leads else "assessments.score")
    member = _acting_member(request, list(assessment.team.filter(scores=True)), leads)
    if member is None:
        messages.error(request, _("Only members of this assessment's team who score can do so."))
        return redirect("assessments:scoring", pk)
    member.assessment = assessment
    return act(
        request, lambda: services.hand_in(member), _("Your scores are handed in. Thank you."), "assessments:scoring", pk
    )


@require_POST
def open_scores(request: HttpRequest, pk: int) -> HttpResponse:
    """The lead ends the blind scoring before everybody has handed in, and says why."""
    assessment = open_assessment(request, pk, "assessments.lead")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the scores are opened before everybody has handed in."))
        return redirect("assessments:scoring", pk)
    return act(
        request,
        lambda: services.open_scores(assessment, reason=form.cleaned_data["reason"]),
        _("The scores are open; the team can see where it differs."),
        "assessments:consensus",
        pk,
    )


def progress_part(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the team is: fetched again by the scoring page, so that the lead sees who is still missing."""
    from django.shortcuts import render

    assessment = fetch(request, Assessment, pk=pk, related=("space",))
    return render(
        request,
        "assessments/parts/owed.html",
        {"assessment": assessment, "owed": _owed(assessment, list(assessment.team.filter(scores=True)))},
    )
