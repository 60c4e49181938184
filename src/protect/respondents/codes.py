"""Secrets of the link, the code and the session: made, sent once, kept only as digests."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "protect.respondents"


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Six digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def code_digest(respondent_pk: int, code: str) -> str:
    """With the key of the installation: a million codes are tried quickly by whoever has read the table alone."""
    return salted_hmac(SALT, f"{respondent_pk}:{code}", algorithm="sha256").hexdigest()


def same(one: str, other: str) -> bool:
    return bool(one) and constant_time_compare(one, other)


def ticket(respondent_pk: int, nonce: str) -> str:
    """What the cookie of the restricted session holds."""
    return signing.dumps([respondent_pk, nonce], salt=SALT)


def read_ticket(value: str, max_age: int) -> tuple[int, str] | None:
    try:
        found: Any = signing.loads(value, salt=SALT, max_age=max_age)
        pk, nonce = found
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return (pk, nonce) if isinstance(pk, int) and isinstance(nonce, str) else None
