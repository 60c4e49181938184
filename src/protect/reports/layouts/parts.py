"""The chapters there are, an organisation's own texts, and a report's data in the order of a template."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.reports.layouts.models import Layout

#: Code and name of every chapter, in the platform's own order. Cover, marking and contents are always there.
CHAPTERS = {
    "summary": _("Summary"),
    "place": _("The place"),
    "measures": _("Existing measures"),
    "checklist": _("Checklist"),
    "heat_map": _("Heat map: parts of the place and threat types"),
    "vulnerabilities": _("Vulnerabilities"),
    "decisions": _("Decisions"),
    "scenarios": _("Scenarios and how each level came about"),
    "method": _("Method and scale"),
    "people": _("People and visits"),
    "signatures": _("Signatures"),
}
TEXT = "text"
LOGO = "logo.png"

_BOLD = re.compile(r"\*\*(.+?)\*\*")


NO_LAYOUT: dict[str, Any] = {
    "parts": [{"code": code, "title": "", "blocks": []} for code in CHAPTERS],
    "footer": "",
    "logo": None,
}


def standard() -> list[dict[str, Any]]:
    return [{"code": code} for code in CHAPTERS]


def digest_of(parts: list[dict[str, Any]]) -> str:
    """By which a page knows what it was opened with."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def blocks_of(text: str) -> list[dict[str, Any]]:
    """An own text as data: paragraphs, lists ("- "), headings ("## ") and **strong** words; everything else is plain text.

    >>> blocks_of("One **two**")
    [{'kind': 'paragraph', 'runs': [{'text': 'One ', 'strong': False}, {'text': 'two', 'strong': True}]}]
    """
    found: list[dict[str, Any]] = []
    for piece in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        lines = [line.strip() for line in piece.splitlines() if line.strip()]
        paragraph: list[str] = []
        for line in lines:
            if line.startswith("## "):
                found += _paragraph(paragraph)
                found.append({"kind": "heading", "runs": [{"text": line[3:].strip(), "strong": False}]})
                paragraph = []
            elif line[:2] in {"- ", "* "}:
                found += _paragraph(paragraph)
                paragraph = []
                if not found or found[-1]["kind"] != "list" or line is lines[0]:
                    found.append({"kind": "list", "items": []})
                found[-1]["items"].append(_runs(line[2:].strip()))
            else:
                paragraph.append(line)
        found += _paragraph(paragraph)
    return found


def _paragraph(lines: list[str]) -> list[dict[str, Any]]:
    return [{"kind": "paragraph", "runs": _runs(" ".join(lines))}] if lines else []


def _runs(text: str) -> list[dict[str, Any]]:
    runs, done = [], 0
    for strong in _BOLD.finditer(text):
        if text[done : strong.start()]:
            runs.append({"text": text[done : strong.start()], "strong": False})
        runs.append({"text": strong[1], "strong": True})
        done = strong.end()
    return runs + ([{"text": text[done:], "strong": False}] if text[done:] else [])


def arranged(data: Mapping[str, Any], layout: Layout | None) -> tuple[dict[str, Any], dict[str, bytes]]:
    """The data of a report with the parts that are printed, and the files the template brings along."""
    if layout is None:
        return {**data, **NO_LAYOUT}, {}
    parts = [
        {"code": TEXT, "title": one["title"], "blocks": blocks_of(one["text"])}
        if one["code"] == TEXT
        else {"code": one["code"], "title": "", "blocks": []}
        for one in layout.parts
        if one["code"] in CHAPTERS or one["code"] == TEXT
    ]
    arranged: dict[str, Any] = {**data, "parts": parts, "footer": layout.footer, "logo": None}
    if layout.cover_title:
        arranged["cover"] = {**data["cover"], "kicker": layout.cover_title}
    if not layout.logo:
        return arranged, {}
    arranged["logo"] = {"file": LOGO, "alt": layout.logo_alt}
    return arranged, {LOGO: bytes(layout.logo)}
