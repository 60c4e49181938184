"""A list of codes in one text column, the same on every database."""

from __future__ import annotations

from typing import Any

from django.db import models


class CodeListField(models.TextField):
    """Holds a list of reference codes as ``,one,two,`` so that ``contains=",two,"`` finds one of them on any database.

    In Python the value is a list of strings in the order given, without duplicates.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[str]:
        return self.to_python(value)

    def to_python(self, value: Any) -> list[str]:
        if not value:
            return []
        if isinstance(value, str):
            value = [code for code in value.split(",") if code]
        return list(dict.fromkeys(value))

    def get_prep_value(self, value: Any) -> str:
        if isinstance(value, str):  # a look-up such as contains=",two,"
            return value
        codes = list(dict.fromkeys(value or []))
        if any("," in code for code in codes):
            raise ValueError(f"A code holds a comma: {codes}")
        return "," + ",".join(codes) + "," if codes else ""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))
