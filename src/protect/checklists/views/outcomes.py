"""What an answer leads to: photos, an existing measure, a note at a scenario, a difference settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.assessments.models import Assessment
from protect.checklists import services
from protect.checklists.forms import NoteForm, PhotosForm
from protect.checklists.models import Answer, Checklist
from protect.checklists.queries.rows import Sheet
from protect.checklists.questions import QuestionSet
from protect.checklists.views.common import open_checklist, open_row, show
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import key_of
from protect.spaces import services as register
from protect.spaces.forms import MeasureForm
from protect.spaces.models import AttachmentKind, Space, SubArea


def _answer(request: HttpRequest, checklist: Checklist, code: str) -> Answer:
    """The answer, overall or for the part named by ``?part=``; 404 before anything was said."""
    part = key_of(request.GET, "part")
    return fetch(
        request,
        Answer,
        checklist=checklist,
        question=code,
        sub_area=int(part) if part and part != "0" else None,
        related=("checklist__space", "checklist__assessment", "checklist__question_set", "sub_area"),
    )


def photos(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.answer")
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    row = open_row(sheet, code)
    part = key_of(request.GET, "part")
    sub_area = fetch(request, SubArea, pk=int(part), space=checklist.space) if part and part != "0" else None
    stored = row.parts.get(sub_area.pk) if sub_area else row.answer
    known = list(checklist.space.attachments.filter(kind=AttachmentKind.PHOTO))
    chosen = [str(one.pk) for one in stored.photos.all()] if stored else []
    form = PhotosForm(
        known, request.POST or None, request.FILES or None, initial={"photos": chosen, "as_loaded": ",".join(chosen)}
    )
    if request.method == "POST" and form.is_valid():
        done, _saved = attempt(form, lambda: _keep_photos(request, checklist, code, sub_area, known, form.cleaned_data))
        if done:
            messages.success(request, _("The photos are kept with the answer."))
            return redirect("checklists:question", pk, code)
    return show(request, sheet, "checklists/form.html", {"row": row, "form": form, "title": _("Photos")})


def _keep_photos(
    request: HttpRequest,
    checklist: Checklist,
    code: str,
    sub_area: SubArea | None,
    known: list[Any],
    values: dict[str, Any],
) -> None:
    by: Any = request.user
    present = set(
        Answer.objects.filter(checklist=checklist, question=code, sub_area=sub_area).values_list("photos", flat=True)
    )
    taken_off = set(values["as_loaded"].split(",")) - set(values["photos"])
    chosen = [
        one for one in known if str(one.pk) in values["photos"] or (one.pk in present and str(one.pk) not in taken_off)
    ]
    upload = values["file"]
    if upload is not None:
        if not request.user.has_perm("spaces.contribute", checklist.space):
            raise ValidationError({"file": _("Your role does not add photos to this space; choose one that is there.")})
        chosen.append(
            register.add_attachment(
                checklist.space, upload, name=upload.name, size=upload.size, description=values["description"], by=by
            )
        )
    services.attach_photos(checklist, code, chosen, by=by, sub_area=sub_area)


def measure(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Step 2: the form of an existing measure, filled in from question and answer."""
    checklist = open_checklist(request, pk)
    fetch(request, Space, pk=checklist.space_id, permission="spaces.contribute")
    answered = _answer(request, checklist, code)
    question = QuestionSet(checklist.question_set).by_code.get(code)
    if question is None:
        raise Http404
    initial = {
        "name": (answered.evidence.partition("\n")[0] or question.text)[:150],
        "origin": "emplaced",
        "category": question.measure_categories[0] if question.measure_categories else "method",
        "functions": list(question.functions),
        "threat_types": list(question.threats),
        "sub_area": answered.sub_area_id,
        "condition": "unknown",
        "photo": getattr(answered.photos.first(), "pk", None),
        "notes": _("From the checklist, question %(code)s: %(evidence)s")
        % {"code": code, "evidence": answered.evidence or question.text},
    }
    form = MeasureForm(checklist.space, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        done, _saved = attempt(form, lambda: services.make_measure(answered, form.cleaned_data))
        if done:
            messages.success(request, _("The measure is recorded in the register of the space."))
            return redirect("checklists:question", pk, code)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    return show(
        request,
        sheet,
        "checklists/form.html",
        {"row": open_row(sheet, code), "form": form, "title": _("Record as an existing measure")},
    )


def note(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Step 4: a weak point for a scenario, filled in from the answer. Nothing is scored by it."""
    checklist = open_checklist(request, pk)
    if checklist.assessment_id is None:
        raise Http404
    assessment = fetch(request, Assessment, pk=checklist.assessment_id, permission="assessments.edit")
    answered = _answer(request, checklist, code)
    question = QuestionSet(checklist.question_set).by_code.get(code)
    if question is None:
        raise Http404
    rows = assessment.scenarios.filter(applicable=True).select_related("sub_area")
    fitting = [one for one in rows if one.threat_type in question.threats]
    here = [one for one in fitting if one.sub_area_id == answered.sub_area_id] or fitting or list(rows)
    words = answered.evidence or _("Question %(code)s of the checklist: %(text)s") % {
        "code": code,
        "text": question.text,
    }
    asked = key_of(request.GET, "scenario")
    initial = {"scenario": asked or (here[0].pk if here else None), "weakness": words, "idea": answered.improvement}
    form = NoteForm(rows, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = attempt(
            form,
            lambda: services.note_at_scenario(
                answered, values["scenario"], weakness=values["weakness"], idea=values["idea"]
            ),
        )
        if done:
            messages.success(request, _("It is noted at the scenario. It changes no score."))
            return redirect("checklists:question", pk, code)
    sheet = Sheet(checklist, request.user)  # type: ignore[arg-type]
    return show(
        request,
        sheet,
        "checklists/form.html",
        {"row": open_row(sheet, code), "form": form, "title": _("Note at a scenario")},
    )


@require_POST
def settle(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    checklist = open_checklist(request, pk, "checklists.answer")
    answered = _answer(request, checklist, code)
    try:
        services.settle(answered, request.POST.get("answer", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Settled."))
    return redirect("checklists:question", pk, code)
