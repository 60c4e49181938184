"""Mails to followers of calls, by the job queue. They name what is public already, and each goes once."""

from __future__ import annotations

import logging
from functools import partial
from smtplib import SMTPException

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django_tasks import task

from protect.calls.following import Follow, Told
from protect.calls.publications import Publication
from protect.organisations.models import User
from protect.reminders.models import Wishes
from protect.reminders.tasks import full, send

log = logging.getLogger(__name__)

PUBLISHED, CLARIFIED, WITHDRAWN = "published", "clarified", "withdrawn"


def tell(publication: Publication, news: str, number: int = 0) -> None:
    """Have the followers told once the transaction stands; ``number`` tells one answered question from the next."""
    name = f"{news} {number}" if number else news
    transaction.on_commit(partial(_enqueue, publication.pk, name))


def _enqueue(key: int, news: str) -> None:
    tell_followers.enqueue(key, news)


@task()
def tell_followers(key: int, news: str) -> None:
    send_news(key, news)


def followers(publication: Publication, news: str) -> list[User]:
    """Of this call; a new one is told to those who follow new calls. Nobody who ended such mails."""
    wanted = Q(publication=None) if news == PUBLISHED else Q(publication=publication)
    unwilling = Wishes.objects.filter(calls=False).values("user")
    keys = Follow.objects.filter(wanted).exclude(user__in=unwilling).values("user")
    return list(User.objects.filter(pk__in=keys, is_active=True, deleted_at=None).order_by("pk"))


def send_news(key: int, news: str) -> int:
    """Returns how many mails went. A mail that could not go is told in the log and goes when the job runs again."""
    publication = Publication.objects.filter(pk=key).first()
    if publication is None:
        return 0
    page = reverse("calls:public", args=[publication.pk])
    return sum(send_one(one, publication, news, page) for one in followers(publication, news))


def send_one(person: User, publication: Publication, news: str, page: str) -> int:
    """One mail about a call to one person, if that news was not told yet: 1 if it went. ``page``: where to read on."""
    try:
        with transaction.atomic():
            _kept, new = Told.objects.get_or_create(user=person, publication=publication, news=news)
            if not new:
                return 0
            context = {
                "publication": publication, "news": news.partition(" ")[0],
                "address": full(page),
            }  # fmt: skip
            send(person, "calls", "calls/mail/news", context)
    except (SMTPException, OSError):
        log.exception("news of a call were not sent")
        return 0
    return 1
