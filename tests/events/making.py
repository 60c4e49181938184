"""An event with everything, as the services make it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from protect.events import services
from protect.events.models import Event
from protect.organisations import audit
from protect.organisations import services as organising

#: 10:00 by the clock of Bucharest in summer.
BEGINS, ENDS = datetime(2031, 7, 17, 7, 0, tzinfo=UTC), datetime(2031, 7, 17, 14, 0, tzinfo=UTC)
VALUES = {
    "summary": "How towns look at their squares.",
    "about": "A day on assessments.",
    "time_zone": "Europe/Bucharest",
    "begins_at": BEGINS,
    "ends_at": ENDS,
    "venue": "Town hall",
    "city": "Brașov",
    "country": "RO",
    "languages": ["en", "ro"],
    "contact": "events@testa.example",
}


def drafted(w: Any, word: str = "Seminar on open squares", **values: Any) -> Event:
    """Of the municipality: one room with a link, one track, two sessions, a speaker on the first; 10:00 to 17:00."""
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, word, "seminar", by=w.lead)
        made = services.change(made, {**VALUES, **values})
        room = services.save_room(made, {"name": f"{word} room", "link": "https://meet.example/secret"})
        track = services.save_track(made, {"name": f"{word} track"})
        session = services.save_session(
            made,
            {
                "title": f"{word}: opening", "abstract": f"{word} abstract", "begins_at": BEGINS,
                "ends_at": BEGINS.replace(hour=8), "room": room, "track": track, "language": "en", "step": "assessment",
            },
        )  # fmt: skip
        noon, one = BEGINS.replace(hour=9), BEGINS.replace(hour=10)
        services.save_session(made, {"title": f"{word}: lunch", "kind": "break", "begins_at": noon, "ends_at": one})
        speaker = services.add_speaker(
            w.municipality, {"name": f"{word} speaker", "role": "Adviser", "works_for": "Town of Testa"}, by=w.lead
        )
        services.put_on(session, speaker, "speaker")
        services.write_profile(speaker, {"biography": f"{word} biography"})
    made.refresh_from_db()
    return made


def published(w: Any, word: str = "Seminar on open squares", *, public: bool = True, **values: Any) -> Event:
    made = drafted(w, word, **values)
    with audit.acting(w.administrator, "test"):
        services.publish(made)
        if public:
            organising.set_marking(made, "CLEAR", reason="for everybody", by=w.administrator)
    made.refresh_from_db()
    return made
