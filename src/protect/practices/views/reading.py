"""What everybody reads of practices, signed in or not, with scripts or without: list, page, photos, feed, table.

Looking at what is public leaves no trace in anybody's log. What is not public is read here, too, by whoever may.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.organisations import audit
from protect.organisations.access import fetch_public
from protect.organisations.keeping import may_be_kept
from protect.organisations.linked_data import as_script
from protect.organisations.lists import csv_response
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, Verb
from protect.organisations.sending import send
from protect.practices import queries, readiness, telling
from protect.practices.listing import PracticeList
from protect.practices.models import Practice, PracticePhoto
from protect.practices.states import MOVES, SHOWN, WORDS, State


@login_not_required
@require_safe
@may_be_kept
def practice_list(request: HttpRequest) -> HttpResponse:
    listing = PracticeList(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(listing)
    may_write = request.user.is_authenticated and request.user.has_perm("practices.create")
    return render(request, "practices/list.html", {"listing": listing, "may_write": may_write})


def _as_csv(listing: PracticeList) -> HttpResponse:
    found = listing.all()
    owners = {one.organisation_id for one in found if one.marking != Marking.CLEAR}
    for organisation in Organisation.objects.filter(pk__in=owners):
        audit.record(Verb.EXPORTED, organisation, note=_("practices as CSV"))
    return csv_response("practices.csv", [telling.head(), *(telling.line(one) for one in found)])


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """For programs, which nobody signed in: what is public."""
    text = telling.feed(
        queries.latest(None, telling.MOST_IN_FEED),
        request.build_absolute_uri(request.path),
        lambda one: request.build_absolute_uri(reverse("practices:practice", args=[one.pk])),
    )
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


@login_not_required
@require_safe
@may_be_kept
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    found = fetch_public(request, Practice, pk=pk, related=("organisation", "translation_of"))
    photos = list(found.photos.all())
    translations = queries.translations_of(request.user, found)
    tried, said = queries.tried(request.user, found), queries.said_of(request.user, found)
    context = {
        "practice": found,
        "texts": _texts(found),
        "cost": telling.cost(found),
        "photos": photos,
        "entries": queries.entries_of(request.user, found),
        "tried": tried,
        "said": said,
        "translations": translations,
        "is_behind": queries.is_behind(found) and any(one.is_original for one in translations),
        **_for_programs(request, found, photos, translations),
        **_doing(request.user, found, tried, said),
    }
    return render(request, "practices/practice.html", context)


def _texts(found: Practice) -> list[tuple[str, str, str]]:
    """(place on the page, heading, text) of each part of the template that is told."""
    titles = {
        "context": _("Context"), "problem": _("Problem"), "done": _("What was done"), "upkeep": _("Upkeep"),
        "effect": _("Effect"), "figures": _("Figures"), "went_wrong": _("What went wrong"),
        "rights": _("Privacy and fundamental rights"), "transfer": _("What another town needs"),
    }  # fmt: skip
    return [(name, titles[name], text) for name in Practice.TEXTS if (text := getattr(found, name))]


def _for_programs(request: HttpRequest, found: Practice, photos: list[PracticePhoto], others: Any) -> dict[str, Any]:
    def address(name: str, key: int) -> str:
        return request.build_absolute_uri(reverse(f"practices:{name}", args=[key]))

    page = address("practice", found.pk)
    image = address("photo", photos[0].pk) if photos and found.is_public else ""
    original = next((address("practice", one.practice.pk) for one in others if one.is_original), "")
    data = as_script(telling.linked_data(found, page, image, original)) if found.is_public else ""
    alternates = [(one.practice.language, address("practice", one.practice.pk)) for one in others]
    return {"page": page, "image": image, "data": data, "alternates": alternates}


def _doing(user: Any, found: Practice, tried: queries.Tried, said: list[queries.Said]) -> dict[str, Any]:
    """What this reader may do with it now."""
    if not user.is_authenticated:
        return {}
    may = {name: user.has_perm(f"practices.{name}", found) for name in ("edit", "review", "share", "delete", "answer")}
    moves = [
        (verb, WORDS[verb][0])
        for verb, move in MOVES.items()
        if move.permission and found.state in move.source and user.has_perm(move.permission, found)
    ]
    open_ = found.state in (*SHOWN, State.IN_REVIEW) and user.has_perm("practices.comment")
    remarks = [one for each in said for one in (each.remark, *each.answers)]
    return {
        "may": may,
        "moves": moves,
        "missing": readiness.missing(found) if may["edit"] and found.state == State.DRAFT else [],
        "may_say": open_,
        "may_tell": open_ and queries.organisations_commenting(user, but=found.organisation_id).exists(),
        "removable_remarks": {one.pk for one in remarks if user.has_perm("practices.remove_said", one)},
        "removable_trials": {one.pk for one in tried.trials if user.has_perm("practices.remove_said", one)},
        "changeable_trials": {one.pk for one in tried.trials if user.has_perm("practices.change_trial", one)},
    }


@login_not_required
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    found = fetch_public(request, PracticePhoto, pk=pk, related=("practice",))
    return send(found.file, found.content_type)


@login_not_required
@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    found = PracticePhoto.objects.visible_to(request.user).filter(pk=pk).first() if pk < 2**63 else None  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return send(found.thumbnail, found.content_type)
