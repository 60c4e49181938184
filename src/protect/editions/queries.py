"""Editions as their readers see them, and the way back to the source for those who see that too."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from protect.editions import gathering
from protect.editions.models import Edition
from protect.organisations.models import User
from protect.organisations.queries import tree
from protect.organisations.registry import page_of, visible_model


def listed(reader: User) -> QuerySet[Edition]:
    return Edition.objects.visible_to(reader).select_related("organisation").defer("content")


def source_of(edition: Edition, reader: Any) -> dict[str, Any] | None:
    """The source, its page, and whether it changed since; None for whoever may not see it, as if there were none."""
    model = visible_model(edition.source_type)
    if model is None:
        return None
    found: Any = model._default_manager.filter(pk=edition.source_id).visible_to(reader).first()  # type: ignore[attr-defined]
    if found is None:
        return None
    rows = gathering.rows(found) + [one for one in tree.origins(found) if one != found]
    return {"about": found, "page": page_of(found), "changed": gathering.digest(rows) != edition.source_digest}


def of_source(about: Any, reader: Any) -> QuerySet[Edition]:
    """Editions made from ``about`` that the reader sees, newest first."""
    return listed(reader).filter(source_type=about._meta.label_lower, source_id=about.pk)


def parts(edition: Edition) -> list[dict[str, Any]]:
    """Parts of a finished edition, with a heading that names kind and number only."""
    found = edition.content.get("parts", [])
    several = {part["kind"] for part in found if part.get("number", 1) > 1}
    return [
        {
            "heading": f"{part['kind']} {part['number']}" if part["kind"] in several else part["kind"],
            "fields": part["fields"],
        }
        for part in found
    ]
