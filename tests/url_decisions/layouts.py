"""Report templates: whoever leads or administers the organisation edits them; nobody else's are there."""

from protect.reports.layouts import services
from tests.deciding import FORBIDDEN, HIDDEN, LOGIN, PEOPLE, SEES, WRONG_METHOD, Decision

_refused = {
    "stranger": LOGIN, "other": HIDDEN, "provider": HIDDEN, "viewer": FORBIDDEN, "assessor": FORBIDDEN,
}  # fmt: skip
_pages = Decision({**_refused, "lead": SEES}, {**_refused, "lead": SEES}, lambda w: {"pk": w.municipality.pk})


def _layout(w):
    made = w.municipality.layouts.first() or services.create_layout(w.municipality, "Council", by=w.lead)
    return {"pk": w.municipality.pk, "layout_pk": made.pk}


_one = _pages.but(kwargs=_layout)
_looked_at = dict.fromkeys(PEOPLE[1:], WRONG_METHOD)
_button = Decision({"stranger": LOGIN} | _looked_at, {**_refused, "lead": SEES}, _layout)

DECISIONS = {
    "layouts:list": _pages,
    "layouts:change": _one,
    "layouts:logo": _one.but(get={"lead": HIDDEN}, post=_looked_at, because="the template of the tests has no logo"),
    "layouts:preview": _one.but(post=_looked_at),
    "layouts:use": _button,
    "layouts:delete": _button,
}
