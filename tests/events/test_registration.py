"""Registration without an account: places and the line, approval, the link, the door, mails, and what is forgotten when."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from protect.events import kept, mails, services, tasks, telling
from protect.events.models import Event, Feedback, Place, Registration, Session
from protect.organisations import audit, waiting
from protect.organisations.binning import Binned
from protect.organisations.models import AuditEntry
from protect.organisations.queries.account import everything
from protect.organisations.services import bin
from tests.events.making import BEGINS, ENDS, published
from tests.world import make_user, world

pytestmark = pytest.mark.django_db

VISITOR = {"name": "Ana Visitor", "works_for": "Town", "kind": "municipality", "country": "RO", "needs": "Ramp"}


def opened(w, **values) -> Event:
    event = published(w, **values)
    return services.open_registration(event, {"registers": True, "registers_until": None})


def come(event, email="ana@visitor.example", sessions=None, **values) -> Registration:
    chosen = sessions or [event.sessions.first()]
    return services.register(event, {**VISITOR, "email": email, **values}, chosen, language="en")


def states(session) -> list[str]:
    return [one.state for one in session.taken.order_by("pk")]


def link_in(message) -> str:
    return re.search(r"/registrations/([\w-]+)/", message.body)[1]


def test_whoever_comes_first_has_a_place_and_the_next_moves_up(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    session = services.limit(event.sessions.first(), 2, [])
    people = [come(event, f"p{number}@visitor.example") for number in range(4)]
    assert states(session) == ["confirmed", "confirmed", "waiting", "waiting"]
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel_registration(people[0])
    assert states(session) == ["given_up", "confirmed", "confirmed", "waiting"]
    assert mail.outbox[-1].to == ["p2@visitor.example"] and "confirmed" in mail.outbox[-1].subject
    services.limit(session, 3, [])
    assert states(session) == ["given_up", "confirmed", "confirmed", "confirmed"]
    with pytest.raises(ValidationError, match="cancelled"):
        services.cancel_registration(people[0])
    assert come(event, "p0@visitor.example").pk != people[0].pk and states(session)[-1] == "waiting"


def test_nobody_moves_up_into_what_is_over_or_does_not_take_place(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    first = services.limit(event.sessions.first(), 1, [])
    second = services.save_session(event, {"title": "Second", "begins_at": BEGINS, "ends_at": ENDS, "places": 1})
    one, two = come(event, sessions=[first, second]), come(event, "b@visitor.example", sessions=[first, second])
    services.check_in(one.places.get(session=first))
    hours_ago = timezone.now() - dt.timedelta(hours=2)
    Event.objects.filter(pk=event.pk).update(begins_at=hours_ago)
    Session.objects.filter(pk=first.pk).update(begins_at=hours_ago, ends_at=hours_ago + dt.timedelta(hours=1))
    services.cancel(event, reason="Storm")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel_registration(one)
    # Who was there was there, and nobody is told of a place that there is not.
    assert states(first) == ["confirmed", "waiting"] and states(second) == ["given_up", "waiting"]
    assert one.places.get(session=first).came_at and not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        services.resume(event, reason="Sun")
    assert states(first) == ["confirmed", "waiting"] and states(second) == ["given_up", "confirmed"]
    assert [message.to for message in mail.outbox if "your place" in message.subject] == [[two.email]]


def test_a_session_that_is_not_for_everybody_is_asked_for_and_decided(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    session = services.limit(event.sessions.first(), 1, ["police", "fire_rescue"])
    with pytest.raises(ValidationError, match="kind of organisation"):
        come(event)
    one, two = come(event, "a@police.example", kind="police"), come(event, "b@police.example", kind="police")
    assert states(session) == ["asked", "asked"]
    # Whoever may decide finds it in the inbox, once an event; nobody else does.
    for person, count in ((w.lead, 1), (w.assessor, 1), (w.viewer, 0), (w.other, 0), (w.provider, 0)):
        told = waiting.tasks_of(person, {"event_place"})
        assert [one.key for one in told] == [event.pk] * count, person
    assert told == [] and waiting.tasks_of(w.lead, {"event_place"})[0].address.endswith("?state=asked")
    with django_capture_on_commit_callbacks(execute=True):
        services.admit(one.places.get())
        services.admit(two.places.get())
    assert states(session) == ["confirmed", "waiting"] and len(mail.outbox) == 2
    assert waiting.tasks_of(w.lead, {"event_place"}) == []
    services.refuse(two.places.get())
    with pytest.raises(ValidationError, match="not admitted"):
        services.admit(two.places.get())


def test_any_subset_of_sessions_can_be_chosen_and_changed_by_the_link():
    w = world()
    event = opened(w)
    first = event.sessions.first()
    second = services.save_session(event, {"title": "Second", "begins_at": BEGINS, "ends_at": ENDS})
    made = come(event, sessions=[first])
    services.choose(made, [second], {"name": "Ana Else"})
    assert {one.session: one.state for one in made.places.all()} == {first: "given_up", second: "confirmed"}
    services.choose(made, [first, second], {})
    assert {one.state for one in made.places.all()} == {"confirmed"} and Registration.objects.get().name == "Ana Else"
    with pytest.raises(ValidationError, match="at least one"):
        services.choose(made, [], {})
    lunch = event.sessions.get(kind="break")
    with pytest.raises(ValidationError, match="over, or not of this event"):
        come(event, "x@visitor.example", sessions=[lunch])


def test_registration_is_open_only_while_it_is(django_assert_num_queries):
    w = world()
    event = published(w)
    with pytest.raises(ValidationError, match="closed"):
        come(event)
    event = services.open_registration(event, {"registers": True, "registers_until": timezone.now()})
    with pytest.raises(ValidationError, match="closed"):
        come(event)
    # Moved to an earlier day than the one on which registration was to close.
    late = services.open_registration(event, {"registers": True, "registers_until": ENDS})
    before = timezone.now() - dt.timedelta(days=2)
    late = services.move(late, before, before + (ENDS - BEGINS), reason="Slip")
    assert not late.takes_registrations
    services.move(late, BEGINS, ENDS, reason="Back")
    with pytest.raises(ValidationError, match="at the latest"):
        services.open_registration(event, {"registers": True, "registers_until": ENDS + dt.timedelta(days=1)})
    event = services.open_registration(event, {"registers": True, "registers_until": None})
    made = come(event)
    services.cancel(event, reason="Snow")
    with pytest.raises(ValidationError, match="closed"):
        services.choose(made, [event.sessions.first()], {})
    assert services.cancel_registration(made).cancelled_at


def test_a_visitor_registers_changes_and_deletes_without_an_account(client, django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    page = reverse("events:register", args=[event.pk])
    text = client.get(page).content.decode()
    assert "90 days after the event" in text and w.municipality.name in text
    sent = {**VISITOR, "email": "Ana@visitor.example", "sessions": [event.sessions.first().pk]}
    assert "register" in client.post(page, {**sent, "website": "http://spam.example"}).content.decode().lower()
    assert not Registration.objects.exists() and not mail.outbox
    assert client.post(page, {**sent, "sessions": []}).context["form"].errors
    with django_capture_on_commit_callbacks(execute=True):
        first = client.post(page, sent)
    message = mail.outbox[0]
    assert message.to == ["ana@visitor.example"] and "https://meet.example/secret" in message.body
    (entry,) = Calendar.from_ical(message.attachments[0].content).walk("VEVENT")
    assert entry["DTSTART"].dt == BEGINS and entry["LOCATION"] == "https://meet.example/secret"
    secret = link_in(message)
    mine = reverse("events:mine", args=[secret])
    answer = client.get(mine)
    text = answer.content.decode()
    services.limit(event.sessions.first(), 1, [])
    assert "place left" not in text and "waiting list" not in client.get(mine).content.decode()
    assert "waiting list" in client.get(page).content.decode()
    assert "confirmed" in text and "<svg" in text and "no-store" in answer["Cache-Control"]
    client.post(mine, {**VISITOR, "name": "Ana Changed", "sessions": [event.sessions.first().pk]})
    assert "Saved." in client.get(mine).content.decode()
    told = json.loads(client.get(reverse("events:my_data", args=[secret])).content)
    assert told["name"] == "Ana Changed" and told["code_for_the_door"] == Registration.objects.get().code
    # All that is kept of a person, but for what leads to them only here.
    inner = {"id", "event", "secret_digest", "code", "created_at", "answered", "erased_at", "told_revision"}
    assert {field.name for field in Registration._meta.concrete_fields} - set(told) <= inner
    # The same address again: the same page, the link anew, and the old one is dead.
    with django_capture_on_commit_callbacks(execute=True):
        again = client.post(page, sent)
    strip = re.compile(rb'csrfmiddlewaretoken" value="\w+"|nonce="[^"]+"')
    assert strip.sub(b"", again.content) == strip.sub(b"", first.content) and Registration.objects.count() == 1
    assert client.get(mine).status_code == 404
    secret = link_in(mail.outbox[1])
    assert client.post(reverse("events:cancel_mine", args=[secret])).status_code == 302
    assert "cancelled" in client.get(reverse("events:mine", args=[secret])).content.decode()
    assert client.post(reverse("events:erase_mine", args=[secret])).status_code == 200
    found = Registration.objects.get()
    assert (found.name, found.email, found.needs, found.country) == ("", "", "", "RO")
    assert client.get(reverse("events:mine", args=[secret])).status_code == 404
    told = " ".join(f"{one.object_name} {one.changes} {one.note} {one.actor_name}" for one in AuditEntry.objects.all())
    assert "Ana" not in told and "visitor.example" not in told


def test_who_registered_is_read_by_those_who_organise_however_public_the_event_is(client):
    w = world()
    event = opened(w)
    made = come(event)
    for person, sees in ((None, False), (w.other, False), (w.provider, False), (w.viewer, False), (w.assessor, True)):
        assert Registration.objects.visible_to(person).exists() is sees, person
        assert Place.objects.visible_to(person).exists() is sees, person
    client.force_login(w.viewer)
    for name in ("people", "check_in_list", "numbers"):
        assert client.get(reverse(f"events:{name}", args=[event.pk])).status_code == 403
    assert client.get(reverse("events:door", args=[event.pk, made.code])).status_code == 403


def test_the_door_the_lists_and_the_numbers(client):
    w = world()
    event = opened(w)
    one, two = come(event), come(event, "b@visitor.example", name="=Bob", country="FR", kind="police")
    waiting = services.limit(event.sessions.first(), 2, [])
    come(event, "c@visitor.example", country="ES")
    client.force_login(w.lead)
    page = client.get(reverse("events:door", args=[event.pk, one.code])).content.decode()
    assert "Ana Visitor" in page and "Ramp" in page
    place = one.places.get()
    answer = client.post(reverse("events:check_in", args=[event.pk, place.pk]), {"back": "door"})
    assert answer.url.endswith(one.code + "/") and Place.objects.get(pk=place.pk).came_at
    shown = client.get(reverse("events:check_in_list", args=[event.pk])).content.decode()
    assert "1 of 2 came" in shown and "=Bob" in shown
    client.post(reverse("events:check_in", args=[event.pk, place.pk]), {"came": "no"})
    services.check_in(place)
    with pytest.raises(ValidationError, match="waiting list"):
        services.check_in(Place.objects.get(state="waiting"))
    table = client.get(reverse("events:people", args=[event.pk]), {"format": "csv"}).content.decode()
    assert "'=Bob" in table and table.count("visitor.example") == 3
    assert client.get(reverse("events:people", args=[event.pk]), {"format": "xlsx"}).content[:2] == b"PK"
    numbers = client.get(reverse("events:numbers", args=[event.pk]))
    assert (numbers.context["registered"], numbers.context["came"]) == (2, 1)
    assert sorted(numbers.context["countries"]) == [("FR", 1, 0), ("RO", 1, 1)]
    services.erase(one)
    assert client.get(reverse("events:numbers", args=[event.pk])).context["registered"] in (1, 2)
    assert waiting.places == 2 and two.code != one.code


def test_whoever_registered_is_told_of_changes_and_reminded_once(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    come(event)
    soon = timezone.now() + dt.timedelta(hours=20)
    with django_capture_on_commit_callbacks(execute=True):
        event = services.move(event, soon, soon + (ENDS - BEGINS), reason="Snow")
    assert "another time" in mail.outbox[-1].subject and "Snow" in mail.outbox[-1].body
    count = len(mail.outbox)
    assert (mails.remind(), mails.remind()) == (1, 0)
    assert len(mail.outbox) == count + 1 and "code for the door" in mail.outbox[-1].body
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(event, reason="Storm")
    assert "does not take place" in mail.outbox[-1].subject
    # What stands in the calendar of whoever registered is cancelled there, too.
    (entry,) = Calendar.from_ical(mail.outbox[-1].attachments[0].content).walk("VEVENT")
    assert entry["STATUS"] == "CANCELLED" and entry["UID"] == f"{event.sessions.first().guid}@protect"
    assert not entry.walk("VALARM") and entry["SEQUENCE"] > 0


def test_a_mail_that_the_server_did_not_take_goes_the_next_day_and_no_mail_goes_twice(
    monkeypatch, django_capture_on_commit_callbacks
):
    w = world()
    event = opened(w)
    come(event)
    come(event, "b@visitor.example")
    post, down = EmailMessage.send, {"b@visitor.example"}

    def send(self, **options):
        assert not connection.savepoint_ids  # nobody who writes waits for a mail server
        if set(self.to) & down:
            raise OSError("no route")
        return post(self, **options)

    monkeypatch.setattr(EmailMessage, "send", send)
    with django_capture_on_commit_callbacks(execute=True):
        services.cancel(event, reason="Storm")
    tasks.tell_registered.call(event.pk, "cancel")  # a job that was repeated
    assert [one.to for one in mail.outbox] == [["ana@visitor.example"]]
    down.clear()
    tasks.daily()
    tasks.daily()
    assert [one.to for one in mail.outbox] == [["ana@visitor.example"], ["b@visitor.example"]]
    with django_capture_on_commit_callbacks(execute=True):
        services.resume(event, reason="Sun")
    come(event, "late@visitor.example")
    tasks.daily()
    assert ["takes place after all" in one.subject for one in mail.outbox] == [False, False, True, True]
    # Reminders and thanks: marked first, and taken back where the mail does not go.
    down.add("ana@visitor.example")
    soon = timezone.now() + dt.timedelta(hours=2)
    Event.objects.filter(pk=event.pk).update(begins_at=soon, ends_at=soon + dt.timedelta(hours=1))
    assert (mails.remind(), mails.remind()) == (2, 0)
    over = timezone.now() - dt.timedelta(hours=2)
    Event.objects.filter(pk=event.pk).update(begins_at=over - (ENDS - BEGINS), ends_at=over)
    digests = dict(Registration.objects.values_list("email", "secret_digest"))
    assert (services.thank(), services.thank()) == (2, 0)
    after = dict(Registration.objects.values_list("email", "secret_digest"))
    assert after["ana@visitor.example"] == digests["ana@visitor.example"]  # the link that she has still leads there
    assert after["b@visitor.example"] != digests["b@visitor.example"]
    down.clear()
    assert services.thank() == 1


def test_whoever_has_a_place_in_a_session_is_told_when_it_moves_or_is_removed(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    first = event.sessions.first()
    second = services.save_session(event, {"title": "Second", "begins_at": BEGINS, "ends_at": ENDS})
    come(event)
    come(event, "b@visitor.example", sessions=[second])
    later = {"begins_at": BEGINS.replace(hour=11), "ends_at": BEGINS.replace(hour=12)}
    with django_capture_on_commit_callbacks(execute=True):
        services.save_session(event, {"title": "Opening"}, first)
    assert not mail.outbox
    with django_capture_on_commit_callbacks(execute=True):
        services.save_session(event, later, first)
    (told,) = mail.outbox
    assert told.to == ["ana@visitor.example"] and "another time" in told.subject and "Opening" in told.subject
    assert "14:00–15:00" in told.body
    (entry,) = Calendar.from_ical(told.attachments[0].content).walk("VEVENT")
    assert entry["DTSTART"].dt == later["begins_at"]
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_session(Session.objects.get(pk=first.pk))
    assert len(mail.outbox) == 2 and mail.outbox[1].to == ["ana@visitor.example"]
    assert "Opening" in mail.outbox[1].subject and "does not take place" in mail.outbox[1].body
    (entry,) = Calendar.from_ical(mail.outbox[1].attachments[0].content).walk("VEVENT")
    assert (entry["STATUS"], entry["UID"]) == ("CANCELLED", f"{first.guid}@protect")
    # A newer file of the programme is no other way around it; one mail, however many sessions it moves.
    mail.outbox.clear()
    third = services.save_session(event, {"title": "Third", **later})
    services.choose(Registration.objects.get(email="b@visitor.example"), [second, third], {})
    # Our own calendar, at another hour.
    text = telling.calendar([event], "x", lambda *name: "https://a.example/", with_sessions=True).decode()
    text = re.sub(r"DTSTART:.*", "DTSTART:20310717T130000Z", text)
    text = re.sub(r"DTEND:.*", "DTEND:20310717T133000Z", text)
    with django_capture_on_commit_callbacks(execute=True):
        services.take_over(services.look_at(event, "x.ics", text.encode(), by=w.lead), by=w.lead)
    assert event.sessions.count() == 3 and [one.to for one in mail.outbox] == [["b@visitor.example"]]
    assert mail.outbox[0].body.count("16:00–16:30") == 2


def test_whoever_has_a_place_is_told_of_another_place_or_link(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    first, room = event.sessions.first(), event.rooms.get()
    services.save_session(event, {"title": "Second", "begins_at": BEGINS, "ends_at": ENDS, "room": room})
    come(event, sessions=event.sessions.exclude(kind="break"))

    def told(change) -> list[str]:
        mail.outbox.clear()
        before = Event.objects.get().revision
        with django_capture_on_commit_callbacks(execute=True):
            change()
        if mail.outbox:
            assert Event.objects.get().revision > before  # calendar programs take what has a higher number
        return [f"{one.subject} {one.body} {one.attachments[0].content}".replace("\r\n ", "") for one in mail.outbox]

    (text,) = told(lambda: services.save_room(event, {"link": "https://meet.example/new"}, room))
    assert "another place or link" in text and text.count("https://meet.example/new") >= 4  # two sessions, twice each
    assert told(lambda: services.save_room(event, {"about": "Third floor"}, room)) == []
    other = services.save_room(event, {"name": "Great hall"})
    (text,) = told(lambda: services.save_session(event, {"room": other}, Session.objects.get(pk=first.pk)))
    assert "Great hall" in text and f"{first.title}: another place or link" in text
    (text,) = told(lambda: services.change(Event.objects.get(), {"venue": "Library"}))
    assert text.startswith(f"{event.title}: another place or link") and "Library" in text
    assert told(lambda: services.change(Event.objects.get(), {"funding": "EU"})) == []
    services.cancel_registration(Registration.objects.get())
    assert told(lambda: services.save_room(event, {"link": "https://meet.example/third"}, room)) == []


def test_a_subject_is_one_line_whatever_a_title_holds(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w, word="Open\rBcc: all@testa.example")
    with django_capture_on_commit_callbacks(execute=True):
        come(event)
    assert mail.outbox[0].subject == "You are registered: Open Bcc: all@testa.example"
    assert mail.outbox[0].recipients() == ["ana@visitor.example"]


def test_mails_of_an_event_that_is_not_public_name_nothing_of_it(django_capture_on_commit_callbacks):
    w = world()
    event = opened(w, public=False, word="Vexil talks")
    for change in (
        lambda: come(event),
        lambda: services.save_session(event, {"ends_at": ENDS}, event.sessions.first()),
        lambda: services.cancel(event, reason="Vexil reason"),
        lambda: services.resume(event, reason="Vexil reason"),
        lambda: services.remove_session(event.sessions.first()),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            change()
    assert len(mail.outbox) == 5
    for message in mail.outbox:
        assert "Vexil" not in message.subject + message.body and not message.attachments


def test_what_is_due_goes_by_itself_and_what_stays_names_nobody():
    w = world()
    event = opened(w)
    visitor = make_user("ana@visitor.example", w.other_municipality, "viewer")
    come(event)
    assert {code: rows for code, _title, rows in everything(visitor)}["event_registrations"][0]["needs"] == "Ramp"
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - dt.timedelta(days=91))
    before = timezone.now() - dt.timedelta(days=kept.days(w.municipality))
    assert len(kept.due(w.municipality, before)) == 1 and kept.due(w.other_municipality, before) == []
    with audit.acting(None, "daily job"):
        assert kept.remove(w.municipality, before) == 1 and kept.remove(w.municipality, before) == 0
    found = Registration.objects.get()
    assert (found.name, found.email, found.works_for) == ("", "", "") and found.places.count() == 1
    other = opened(w, word="Another")
    come(other)
    kept.forget(visitor)
    assert not Registration.objects.exclude(email="").exists() and Session.objects.exists()


def test_names_go_in_the_bin_too_when_they_are_due_or_their_owner_goes():
    w = world()
    visitor = make_user("ana@visitor.example", w.other_municipality, "viewer")

    def binned(word) -> Binned:
        event = opened(w, word=word)
        come(event)
        come(event, "b@visitor.example", name="Bob Visitor")
        services.cancel(event, reason="x")
        return services.delete(event)

    one, other = binned("One"), binned("Other")
    before = timezone.now() - dt.timedelta(days=90)
    assert kept.remove(w.municipality, before) == 0
    kept.forget(visitor)
    for each in (one, other):
        each.refresh_from_db()
        assert "Ana" not in each.content and "ana@" not in each.content and "Bob Visitor" in each.content
    over = (timezone.now() - dt.timedelta(days=91)).isoformat()
    one.content = one.content.replace(json.dumps(ENDS.isoformat()), json.dumps(over))
    one.save()
    assert kept.remove(w.other_municipality, before) == 0
    assert kept.remove(w.municipality, before) == 1 and kept.remove(w.municipality, before) == 0
    one.refresh_from_db()
    assert "Bob" not in one.content and "visitor.example" not in one.content
    bin.restore(other)
    assert sorted(Registration.objects.values_list("name", "email", "country")) == [
        ("", "", "RO"),
        ("Bob Visitor", "b@visitor.example", "RO"),
    ]


def test_who_came_is_asked_once_and_answers_without_a_name(client, django_capture_on_commit_callbacks):
    w = world()
    event = opened(w)
    one, two = come(event), come(event, "b@visitor.example")
    services.check_in(one.places.get())
    services.cancel_registration(two)
    with pytest.raises(ValidationError, match="nothing to answer"):
        services.answer(one, {"useful": 5, "organised": 4, "takes": "x", "better": ""})
    over = timezone.now() - dt.timedelta(hours=2)
    Event.objects.filter(pk=event.pk).update(begins_at=over - (ENDS - BEGINS), ends_at=over)
    Session.objects.filter(event=event).update(begins_at=over - (ENDS - BEGINS), ends_at=over)
    assert (services.thank(), services.thank()) == (1, 0)
    assert mail.outbox[-1].to == ["ana@visitor.example"] and "certificate" in mail.outbox[-1].body
    page = reverse("events:feedback", args=[link_in(mail.outbox[-1])])
    assert client.post(page, {"useful": 9, "organised": 4}).context["form"].errors
    assert client.post(page, {"useful": 5, "organised": 4, "takes": "Planters", "better": ""}).status_code == 302
    again = client.post(page, {"useful": 1, "organised": 1})
    assert again.status_code == 200 and Feedback.objects.count() == 1
    names = {field.name for field in Feedback._meta.get_fields()}
    assert not names & {"registration", "name", "email", "created_at"}
    assert not Feedback.objects.visible_to(w.viewer).exists() and not Feedback.objects.visible_to(None).exists()
    client.force_login(w.lead)
    shown = client.get(reverse("events:numbers", args=[event.pk])).content.decode()
    assert "Planters" in shown and "5.0" in shown
    assert not AuditEntry.objects.filter(object_type="events.feedback").exists()
