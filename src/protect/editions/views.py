"""Redacted editions: made from an object, chosen by hand, read, and taken out as a file."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.editions import policy, queries, services
from protect.editions.forms import DraftForm
from protect.editions.models import Edition, EditionPhoto
from protect.editions.services import Choice
from protect.organisations import audit, conflicts, registry
from protect.organisations.access import fetch
from protect.organisations.lists import one_of
from protect.organisations.markings import Marking
from protect.organisations.models import Verb
from protect.organisations.sending import send

PAGE_SIZE = 50


@require_safe
def edition_list(request: HttpRequest) -> HttpResponse:
    found = queries.listed(request.user)  # type: ignore[arg-type]
    state = one_of(request.GET, "state", ["draft", "finished"])
    if state:
        found = found.filter(finished_at__isnull=state == "draft")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "editions/list.html", {"page_obj": page, "state": state})


@require_POST
def make(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """One click: a draft by rule, opened for choosing by hand."""
    terms = registry.shareable(label)
    if terms is None or label.lower().startswith("editions."):
        raise Http404(_("There is no such page, or it was not shared with you."))
    about = fetch(request, terms[0], pk=pk, permission=terms[1].permission, related=("organisation",))
    try:
        made = services.make_edition(about, request.POST.get("audience", ""), by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("organisations:share", about._meta.label_lower, pk)
    messages.success(request, _("The edition is made by rule. Look through it, then finish it."))
    return redirect("editions:edit", made.pk)


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """A finished edition; a draft shows its maker's choice so far. Editions marked TLP:CLEAR are read without sign-in."""
    edition = fetch(request, Edition, pk=pk, related=("organisation", "made_by"))
    if edition.is_draft:
        return redirect("editions:edit", pk)
    signed_in = request.user.is_authenticated
    return render(
        request,
        "editions/detail.html",
        {
            "edition": edition,
            "parts": queries.parts(edition),
            "photos": edition.photos.all(),
            "marking": edition.effective_marking,
            "source": queries.source_of(edition, request.user),
            "may_share": signed_in and request.user.has_perm("editions.share", edition),
            "audience": Marking(edition.audience),
        },
    )


def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick boxes and texts of a draft; one button keeps them, another finishes the edition."""
    edition = fetch(request, Edition, pk=pk, permission="editions.edit", related=("organisation",))
    if not edition.is_draft:
        return redirect("editions:detail", pk)
    form = DraftForm(edition, request.POST or None)
    if request.method == "POST" and form.is_valid():
        finishing = request.POST.get("do") == "finish"
        done, _saved = conflicts.save(request, form, lambda stored: _keep(stored, form, finishing))
        if done:
            if finishing:
                messages.success(request, _("The edition is finished. It is not shared yet: choose Share."))
                return redirect("editions:detail", pk)
            messages.success(request, _("Kept."))
            return redirect("editions:edit", pk)
    return render(
        request,
        "editions/edit.html",
        {
            "edition": edition,
            "form": form,
            "title": form["title"].value() or "",
            "errors": [str(one) for found in form.errors.values() for one in found],
            "marking": edition.effective_marking,
            "audience": Marking(edition.audience),
            "source": queries.source_of(edition, request.user),
            "words": policy.WORDS,
        },
    )


@transaction.atomic
def _keep(edition: Edition, form: DraftForm, finishing: bool) -> None:
    services.change_draft(edition, form.cleaned_data["title"], _choices(edition, form))
    if finishing:
        services.finish(edition)


def _choices(edition: Edition, form: DraftForm) -> dict[str, Choice]:
    """What the form says of each field that it showed."""
    kept, said = set(form.cleaned_data["keep"]), form.cleaned_data
    shown = set(form.compared())
    return {
        one["key"]: Choice(one["key"] in kept, said[name] if (name := f"text-{one['key']}") in shown else one["text"])
        for part in edition.content["parts"]
        for one in part["fields"]
    }


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    edition = fetch(request, Edition, pk=pk, permission="editions.edit")
    try:
        services.discard(edition)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("editions:detail", pk)
    messages.success(request, _("The draft is thrown away."))
    return redirect("editions:list")


@login_not_required
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    found = EditionPhoto.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return send(found.file, found.content_type)


@login_not_required
@require_safe
def export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """The edition as one HTML page or as data; made for this reader and never kept."""
    edition = fetch(request, Edition, pk=pk, related=("organisation",))
    if edition.is_draft or kind not in {"html", "json"}:
        raise Http404(_("There is no such page, or it was not shared with you."))
    with transaction.atomic():
        audit.record(Verb.EXPORTED, edition, note=kind)
    name = f"edition-{edition.pk}-{edition.effective_marking.short.replace(':', '-').replace('+', '-')}.{kind}"
    about = {
        "title": edition.title,
        "organisation": edition.organisation.name,
        "marking": edition.effective_marking.value,
        "finished_at": edition.finished_at.isoformat() if edition.finished_at else None,
    }
    if kind == "json":
        options = {"ensure_ascii": False, "indent": 2}
        response: HttpResponse = JsonResponse({**edition.content, "edition": about}, json_dumps_params=options)
    else:
        context = {"edition": edition, "parts": queries.parts(edition), "marking": edition.effective_marking}
        response = HttpResponse(render_to_string("editions/export.html", context))
        response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response
