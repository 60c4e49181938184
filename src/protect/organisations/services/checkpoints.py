"""The daily checkpoint of the audit trail: kept, and mailed to where this platform cannot write."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import verifying

log = logging.getLogger(__name__)


def keep_and_mail() -> int:
    """Keep the heads of all chains and mail them to PROTECT_CHECKPOINT_MAIL; returns how many were written to."""
    marks = verifying.keep_checkpoint()
    if not marks:
        return 0
    text = verifying.as_text(marks)
    subject = _("PRoTECT: checkpoint of the audit trail, %(day)s") % {"day": timezone.localdate().isoformat()}
    body = _(
        "Keep this mail. It holds number and hash of the last entry of each chain of the audit trail, and nobody's name.\n"
        "Save it as a file and compare it at any time: protect audit verify --checkpoint FILE"
    )
    told = 0
    for address in settings.CHECKPOINT_MAIL:
        try:
            told += send_mail(subject, f"{body}\n\n{text}", settings.DEFAULT_FROM_EMAIL, [address])
        except (SMTPException, OSError):
            log.exception("the checkpoint was not sent")
    return told
