"""Who can see this, what can they see, and everything shared: by me and with me."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit, registry
from protect.organisations.access import fetch
from protect.organisations.lists import csv_response, one_of
from protect.organisations.models import Organisation, Verb
from protect.organisations.queries import audiences, own, seeing, wording
from protect.organisations.queries import shared as shares

PAGE_SIZE = 50


@require_safe
def who(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Every reader of one object and why, for those who may share it."""
    model = registry.visible_model(label)
    if model is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    about = fetch(request, model, pk=pk)
    terms = registry.shareable(about.root._meta.label_lower)
    if terms is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    if not request.user.has_perm(terms[1].permission, about):
        raise PermissionDenied(_("Who can read something is shown to those who may share it."))
    found = seeing.who_sees(about, request.user)  # type: ignore[arg-type]
    page = Paginator(found.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "organisations/who.html",
        {
            "about": about,
            "label": label.lower(),
            "kind": wording.kind_of(label),
            "back": registry.page_of(about),
            "marking": about.effective_marking,
            "found": found,
            "page_obj": page,
            "may_share": registry.shareable(label) is not None,
        },
    )


@require_safe
def sees(request: HttpRequest, pk: int) -> HttpResponse:
    """What one member, partner, any authority or the public can see of the organisation's own objects."""
    organisation = own.open_organisation(request, pk, "organisations.review_access")
    code = request.GET.get("who", "")
    audience = audiences.find(code, organisation) if code else None
    context = {
        "organisation": organisation,
        "code": code,
        "unknown": bool(code) and audience is None,
        "members": audiences.members(organisation),
        "partners": audiences.partners(organisation),
    }
    if audience is not None:
        context |= _seen(request, organisation, audience)
    return render(request, "organisations/sees.html", context)


def _seen(request: HttpRequest, organisation: Organisation, audience: audiences.Audience) -> dict[str, object]:
    kinds = seeing.kinds_seen_by(audience, organisation, request.user)  # type: ignore[arg-type]
    listed = [one for one in kinds if one.has_marking]
    chosen = one_of(request.GET, "kind", [one.label for one in listed], listed[0].label if listed else "")
    model = registry.visible_model(chosen) if chosen else None
    with transaction.atomic():
        audit.record(Verb.VIEWED, organisation, note=_("what %(reader)s can see") % {"reader": audience.name})
    if model is None:
        return {"audience": audience, "kinds": kinds, "listed": listed}
    rows = seeing.seen_by(audience, organisation, request.user, model).order_by("pk")  # type: ignore[arg-type]
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return {
        "audience": audience,
        "kinds": kinds,
        "listed": listed,
        "chosen": chosen,
        "page_obj": page,
        "lines": seeing.lines(list(page.object_list), audience),
    }


@require_safe
def shared(request: HttpRequest) -> HttpResponse:
    """Two lists of shares in force: with me or my organisations, and by us."""
    which = one_of(request.GET, "list", ["with", "by"], "with")
    reader = request.user
    with_me, by_me = shares.with_me(reader), shares.by_me(reader)  # type: ignore[arg-type]
    lines = by_me if which == "by" else with_me
    kind = one_of(request.GET, "kind", {one.label for one in lines})
    kinds = sorted({(one.label, one.kind) for one in lines}, key=lambda pair: pair[1])
    if kind:
        lines = [one for one in lines if one.label == kind]
    if request.GET.get("format") == "csv":
        return _as_csv(lines, which)
    page = Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "organisations/shared.html",
        {
            "which": which,
            "counts": {"with": len(with_me), "by": len(by_me)},
            "kind": kind,
            "kinds": kinds,
            "page_obj": page,
        },
    )


def _as_csv(lines: list[shares.Line], which: str) -> HttpResponse:
    head = [_("Object"), _("Kind"), _("Organisation"), _("Marking"), _("Shared with"), _("Reason"), _("By"), _("Until")]
    rows = [
        [
            one.about,
            one.kind,
            one.about.organisation,
            one.about.effective_marking.short,
            one.reader,
            one.share.reason,
            one.share.created_by or "",
            one.share.expires_at.isoformat(timespec="minutes") if one.share.expires_at else "",
        ]
        for one in lines
    ]
    response = csv_response(f"shared-{which}.csv", [head, *rows])
    response["Cache-Control"] = "private, no-store"
    return response
