"""Beside other authorities: readers of the organisation look, administrators decide; for others there is no such page."""

from tests.deciding import read_only, restricted_action, restricted_page


def town(w):
    return {"pk": w.municipality.pk}


DECISIONS = {
    "peers:compare": read_only(restricted_page(town)),
    "peers:taking_part": read_only(restricted_page(town, allowed=())),
    "peers:join": restricted_action(town, allowed=()),
    "peers:leave": restricted_action(town, allowed=()),
}
