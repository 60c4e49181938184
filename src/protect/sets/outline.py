"""The parts of a set as people edit them, read from the shape of its kind of reference document.

A part is a record with a form of its own; it is called by a path of names and codes: ``questions.B3``,
``probability.levels.likely``, ``preparation.mandate.items.signature``; the whole set is ``about``. Codes instead of places in
a list: two people may work at once, and a part stays itself when one above it is removed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from protect.reference import kinds
from protect.reference.schema import Field, ListOf, Record
from protect.sets import words

ABOUT = "about"
#: Lists of parts that an organisation makes longer and shorter; the others hold what the pages of the platform are built on.
GROWING = frozenset({"levels", "bands", "questions", "groups", "preparation", "items"})
#: Of these the order is only the order of the page.
MOVABLE = frozenset({"questions", "groups", "preparation", "items"})
#: Steps that belong to one state of an assessment and may change places; the others follow from one another.
EXCHANGEABLE = frozenset({"site", "measures"})


@dataclass(frozen=True)
class Node:
    """One line of the outline: a part with a form, or the heading of a list of parts."""

    where: str
    title: str
    depth: int
    is_list: bool = False
    may_add: bool = False
    may_move: bool = False
    may_remove: bool = False
    has_form: bool = True


def is_parts(field: Field) -> bool:
    return isinstance(field, ListOf) and isinstance(field.item, Record)


def has_parts(field: Field) -> bool:
    """A record that is shown as a part because parts hang on it."""
    return isinstance(field, Record) and any(is_parts(one) or has_parts(one) for one in field.fields.values())


def may_move(name: str, item: dict[str, Any]) -> bool:
    return name in MOVABLE or (name == "steps" and item.get("key") in EXCHANGEABLE)


def identity(item: dict[str, Any]) -> str:
    return str(item.get("code") or item.get("key"))


def titled(item: dict[str, Any]) -> str:
    return str(item.get("label") or item.get("title") or item.get("text") or identity(item))


def walk(kind: str, content: dict[str, Any]) -> Iterator[Node]:
    """The outline, from top to bottom; the whole first."""
    yield Node(ABOUT, str(words.name("about")), 0)
    yield from _walk(kinds.CONTENT[kind], content, "", 0)


def _walk(record: Record, value: dict[str, Any], where: str, depth: int) -> Iterator[Node]:
    for name, field in record.fields.items():
        if name not in value or name in words.HIDDEN:
            continue
        path = f"{where}.{name}" if where else name
        if is_parts(field):
            grows = name in GROWING
            yield Node(path, str(words.name(name)), depth, is_list=True, may_add=grows, has_form=False)
            for item in value[name]:
                one = f"{path}.{identity(item)}"
                title = f"{item['code']} {titled(item)}" if name in {"questions", "groups"} else titled(item)
                yield Node(one, title, depth + 1, may_move=may_move(name, item), may_remove=grows)
                yield from _walk(field.item, item, one, depth + 2)  # type: ignore[attr-defined]
        elif has_parts(field):
            yield Node(path, str(words.name(name)), depth, has_form=bool(_own(field)))  # type: ignore[arg-type]
            yield from _walk(field, value[name], path, depth + 1)  # type: ignore[arg-type]


def _own(record: Record) -> list[str]:
    return [name for name, one in record.fields.items() if not is_parts(one) and not has_parts(one)]


@dataclass(frozen=True)
class Place:
    """Where a path leads: the record, its value, and the list and index it stands at (None for a single part)."""

    record: Record
    value: dict[str, Any]
    items: list[dict[str, Any]] | None
    index: int
    name: str  # of the list, or of the part


def find(kind: str, content: dict[str, Any], where: str) -> Place:
    """Raises ValidationError where there is no such part (any more)."""
    field: Any = kinds.CONTENT[kind]
    value: Any = content
    items, index, name = None, -1, ABOUT
    for step in [] if where == ABOUT else where.split("."):
        if isinstance(field, Record) and isinstance(value, dict) and step in field.fields and step in value:
            field, value, items, name = field.fields[step], value[step], None, step
        elif is_parts(field):
            index = next((i for i, one in enumerate(value) if identity(one) == step), -1)
            if index < 0:
                raise ValidationError(_("“%(part)s” is not there any more.") % {"part": step[:40]})
            items, field, value = value, field.item, value[index]
        else:
            raise ValidationError(_("There is no part “%(part)s”.") % {"part": where[:80]})
    if not isinstance(field, Record):
        raise ValidationError(_("“%(part)s” is a list; choose one of its parts.") % {"part": where[:80]})
    return Place(field, value, items, index, name)


def find_list(kind: str, content: dict[str, Any], where: str) -> tuple[ListOf, list[dict[str, Any]]]:
    """The list of parts called ``where``. Raises ValidationError if it is none that grows."""
    above, _dot, name = where.rpartition(".")
    place = find(kind, content, above or ABOUT)
    field = place.record.fields.get(name)
    if field is None or not is_parts(field) or name not in GROWING or name not in place.value:
        raise ValidationError(_("Nothing can be added there."))
    return field, place.value[name]  # type: ignore[return-value]


def where_of(content: Any, path: tuple[str | int, ...]) -> str:
    """The part in which a value stands, by its path in the document (``content`` first)."""
    parts: list[str] = []
    found, here, last = ABOUT, content, 0
    for step in path[1:]:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(step, str):
            parts.append(step)
            last = len(parts)
        elif isinstance(here, dict) and (here.get("code") or here.get("key")):
            parts.append(identity(here))
            found, last = ".".join(parts), len(parts)
        else:
            break
    return "matrix" if parts[:1] == ["matrix"] else found if last else ABOUT


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value with its path, for telling what two versions have different."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for one in value:
            yield from leaves(one, f"{path}.{identity(one)}")
    elif path.rsplit(".", 1)[-1] not in {"code", "key", "token"}:
        yield path, value


def orders(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Every list of parts with its path: the titles by identity, in their order."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from orders(one, f"{path}.{name}" if path else name)
    elif isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        yield path, {identity(one): titled(one) for one in value}
        for one in value:
            yield from orders(one, f"{path}.{identity(one)}")
