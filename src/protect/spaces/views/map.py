"""Maps: data for the three maps, the editor, and the table that does the same without a mouse or scripts."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from protect.organisations import conflicts
from protect.organisations.access import Reach, fetch
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area
from protect.organisations.lists import key_of
from protect.spaces import geojson, geometry, queries, services
from protect.spaces.forms import EntranceForm, MeasureForm, SubAreaForm
from protect.spaces.models import Attachment, ContextFeature, Entrance, ExistingMeasure, Removed, Space, SubArea

#: Around the site, in degrees: the streets that lead to it.
AROUND = 0.004
#: A window larger than this (degrees) shows streets and houses as a blur; it is refused.
LARGEST_WINDOW = 0.5
LARGEST_LIST = 360.0


@dataclass(frozen=True)
class Layer:
    """One kind of object on the map of a site: its model, the least that a new one needs, and how it is saved."""

    model: type[models.Model]
    save: Callable[[Space, dict[str, Any], Any, Any], models.Model]
    form: Callable[..., forms.ModelForm] | None = None


LAYERS = {
    "sub_area": Layer(
        SubArea,
        lambda space, values, shape, part: services.save_sub_area(space, values, geometry=shape, sub_area=part),
        SubAreaForm,
    ),
    "entrance": Layer(
        Entrance,
        lambda space, values, shape, part: services.save_entrance(space, values, geometry=shape, entrance=part),
        EntranceForm,
    ),
    "measure": Layer(
        ExistingMeasure,
        lambda space, values, shape, part: services.save_measure(space, values, geometry=shape, measure=part),
        MeasureForm,
    ),
    "photo": Layer(Attachment, lambda space, values, shape, part: services.place_attachment(part, shape)),
}


def _json(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/geo+json")
    response["Cache-Control"] = "private, no-store"  # a share that ends, ends at once
    return response


def _window(request: HttpRequest, largest: float = LARGEST_WINDOW) -> tuple[float, float, float, float]:
    try:
        west, south, east, north = (float(part) for part in request.GET.get("bbox", "").split(","))
    except ValueError:
        raise Http404(_("A window is west,south,east,north in degrees.")) from None
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90) or max(east - west, north - south) > largest:
        raise Http404(_("This window is not on the map, or too large."))
    return west, south, east, north


@gzip_page
def context(request: HttpRequest) -> HttpResponse:
    """The map data of the reader's own organisations in a window (``?bbox=``)."""
    return _json(geojson.context(Reach.of(request.user).roles, _window(request)))


@gzip_page
def space_context(request: HttpRequest, pk: int) -> HttpResponse:
    """The map data around one space, also for those it was shared with."""
    space = _quietly(request, pk)
    box = geojson.extent([space, *space.sub_areas.all(), *space.measures.all()]) or _town(space)
    if box is None:
        return _json(geojson.collection([]))
    west, south, east, north = box
    return _json(
        geojson.context([space.organisation_id], (west - AROUND, south - AROUND, east + AROUND, north + AROUND))
    )


def _town(space: Space) -> tuple[float, float, float, float] | None:
    """Middle of the town's map data, for a space not drawn yet."""
    boxes = ContextFeature.objects.filter(organisation=space.organisation_id).aggregate(
        west=models.Avg("west"), south=models.Avg("south")
    )
    if boxes["west"] is None:
        return None
    return boxes["west"], boxes["south"], boxes["west"], boxes["south"]


def _quietly(request: HttpRequest, pk: int) -> Space:
    """The space behind a map: the page that shows the map has left its entry in the audit trail already."""
    found = Space.objects.visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@gzip_page
def list_data(request: HttpRequest) -> HttpResponse:
    """The spaces of the list, filtered as the page is; with ``?bbox=`` those in a window, of any size."""
    window = _window(request, LARGEST_LIST) if "bbox" in request.GET else None
    return _json(geojson.spaces(queries.Listing.of(request.user, request.GET).found(), window))


@gzip_page
def site_data(request: HttpRequest, pk: int) -> HttpResponse:
    response = _json(geojson.site(_quietly(request, pk)))
    response["Cache-Control"] = "private, no-store"
    return response


def editor(request: HttpRequest, pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=pk, permission="spaces.contribute", related=("organisation",))
    rows: list[tuple[str, Any, str]] = [("space", space, space.name)]
    rows += [("sub_area", one, one.name) for one in space.sub_areas.all()]
    rows += [("entrance", one, one.name) for one in space.entrances.all()]
    rows += [("measure", one, one.name) for one in space.measures.all()]
    rows += [("photo", one, one.title) for one in space.attachments.filter(kind="photo")]
    return render(
        request,
        "spaces/map_edit.html",
        {
            "space": space,
            "rows": [(layer, one, name, geometry.size(one.geometry)) for layer, one, name in rows],
            "layer_names": LAYER_NAMES,
            "may_edit": request.user.has_perm("spaces.edit", space),
        },
    )


