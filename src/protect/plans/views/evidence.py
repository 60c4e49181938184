"""Proof of what was done: added, shown, removed. Files go out only through here, after the one rule."""

from __future__ import annotations

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.sending import send
from protect.plans import services
from protect.plans.forms import EvidenceForm
from protect.plans.models import Evidence
from protect.plans.views.common import act, form_page, to_change


def add(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk, "plans.report")
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done, _made = attempt(
            form,
            lambda: services.add_evidence(
                found, upload, name=upload.name, size=upload.size, title=form.cleaned_data["title"],
                description=form.cleaned_data["description"], by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("The file is added."))
            return redirect("plans:action", pk)
    return form_page(request, found, form, _("Add a photo or document"), submit=_("Add"))


@require_POST
def remove(request: HttpRequest, pk: int, evidence_pk: int) -> HttpResponse:
    found = to_change(request, pk, "plans.report")
    one = fetch(request, Evidence, pk=evidence_pk, action=found, related=("action",))
    if act(request, lambda: services.remove_evidence(one)):
        messages.success(request, _("The file is removed."))
    return redirect("plans:action", pk)


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    found = fetch(request, Evidence, pk=pk, related=("action",))
    return _send(found, found.file, as_attachment=found.kind == Evidence.Kind.DOCUMENT)


@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    found = Evidence.objects.visible_to(request.user).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None or not found.thumbnail:
        raise Http404
    return _send(found, found.thumbnail, as_attachment=False)


def _send(found: Evidence, kept: FieldFile, *, as_attachment: bool) -> FileResponse:
    suffix = kept.name.rpartition(".")[2] if kept.name else ""
    title = found.title.removesuffix(f".{suffix}")
    return send(kept, found.content_type, f"{title}.{suffix}", shown=not as_attachment)
