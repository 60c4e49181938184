"""Documents as everybody reads them, with all their versions, and as their organisation keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from protect.editions import steps as opening
from protect.library import queries, services
from protect.library.forms import DocumentForm, NewDocumentForm, StepForm, VersionForm
from protect.library.models import Document, DocumentVersion
from protect.library.queries import DocumentList
from protect.library.states import MOVES, WORDS, State
from protect.organisations import audit, conflicts, languages
from protect.organisations.access import Reach, fetch, fetch_public
from protect.organisations.forming import attempt
from protect.organisations.linked_data import as_script
from protect.organisations.listing import listed
from protect.organisations.lists import csv_response
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, Verb
from protect.organisations.sending import send
from protect.spaces.queries import organisations_edited_by

RELATED = ("organisation", "replaces")
SORTS = {
    "changed": (gettext_lazy("last changed"), ["-changed_at"]),
    "title": (gettext_lazy("title"), ["title"]),
}
STATES = {code: (label, Q(state=code)) for code, label in State.choices}


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    listing = DocumentList(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(list(listing.found))
    may_write = request.user.is_authenticated and request.user.has_perm("library.create")
    return render(request, "library/list.html", {"listing": listing, "may_write": may_write})


def _as_csv(found: list[Document]) -> HttpResponse:
    owners = {one.organisation_id for one in found if one.marking != Marking.CLEAR}
    for organisation in Organisation.objects.filter(pk__in=owners):
        audit.record(Verb.EXPORTED, organisation, note=_("documents as CSV"))
    versions = queries.newest_versions(found)
    head = [_("Title"), _("Kind"), _("Language"), _("Organisation"), _("Version"), _("Date"), _("Marking")]
    return csv_response("documents.csv", [head, *(_line(one, versions.get(one.pk)) for one in found)])


def _line(one: Document, newest: DocumentVersion | None) -> list[Any]:
    return [
        one.title, one.get_kind_display(), languages.name_of(one.language), one.organisation, newest.label if newest else "",
        one.dated or "", one.effective_marking.short,
    ]  # fmt: skip


@login_not_required
@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_public(request, Document, pk=pk, related=("organisation",))
    versions = list(found.versions.all())
    older, newer = queries.neighbours(request.user, found)
    user: Any = request.user
    signed_in = user.is_authenticated
    context = {
        "document": found,
        "versions": versions,
        "newest": versions[0] if versions else None,
        "older": older,
        "newer": newer,
        "data": as_script(_linked_data(request, found, versions)) if found.is_public else "",
        "may": {
            name: signed_in and user.has_perm(f"library.{name}", found) for name in ("edit", "lead", "share", "delete")
        },
        "moves": [
            (verb, WORDS[verb][0])
            for verb, move in MOVES.items()
            if signed_in and found.state in move.source and user.has_perm(move.permission, found)
        ],
    }
    return render(request, "library/document.html", context)


def _linked_data(request: HttpRequest, found: Document, versions: list[DocumentVersion]) -> dict[str, Any]:
    """schema.org DigitalDocument, of its newest version."""
    told: dict[str, Any] = {
        "@context": "https://schema.org", "@type": "DigitalDocument", "@id": f"urn:uuid:{found.guid}", "name": found.title,
        "description": found.about, "inLanguage": found.language, "url": request.build_absolute_uri(request.path),
        "publisher": {"@type": "Organization", "name": found.organisation.name}, "isAccessibleForFree": True,
    }  # fmt: skip
    if versions:
        file = request.build_absolute_uri(reverse("library:version", args=[versions[0].pk]))
        told |= {"version": versions[0].label, "dateModified": versions[0].dated.isoformat()}
        told["encoding"] = {"@type": "MediaObject", "contentUrl": file, "encodingFormat": versions[0].content_type}
    return told


@login_not_required
@require_safe
def version(request: HttpRequest, pk: int) -> FileResponse:
    """The file of one version, the newest or an older one."""
    found = fetch_public(request, DocumentVersion, pk=pk, related=("document",))
    suffix = str(found.file.name).rpartition(".")[2]
    name = slugify(f"{found.document.title} {found.label}".replace(".", "-"), allow_unicode=True)[:80] or "document"
    return send(found.file, found.content_type, f"{name}.{suffix}")


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Those of the reader's own organisations, drafts and withdrawn ones among them."""
    listing = listed(
        request, Document, texts=("title", "about"), sorts=SORTS, states=STATES,
        within=Q(organisation__in=Reach.of(request.user).reading),
    )  # fmt: skip
    if listing.wants_csv:
        head = [_("Title"), _("Kind"), _("Language"), _("State"), _("Date"), _("Marking")]

        def line(one: Document) -> list[Any]:
            spoken, kept = languages.name_of(one.language), one.get_state_display()
            return [one.title, one.get_kind_display(), spoken, kept, one.dated or "", one.effective_marking.short]

        return listing.csv("documents.csv", head, line, _("documents as CSV"))
    context = {"listing": listing, "page_obj": listing.page(50), "may_write": request.user.has_perm("library.create")}
    return render(request, "library/own.html", context)


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("library.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewDocumentForm(request.user, organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = form.cleaned_data.pop("organisation")
        done, made = attempt(form, lambda: services.begin(owner, form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(request, _("Now add the file as its first version."))
            return redirect("library:add_version", made.pk)
    return _form(request, None, form, _("New document"))


def _form(request: HttpRequest, document: Document | None, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "library/form.html", {"form": form, "document": document, "title": title, **more})


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Document, pk=pk, permission="library.edit", related=RELATED)
    form = DocumentForm(request.user, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("library:document", pk)
    return _form(request, found, form, _("Change the document"))


def add_version(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch(request, Document, pk=pk, permission="library.edit", related=RELATED)
    form = VersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        sent = values.pop("file")
        done, _made = attempt(
            form, lambda: services.add_version(found, sent, name=sent.name, size=sent.size, **values, by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done:
            messages.success(request, _("The version is there; older ones stay reachable."))
            return redirect("library:document", pk)
    return _form(request, found, form, _("Add a version"), with_file=True)


def step(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Before it is published: what its new readers would see of it, and what follows from it."""
    if verb not in MOVES:
        raise Http404
    move = MOVES[verb]
    found = fetch(request, Document, pk=pk, permission=move.permission, related=RELATED)
    form = StepForm(request.POST if request.method == "POST" else None, needs_reason=verb == "withdraw")
    is_open = found.state in move.source
    look = opening.look(request, found, {"state": move.target}) if verb == "publish" and is_open else None
    if request.method == "POST" and form.is_valid() and (look is None or look["is_seen"]):
        reason = form.cleaned_data["reason"]
        done, _moved = attempt(form, lambda: services.move(found, verb, by=request.user, reason=reason))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("Done: %(step)s.") % {"step": str(WORDS[verb][0]).lower()})
            return redirect("library:document", pk)
    label, meaning = WORDS[verb]
    context = {**(look or {}), "look": look, "meaning": meaning, "open_here": is_open, "is_step": True}
    return _form(request, found, form, str(label), **context)