LAYER_NAMES = {
    "space": gettext_lazy("Outline"),
    "sub_area": gettext_lazy("Sub-area"),
    "entrance": gettext_lazy("Entrance"),
    "measure": gettext_lazy("Existing measure"),
    "photo": gettext_lazy("Photo"),
}


class PlaceForm(Guarded, forms.Form):
    geometry = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        widget=text_area(6),
        help_text=gettext_lazy(
            "One “latitude, longitude” a line: one line is a point, two are a line, more are an area. WKT and GeoJSON work too. "
            "Empty takes it off the map."
        ),
    )

    def clean_geometry(self) -> str:
        """Written one way, so that the same place is the same text."""
        typed = self.cleaned_data["geometry"]
        try:
            return geometry.to_text(geometry.from_text(typed))
        except ValidationError as error:
            raise ValidationError(error.messages) from None

    def values_of(self, stored: Any) -> dict[str, Any]:
        return {"geometry": geometry.to_text(stored.geometry)}


def place(request: HttpRequest, pk: int, layer: str, part_pk: int) -> HttpResponse:
    """The place of one object as text: the way without a map."""
    space = fetch(request, Space, pk=pk, permission="spaces.contribute", related=("organisation",))
    found = _object(request, space, layer, part_pk)
    form = PlaceForm(request.POST or None, about=found)
    if request.method == "POST" and form.is_valid():
        done, _saved = conflicts.save(
            request, form, lambda stored: _put(layer, stored, geometry.from_text(form.cleaned_data["geometry"]))
        )
        if done:
            messages.success(request, _("The place is saved."))
            return redirect("spaces:map_edit", pk)
    return render(
        request,
        "spaces/part.html",
        {"space": space, "form": form, "title": _("Place of “%(name)s”") % {"name": found}, "kind": "map"},
    )


def _object(request: HttpRequest, space: Space, layer: str, part_pk: int) -> models.Model:
    if layer == "space":
        if part_pk != space.pk:
            raise Http404
        return space
    if layer not in LAYERS:
        raise Http404
    return fetch(request, LAYERS[layer].model, pk=part_pk, space=space, related=("space",))


def _put(layer: str, part: Any, shape: Any) -> Any:
    if layer == "space":
        return services.draw_space(part, shape)
    return LAYERS[layer].save(part.space, {}, shape, part)


@require_POST
def save(request: HttpRequest, pk: int) -> JsonResponse:
    """One change from the map: ``{"do": one of VERBS, "layer", "pk", "geometry", "values"}``.

    The answer has the changed object's number and what takes the change back (``undo``), or ``errors`` with status 422.
    What changes something drawn says as ``seen`` which place it was made from; if that has been changed by somebody else in
    the meantime, nothing is saved and the answer holds both (``conflict``, status 409).
    """
    space = fetch(request, Space, pk=pk, permission="spaces.contribute", related=("organisation",))
    try:
        wanted = json.loads(request.body)
        verb = VERBS[wanted["do"]]
        layer = wanted["layer"]
        if layer not in {"space", *LAYERS}:
            raise KeyError(layer)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"errors": [_("This change cannot be read; reload the page.")]}, status=400)
    if verb in (_do_remove, _do_bring_back, _do_split) and not request.user.has_perm("spaces.edit", space):
        return JsonResponse({"errors": [_("Your role does not allow this here.")]}, status=403)
    try:
        with transaction.atomic():
            return JsonResponse(verb(request, space, layer, wanted))
    except Unreadable:
        return JsonResponse({"errors": [_("This change cannot be read; reload the page.")]}, status=400)
    except MovedMeanwhile as moved:
        return JsonResponse({"errors": [moved.sentence], "conflict": moved.both}, status=409)
    except ValidationError as error:
        return JsonResponse({"errors": error.messages}, status=422)


def _as_json(shape: Any) -> Any:
    import shapely

    return json.loads(shapely.to_geojson(shape)) if shape is not None else None


class Unreadable(Exception):
    """A change that no page of ours sends."""


def _key(wanted: dict[str, Any], name: str) -> int:
    found = key_of({name: str(wanted.get(name) or 0)}, name)
    if not found:
        raise Unreadable(name)
    return int(found)


class MovedMeanwhile(Exception):
    """Somebody else changed the place since this change was begun."""

    def __init__(self, part: Any, wanted: dict[str, Any]) -> None:
        who = conflicts.whose(part)
        self.sentence = _("%(who)s changed the place of “%(name)s” in the meantime.") % {"who": who.name, "name": part}
        if who.at:
            self.sentence += f" ({date_format(timezone.localtime(who.at), 'DATETIME_FORMAT')})"
        self.both = {"theirs": _as_json(part.geometry), "yours": wanted.get("geometry"), "seen": part.seen}


