"""What a text gives away beyond its words: found by rule, without Django and without a network.

    >>> [finding.kind for finding in find("Call Ana Pop, 0040 721 123 456", people=["Ana Pop"])]
    ['person', 'phone']

The rules would rather point at too much than too little: a person decides what of it goes. They know the names given to
them (contacts, team, place), forms of address and streets in several languages, and the words for levels that the caller
names. They do not understand language: a name that nobody gave them and that no title goes before is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PERSON, EMAIL, PHONE, COORDINATE, PLACE, ADDRESS, LEVEL, SMALL_GROUP, TIME = KINDS = (
    "person",
    "email",
    "phone",
    "coordinate",
    "place",
    "address",
    "level",
    "small_group",
    "time",
)

#: A group smaller than this can point at single people.
SMALL = 5

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)[^\s<>\"')\]]+", re.IGNORECASE)
# Two numbers with at least three decimals, as maps give them; degrees with minutes; plus codes are rare and left alone.
_COORDINATE = re.compile(
    r"[-+]?\d{1,3}[.,]\d{3,}\s*°?\s*[NSEW]?\s*[,;/ ]\s*[-+]?\d{1,3}[.,]\d{3,}\s*°?\s*[NSEW]?"
    r"|\b\d{1,3}°\s*\d{1,2}(?:['\u2032.,]\s*\d{0,2}(?:[.,]\d+)?)?[\"\u2033]?\s*[NSEW]?"
)
# Seven digits or more with the usual separators; years, sums and dates have fewer or other ones.
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+|00)?\(?\d[\d\s()./-]{5,}\d(?![\w/-])")
_DATE = re.compile(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:19|20)\d\d\s*[-/]\s*(?:19|20)\d\d")
_TIME = re.compile(
    r"(?<![\d:.])(?:[01]?\d|2[0-3])(?::[0-5]\d|\.[0-5]\d(?=\s*(?:h|uhr|uur)\b)|\s*(?:am|pm)\b)", re.IGNORECASE
)

_TITLES = (
    "Mr|Mrs|Ms|Miss|Dr|Prof|Sgt|Sergeant|Lt|Capt|Captain|Inspector|Officer|Herr|Frau|Hr|Fr|Sr|Sra|Señor|Señora|Don|Doña|"
    "M|Mme|Monsieur|Madame|Dhr|Mevr|Mw|Dl|Dna|Domnul|Doamna|Ponas|Ponia|Κος|Κα|κ"
)
_TITLED = re.compile(rf"\b(?:{_TITLES})\.?\s+(?:[^\W\d_][\w'’-]*\.?\s+)?[^\W\d_][\w'’-]+")

#: Words of streets and squares, beside a capitalised name: "Harbour Street 4", "str. Republicii", "Gedimino pr.".
_STREETS_AFTER = (
    r"street|st\.|road|rd\.|avenue|ave\.|lane|square|station|stra(?:ß|ss)e|platz|straat|plein|laan|"
    r"gatvė|g\.|pr\.|prospektas"
)
_STREETS_BEFORE = (
    r"str\.|strada|bulevardul|bd\.|piața|calle|c/|plaza|avenida|avda\.|rue|place|οδός|οδού|πλατεία|пл\.|ул\."
)
#: Before "square" these make no name.
_ARTICLES = frozenset({
    "the", "this", "that", "a", "an", "our", "your", "their", "each", "every", "no", "any", "one", "in", "on", "at", "near",
    "der", "die", "das", "de", "la", "el", "le", "o",
})  # fmt: skip
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’-]+"
_STREET = re.compile(
    rf"\b(?:{_NAME}\s+){{1,3}}(?i:{_STREETS_AFTER})(?!\w)(?:\s*\d+\w?)?"
    rf"|\b[^\W\d_a-zß-öø-ÿ]\w+(?:straße|strasse|platz|straat|plein|laan|gracht)\b(?:\s*\d+\w?)?"
    rf"|(?<!\w)(?i:{_STREETS_BEFORE})\s+{_NAME}(?:\s+{_NAME})?(?:\s*,?\s*\d+\w?)?"
)

_LEVELS = (
    "very high|very low|high|low|medium|moderate|critical|extreme|severe|negligible|unacceptable|intolerable|tolerable"
)
_LEVEL = re.compile(
    rf"\b(?:{_LEVELS})\s+(?:risk|level|probability|likelihood|consequence|impact|threat|vulnerability|score)s?\b"
    r"|\b(?:risk|level|probability|likelihood|consequence|impact|score)s?\s*(?:of|is|:|=)?\s*"
    rf"(?:{_LEVELS}|[1-9](?:\s*(?:/|out of|of)\s*\d+)?)\b"
    r"|\b(?:weakest|most vulnerable|easiest|undefended|unprotected|unguarded|not guarded|blind spot)\b",
    re.IGNORECASE,
)

_NUMBERS = "one|two|three|four|single|only one|[1-4]"
_PEOPLE = (
    "guards?|officers?|people|persons?|men|women|patrols?|stewards?|wardens?|staff|members?|experts?|employees|workers?|"
    "volunteers?|respondents?|assessors?|residents?|witness(?:es)?|cameras?"
)
_SMALL_GROUP = re.compile(rf"\b(?:{_NUMBERS})\s+(?:\w+\s+)?(?:{_PEOPLE})\b", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Finding:
    start: int
    end: int
    kind: str
    text: str


def _plain(pattern: re.Pattern[str], kind: str, text: str) -> list[Finding]:
    return [Finding(one.start(), one.end(), kind, one[0]) for one in pattern.finditer(text)]


def _without(text: str, found: Iterable[Finding]) -> str:
    """The text with blanks of another kind where something was found already, so that places stay the same."""
    for one in found:
        text = text[: one.start] + "\0" * (one.end - one.start) + text[one.end :]
    return text


def _phones(text: str) -> list[Finding]:
    found = []
    for one in _PHONE.finditer(text):
        digits = sum(letter.isdigit() for letter in one[0])
        # More digits than a number has are several numbers in a row.
        if digits >= 7 and not _DATE.fullmatch(one[0].strip()):
            found.append(Finding(one.start(), one.end(), PHONE, one[0]))
    return found


def _named(names: Iterable[str], kind: str, text: str, *, parts: bool) -> list[Finding]:
    """Whole names, and where ``parts`` each word of at least four letters: people are called by their surname."""
    wanted: set[str] = set()
    for name in names:
        name = " ".join(name.split())
        if len(name) >= 3:
            wanted.add(name)
        if parts:
            wanted.update(word for word in re.split(r"[\s,]+", name) if len(word) >= 4)
    if not wanted:
        return []
    longest_first = sorted(wanted, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in longest_first)
    return _plain(re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), kind, text)


def find(
    text: str, *, people: Sequence[str] = (), places: Sequence[str] = (), levels: Sequence[str] = ()
) -> list[Finding]:
    """Everything in ``text`` that gives something away, in its order and without overlaps (the longer one stays).

    ``people`` and ``places``: names known from the data around it. ``levels``: words for levels of the scale in use.
    """
    certain = [
        *_plain(_EMAIL, EMAIL, text),
        *_plain(_ADDRESS, ADDRESS, text),
        *_plain(_COORDINATE, COORDINATE, text),
    ]
    found = [
        *certain,
        *_phones(_without(text, certain)),
        *_named(people, PERSON, text, parts=True),
        *_plain(_TITLED, PERSON, text),
        *_named(places, PLACE, text, parts=False),
        *(one for one in _plain(_STREET, PLACE, text) if one.text.split()[0].lower() not in _ARTICLES),
        *_plain(_LEVEL, LEVEL, text),
        *_named(levels, LEVEL, text, parts=False),
        *_plain(_SMALL_GROUP, SMALL_GROUP, text),
        *_plain(_TIME, TIME, text),
    ]
    kept: list[Finding] = []
    rank = {kind: place for place, kind in enumerate(KINDS)}
    for one in sorted(found, key=lambda one: (one.start - one.end, rank[one.kind], one.start)):
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return sorted(kept)


def redact(text: str, findings: Iterable[Finding], words: dict[str, str]) -> str:
    """``text`` with each finding whose kind is in ``words`` replaced by that word in square brackets."""
    pieces, at = [], 0
    for one in sorted(findings):
        if one.kind in words and one.start >= at:
            pieces += [text[at : one.start], f"[{words[one.kind]}]"]
            at = one.end
    return "".join(pieces) + text[at:]


def is_small(count: int | None) -> bool:
    """Whether a count points at single people."""
    return count is not None and 0 < count < SMALL


def coarse(value: float, decimals: int) -> float:
    """A coordinate rounded: 1 decimal is some 10 km, 2 are 1 km, 3 are 100 m."""
    return round(value, decimals) + 0.0
