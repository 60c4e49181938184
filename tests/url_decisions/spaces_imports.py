"""Map imports: for those who edit somewhere; an import and its candidates belong to one organisation."""

from tests.deciding import EDITORS, PEOPLE, SEES, WRONG_METHOD, needs_permission, restricted_action, restricted_page

#: The lead of another municipality imports there; what the page lists is theirs alone.
_elsewhere = {"other": SEES}

DECISIONS = {
    "spaces:imports": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "spaces:import_detail": restricted_page(lambda w: {"pk": w.map_import.pk}, EDITORS).but(
        post=dict.fromkeys(PEOPLE[1:], WRONG_METHOD)
    ),
    "spaces:candidates": needs_permission().but(get=_elsewhere, post=_elsewhere),
    "spaces:candidate_take_over": restricted_action(lambda w: {"pk": w.candidate.pk}),
}
