"""What stands in the way of publishing a set, and what science holds against it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

from protect.reference import loader
from protect.reference.loader import Document
from protect.reference.schema import ReferenceDataError
from protect.sets import outline, tables
from protect.sets.models import Kind, OwnSet

SOURCE = "Written by the organisation."


@dataclass(frozen=True)
class Problem:
    """``where`` is the part to look at."""

    where: str
    text: str


def key_of(own_set: OwnSet) -> str:
    """The name under which its versions are found; told by its title, made sure by its number."""
    stem = slugify(own_set.title).lower().lstrip("0123456789-_")[:40].rstrip("-_")
    return f"{re.sub('[-_]+', '-', stem) or 'set'}-own-{own_set.pk or 0}"


def head_of(own_set: OwnSet, number: int) -> dict[str, Any]:
    source = f"{SOURCE} Copied from: {own_set.base}." if own_set.base else SOURCE
    return {
        "kind": own_set.kind,
        "key": key_of(own_set),
        "version": number,
        "title": own_set.title,
        "status": "organisation",
        "source": source,
    }


def read(own_set: OwnSet, number: int = 1) -> Document:
    """The draft as a document, by the same strict reader as the files of the platform. Raises ReferenceDataError."""
    return loader.check(head_of(own_set, number), own_set.content, file="set")


def check(own_set: OwnSet) -> tuple[Problem | None, list[str]]:
    """What has to be mended first (None: nothing), and warnings that a town may overrule."""
    try:
        document = read(own_set)
    except ReferenceDataError as error:
        where = outline.where_of(own_set.content, error.path)
        said = tables.problem(own_set.content) if where == "matrix" else None
        return Problem(where, said or error.problem.replace("content.", "")), []
    return None, tables.weaknesses(document.content) if own_set.kind == Kind.SCALE else []
