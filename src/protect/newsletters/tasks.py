"""Jobs of the newsletter: an issue goes out in small batches. Safe to run twice, also at once."""

from __future__ import annotations

import datetime as dt
import time

from django.utils import timezone
from django_tasks import task

from protect.newsletters import mails
from protect.newsletters.models import Delivery, Issue, IssueState
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

#: Mails handed to the server before a moment's pause, and its seconds.
BATCH, PAUSE = 50, 1.0
#: A mail server that is away is asked no more often in a row; the daily job asks again, for so long.
MOST_FAILED, TRIED_FOR = 10, dt.timedelta(days=3)


@task()
def send_issue(key: int) -> None:
    deliver(key)


def deliver(key: int, *, pause: float = PAUSE) -> int:
    """Each address is taken by one statement first: whoever took it sends, and a job that is repeated passes it by.

    An address that was taken when the machine went down may have got nothing; twice would be worse. What the mail server did
    not take is tried again by the daily job.
    """
    from django.db import transaction

    issue = Issue.objects.filter(pk=key, state=IssueState.SENDING).first()
    if issue is None:
        return 0
    sent, last, in_a_row = 0, 0, 0
    not_now: list[int] = []
    waiting = Delivery.objects.filter(issue=issue, taken_at=None).order_by("pk").values_list("pk", flat=True)
    while in_a_row < MOST_FAILED and (batch := list(waiting.filter(pk__gt=last)[:BATCH])):
        for number in batch:
            last = number
            if not Delivery.objects.filter(pk=number, taken_at=None).update(taken_at=timezone.now()):
                continue
            delivery = Delivery.objects.select_related("subscriber").filter(pk=number).first()
            if delivery is None:  # unsubscribed in this moment
                continue
            try:
                if mails.send_issue(issue, delivery.subscriber):
                    Delivery.objects.filter(pk=number).update(sent_at=timezone.now())
                    sent += 1
                in_a_row = 0
            except mails.NotNow as fault:
                not_now.append(number)
                in_a_row = in_a_row + 1 if fault.is_away else 0
                if in_a_row == MOST_FAILED:
                    break
        time.sleep(pause)
    if not_now and timezone.now() - (issue.sending_since or issue.created_at) < TRIED_FOR:
        Delivery.objects.filter(pk__in=not_now).update(taken_at=None)
        return sent
    with transaction.atomic(), audit.acting(None, "newsletter"):
        stored = Issue.objects.select_for_update().get(pk=key)
        if stored.state == IssueState.SENDING:
            save_changes(stored, {"state": IssueState.SENT, "sent_at": timezone.now()}, verb=Verb.MOVED_ON)
    return sent


def daily() -> None:
    """Also sends on what an ended job left."""
    from protect.newsletters import services

    services.forget_old()
    for key in Issue.objects.filter(state=IssueState.SENDING).values_list("pk", flat=True):
        send_issue.enqueue(key)
