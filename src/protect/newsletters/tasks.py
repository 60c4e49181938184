"""Jobs of the newsletter: an issue goes out in small batches. Safe to run twice, also at once."""

from __future__ import annotations

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


@task()
def send_issue(key: int) -> None:
    deliver(key)


def deliver(key: int, *, pause: float = PAUSE) -> int:
    """Each address is taken by one statement first: whoever took it sends, and a job that is repeated passes it by.

    An address that was taken when the machine went down may have got nothing; twice would be worse.
    """
    from django.db import transaction

    issue = Issue.objects.filter(pk=key, state=IssueState.SENDING).first()
    if issue is None:
        return 0
    sent = 0
    while batch := list(
        Delivery.objects.filter(issue=issue, taken_at=None).order_by("pk").values_list("pk", flat=True)[:BATCH]
    ):
        for number in batch:
            if not Delivery.objects.filter(pk=number, taken_at=None).update(taken_at=timezone.now()):
                continue
            delivery = Delivery.objects.select_related("subscriber").filter(pk=number).first()
            if delivery is None:  # unsubscribed in this moment
                continue
            if mails.send_issue(issue, delivery.subscriber):
                Delivery.objects.filter(pk=number).update(sent_at=timezone.now())
                sent += 1
        time.sleep(pause)
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
