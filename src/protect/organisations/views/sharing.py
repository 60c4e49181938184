"""Who may read an object, and its history."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import registry, services
from protect.organisations.access import Restricted, fetch
from protect.organisations.forming import attempt
from protect.organisations.forms import MarkingForm, ShareForm
from protect.organisations.markings import Marking
from protect.organisations.models import Share
from protect.organisations.queries import readers, trail, wording

PAGE_SIZE = 50


def _open(request: HttpRequest, label: str, pk: int) -> Restricted:
    found = registry.shareable(label)
    if found is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    model, terms = found
    return fetch(request, model, pk=pk, permission=terms.permission, related=("organisation",))


def share(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Marking and named readers of one object: two forms, told apart by their button."""
    about = _open(request, label, pk)
    doing = request.POST.get("do") if request.method == "POST" else None
    marking = MarkingForm(request.POST if doing == "mark" else None, initial={"marking": about.marking})
    naming = None
    if about.marking in (Marking.AMBER, Marking.RED):
        naming = ShareForm(about, request.POST if doing == "share" else None)
    if doing == "mark" and marking.is_valid():
        values = marking.cleaned_data
        done, _marked = attempt(
            marking,
            lambda: services.set_marking(about, values["marking"], reason=values["reason"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("The marking is %(marking)s now.") % {"marking": Marking(about.marking).short})
            return redirect("organisations:share", label, pk)
    if doing == "share" and naming is not None and naming.is_valid():
        named = naming.cleaned_data
        done, _made = attempt(
            naming,
            lambda: services.share(
                about,
                organisation=named.get("organisation"),
                person=named.get("person"),
                reason=named["reason"],
                until=named["until"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )
        if done:
            messages.success(request, _("Shared."))
            return redirect("organisations:share", label, pk)
    return render(
        request,
        "organisations/share.html",
        {
            "about": about,
            "label": label,
            "kind": wording.kind_of(label),
            "back": registry.page_of(about),
            "marking": about.effective_marking,
            "own_marking": about.marking,
            "marking_form": marking,
            "share_form": naming,
            "people": readers.own_people(about) if about.marking == Marking.RED else [],
            "readers": readers.readers_of(about),
        },
    )


@require_POST
def revoke(request: HttpRequest, label: str, pk: int, share_pk: int) -> HttpResponse:
    about = _open(request, label, pk)
    found = Share.objects.filter(pk=share_pk, object_type=about._meta.label_lower, object_id=pk).first()
    if found is None:
        raise Http404(_("There is no such share."))
    try:
        services.revoke(found, about)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The share has ended."))
    if not about.is_visible_to(request.user):  # type: ignore[arg-type]
        return redirect("web:home")
    return redirect("organisations:share", label, pk)


@require_safe
def history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """What happened to an object, for whoever may see it; who looked and from where, for its administrators."""
    model = registry.visible_model(label)
    if model is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    about = fetch(request, model, pk=pk)
    administers = request.user.has_perm("organisations.read_audit", about)
    page = Paginator(trail.history(about, with_views=administers), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "organisations/history.html",
        {
            "about": about,
            "kind": wording.kind_of(label),
            "back": registry.page_of(about),
            "marking": about.effective_marking,
            "page_obj": page,
            "entries": trail.tell(page.object_list, request.user, with_origin=administers),  # type: ignore[arg-type]
            "administers": administers,
        },
    )
