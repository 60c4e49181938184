"""Who may read an object, and its history."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import conflicts, registry, services
from protect.organisations.access import Reach, Restricted, fetch
from protect.organisations.forming import attempt
from protect.organisations.forms import ExpiryForm, MarkingForm, ShareForm
from protect.organisations.markings import Marking, milder
from protect.organisations.models import Share
from protect.organisations.queries import readers, trail, wording
from protect.organisations.registry import Opening

PAGE_SIZE = 50
#: How long a preview may lie open before it is shown again (seconds).
PREVIEW_HOLDS = 3600
PREVIEWED = "protect.organisations.previewed"


def _open(request: HttpRequest, label: str, pk: int) -> Restricted:
    found = registry.shareable(label)
    if found is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    model, terms = found
    return fetch(request, model, pk=pk, permission=terms.permission, related=("organisation",))


def share(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """Marking and named readers of one object: two forms, told apart by their button.

    What lets somebody in takes effect only after its preview was seen: the answer to the first sending is the preview,
    whose button sends the same again with a signed word that this was seen.
    """
    about = _open(request, label, pk)
    doing = request.POST.get("do") if request.method == "POST" else None
    marking = MarkingForm(about, request.user, request.POST if doing == "mark" else None)  # type: ignore[arg-type]
    naming = None
    if about.marking in (Marking.AMBER, Marking.RED):
        naming = ShareForm(about, request.POST if doing == "share" else None)
    if doing == "mark" and marking.is_valid():
        chosen = marking.cleaned_data["marking"]
        if milder(chosen, about.marking) and (shown := _preview(request, about, Opening(chosen), marking)):
            return shown
        done, _marked = conflicts.save(
            request,
            marking,
            lambda stored: services.set_marking(
                stored,
                marking.cleaned_data["marking"],
                reason=marking.cleaned_data["reason"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )
        if done:
            messages.success(request, _("The marking is %(marking)s now.") % {"marking": Marking(chosen).short})
            return _back(request, about)
    if doing == "share" and naming is not None and naming.is_valid():
        named = naming.cleaned_data
        opening = Opening(about.marking, named.get("organisation"), named.get("person"))
        if shown := _preview(request, about, opening, naming):
            return shown
        done, _made = attempt(
            naming,
            lambda: services.name_reader(
                about,
                organisation=named.get("organisation"),
                person=named.get("person"),
                reason=named["reason"],
                until=named["until"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )
        if done:
            asked = isinstance(named.get("person"), str)
            messages.success(request, _("They are asked by mail.") if asked else _("Shared."))
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
            "offers": services.offers_of(about),
            "obstacle": about.sharing_obstacle,
        },
    )


def _back(request: HttpRequest, about: Restricted) -> HttpResponse:
    """To the readers of the object; home if the change closed it to the one who made it."""
    if not about.is_visible_to(request.user):  # type: ignore[arg-type]
        return redirect("web:home")
    return redirect("organisations:share", about._meta.label_lower, about.pk)


def _preview(request: HttpRequest, about: Restricted, opening: Opening, form: forms.Form) -> HttpResponse | None:
    """The page before an opening; None once it was seen as it is now."""
    if about.sharing_obstacle:
        return None  # refused by the service, with its reason
    found = registry.leak_preview(about, opening, request.user)
    if found is None:
        return None
    template, preview = found
    reader = opening.organisation or opening.person
    seen = [
        request.user.pk,
        about._meta.label_lower,
        about.pk,
        opening.marking,
        type(reader).__name__,
        getattr(reader, "pk", reader),
        preview.fingerprint,
    ]
    if request.POST.get("previewed") and _unsigned(request.POST["previewed"]) == seen:
        return None
    return render(
        request,
        template,
        {
            **preview.context,
            "about": about,
            "label": about._meta.label_lower,
            "kind": wording.kind_of(about._meta.label_lower),
            "back": registry.page_of(about),
            "marking": about.effective_marking,
            "opening": opening,
            "new_marking": Marking(opening.marking),
            "sent": [(name, value) for name, value in request.POST.items() if name in _sent(form)],
            "previewed": signing.dumps(seen, salt=PREVIEWED),
            "changed": bool(request.POST.get("previewed")),
        },
    )


def _sent(form: forms.Form) -> set[str]:
    return {"do", *(form.add_prefix(name) for name in form.fields)}


def _unsigned(word: str) -> Any:
    try:
        return signing.loads(word, salt=PREVIEWED, max_age=PREVIEW_HOLDS)
    except signing.BadSignature:
        return None


def _share_of(about: Restricted, share_pk: int) -> Share:
    found = Share.objects.filter(pk=share_pk, object_type=about._meta.label_lower, object_id=about.pk).first()
    if found is None:
        raise Http404(_("There is no such share."))
    return found


@require_POST
def revoke(request: HttpRequest, label: str, pk: int, share_pk: int) -> HttpResponse:
    about = _open(request, label, pk)
    found = _share_of(about, share_pk)
    try:
        services.revoke(found, about)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The share has ended."))
    return _back(request, about)


def expiry(request: HttpRequest, label: str, pk: int, share_pk: int) -> HttpResponse:
    """Another last day for one named reader."""
    about = _open(request, label, pk)
    found = _share_of(about, share_pk)
    form = ExpiryForm(request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _changed = conflicts.save(
            request,
            form,
            lambda stored: services.change_expiry(stored, about, values["until"], reason=values["reason"]),
        )
        if done:
            messages.success(request, _("The last day is changed."))
            return redirect("organisations:share", label, pk)
    return render(
        request,
        "organisations/expiry.html",
        {
            "about": about,
            "label": label,
            "share": found,
            "form": form,
            "back": registry.page_of(about),
            "marking": about.effective_marking,
        },
    )


@require_safe
def history(request: HttpRequest, label: str, pk: int) -> HttpResponse:
    """What happened to an object, for whoever may see it; who looked and from where, for its administrators.

    Readers of other organisations see that something happened, not what stood there before: a name or sentence taken
    out before the sharing must not come back by the history.
    """
    model = registry.visible_model(label)
    if model is None:
        raise Http404(_("There is no such page, or it was not shared with you."))
    about = fetch(request, model, pk=pk)
    administers = request.user.has_perm("organisations.read_audit", about)
    inside = about.owner_id in Reach.of(request.user).reading
    page = Paginator(trail.history(about, with_views=administers), PAGE_SIZE).get_page(request.GET.get("page"))
    entries = trail.tell(page.object_list, request.user, with_origin=administers)  # type: ignore[arg-type]
    if not inside:
        entries = [replace(one, who="", what="", note="", lines=[]) for one in entries]
    return render(
        request,
        "organisations/history.html",
        {
            "about": about,
            "kind": wording.kind_of(label),
            "back": registry.page_of(about),
            "marking": about.effective_marking,
            "page_obj": page,
            "entries": entries,
            "administers": administers,
            "inside": inside,
        },
    )
