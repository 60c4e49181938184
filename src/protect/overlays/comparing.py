"""What changed against the same event before: rows, measures, dates. Plain comparison of two overlays, nothing stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from protect.overlays import reading
from protect.overlays.models import Change, EventOverlay
from protect.reference import terms


@dataclass(frozen=True)
class Line:
    """One thing: ``kind`` is field, row or measure; ``change`` new, gone or changed."""

    kind: str
    change: str
    title: str
    before: str
    after: str


FIELDS = ("name", "begins_at", "ends_at", "expected_people", "crowd_class", "organiser", "about")


def compare(before: EventOverlay, after: EventOverlay) -> list[Line]:
    """In the order fields, rows, measures; what is gone stands last of its kind."""
    return [*_fields(before, after), *_rows(before, after), *_measures(before, after)]


def _fields(before: EventOverlay, after: EventOverlay) -> list[Line]:
    found = []
    if before.assessment_id != after.assessment_id:
        word = _("version %(version)d")
        told = [word % {"version": one.assessment.version} for one in (before, after)]
        found.append(Line("field", "changed", _("Approved assessment"), *told))
    for name in FIELDS:
        was, now = (_text(one, name) for one in (before, after))
        if was != now:
            label = EventOverlay._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            found.append(Line("field", "changed", str(label).capitalize(), was, now))
    return found


def _text(overlay: EventOverlay, name: str) -> str:
    value: Any = getattr(overlay, name)
    if value in (None, ""):
        return "–"
    if name in ("begins_at", "ends_at"):
        return moment(overlay, value)
    return terms.label("crowd_class", value) if name == "crowd_class" else str(value)


def moment(overlay: EventOverlay, value: Any) -> str:
    """By the clock of the event."""
    import zoneinfo

    return date_format(value.astimezone(zoneinfo.ZoneInfo(overlay.time_zone)), "SHORT_DATETIME_FORMAT")


def _rows(before: EventOverlay, after: EventOverlay) -> list[Line]:
    return _differences("row", _told_rows(before), _told_rows(after))


def _told_rows(overlay: EventOverlay) -> dict[str, tuple[str, str]]:
    """Only what differs from any other day, by the key it has in every year."""
    found = {}
    for row in reading.read(overlay).rows:
        if row.difference is None:
            continue
        title = f"{terms.label('threat_type', row.threat_type)}, {row.area or _('The whole space')}"
        levels = [row.difference.probability, row.difference.consequence]
        told = [str(Change(row.difference.change).label), *(str(one) for one in levels if one is not None)]
        found[str(row.difference.row or row.difference.key)] = (
            f"{title}: {row.title}" if row.title else title,
            f"{row.now.word} ({', '.join(told)}). {row.difference.reason}",
        )
    return found


def _measures(before: EventOverlay, after: EventOverlay) -> list[Line]:
    return _differences("measure", _told_measures(before), _told_measures(after))


def _told_measures(overlay: EventOverlay) -> dict[str, tuple[str, str]]:
    """Times are told from the beginning of the event: another day alone is no change of a measure."""
    found = {}
    for one in overlay.measures.all():
        times = " – ".join(_offset(overlay, at) for at in (one.set_up_at, one.remove_at))
        against = ", ".join(terms.label("threat_type", code) for code in one.threat_types)
        found[str(one.key)] = (
            one.name,
            "; ".join(filter(None, (one.name, one.place, one.point_words, one.responsible, times, against, one.note))),
        )
    return found


def _offset(overlay: EventOverlay, at: Any) -> str:
    minutes = round((at - overlay.begins_at).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    told = _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return (_("%(time)s before the event begins") if minutes < 0 else _("%(time)s after it begins")) % {"time": told}


def _differences(kind: str, old: dict[str, tuple[str, str]], new: dict[str, tuple[str, str]]) -> list[Line]:
    found = []
    for key, (title, text) in new.items():
        if key not in old:
            found.append(Line(kind, "new", title, "–", text))
        elif old[key][1] != text:
            found.append(Line(kind, "changed", title, old[key][1], text))
    return found + [Line(kind, "gone", title, text, "–") for key, (title, text) in old.items() if key not in new]
