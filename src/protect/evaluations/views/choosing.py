"""The ranking with its robustness, the decision, and what is published of it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from protect.evaluations import services
from protect.evaluations.forms.choosing import DecideForm, PublishForm
from protect.evaluations.models import Candidate, Decision, Evaluation, Identity, Selected
from protect.evaluations.queries import ranking as queries
from protect.evaluations.queries import telling
from protect.evaluations.queries.standing import current_set
from protect.evaluations.services.choosing import chosen_last
from protect.evaluations.views.common import act, form_page, open_evaluation, saved
from protect.organisations import audit
from protect.organisations.access import fetch
from protect.organisations.feeding import Feed
from protect.organisations.forming import attempt
from protect.organisations.keeping import may_be_kept
from protect.organisations.listing import Listing, listed
from protect.organisations.lists import csv_response
from protect.organisations.models import Verb
from protect.reference.wording import translate

PAGE_SIZE, MOST_IN_FEED = 50, 50


def _tried(request: HttpRequest, evaluation: Evaluation, groups: list[dict[str, Any]]) -> dict[str, int] | None:
    """Weights of the groups that the reader tries, 0 to 100 each; None where nothing is tried."""
    found = {}
    for one in groups:
        text = request.GET.get(f"w-{one['code']}", "")
        if text.isascii() and text.isdigit() and len(text) < 4:
            found[one["code"]] = min(int(text), 100)
    return found if any(found.values()) else None


@require_safe
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Values, ranks, how sure they are, other methods beside them; other weights can be tried; ``?format=csv``."""
    evaluation = open_evaluation(request, pk)
    groups = current_set(evaluation).groups
    tried = _tried(request, evaluation, groups)
    found = queries.ranked(evaluation, request.user, points=tried, robust=tried is None)
    if request.GET.get("format") == "csv":
        audit.record(Verb.EXPORTED, evaluation, note="CSV")
        return _as_csv(found)
    titles, rows, changed = telling.stages(evaluation, request.user)
    context = {
        "evaluation": evaluation, "found": found, "tried": tried is not None,
        "sentences": telling.sentences(found) if tried is None else [],
        "rows": [
            (one, telling.stacked(one, found.groups), telling.acceptability(one), telling.ranks_in_words(one))
            for one in found.rows
        ],
        "missing": telling.missing(found),
        "groups": [
            {"code": one["code"], "label": translate(one["label"]), "weight": found.weights[one["code"]],
             "fill": telling.FILLS[number % len(telling.FILLS)]}
            for number, one in enumerate(found.groups)
        ],
        "profile": telling.profile(found), "letters": [(chr(65 + n % 26), one.candidate) for n, one in enumerate(found.rows)],
        "stage_titles": titles, "stages": rows, "changed": changed,
        "decisions": Decision.objects.visible_to(request.user).filter(evaluation=evaluation)  # type: ignore[attr-defined]
        .prefetch_related("chosen"),
        "chosen": chosen_last(evaluation),
        "may_decide": request.user.has_perm("evaluations.decide", evaluation),
    }  # fmt: skip
    return render(request, "evaluations/ranking.html", context)


def _as_csv(found: queries.Ranked) -> HttpResponse:
    head = [_("Rank"), _("Candidate"), _("Value, of 100"), _("Covered, % of weight"), _("First, % of weightings"),
            *(translate(one["label"]) for one in found.groups), _("TOPSIS"), _("PROMETHEE II"), _("Fails")]  # fmt: skip
    rows = [
        [one.rank or "", one.candidate.name, "" if one.value is None else one.value, one.coverage,
         "" if one.first is None else one.first,
         *("" if one.levels.get(g["code"]) is None else one.levels[g["code"]] for g in found.groups),
         one.others.get("TOPSIS", ""), one.others.get("PROMETHEE II", ""), ", ".join(one.failed)]
        for one in found.rows
    ]  # fmt: skip
    return csv_response("ranking.csv", [head, *rows])


