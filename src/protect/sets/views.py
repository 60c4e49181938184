"""Sets of an organisation in the browser: copied, edited part by part, looked at as they will be used, published."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.reference import terms
from protect.reference.models import ReferenceSet
from protect.reference.wording import in_language
from protect.sets import checking, outline, queries, services, words
from protect.sets.differences import differences
from protect.sets.forms import CopyForm, HeadForm, MatrixForm, Meaning, PartForm, PublishForm
from protect.sets.models import Kind, OwnSet, Version

KINDS = (Kind.SCALE, Kind.QUESTIONS, Kind.STEPS)


@require_safe
def set_list(request: HttpRequest) -> HttpResponse:
    own = queries.listing(request.user)  # type: ignore[arg-type]
    kinds = [
        {
            "label": kind.label,
            "platform": queries.platform_sets(kind),
            "own": [one for one in own if one.kind == kind],
        }
        for kind in KINDS
    ]
    return render(request, "sets/list.html", {"kinds": kinds, "may_copy": request.user.has_perm("sets.create")})


def _of_platform(reference_pk: int) -> ReferenceSet:
    return get_object_or_404(
        ReferenceSet.objects.exclude(status=ReferenceSet.Status.ORGANISATION), pk=reference_pk, kind__in=KINDS
    )


def copy(request: HttpRequest, reference_pk: int) -> HttpResponse:
    """A copy of a set of the platform, or of a version that the reader may see."""
    if not request.user.has_perm("sets.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    source = get_object_or_404(ReferenceSet, pk=reference_pk, kind__in=KINDS)
    if source.status == ReferenceSet.Status.ORGANISATION:
        fetch(request, Version, reference_id=source.pk)
    form = CopyForm(
        queries.organisations_of(request.user),  # type: ignore[arg-type]
        request.POST or None,
        initial={"title": source.title},
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.begin_copy(
                source, values["organisation"], values["title"], note=values["note"], by=request.user  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made is not None:
            messages.success(request, _("The copy is a draft; nobody is offered it until you publish it."))
            return redirect("sets:detail", made.pk)
    return render(request, "sets/copy.html", {"source": source, "form": form})


def _open(request: HttpRequest, pk: int, permission: str | None = None) -> OwnSet:
    return fetch(request, OwnSet, pk=pk, permission=permission, related=("organisation",))


def _to_edit(request: HttpRequest, pk: int) -> OwnSet:
    own_set = _open(request, pk, "sets.edit")
    if own_set.retired_at is not None:
        raise PermissionDenied(_("This set is retired. Take it up again to change it."))
    return own_set


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The outline of the draft, what stands in its way, and the versions so far."""
    own_set = _open(request, pk)
    problem, warnings = checking.check(own_set)
    may_edit = request.user.has_perm("sets.edit", own_set)
    versions = own_set.versions.select_related("reference", "published_by").defer("reference__content")
    context = {
        "own_set": own_set,
        "nodes": list(outline.walk(own_set.kind, own_set.content)),
        "has_matrix": own_set.kind == Kind.SCALE,
        "problem": problem,
        "warnings": warnings,
        "versions": versions,
        "changed": own_set.has_changes,
        "may_edit": may_edit and own_set.retired_at is None,
        "may_take_up": may_edit and own_set.retired_at is not None,
        "may_share": request.user.has_perm("sets.share", own_set),
    }
    return render(request, "sets/detail.html", context)


