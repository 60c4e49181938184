"""What a column can mean, guessed by its name in the languages of Europe and by its cells; and values of closed lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.reference import terms
from protect.spaces.extracts.names import folded
from protect.spaces.tables import coordinates
from protect.spaces.tables.words import CATEGORY_WORDS, COLUMN_WORDS


@dataclass(frozen=True)
class Role:
    """One thing that a column can be. ``several``: more than one column may be, and their cells are joined."""

    code: str
    label: str | Promise
    several: bool = False
    longest: int = 0
    vocabulary: str = ""


ROLES = (
    Role("y", _("Latitude or northing")),
    Role("x", _("Longitude or easting")),
    Role("position", _("Position in one cell (WKT, or latitude and longitude)")),
    Role("identity", _("Number of the place in your own list")),
    Role("name", _("Name"), longest=200),
    Role("main_category", _("Main category"), vocabulary="psoi_category"),
    Role("further_categories", _("Further categories"), several=True, vocabulary="psoi_category"),
    Role("town", _("Town or district"), longest=120),
    Role("owner_name", _("Owner"), longest=200),
    Role("operator_name", _("Operator"), longest=200),
    Role("crowd_class", _("People present at the busiest usual time"), vocabulary="crowd_class"),
    Role("busy_times", _("Busy times"), several=True),
    Role("description", _("Description"), several=True),
    Role("surroundings", _("Surroundings"), several=True),
    Role("symbolic_notes", _("Symbolic meaning"), several=True),
    Role("hazard_notes", _("Hazards nearby"), several=True),
)
BY_CODE = {role.code: role for role in ROLES}
PLACING = ("x", "y", "position")
#: Roles that are fields of a space.
FIELDS = tuple(role.code for role in ROLES if role.code not in (*PLACING, "identity"))
CLOSED = tuple(role.code for role in ROLES if role.vocabulary)


def guess_roles(columns: Sequence[str], samples: Sequence[Sequence[str]], has_shapes: bool) -> list[str]:
    """A role, or "", for each column. ``samples``: the first cells of each. No role twice unless it may be."""
    found = [""] * len(columns)
    taken: set[str] = set()
    wanted = [role for role in ROLES if not (has_shapes and role.code in PLACING)]
    for exact in (True, False):
        for role in wanted:
            for index, column in enumerate(columns):
                if found[index] or (role.code in taken and not role.several):
                    continue
                if _named(column, role.code, exact) and _fits(role.code, samples[index]):
                    found[index] = role.code
                    taken.add(role.code)
    if not has_shapes and not {"x", "y"} <= taken and "position" not in taken:
        _place_by_values(found, samples)
    elif "position" in taken and {"x", "y"} & taken:
        found = ["" if role in ("x", "y") else role for role in found]
    if "name" not in taken:
        _name_by_values(found, samples)
    return found


def _named(column: str, code: str, exact: bool) -> bool:
    name = folded(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))
    words = COLUMN_WORDS[code]
    if exact:
        return name in words or name.replace(" ", "") in words
    if code in ("x", "y", "identity"):  # too short to be looked for within a name
        return any(part in words for part in name.split() if len(part) > 2)
    return any(part in words for part in name.split()) or any(word in name for word in words if len(word) > 5)


def _fits(code: str, cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    if not filled:
        return code not in PLACING
    if code in ("x", "y"):
        return _share(filled, lambda cell: coordinates.ordinate(cell) is not None) >= 0.5
    if code == "position":
        return _share(filled, lambda cell: coordinates.is_wkt(cell) or coordinates.pair(cell) is not None) >= 0.5
    if code == "name":
        return _share(filled, lambda cell: coordinates.number(cell) is None) >= 0.5
    return True


def _share(cells: Sequence[str], fits: object) -> float:
    return sum(bool(fits(cell)) for cell in cells) / len(cells)  # type: ignore[operator]


def _place_by_values(found: list[str], samples: Sequence[Sequence[str]]) -> None:
    for index, cells in enumerate(samples):
        filled = [cell for cell in cells if cell]
        if found[index] == "" and filled and _share(filled, coordinates.is_wkt) >= 0.5:
            found[index] = "position"
            return


def _name_by_values(found: list[str], samples: Sequence[Sequence[str]]) -> None:
    """The first column of short texts that differ."""
    for index, cells in enumerate(samples):
        filled = [cell for cell in cells if cell]
        if found[index] or len(filled) < max(1, len(cells) // 2):
            continue
        texts = _share(filled, lambda cell: coordinates.ordinate(cell) is None and len(cell) < 120)
        if texts > 0.8 and len(set(filled)) > 0.7 * len(filled):
            found[index] = "name"
            return


# ---- values of closed lists -------------------------------------------------------------------------------------

_BOUNDS = ((100, "up_to_100"), (500, "up_to_500"), (2000, "up_to_2000"), (10_000, "up_to_10000"))


def guess_value(vocabulary: str, text: str) -> str:
    """The code that a cell means, or "" where nobody can tell."""
    plain = folded(text)
    if not plain or len(plain) > 200:
        return ""
    for term in terms.terms(vocabulary):
        if plain in (folded(term.code), folded(term.label), *(folded(one) for one in term.examples)):
            return term.code
    return _crowd(text) if vocabulary == "crowd_class" else _category(plain)


def _category(plain: str) -> str:
    words = plain.split()
    for code, known in CATEGORY_WORDS.items():
        if plain in known or any(word in known for word in words):
            return code
    # Compounds: Marktplatz, Hauptbahnhof, Volksschule, rautatieasema. The longest word that occurs decides.
    best = max(
        (
            (len(word), code)
            for code, known in CATEGORY_WORDS.items()
            for word in known
            if len(word) >= 5 and word in plain
        ),
        default=None,
    )
    return best[1] if best else ""


def _crowd(text: str) -> str:
    """The class of a number of people: the largest number said, "1 200", "500-800", "up to 2.000"."""
    numbers = [
        int(re.sub(r"\D", "", part)) for part in re.findall(r"\d{1,3}(?:[ .,'’\u00a0\u202f]\d{3})+(?!\d)|\d{1,9}", text)
    ]
    if not numbers:
        return ""
    most = max(numbers)
    return next((code for bound, code in _BOUNDS if most <= bound), "over_10000")


def parts_of(cell: str) -> list[str]:
    """The values of a cell that may hold several."""
    return [part.strip() for part in re.split(r"[;|/\n]|,\s", cell) if part.strip()]


def distinct(cells: Iterable[str], most: int) -> list[str] | None:
    """Different values, in order of appearance; None where there are more than ``most``."""
    found: dict[str, str] = {}
    for cell in cells:
        if cell:
            found.setdefault(folded(cell)[:80], cell[:80])
            if len(found) > most:
                return None
    return list(found.values())
