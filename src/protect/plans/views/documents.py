"""The security plan of a space: its versions, one as a document, its sections, approval, and what differs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import one_of
from protect.plans import services
from protect.plans.documents import PlanSection, SecurityPlan
from protect.plans.forms import ApprovePlanForm, NewSectionForm, SectionForm, SecurityPlanForm
from protect.plans.queries import document as reading
from protect.plans.services.writing import digest
from protect.plans.states import PLAN_MOVES, PLAN_OPEN, PlanState
from protect.plans.views.common import act
from protect.reference.wording import translate
from protect.spaces.models import Space

RELATED = ("organisation", "space", "assessment", "template", "approved_by")
PAGE_SIZE = 50


@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    state = one_of(request.GET, "state", PlanState.values)
    found: Any = SecurityPlan.objects.visible_to(request.user).select_related("space", "organisation", "assessment")  # type: ignore[attr-defined]
    found = found.defer("space__wkb").order_by("space__name", "-version")
    counts = [(one, found.filter(state=one.value).order_by().count()) for one in PlanState]
    if state:
        found = found.filter(state=state)
    context = {
        "page_obj": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")), "state": state, "counts": counts,
    }  # fmt: skip
    return render(request, "plans/documents.html", context)


def _versions(request: HttpRequest, space: Space | int) -> list[SecurityPlan]:
    seen: Any = SecurityPlan.objects.visible_to(request.user).filter(space=space)  # type: ignore[attr-defined]
    return list(seen.select_related("approved_by", "assessment", "space").order_by("-version"))


@require_safe
def of_space(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, related=("organisation",))
    found = _versions(request, space)
    is_written = SecurityPlan.objects.filter(space=space, state__in=PLAN_OPEN).exists()
    context = {
        "space": space, "versions": found,
        "may_begin": not is_written and space.archived_at is None and request.user.has_perm("plans.write", space),
    }  # fmt: skip
    return render(request, "plans/of_space.html", context)


@require_POST
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="plans.write", related=("organisation",))
    made: list[SecurityPlan] = []
    if act(request, lambda: made.append(services.begin_plan(space, by=request.user))):  # type: ignore[arg-type]
        return redirect("plans:document", made[0].pk)
    return redirect("plans:of_space", pk)


def _opened(request: HttpRequest, pk: int, permission: str | None = None) -> SecurityPlan:
    return fetch(request, SecurityPlan, pk=pk, permission=permission, related=RELATED)


@require_safe
def document(request: HttpRequest, pk: int) -> HttpResponse:
    """As it is now, or as it was approved."""
    found = _opened(request, pk)
    shown = reading.shown(found, request.user)
    may_write = request.user.has_perm("plans.write", found)
    keys = {one.code: one for one in found.sections.all()}
    helps = {one["code"]: translate(one["help"]) for one in found.template.content["sections"]}
    is_draft = found.state == PlanState.DRAFT
    others = [one for one in _versions(request, found.space) if one.pk != found.pk]
    context = {
        "plan": found, "shown": shown,
        "sections": [(one, keys.get(one["code"]), helps.get(one["code"], "")) for one in shown.document["sections"]],
        "may_edit": may_write and is_draft,
        "may_share": request.user.has_perm("plans.share", found),
        "moves": [
            (verb, rule) for verb, rule in PLAN_MOVES.items()
            if found.state in rule.source and verb != "supersede" and request.user.has_perm(rule.permission, found)
        ],
        "others": others,
    }  # fmt: skip
    return render(request, "plans/document.html", context)


def _draft(request: HttpRequest, pk: int) -> SecurityPlan:
    found = _opened(request, pk, "plans.write")
    if found.state != PlanState.DRAFT:
        raise PermissionDenied(_("Only a draft can be changed."))
    return found


def _page(request: HttpRequest, plan: SecurityPlan, form: Any, title: str, **more: Any) -> HttpResponse:
    return render(request, "plans/document_form.html", {"plan": plan, "form": form, "title": title, **more})


def _saved(request: HttpRequest, plan: SecurityPlan, section: PlanSection | None = None) -> HttpResponse:
    messages.success(request, _("Saved."))
    answer = redirect("plans:document", plan.pk)
    if section is not None:
        answer["Location"] += f"#section-{section.code}"
    return answer


def change(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = SecurityPlanForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.change_plan(stored, form.cleaned_data))
        if done:
            return _saved(request, found)
    return _page(request, found, form, _("Title and date"))


def add_section(request: HttpRequest, pk: int) -> HttpResponse:
    found = _draft(request, pk)
    form = NewSectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(form, lambda: services.add_section(found, values["title"], values["text"]))
        if done:
            return _saved(request, found, made)
    return _page(request, found, form, _("Add a section"))


def section(request: HttpRequest, pk: int, section_pk: int) -> HttpResponse:
    found = _draft(request, pk)
    one = fetch(request, PlanSection, pk=section_pk, plan=found, related=("plan",))
    helps = {row["code"]: translate(row["help"]) for row in found.template.content["sections"]}
    form = SectionForm(request.POST or None, instance=one)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.change_section(stored, form.cleaned_data))
        if done:
            return _saved(request, found, one)
    return _page(request, found, form, one.title, section=one, help=helps.get(one.code, ""))


@require_POST
def remove_section(request: HttpRequest, pk: int, section_pk: int) -> HttpResponse:
    found = _draft(request, pk)
    one = fetch(request, PlanSection, pk=section_pk, plan=found, related=("plan",))
    if act(request, lambda: services.remove_section(one)):
        messages.success(request, _("The section is out of this version."))
    return redirect("plans:document", pk)


@require_POST
def move(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in PLAN_MOVES or PLAN_MOVES[verb].page:
        raise Http404
    found = _opened(request, pk, PLAN_MOVES[verb].permission)
    if act(request, lambda: services.move_plan(found, verb, by=request.user)):  # type: ignore[arg-type]
        messages.success(request, _("Saved."))
    return redirect("plans:document", pk)


def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole plan as one page, and a yes to exactly that."""
    found = _opened(request, pk, "plans.approve")
    if found.state != PlanState.IN_REVIEW:
        raise PermissionDenied(_("Only what was handed in for review can be approved."))
    content = reading.of(found, request.user)
    form = ApprovePlanForm(request.POST or None, initial={"seen": digest(content), "review_on": found.review_on})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.approve_plan(
                found, by=request.user, note=values["note"], review_on=values["review_on"], seen=values["seen"]  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done:
            messages.success(request, _("Approved and sealed."))
            return redirect("plans:document", pk)
    return render(request, "plans/approve.html", {"plan": found, "form": form, "document": content})


@require_safe
def compare(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """What differs between two versions, as far as the reader sees both."""
    found, other = _opened(request, pk), _opened(request, other_pk)
    if found.space_id != other.space_id or found.pk == other.pk:
        raise Http404
    before, after = sorted([found, other], key=lambda one: one.version)
    changes = reading.differences(
        reading.shown(before, request.user).document, reading.shown(after, request.user).document
    )
    return render(request, "plans/compare.html", {"before": before, "after": after, "plan": after, "changes": changes})
