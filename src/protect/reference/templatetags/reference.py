"""Codes as words in templates: ``{{ space.main_category|term:"psoi_category" }}``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from protect.reference import terms

register = template.Library()


@register.filter
def term(code: Any, vocabulary: str) -> str:
    """Label of one code; nothing for an empty value, the code itself if the vocabulary does not know it."""
    return terms.label(vocabulary, str(code)) if code else ""


@register.filter
def term_help(code: Any, vocabulary: str) -> str:
    """The sentence that explains one code."""
    return terms.help_text(vocabulary, str(code)) if code else ""


@register.filter
def term_list(codes: Iterable[Any] | None, vocabulary: str) -> str:
    """Labels of several codes in the vocabulary's order, separated by commas; unknown codes come last."""
    known = sorted({str(code) for code in codes or ()}, key=lambda code: (terms.order(vocabulary, code), code))
    return ", ".join(terms.label(vocabulary, code) for code in known)


@register.simple_tag
def term_options(vocabulary: str) -> SafeString:
    """The ``<option>`` elements of a vocabulary, for a form that a script fills."""
    return format_html_join(
        "", '<option value="{}">{}</option>', ((one.code, one.label) for one in terms.terms(vocabulary))
    )
