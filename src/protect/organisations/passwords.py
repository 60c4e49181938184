"""What a password must be, after NIST SP 800-63B-4 section 3.1.1: long, and not one of those that are tried first.

Fifteen characters, because the publication asks for as many of a password that may have to stand alone, and a second
factor can be set up and taken off later: one rule holds for everybody. No mix of kinds of characters is asked, none
expires, and up to 256 characters are taken as they are typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.organisations.models import User

SHORTEST, LONGEST = 15, 256
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
)
PLATFORM = (
    "protect",
    "protectplatform",
    "publicspace",
    "publicspaces",
    "password",
    "passphrase",
    "letmein",
    "welcome",
    "secret",
    "admin",
    "administrator",
)


class LengthValidator:
    def validate(self, password: str, user: Any = None) -> None:
        if len(password) < SHORTEST:
            raise ValidationError(
                _("This password is too short: %(count)d characters of %(shortest)d. A sentence is easy to remember.")
                % {"count": len(password), "shortest": SHORTEST},
                code="password_too_short",
            )
        if len(password) > LONGEST:
            raise ValidationError(
                _("This password is longer than %(longest)d characters.") % {"longest": LONGEST},
                code="password_too_long",
            )

    def get_help_text(self) -> str:
        return _("At least %(shortest)d characters, of any kind; four or five words are good.") % {"shortest": SHORTEST}


class BlockedValidator:
    """Refuses what is guessed first: rows of keys, repetitions, and names of the platform, the person or their town."""

    def validate(self, password: str, user: Any = None) -> None:
        folded = fold(password)
        if not folded or is_repetition(folded) or any(is_row(folded, row) for row in ROWS):
            raise ValidationError(_("This is a repetition or a row of keys, which is tried first."), code="blocked")
        rest = re.sub(r"[\d\W_]+", "", folded)
        if is_made_of(rest, [*PLATFORM, *names(user)]):
            raise ValidationError(
                _(
                    "This is made of names that anybody would try first: of the platform, your organisation or yourself."
                ),
                code="blocked",
            )
        common = CommonPasswordValidator().passwords
        if folded in common or rest in common:
            raise ValidationError(_("This password is on the list of the most common ones."), code="blocked")

    def get_help_text(self) -> str:
        return _("Not a common password, a row of keys, or the name of the platform, your organisation or yourself.")


def fold(text: str) -> str:
    """Small letters without accents and spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one) and not one.isspace())


def is_repetition(text: str) -> bool:
    """One to five characters, again and again."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in range(1, 6) if len(text) > 2 * size
    )


def is_row(text: str, row: str) -> bool:
    long = row * (len(text) // len(row) + 2)
    return text in long or text[::-1] in long


def is_made_of(text: str, words: list[str]) -> bool:
    """Nothing but these words, one after the other; empty (digits only) counts as well."""
    pattern = "|".join(sorted((re.escape(word) for word in words if len(word) > 2), key=len, reverse=True))
    return not text or re.fullmatch(f"(?:{pattern})+", text) is not None


def names(user: Any) -> list[str]:
    """Words by which the person and their organisations are called."""
    if not isinstance(user, User):
        return []
    found = [user.name, *user.name.split(), user.email, *re.split(r"[@.\-_]", user.email)]
    joining = getattr(user, "joining", None)
    for name in [str(joining)] if joining else user.organisations.values_list("name", flat=True) if user.pk else []:
        found += [name, *name.split()]
    return [re.sub(r"[\d\W_]+", "", fold(one)) for one in found]
