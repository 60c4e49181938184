"""What a password must be, after NIST SP 800-63B-4 section 3.1.1: long, and not one of those that are tried first.

Fifteen characters, because the publication asks for as many of a password that may have to stand alone, and a second
factor can be set up and taken off later: one rule holds for everybody. No mix of kinds of characters is asked, none
expires, and up to 256 characters are taken as they are typed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.organisations.models import User, one_form

SHORTEST, LONGEST = 15, 256
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertzuiopasdfghjklyxcvbnm",
    "azertyuiopqsdfghjklmwxcvbn",
    # Down and up the columns of the keyboard.
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1qazxsw23edcvfr45tgbnhy67ujm",
    "zaq12wsxcde34rfvbgt56yhnmju78ik",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
)
#: Digits and signs that stand for letters.
LEET = str.maketrans("0134578@$", "oleastbas")
PLATFORM = (
    "protect",
    "protectplatform",
    "publicspace",
    "publicspaces",
    "password",
    "passphrase",
    "mypassword",
    "thisismy",
    "ismy",
    "letmein",
    "welcome",
    "secret",
    "admin",
    "administrator",
)


class LengthValidator:
    def validate(self, password: str, user: Any = None) -> None:
        length = len(one_form(password))
        if length < SHORTEST:
            raise ValidationError(
                _("This password is too short: %(count)d characters of %(shortest)d. A sentence is easy to remember.")
                % {"count": length, "shortest": SHORTEST},
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
    """Refuses what is guessed first: the common ones, rows of keys, repetitions, names of platform, person and town.

    Also two common ones together, and with digits and signs for letters. NIST asks for the list and for no mixture of kinds
    of characters; whoever writes four or five words of their own never meets this.
    """

    def validate(self, password: str, user: Any = None) -> None:
        folded = fold(password)
        rest = letters(folded)
        self._repeats(folded)
        if is_made_of(rest, [*PLATFORM, *names(user)]):
            raise ValidationError(
                _(
                    "This is made of names that anybody would try first: of the platform, your organisation or yourself."
                ),
                code="blocked",
            )
        if len(rest) * 2 > len(folded):
            self._repeats(rest)
        common = CommonPasswordValidator().passwords
        if any(is_common(text, common) for text in (folded, rest, letters(folded.translate(LEET)))):
            raise ValidationError(_("This password is on the list of the most common ones."), code="blocked")

    def _repeats(self, text: str) -> None:
        if is_repetition(text) or any(is_row(text, row) for row in ROWS):
            raise ValidationError(_("This is a repetition or a row of keys, which is tried first."), code="blocked")

    def get_help_text(self) -> str:
        return _("Not a common password, a row of keys, or the name of the platform, your organisation or yourself.")


def fold(text: str) -> str:
    """Small letters without accents and spaces."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if not unicodedata.combining(one) and not one.isspace())


def letters(folded: str) -> str:
    return re.sub(r"[\d\W_]+", "", folded)


def is_repetition(text: str) -> bool:
    """The same piece again and again, at least twice whole; or hardly any different characters."""
    pieces = range(1, len(text) // 2 + 1)
    return len(set(text)) < 5 or any(text == (text[:size] * (len(text) // size + 1))[: len(text)] for size in pieces)


def is_common(text: str, common: Container[str]) -> bool:
    """One of the common passwords, or two of them together. Three words and more are a sentence."""
    return text in common or any(text[:cut] in common and text[cut:] in common for cut in range(4, len(text) - 3))


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
