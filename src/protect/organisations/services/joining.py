"""Organisations that ask to join: the address is confirmed by mail, the platform's administrator decides with a reason."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.asking import JoinRequest
from protect.organisations.models import Invitation, OrganisationKind, Role, User, Verb
from protect.organisations.services.members import digest, invite
from protect.organisations.services.organisation import create_organisation

log = logging.getLogger(__name__)

#: Days after which what nobody confirmed is forgotten, and after which a refused request is.
UNCONFIRMED, REFUSED = 7, 90
FIELDS = ("name", "kind", "country", "contact", "person", "email", "why")


def _link(name: str, *args: Any) -> str:
    return settings.PUBLIC_ADDRESS.rstrip("/") + reverse(f"organisations:{name}", args=args)


def _send(subject: str, text: str, *to: str) -> None:
    for address in to:
        try:
            send_mail(" ".join(subject.split()), text, settings.DEFAULT_FROM_EMAIL, [address])
        except (SMTPException, OSError):
            log.exception("a mail about a request to join was not sent")


@transaction.atomic
def ask_to_join(values: dict[str, str], *, language: str) -> JoinRequest:
    """Keep the request and mail a link to its address. Raises ValidationError by field.

    Says nothing about which organisations or people are here already.
    """
    given = {name: values.get(name, "").strip() for name in FIELDS}
    missing = {name: _("Please fill this in.") for name in FIELDS if name != "contact" and not given[name]}
    if missing:
        raise ValidationError(missing)  # type: ignore[arg-type]
    try:
        validate_email(given["email"])
    except ValidationError as error:
        raise ValidationError({"email": error.messages}) from None
    if given["kind"] not in OrganisationKind.values:
        raise ValidationError({"kind": _("Choose one of the kinds offered.")})
    given["country"] = given["country"].upper()
    if len(given["country"]) != 2 or not given["country"].isalpha():
        raise ValidationError({"country": _("Write the two letters of the country, such as LT or ES.")})
    secret = secrets.token_urlsafe(32)
    given["email"] = given["email"].lower()
    made = JoinRequest.objects.create(**given, language=language, secret_digest=digest(secret))
    audit.record(Verb.CREATED, made)

    def ask_for_confirmation() -> None:
        with translation.override(language):
            text = _(
                "Somebody, probably you, asked that %(name)s may join PRoTECT. Open this address to confirm that the "
                "request is yours; then the administrator of the platform decides:\n\n%(link)s\n\n"
                "If you did not ask, you need not do anything: it is forgotten after %(days)d days."
            ) % {"name": made.name, "link": _link("confirm_request", secret), "days": UNCONFIRMED}
            _send(_("Confirm your request to join PRoTECT"), text, made.email)

    transaction.on_commit(ask_for_confirmation)
    return made


def find_request(secret: str) -> JoinRequest | None:
    """The request behind a link of confirmation, confirmed or not, until it is decided."""
    return JoinRequest.objects.filter(secret_digest=digest(secret), decided_at=None).first()


@transaction.atomic
def confirm_request(request: JoinRequest) -> JoinRequest:
    """The owner of the address says that it is theirs; the platform's administrators hear of it, once."""
    held = JoinRequest.objects.select_for_update().get(pk=request.pk)
    if held.confirmed_at is None:
        held.confirmed_at = timezone.now()
        held.save(update_fields=["confirmed_at"])
        audit.record(Verb.CHANGED, held, note=_("address confirmed"))
        transaction.on_commit(lambda: _tell_administrators(held))
    return held


def _tell_administrators(request: JoinRequest) -> None:
    for person in User.objects.filter(is_platform_administrator=True, is_active=True):
        with translation.override(person.language):
            text = _("%(name)s asks to join PRoTECT. Look at it and decide:\n\n%(link)s") % {
                "name": request.name,
                "link": _link("request", request.pk),
            }
            _send(_("An organisation asks to join"), text, person.email)


def _held(request: JoinRequest) -> JoinRequest:
    held = JoinRequest.objects.select_for_update().waiting().filter(pk=request.pk).first()
    if held is None:
        raise ValidationError(_("This request has been decided already."))
    return held


def _decide(request: JoinRequest, decision: str, reason: str, by: User) -> None:
    reason = reason.strip()
    if not reason:
        raise ValidationError({"reason": _("Say why; the reason is kept, and goes to whoever is refused.")})
    request.decision, request.decision_reason = decision, reason[:500]
    request.decided_at, request.decided_by = timezone.now(), by
    request.save()
    verb = Verb.APPROVED if decision == JoinRequest.Decision.APPROVED else Verb.CHANGED
    audit.record(verb, request, changes={"decision": ["", decision]}, note=reason)


@transaction.atomic
def approve_request(request: JoinRequest, *, reason: str, by: User) -> tuple[Invitation, str]:
    """Makes the organisation and invites its administrator; returns invitation and secret. Raises ValidationError."""
    held = _held(request)
    values = {"name": held.name, "kind": held.kind, "country": held.country, "contact": held.contact}
    held.organisation = create_organisation(values)
    _decide(held, JoinRequest.Decision.APPROVED, reason, by)
    return invite(held.organisation, held.email, Role.ADMINISTRATOR, by=by)


@transaction.atomic
def refuse_request(request: JoinRequest, *, reason: str, by: User) -> None:
    held = _held(request)
    _decide(held, JoinRequest.Decision.REFUSED, reason, by)

    def tell() -> None:
        with translation.override(held.language):
            text = _("The request of %(name)s to join PRoTECT was not accepted. The reason:\n\n%(reason)s") % {
                "name": held.name,
                "reason": held.decision_reason,
            }
            _send(_("Your request to join PRoTECT"), text, held.email)

    transaction.on_commit(tell)


@transaction.atomic
def forget_requests() -> int:
    """What was never confirmed goes after a week, what was refused after three months; safe to run twice."""
    now = timezone.now()
    old = JoinRequest.objects.filter(confirmed_at=None, created_at__lt=now - dt.timedelta(days=UNCONFIRMED))
    refused = JoinRequest.objects.filter(
        decision=JoinRequest.Decision.REFUSED, decided_at__lt=now - dt.timedelta(days=REFUSED)
    )
    count = 0
    for one in [*old, *refused]:
        audit.record(Verb.DELETED, one, note=_("kept no longer"))
        one.delete()
        count += 1
    return count
