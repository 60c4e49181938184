"""Mails about sharing. They say that something was shared, by whom and where it is; never what it is called or contains."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from protect.organisations.access import Restricted
from protect.organisations.models import Organisation, Role, Share, User

log = logging.getLogger(__name__)


def tell_of_share(made: Share, about: Restricted) -> int:
    """Mail the person named, or leads and administrators of the organisation named; returns how many were told.

    Only who can read the object now is told: where a source of it hides it, there is nothing to read yet. A mail
    travels in the open, so it holds the kind of the object and its address, not its name.
    """
    told = 0
    for reader in _readers(made):
        if not about.is_visible_to(reader):
            continue
        with translation.override(reader.language):
            subject, text = _words(made, about)
        try:
            told += send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [reader.email])
        except (SMTPException, OSError):
            log.exception("the notice of share %s was not sent", made.pk)
    return told


def tell_of_rescue(organisation: Organisation) -> int:
    """Mail its members that whoever runs the platform invited an administrator for them; returns how many were told."""
    told = 0
    for member in User.objects.filter(memberships__organisation=organisation, is_active=True).order_by("pk"):
        with translation.override(member.language):
            subject = _("A new administrator for %(organisation)s") % {"organisation": organisation}
            text = _(
                "Nobody who administers %(organisation)s on PRoTECT could sign in any more. Whoever runs the platform has "
                "therefore invited a new administrator, who will read what members read and manage its people.\n\n"
                "If you did not expect this, ask them today. It stands in the audit log of your organisation."
            ) % {"organisation": organisation}
        try:
            told += send_mail(" ".join(subject.split()), text + "\n", settings.DEFAULT_FROM_EMAIL, [member.email])
        except (SMTPException, OSError):
            log.exception("the notice of a new administrator was not sent")
    return told


def _readers(made: Share) -> list[User]:
    if made.person is not None:
        return [made.person] if made.person.is_active else []
    leading = {"memberships__organisation": made.organisation, "memberships__role__in": [Role.ADMINISTRATOR, Role.LEAD]}
    return list(User.objects.filter(**leading, is_active=True).distinct().order_by("pk"))


def _words(made: Share, about: Restricted) -> tuple[str, str]:
    from protect.organisations.queries import wording
    from protect.organisations.registry import page_of

    address = page_of(about) or reverse("organisations:shared")
    who = {"by": str(made.created_by or about.organisation), "owner": str(about.organisation)}
    until = (
        _("You can read it until %(day)s.")
        % {"day": date_format(timezone.localtime(made.expires_at), "SHORT_DATETIME_FORMAT")}
        if made.expires_at
        else _("You can read it until the share is ended.")
    )
    subject = _("%(owner)s shared something with you on PRoTECT") % who
    text = "\n\n".join(
        [
            _("%(by)s of %(owner)s shared this kind of object with you: %(kind)s.")
            % {**who, "kind": wording.kind_of(about._meta.label_lower)},
            until,
            _("Sign in to read it. This message names nothing of it, because mail travels in the open:"),
            settings.PUBLIC_ADDRESS.rstrip("/") + address,
            _("Please keep to its marking, which stands at the top of the page, when you pass anything on."),
        ]
    )
    return " ".join(subject.split()), text + "\n"
