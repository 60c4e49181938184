"""The answer form as a workbook: to take away for everybody, and back into the draft."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from protect.answers import offline, queries
from protect.answers.forms import BringInForm
from protect.answers.views.drafting import own_draft
from protect.calls.views.public import publication_of
from protect.organisations.forming import attempt

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_not_required
@require_safe
def form(request: HttpRequest, publication_pk: int) -> HttpResponse:
    """Public like the call itself; who took it is not kept."""
    publication = publication_of(request, publication_pk)
    response = HttpResponse(offline.form(publication), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="answer-form-{publication.pk}.xlsx"'
    return response


def bring_in(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    form = BringInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done, count = attempt(form, lambda: offline.bring_in(draft, upload, upload.name, upload.size))
        if done:
            told = ngettext("%(count)d answer came in.", "%(count)d answers came in.", count or 0) % {
                "count": count or 0
            }
            messages.success(request, f"{told} {_('Empty cells changed nothing.')}")
            return redirect("answers:preview", pk)
    return render(request, "answers/bring_in.html", {**queries.overview(draft), "form": form, "step": "bring_in"})
