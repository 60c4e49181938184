"""What a visitor writes goes on as one mail to a shared mailbox; nothing of it is kept here."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)


def pass_on(to: str, *, name: str, email: str, subject: str, text: str) -> bool:
    """False if the mail server did not take it."""
    body = _("Written by %(name)s (%(email)s) in the contact form of the platform:") % {"name": name, "email": email}
    mail = EmailMessage(
        f"[PRoTECT] {subject}", f"{body}\n\n{text}\n", settings.DEFAULT_FROM_EMAIL, [to], reply_to=[email]
    )
    try:
        return bool(mail.send())
    except (OSError, SMTPException):
        log.exception("a message of the contact form was not sent")
        return False
