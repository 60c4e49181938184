"""What an event lacks before it can be told to its readers."""

from __future__ import annotations

from django.utils.translation import gettext as _

from protect.events.models import Event


def missing(event: Event) -> list[str]:
    """Sentences; empty where it can be published."""
    lacks = []
    if not event.summary.strip():
        lacks.append(_("Say in one sentence what it is about."))
    if event.begins_at is None or event.ends_at is None:
        lacks.append(_("Say when it begins and ends."))
    if not event.is_online and not (event.venue.strip() or event.city.strip()):
        lacks.append(_("Say where it is, or that it can be followed online."))
    if not event.languages:
        lacks.append(_("Choose the language or languages."))
    if not event.contact.strip():
        lacks.append(_("Give a contact for questions."))
    if event.begins_at and event.ends_at:
        outside = event.sessions.exclude(begins_at__gte=event.begins_at, ends_at__lte=event.ends_at).order_by().count()
        if outside:
            lacks.append(_("%(count)d sessions lie outside the time of the event.") % {"count": outside})
    return lacks
