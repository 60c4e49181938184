"""What two versions of a set have different, in the words that people read: names of levels, not codes of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from protect.reference import kinds, terms
from protect.reference.schema import Code, ListOf, Record
from protect.sets import outline, words

#: What nobody edits and no page shows: it goes with what is told already (a table of one's own has no products any more).
UNSEEN = (words.HIDDEN - {"matrix"}) | {"products"}


@dataclass(frozen=True)
class Difference:
    """One value that two versions have different; empty where it is not there."""

    where: str
    before: str
    after: str


def differences(kind: str, before: Any, after: Any) -> list[Difference]:
    """Value by value in the order of the earlier one; then the lists whose parts stand in another order."""
    old, new = dict(outline.leaves(before)), dict(outline.leaves(after))
    names = [*old, *(one for one in new if one not in old)]
    found: list[Difference] = []
    for one in names:
        if old.get(one) == new.get(one) or UNSEEN & set(one.split(".")):
            continue
        if one == "matrix":
            found += _cells(before, after)
        else:
            where, code = _said(kind, one, after, before)
            was, now = _text(old.get(one), code, before), _text(new.get(one), code, after)
            found.append(Difference(where, was, now))
    return [*found, *_moved(kind, before, after)]


def _cells(before: Any, after: Any) -> Iterator[Difference]:
    """Cells of the table by the names of their levels; a level that came or went brings or takes its cells."""
    old, new = _by_level(before), _by_level(after)
    for key in [*old, *(one for one in new if one not in old)]:
        was, now = old.get(key), new.get(key)
        if (was and was[0]) != (now and now[0]):
            where = f"{words.name('matrix')} › {(now or was or ('', '', ''))[2]}"
            yield Difference(where, was[1] if was else "", now[1] if now else "")


def _by_level(content: Any) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(code, name of the risk level, names of the levels) by the codes of the levels."""
    if not content:
        return {}
    label = {band["code"]: band["label"] for band in content["bands"]}
    return {
        (p["code"], c["code"]): (code, label.get(code, code), f"{p['label']}, {c['label']}")
        for p, row in zip(content["probability"]["levels"], content["matrix"], strict=False)
        for c, code in zip(content["consequence"]["levels"], row, strict=False)
    }


def _moved(kind: str, before: Any, after: Any) -> Iterator[Difference]:
    """Lists whose parts stand in another order; what came or went is told by its values."""
    new = dict(outline.orders(after))
    for path, one in outline.orders(before):
        other = new.get(path, {})
        was, now = [each for each in one if each in other], [each for each in other if each in one]
        if was != now:
            where = _("%(part)s › order") % {"part": _said(kind, path, after, before)[0]}
            yield Difference(where, _text([one[each] for each in was]), _text([other[each] for each in now]))


def _said(kind: str, path: str, *contents: Any) -> tuple[str, Code | None]:
    """A path by the names on the page, parts of a list by their own; and what it holds, if that is a code."""
    said: list[str] = []
    field: Any = kinds.CONTENT.get(kind)
    values, name = list(contents), ""
    for step in path.split("."):
        lists = [one for one in values if isinstance(one, list)]
        if lists:
            parts = [part for one in lists for part in one if outline.identity(part) == step]
            said.append(step if name in {"questions", "groups"} or not parts else outline.titled(parts[0]))
            values, field = parts, getattr(field, "item", None)
        else:
            said.append(str(words.name(step, kind)))
            values = [one[step] for one in values if isinstance(one, dict) and step in one]
            field = field.fields.get(step) if isinstance(field, Record) else None
            name = step
    code = field.item if isinstance(field, ListOf) else field
    return " › ".join(said), code if isinstance(code, Code) else None


def _text(value: Any, code: Code | None = None, content: Any = None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_text(one, code, content) for one in value)
    if code is None:
        return str(value)
    if code.vocabulary:
        return terms.label(code.vocabulary, value)
    # A risk level that is named elsewhere in the set.
    bands = {one["code"]: one["label"] for one in (content or {}).get("bands", ())}
    return bands.get(value) or str(words.option(value))
