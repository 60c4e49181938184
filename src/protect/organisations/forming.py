"""What the forms of every domain share: choices in the reader's language, and a service's objections as form errors."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from protect.organisations.lists import LONGEST_KEY
from protect.reference import terms

T = TypeVar("T")


def choices(vocabulary: str, empty: Any = "") -> Callable[[], list[tuple[str, Any]]]:
    """Choices of a vocabulary, read when the form is made; ``empty`` adds a line for "nothing chosen"."""
    return partial(_choices, vocabulary, empty)


def _choices(vocabulary: str, empty: Any) -> list[tuple[str, Any]]:
    return [*([("", empty)] if empty else []), *terms.choices(vocabulary)]


class SeveralField(forms.MultipleChoiceField):
    """Several codes of a vocabulary as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, vocabulary: str, **options: Any) -> None:
        super().__init__(choices=choices(vocabulary), **options)


class SeveralOf(forms.ModelMultipleChoiceField):
    """Several of the objects on offer as check boxes."""

    widget = forms.CheckboxSelectMultiple

    def _check_values(self, value: Any) -> Any:
        # More digits than a key has: SQLite would refuse the question instead of answering it with nothing.
        for one in value if isinstance(value, list | tuple) else ():
            if str(one).isascii() and str(one).isdigit() and len(str(one)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(one)[:40]})
        return super()._check_values(value)


class DateField(forms.DateField):
    """A date with the browser's own calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class LongSelect(forms.Select):
    """A choice among hundreds: written directly, where Django would render a template for each line."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(one) for one in self.format_value(value)}
        lines = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                ("" if code is None else code, mark_safe(" selected") if str(code) in chosen else "", label)
                for code, label in self.choices
            ),
        )
        given = self.build_attrs(self.attrs, {**(attrs or {}), "name": name})
        return format_html("<select{}>\n{}\n</select>", flatatt(given), lines)


class KeepsUnseen(forms.BaseModelForm):
    """Mixin: what a field names, and this person is not offered, stays named when they leave the field empty.

    Call ``offer`` for each such field; without it a choice that is not among those on offer is shown as none, and lost.
    """

    def offer(self, name: str, found: QuerySet[Any], seen: QuerySet[Any]) -> None:
        """``found``: what may be chosen anew; what is named now is on offer, too, if it is among ``seen``."""
        named = getattr(self.instance, f"{name}_id")
        self.fields[name].queryset = found | seen.filter(pk=named)  # type: ignore[attr-defined]
        if named is not None and not seen.filter(pk=named).exists():
            self._kept = {**getattr(self, "_kept", {}), name: getattr(self.instance, name)}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        for name, kept in getattr(self, "_kept", {}).items():
            if values.get(name) is None and name not in self.errors:
                values[name] = kept
        return values


def text_area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def attempt(form: forms.BaseForm, verb: Callable[[], T]) -> tuple[bool, T | None]:
    """Run a service; what it refuses becomes errors of ``form``, beside the field where there is one."""
    try:
        return True, verb()
    except ValidationError as error:
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                form.add_error(name if name in form.fields else None, ValidationError(errors))
        else:
            form.add_error(None, error)
        return False, None
