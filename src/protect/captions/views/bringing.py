"""A caption file brought in: what is in it and what is wrong with it, then taken over."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from protect.captions import services
from protect.captions.forms import FileForm
from protect.captions.models import Brought
from protect.captions.queries import pages
from protect.captions.texts import track_of
from protect.captions.views.common import tell, to_change
from protect.formats import saying
from protect.formats.captions.cues import HINT, LOST, REPAIRED, WRONG
from protect.formats.captions.reading import NAMES
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.sentences import in_words

_WORDS = {
    WRONG: gettext_lazy("wrong"), LOST: gettext_lazy("not taken over"), REPAIRED: gettext_lazy("mended"),
    HINT: gettext_lazy("to look at"),
}  # fmt: skip
SHOWN = 50


def bring(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        done, made = attempt(
            form,
            lambda: services.look_at(found, sent.name, sent.read(), tidy=form.cleaned_data["tidy"], by=request.user),  # type: ignore[arg-type]
        )
        if done and made is not None:
            return redirect("captions:brought", pk, made.pk)
    context = {
        "recording": found.recording, "track": found, "form": form, "title": _("Captions from a file"), "with_file": True,
        "submit": _("Look at it"),
    }  # fmt: skip
    return render(request, "captions/form.html", context)


@require_safe
def brought(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Before it is taken over: its first cues; always: what was noticed, line by line."""
    found = to_change(request, pk)
    one = fetch(request, Brought, pk=file_pk, track=found, related=("track",))
    report = [
        (level, _WORDS.get(level, level), line, cue, in_words(saying.from_kept(text)))
        for level, line, cue, text in one.report
    ]
    cues = track_of(one.text).cues[:SHOWN] if one.text else ()
    context = {
        "track": found, "recording": found.recording, "found": one, "report": report, "format": NAMES.get(one.format),
        "cues": [pages.of_cue(cue) for cue in cues], "more": max(0, one.cues - len(cues)) if cues else 0,
        "wrong": sum(1 for level, *_rest in report if level == WRONG),
    }  # fmt: skip
    return render(request, "captions/brought.html", context)


@require_POST
def take_over(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    found = to_change(request, pk)
    one = fetch(request, Brought, pk=file_pk, track=found, related=("track",))
    try:
        services.take_over(one, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Taken over as the newest version."))
    except ValidationError as error:
        tell(request, error)
        return redirect("captions:brought", pk, file_pk)
    return redirect("captions:track", pk)
