"""The mails themselves: plain text, in the reader's language, each with the way out."""

from __future__ import annotations

import logging
from smtplib import SMTPConnectError, SMTPException, SMTPRecipientsRefused, SMTPServerDisconnected
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from protect.newsletters.models import Issue, Subscriber

log = logging.getLogger(__name__)


class NotNow(Exception):
    """The mail server did not take it, and may take it later. ``is_away``: it was not there at all."""

    def __init__(self, is_away: bool = False) -> None:
        super().__init__()
        self.is_away = is_away


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
    message = EmailMessage(subject.strip(), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [found.email])
    try:
        return _send(message, found)
    except NotNow:
        return False


def send_issue(issue: Issue, subscriber: Subscriber) -> bool:
    """False for an address that there is not. Raises NotNow."""
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
    except SMTPRecipientsRefused as error:
        # Below 500 a server asks to come again, as those do that make strangers wait.
        if any(code < 500 for code, _text in error.recipients.values()):
            raise NotNow() from error
        services.note_bounce(subscriber.email)
    except (SMTPException, OSError) as error:
        log.exception("a mail to %s was not sent", subscriber.audit_name)
        said = isinstance(error, SMTPException) and not isinstance(error, SMTPConnectError | SMTPServerDisconnected)
        raise NotNow(is_away=not said) from error
    return False


def preview(issue: Issue) -> dict[str, Any]:
    return {"subject": issue.subject, "text": text_of(issue, full("/"))}
