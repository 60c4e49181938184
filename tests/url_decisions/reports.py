"""Reports: whoever reads the assessment takes them out; the public summary goes out by whoever leads."""

from tests.deciding import PEOPLE, SENT_ON, WRONG_METHOD, public, restricted_page

_only_looked_at = dict.fromkeys(PEOPLE[1:], WRONG_METHOD)

DECISIONS = {
    "reports:assessment": restricted_page(lambda w: {"pk": w.assessment.pk}).but(post=_only_looked_at),
    "reports:download": restricted_page(
        lambda w: [{"pk": w.assessment.pk, "kind": kind} for kind in ("full", "xlsx", "json")]
    ).but(post=_only_looked_at),
    # The assessment of the world is a draft: to whoever may publish it is said that there is no summary yet.
    "reports:summary": restricted_page(lambda w: {"pk": w.assessment.pk}, allowed=["lead"]).but(
        get={"lead": SENT_ON}, post=_only_looked_at
    ),
    "reports:schema": public().but(post=_only_looked_at),
}
