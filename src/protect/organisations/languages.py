"""Languages that events are held in and documents are written in, by their two letters."""

from __future__ import annotations

from django.utils.translation import get_language, get_language_info

CODES = (
    "bg", "hr", "cs", "da", "nl", "en", "et", "fi", "fr", "de", "el", "hu", "ga", "is", "it", "lv", "lt", "mk", "nb", "pl",
    "pt", "ro", "sr", "sk", "sl", "es", "sq", "sv", "tr", "uk", "ca", "eu",
)  # fmt: skip


def name_of(code: str) -> str:
    """In the reader's language; what is no known code stays as it is."""
    try:
        return str(get_language_info(code.lower().split("-")[0])["name_translated"])
    except KeyError:
        return code


def present() -> str:
    """The one that the page is shown in: what somebody begins to write is mostly of it."""
    return (get_language() or "en").partition("-")[0]


def choices() -> list[tuple[str, str]]:
    return sorted(((code, name_of(code)) for code in CODES), key=lambda one: one[1])


def told(codes: list[str]) -> str:
    return ", ".join(name_of(one) for one in codes)
