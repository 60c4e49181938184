"""Mails of the demonstration: nobody gets them, each lies in a folder as a file that any mail program opens."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


def folder() -> Path:
    """Where they lie: ``mails`` in the data folder."""
    return Path(settings.DATA) / "mails"


class EmailBackend(BaseEmailBackend):
    """One file a mail, named by the time (UTC) and who would have got it, so that a list of the folder tells both."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        for mail in email_messages:
            to = "".join(one if one.isalnum() or one in "@.-" else "_" for one in ",".join(mail.recipients()))[:60]
            name = f"{timezone.now():%Y-%m-%d-%H%M%S}-{to}-{uuid4().hex[:6]}.eml"
            (folder() / name).write_bytes(mail.message().as_bytes())
        return len(email_messages)
