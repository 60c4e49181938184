"""Forms as a browser reads and sends them, for tests that edit as two people do."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class Page(HTMLParser):
    """All forms of a page: method, action, and what each field would send now."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._select: dict[str, Any] | None = None
        self._area: list[Any] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"method": a.get("method", "get").lower(), "action": a.get("action", ""), "fields": []})
        if not self.forms or "name" not in a and tag != "option":
            return
        fields = self.forms[-1]["fields"]
        if tag == "input":
            kind = a.get("type", "text")
            ticked = kind not in ("radio", "checkbox") or any(name == "checked" for name, _value in attrs)
            default = "on" if kind == "checkbox" else ""
            fields.append((a["name"], kind, a.get("value", default) if ticked else None))
        elif tag == "select":
            self._select = {"name": a["name"], "many": any(name == "multiple" for name, _v in attrs), "values": []}
            self._select["first"] = None
        elif tag == "option" and self._select is not None:
            if self._select["first"] is None:
                self._select["first"] = a.get("value", "")
            if any(name == "selected" for name, _value in attrs):
                self._select["values"].append(a.get("value", ""))
        elif tag == "textarea":
            self._area = [a["name"], ""]

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select is not None:
            values = self._select["values"] or ([] if self._select["many"] else [self._select["first"] or ""])
            for value in values or [None]:
                self.forms[-1]["fields"].append((self._select["name"], "select", value))
            self._select = None
        if tag == "textarea" and self._area is not None:
            self.forms[-1]["fields"].append((self._area[0], "textarea", self._area[1].removeprefix("\n")))
            self._area = None


def posts(html: str) -> list[dict[str, Any]]:
    """The forms that send something."""
    return [form for form in Page(html).forms if form["method"] == "post"]


def edited(form: dict[str, Any]) -> list[str]:
    """Names of the fields that somebody types or chooses in."""
    return sorted({name for name, kind, _value in form["fields"] if kind not in ("hidden", "submit", "button")})


def opened(client: Any, address: str, containing: str = "") -> dict[str, list[str]]:
    """Open a page and read its form as the browser would send it unchanged (the one with field ``containing``)."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return form_of(response, containing)


def form_of(response: Any, containing: str = "") -> dict[str, list[str]]:
    found = [form for form in posts(response.content.decode()) if not containing or containing in edited(form)]
    form = next(form for form in found if edited(form))
    sent: dict[str, list[str]] = {}
    for name, _kind, value in form["fields"]:
        if value is not None:
            sent.setdefault(name, []).append(value)
    return sent
