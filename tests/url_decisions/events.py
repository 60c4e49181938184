"""Events: what is published and TLP:CLEAR is everybody's; editors organise, leads publish, move and cancel."""

from __future__ import annotations

from typing import Any

from tests.deciding import (
    HIDDEN,
    PEOPLE,
    WRONG_METHOD,
    Decision,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World, picture

LEAD = ("lead",)


def made(w: World) -> Any:
    """A published event of the own organisation alone, and a public one; made once for a world."""
    from protect.events import services
    from protect.organisations import audit
    from tests.events.making import drafted, published

    if "event" not in w.parts and isinstance(w, World):
        event = drafted(w, f"{SECRET} event")
        with audit.acting(w.lead, "test"):
            services.publish(event)
            w.parts["series"] = services.begin_series(w.municipality, {"name": f"{SECRET} series"}, by=w.lead)
            w.parts["event_file"] = services.add_file(
                event, picture(), name="a.jpg", size=900, description=SECRET, by=w.lead
            )
            w.parts["question"] = services.save_question(
                event.sessions.first(), {"text": SECRET, "options": f"{SECRET}\nNo", "right": 1}
            )
            w.parts["bringing"] = services.look_at(
                event, f"{SECRET}.csv", b"title;date;start;end\nOne;2031-07-17;10:00;11:00\n", by=w.lead
            )
        open_event = published(w, "A seminar for everybody")
        with audit.acting(w.administrator, "test"):
            open_series = services.begin_series(w.municipality, {"name": "Open"}, by=w.lead)
            from protect.organisations import services as organising

            organising.set_marking(open_series, "CLEAR", reason="x", by=w.administrator)
            services.save_question(open_event.sessions.first(), {"text": "Open?", "options": "Yes\nNo", "right": 1})
            w.parts["open_file"] = services.add_file(
                open_event, picture("red"), name="a.jpg", size=900, description="The hall", by=w.lead
            )
            services.open_registration(event, {"registers": True, "registers_until": None})
            services.open_registration(open_event, {"registers": True, "registers_until": None})
            values = {"name": SECRET, "email": "a@b.example", "works_for": SECRET, "kind": "police", "country": "RO"}
            w.parts["registration"] = services.register(
                event, {**values, "needs": SECRET}, [event.sessions.first()], language="en"
            )
        w.parts["open_event"], w.parts["open_series"] = open_event, open_series
        w.parts["event"] = event
    return w.event


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def part(find: Any, key: str = "part_pk") -> Any:
    return lambda w: {**it(w), key: find(w).pk}


def of_public(find: Any) -> Any:
    def kwargs(w: World) -> dict[str, Any]:
        made(w)
        return {"pk": find(w.open_event, w).pk}

    return kwargs


def alone(find: Any) -> Any:
    return lambda w: {"pk": find(made(w), w).pk}


def session(event: Any, w: World) -> Any:
    return event.sessions.first()


def talk(event: Any, w: World) -> Any:
    return session(event, w).talks.get()


def speaker(event: Any, w: World) -> Any:
    return talk(event, w).speaker


SERIES = alone(lambda event, w: w.series)
SPEAKER = alone(speaker)
EVENT = of_public(lambda event, w: event)
BROUGHT = part(lambda w: w.bringing, "import_pk")

PLACE = part(lambda w: w.registration.places.get())


def nowhere(w: World) -> dict[str, Any]:
    return {"secret": "nobody-has-this-link"}


def by_link(method: str) -> Decision:
    """Only the link opens it, whoever is signed in; tests/events has what it shows and does."""
    hidden, wrong = dict.fromkeys(PEOPLE, HIDDEN), dict.fromkeys(PEOPLE, WRONG_METHOD)
    get, post = (hidden, wrong) if method == "GET" else (wrong, hidden) if method == "POST" else (hidden, hidden)
    return Decision(get, post, nowhere, because="only the link in the mail opens it")


DECISIONS = {
    "events:list": read_only(public()),
    "events:event": read_only(public(EVENT)),
    "events:programme": read_only(public(EVENT)),
    "events:calendar": read_only(public(EVENT)),
    "events:schedule_json": read_only(public(EVENT)),
    "events:schedule_xml": read_only(public(EVENT)),
    "events:all_calendar": read_only(public()),
    "events:feed": read_only(public()),
    "events:session": read_only(public(of_public(session))),
    "events:speaker": read_only(public(of_public(speaker))),
    "events:file": read_only(public(of_public(lambda event, w: w.open_file))),
    "events:thumbnail": read_only(public(of_public(lambda event, w: w.open_file))),
    # Without the consent of the speaker, and without a photo: nobody but the own organisation could find it.
    "events:portrait": read_only(restricted_page(SPEAKER)).but(
        get={"viewer": HIDDEN, "assessor": HIDDEN, "lead": HIDDEN}, post={"stranger": WRONG_METHOD}
    ),
    "events:series": read_only(public(of_public(lambda event, w: w.open_series))),
    "events:series_calendar": read_only(public(of_public(lambda event, w: w.open_series))),
    "events:register": public(EVENT),
    "events:mine": by_link("both"),
    "events:my_calendar": by_link("GET"),
    "events:my_data": by_link("GET"),
    "events:feedback": by_link("both"),
    "events:cancel_mine": by_link("POST"),
    "events:erase_mine": by_link("POST"),
    "events:speaking": by_link("both"),
    "events:speaking_photo": by_link("GET"),
    "events:speaking_data": by_link("GET"),
    "events:speaking_forget": by_link("POST"),
    "events:test": public(of_public(session)),
    "events:my_test": Decision(
        dict.fromkeys(PEOPLE, HIDDEN),
        dict.fromkeys(PEOPLE, HIDDEN),
        lambda w: {**nowhere(w), "pk": 1},
        because="only the link in the mail opens it",
    ),
    "events:questions": read_only(restricted_change(part(lambda w: session(w.event, w)))),
    "events:add_question": restricted_change(part(lambda w: session(w.event, w))),
    "events:question": restricted_change(
        lambda w: {**it(w), "part_pk": w.question.session_id, "question_pk": w.question.pk}
    ),
    "events:remove_question": restricted_action(
        lambda w: {**it(w), "part_pk": w.question.session_id, "question_pk": w.question.pk}
    ),
    "events:opening": restricted_change(it),
    "events:limit": restricted_change(part(lambda w: session(w.event, w))),
    "events:people": read_only(restricted_change(it)),
    "events:admit": restricted_action(PLACE),
    "events:refuse": restricted_action(PLACE),
    "events:check_in": restricted_action(PLACE),
    "events:check_in_list": read_only(restricted_change(it)),
    "events:door": read_only(restricted_change(lambda w: {**it(w), "code": w.registration.code})),
    "events:numbers": read_only(restricted_change(it)),
    "events:own": read_only(signed_in()),
    "events:begin": needs_permission(allowed=("other", "assessor", "lead")),
    "events:manage": read_only(restricted_page(it)),
    "events:change": restricted_change(it),
    "events:add_room": restricted_change(it),
    "events:room": restricted_change(part(lambda w: w.event.rooms.get())),
    "events:remove_room": restricted_action(part(lambda w: w.event.rooms.get())),
    "events:add_track": restricted_change(it),
    "events:track": restricted_change(part(lambda w: w.event.tracks.get())),
    "events:remove_track": restricted_action(part(lambda w: w.event.tracks.get())),
    "events:add_file": restricted_change(it),
    "events:remove_file": restricted_action(part(lambda w: w.event_file)),
    "events:add_session": restricted_change(it),
    "events:change_session": restricted_change(part(lambda w: session(w.event, w))),
    "events:remove_session": restricted_action(part(lambda w: session(w.event, w))),
    "events:put_on": restricted_change(part(lambda w: session(w.event, w))),
    "events:take_off": restricted_action(part(lambda w: talk(w.event, w))),
    "events:bring": restricted_change(it),
    "events:brought": read_only(restricted_change(BROUGHT)),
    "events:take_over": restricted_action(BROUGHT),
    "events:publish": restricted_action(it, LEAD),
    "events:take_back": restricted_action(it, LEAD),
    "events:move": restricted_change(it, LEAD),
    "events:cancel": restricted_change(it, LEAD),
    "events:resume": restricted_change(it, LEAD),
    "events:new_series": needs_permission(allowed=("other", "assessor", "lead")),
    "events:change_series": restricted_change(SERIES),
    "events:remove_series": restricted_action(SERIES, LEAD),
    "events:speakers": read_only(signed_in()),
    "events:new_speaker": needs_permission(allowed=("other", "assessor", "lead")),
    "events:manage_speaker": read_only(restricted_change(SPEAKER)),
    "events:change_speaker": restricted_change(SPEAKER),
    "events:profile": restricted_change(SPEAKER),
    "events:invite_speaker": restricted_action(SPEAKER),
    "events:give_consent": restricted_change(SPEAKER),
    "events:withdraw_consent": restricted_action(SPEAKER),
    "events:forget_speaker": restricted_action(SPEAKER),
}
