"""Photos and documents: added, shown, changed, removed. Files go out only through here, after the one rule."""

from __future__ import annotations

from django.contrib import messages
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.sending import send
from protect.spaces import services
from protect.spaces.forms import AttachmentForm
from protect.spaces.models import Attachment, Space
from protect.spaces.views.parts import take_off


def add_attachment(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.contribute", related=("organisation",))
    form = AttachmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        done, _saved = attempt(
            form,
            lambda: services.add_attachment(
                space,
                upload,
                name=upload.name,
                size=upload.size,
                title=form.cleaned_data["title"],
                description=form.cleaned_data["description"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )
        if done:
            messages.success(request, _("The file is added."))
            return redirect("spaces:detail", pk)
    return render(
        request,
        "spaces/part.html",
        {"space": space, "form": form, "title": _("Add a photo or document"), "kind": "attachments"},
    )


def change_attachment(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.contribute", related=("organisation",))
    found = fetch(request, Attachment, pk=attachment_pk, space=space, related=("space",))
    form = AttachmentForm(request.POST or None, new=False, about=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.change_attachment(stored, form.cleaned_data)
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("spaces:detail", pk)
    return render(
        request,
        "spaces/part.html",
        {"space": space, "form": form, "title": found.title, "kind": "attachments", "attachment": found},
    )


@require_POST
def remove_attachment(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.edit")
    found = fetch(request, Attachment, pk=attachment_pk, space=space, related=("space",))
    return take_off(request, found, "attachments")


@require_safe
def attachment(request: HttpRequest, pk: int) -> FileResponse:
    found = fetch(request, Attachment, pk=pk, related=("space",))
    return _send(found, found.file, as_attachment=found.kind == "document")


@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    found = Attachment.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None or not found.thumbnail:
        raise Http404
    return _send(found, found.thumbnail, as_attachment=False)


def _send(found: Attachment, file: FieldFile, *, as_attachment: bool) -> FileResponse:
    suffix = file.name.rpartition(".")[2] if file.name else ""
    title = found.title.removesuffix(f".{suffix}")
    return send(file, found.content_type, f"{title}.{suffix}", shown=not as_attachment)
