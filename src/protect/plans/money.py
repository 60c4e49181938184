"""Money as people write it. Kept are whole cents, so that sums stay exact."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext_lazy as _

CENTS = Decimal(100)


def amount(cents: int | None, currency: str = "") -> str:
    """“12 500.00 EUR”, as the reader's language writes numbers; a dash where nothing is known."""
    if cents is None:
        return "–"
    places = 0 if cents % 100 == 0 else 2
    text = formats.number_format(Decimal(cents) / CENTS, places, use_l10n=True, force_grouping=True)
    return f"{text} {currency}".strip()


class Cents(forms.DecimalField):
    """A field in which one writes an amount; its value is cents."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("min_value", 0)
        super().__init__(max_digits=14, decimal_places=2, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return f"{Decimal(value) / CENTS:.2f}"
        return value

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            return None
        cents = found * CENTS
        if cents != cents.to_integral_value():
            raise ValidationError(_("Write at most two digits after the point."))
        return int(cents)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
