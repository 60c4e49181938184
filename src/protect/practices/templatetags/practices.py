"""Words for the templates of practices and documents."""

from __future__ import annotations

from django import template

from protect.organisations import languages

register = template.Library()

register.filter("language_name", languages.name_of)
