"""The page for two people who changed the same: as it was, theirs, yours; one is chosen or a third is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from protect.organisations import conflicts
from protect.organisations.access import Visible
from protect.organisations.conflicts import ASKED, CHOICE, THEIRS, YOURS, Clash, Part, Whose

#: What the page writes itself; everything else that was sent is handed on as it came.
OWN = ("csrfmiddlewaretoken", ASKED)


class ClashMiddleware:
    """Answers what ``conflicts.save`` raises, so that a view needs no line for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return page(request, exception) if isinstance(exception, Clash) else None


@dataclass(frozen=True)
class Question:
    """One field that both sides changed."""

    name: str
    label: str
    was: str
    theirs: str
    yours: str
    theirs_sent: list[str]
    who: Whose
    bound: Any


def page(request: HttpRequest, clash: Clash) -> HttpResponse:
    first = clash.parts[0].stored
    return render(
        request,
        "organisations/merge.html",
        {
            "parts": [(part.form.title_of(part.stored), list(questions_of(part))) for part in clash.parts],
            "several": len(clash.parts) > 1,
            "kept": list(_kept(request, clash)),
            "marking": first.effective_marking if isinstance(first, Visible) else None,
            "merged": [sentence for part in clash.parts if (sentence := _merged(part))],
            "choice": CHOICE,
            "back": clash.parts[0].form.back or request.get_full_path(),
        },
        status=409,
    )


def questions_of(part: Part) -> Iterator[Question]:
    present = conflicts.comparable(part.form.values_of(part.stored))
    for name in part.merged.clashes:
        field = part.form.fields[name]
        field.required = False  # the browser asks for it only if it is chosen
        yield Question(
            name=part.form.html_name(name),
            label=str(field.label or part.form[name].label),
            was=shown(field, part.was[name]) if name in part.was else _("not known any more"),
            theirs=shown(field, present.get(name)),
            yours=shown(field, conflicts.comparable(part.form.cleaned_data)[name]),
            theirs_sent=as_sent(field, part.form.values_of(part.stored).get(name)),
            who=part.whose(name),
            bound=part.form[name],
        )


def _merged(part: Part) -> str:
    """What they changed beside it needs no choice, and is said."""
    if not part.merged.theirs:
        return ""
    names = [str(part.form.fields[name].label or name) for name in part.merged.theirs]
    return _("Changed by %(who)s only, and kept: %(fields)s.") % {
        "who": part.whose(part.merged.theirs[0]).name,
        "fields": get_text_list(names, _("and")),
    }


def _kept(request: HttpRequest, clash: Clash) -> Iterator[tuple[str, str]]:
    """Hidden fields: what was sent, with theirs where only they changed it, and both wordings of what is asked."""
    written: set[str] = set(OWN)
    for part in clash.parts:
        form, present = part.form, part.form.values_of(part.stored)
        yield form.html_name(conflicts.FIELD), form.word_of(part.stored)
        written.add(form.html_name(conflicts.FIELD))
        for name in (*part.merged.theirs, *part.merged.clashes):
            html_name, prefix = form.html_name(name), "" if name in part.merged.theirs else THEIRS
            written.add(html_name)
            for value in as_sent(form.fields[name], present.get(name)):
                yield prefix + html_name, value
            if prefix:
                yield ASKED, html_name
                for value in form.data.getlist(html_name):
                    yield YOURS + html_name, value
    for name, values in request.POST.lists():
        if name not in written and not name.startswith((CHOICE, THEIRS, YOURS)):
            yield from ((name, value) for value in values)


def as_sent(field: forms.Field, value: Any) -> list[str]:
    """What a browser would send for ``value`` in this field."""
    value = field.prepare_value(value)
    if isinstance(field.widget, forms.CheckboxInput):
        return ["on"] if value else []
    if isinstance(value, (list, tuple)):
        return [str(one) for one in value]
    if value is None:
        return []
    if not isinstance(field.widget, forms.widgets.ChoiceWidget):
        value = field.widget.format_value(value)
    return [] if value is None else [str(value)]


def shown(field: Any, value: Any) -> str:
    """A comparable value in the words of its field."""
    if value is None or value == "" or value == []:
        return _("(empty)")
    if isinstance(field, forms.ModelChoiceField):
        rows: Any = field.queryset
        found = rows.filter(pk__in=value if isinstance(value, list) else [value])
        return ", ".join(str(field.label_from_instance(one)) for one in found) or _("(gone)")
    if isinstance(field, forms.ChoiceField):
        offered: Any = field.choices
        words = {str(code): str(label) for code, label in offered}
        return ", ".join(words.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value]))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(field, forms.DateTimeField):
        return date_format(timezone.localtime(dt.datetime.fromisoformat(value)), "DATETIME_FORMAT")
    if isinstance(field, forms.DateField):
        return date_format(dt.date.fromisoformat(value))
    return ", ".join(value) if isinstance(value, list) else str(value)
