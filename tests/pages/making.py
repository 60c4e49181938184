"""An editor, a home, and pages beneath it."""

from __future__ import annotations

from typing import Any

from protect.organisations import audit
from protect.organisations.models import User
from protect.pages import services
from protect.pages.blocks import Body
from protect.pages.models import HomePage, NewsIndex, NewsItem, OrdinaryPage


def appointed(w: Any, person: User | None = None) -> User:
    """The viewer of the municipality, unless another is named."""
    person = person or w.viewer
    with audit.acting(w.platform_administrator, "test"):
        services.appoint(person.email, by=w.platform_administrator)
    return User.objects.get(pk=person.pk)


def home(language: str = "en") -> HomePage:
    """The published home."""
    made = services.begin(language)
    made.get_latest_revision().publish()
    return HomePage.objects.get(pk=made.pk)


def box(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "box", "value": {"kind": kind, "title": "", "topic": "", "most": 3, **more}}


def page(above: Any, title: str, body: list[dict[str, Any]] | None = None, **more: Any) -> OrdinaryPage:
    made = OrdinaryPage(title=title, body=Body().to_python(body or []), locale=above.locale, **more)
    above.add_child(instance=made)
    made.save_revision().publish()
    return OrdinaryPage.objects.get(pk=made.pk)


def news(above: Any, *titles: str) -> list[NewsItem]:
    index = above.add_child(instance=NewsIndex(title="News", locale=above.locale))
    return [index.add_child(instance=NewsItem(title=one, lead=f"About {one}", locale=above.locale)) for one in titles]
