"""Registration without an account: places, the line of those who wait, approval, changes by the link, the door."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.events import mails
from protect.events.models import Event, Place, Registration, Session
from protect.events.services.planning import held
from protect.events.states import PLACE_MOVES, TAKES, WANTS, PlaceState, State
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

FIELDS = ("name", "works_for", "kind", "country", "needs")
MOST = 20_000


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def find(secret: str) -> Registration | None:
    """Whose link it is; nobody else reads it by that."""
    rows = Registration.objects.select_related("event__organisation")
    return rows.filter(secret_digest=digest(secret), erased_at=None).first()


def offered(event: Event) -> list[Session]:
    """Sessions that somebody can register for: not breaks, and not over. Each knows how many places are used."""
    rows = event.sessions.select_related("room").annotate(used=Count("taken", filter=Q(taken__state__in=TAKES)))
    return [one for one in rows if one.speaks and one.ends_at > timezone.now()]


@transaction.atomic
def register(
    event: Event, values: Mapping[str, Any], chosen: Iterable[Session], *, language: str, tell: bool = True
) -> Registration:
    """A place in each chosen session, or in its line. The link goes to the address given, and only there.

    An address that is registered already gets its link anew, and nothing else changes: nobody learns who is registered.
    """
    stored = _open(event)
    email = str(values["email"]).strip().lower()
    there = stored.registrations.filter(email=email, cancelled_at=None, erased_at=None).first()
    if there is not None:
        send_link(there)
        return there
    if stored.registrations.count() >= MOST:
        raise ValidationError(_("This event takes no more registrations."))
    sessions = _admissible(stored, list(chosen), str(values["kind"]))
    secret = secrets.token_urlsafe(24)
    made = Registration(event=stored, secret_digest=digest(secret), code=secrets.token_hex(6), language=language)
    made.told_revision = stored.revision  # by the first mail
    save_changes(made, {**{name: values[name] for name in FIELDS}, "email": email})
    for session in sessions:
        _take(made, session)
    if tell:
        transaction.on_commit(lambda: mails.confirm(made.pk, secret))
    return made


def _open(event: Event) -> Event:
    stored = held(event)
    if not stored.takes_registrations:
        raise ValidationError(_("Registration is closed."))
    return stored


def _admissible(event: Event, chosen: list[Session], kind: str) -> list[Session]:
    possible = {one.pk: one for one in offered(event)}
    if not chosen:
        raise ValidationError({"sessions": _("Choose at least one session.")})
    for one in chosen:
        if one.pk not in possible:
            raise ValidationError({"sessions": _("“%(title)s” is over, or not of this event.") % {"title": one}})
        if one.kinds and kind not in one.kinds:
            raise ValidationError({"sessions": _("“%(title)s” is not for your kind of organisation.") % {"title": one}})
    return chosen


def _move(place: Place, verb: str, note: str = "") -> None:
    """By the table of moves. Raises ValidationError where somebody else was quicker."""
    move = PLACE_MOVES[verb]
    if place.state not in move.source:
        raise ValidationError(
            _("This place is “%(state)s”; that cannot be done with it now.") % {"state": place.get_state_display()}
        )
    save_changes(place, {"state": move.target}, verb=Verb.MOVED_ON, note=note)


def free(session: Session) -> int | None:
    """How many places are left; None where there is no limit."""
    if session.places is None:
        return None
    used = session.taken.filter(state__in=TAKES).count()
    return max(session.places - used, 0)


def _take(registration: Registration, session: Session) -> Place:
    """The event is locked: no two take the last place."""
    place = Place.objects.filter(registration=registration, session=session).first()
    if place is None:
        place = Place(registration=registration, session=session)
        save_changes(place, {"state": PlaceState.ASKED, "since": timezone.now()})
    elif place.state == PlaceState.CANCELLED:
        _move(place, "ask_again")
        save_changes(place, {"since": timezone.now()})
    else:
        return place
    if not session.kinds:
        _admit(place, session)
    return place


def _admit(place: Place, session: Session) -> None:
    _move(place, "queue" if free(session) == 0 else "admit")


def fill(session: Session) -> list[Place]:
    """Whoever waits longest moves up into what became free; told by mail once the change stands. Nobody moves up into what is
    over or was cancelled.
    """
    moved: list[Place] = []
    if session.ends_at <= timezone.now() or session.event.state == State.CANCELLED:
        return moved
    left = free(session)
    waiting = session.taken.filter(state=PlaceState.WAITING, registration__cancelled_at=None)
    for place in waiting.select_related("registration", "session").order_by("since", "pk")[
        : left if left is not None else None
    ]:
        _move(place, "move_up")
        moved.append(place)
        transaction.on_commit(lambda key=place.pk: mails.tell_place(key))
    return moved


@transaction.atomic
def choose(registration: Registration, chosen: Iterable[Session], values: Mapping[str, Any]) -> Registration:
    """By the link: other sessions, other details. What was given up goes to whoever waits."""
    event = _open(registration.event)
    stored = _held(registration)
    wanted = {one.pk: one for one in chosen}
    mine = {one.session_id: one for one in stored.places.select_related("session")}
    new = [one for key, one in wanted.items() if key not in mine or mine[key].state == PlaceState.CANCELLED]
    if new:
        _admissible(event, new, str(values.get("kind", stored.kind)))
    if not wanted:
        raise ValidationError({"sessions": _("Choose at least one session, or cancel the registration.")})
    save_changes(stored, {name: values[name] for name in FIELDS if name in values})
    for key, place in mine.items():
        if key not in wanted and place.state in WANTS and place.session.ends_at > timezone.now():
            _move(place, "give_up")
            fill(place.session)
    for one in new:
        _take(stored, one)
    return stored


def _held(registration: Registration) -> Registration:
    stored = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if not stored.is_open:
        raise ValidationError(_("This registration was cancelled."))
    return stored


@transaction.atomic
def cancel_registration(registration: Registration) -> Registration:
    """All places in what is not over are free again. Name and address stay until the time of keeping ends, or the person says
    “delete”.
    """
    held(registration.event)
    stored = _held(registration)
    save_changes(stored, {"cancelled_at": timezone.now()}, note=_("registration cancelled"))
    for place in stored.places.filter(state__in=WANTS, session__ends_at__gt=timezone.now()).select_related("session"):
        _move(place, "give_up")
        fill(place.session)
    return stored


@transaction.atomic
def erase(registration: Registration) -> None:
    """On request, or when the time of keeping ends: what is left counts in the statistics, and names nobody."""
    held(registration.event)
    stored = Registration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    if stored.erased_at is not None:
        return
    if stored.cancelled_at is None and stored.event.ends_at and stored.event.ends_at > timezone.now():
        cancel_registration(stored)
        stored.refresh_from_db()
    values = {
        "name": "", "email": "", "works_for": "", "needs": "", "erased_at": timezone.now(),
        "secret_digest": digest(secrets.token_urlsafe(24)), "code": secrets.token_hex(6),
    }  # fmt: skip
    save_changes(stored, values, note=_("personal data forgotten"))


@transaction.atomic
def send_link(registration: Registration) -> None:
    """A new link by mail; the one before opens nothing any more."""
    secret = secrets.token_urlsafe(24)
    stored = _held(registration)
    stored.secret_digest = digest(secret)
    stored.save(update_fields=["secret_digest"])
    audit.record(Verb.CHANGED, stored, note=_("link sent again"))
    transaction.on_commit(lambda: mails.confirm(stored.pk, secret))


# --- The organisers.


@transaction.atomic
def admit(place: Place) -> Place:
    """Into a session that is not for everybody; where it is full, into its line."""
    held(place.registration.event)
    stored = Place.objects.select_for_update(of=("self",)).select_related("session", "registration").get(pk=place.pk)
    _admit(stored, stored.session)
    transaction.on_commit(lambda: mails.tell_place(stored.pk))
    return stored


@transaction.atomic
def refuse(place: Place) -> Place:
    held(place.registration.event)
    stored = Place.objects.select_for_update(of=("self",)).select_related("session", "registration").get(pk=place.pk)
    _move(stored, "refuse")
    transaction.on_commit(lambda: mails.tell_place(stored.pk))
    return stored


@transaction.atomic
def check_in(place: Place, *, came: bool = True) -> Place:
    """At the door; ``came=False`` takes a slip back. Raises ValidationError for a place that was not confirmed."""
    held(place.registration.event)
    stored = Place.objects.select_for_update(of=("self",)).get(pk=place.pk)
    if stored.state != PlaceState.CONFIRMED:
        raise ValidationError(_("This place is “%(state)s”.") % {"state": stored.get_state_display()})
    if bool(stored.came_at) != came:
        save_changes(
            stored, {"came_at": timezone.now() if came else None}, note=_("came") if came else _("did not come")
        )
    return stored


@transaction.atomic
def open_registration(event: Event, values: Mapping[str, Any]) -> Event:
    """Whether, and until when. Raises ValidationError for a day after the event."""
    stored = held(event)
    until = values.get("registers_until")
    if until and stored.ends_at and until > stored.ends_at:
        raise ValidationError({"registers_until": _("It closes when the event ends, at the latest.")})
    save_changes(stored, {name: values[name] for name in ("registers", "registers_until")})
    return stored


@transaction.atomic
def limit(session: Session, places: int | None, kinds: Iterable[str]) -> Session:
    """How many places a session has and for whom it is; more places are given to whoever waits."""
    held(session.event)
    stored = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    save_changes(stored, {"places": places, "kinds": list(kinds)})
    fill(stored)
    return stored
