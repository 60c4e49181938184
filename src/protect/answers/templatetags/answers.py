from __future__ import annotations

import json
from typing import Any

from django import template

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute; the template escapes it."""
    return json.dumps(value, ensure_ascii=False)


@register.simple_tag
def named(field: Any) -> str:
    """A field in a cell of a table, whose label is its name for those who do not see the table."""
    return str(field.as_widget(attrs={"aria-label": str(field.label)}))


@register.filter
def labels(missing: Any) -> str:
    """Everything missing in one text: a list of hundreds of answers has thousands of them."""
    return "; ".join(one.label for one in missing)
