"""Changes in words: the names of fields and values as a person knows them, for a whole page of entries at once."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from protect.organisations.access import Visible
from protect.organisations.audit import WITHHELD
from protect.organisations.models import AuditEntry, Organisation, User
from protect.organisations.registry import KINDS, VOCABULARY_OF_FIELD
from protect.reference import terms

#: Kept for machines; nothing a reader of a history asks about.
TECHNICAL = frozenset(
    {
        "id", "search_text", "changed_at", "created_at", "edited_fields", "west", "east", "south", "north", "digest",
        "sha256", "lineage", "position", "thumbnail",
    }
)  # fmt: skip
OUTLINES = frozenset({"wkb", "geometry"})


@dataclass(frozen=True)
class Line:
    """One changed field."""

    field: str
    before: str
    after: str


def model_of(entry: AuditEntry) -> type[models.Model] | None:
    try:
        return apps.get_model(entry.object_type)
    except (LookupError, ValueError):
        return None


def kind_of(label: str) -> str:
    """The kind of object in words, such as "space"."""
    if label.lower() in KINDS:
        return str(KINDS[label.lower()])
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except (LookupError, ValueError):
        return label


def changes(entries: Iterable[AuditEntry], reader: User) -> dict[int, list[Line]]:
    """Lines by key of the entry. Objects that the reader may not see are told by their number only."""
    entries = list(entries)
    names = _names(entries, reader) | {("person", key): name for key, name in people(entries).items()}
    found: dict[int, list[Line]] = {}
    for entry in entries:
        model = model_of(entry)
        lines = [_line(model, name, pair, names) for name, pair in entry.changes.items() if name not in TECHNICAL]
        found[entry.pk] = [line for line in lines if line is not None]
    return found


#: What the trail calls a person, whose name it must not hold.
PERSON = re.compile(r"\bperson (\d+)\b")


def people(entries: Iterable[AuditEntry]) -> dict[str, str]:
    """Present names of the people that entries call by number; one query for a whole page."""
    wanted: set[str] = set()
    for entry in entries:
        for text in (entry.object_name, entry.note, str(entry.changes) if entry.changes else ""):
            wanted.update(PERSON.findall(text))
    keys = [int(key) for key in wanted if len(key) < 18]
    return {str(one.pk): str(one) for one in User.objects.filter(pk__in=keys)} if keys else {}


def named(text: str, names: dict[str, str]) -> str:
    """“person 17” in words."""
    return PERSON.sub(lambda found: names.get(found[1], found[0]), text)


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    if model is None:
        return None
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _line(model: type[models.Model] | None, name: str, pair: Any, names: dict[tuple[str, str], str]) -> Line | None:
    field = _field(model, name)
    if name in OUTLINES:
        return Line(_("Outline"), "", _("changed"))
    label = str(capfirst(field.verbose_name if field else name.replace("_", " ")))
    known = {key: called for (kind, key), called in names.items() if kind == "person"}
    if not (isinstance(pair, list) and len(pair) == 2):
        return Line(label, "", named(_text(pair), known))
    before, after = (_value(field, name, one, names) for one in pair)
    return Line(label, named(before, known), named(after, known))


def _value(field: models.Field | None, name: str, value: Any, names: dict[tuple[str, str], str]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if value == WITHHELD:
        return _("not kept: personal")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if field is not None and field.is_relation and field.related_model is not None:
        label = field.related_model._meta.label_lower  # type: ignore[union-attr]
        keys = value if isinstance(value, list) else [value]
        return ", ".join(names.get((label, str(key)), _("number %(key)s") % {"key": key}) for key in keys)
    if field is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if name in VOCABULARY_OF_FIELD:
        codes = value if isinstance(value, list) else [value]
        return ", ".join(_label(VOCABULARY_OF_FIELD[name], code) for code in codes)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return moment_in_words(moment)
    if isinstance(field, models.DateField) and (day := parse_date(str(value)[:10])):
        return formats.date_format(day, "DATE_FORMAT")
    return _text(value)


def in_words(model: type[models.Model], name: str, value: Any) -> str:
    """One value of one field as people read it; keys of other objects are not looked up."""
    return _value(_field(model, name), name, value, {})


def moment_in_words(moment: dt.datetime) -> str:
    if timezone.is_aware(moment):
        moment = timezone.localtime(moment)
    return formats.date_format(moment, "DATETIME_FORMAT")


def _label(vocabulary: str, code: Any) -> str:
    try:
        return terms.label(vocabulary, str(code))
    except (KeyError, LookupError, ValueError):
        return str(code)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    elif isinstance(value, dict):
        value = ", ".join(f"{key}: {one}" for key, one in value.items())
    return Truncator(str(value)).chars(300)


def _names(entries: list[AuditEntry], reader: User) -> dict[tuple[str, str], str]:
    """What foreign keys in the changes are called: one query for each model that occurs."""
    wanted: dict[type[models.Model], set[str]] = defaultdict(set)
    for entry in entries:
        model = model_of(entry)
        for name, pair in entry.changes.items():
            field = _field(model, name)
            if field is None or not field.is_relation or not isinstance(pair, list):
                continue
            for value in pair:
                keys = value if isinstance(value, list) else [value]
                wanted[field.related_model].update(str(key) for key in keys if key is not None)  # type: ignore[index]
    found = {}
    for related, asked in wanted.items():
        rows = related._default_manager.filter(pk__in=[key for key in asked if key.isdigit()])
        if issubclass(related, Visible):
            rows = rows.visible_to(reader)  # type: ignore[attr-defined]
        elif related not in (User, Organisation) and related._meta.app_label == "organisations":
            continue
        for one in rows:
            found[(related._meta.label_lower, str(one.pk))] = str(one)
    return found
