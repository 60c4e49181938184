"""Sets of questions as XLSForm for everybody who reads them, and what would become of a form from elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from protect.checklists.queries.sets import platform_sets
from protect.checklists.views.tablets import as_download
from protect.checklists.xlsform import reading, writing
from protect.checklists.xlsform.forms import SheetForm
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.models import Verb
from protect.reference.models import ReferenceSet
from protect.sets.models import Version
from protect.sets.queries import organisations_of as organisations_with_sets
from protect.sets.queries import own_questions
from protect.sets.services import begin_from_content

#: Lines of a report shown at once; a form has some thousand rows at most, and most of them are fine.
MOST_LINES = 500


@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: HttpRequest) -> HttpResponse:
    """The sets to download, the dry run of an XLSForm, and a draft made from one."""
    user: Any = request.user
    organisations = organisations_with_sets(user)
    may_bring = organisations.exists()
    form = SheetForm(organisations, request.POST or None, request.FILES or None) if may_bring else None
    context: dict[str, Any] = {"sets": [*platform_sets(), *own_questions(user)], "form": form}
    if request.method == "POST" and form is not None and form.is_valid():
        upload = form.cleaned_data["file"]
        done, found = attempt(form, lambda: reading.read(upload.file, upload.name or "form.xlsx"))
        if done and found is not None and found.content and not found.errors and "take" in request.POST:
            made = begin_from_content(
                form.cleaned_data["organisation"], "question_set", found.content,
                title=found.title[:120] or _("Questions from a form"), by=user, base=(upload.name or "")[:200],
            )  # fmt: skip
            messages.success(
                request, _("The questions are a draft of your organisation; look at them and publish them.")
            )
            return redirect("sets:detail", made.pk)
        if done and found is not None:
            context |= {
                "found": found,
                "errors": found.errors[:MOST_LINES],
                "lines": [one for one in found.lines if one.level != reading.ERROR][:MOST_LINES],
                "questions": len(found.content["questions"]) if found.content else 0,
            }
    refused = request.method == "POST" and "found" not in context
    return render(request, "checklists/forms.html", context, status=422 if refused else 200)


@require_safe
def set_form(request: HttpRequest, set_pk: int) -> HttpResponse:
    """A set of the platform, or a version of an own one that the reader may see, as XLSForm."""
    one = get_object_or_404(ReferenceSet, pk=set_pk, kind="question_set")
    if one.status == ReferenceSet.Status.ORGANISATION:
        with transaction.atomic():
            audit.record(Verb.EXPORTED, fetch(request, Version, reference_id=one.pk), note="XLSForm")
    try:
        return as_download(writing.of_set(one))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("checklists:forms")
