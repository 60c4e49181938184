"""Questions to answer, answers to open, screen and write to; on the provider's side what was asked and said.

The provider's rows name the submission, whose key is random, never the opened answer, whose key counts up.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.answers.models import Asked, Clarification, Draft, OpenedAnswer, QuestionBack
from protect.answers.models.provided import WRITING_ROLES
from protect.calls.models import Call
from protect.calls.rules import HANDLING
from protect.calls.states import State
from protect.organisations import waiting
from protect.organisations.models import User
from protect.organisations.waiting import Asked as Wanted
from protect.organisations.waiting import Happened, News, Tasks, Waiting


def questions(person: User) -> Tasks:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(Clarification, person).filter(answered_at=None, publication__call__organisation__in=own)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "clarification", one.title, reverse("answers:clarify", args=[one.call_id, one.pk]),
            "answers.clarification", one.pk, one.organisation_id, _("your organisation handles the call"),
            waiting.day(one.asked_at), waiting.day(one.answers_until),
        )  # fmt: skip

    named = {name: f"publication__{name}" for name in ("title", "call_id", "organisation_id", "answers_until")}
    return [Wanted(found, tell, ("asked_at",), named)]


def to_open(person: User) -> Tasks:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(Call, person).filter(
        state=State.PUBLISHED, organisation__in=own, publication__opens_at__lte=timezone.now()
    )

    def tell(one: Any) -> Waiting:
        return Waiting(
            "opening", one.title, reverse("answers:opened_list", args=[one.pk]), "calls.call", one.pk,
            one.organisation_id, _("the time to open answers has come"), waiting.day(one.opens_at),
            waiting.day(one.opens_at),
        )  # fmt: skip

    found = found.order_by("publication__opens_at", "pk")
    return [Wanted(found, tell, ("title", "organisation_id"), {"opens_at": "publication__opens_at"})]


def screening(person: User) -> Tasks:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(OpenedAnswer, person).filter(
        call__organisation__in=own, call__state=State.OPENED, screened_at=None
    )

    def tell(one: Any) -> Waiting:
        return Waiting(
            "screening", f"{one.number}. {one.title}",
            reverse("answers:opened", args=[one.call_id, one.number]), "answers.openedanswer", one.pk,
            one.organisation_id, _("your organisation handles the call"), waiting.day(one.opened_at),
        )  # fmt: skip

    named = {"title": "call__title", "organisation_id": "call__organisation_id"}
    return [Wanted(found, tell, ("number", "call_id", "opened_at"), named)]


def asked_back(person: User) -> Tasks:
    """Of the provider: what the other side asked about a submitted answer."""
    own = waiting.leading(person, *WRITING_ROLES)
    found = waiting.seen(QuestionBack, person).filter(replied_at=None, opened__submission__organisation__in=own)

    def tell(one: Any) -> Waiting:
        return Waiting(
            "question_back", one.title, reverse("answers:reply", args=[one.draft_id, one.pk]), "answers.submission",
            one.submission_id, one.organisation_id, _("you write answers for your organisation"),
            waiting.day(one.asked_at),
        )  # fmt: skip

    sent = "opened__submission__"
    named = {
        "title": f"{sent}publication__title", "draft_id": f"{sent}draft_id", "organisation_id": f"{sent}organisation_id",
        "submission_id": "opened__submission_id",
    }  # fmt: skip
    return [Wanted(found, tell, ("asked_at",), named)]


def drafts(person: User) -> Tasks:
    """Begun and not submitted while the call still takes answers."""
    own = waiting.leading(person, *WRITING_ROLES)
    found = waiting.seen(Draft, person).filter(
        ~Q(submissions__withdrawn_at=None, submissions__isnull=False), organisation__in=own,
        publication__withdrawn_at=None, publication__answers_until__gt=timezone.now(),
    )  # fmt: skip

    def tell(one: Any) -> Waiting:
        return Waiting(
            "answer_draft", one.title, reverse("answers:facts", args=[one.pk]), "answers.draft", one.pk,
            one.organisation_id, _("you write answers for your organisation"), waiting.day(one.created_at),
            waiting.day(one.answers_until),
        )  # fmt: skip

    named = {"title": "publication__title", "answers_until": "publication__answers_until"}
    return [Wanted(found.distinct(), tell, ("organisation_id", "created_at"), named)]


def feedback(person: User, since: dt.datetime) -> Happened:
    """To a provider: its answer was opened, and what was written to it."""
    own = waiting.leading(person, *WRITING_ROLES)
    if not own:
        return []
    # The row is the call's; of it only these two moments are told, to the people whose answer it is.
    found = OpenedAnswer.objects.filter(submission__organisation__in=own)
    found = found.filter(Q(opened_at__gt=since) | Q(feedback_sent_at__gt=since))

    def tell(one: Any) -> list[News]:
        page = reverse("answers:receipt", args=[one.draft_id, one.submission_id])
        return [
            News(kind, one.title, page, "answers.submission", one.submission_id, one.organisation_id, at)
            for kind, at in (("answer_opened", one.opened_at), ("feedback", one.feedback_sent_at))
            if at is not None and at > since
        ]

    named = {
        "title": "submission__publication__title", "draft_id": "submission__draft_id",
        "organisation_id": "submission__organisation_id",
    }  # fmt: skip
    return [Wanted(found, tell, ("submission_id", "opened_at", "feedback_sent_at"), named)]


def clarified(person: User, since: dt.datetime) -> Happened:
    """To a provider: a question of its own was answered."""
    found = waiting.seen(Asked, person).filter(clarification__answered_at__gt=since, asked_by=person)

    def tell(one: Any) -> News:
        return News(
            "question_answered", one.title, reverse("calls:public", args=[one.publication_id]), "answers.asked", one.pk,
            one.organisation_id, one.answered_at,
        )  # fmt: skip

    named = {
        "title": "clarification__publication__title", "publication_id": "clarification__publication_id",
        "answered_at": "clarification__answered_at",
    }  # fmt: skip
    return [Wanted(found, tell, ("organisation_id",), named)]


def register() -> None:
    waiting.task("clarification", _("Questions of providers to answer"), waiting.CALLING, questions)
    waiting.task("opening", _("Answers to open"), waiting.CALLING, to_open)
    waiting.task("screening", _("Answers to screen"), waiting.CALLING, screening)
    waiting.task("question_back", _("Questions about our answers"), waiting.CALLING, asked_back)
    waiting.task("answer_draft", _("Answers to submit"), waiting.CALLING, drafts)
    waiting.news({"answer_opened": _("Your answer was opened"), "feedback": _("Feedback on your answer")}, feedback)
    waiting.news({"question_answered": _("Your question was answered")}, clarified)
