"""Questions to answer, answers to open, screen and write to; on the provider's side what was asked and said.

The provider's rows name the submission, whose key is random, never the opened answer, whose key counts up.
"""

from __future__ import annotations

import datetime as dt

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
from protect.organisations.waiting import News, Waiting


def questions(person: User) -> list[Waiting]:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(Clarification, person).filter(answered_at=None, publication__call__organisation__in=own)
    return [
        Waiting(
            "clarification", one.publication.title, reverse("answers:clarify", args=[one.publication.call_id, one.pk]),
            "answers.clarification", one.pk, one.publication.organisation_id, _("your organisation handles the call"),
            waiting.day(one.asked_at), waiting.day(one.publication.answers_until),
        )
        for one in found.select_related("publication")[: waiting.MOST]
    ]  # fmt: skip


def to_open(person: User) -> list[Waiting]:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(Call, person).filter(
        state=State.PUBLISHED, organisation__in=own, publication__opens_at__lte=timezone.now()
    )
    return [
        Waiting(
            "opening", one.title, reverse("answers:opened_list", args=[one.pk]), "calls.call", one.pk,
            one.organisation_id, _("the time to open answers has come"), waiting.day(one.publication.opens_at),
            waiting.day(one.publication.opens_at),
        )
        for one in found.select_related("publication").order_by("publication__opens_at", "pk")[: waiting.MOST]
    ]  # fmt: skip


def screening(person: User) -> list[Waiting]:
    own = waiting.leading(person, *HANDLING)
    found = waiting.seen(OpenedAnswer, person).filter(
        call__organisation__in=own, call__state=State.OPENED, screened_at=None
    )
    return [
        Waiting(
            "screening", f"{one.number}. {one.call.title}",
            reverse("answers:opened", args=[one.call_id, one.number]), "answers.openedanswer", one.pk,
            one.call.organisation_id, _("your organisation handles the call"), waiting.day(one.opened_at),
        )
        for one in found.select_related("call")[: waiting.MOST]
    ]  # fmt: skip


def asked_back(person: User) -> list[Waiting]:
    """Of the provider: what the other side asked about a submitted answer."""
    own = waiting.leading(person, *WRITING_ROLES)
    found = waiting.seen(QuestionBack, person).filter(replied_at=None, opened__submission__organisation__in=own)
    return [
        Waiting(
            "question_back", one.opened.submission.publication.title,
            reverse("answers:reply", args=[one.opened.submission.draft_id, one.pk]), "answers.submission",
            one.opened.submission_id, one.opened.submission.organisation_id, _("you write answers for your organisation"),
            waiting.day(one.asked_at),
        )
        for one in found.select_related("opened__submission__publication")[: waiting.MOST]
    ]  # fmt: skip


def drafts(person: User) -> list[Waiting]:
    """Begun and not submitted while the call still takes answers."""
    own = waiting.leading(person, *WRITING_ROLES)
    found = waiting.seen(Draft, person).filter(
        ~Q(submissions__withdrawn_at=None, submissions__isnull=False), organisation__in=own,
        publication__withdrawn_at=None, publication__answers_until__gt=timezone.now(),
    )  # fmt: skip
    return [
        Waiting(
            "answer_draft", one.publication.title, reverse("answers:facts", args=[one.pk]), "answers.draft", one.pk,
            one.organisation_id, _("you write answers for your organisation"), waiting.day(one.created_at),
            waiting.day(one.publication.answers_until),
        )
        for one in found.select_related("publication").distinct()[: waiting.MOST]
    ]  # fmt: skip


def feedback(person: User, since: dt.datetime) -> list[News]:
    """To a provider: its answer was opened, and what was written to it."""
    own = waiting.leading(person, *WRITING_ROLES)
    if not own:
        return []
    told = []
    # The row is the call's; of it only these two moments are told, to the people whose answer it is.
    found = OpenedAnswer.objects.filter(submission__organisation__in=own)
    found = found.filter(Q(opened_at__gt=since) | Q(feedback_sent_at__gt=since)).select_related(
        "submission__publication"
    )
    for one in found[: waiting.MOST]:
        sent = one.submission
        page = reverse("answers:receipt", args=[sent.draft_id, sent.pk])
        for kind, at in (("answer_opened", one.opened_at), ("feedback", one.feedback_sent_at)):
            if at is not None and at > since:
                told.append(
                    News(kind, sent.publication.title, page, "answers.submission", sent.pk, sent.organisation_id, at)
                )
    return told


def clarified(person: User, since: dt.datetime) -> list[News]:
    """To a provider: a question of its own was answered."""
    found = waiting.seen(Asked, person).filter(clarification__answered_at__gt=since, asked_by=person)
    return [
        News(
            "question_answered", one.clarification.publication.title,
            reverse("calls:public", args=[one.clarification.publication_id]), "answers.asked", one.pk,
            one.organisation_id, one.clarification.answered_at,
        )
        for one in found.select_related("clarification__publication")[: waiting.MOST]
    ]  # fmt: skip


def register() -> None:
    waiting.task("clarification", _("Questions of providers to answer"), waiting.CALLING, questions)
    waiting.task("opening", _("Answers to open"), waiting.CALLING, to_open)
    waiting.task("screening", _("Answers to screen"), waiting.CALLING, screening)
    waiting.task("question_back", _("Questions about our answers"), waiting.CALLING, asked_back)
    waiting.task("answer_draft", _("Answers to submit"), waiting.CALLING, drafts)
    waiting.news({"answer_opened": _("Your answer was opened"), "feedback": _("Feedback on your answer")}, feedback)
    waiting.news({"question_answered": _("Your question was answered")}, clarified)
