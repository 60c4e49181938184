"""For a provider: its answers, and writing one. Each step saves by itself where scripts run, and by its button where not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.answers import queries, services
from protect.answers.forms import FactsForm, QuestionsForm, RequirementsForm, StartForm
from protect.answers.models import Draft
from protect.answers.rules import answering_for
from protect.calls.models import Publication
from protect.calls.views.public import publication_of
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt

PAGE_SIZE = 50


@require_safe
def answer_list(request: HttpRequest) -> HttpResponse:
    """Answers of the reader's own organisations, and calls that are open."""
    page = Paginator(queries.own_drafts(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    calls: Any = Publication.objects.visible_to(request.user)  # type: ignore[attr-defined]
    open_ones = calls.filter(answers_until__gt=timezone.now(), withdrawn_at=None).order_by("answers_until", "pk")
    mine = {one.publication_id for one in page.object_list}
    context = {
        "page_obj": page,
        "open_calls": open_ones.exclude(pk__in=mine).defer("document").select_related("organisation")[:PAGE_SIZE],
        "may_answer": bool(answering_for(request.user)),
    }
    return render(request, "answers/list.html", context)


def start(request: HttpRequest, publication_pk: int) -> HttpResponse:
    """For whom one answers; whose organisation answers no calls reads here how to come by one that does."""
    publication = publication_of(request, publication_pk)
    organisations = answering_for(request.user)
    if request.method == "POST" and not organisations:
        raise PermissionDenied(_("Answers are written by people of a solution provider or a research organisation."))
    form = StartForm(organisations, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(
            form, lambda: services.begin(publication, form.cleaned_data["organisation"], by=request.user)  # type: ignore[arg-type]
        )  # fmt: skip
        if done and made is not None:
            return redirect("answers:facts", made.pk)
    context = {"publication": publication, "form": form, "organisations": organisations}
    return render(request, "answers/start.html", context)


def own_draft(request: HttpRequest, pk: int, permission: str | None = "answers.write") -> Draft:
    return fetch(request, Draft, pk=pk, permission=permission, related=queries.RELATED)


def _sent(request: HttpRequest) -> Any:
    """What was sent, be it nothing; None for a page that is only opened."""
    return request.POST if request.method == "POST" else None


def facts(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    form = FactsForm(_sent(request), instance=Draft.objects.get(pk=draft.pk))
    title, lead = _("The solution"), _("What is asked of every solution, so that answers can be laid side by side.")
    return _step(
        request, draft, form, "facts", title, lead, lambda stored: services.write_facts(stored, form.cleaned_data)
    )


def requirements(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    form = RequirementsForm(draft, _sent(request))
    title = _("How the requirements are met")
    lead = _("Fully and partly count with their proof alone. An honest “not” is worth more than a doubtful “partly”.")
    return _step(
        request, draft, form, "requirements", title, lead,
        lambda stored: services.meet_requirements(stored, form.settled(stored)),
    )  # fmt: skip


def questions(request: HttpRequest, pk: int) -> HttpResponse:
    draft = own_draft(request, pk)
    form = QuestionsForm(draft, _sent(request))
    return _step(
        request, draft, form, "questions", _("Questions"), "",
        lambda stored: services.answer_questions(stored, form.settled(stored)),
    )  # fmt: skip


def _step(
    request: HttpRequest, draft: Draft, form: Any, step: str, title: str, lead: str, verb: Callable[[Draft], Any]
) -> HttpResponse:
    """One page of the draft. What is refused stays on the page; all the rest of it is kept."""
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return _autosave(draft, form, verb)
    if request.method == "POST":
        form.is_valid()
        conflicts.save(request, form, verb)
        if not form.errors:
            messages.success(request, _("Saved."))
            return redirect(f"answers:{step}", draft.pk)
    context = {**queries.overview(draft), "form": form, "step": step, "title": title, "lead": lead}
    return render(request, f"answers/{'facts' if step == 'facts' else 'lines'}.html", context)


def _autosave(draft: Draft, form: Any, verb: Callable[[Draft], Any]) -> JsonResponse:
    form.is_valid()
    with transaction.atomic():
        part = conflicts.settle(form, conflicts.locked(draft))
        if part.merged.clashes:
            return JsonResponse({"conflict": True}, status=409)
        attempt(form, lambda: verb(part.stored))  # type: ignore[arg-type]
    return _told(draft, form, [str(form.fields[name].label) for name in part.merged.theirs])


def _told(draft: Draft, form: Any, theirs: list[str]) -> JsonResponse:
    """For the script: what was refused, the word of what is stored now, and what is still missing.

    Without the word where somebody else's change came in: the page does not have it, and must not pass it for its own.
    """
    fresh = Draft.objects.select_related(*queries.RELATED).get(pk=draft.pk)
    found = queries.overview(fresh)
    errors = {form.add_prefix(name): [str(one) for one in said] for name, said in form.errors.items()}
    answer = {
        "errors": errors,
        "loaded": "" if theirs else form.word_of(fresh),
        "theirs": theirs,
        "missing": found["missing_by_step"],
        "saved_at": time_format(timezone.localtime(), "TIME_FORMAT"),
    }
    return JsonResponse(answer, status=422 if errors else 200)
