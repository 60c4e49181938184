"""The questions of a call."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.calls import composing, services
from protect.calls.forms import QuestionForm, StockForm, TakeStockForm
from protect.calls.models import Call, Question, QuestionStock
from protect.calls.views.writing import RELATED, act, form_page, saved, to_change
from protect.organisations import conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt


@require_safe
def questions(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, related=RELATED)
    may_edit = call.is_draft and request.user.has_perm("calls.edit", call)
    rows = list(call.questions.select_related("condition"))
    told = composing.in_words(composing.document(call))["questions"]
    context = {
        "call": call,
        "rows": list(zip(rows, told, strict=True)),
        "may_edit": may_edit,
        "keep": StockForm(),
        "take": TakeStockForm(call, request.user),
        "stocks": QuestionStock.objects.visible_to(request.user).filter(organisation=call.organisation),  # type: ignore[attr-defined]
    }
    return render(request, "calls/questions.html", context)


def question(request: HttpRequest, pk: int, question_pk: int | None = None) -> HttpResponse:
    call = to_change(request, pk)
    found = fetch(request, Question, pk=question_pk, call=call, related=("call",)) if question_pk else None
    form = QuestionForm(call, request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.write_question(call, form.cleaned_data, question=stored)
        )
        if done:
            return saved(request, "calls:questions", pk)
    title = _("Change the question") if found else _("Ask a question")
    return form_page(request, call, form, title, ("calls:questions", pk))


@require_POST
def remove_question(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    found = fetch(request, Question, pk=question_pk, call=to_change(request, pk), related=("call",))
    return act(request, lambda: services.remove_question(found), _("The question is out."), "calls:questions", pk)


@require_POST
def move_question(request: HttpRequest, pk: int, question_pk: int) -> HttpResponse:
    found = fetch(request, Question, pk=question_pk, call=to_change(request, pk), related=("call",))
    up = request.POST.get("to") == "up"
    return act(request, lambda: services.move_question(found, up), _("Moved."), "calls:questions", pk)


@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission="calls.edit", related=RELATED)
    form = StockForm(request.POST)
    if form.is_valid():
        done, _made = attempt(form, lambda: services.keep_as_stock(call, form.cleaned_data["name"], by=request.user))  # type: ignore[arg-type]
        if done:
            messages.success(request, _("The questions are kept for other calls."))
            return redirect("calls:questions", pk)
    messages.error(request, _("Give them a name; there must be at least one question."))
    return redirect("calls:questions", pk)


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    call = to_change(request, pk)
    form = TakeStockForm(call, request.user, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what to add."))
        return redirect("calls:questions", pk)
    came = services.add_stock(call, form.cleaned_data["stock"])
    said = ngettext("%(count)d question came in.", "%(count)d questions came in.", came) % {"count": came}
    messages.success(request, said)
    return redirect("calls:questions", pk)


@require_POST
def remove_stock(request: HttpRequest, pk: int, stock_pk: int) -> HttpResponse:
    call = fetch(request, Call, pk=pk, permission="calls.edit", related=RELATED)
    found = fetch(request, QuestionStock, pk=stock_pk, organisation=call.organisation, permission="calls.edit")
    done = _("It is gone; calls keep what they took from it.")
    return act(request, lambda: services.remove_stock(found), done, "calls:questions", pk)
