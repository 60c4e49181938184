"""The numbers of an event: places by session, who comes, countries, what those who came say."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from protect.events.models import Event, Session
from protect.events.states import PlaceState
from protect.organisations.models import OrganisationKind


def sessions_of(event: Event) -> list[Session]:
    """With how many places are confirmed, wait for an answer, stand in line, and were used."""

    def of(*states: str) -> Count:
        return Count("taken", filter=Q(taken__state__in=states))

    rows = event.sessions.exclude(kind="break").annotate(
        confirmed=of(PlaceState.CONFIRMED), asked=of(PlaceState.ASKED), waiting=of(PlaceState.WAITING),
        came=Count("taken", filter=Q(taken__came_at__isnull=False)),
    )  # fmt: skip
    return list(rows)


def attendance(event: Event, rows: Any) -> list[list[Any]]:
    head = [
        _("Session"), _("Begins"), _("Name"), _("Organisation"), _("Kind"), _("Country"), _("E-mail"), _("Needs"), _("State"),
        _("Came"),
    ]  # fmt: skip
    zone = event.zone
    return [
        head,
        *(
            [
                one.session.title, one.session.begins_at.astimezone(zone).strftime("%Y-%m-%d %H:%M"), one.registration.name,
                one.registration.works_for, str(one.registration.get_kind_display()), one.registration.country,
                one.registration.email, one.registration.needs, str(one.get_state_display()),
                one.came_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if one.came_at else "",
            ]
            for one in rows
        ),
    ]  # fmt: skip


def judged(event: Event) -> dict[str, Any]:
    """What those who came say: how often each mark, the mean, and their words, in no order."""
    found = list(event.feedback.all())
    rows = []
    for name, label in (("useful", _("How useful it was")), ("organised", _("How well it was organised"))):
        marks = [getattr(one, name) for one in found]
        counts = [(mark, marks.count(mark)) for mark in range(5, 0, -1)]
        mean = round(sum(marks) / len(marks), 1) if marks else None
        rows.append({"label": label, "counts": counts, "count": len(marks), "mean": mean})
    return {
        "count": len(found), "rows": rows, "takes": [one.takes for one in found if one.takes.strip()],
        "better": [one.better for one in found if one.better.strip()],
    }  # fmt: skip


def figures(event: Event) -> dict[str, Any]:
    """A person counts once, however many sessions; who cancelled does not count."""
    rows = list(
        event.registrations.filter(places__state=PlaceState.CONFIRMED)
        .annotate(here=Count("places", filter=Q(places__came_at__isnull=False)))
        .values_list("pk", "country", "kind", "here")
        .distinct()
    )
    kinds = dict(OrganisationKind.choices)

    def by(column: int, word: Any) -> list[tuple[str, int, int]]:
        registered = Counter(row[column] for row in rows)
        came = Counter(row[column] for row in rows if row[3])
        return [(str(word(key)), count, came[key]) for key, count in registered.most_common()]

    return {
        "sessions": sessions_of(event),
        "registered": len(rows),
        "came": sum(1 for row in rows if row[3]),
        "countries": by(1, lambda key: key or _("not said")),
        "kinds": by(2, lambda key: kinds.get(key, key)),
    }
