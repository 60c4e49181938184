from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag
def address_of(page: tuple[Any, ...]) -> str:
    """Of a page given as its name and arguments."""
    name, *arguments = page
    return reverse(name, args=arguments)
