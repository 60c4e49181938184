"""Times of events: by the clock of the place, and, where the browser can, by the visitor's too."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import template
from django.utils.formats import date_format, time_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from protect.events.models import Event
from protect.organisations import languages
from protect.reference import terms

register = template.Library()


def _at(moment: dt.datetime, event: Event) -> dt.datetime:
    return moment.astimezone(event.zone)


def _told(moment: dt.datetime, text: str) -> SafeString:
    """``events/times.js`` adds the visitor's own clock where it differs."""
    return format_html('<time datetime="{}" data-moment>{}</time>', moment.isoformat(timespec="minutes"), text)


@register.simple_tag
def day_of(date: dt.date) -> str:
    return f"{date_format(date, 'l')}, {date_format(date)}"


@register.simple_tag
def clock(moment: dt.datetime, event: Event) -> SafeString:
    at = _at(moment, event)
    return _told(at, time_format(at.time()))


@register.simple_tag
def moment(at: dt.datetime, event: Event) -> SafeString:
    here = _at(at, event)
    return _told(here, f"{date_format(here.date())}, {time_format(here.time())}")


@register.simple_tag
def span(about: Any, event: Event) -> SafeString | str:
    """“17 July 2019, 09:30–17:00”; of several days both."""
    if about.begins_at is None or about.ends_at is None:
        return _("no date yet")
    begins, ends = _at(about.begins_at, event), _at(about.ends_at, event)
    first = _told(begins, f"{date_format(begins.date())}, {time_format(begins.time())}")
    if begins.date() == ends.date():
        last = _told(ends, time_format(ends.time()))
        return format_html("{}–{}", first, last)
    return format_html("{} – {}", first, _told(ends, f"{date_format(ends.date())}, {time_format(ends.time())}"))


@register.simple_tag
def plain_span(about: Any, event: Event) -> str:
    """The same for mails."""
    begins, ends = _at(about.begins_at, event), _at(about.ends_at, event)
    first = f"{date_format(begins.date())}, {time_format(begins.time())}"
    if begins.date() == ends.date():
        return f"{first}–{time_format(ends.time())}"
    return f"{first} – {date_format(ends.date())}, {time_format(ends.time())}"


@register.filter
def zone_name(event: Event) -> str:
    """“Europe/Bucharest (UTC+03:00)”, with the offset on that day."""
    offset = _at(event.begins_at or event.created_at, event).strftime("%z")
    return f"{event.time_zone.replace('_', ' ')} (UTC{offset[:3]}:{offset[3:]})"


@register.filter
def language_names(codes: list[str]) -> str:
    return languages.told(codes)


@register.filter
def language_name(code: str) -> str:
    return languages.name_of(code)


@register.filter
def step_name(code: str) -> str:
    return terms.label("method_step", code) if code in terms.codes("method_step") else code
