"""Self-tests: their questions, written by the organisers; the test for everybody, and behind the link for the certificate."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from protect.events import services
from protect.events.forms import QuestionForm, TestForm
from protect.events.models import Question, Session
from protect.events.services.testing import NEEDED, judged
from protect.events.views.planning import form_page, to_change
from protect.events.views.public import shown
from protect.events.views.registering import mine_or_answer
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.models import Verb


@require_safe
def questions(request: HttpRequest, pk: int, part_pk: int) -> HttpResponse:
    event = to_change(request, pk)
    session = fetch(request, Session, pk=part_pk, event=event, related=("event",))
    context = {"event": event, "session": session, "questions": session.questions.all(), "needed": NEEDED}
    return render(request, "events/questions.html", context)


def question(request: HttpRequest, pk: int, part_pk: int, question_pk: int | None = None) -> HttpResponse:
    event = to_change(request, pk)
    session = fetch(request, Session, pk=part_pk, event=event, related=("event",))
    instance = None
    if question_pk is not None:
        instance = fetch(request, Question, pk=question_pk, session=session, related=("session__event",))
    form = QuestionForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.save_question(session, form.cleaned_data, stored)
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("events:questions", pk, part_pk)
    return form_page(request, event, form, _("Question of the self-test"))


@require_POST
def remove_question(request: HttpRequest, pk: int, part_pk: int, question_pk: int) -> HttpResponse:
    event = to_change(request, pk)
    found = fetch(request, Question, pk=question_pk, session=part_pk, session__event=event, related=("session__event",))
    services.remove_question(found)
    messages.success(request, _("Removed."))
    return redirect("events:questions", pk, part_pk)


@login_not_required
@never_cache
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """For everybody who sees the session; nothing of it is kept."""
    session: Session = shown(request, Session, pk, "event__organisation")
    if not session.event.is_public:
        audit.record(Verb.VIEWED, session)
    form = _form(request, session)
    result = judged(session, form.given) if request.method == "POST" and form.is_valid() else None
    return _page(request, session, form, result)


@login_not_required
@never_cache
def my_test(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """By the link of a registration: who passes finds it on the certificate."""
    found = mine_or_answer(request, secret)
    if isinstance(found, HttpResponse):
        return found
    session = found.event.sessions.filter(pk=pk, taken__registration=found).first()
    if session is None:
        raise Http404(_("You have no place in this session."))
    session.event = found.event
    with translation.override(found.language), audit.acting(None, found.audit_name):
        form, result = _form(request, session), None
        if request.method == "POST" and form.is_valid():
            _done, result = attempt(form, lambda: services.take_test(found, session, form.given))
        return _page(request, session, form, result, secret=secret, marking=None)


def _form(request: HttpRequest, session: Session) -> TestForm:
    found = list(session.questions.all())
    if not found:
        raise Http404(_("This session has no self-test."))
    return TestForm(found, request.POST if request.method == "POST" else None)


def _page(request: HttpRequest, session: Session, form: TestForm, result: object, **more: object) -> HttpResponse:
    context = {"session": session, "event": session.event, "form": form, "result": result, "needed": NEEDED, **more}
    return render(request, "events/test.html", context)
