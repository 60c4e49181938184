"""People outside who answer by a link: the lead asks; the outside pages know only their own ticket."""

from tests.deciding import HIDDEN, PEOPLE, WRONG_METHOD, public, read_only, restricted_action, restricted_change
from tests.respondents.world import asked
from tests.world import World

LEAD = ("lead",)


def tasks(w: World) -> list[dict[str, object]]:
    scoring, checklist = asked(w)
    return [{"kind": "scoring", "pk": scoring.assessment_id}, {"kind": "checklist", "pk": checklist.checklist_id}]


def people(w: World) -> list[dict[str, object]]:
    return [{"pk": one.pk} for one in asked(w)]


_no_ticket = dict.fromkeys(PEOPLE, HIDDEN)
_button = dict.fromkeys(PEOPLE, WRONG_METHOD)

DECISIONS = {
    "respondents:overview": read_only(restricted_change(tasks, LEAD)),
    "respondents:ask": restricted_change(tasks, LEAD),
    "respondents:detail": read_only(restricted_change(people, LEAD)),
    "respondents:extend": restricted_action(people, LEAD),
    "respondents:send_again": restricted_action(people, LEAD),
    "respondents:revoke": restricted_action(people, LEAD),
    "respondents:take_over": restricted_action(lambda w: [{**one, "answer_pk": 1} for one in people(w)], LEAD),
    # Whoever has no ticket, signed in or not, gets the same kind page as for a link that has ended.
    "respondents:door": public(lambda w: {"secret": "guessed"}, because="the link is the key").but(
        get=_no_ticket, post=_no_ticket
    ),
    "respondents:task": public(because="the ticket is the key").but(get=_no_ticket, post=_no_ticket),
    "respondents:hand_in": public(because="the ticket is the key").but(get=_button, post=_no_ticket),
    "respondents:leave": public(because="the ticket is the key").but(get=_button, post=_no_ticket),
}
