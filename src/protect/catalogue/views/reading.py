"""The catalogue as everybody reads it: list, entry, comparison, photos, table. Public where an entry is TLP:CLEAR."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from protect.catalogue import extras, pictures, queries
from protect.catalogue.life import steps_of
from protect.catalogue.listing import PAGE_SIZE, Question
from protect.catalogue.models import Comment, Entry, EntryPhoto, State
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.lists import LONGEST_KEY, csv_response
from protect.organisations.markings import Marking, strictest
from protect.organisations.models import Organisation, Verb
from protect.organisations.sending import send
from protect.reference import terms

#: Entries side by side.
MOST_COMPARED = 5


@login_not_required
@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    question = Question.of(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(question)
    page = Paginator(question.keys, PAGE_SIZE).get_page(request.GET.get("page"))
    kept = request.GET.copy()
    for name in ("page", "format"):
        kept.pop(name, None)
    context = {
        "question": question,
        "filters": question.filters(),
        "page_obj": page,
        "entries": question.page(page.number),
        "states": State.choices if request.user.is_authenticated else [],
        "may_propose": request.user.is_authenticated and request.user.has_perm("catalogue.propose"),
        "query": kept.urlencode(),
        "most": MOST_COMPARED,
    }
    return render(request, "catalogue/list.html", context)


def _as_csv(question: Question) -> HttpResponse:
    found = question.all()
    owners = {one.organisation_id for one in found if one.marking != Marking.CLEAR}
    for organisation in Organisation.objects.filter(pk__in=owners):
        audit.record(Verb.EXPORTED, organisation, note=_("catalogue as CSV"))
    head = [label for label, _value in _cells(None)]
    return csv_response("catalogue.csv", [head, *([value for _label, value in _cells(one)] for one in found)])


def _several(codes: Iterable[str], vocabulary: str) -> str:
    return "; ".join(terms.label(vocabulary, code) for code in codes)


def _cells(one: Entry | None) -> list[tuple[str, object]]:
    """Columns of the table: label and, for an entry, its value."""
    e: Any = one
    columns: list[tuple[str, Any]] = [
        (_("Name"), lambda: str(e)), (_("Kind of entry"), lambda: e.get_kind_display()),
        (_("Summary"), lambda: e.shown("summary")),
        (_("Category"), lambda: terms.label("measure_category", e.category)),
        (_("Functions"), lambda: _several(e.functions, "measure_function")),
        (_("Threat types"), lambda: _several(e.threat_types, "threat_type")),
        (_("Phases"), lambda: _several(e.phases, "threat_phase")),
        (_("Kinds of public space"), lambda: _several(e.space_categories, "psoi_category")),
        (_("Family"), lambda: terms.label("measure_family", e.family)),
        (_("What carries it"), lambda: terms.label("measure_approach", e.approach)),
        (_("Horizon"), lambda: terms.label("measure_horizon", e.horizon)),
        (_("Cost to get"), lambda: terms.label("cost_band", e.cost_purchase)),
        (_("Cost a year"), lambda: terms.label("cost_band", e.cost_yearly)),
        (_("Personal data"), lambda: _("yes") if e.personal_data else _("no")),
        (_("Impact assessment"), lambda: _("yes") if e.needs_dpia else _("no")),
        (_("When it helps"), lambda: e.shown("helps_when")), (_("When it does not help"), lambda: e.shown("helps_not")),
        (_("What drives the cost"), lambda: e.shown("cost_drivers")),
        (_("What it needs to be kept working"), lambda: e.shown("upkeep")),
        (_("New weak points it may bring"), lambda: e.shown("new_weaknesses")),
        (_("Provider"), lambda: e.provider_name),
        (_("From"), lambda: e.organisation.name if e.organisation else _("PRoTECT")),
        (_("State"), lambda: e.get_state_display()), (_("Version"), lambda: e.version),
        (_("Marking"), lambda: e.effective_marking.short),
    ]  # fmt: skip
    return [(label, value() if one is not None else "") for label, value in columns]


def opened(request: HttpRequest, model: type[Any], pk: int, related: tuple[str, ...]) -> Any:
    """What a public page shows. A visitor reads what is public without a line in the log, robots being visitors, too."""
    if not request.user.is_authenticated:
        found = model.objects.visible_to(request.user).select_related(*related).filter(pk=pk).first()
        if found is not None:
            return found
    return fetch(request, model, pk=pk, related=related)


@login_not_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    entry: Entry = opened(request, Entry, pk, ("organisation", "reviewed_by", "reference"))
    seen_comments: Any = Comment.objects.visible_to(request.user)
    signed_in = request.user.is_authenticated
    may_edit = signed_in and request.user.has_perm("catalogue.edit", entry)
    context = {
        "entry": entry,
        "facts": _facts(entry),
        "texts": _texts(entry),
        "openness": queries.openness(entry),
        "side_effects": queries.side_effects(entry),
        "photos": list(entry.photos.all()),
        "drawing": pictures.drawing_of(entry.code),
        "related": queries.related(entry, request.user),
        "comments": [
            (one, request.user.has_perm("catalogue.remove_comment", one))
            for one in seen_comments.filter(entry=entry).select_related("organisation", "entry__organisation")
        ],
        "steps": steps_of(entry, request.user) if signed_in else [],
        "missing": queries.missing(entry) if may_edit else [],
        "may_edit": may_edit,
        "may_relate": signed_in and request.user.has_perm("catalogue.share", entry),
        "may_share": signed_in and request.user.has_perm("catalogue.share", entry),
        "may_delete": signed_in and request.user.has_perm("catalogue.delete", entry),
        "may_comment": signed_in and request.user.has_perm("catalogue.comment"),
        "extras": extras.of(request, entry),
    }
    return render(request, "catalogue/detail.html", context)


def _facts(entry: Entry) -> list[tuple[str, str, str]]:
    """(label, words, explanation) of every code of an entry."""
    spaces = _several(entry.space_categories, "psoi_category") if entry.space_categories else _("all kinds")
    single = [
        (_("Category"), "measure_category", entry.category), (_("Family"), "measure_family", entry.family),
        (_("What carries it"), "measure_approach", entry.approach), (_("Horizon"), "measure_horizon", entry.horizon),
        (_("Cost to get"), "cost_band", entry.cost_purchase), (_("Cost a year"), "cost_band", entry.cost_yearly),
    ]  # fmt: skip
    facts = [(label, terms.label(words, code), terms.help_text(words, code)) for label, words, code in single]
    several = [
        (_("Functions"), _several(entry.functions, "measure_function")),
        (_("Threat types"), _several(entry.threat_types, "threat_type")),
        (_("Phases"), _several(entry.phases, "threat_phase")),
        (_("Kinds of public space"), spaces),
        (_("What to judge it by"), _several(entry.criteria, "measure_criterion")),
    ]
    return facts + [(label, words, "") for label, words in several if words]


def _texts(entry: Entry) -> list[tuple[str, str]]:
    titles = [
        ("description", _("What it is")), ("helps_when", _("When it helps")), ("helps_not", _("When it does not help")),
        ("cost_drivers", _("What drives the cost")), ("upkeep", _("What it needs to be kept working")),
        ("new_weaknesses", _("New weak points it may bring")), ("privacy_note", _("Personal data: what to see to")),
    ]  # fmt: skip
    return [(title, text) for name, title in titles if (text := entry.shown(name))]


@dataclass(frozen=True)
class CompareRow:
    label: str
    cells: list[Any]
    differs: bool


@login_not_required
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to five entries side by side, in the order in which they were chosen."""
    asked = [key for key in dict.fromkeys(request.GET.getlist("entry")) if key.isascii() and key.isdigit()]
    asked = [key for key in asked if len(key) <= LONGEST_KEY]
    seen: Any = Entry.objects.visible_to(request.user)
    found = {
        str(one.pk): one
        for one in seen.filter(pk__in=asked[:50]).select_related("organisation").prefetch_related("aspects")
    }
    entries = [found[key] for key in asked if key in found][:MOST_COMPARED]
    for one in entries:
        if one.marking != Marking.CLEAR:
            audit.record(Verb.VIEWED, one)
    only = request.GET.get("only") == "differences"
    rows = _compared(entries)
    context = {
        "entries": entries,
        "rows": [row for row in rows if row.differs or not only],
        "only": only,
        "too_many": len(asked) > MOST_COMPARED,
        "most": MOST_COMPARED,
        "strictest": _strictest(entries),
        "same": sum(not row.differs for row in rows),
    }
    return render(request, "catalogue/compare.html", context)


def _strictest(entries: list[Entry]) -> Any:
    return strictest(one.effective_marking.value for one in entries) if entries else None


def _compared(entries: list[Entry]) -> list[CompareRow]:
    if not entries:
        return []
    columns = [_cells(one)[1:] for one in entries]
    rows = [CompareRow(column[0][0], [cell for _label, cell in column], False) for column in zip(*columns, strict=True)]
    for title, lines_of in ((_("Openness"), queries.openness), (_("Side effects"), queries.side_effects)):
        for lines in zip(*(lines_of(one) for one in entries), strict=True):
            cells = [f"{one.judgement_label}. {one.note}".strip() for one in lines]
            rows.append(CompareRow(f"{title}: {lines[0].label}", cells, False))
    return [CompareRow(row.label, row.cells, len({str(cell) for cell in row.cells}) > 1) for row in rows]


@login_not_required
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    found = opened(request, EntryPhoto, pk, ("entry",))
    return send(found.file, found.content_type)


@login_not_required
@require_safe
def thumbnail(request: HttpRequest, pk: int) -> FileResponse:
    found = EntryPhoto.objects.visible_to(request.user).filter(pk=pk).first()  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return send(found.thumbnail, found.content_type)
