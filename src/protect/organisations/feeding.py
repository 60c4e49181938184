"""Feeds (Atom, RFC 4287) of plain texts.

    made = Feed(title=_("Events"), link=here, description=_("..."), feed_url=here)
    made.add_item(title=..., link=..., description=..., unique_id=..., pubdate=..., updateddate=..., author_name=...)

Django's own takes what it is given for HTML in a summary, and fails on a sign that XML cannot carry, which takes the whole feed
from its readers because somebody pasted one into a title.
"""

from __future__ import annotations

from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language

from protect.formats.safe_xml import UNSAYABLE


def sayable(text: Any) -> str:
    return UNSAYABLE.sub("\ufffd", str(text))


def _clean(more: dict[str, Any]) -> dict[str, Any]:
    found = dict(more)
    if found.get("author_name"):
        found["author_name"] = sayable(found["author_name"])
    if found.get("categories"):
        found["categories"] = [sayable(one) for one in found["categories"]]
    return found


class Feed(Atom1Feed):
    """In the language of the moment unless another is named. All texts are plain."""

    def __init__(self, title: Any, link: str, description: Any, **more: Any) -> None:
        named = {"language": get_language(), **_clean(more)}
        super().__init__(sayable(title), link, sayable(description), **named)

    def add_item(self, title: Any, link: str, description: Any, **more: Any) -> None:  # type: ignore[override]
        told = "<br>\n".join(escape(line) for line in sayable(description).splitlines())
        super().add_item(sayable(title), link, told, **_clean(more))
