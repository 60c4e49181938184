"""Markings in words and colours, and glossary pop-ups."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from protect.organisations.markings import Marking
from protect.web.glossary import entry

register = template.Library()


@register.filter
def tlp(marking: str) -> str:
    """“TLP:AMBER+STRICT”."""
    return Marking(marking).short


@register.filter
def tlp_class(marking: str) -> str:
    return str(Marking(marking).value).lower().replace("_", "-")


@register.filter
def tlp_words(marking: str) -> str:
    """Who may read it, in words."""
    return str(Marking(marking).label).partition(" – ")[2]


@register.simple_tag(takes_context=True)
def glossary(context: dict[str, Any], code: str, text: str = "") -> SafeString | str:
    """A word with its explanation in a pop-up: ``{% glossary "psoi" "space of interest" %}``."""
    found = entry(code)
    if found is None:
        return text or code
    number = context.render_context.setdefault("glossary_number", 0) + 1  # type: ignore[attr-defined]
    context.render_context["glossary_number"] = number  # type: ignore[attr-defined]
    return format_html(
        '<span class="glossary"><button type="button" popovertarget="term-{0}-{1}">{2}</button>'
        '<span popover class="term" role="note" id="term-{0}-{1}"><strong>{3}</strong><br>{4}</span></span>',
        code,
        number,
        text or found.term,
        found.term,
        found.text,
    )
