"""The catalogue: public where an entry is TLP:CLEAR and published; a proposal belongs to its town until it is shared."""

from typing import Any

from tests.deciding import (
    HIDDEN,
    SEES,
    SENT_ON,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World, picture

LEAD = ("lead",)


def made(w: World) -> Any:
    """A proposal of the municipality with a photo, whole but for a review; made once for a world."""
    from protect.catalogue import services
    from protect.organisations import audit
    from tests.catalogue.making import VALUES, judged

    if "entry" not in w.parts:
        with audit.acting(w.assessor, "test"):
            entry = services.propose(
                w.municipality, {**VALUES, "name": f"{SECRET} lamps"}, by=w.assessor, aspects=judged()
            )
            file = picture()
            w.parts["entry_photo"] = services.add_photo(
                entry, file, name="x.jpg", size=len(file.getvalue()), description=SECRET, credit="own", by=w.assessor
            )
        w.parts["entry"] = entry
    return w.entry


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def photo(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.entry_photo.pk}


def photo_of(w: World) -> dict[str, Any]:
    return {**it(w), "photo_pk": w.entry_photo.pk}


def step(w: World) -> dict[str, Any]:
    return {**it(w), "verb": "review"}


def search(w: World) -> dict[str, Any]:
    """Kept by the lead: nobody else's."""
    from protect.catalogue import services

    if "catalogue_search" not in w.parts:
        w.parts["catalogue_search"] = services.keep_search(w.lead, f"{SECRET} search", "q=lamps", notify=False)
    return {"pk": w.catalogue_search.pk}


#: Leads another municipality and proposes entries there.
_elsewhere = {"other": SEES}
_theirs = {"viewer": HIDDEN, "assessor": HIDDEN}

DECISIONS = {
    "catalogue:list": read_only(public()).but(post={"stranger": "wrong method"}),
    "catalogue:compare": read_only(public()).but(post={"stranger": "wrong method"}),
    "catalogue:new": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "catalogue:detail": read_only(restricted_page(it)).but(post={"stranger": "wrong method"}),
    "catalogue:change": restricted_change(it),
    "catalogue:related": restricted_change(it, LEAD),
    "catalogue:step": restricted_change(step, LEAD),
    "catalogue:add_photo": restricted_change(it),
    "catalogue:remove_photo": restricted_action(photo_of),
    "catalogue:comment": restricted_change(it),
    "catalogue:photo": read_only(restricted_page(photo)).but(post={"stranger": "wrong method"}),
    "catalogue:thumbnail": read_only(restricted_page(photo)).but(
        get={"stranger": HIDDEN}, post={"stranger": "wrong method"}
    ),
    "catalogue:searches": read_only(signed_in()),
    "catalogue:keep_search": signed_in(),
    "catalogue:search": read_only(
        restricted_page(search).but(get={"viewer": HIDDEN, "assessor": HIDDEN, "lead": SENT_ON})
    ),
    "catalogue:search_mails": restricted_action(search, LEAD).but(post=_theirs),
    "catalogue:forget_search": restricted_action(search, LEAD).but(post=_theirs),
}
