"""Map imports: for those who edit somewhere; an import and its candidates belong to one organisation."""

from tests.deciding import (
    EDITORS,
    PEOPLE,
    SEES,
    SENT_ON,
    WRONG_METHOD,
    needs_permission,
    read_only,
    restricted_action,
    restricted_page,
)
from tests.world import World

#: The lead of another municipality imports there; what the page lists is theirs alone.
_elsewhere = {"other": SEES}


def done(w: World) -> dict[str, int]:
    return {"pk": w.map_import.pk}


DECISIONS = {
    "spaces:imports": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "spaces:import_detail": restricted_page(lambda w: {"pk": w.map_import.pk}, EDITORS).but(
        post=dict.fromkeys(PEOPLE[1:], WRONG_METHOD)
    ),
    # An import that is done asks nothing any more: its own people are sent to its report.
    "spaces:import_columns": restricted_page(done, EDITORS).but(get=dict.fromkeys(EDITORS, SENT_ON)),
    "spaces:import_reading": restricted_action(done),
    "spaces:import_enter": restricted_action(done),
    "spaces:import_report": read_only(restricted_page(done, EDITORS)),
    "spaces:import_places": read_only(restricted_page(done, EDITORS)),
    "spaces:candidates": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "spaces:candidate_take_over": restricted_action(lambda w: {"pk": w.candidate.pk}),
}