def _to_change(request: HttpRequest, space: Space, layer: str, wanted: dict[str, Any]) -> Any:
    """The object that a change is about, held until it is saved; MovedMeanwhile if it is not the one that was seen."""
    found = _object(request, space, layer, _key(wanted, "pk"))
    part = conflicts.locked(found)
    if part is None:
        raise ValidationError(conflicts.gone(found))
    if "seen" in wanted and wanted["seen"] != part.seen:
        same = wanted["do"] == "put" and _as_json(part.geometry) == wanted.get("geometry")
        if not same:
            raise MovedMeanwhile(part, wanted)
    return part


def _back(layer: str, part: Any, before: Any) -> dict[str, Any]:
    """What puts the former place back, unless somebody else moves it first."""
    return {"do": "put", "layer": layer, "pk": part.pk, "geometry": _as_json(before), "seen": part.seen}


def _do_put(request: HttpRequest, space: Space, layer: str, wanted: dict[str, Any]) -> dict[str, Any]:
    part = _to_change(request, space, layer, wanted)
    before = part.geometry
    part = _put(layer, part, geometry.from_geojson(wanted["geometry"]) if wanted.get("geometry") else None)
    return {"pk": part.pk, "undo": _back(layer, part, before)}


def _do_add(request: HttpRequest, space: Space, layer: str, wanted: dict[str, Any]) -> dict[str, Any]:
    found = LAYERS.get(layer)
    if found is None or found.form is None:
        raise ValidationError(_("This cannot be added on the map."))
    values = wanted.get("values")
    form = found.form(space, values if isinstance(values, dict) else {})
    if not form.is_valid():
        labels = {name: field.label or name for name, field in form.fields.items()}
        raise ValidationError(
            [
                f"{labels.get(name, '')}: {' '.join(map(str, errors))}".strip(": ")
                for name, errors in form.errors.items()
            ]
        )
    part = found.save(space, form.cleaned_data, geometry.from_geojson(wanted.get("geometry") or ""), None)
    return {"pk": part.pk, "undo": {"do": "remove", "layer": layer, "pk": part.pk, "seen": part.seen}}  # type: ignore[attr-defined]


def _do_remove(request: HttpRequest, space: Space, layer: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Off the map; sub-areas, entrances and measures also out of the register."""
    part = _to_change(request, space, layer, wanted)
    before = part.geometry
    if layer in {"space", "photo"}:
        part = _put(layer, part, None)
        return {"pk": part.pk, "undo": _back(layer, part, before)}
    key = part.pk
    removed = services.remove_part(part)
    return {"pk": key, "undo": {"do": "bring_back", "layer": layer, "pk": key, "removed": removed.pk}}


def _do_bring_back(request: HttpRequest, space: Space, layer: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Undo of a removal: the same object again, with all that pointed at it."""
    removed = fetch(request, Removed, pk=_key(wanted, "removed"), space=space)
    part = services.restore_removed(removed)
    return {"pk": part.pk, "undo": {"do": "remove", "layer": layer, "pk": part.pk}}


def _do_split(request: HttpRequest, space: Space, layer: str, wanted: dict[str, Any]) -> dict[str, Any]:
    """Along a line: of a sub-area the largest part stays; the outline stays whole and its parts become sub-areas."""
    if layer not in {"space", "sub_area"}:
        raise ValidationError(_("Only an area can be split."))
    area = _to_change(request, space, layer, wanted)
    before = area.geometry
    if before is None:
        raise ValidationError(_("This area is not drawn yet."))
    parts = geometry.split(before, geometry.from_geojson(wanted.get("geometry") or ""))
    undo: list[dict[str, Any]] = []
    if isinstance(area, SubArea):
        services.save_sub_area(space, {}, geometry=parts.pop(0), sub_area=area)
        undo = [_back(layer, area, before)]
        name, kind, first = area.name, area.kind, 2
    else:
        name, kind, first = _("Part"), "interior", space.sub_areas.count() + 1
    new = [
        services.save_sub_area(space, {"name": f"{name} {number}"[:120], "kind": kind}, geometry=part)
        for number, part in enumerate(parts, first)
    ]
    off = [{"do": "remove", "layer": "sub_area", "pk": one.pk, "seen": one.seen} for one in new]
    return {"pk": area.pk, "undo": [*off, *undo]}


VERBS = {
    "put": _do_put,
    "add": _do_add,
    "remove": _do_remove,
    "bring_back": _do_bring_back,
    "split": _do_split,
}
