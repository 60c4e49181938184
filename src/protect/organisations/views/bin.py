"""The bin of an organisation: what was deleted, who did it, until when it can come back. And how long things are kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import bins, conflicts, registry
from protect.organisations.access import fetch
from protect.organisations.bin_forms import ForgetForm, RetentionForm
from protect.organisations.models import Organisation
from protect.organisations.queries import own
from protect.organisations.services import retention as keeping


@require_safe
def bin_page(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = own.open_organisation(request, pk)
    context = {
        "organisation": organisation,
        "rows": bins.rows(organisation, request.user),  # type: ignore[arg-type]
        "may_set": request.user.has_perm("organisations.read_audit", organisation),
    }
    return render(request, "organisations/bin.html", context)


def _thing(request: HttpRequest, pk: int, source: str, key: int) -> tuple[Organisation, bins.Source, Any]:
    """What lies in the bin, if the reader may see it and decide about it."""
    found = bins.source_of(source)
    if found is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    lookup: dict[str, Any] = {"pk": key, found.owner: pk}
    one = fetch(request, found.model, **lookup)
    if not request.user.has_perm(bins.permission_of(found, one), one):
        raise PermissionDenied(_("Your role does not allow this here."))
    return own.open_organisation(request, pk), found, one


@require_POST
def restore(request: HttpRequest, pk: int, source: str, key: int) -> HttpResponse:
    _organisation, found, one = _thing(request, pk, source, key)
    try:
        about = found.restore(one)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("organisations:bin", pk)
    messages.success(request, _("“%(name)s” is back.") % {"name": one.name})
    return redirect(registry.page_of(about) or "organisations:bin", *([] if registry.page_of(about) else [pk]))


def forget(request: HttpRequest, pk: int, source: str, key: int) -> HttpResponse:
    """Delete for good; its name is typed first, because nothing brings it back then."""
    organisation, found, one = _thing(request, pk, source, key)
    form = ForgetForm(one.name, request.POST or None)
    if request.method == "POST" and form.is_valid():
        found.forget(one)
        messages.success(request, _("“%(name)s” is deleted for good.") % {"name": one.name})
        return redirect("organisations:bin", pk)
    title = _("Delete “%(name)s” for good") % {"name": one.name}
    context = {"organisation": organisation, "form": form, "title": title}
    return render(request, "organisations/forget.html", context)


@require_POST
def put(request: HttpRequest, label: str, key: int) -> HttpResponse:
    """Move a whole object into the bin, after its page asked."""
    found = registry.deletable(label)
    if found is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    about = fetch(request, found.model, pk=key, permission=found.permission)
    organisation = about.owner_id  # type: ignore[attr-defined]
    try:
        binned = found.delete(about)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(registry.page_of(about) or "web:home")
    messages.success(request, _("“%(name)s” is in the bin and can come back from there.") % {"name": binned.name})
    return redirect("organisations:bin", organisation)


def retention(request: HttpRequest, pk: int) -> HttpResponse:
    """How long each kind of data is kept; set within the limits of the platform by the organisation's administrators."""
    organisation = own.open_organisation(request, pk, "organisations.read_audit")
    form = RetentionForm(organisation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, changes = conflicts.save(request, form, lambda stored: keeping.set_days(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved.") if changes else _("Nothing was changed."))
            return redirect("organisations:retention", pk)
    context = {"organisation": organisation, "form": form}
    return render(request, "organisations/retention.html", context)


@require_safe
def retention_preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What the next run of the daily job will delete."""
    organisation = own.open_organisation(request, pk, "organisations.read_audit")
    coming = keeping.preview(organisation, request.user)  # type: ignore[arg-type]
    context = {"organisation": organisation, "coming": coming, "total": sum(one.count for one in coming)}
    return render(request, "organisations/retention_preview.html", context)
