"""The overview of a town: whoever reads for the organisation; for others there is no such page."""

from tests.deciding import SEES, SENT_ON, read_only, restricted_page, signed_in


def town(w):
    return {"pk": w.municipality.pk}


DECISIONS = {
    "dashboard:choose": read_only(signed_in()).but(
        get={"other": SENT_ON, "viewer": SENT_ON, "assessor": SENT_ON, "lead": SENT_ON, "provider": SEES},
        because="who reads for one organisation goes straight to its page",
    ),
    "dashboard:town": read_only(restricted_page(town)),
    "dashboard:spaces": read_only(restricted_page(town)),
}
