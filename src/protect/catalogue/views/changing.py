"""Entries proposed, changed, moved on, given photos and comments."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from protect.catalogue import queries, services
from protect.catalogue.forms import CommentForm, EntryForm, NewEntryForm, RelatedForm, StepForm
from protect.catalogue.life import BY_VERB
from protect.catalogue.models import Entry, EntryPhoto
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.shown_photos import PhotoForm

RELATED = ("organisation",)
#: Entries offered as related ones.
OFFERED = 200


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("catalogue.propose"):
        raise PermissionDenied(_("Your role does not propose entries."))
    form = NewEntryForm(queries.organisations_proposing(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(
            form,
            lambda: services.propose(
                form.cleaned_data["organisation"], form.values, by=request.user, aspects=form.aspects  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made is not None:
            messages.success(request, _("The entry is proposed. Somebody else reviews it before it can be published."))
            return redirect("catalogue:detail", made.pk)
    return render(request, "catalogue/form.html", {"form": form, "title": _("Propose an entry")})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    entry = fetch(request, Entry, pk=pk, permission="catalogue.edit", related=RELATED)
    form = EntryForm(request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request,
            form,
            lambda stored: services.change(stored, form.values, by=request.user, aspects=form.aspects),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("catalogue:detail", pk)
    return render(request, "catalogue/form.html", {"form": form, "entry": entry, "title": _("Change the entry")})


def related(request: HttpRequest, pk: int) -> HttpResponse:
    entry = fetch(request, Entry, pk=pk, permission="catalogue.share", related=RELATED)
    named = entry.related.visible_to(request.user)  # type: ignore[attr-defined]
    near = [one.pk for one in queries.nearest(entry, request.user, OFFERED)]
    offered = Entry.objects.visible_to(request.user).filter(pk__in={*near, *named.values_list("pk", flat=True)})  # type: ignore[attr-defined]
    form = RelatedForm(offered, request.POST or None, instance=entry)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.relate(stored, list(form.cleaned_data["related"]), among=offered)
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("catalogue:detail", pk)
    return render(request, "catalogue/small_form.html", {"form": form, "entry": entry, "title": _("Related entries")})


def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One step in the life of an entry, with what it means, confirmed by a button."""
    if verb not in BY_VERB:
        raise Http404
    wanted = BY_VERB[verb]
    entry = fetch(request, Entry, pk=pk, permission=wanted.permission, related=RELATED)
    if entry.is_shipped:
        raise PermissionDenied(_("This entry came with the platform and changes only with it."))
    form = StepForm(wanted.needs_reason, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done, _moved = attempt(
            form, lambda: services.move(entry, verb, by=request.user, reason=form.cleaned_data["reason"])  # type: ignore[arg-type]
        )  # fmt: skip
        if done:
            messages.success(request, _("Done: %(step)s.") % {"step": str(wanted.label).lower()})
            return redirect("catalogue:detail", pk)
    missing = queries.missing(entry) if wanted.needs_whole else []
    context = {
        "form": form, "entry": entry, "step": wanted, "missing": missing, "open_here": entry.state in wanted.before,
        "title": str(wanted.label),
    }  # fmt: skip
    return render(request, "catalogue/step.html", context)


def add_photo(request: HttpRequest, pk: int) -> HttpResponse:
    entry = fetch(request, Entry, pk=pk, permission="catalogue.edit", related=RELATED)
    form = PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        upload = values["file"]
        done, _saved = attempt(
            form,
            lambda: services.add_photo(
                entry, upload, name=upload.name, size=upload.size, description=values["description"],
                credit=values["credit"], by=request.user,  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("The photo is added."))
            return redirect("catalogue:detail", pk)
    return render(request, "catalogue/small_form.html", {"form": form, "entry": entry, "title": _("Add a photo")})


@require_POST
def remove_photo(request: HttpRequest, pk: int, photo_pk: int) -> HttpResponse:
    entry = fetch(request, Entry, pk=pk, permission="catalogue.edit", related=RELATED)
    services.remove_photo(fetch(request, EntryPhoto, pk=photo_pk, entry=entry, related=("entry",)))
    messages.success(request, _("The photo is in the bin of your organisation."))
    return redirect("catalogue:detail", pk)


def comment(request: HttpRequest, pk: int) -> HttpResponse:
    entry = fetch(request, Entry, pk=pk, related=RELATED)
    if not request.user.has_perm("catalogue.comment"):
        raise PermissionDenied(_("Comments are written by people who work for an authority."))
    form = CommentForm(queries.organisations_commenting(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = attempt(
            form,
            lambda: services.comment(entry, values["organisation"], values["kind"], values["text"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("Your comment is there for the other authorities."))
            return redirect("catalogue:detail", pk)
    return render(request, "catalogue/small_form.html", {"form": form, "entry": entry, "title": _("Comment")})
