"""The life of an event. That it is past is no state: the clock says so."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from protect.organisations.moves import Move


class State(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    #: Published, and at another time than first told.
    MOVED = "moved", _("Moved")
    CANCELLED = "cancelled", _("Cancelled")


#: In these states its readers outside the organisation see it, as far as its marking lets them.
SHOWN = (State.PUBLISHED.value, State.MOVED.value, State.CANCELLED.value)
#: It takes place.
ON = (State.PUBLISHED.value, State.MOVED.value)

MOVES: dict[str, Move] = {
    "publish": Move(frozenset({State.DRAFT}), State.PUBLISHED, "events.lead"),
    "take_back": Move(frozenset({State.PUBLISHED, State.MOVED}), State.DRAFT, "events.lead"),
    "move": Move(frozenset({State.PUBLISHED, State.MOVED}), State.MOVED, "events.lead"),
    "cancel": Move(frozenset({State.PUBLISHED, State.MOVED}), State.CANCELLED, "events.lead"),
    "resume": Move(frozenset({State.CANCELLED}), State.PUBLISHED, "events.lead"),
}


class PlaceState(models.TextChoices):
    """Of one person's place in one session."""

    ASKED = "asked", _("waits for approval")
    CONFIRMED = "confirmed", _("confirmed")
    WAITING = "waiting", _("on the waiting list")
    REFUSED = "refused", _("not admitted")
    CANCELLED = "given_up", _("given up")


PLACE_MOVES: dict[str, Move] = {
    "admit": Move(frozenset({PlaceState.ASKED}), PlaceState.CONFIRMED, "events.edit"),
    "refuse": Move(frozenset({PlaceState.ASKED, PlaceState.WAITING}), PlaceState.REFUSED, "events.edit"),
    # Where everything is taken, and when something becomes free.
    "queue": Move(frozenset({PlaceState.ASKED}), PlaceState.WAITING),
    "move_up": Move(frozenset({PlaceState.WAITING}), PlaceState.CONFIRMED),
    # By the link in the mail.
    "give_up": Move(frozenset({PlaceState.ASKED, PlaceState.CONFIRMED, PlaceState.WAITING}), PlaceState.CANCELLED),
    "ask_again": Move(frozenset({PlaceState.CANCELLED}), PlaceState.ASKED),
}
#: These take one of the places of a session.
TAKES = (PlaceState.CONFIRMED.value,)
#: These still want one.
WANTS = (PlaceState.ASKED.value, PlaceState.CONFIRMED.value, PlaceState.WAITING.value)
