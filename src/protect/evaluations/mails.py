"""Mails to evaluators: that they were named, that a round waits for their scores, that scores are open and want talking over.

By the job queue, once the transaction stands; each once; to nobody who ended reminders. They carry the address, and the title
only where the organisation allows names in mails.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from functools import partial
from smtplib import SMTPException

from django.db import transaction
from django.urls import reverse

from protect.evaluations.models import Evaluation, Evaluator, Round, Told
from protect.organisations.models import User
from protect.reminders.models import Wishes
from protect.reminders.queries import policies_of
from protect.reminders.tasks import full, may_be_named, send

log = logging.getLogger(__name__)

NAMED, OPENED, REVEALED = "named", "opened", "revealed"


def tell(evaluation: Evaluation, news: str, round_: Round | None = None) -> None:
    """Have the evaluators told whom ``news`` concerns; who was told before is told nothing."""
    transaction.on_commit(partial(_enqueue, evaluation.pk, news, round_.pk if round_ is not None else 0))


def _enqueue(key: int, news: str, round_key: int) -> None:
    from protect.evaluations.tasks import tell_evaluators

    tell_evaluators.enqueue(key, news, round_key)


def people(evaluation: Evaluation, news: str, round_key: int) -> list[User]:
    """Whom it concerns and who may still see the evaluation: all evaluators, or those who judge in the round."""
    found: Iterable[Evaluator] = evaluation.evaluators.exclude(user=None).filter(user__is_active=True)
    if news == NAMED:
        found = found.filter(declared_at=None)  # type: ignore[attr-defined]
    elif news == OPENED:
        left = {"pairings__handed_in_at": None, "pairings__abstained_because": ""}
        found = found.filter(pairings__round=round_key, **left).distinct()  # type: ignore[attr-defined]
    else:
        found = found.filter(pairings__round=round_key).distinct()  # type: ignore[attr-defined]
    users = [one.user for one in found.select_related("user") if one.user is not None]  # type: ignore[attr-defined]
    unwilling = set(Wishes.objects.filter(user__in=users, reminders=False).values_list("user_id", flat=True))
    return [one for one in users if one.pk not in unwilling and evaluation.is_visible_to(one)]


def send_news(key: int, news: str, round_key: int) -> int:
    """Returns how many went. What is no longer so is not told: a round that has ended asks nobody for scores."""
    evaluation = Evaluation.objects.filter(pk=key).select_related("organisation").first()
    round_ = Round.objects.filter(pk=round_key, evaluation=key).first()
    if evaluation is None or (news != NAMED and round_ is None):
        return 0
    if news == OPENED and round_ is not None and not round_.is_running:
        return 0
    if news == REVEALED and round_ is not None:
        page = reverse("evaluations:round", args=[key, round_key])
    else:
        page = reverse("evaluations:mine", args=[key])
    allowed = policies_of({evaluation.organisation_id})[evaluation.organisation_id].names_in_mails
    title = evaluation.title if may_be_named(evaluation, allowed) else ""
    name = f"{news} {round_key}" if round_key else news
    context = {"news": news, "title": title, "address": full(page)}
    return sum(_send_one(one, evaluation, name, context) for one in people(evaluation, news, round_key))


def _send_one(person: User, evaluation: Evaluation, name: str, context: dict[str, str]) -> int:
    try:
        with transaction.atomic():
            _kept, new = Told.objects.get_or_create(user=person, evaluation=evaluation, news=name)
            if not new:
                return 0
            send(person, "reminders", "evaluations/mail/news", context)
    except (SMTPException, OSError):
        log.exception("news of an evaluation were not sent")
        return 0
    return 1
