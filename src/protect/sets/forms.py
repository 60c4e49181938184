"""Forms made from the shape of a set: one field for each value that people read or decide about."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from protect.organisations.conflicts import Guarded
from protect.organisations.models import Organisation
from protect.reference import terms
from protect.reference.kinds import OPTIONAL_STEPS
from protect.reference.schema import UNPRINTABLE, Code, Field, Flag, ListOf, MapOf, Number, Record, Text, Whole
from protect.sets import outline, words
from protect.sets.models import OwnSet


@dataclass(frozen=True)
class Slot:
    """One value of a part that has a field in its form; ``path`` leads to it from the part."""

    path: tuple[str, ...]
    field: Field
    is_optional: bool
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return "__".join(self.path)

    def label(self, kind: str) -> str:
        vocabulary = [step if "_" in step or len(self.path) == 1 else step for step in self.path]
        if self.path[0] in {"visits", "tips"} and len(self.path) == 2:
            taken = "usage_state" if self.path[0] == "visits" else "psoi_category"
            return f"{words.name(self.path[0], kind)}: {terms.label(taken, self.path[1])}"
        return ": ".join(str(words.name(step, kind)) for step in vocabulary)

    def read(self, part: dict[str, Any]) -> Any:
        """What the form field holds for it."""
        value: Any = part
        for step in self.path:
            value = value.get(step) if isinstance(value, dict) else None
        if isinstance(self.field, ListOf):
            if isinstance(self.field.item, Text):
                return "\n".join(one.replace("\n", " ") for one in value or [])
            return list(value or [])
        if isinstance(self.field, Flag):
            return bool(value)
        return "" if value is None and isinstance(self.field, Text | Code) else value

    def write(self, part: dict[str, Any], value: Any) -> None:
        """Put what the form holds into the part; what is optional and empty is left out."""
        if isinstance(self.field, ListOf) and isinstance(self.field.item, Text):
            value = [line.strip() for line in value.splitlines() if line.strip()]
        if self.is_optional and (value is None or value is False or value == "" or value == []):
            here: Any = part
            for step in self.path[:-1]:
                here = here.get(step, {})
            here.pop(self.path[-1], None)
            return
        for step in self.path[:-1]:
            part = part.setdefault(step, {})
        part[self.path[-1]] = value


def slots(kind: str, content: dict[str, Any], where: str, record: Record) -> list[Slot]:
    return list(_slots(kind, content, where, record, (), False))


def _slots(
    kind: str, content: dict[str, Any], where: str, record: Record, path: tuple[str, ...], optional: bool
) -> Iterator[Slot]:
    for name, field in record.fields.items():
        here = (*path, name)
        may_lack = optional or name in record.optional
        if name == "off" and where.rpartition(".")[2] not in OPTIONAL_STEPS:
            continue
        if name in words.HIDDEN or name == "token" or outline.is_parts(field) or outline.has_parts(field):
            continue
        if isinstance(field, Record):
            yield from _slots(kind, content, where, field, here, may_lack)
        elif isinstance(field, MapOf):
            codes = list(terms.codes(field.vocabulary)) if field.vocabulary else list(field.codes)
            # Tips may be for some kinds of place only where the set was made so; one that is there needs them all.
            for code in codes:
                if isinstance(field.value, Record):
                    yield from _slots(kind, content, where, field.value, (*here, code), may_lack)
                else:
                    yield Slot((*here, code), field.value, may_lack)
        elif isinstance(field, ListOf):
            if isinstance(field.item, Text):
                yield Slot(here, field, may_lack)
            elif isinstance(field.item, Code) and field.item.vocabulary:
                yield Slot(here, field, may_lack, tuple(terms.choices(field.item.vocabulary)))
        elif isinstance(field, Code):
            found = _options(content, name, field)
            if found:
                yield Slot(here, field, may_lack, found)
        else:
            yield Slot(here, field, may_lack)


def _options(content: dict[str, Any], name: str, field: Code) -> tuple[tuple[str, str], ...]:
    """The choices of a code; empty for a code that is a name of its own, which stays what it is."""
    if field.vocabulary:
        return tuple(terms.choices(field.vocabulary))
    if field.one_of:
        return tuple((code, str(words.option(code))) for code in field.one_of)
    among: list[dict[str, Any]] = {
        "group": content.get("groups", []),
        "vat_step": content.get("vat_steps", []),
        "top_consequence_at_least": content.get("bands", [])[1:],
        "floor": content.get("factors", {}).get("consequence", []),
    }.get(name, [])
    return tuple((outline.identity(one), outline.titled(one)) for one in among)


def _clean_text(value: str) -> str:
    value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if UNPRINTABLE.search(value):
        raise ValidationError(_("There is an unprintable character in this text; type it again."))
    return value


class TextField(forms.CharField):
    def clean(self, value: Any) -> Any:
        return _clean_text(super().clean(value))


class LinesField(forms.CharField):
    """Several texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 5})

    def __init__(self, of: ListOf, **options: Any) -> None:
        super().__init__(max_length=20_000, **options)
        self.of = of

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in _clean_text(super().clean(value)).splitlines() if line.strip()]
        longest = getattr(self.of.item, "longest", 2000)
        if lines and not self.of.least <= len(lines) <= self.of.most:
            raise ValidationError(
                _("%(count)d lines; it needs %(least)d to %(most)d.")
                % {"count": len(lines), "least": self.of.least, "most": self.of.most}
            )
        for number, line in enumerate(lines, 1):
            if len(line) > longest:
                raise ValidationError(
                    _("Line %(number)d has more than %(most)d characters.") % {"number": number, "most": longest}
                )
        if self.of.unique == "" and len(set(lines)) < len(lines):
            raise ValidationError(_("Two lines are the same; each may stand there once."))
        return "\n".join(lines)


