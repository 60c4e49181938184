"""Report templates of an organisation, edited in the browser."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from protect.organisations import conflicts
from protect.organisations.forming import attempt
from protect.organisations.models import Organisation
from protect.organisations.queries.own import open_organisation
from protect.reports.layouts import services
from protect.reports.layouts.forms import LayoutForm, NameForm, PartFormSet, initial_parts, parts_of
from protect.reports.layouts.models import Layout
from protect.reports.layouts.parts import digest_of
from protect.reports.layouts.queries import example
from protect.reports.pdf import ReportError

log = logging.getLogger(__name__)
PERMISSION = "layouts.change"


def layout_list(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = open_organisation(request, pk, PERMISSION)
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(
            form,
            lambda: services.create_layout(organisation, form.cleaned_data["name"], by=request.user),  # type: ignore[arg-type]
        )
        if done and made:
            return redirect("layouts:change", pk, made.pk)
    context = {"organisation": organisation, "layouts": organisation.layouts.defer("logo"), "form": form}
    return render(request, "layouts/list.html", context)


def _open(request: HttpRequest, pk: int, layout_pk: int) -> tuple[Organisation, Layout]:
    organisation = open_organisation(request, pk, PERMISSION)
    layout = organisation.layouts.filter(pk=layout_pk).first()
    if layout is None:
        raise Http404(_("There is no such template."))
    return organisation, layout


def change(request: HttpRequest, pk: int, layout_pk: int) -> HttpResponse:
    organisation, layout = _open(request, pk, layout_pk)
    form = LayoutForm(request.POST or None, request.FILES or None, instance=_open(request, pk, layout_pk)[1])
    parts = PartFormSet(request.POST or None, initial=initial_parts(layout), prefix="parts")
    if request.method == "POST" and form.is_valid() and parts.is_valid():
        loaded = request.POST.get("parts_as_loaded", "")
        done, _made = conflicts.save(request, form, lambda stored: _save(stored, form, parts_of(parts), loaded))
        if done:
            messages.success(request, _("The template is saved."))
            return redirect("layouts:change", pk, layout.pk)
    loaded = digest_of(_open(request, pk, layout_pk)[1].parts)
    context = {"organisation": organisation, "layout": layout, "form": form, "parts": parts, "loaded": loaded}
    return render(request, "layouts/change.html", context)


@transaction.atomic
def _save(layout: Layout, form: LayoutForm, chosen: list[dict[str, Any]], loaded: str) -> Layout:
    values = dict(form.cleaned_data)
    file, remove = values.pop("logo_file", None), values.pop("remove_logo", False)
    if remove:
        services.remove_logo(layout)
        values["logo_alt"] = ""
    elif file:
        services.set_logo(layout, file, name=file.name, size=file.size, alt=values["logo_alt"])
    if loaded and loaded != digest_of(layout.parts):
        if digest_of(chosen) != loaded:
            raise ValidationError(
                _(
                    "Somebody else changed the chapters or texts in the meantime. Yours still stand below and are not "
                    "saved: look at theirs in another tab, then save again to put yours in their place."
                )
            )
        chosen = layout.parts  # only the other person changed them
    return services.change_layout(layout, values, chosen)


@require_GET
def logo(request: HttpRequest, pk: int, layout_pk: int) -> HttpResponse:
    _organisation, layout = _open(request, pk, layout_pk)
    if not layout.logo:
        raise Http404(_("This template has no logo."))
    return HttpResponse(bytes(layout.logo), content_type="image/png", headers={"Cache-Control": "private, no-store"})


@require_GET
def preview(request: HttpRequest, pk: int, layout_pk: int) -> HttpResponse:
    """The saved template with an assessment of the organisation; an export like any other, and audited as one."""
    from protect.reports.services import make_report

    organisation, layout = _open(request, pk, layout_pk)
    shown = example(organisation, request.user)  # type: ignore[arg-type]
    if shown is None:
        messages.error(request, _("There is no assessment to show the template with. Begin one first."))
        return redirect("layouts:change", pk, layout.pk)
    try:
        report = make_report(shown, request.user, language=request.LANGUAGE_CODE, layout=layout)  # type: ignore[arg-type,attr-defined]
    except (ReportError, ValidationError):
        log.exception("preview of template %s", layout.pk)
        messages.error(request, _("The preview could not be made. Save the template again and try once more."))
        return redirect("layouts:change", pk, layout.pk)
    headers = {
        "Content-Disposition": f'attachment; filename="preview-{report.name}"',
        "Cache-Control": "no-store, private",
    }
    return HttpResponse(report.content, content_type=report.content_type, headers=headers)


@require_POST
def use(request: HttpRequest, pk: int, layout_pk: int) -> HttpResponse:
    """Make it the default, or none."""
    organisation, layout = _open(request, pk, layout_pk)
    if layout.is_default:
        services.use_no_default(organisation)
    else:
        services.make_default(layout)
    messages.success(request, _("Saved."))
    return redirect("layouts:list", pk)


@require_POST
def delete(request: HttpRequest, pk: int, layout_pk: int) -> HttpResponse:
    _organisation, layout = _open(request, pk, layout_pk)
    services.delete_layout(layout)
    messages.success(
        request, _("The template “%(name)s” is deleted. Reports made by it stay as they are.") % {"name": layout}
    )
    return redirect(reverse("layouts:list", args=[pk]))