def change(request: HttpRequest, pk: int) -> HttpResponse:
    own_set = _to_edit(request, pk)
    form = HeadForm(request.POST or None, instance=own_set)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change_head(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("sets:detail", pk)
    return render(request, "sets/part.html", {"own_set": own_set, "form": form, "title": _("Title and note")})


def part(request: HttpRequest, pk: int, where: str) -> HttpResponse:
    own_set = _to_edit(request, pk)
    content: Any = own_set.content
    try:
        place = outline.find(own_set.kind, content, where)
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from None
    form = PartForm(own_set, where, request.POST or None)
    before = place.value.get("text")
    meaning = None
    if place.name == "questions" and services.is_published(own_set, place.value["code"]):
        meaning = Meaning(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = request.POST.get("meaning", "")
        if meaning is not None and form.cleaned_data["text"] != before and said not in {"same", "other"}:
            form.add_error(
                None, _("You changed the text of a published question: say below whether it is still the same.")
            )
        else:
            done, now = conflicts.save(
                request, form,
                lambda stored: services.change_part(stored, where, form.cleaned_data, is_another=said == "other"),
            )  # fmt: skip
            if done:
                messages.success(request, _("Saved."))
                if now and now != where:
                    messages.info(request, _("It has the code %(code)s now.") % {"code": now.rsplit(".", 1)[-1]})
                return redirect(_back(own_set, str(now or where)))
    context = {"own_set": own_set, "form": form, "meaning": meaning, "title": _title(own_set, where, place)}
    return render(request, "sets/part.html", context, status=422 if request.method == "POST" else 200)


def _title(own_set: OwnSet, where: str, place: outline.Place) -> str:
    if place.items is None:
        return str(words.name(place.name, own_set.kind))
    return (
        f"{outline.identity(place.value)} {outline.titled(place.value)}"
        if place.name == "questions"
        else outline.titled(place.value)
    )


def _back(own_set: OwnSet, where: str = "") -> str:
    return reverse("sets:detail", args=[own_set.pk]) + (f"#{where}" if where else "")


def add(request: HttpRequest, pk: int, where: str) -> HttpResponse:
    own_set = _to_edit(request, pk)
    content: Any = own_set.content
    try:
        outline.find_list(own_set.kind, content, where)
    except ValidationError as error:
        raise Http404(" ".join(error.messages)) from None
    initial = {"group": request.GET.get("group", "")} if where == "questions" else {}
    form = PartForm(own_set, where, request.POST or None, new=True, initial=initial)
    if request.method == "POST" and form.is_valid():
        done, now = attempt(form, lambda: services.add_part(own_set, where, form.cleaned_data))
        if done and now:
            messages.success(request, _("Added."))
            return redirect(_back(own_set, now))
    title = _("Add to “%(list)s”") % {"list": words.name(where.rsplit(".", 1)[-1], own_set.kind)}
    return render(request, "sets/part.html", {"own_set": own_set, "form": form, "title": title})


def _told(request: HttpRequest, own_set: OwnSet, act: Any, said: str, where: str = "") -> HttpResponse:
    try:
        act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, said)
    return redirect(_back(own_set, where))


@require_POST
def move(request: HttpRequest, pk: int, where: str) -> HttpResponse:
    own_set = _to_edit(request, pk)
    up = request.POST.get("to") == "up"
    return _told(request, own_set, lambda: services.move_part(own_set, where, up=up), _("Moved."), where)


@require_POST
def remove(request: HttpRequest, pk: int, where: str) -> HttpResponse:
    own_set = _to_edit(request, pk)
    return _told(
        request, own_set, lambda: services.remove_part(own_set, where), _("Removed."), where.rpartition(".")[0]
    )


def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    own_set = _to_edit(request, pk)
    if own_set.kind != Kind.SCALE:
        raise Http404(_("Only a scale set has a table."))
    form = MatrixForm(own_set, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _none = conflicts.save(request, form, lambda stored: services.set_matrix(stored, form.matrix()))
        if done:
            messages.success(request, _("Saved."))
            return redirect("sets:detail", pk)
    return render(request, "sets/matrix.html", {"own_set": own_set, "form": form})


def _shown(kind: str, content: Any) -> dict[str, Any]:
    """What the preview of a kind needs, in the shape in which it is used."""
    if kind == Kind.SCALE:
        return {"scale": _scale(content)}
    if kind == Kind.QUESTIONS:
        return {
            "groups": [
                (group, [_question(one) for one in content["questions"] if one["group"] == group["code"]])
                for group in content["groups"]
            ],
            "answers": [label for _code, label in terms.choices("question_answer")],
        }
    return {"steps": content}


def _scale(content: Any) -> dict[str, Any]:
    labels = {band["code"]: band for band in content["bands"]}
    table = [
        (level["label"], [labels.get(code) for code in row])
        for level, row in zip(content["probability"]["levels"], content["matrix"], strict=False)
    ]
    return {"content": content, "rows": table[::-1]}


def _question(one: dict[str, Any]) -> dict[str, Any]:
    limits = [
        (words.name(name), ", ".join(terms.label(vocabulary, code) for code in one[name]))
        for name, vocabulary in (
            ("threats", "threat_type"), ("categories", "psoi_category"), ("usage_states", "usage_state"),
            ("sub_areas", "sub_area_kind"),
        )
        if one.get(name)
    ]  # fmt: skip
    return {**one, "limits": limits}


@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    own_set = _open(request, pk)
    context = {
        "own_set": own_set,
        "title": own_set.title,
        "version": _("draft"),
        **_shown(own_set.kind, own_set.content),
    }
    return render(request, f"sets/preview_{own_set.kind}.html", context)


@require_safe
def platform_preview(request: HttpRequest, reference_pk: int) -> HttpResponse:
    source = _of_platform(reference_pk)
    content = in_language(source.kind, source.content, source.key)
    context = {
        "source": source,
        "title": source.title,
        "version": source.version,
        "may_copy": request.user.has_perm("sets.create"),
        **_shown(source.kind, content),
    }
    return render(request, f"sets/preview_{source.kind}.html", context)


@require_safe
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    own_set = _open(request, pk)
    found = get_object_or_404(own_set.versions.select_related("reference"), number=number)
    context = {
        "own_set": own_set,
        "title": found.reference.title,
        "version": number,
        "published": found,
        "may_copy": request.user.has_perm("sets.create"),
        **_shown(own_set.kind, found.content),
    }
    return render(request, f"sets/preview_{own_set.kind}.html", context)


@require_safe
def changes(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft, or version ``?of``, beside the version before it."""
    own_set = _open(request, pk)
    versions = {one.number: one for one in own_set.versions.select_related("reference")}
    asked = request.GET.get("of", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 0
    if number and number not in versions:
        raise Http404(_("There is no such version."))
    after: Any = versions[number].content if number else own_set.content
    earlier = versions.get(number - 1) if number else own_set.newest
    context = {
        "own_set": own_set,
        "number": number,
        "earlier": earlier,
        "lines": differences(own_set.kind, earlier.content, after) if earlier else [],
    }
    return render(request, "sets/changes.html", context)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    own_set = _to_edit(request, pk)
    problem, warnings = checking.check(own_set)
    form = PublishForm(warnings, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: services.publish(own_set, form.cleaned_data["note"], by=request.user))  # type: ignore[arg-type]
        if done and made is not None:
            messages.success(
                request, _("Version %(number)d is published and offered from now on.") % {"number": made.number}
            )
            return redirect("sets:detail", pk)
    newest = own_set.newest
    context = {
        "own_set": own_set,
        "form": form,
        "problem": problem,
        "warnings": warnings,
        "newest": newest,
        "lines": len(differences(own_set.kind, newest.content, own_set.content)) if newest else 0,
    }
    return render(request, "sets/publish.html", context)


@require_POST
def retire(request: HttpRequest, pk: int) -> HttpResponse:
    own_set = _open(request, pk, "sets.edit")
    return _told(
        request,
        own_set,
        lambda: services.retire(own_set),
        _("It is no longer offered; what was begun with it goes on."),
    )


@require_POST
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    own_set = _open(request, pk, "sets.edit")
    return _told(request, own_set, lambda: services.take_up(own_set), _("It is offered again."))