def field_for(slot: Slot, kind: str) -> forms.Field:
    common: dict[str, Any] = {"label": slot.label(kind), "required": not slot.is_optional}
    field = slot.field
    if isinstance(field, Text):
        widget = forms.TextInput() if field.longest <= 120 else forms.Textarea(attrs={"rows": 3})
        return TextField(max_length=field.longest, widget=widget, **common)
    if isinstance(field, Code):
        empty = [("", "–")] if slot.is_optional else []
        return forms.ChoiceField(choices=[*empty, *slot.choices], **common)
    if isinstance(field, Whole):
        return forms.IntegerField(min_value=field.least, max_value=field.most, **common)
    if isinstance(field, Number):
        return forms.FloatField(
            min_value=field.least, max_value=field.most, widget=forms.NumberInput(attrs={"step": "any"}), **common
        )
    if isinstance(field, Flag):
        return forms.BooleanField(label=common["label"], required=False)
    if isinstance(field, ListOf) and isinstance(field.item, Text):
        return LinesField(field, **common)
    several = forms.MultipleChoiceField(choices=slot.choices, widget=forms.CheckboxSelectMultiple, **common)
    several.help_text = _("None ticked: no limit.")
    return several


class PartForm(Guarded, forms.Form):
    """One part of a set, or a new one of a list (``new=True``; then ``where`` is the list)."""

    def __init__(self, own_set: OwnSet, where: str, *args: Any, new: bool = False, **options: Any) -> None:
        content: Any = own_set.content
        self.where, self.kind = where, own_set.kind
        if new:
            record: Any = outline.find_list(own_set.kind, content, where)[0].item
        else:
            record = outline.find(own_set.kind, content, where).record
        self.slots = slots(own_set.kind, content, where, record)
        self.base_fields = {one.name: field_for(one, own_set.kind) for one in self.slots}
        super().__init__(*args, about=None if new else own_set, **options)

    def values_of(self, stored: Any) -> dict[str, Any]:
        part = outline.find(stored.kind, stored.content, self.where).value
        return {one.name: one.read(part) for one in self.slots}

    def title_of(self, stored: Any) -> str:
        return outline.titled(outline.find(stored.kind, stored.content, self.where).value)


class Meaning(forms.Form):
    """Asked where a question that was published changes its text: answers are compared by its code."""

    meaning = forms.ChoiceField(
        label=_("This question was published already. Is it still the same one?"),
        choices=[
            ("same", _("The same question in better words: answers of last time stand beside the new ones")),
            ("other", _("Another question: it gets a new code, and answers of last time stay with the old one")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )


class MatrixForm(Guarded, forms.Form):
    """The table: one risk level for each pair of probability and consequence."""

    def __init__(self, own_set: OwnSet, *args: Any, **options: Any) -> None:
        content: Any = own_set.content
        self.rows, self.columns = content["probability"]["levels"], content["consequence"]["levels"]
        bands = [(one["code"], one["label"]) for one in content["bands"]]
        self.base_fields = {
            f"cell_{p}_{c}": forms.ChoiceField(
                widget=forms.Select({"class": "form-select form-select-sm w-auto"}),
                choices=bands,
                label=f"{row['label']}, {column['label']}",
            )
            for p, row in enumerate(self.rows)
            for c, column in enumerate(self.columns)
        }
        super().__init__(*args, about=own_set, **options)

    def values_of(self, stored: Any) -> dict[str, Any]:
        return {f"cell_{p}_{c}": code for p, row in enumerate(stored.content["matrix"]) for c, code in enumerate(row)}

    def table(self) -> list[tuple[str, list[Any]]]:
        """Rows as people read them: the highest probability on top."""
        found = [
            (row["label"], [self[f"cell_{p}_{c}"] for c in range(len(self.columns))]) for p, row in enumerate(self.rows)
        ]
        return found[::-1]

    def matrix(self) -> list[list[str]]:
        values = self.cleaned_data
        return [[values[f"cell_{p}_{c}"] for c in range(len(self.columns))] for p in range(len(self.rows))]


class HeadForm(Guarded, forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = OwnSet
        fields = ("title", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}


class CopyForm(forms.Form):
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation whose set it becomes")
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    note = forms.CharField(
        label=_("What it is for"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )

    def __init__(self, organisations: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        chosen: Any = self.fields["organisation"]
        chosen.queryset = organisations
        # Of several nobody guesses.
        if len(mine := list(organisations[:2])) == 1:
            chosen.initial, chosen.empty_label = mine[0], None


class PublishForm(forms.Form):
    note = forms.CharField(
        label=_("What is new in this version"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )
    confirmed = forms.BooleanField(label=_("I have read what stands against it, and publish it all the same."))

    def __init__(self, warnings: list[str], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not warnings:
            del self.fields["confirmed"]


def written(content: dict[str, Any], kind: str, where: str, values: dict[str, Any]) -> dict[str, Any]:
    """A copy of ``content`` in which the part ``where`` holds ``values`` (by name of the form's field)."""
    content = copy.deepcopy(content)
    place = outline.find(kind, content, where)
    for slot in slots(kind, content, where, place.record):
        if slot.name in values:
            slot.write(place.value, values[slot.name])
    return content
