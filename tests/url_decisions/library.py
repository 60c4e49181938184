"""Documents: what is published and TLP:CLEAR is everybody's, with every version; drafts are their organisation's."""

from __future__ import annotations

from typing import Any

from tests.deciding import (
    SEES,
    WRONG_METHOD,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_change,
    signed_in,
)
from tests.world import SECRET, World

LEAD = ("lead",)


def made(w: World) -> Any:
    """A draft of the town and a public document; made once for a world."""
    from tests.library.test_documents import drafted, published

    if "document" not in w.parts and isinstance(w, World):
        from tests.library.test_terms import added

        w.parts["term"] = added(w, f"{SECRET} word", text=SECRET)
        w.parts["open_document"] = published(w, "A guide for everybody")
        w.parts["document"] = drafted(w, f"{SECRET} guide", about=SECRET)
    return w.document


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def everybodys(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.open_document.pk}


def version(w: World) -> dict[str, Any]:
    return {"pk": made(w).versions.first().pk}


def term(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.term.pk}


_elsewhere = {"other": SEES}

DECISIONS = {
    "library:list": read_only(public()),
    "library:document": read_only(public(everybodys)),
    "library:version": read_only(restricted_change(version, ("viewer", "assessor", "lead"))).but(
        post={"stranger": WRONG_METHOD}
    ),
    "library:own": read_only(signed_in()),
    "library:new": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "library:change": restricted_change(it),
    "library:add_version": restricted_change(it),
    "library:terms": read_only(signed_in()),
    "library:new_term": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "library:term": read_only(restricted_change(term, ("viewer", "assessor", "lead"))),
    "library:change_term": restricted_change(term),
    "library:term_step": restricted_action(lambda w: {**term(w), "verb": "publish"}, LEAD),
    "library:step": restricted_change(lambda w: {**it(w), "verb": "publish"}, LEAD),
}
