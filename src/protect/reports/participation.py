"""Papers of an event: the list to sign, badges with the code for the door, certificates of attendance. Made, never kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, time_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from protect.events.models import Event, Place, Registration
from protect.events.states import PlaceState
from protect.organisations import languages
from protect.organisations.camera_codes import as_file
from protect.organisations.markings import Marking
from protect.organisations.models import User
from protect.reports import pdf
from protect.reports.look import marking_look, point_in_time

TYPES = {"list": "application/pdf", "badges": "application/pdf", "certificates": "application/pdf"}
#: People of one file; more are printed by session.
MOST = 1000
TOOK_PART = Q(came_at__isnull=False) | Q(passed_at__isnull=False)


def file(event: Event, kind: str, *, reader: User, at: dt.datetime, session: str = "") -> tuple[str, bytes]:
    """Name and content, in the reader's language and by the clock of the place; ``session``: key of the one whose people alone.

    Raises ReportError, and ValidationError where there are too many people for one file: nobody is left out of one.
    """
    with translation.override(reader.language), timezone.override(event.zone):
        made = {"list": attendance, "badges": badges, "certificates": certificates}[kind](event, session)
        data, files = made
        printed = _("Printed for %(who)s, %(time)s") % {"who": reader, "time": point_in_time(at)}
        data = {**_common(event), **data, "printed": printed}
        return f"{slugify(event.title)[:60] or event.pk}-{kind}.pdf", pdf.render(
            f"event_{kind}.typ", data, files
        ).content


def certificate(registration: Registration, *, at: dt.datetime) -> tuple[str, bytes]:
    """Of one person, in their language. Raises ReportError."""
    event = registration.event
    with translation.override(registration.language), timezone.override(event.zone):
        data = (
            _common(event)
            | {"people": [_attended(registration)], "printed": point_in_time(at)}
            | _certificate_words(event)
        )
        return f"certificate-{event.pk}.pdf", pdf.render("event_certificates.typ", data).content


def _common(event: Event) -> dict[str, Any]:
    place = ", ".join(filter(None, (event.venue, event.city))) or _("online")
    return {
        "title": event.title, "author": str(event.organisation), "owner": str(event.organisation),
        "lang": (get_language() or "en")[:2], "marking": marking_look(event.effective_marking),
        "when": _span(event), "where": place,
        "missing_glyphs": _("These characters could not be printed:"),
    }  # fmt: skip


def _span(about: Any) -> str:
    begins, ends = timezone.localtime(about.begins_at), timezone.localtime(about.ends_at)
    first = f"{date_format(begins.date())}, {time_format(begins.time())}"
    if begins.date() == ends.date():
        return f"{first}–{time_format(ends.time())}"
    return f"{first} – {date_format(ends.date())}, {time_format(ends.time())}"


def _all(rows: Any, times: int = 1) -> list[Any]:
    most = times * MOST
    found = list(rows[: most + 1])
    if len(found) > most:
        raise ValidationError(_("More than %(most)d people: choose a session first.") % {"most": most})
    return found


def _confirmed(event: Event, session: str) -> Any:
    rows = Place.objects.filter(registration__event=event, registration__erased_at=None, state=PlaceState.CONFIRMED)
    if session:
        rows = rows.filter(session=session)
    return rows.select_related("registration", "session").order_by(
        "session__begins_at", "session__pk", "registration__name"
    )


def attendance(event: Event, session: str = "") -> tuple[dict[str, Any], dict[str, bytes]]:
    """By session, with room to sign."""
    sessions: dict[Any, list[list[str]]] = {}
    for one in _all(_confirmed(event, session), 5):
        came = time_format(timezone.localtime(one.came_at).time()) if one.came_at else ""
        row = [one.registration.name, one.registration.works_for or "–", one.registration.country, came]
        sessions.setdefault(one.session, []).append(row)
    data = {
        # However public the event is: who came is not.
        "marking": marking_look(Marking.AMBER_STRICT),
        "kicker": _("List of participants"),
        "none": _("Nobody has a confirmed place."),
        "header": [_("Name"), _("Organisation"), _("Country"), _("Came at"), _("Signature")],
        "sessions": [{"title": about.title, "when": _span(about), "rows": rows} for about, rows in sessions.items()],
        "note": _("Personal data: for this event alone. Destroy the sheet when the report is made."),
    }
    return data, {}


def _people(event: Event, session: str) -> list[Registration]:
    places = _confirmed(event, session).order_by().values("registration")
    return _all(event.registrations.filter(cancelled_at=None, pk__in=places).order_by("name", "pk"))


def badges(event: Event, session: str = "") -> tuple[dict[str, Any], dict[str, bytes]]:
    people, files = [], {}
    for one in _people(event, session):
        name = f"code-{one.pk}.svg"
        address = str(settings.PUBLIC_ADDRESS).rstrip("/") + reverse("events:door", args=[event.pk, one.code])
        files[name] = as_file(address, border=2)
        about = ", ".join(filter(None, (one.works_for or str(one.get_kind_display()), one.country)))
        alt = _("Code for the door of %(name)s") % {"name": one.name}
        people.append({"name": one.name, "about": about, "code": name, "alt": alt})
    return {"people": people, "none": _("Nobody has a confirmed place."), "kicker": _("Badges")}, files


def _attended(registration: Registration) -> dict[str, Any]:
    """The sessions in which the person was checked in or passed the self-test; without one there is no certificate."""
    places = list(registration.places.filter(TOOK_PART).select_related("session").order_by("session__begins_at"))
    rows = [[one.session.title, _span(one.session), _how(one)] for one in places]
    minutes = sum(int(one.session.duration.total_seconds() // 60) for one in places if one.came_at)
    hours = _("%(hours)d h %(minutes)02d min in all") % {"hours": minutes // 60, "minutes": minutes % 60}
    return {"name": registration.name, "works_for": registration.works_for, "rows": rows, "hours": hours}


def _how(place: Place) -> str:
    told = [_("was there")] if place.came_at else []
    if place.passed_at:
        told.append(_("self-test passed on %(day)s") % {"day": date_format(timezone.localtime(place.passed_at).date())})
    return ", ".join(told)


def _certificate_words(event: Event) -> dict[str, Any]:
    return {
        "kicker": _("Certificate of attendance"),
        "says": _("took part in"),
        "header": [_("Session"), _("When"), _("How")],
        "languages": _("Languages: %(which)s") % {"which": languages.told(list(event.languages))},
        "none": _("Nobody was checked in or passed a self-test yet."),
        "signed": _("For %(who)s") % {"who": event.organisation},
        "basis": _("Who was there was noted at the door of each session; a self-test was answered by oneself."),
    }


def certificates(event: Event, session: str = "") -> tuple[dict[str, Any], dict[str, bytes]]:
    places = Place.objects.filter(TOOK_PART, session__event=event, registration__erased_at=None)
    if session:
        places = places.filter(session=session)
    came = event.registrations.filter(pk__in=places.order_by().values("registration")).order_by("name", "pk")
    return {"people": [_attended(one) for one in _all(came)], **_certificate_words(event)}, {}
