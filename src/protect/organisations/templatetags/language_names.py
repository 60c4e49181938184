"""Names of languages in the words of the reader."""

from __future__ import annotations

from django import template

from protect.organisations import languages

register = template.Library()

register.filter("language_name", languages.name_of)
