"""Two languages side by side: what is said on the left, what is read on the right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from protect.captions import services, sheets
from protect.captions.beside import MISSING, MOVED, rows, standing
from protect.captions.forms import SheetForm
from protect.captions.models import Track, TrackVersion
from protect.captions.queries import pages
from protect.captions.services.working import opened
from protect.captions.texts import from_form, shown_in_form, track_of
from protect.captions.views.common import tell, to_change
from protect.formats.captions import cues as formats
from protect.organisations import audit
from protect.organisations.forming import attempt
from protect.organisations.lists import one_of
from protect.organisations.models import Verb

PAGE = 60
ONLY = {"missing": MISSING, "moved": MOVED}


def translate(request: HttpRequest, pk: int) -> HttpResponse:
    """``?only=missing`` or ``moved`` leaves out what is done."""
    found = to_change(request, pk)
    if found.source is None or found.source.current is None:
        messages.info(
            request, _("There is nothing to translate from yet: say what it is translated from, and write that first.")
        )
        return redirect("captions:track", pk)
    if request.method == "POST":
        try:
            return _save(request, found)
        except ValidationError as error:
            tell(request, error)
    return _page(request, found)


def _page(request: HttpRequest, track: Track) -> HttpResponse:
    assert track.source is not None and track.source.current is not None
    source, target = track_of(track.source.current.text), _cues(track.current)
    all_rows = rows(source, target, track.current.against if track.current else [])
    only = one_of(request.GET, "only", ONLY)
    wanted = [one for one in all_rows if not only or one.state == ONLY[only]]
    page = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    context = {
        "track": track, "recording": track.recording, "source": track.source, "page_obj": page, "only": only,
        "standing": standing(all_rows), "rows": [_row(source, target, one, request.POST) for one in page],
        "out_of_time": sum(1 for one in all_rows if not one.in_time),
        "work": opened(track, request.user),  # type: ignore[arg-type]
    }  # fmt: skip
    return render(request, "captions/translate.html", context)


def _cues(version: TrackVersion | None) -> formats.Track:
    return track_of(version.text) if version is not None else formats.Track()


def _row(source: formats.Track, target: formats.Track, row: Any, sent: Any) -> dict[str, Any]:
    origin = [pages.of_cue(source.cues[at]) for at in row.first]
    fields = []
    for at in row.second:
        speaker, words = shown_in_form(target.cues[at].text)
        fields.append({"name": f"words-{at}", "words": sent.get(f"words-{at}", words), "speaker": speaker})
    if not fields:
        for at in row.first:
            fields.append({"name": f"more-{at}", "words": sent.get(f"more-{at}", ""), "speaker": ""})
    first = row.first[0] if row.first else row.second[0]
    return {"origin": origin, "fields": fields, "row": row, "first": first, "number": first + 1}


def _save(request: HttpRequest, track: Track) -> HttpResponse:
    data = request.POST
    source = _version(track.source, data.get("source"))
    base = _version(track, data.get("base"))
    assert source is not None
    from_, target = track_of(source.text), _cues(base)
    words: dict[int, str] = {}
    more: dict[int, str] = {}
    for name in data:
        kind, _dash, key = name.partition("-")
        if kind not in ("words", "more") or not (key.isascii() and key.isdigit() and len(key) < 8):
            continue
        at, typed = int(key), data[name].replace("\r\n", "\n")
        if kind == "words" and at < len(target):
            speaker, shown = shown_in_form(target.cues[at].text)
            words[at] = target.cues[at].text if typed == shown else from_form(speaker, typed)
        elif kind == "more" and at < len(from_):
            # Whoever speaks in the one language speaks in the other.
            more[at] = from_form(shown_in_form(from_.cues[at].text)[0], typed)
    right = [int(key) for key in data.getlist("right") if key.isascii() and key.isdigit() and len(key) < 8]
    made = services.translate(track, source, base, words, more, right, by=request.user)  # type: ignore[arg-type]
    if made is None:
        messages.warning(request, _("Somebody else changed the same cues meanwhile: choose what shall stand."))
        return redirect("captions:save", track.pk)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('captions:translate', args=[track.pk])}?{request.GET.urlencode()}")


def _version(track: Track | None, number: str | None) -> TrackVersion | None:
    text = number or ""
    if track is None or not text.isascii() or not text.isdigit() or len(text) > 7 or text == "0":
        if track is not None and text == "0":
            return None
        raise ValidationError(_("The page is too old; open it anew."))
    found: TrackVersion | None = track.versions.filter(number=int(text)).first()
    if found is None:
        raise ValidationError(_("The page is too old; open it anew."))
    return found


@require_POST
def copy_times(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    try:
        services.copy_times(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Cues have the times of what they are translated from."))
    except ValidationError as error:
        tell(request, error)
    return redirect("captions:translate", pk)


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """For translators who work elsewhere."""
    found = to_change(request, pk)
    try:
        content = sheets.written(found)
    except ValidationError as error:
        tell(request, error)
        return redirect("captions:track", pk)
    audit.record(Verb.EXPORTED, found, note="XLSX")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{found.file_name}.xlsx"'
    return response


def bring_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    found = to_change(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        done, back = attempt(form, lambda: sheets.read(found, sent.read(), sent.name))
        if done and back is not None:
            done, made = attempt(
                form, lambda: services.translate(found, back.source, back.base, back.words, back.more, [], by=request.user)  # type: ignore[arg-type]
            )  # fmt: skip
            if done:
                for sentence in back.complaints[:20]:
                    messages.warning(request, sentence)
                if made is None:
                    messages.warning(
                        request, _("Somebody else changed the same cues meanwhile: choose what shall stand.")
                    )
                    return redirect("captions:save", pk)
                messages.success(request, _("Taken over as the newest version."))
                return redirect("captions:translate", pk)
    context = {
        "recording": found.recording, "track": found, "form": form, "title": _("Translation from a table"), "with_file": True,
        "submit": _("Take it over"),
    }  # fmt: skip
    return render(request, "captions/form.html", context)
