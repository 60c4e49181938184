"""Map imports: for those who edit; an import and its candidates belong to one organisation."""

from tests.deciding import EDITORS, needs_permission, restricted_action, restricted_page

DECISIONS = {
    "spaces:imports": needs_permission(),
    "spaces:import_detail": restricted_page(lambda w: {"pk": w.map_import.pk}, EDITORS),
    "spaces:candidates": needs_permission(),
    "spaces:candidate_take_over": restricted_action(lambda w: {"pk": w.candidate.pk}),
}
