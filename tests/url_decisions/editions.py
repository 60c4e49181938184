"""Redacted editions: a draft of the municipality, and a finished one."""

from typing import Any

from tests.deciding import (
    HIDDEN,
    PEOPLE,
    WRONG_METHOD,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World


def draft(w: World) -> dict[str, Any]:
    return {"pk": _made(w, finished=False).pk}


def finished(w: World) -> dict[str, Any]:
    return {"pk": _made(w, finished=True).pk}


def _made(w: World, *, finished: bool) -> Any:
    """Made once for a world, so that every probe asks for the same."""
    from protect.editions import services
    from protect.organisations import audit

    name = "finished_edition" if finished else "draft_edition"
    if name not in w.parts:
        with audit.acting(w.lead, "test"):
            edition = services.make_edition(w.space, "AMBER", by=w.lead)
            photo = [
                one["key"]
                for part in edition.content["parts"]
                for one in part["fields"]
                if finished and one["sort"] == "photo"
            ]
            choices = {key: services.Choice(True, "") for key in photo}
            w.parts[name] = services.change_draft(edition, f"{SECRET} edition", choices)
            if finished:
                w.parts[name] = services.finish(w.parts[name])
    return w.parts[name]


def photo(w: World) -> dict[str, Any]:
    return {"pk": _made(w, finished=True).photos.get().pk}


def _page(kwargs: Any) -> Any:
    # What is TLP:CLEAR is read without signing in, so a wrong method is told to strangers as well.
    return restricted_page(kwargs).but(post=dict.fromkeys(PEOPLE, WRONG_METHOD))


DECISIONS = {
    "editions:list": read_only(signed_in()),
    "editions:make": restricted_action(lambda w: {"label": "spaces.space", "pk": w.space.pk}, allowed=["lead"]),
    "editions:detail": _page(finished),
    "editions:edit": restricted_change(draft, allowed=["lead"]),
    "editions:discard": restricted_action(draft, allowed=["lead"]),
    "editions:export": _page(lambda w: [{**finished(w), "kind": kind} for kind in ("html", "json")]),
    # The file of the picture: no sign-in page behind an image.
    "editions:photo": _page(photo).but(get={"stranger": HIDDEN}),
}
