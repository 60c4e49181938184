"""Data for programs within a page (JSON-LD)."""

from __future__ import annotations

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_ESCAPED = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def as_script(data: dict[str, Any]) -> SafeString:
    """For a data block of a page: no text in it ends the element, whatever it says. Nothing of it is run."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPED))  # noqa: S308  escaped as json_script does