def decide(request: HttpRequest, pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.decide")
    form = DecideForm(evaluation, request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(
            form,
            lambda: services.decide(
                evaluation,
                values["kind"],
                values["chosen"],
                reason=values["reason"],
                by=request.user,  # type: ignore[arg-type]
            ),
        )
        if done:
            return saved(request, "evaluations:ranking", pk)
    lead = _("The ranking advises; you decide.")
    return form_page(request, evaluation, form, _("Record a decision"), ("evaluations:ranking", pk), lead=lead)


def publish(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    """A chosen solution goes on the public list, in words of its own and with the provider's consent."""
    evaluation = open_evaluation(request, pk, "evaluations.decide")
    found = fetch(request, Candidate, pk=candidate_pk, evaluation=evaluation)
    there = Selected.objects.filter(candidate=found).first()
    named = Identity.objects.visible_to(request.user).filter(candidate=found).first()  # type: ignore[attr-defined]
    initial = {"name": there.name, "summary": there.summary} if there else {"name": found.name}
    form = PublishForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _made = attempt(form, lambda: services.publish(found, name=values["name"], summary=values["summary"]))
        if done:
            return saved(request, "evaluations:ranking", pk)
    lead = _("Published is what you write here, the provider's name and country, and your organisation.")
    if named is None or named.consent_on is None:
        lead += " " + _("The provider has not agreed to be named yet; record the consent first.")
    return form_page(
        request, evaluation, form, _("Publish “%(name)s”") % {"name": found}, ("evaluations:ranking", pk), lead=lead,
        submit=_("Publish"),
    )  # fmt: skip


@require_POST
def unpublish(request: HttpRequest, pk: int, candidate_pk: int) -> HttpResponse:
    evaluation = open_evaluation(request, pk, "evaluations.decide")
    found = fetch(request, Selected, candidate__pk=candidate_pk, candidate__evaluation=evaluation)
    return act(request, lambda: services.unpublish(found), _("It is off the public list."), "evaluations:ranking", pk)


SELECTED_SORTS: dict[str, tuple[Any, Any]] = {
    "newest": (_lazy("newest first"), ["-published_at"]),
    "name": (_lazy("solution"), ["name"]),
    "provider": (_lazy("provider"), ["provider", "name"]),
    "organisation": (_lazy("selected by"), ["organisation__name", "name"]),
}


def _public(request: HttpRequest) -> Listing:
    """By the one rule of seeing, which lets everybody in; without an entry in the audit trail."""
    texts = ("name", "provider", "summary")
    return listed(request, Selected, texts=texts, sorts=SELECTED_SORTS, within=Q(withdrawn_at=None))


@login_not_required
@require_safe
@may_be_kept
def selected(request: HttpRequest) -> HttpResponse:
    """Selected solutions of all cities, for everybody."""
    listing = _public(request)
    if listing.wants_csv:
        return selected_csv(request)
    return render(request, "evaluations/selected.html", {"listing": listing, "page_obj": listing.page(PAGE_SIZE)})


@login_not_required
@require_safe
def selected_csv(request: HttpRequest) -> HttpResponse:
    head = [_("Solution"), _("Provider"), _("Country"), _("Selected by"), _("Published"), _("Summary")]
    rows = [
        [one.name, one.provider, one.country, one.organisation.name, one.published_at.date().isoformat(), one.summary]
        for one in _public(request).found
    ]
    return csv_response("selected-solutions.csv", [head, *rows])


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    here = request.build_absolute_uri(reverse("evaluations:selected"))
    made = Feed(
        title=_("Selected solutions"), link=here, feed_url=request.build_absolute_uri(),
        description=_("Solutions that towns selected after an evaluation, named with the consent of their providers."),
    )  # fmt: skip
    for one in _public(request).found[:MOST_IN_FEED]:
        made.add_item(
            title=one.name, link=f"{here}#s{one.pk}", description=one.summary, unique_id=f"{here}#s{one.pk}",
            pubdate=one.published_at, updateddate=one.published_at, author_name=one.provider,
        )  # fmt: skip
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
