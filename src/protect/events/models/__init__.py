"""What an event consists of."""

from protect.events.models.bringing import Import
from protect.events.models.event import Event, EventFile, EventKind, EventPart, Room, Series, Track, narrowed
from protect.events.models.feedback import Feedback
from protect.events.models.programme import Profile, Session, SessionKind, Speaker, Talk, TalkFunction
from protect.events.models.registration import Place, Registration
from protect.events.models.selftest import Question

__all__ = [
    "Event",
    "EventFile",
    "EventKind",
    "EventPart",
    "Feedback",
    "Import",
    "Place",
    "Profile",
    "Question",
    "Registration",
    "Room",
    "Series",
    "Session",
    "SessionKind",
    "Speaker",
    "Talk",
    "TalkFunction",
    "Track",
    "narrowed",
]
