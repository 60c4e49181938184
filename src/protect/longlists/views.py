"""Longlists: begun, filled, scored, looked at with their robustness, signed, taken out as a table."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.longlists import queries, services
from protect.longlists.forms import AddPlacesForm, FactorFormSet, LonglistForm, NewLonglistForm, ScoreForm, SignForm
from protect.longlists.models import Longlist, Place
from protect.organisations import audit, conflicts
from protect.organisations.access import fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb
from protect.reference.models import digest_of
from protect.spaces.models import Space
from protect.spaces.queries import organisations_edited_by

PAGE_SIZE = 50


@require_safe
def longlist_list(request: HttpRequest) -> HttpResponse:
    found = Longlist.objects.visible_to(request.user).select_related("organisation")  # type: ignore[attr-defined]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    may_begin = request.user.has_perm("longlists.create")
    return render(request, "longlists/list.html", {"page_obj": page, "may_begin": may_begin})


def begin(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("longlists.create"):
        raise PermissionDenied(_("Your role does not allow this here."))
    form = NewLonglistForm(organisations_edited_by(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.begin(
                values["organisation"], values["name"], note=values["note"], seats=values["seats"], by=request.user  # type: ignore[arg-type]
            ),
        )  # fmt: skip
        if done and made is not None:
            return redirect("longlists:add", made.pk)
    return render(request, "longlists/begin.html", {"form": form})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The order with its ranges and robustness; as a table with ``?format=csv``."""
    longlist = fetch(request, Longlist, pk=pk, related=("organisation", "signed_by"))
    places = queries.places_of(longlist, request.user)  # type: ignore[arg-type]
    ranking = queries.ranking(longlist, places)
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, longlist, note="CSV")
        return _as_csv(longlist, ranking)
    context = {
        "longlist": longlist,
        "ranking": ranking,
        "hidden": longlist.places.count() - len(places),
        "may_edit": not longlist.is_signed and request.user.has_perm("longlists.edit", longlist),
        "may_sign": not longlist.is_signed and request.user.has_perm("longlists.sign", longlist),
        "may_share": request.user.has_perm("longlists.share", longlist),
    }
    return render(request, "longlists/detail.html", context)


def _as_csv(longlist: Longlist, ranking: queries.Ranking) -> HttpResponse:
    head = [
        _("Rank"), _("Space"), *(one["label"] for one in longlist.factors), _("Need, lowest"), _("Need"), _("Need, highest"),
        _("Known, % of weight"), _("Among the first, % of weightings"), _("On the shortlist"), _("Reason"), _("Scores rest on"),
    ]  # fmt: skip
    rows = [
        [
            row.rank, row.place.space.name,
            *("" if (one := row.place.score(factor["code"])) is None else one for factor in longlist.factors),
            row.low, row.middle, row.high, row.known, row.top, _("yes") if row.place.chosen else _("no"), row.place.reason,
            row.place.note,
        ]
        for row in ranking.rows
    ]  # fmt: skip
    return csv_response("longlist.csv", [head, *rows])


def _to_change(request: HttpRequest, pk: int, permission: str = "longlists.edit") -> Longlist:
    longlist = fetch(request, Longlist, pk=pk, permission=permission, related=("organisation",))
    if longlist.is_signed:
        raise PermissionDenied(_("This longlist is signed and stays as it is. Begin a new one for a new choice."))
    return longlist


def change(request: HttpRequest, pk: int) -> HttpResponse:
    longlist = _to_change(request, pk)
    form = LonglistForm(request.POST or None, instance=longlist)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(request, form, lambda stored: services.change(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("longlists:detail", pk)
    return render(request, "longlists/change.html", {"longlist": longlist, "form": form})


def factors(request: HttpRequest, pk: int) -> HttpResponse:
    longlist = _to_change(request, pk)
    initial = [
        {**one, "levels": "\n".join(one["levels"]), "rising": "1" if one["rising"] else ""} for one in longlist.factors
    ]
    forms = FactorFormSet(request.POST or None, initial=initial, prefix="factor")
    seen = digest_of(longlist.factors)
    if request.method == "POST" and forms.is_valid():
        wanted = [found for form in forms if (found := form.as_factor()) is not None]
        if request.POST.get("seen") != seen:
            forms[0].add_error(None, _("The factors were changed in the meantime. Nothing was saved, what you typed is here; "
                                       "look at the list in another window, then save again."))  # fmt: skip
        else:
            done, _saved = attempt(forms[0], lambda: services.change_factors(longlist, wanted))
            if done:
                messages.success(request, _("The factors are changed for this list."))
                return redirect("longlists:detail", pk)
    return render(request, "longlists/factors.html", {"longlist": longlist, "forms": forms, "seen": seen})


def add(request: HttpRequest, pk: int) -> HttpResponse:
    longlist = _to_change(request, pk)
    there = longlist.places.values("space")
    spaces = Space.objects.visible_to(request.user).filter(organisation=longlist.organisation, archived_at=None)  # type: ignore[attr-defined]
    form = AddPlacesForm(spaces.exclude(pk__in=there).order_by("name"), request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, number = attempt(form, lambda: services.add_places(longlist, form.cleaned_data["spaces"]))
        if done:
            said = ngettext("%d place is on the list now.", "%d places are on the list now.", number or 0)
            messages.success(request, said % (number or 0))
            return redirect("longlists:detail", pk)
    return render(request, "longlists/add.html", {"longlist": longlist, "form": form})


def score(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    longlist = _to_change(request, pk)
    place = fetch(request, Place, pk=place_pk, longlist=longlist, related=("space", "longlist"))
    form = ScoreForm(place, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: services.score(stored, form.scores, form.cleaned_data["note"])
        )
        if done:
            messages.success(request, _("“%(name)s” is scored.") % {"name": place.space})
            return redirect("longlists:detail", pk)
    return render(request, "longlists/score.html", {"longlist": longlist, "place": place, "form": form})


@require_POST
def remove(request: HttpRequest, pk: int, place_pk: int) -> HttpResponse:
    longlist = _to_change(request, pk)
    place = fetch(request, Place, pk=place_pk, longlist=longlist, related=("space", "longlist"))
    services.remove_place(place)
    messages.success(request, _("“%(name)s” is off the list; the space stays in the register.") % {"name": place.space})
    return redirect("longlists:detail", pk)


def sign(request: HttpRequest, pk: int) -> HttpResponse:
    longlist = _to_change(request, pk, "longlists.sign")
    places = queries.places_of(longlist, request.user)  # type: ignore[arg-type]
    ranking = queries.ranking(longlist, places)
    form = SignForm([row.place for row in ranking.rows], request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _saved = attempt(
            form,
            lambda: services.sign(longlist, form.chosen, reason=values["reason"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            messages.success(request, _("The shortlist is signed."))
            return redirect("longlists:detail", pk)
    rows = [(row, form[f"chosen-{row.place.pk}"], form[f"reason-{row.place.pk}"]) for row in ranking.rows]
    return render(request, "longlists/sign.html", {"longlist": longlist, "form": form, "rows": rows})
