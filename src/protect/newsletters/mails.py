"""The mails themselves: plain text, in the reader's language, each with the way out."""

from __future__ import annotations

import logging
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from protect.newsletters.models import Issue, Subscriber

log = logging.getLogger(__name__)


def full(address: str) -> str:
    return str(settings.PUBLIC_ADDRESS).rstrip("/") + address


def text_of(issue: Issue, leave: str) -> str:
    with translation.override(issue.language):
        items = [{**one, "address": full(one["address"])} for one in issue.items]
        context = {"issue": issue, "items": items, "leave": leave, "site": full("/")}
        return render_to_string("newsletters/mails/issue.txt", context).strip() + "\n"


def ask(key: int) -> bool:
    """The link by which whoever owns the address says that they want it; or leaves, where they have it already."""
    found = Subscriber.objects.filter(pk=key).first()
    if found is None:
        return False
    link = full(reverse("newsletters:confirm", args=[found.link]))
    with translation.override(found.language):
        said = render_to_string(
            "newsletters/mails/confirm.txt", {"link": link, "there": found.confirmed_at is not None}
        )
        subject, _newline, text = said.partition("\n")
    return _send(EmailMessage(subject.strip(), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [found.email]), found)


def send_issue(issue: Issue, subscriber: Subscriber) -> bool:
    leave = full(reverse("newsletters:leave", args=[subscriber.link]))
    message = EmailMessage(
        " ".join(issue.subject.split()), text_of(issue, leave), settings.DEFAULT_FROM_EMAIL, [subscriber.email],
        # RFC 8058: mail programs leave for their owner by one request to this address.
        headers={
            "List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk", "Auto-Submitted": "auto-generated", "Content-Language": issue.language,
        },
    )  # fmt: skip
    return _send(message, subscriber)


def _send(message: EmailMessage, subscriber: Subscriber) -> bool:
    from protect.newsletters import services

    try:
        return bool(message.send())
    except SMTPRecipientsRefused:
        services.note_bounce(subscriber.email)
    except (SMTPException, OSError):
        log.exception("a mail to %s was not sent", subscriber.audit_name)
    return False


def preview(issue: Issue) -> dict[str, Any]:
    return {"subject": issue.subject, "text": text_of(issue, full("/"))}
