"""What is due: everybody sees their own; events by who contributes; rules by administrators; two addresses without sign-in."""

from protect.reminders import services
from protect.reminders.models import Trigger
from tests.deciding import (
    HIDDEN,
    PEOPLE,
    WRONG_METHOD,
    needs_permission,
    public,
    restricted_action,
    restricted_change,
    signed_in,
)
from tests.world import SECRET


def _event(w):
    made = Trigger.objects.create(space=w.space, kind="incident", happened_on="2026-01-01", note=f"{SECRET} note")
    return {"pk": made.pk}


DECISIONS = {
    "reminders:list": signed_in(leaks=frozenset({"viewer", "assessor", "lead"})),
    "reminders:wishes": signed_in(),
    "reminders:calendar_link": signed_in().but(
        get={"stranger": "login"} | dict.fromkeys(PEOPLE[1:], WRONG_METHOD), because="a button on one's own page"
    ),
    "reminders:calendar": public(
        lambda w: {"secret": services.open_calendar(w.lead)}, because="the secret in the address says whose it is"
    ),
    "reminders:unsubscribe": public(
        lambda w: {"token": services.unsubscribe_token(w.lead, "digest")},
        because="signed; all it can do is to end mails",
    ),
    "reminders:policy": needs_permission(lambda w: {"pk": w.municipality.pk}, allowed=()).but(
        get={"other": HIDDEN, "provider": HIDDEN}, post={"other": HIDDEN, "provider": HIDDEN}
    ),
    "reminders:record": restricted_change(lambda w: {"pk": w.space.pk}),
    "reminders:withdraw": restricted_action(_event, allowed=("lead",)),
}
