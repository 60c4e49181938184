"""Rules of an organisation, and which mails and calendar a person wants."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User
from protect.reminders.models import Notice, Policy, Wishes

SALT = "protect.reminders.unsubscribe"
KINDS = ("reminders", "digest", "catalogue", "calls", "inbox")


@transaction.atomic
def change_policy(organisation: Organisation, values: dict[str, Any]) -> Policy:
    """Raises ValidationError by field for numbers out of range."""
    policy = Policy.objects.select_for_update().filter(organisation=organisation).first() or Policy(
        organisation=organisation
    )
    checked = Policy(organisation=organisation, **{**_values(policy), **values})
    checked.clean_fields(exclude=["organisation"])
    save_changes(policy, values)
    return policy


def _values(policy: Policy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in ("months", "before_days", "after_days", "names_in_mails")}


def _wishes(user: User) -> Wishes:
    return Wishes.objects.select_for_update().filter(user=user).first() or Wishes(user=user)


@transaction.atomic
def change_wishes(user: User, values: dict[str, Any]) -> Wishes:
    """A digest that begins, or moves to another day, comes on the next such day and not at once."""
    wrong = set(values) - {"reminders", "digest", "weekday", "catalogue", "calls", "inbox"}
    if wrong:
        raise TypeError(f"not a wish: {sorted(wrong)}")
    if "weekday" in values and values["weekday"] not in Wishes.Weekday.values:
        raise ValidationError({"weekday": _("Choose a day of the week.")})
    wishes = _wishes(user)
    begins = values.get("digest", wishes.digest) and not wishes.digest
    moves = values.get("weekday", wishes.weekday) != wishes.weekday
    if begins or moves or wishes.digest_until is None:
        values = {**values, "digest_until": timezone.localdate()}
    save_changes(wishes, values)
    return wishes


def unsubscribe_token(user: User, kind: str) -> str:
    """Signed, without a date: a link in an old mail must still end the mails."""
    return signing.dumps({"user": user.pk, "kind": kind}, salt=SALT)


def read_token(token: str) -> tuple[User, str] | None:
    """Whose mails of which kind; None for what was never sent by this platform."""
    try:
        said = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=said["user"]).first()
    return (user, said["kind"]) if user and said["kind"] in KINDS else None


def unsubscribe(token: str) -> bool:
    """End one kind of mail for the person the link was made for; nothing else can be done with it."""
    found = read_token(token)
    if found is None:
        return False
    user, kind = found
    change_wishes(user, {kind: False})
    return True


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_calendar(user: User) -> str:
    """A new secret for the address of the person's calendar; an earlier one ends. Only its digest is kept."""
    secret = secrets.token_urlsafe(32)
    save_changes(_wishes(user), {"calendar_digest": digest(secret)})
    return secret


@transaction.atomic
def close_calendar(user: User) -> None:
    save_changes(_wishes(user), {"calendar_digest": ""})


def calendar_owner(secret: str) -> User | None:
    found = Wishes.objects.filter(calendar_digest=digest(secret), user__is_active=True).select_related("user").first()
    return found.user if found else None


def forget(user: User) -> None:
    """With the account go its wishes, its calendar and the notes of what was sent; inside the transaction that deletes."""
    Wishes.objects.filter(user=user).delete()
    Notice.objects.filter(user=user).delete()
