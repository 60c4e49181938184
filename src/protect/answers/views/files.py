"""Files beside an answer: added, left out, and sent as downloads. Nothing of them is ever shown in a page or run."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.answers import queries, scanning, services
from protect.answers.forms import AttachForm
from protect.answers.models import Attachment, OpenedAnswer
from protect.answers.views.drafting import own_draft
from protect.calls.models import Call
from protect.organisations import sending
from protect.organisations.access import fetch
from protect.organisations.forming import attempt


def files(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    form = AttachForm(draft, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done, _made = attempt(
            form,
            lambda: services.attach(
                draft, upload, name=upload.name, size=upload.size, question=form.cleaned_data["question"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("The file is added."))
            return redirect("answers:files", pk)
    texts = {one["code"]: one["text"] for one in draft.publication.document["questions"]}
    there = [(one, texts.get(one.question, "")) for one in draft.attachments.filter(left_out_at=None)]
    context = {**queries.overview(draft), "form": form, "step": "files", "files": there, "scans": scanning.is_there()}
    return render(request, "answers/files.html", context)


@require_POST
def leave_out(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    services.leave_out(fetch(request, Attachment, pk=file_pk, draft=draft))
    messages.success(request, _("The file is not part of the draft any more. What was submitted with it keeps it."))
    return redirect("answers:files", pk)


@require_safe
def own_file(request: HttpRequest, pk: int, file_pk: int) -> FileResponse:
    draft = own_draft(request, pk, permission=None)
    return send(fetch(request, Attachment, pk=file_pk, draft=draft))


@require_safe
def opened_file(request: HttpRequest, pk: int, number: int, place: int) -> FileResponse:
    """A file of an opened answer, by its place in it, for whoever sees the call."""
    call = fetch(request, Call, pk=pk)
    opened = fetch(request, OpenedAnswer, call=call, number=number, related=("submission", "call"))
    wanted = opened.document["files"]
    if place >= len(wanted):
        raise Http404(_("There is no such file."))
    found = opened.submission.attachments.filter(
        sha256=wanted[place]["sha256"], question=wanted[place]["question"]
    ).first()
    if found is None:
        raise Http404(_("There is no such file."))
    return send(found)


def send(found: Attachment) -> FileResponse:
    return sending.send(found.file, "application/octet-stream", found.name)
