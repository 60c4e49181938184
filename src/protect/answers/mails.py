"""Mails to the people of one provider: that something waits on their page. They name the call, which is public, and no more."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.urls import reverse

from protect.answers.models import OpenedAnswer
from protect.answers.models.provided import WRITING_ROLES
from protect.calls.tasks import send_one
from protect.organisations.models import User
from protect.reminders.models import Wishes


def tell_provider(opened: OpenedAnswer, news: str, number: int = 0) -> None:
    """By the job queue, once the transaction stands. ``news``: ``feedback`` or ``asked_back``."""
    transaction.on_commit(partial(_enqueue, opened.pk, f"{news} {number}"))


def _enqueue(key: int, news: str) -> None:
    from protect.answers.tasks import tell_people

    tell_people.enqueue(key, news)


def people_of(opened: OpenedAnswer) -> list[User]:
    """Who wrote or submitted the answer and still writes for the organisation, without those who ended such mails."""
    submission = opened.submission
    keys = {submission.submitted_by_id, submission.draft.created_by_id} - {None}
    found = User.objects.filter(
        pk__in=keys, is_active=True, memberships__organisation=submission.organisation_id,
        memberships__role__in=WRITING_ROLES,
    )  # fmt: skip
    return list(found.exclude(pk__in=Wishes.objects.filter(calls=False).values("user")).distinct().order_by("pk"))


def send(key: int, news: str) -> int:
    """Returns how many went; each goes once."""
    opened = OpenedAnswer.objects.filter(pk=key).select_related("submission__draft", "submission__publication").first()
    if opened is None:
        return 0
    submission = opened.submission
    page = reverse("answers:receipt", args=[submission.draft_id, submission.pk])
    return sum(send_one(one, submission.publication, news, page) for one in people_of(opened))
