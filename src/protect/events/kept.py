"""How long registrations are kept after an event, and what they keep about a person with an account."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.events import services
from protect.events.models import Profile, Registration, Speaker
from protect.organisations import personal, retention
from protect.organisations.models import Organisation, User

CODE = "event_registrations"
DAYS = 90


def _old(organisation: Organisation, before: dt.datetime) -> Any:
    rows = Registration.objects.filter(event__organisation=organisation, erased_at=None, event__ends_at__lt=before)
    return rows.select_related("event").order_by("pk")


def due(organisation: Organisation, before: dt.datetime) -> list[tuple[Any, dt.datetime]]:
    return [(one, one.event.ends_at) for one in _old(organisation, before)]


def remove(organisation: Organisation, before: dt.datetime) -> int:
    found = list(_old(organisation, before))
    for one in found:
        services.erase(one)

    def is_over(registration: dict[str, Any], event: dict[str, Any]) -> bool:
        return bool(event["ends_at"]) and dt.datetime.fromisoformat(event["ends_at"]) < before

    return len(found) + services.erase_in_bin(is_over, organisation)


def days(organisation: Organisation) -> int:
    """So long after the end of an event, as the organisation has it."""
    return retention.days(organisation, CODE)


def _of(user: User) -> Any:
    return Registration.objects.filter(email__iexact=user.email, erased_at=None).order_by("pk")


def _moment(at: dt.datetime | None) -> str | None:
    return at.isoformat(timespec="seconds") if at else None


def told(one: Registration) -> dict[str, Any]:
    """Everything that is kept of one registration, in plain values."""
    return {
        "event": one.event.title if one.event.is_public else one.event_id,
        **{name: getattr(one, name) for name in ("name", "email", "works_for", "kind", "country", "needs", "language")},
        "registered_at": one.created_at.isoformat(timespec="seconds"),
        **{name: _moment(getattr(one, name)) for name in ("cancelled_at", "reminded_at", "thanked_at")},
        "code_for_the_door": one.code,
        "gave_feedback": one.answered,
        "sessions": [
            {
                "session": place.session.title if one.event.is_public else place.session_id, "state": place.state,
                **{name: _moment(getattr(place, name)) for name in ("since", "came_at", "passed_at")},
            }
            for place in one.places.select_related("session")
        ],
    }  # fmt: skip


def registrations_of(user: User) -> list[dict[str, Any]]:
    return [told(one) for one in _of(user).select_related("event")]


def told_of_speaker(one: Speaker) -> dict[str, Any]:
    """Everything that is kept of a speaker, in plain values; programmes that are not public are named by number."""
    profile = Profile.objects.filter(speaker=one).first()
    talks = one.talks.select_related("session__event").order_by("session__begins_at", "pk")
    return {
        **{name: getattr(one, name) for name in ("name", "role", "works_for", "email", "consent_note")},
        **{name: _moment(getattr(one, name)) for name in ("consent_at", "invited_at", "created_at")},
        "biography": profile.biography if profile else "",
        "web_address": profile.web_address if profile else "",
        "has_photo": bool(profile and profile.photo),
        "kept_by": one.organisation.name,
        "sessions": [talk.session.title if talk.session.event.is_public else talk.session_id for talk in talks],
    }


def speaking_of(user: User) -> list[dict[str, Any]]:
    rows = Speaker.objects.filter(email__iexact=user.email).select_related("organisation").order_by("pk")
    return [told_of_speaker(one) for one in rows]


def forget(user: User) -> None:
    for one in _of(user):
        services.erase(one)
    services.erase_in_bin(lambda registration, _event: registration["email"].lower() == user.email.lower())


def register() -> None:
    personal.keeps(CODE, _("Events that I registered for"), registrations_of)
    personal.keeps("event_speaking", _("Where I am on a list of speakers"), speaking_of)
    personal.forgets(forget)
    retention.register(
        retention.Kind(
            CODE,
            _("Registrations for events"),
            _("Needed for the list of who came and for questions afterwards; numbers and countries stay for the report."),
            DAYS, 1, 730,
            due,
            remove,
        )
    )  # fmt: skip
