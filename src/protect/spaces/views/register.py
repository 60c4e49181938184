"""List of spaces, a space, its description."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response, page_of
from protect.organisations.models import Organisation, Verb
from protect.reference import terms
from protect.spaces import extras, queries, services
from protect.spaces.forms import NewSpaceForm, SpaceForm
from protect.spaces.models import Space

PAGE_SIZE = 50


@require_safe
def space_list(request: HttpRequest) -> HttpResponse:
    listing = queries.Listing.of(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(listing)
    page = page_of(listing.found(), request.GET.get("page"), PAGE_SIZE)
    return render(
        request,
        "spaces/list.html",
        {
            "listing": listing,
            "page_obj": page,
            "spaces": page.object_list,
            "categories": terms.terms("psoi_category"),
            "crowds": terms.terms("crowd_class"),
            "may_create": request.user.has_perm("spaces.create"),
            "map_query": _without_page(request),
        },
    )


def _without_page(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _as_csv(listing: queries.Listing) -> HttpResponse:
    found = list(listing.found())
    for organisation in Organisation.objects.filter(pk__in={one.organisation_id for one in found}):
        audit.record(Verb.EXPORTED, organisation, note=_("list of spaces as CSV"))
    head = [
        _("Name"), _("Main category"), _("Further categories"), _("Town or district"), _("Owner"), _("Operator"),
        _("People present"), _("Area (m²)"), _("Organisation"), _("Marking"),
    ]  # fmt: skip
    return csv_response("spaces.csv", [head, *map(_line, found)])


def _line(one: Space) -> list[object]:
    return [
        one.name,
        terms.label("psoi_category", one.main_category),
        "; ".join(terms.label("psoi_category", code) for code in one.further_categories),
        one.town,
        one.owner_name,
        one.operator_name,
        terms.label("crowd_class", one.crowd_class) if one.crowd_class else "",
        one.area_m2 if one.area_m2 is not None else "",
        one.organisation.name,
        one.effective_marking.short,
    ]


def new_space(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("spaces.create"):
        raise PermissionDenied(_("Your role does not add spaces."))
    form = NewSpaceForm(queries.organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        organisation = values.pop("organisation")
        done, space = attempt(
            form,
            lambda: services.create_space(organisation, values, by=request.user),  # type: ignore[arg-type]
        )
        if done and space is not None:
            messages.success(request, _("“%(name)s” is in the register.") % {"name": space.name})
            return redirect("spaces:detail", space.pk)
    return render(request, "spaces/new.html", {"form": form})


@require_safe
def space_detail(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, related=("organisation",), also={"has_removed": queries.has_removed()})
    may_edit = request.user.has_perm("spaces.edit", space)
    removed = queries.removed(space) if may_edit and space.has_removed else []  # type: ignore[attr-defined]
    return render(
        request,
        "spaces/detail.html",
        {
            "space": space,
            **queries.parts(space),
            "removed_lately": [one for one in removed if one.is_recent],
            "removed_earlier": [one for one in removed if not one.is_recent],
            "extras": extras.of(request, space),
            "may_edit": may_edit,
            "may_contribute": request.user.has_perm("spaces.contribute", space),
            "may_share": request.user.has_perm("spaces.share", space),
            "may_archive": request.user.has_perm("spaces.delete", space),
        },
    )


def change_space(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.edit", related=("organisation",))
    form = SpaceForm(request.POST or None, instance=space)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_space(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("spaces:detail", pk)
    return render(request, "spaces/change.html", {"form": form, "space": space})


@require_POST
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.delete")
    services.archive_space(space)
    messages.success(
        request,
        _("“%(name)s” is out of the register. You find it under “taken out” and can bring it back.") % {"name": space},
    )
    return redirect("spaces:detail", pk)


@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.delete")
    services.restore_space(space)
    messages.success(request, _("“%(name)s” is back in the register.") % {"name": space})
    return redirect("spaces:detail", pk)
