"""Names of the filters of the questions."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

NAMES = {
    "unanswered": _("Unanswered"),
    "unknown": _("Not known"),
    "improvements": _("Ideas"),
    "changed": _("Changed since last time"),
    "contested": _("Two answers"),
}


@register.filter
def filter_name(code: str) -> str:
    return str(NAMES.get(code, code))
