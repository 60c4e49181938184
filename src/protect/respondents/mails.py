"""Mails to respondents: in their language; never the name of a place or what is asked, because mail travels in the open."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from protect.respondents.models import Respondent

log = logging.getLogger(__name__)


def _send(respondent: Respondent, name: str, **more: object) -> bool:
    """First line of the template: the subject. False if the mail server did not take it."""
    if not respondent.email:
        return False
    with translation.override(respondent.language):
        context = {"name": respondent.name, "organisation": organisation_of(respondent), **more}
        subject, _newline, text = render_to_string(f"respondents/mails/{name}.txt", context).partition("\n")
    try:
        return bool(send_mail(subject.strip(), text.strip() + "\n", settings.DEFAULT_FROM_EMAIL, [respondent.email]))
    except (SMTPException, OSError):
        log.exception("mail %s to respondent %s was not sent", name, respondent.pk)
        return False


def organisation_of(respondent: Respondent) -> str:
    owner = respondent.assessment.organisation if respondent.assessment else respondent.task.space.organisation  # type: ignore[union-attr]
    return str(owner)


def address_of(secret: str) -> str:
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse("respondents:door", args=[secret])


def send_link(respondent: Respondent, secret: str) -> bool:
    until = date_format(timezone.localtime(respondent.expires_at), "DATETIME_FORMAT")
    who = str(respondent.created_by or "")
    return _send(respondent, "link", link=address_of(secret), until=until, by=who)


def send_code(respondent: Respondent, code: str) -> bool:
    return _send(respondent, "code", code=code)


def send_receipt(respondent: Respondent, count: int) -> bool:
    when = date_format(timezone.localtime(respondent.handed_in_at), "DATETIME_FORMAT")
    return _send(respondent, "receipt", count=count, when=when)
