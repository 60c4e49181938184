"""What happened in the invented year: some entries of each city's log, and one change of the threat level in one country."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from protect.incidents import services as logging
from protect.incidents.levels import ThreatLevel
from protect.incidents.models import Incident
from protect.organisations import audit
from protect.organisations.models import Organisation, User
from protect.project.demo import accounts
from protect.project.demo.cities import CITIES
from protect.spaces.models import Space

#: (days ago, hour, kind, threat type, usage state, told by, what, lesson, how the first two measures did)
EVENTS = (
    (210, 21, "near_miss", "vehicle", "event", "operator",
     "A delivery van came in while people crossed; it stopped before the first stall. Nobody was hurt. Invented.",
     "Deliveries end before the stalls open, and the barrier is closed by whoever leaves last.", ("failed", "")),
    (120, 10, "suspicious_find", "ied", "peak", "public",
     "A bag stood alone by a bench. The square was cleared in twelve minutes; it held clothes. Invented.",
     "The number to call should be on every stall.", ("", "worked")),
    (45, 23, "measure_failed", "", "night", "own",
     "Two lamps at the west steps were dark for three nights. Nothing happened. Invented.", "", ("", "partly")),
    (6, 16, "false_alarm", "uavied", "normal", "police",
     "A small aircraft was reported above the roofs; it belonged to a surveyor with a permit. Invented.", "", ("", "")),
)  # fmt: skip


def happen(organisations: dict[str, Organisation], people: dict[str, User], spaces: dict[str, Space]) -> None:
    for city in CITIES:
        owner, space = organisations[city.municipality], spaces[city.places[0].key]
        lead = people["lead" if city.key == "brasov" else f"lead.{city.key}"]
        with audit.acting(lead, "demo"):
            for number, event in enumerate(EVENTS):
                _entry(owner, spaces[city.places[number % 2].key] if number != 2 else space, lead, number, *event)
    _level(organisations, people)


def _entry(
    owner: Organisation, space: Space, lead: User, number: int, days: int, hour: int, kind: str, threat: str, usage: str,
    source: str, what: str, lesson: str, results: tuple[str, str],
) -> Incident:  # fmt: skip
    at = (timezone.now() - dt.timedelta(days=days)).replace(hour=hour, minute=20, second=0, microsecond=0)
    west, south, east, north = space.bounds or (None,) * 4
    point = {} if west is None or number % 2 else {"lon": (west + east) / 2, "lat": (south + north) / 2}  # type: ignore[operator]
    values = {
        "kind": kind, "happened_at": at, "space": space, "threat_type": threat, "usage_state": usage, "source": source,
        "what": what, "lesson": lesson, "where": ("by the delivery entrance", "by the bench", "west steps", "")[number], **point,
    }  # fmt: skip
    made = logging.report(owner, values, by=lead)
    judged = {one: (said, "") for one, said in zip(space.measures.all(), results, strict=False) if said}
    logging.judge_measures(made, judged)
    if lesson:
        logging.review(made)
        logging.close(made)
    return made


def _level(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """Of the country of the national authority, where no city of the demonstration lies; and one told by Vilnius itself."""
    national = organisations[accounts.NATIONAL]
    by = next((one for one in people.values() if one.memberships.filter(organisation=national).exists()), None)
    day = timezone.localdate() - dt.timedelta(days=12)
    with audit.acting(by, "demo"):
        logging.record_level(national, {
            "before": "2 (guarded)", "after": "3 (serious)", "direction": "raised", "decided_on": day,
            "source": "National Centre (invented), press release", "note": "Look at places with many people. Invented.",
        }, by=by, marking="CLEAR")  # fmt: skip
    owner = organisations[next(one.municipality for one in CITIES if one.key == "vilnius")]
    lead = people["lead.vilnius"]
    with audit.acting(lead, "demo"):
        made: ThreatLevel = logging.record_level(owner, {
            "before": "low", "after": "raised", "direction": "raised", "decided_on": day, "threat_types": ["vehicle"],
            "categories": ["square"], "source": "State security department (invented), bulletin",
            "note": "Squares and markets check their barriers. Invented.",
        }, by=lead)  # fmt: skip
    logging.spread(made.pk, tell=False)
    made.effects.update(told_at=timezone.now())
