"""List of assessments, beginning one, its overview, its versions, and bringing one in from a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from protect.assessments import document, importing, services
from protect.assessments.forms.judging import ImportForm, NewVersionForm
from protect.assessments.forms.preparation import BeginForm
from protect.assessments.models import Assessment, Mode, State
from protect.assessments.queries import overview, progress, sentences
from protect.assessments.queries.judgement import judge
from protect.assessments.queries.overview import Glance, Listing, glances
from protect.assessments.queries.versions import compare
from protect.assessments.views.common import open_assessment, show, step_url
from protect.organisations import audit
from protect.organisations.access import Reach, fetch
from protect.organisations.forming import attempt
from protect.organisations.lists import csv_response
from protect.organisations.models import Organisation, Role, Verb
from protect.spaces import history
from protect.spaces.models import Space

PAGE_SIZE = 50
EDITORS = (Role.ADMINISTRATOR, Role.LEAD, Role.ASSESSOR)
#: A file of a large assessment has about one megabyte.
LARGEST_FILE = 60_000_000


def assessment_list(request: HttpRequest) -> HttpResponse:
    listing = Listing.of(request.user, request.GET)
    if request.GET.get("format") == "csv":
        return _as_csv(listing)
    page = Paginator(listing.found(), PAGE_SIZE).get_page(request.GET.get("page"))
    seen = glances(page.object_list)
    return render(
        request,
        "assessments/list.html",
        {
            "listing": listing,
            "page_obj": page,
            "rows": [(assessment, seen[assessment.pk]) for assessment in page.object_list],
            "states": State.choices,
            "modes": Mode.choices,
        },
    )


def _as_csv(listing: Listing) -> HttpResponse:
    found = list(listing.found())
    seen = glances(found)
    for organisation in Organisation.objects.filter(pk__in={one.organisation_id for one in found}):
        audit.record(Verb.EXPORTED, organisation, note=_("list of assessments as CSV"))
    head = [
        _("Space"), _("Assessment"), _("Version"), _("State"), _("Organisation"), _("Highest level"), _("Open rows"),
        _("Assess again by"), _("Marking"),
    ]  # fmt: skip
    return csv_response("assessments.csv", [head, *(_line(one, seen[one.pk]) for one in found)])


def _line(one: Assessment, glance: Glance) -> list[object]:
    return [
        one.space.name,
        one.title,
        one.version,
        one.get_state_display(),
        one.organisation.name,
        "" if glance.highest is None else glance.scale_set.bands[glance.highest].label,
        glance.open_rows,
        one.review_on or "",
        one.effective_marking.short,
    ]


def begin(request: HttpRequest, space_pk: int) -> HttpResponse:
    space = fetch(request, Space, pk=space_pk, permission="spaces.edit", related=("organisation",))
    initial: dict[str, Any] = {"usage_states": sorted({"normal", *space.states.values_list("state", flat=True)})}
    if request.GET.get("mode") in Mode.values:
        initial["mode"] = request.GET["mode"]
    form = BeginForm(space.organisation, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        quick = values["mode"] == Mode.QUICK
        done, assessment = attempt(
            form,
            lambda: services.create_assessment(
                space,
                by=request.user,  # type: ignore[arg-type]
                mode=values["mode"],
                title=values["title"],
                scale_set=None if quick else values["scale_set"],
                steps=values.get("steps"),
                usage_states=["normal"] if quick else values["usage_states"],
            ),
        )
        if done and assessment is not None:
            messages.success(request, _("The assessment has begun. You lead it."))
            return redirect("assessments:scenarios" if quick else "assessments:preparation", assessment.pk)
    again = overview.to_start_from(request, space, space.assessments.visible_to(request.user).order_by("-version"))
    still_open = space.assessments.visible_to(request.user).filter(state__in=State.open_states()).first()
    return render(
        request, "assessments/begin.html", {"space": space, "form": form, "still_open": still_open, "again": again}
    )


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk)
    judgement = judge(assessment, request.user)
    path = progress.steps(assessment)
    current = next((one for one in path if one.current), None)
    versions = assessment.space.assessments.visible_to(request.user).order_by("-version")
    return show(
        request,
        assessment,
        "",
        "assessments/detail.html",
        {
            "steps": path,
            "obstacles": progress.obstacles(assessment) if assessment.is_open else [],
            "current": current,
            "current_url": step_url(assessment, current.key) if current else "",
            "judgement": judgement,
            "counts": sentences.counts(judgement),
            "vulnerabilities": [
                (one, judgement.level_of(one)) for one in assessment.vulnerabilities.prefetch_related("scenarios")
            ],
            "versions": versions.only("pk", "version", "state", "approved_at", "title", "space_id", "organisation_id"),
            **_since(request, assessment.based_on if assessment.is_open else None),
            "may_version": not assessment.is_open and request.user.has_perm("assessments.new_version", assessment),
        },
    )


def new_version(request: HttpRequest, pk: int) -> HttpResponse:
    assessment = open_assessment(request, pk, "assessments.new_version")
    form = NewVersionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, new = attempt(
            form,
            lambda: services.open_new_version(
                assessment,
                by=request.user,  # type: ignore[arg-type]
                score_anew=form.cleaned_data["score_anew"],
            ),
        )
        if done and new is not None:
            messages.success(request, _("Version %(version)d is open; it starts as a copy.") % {"version": new.version})
            return redirect("assessments:detail", new.pk)
    return show(request, assessment, "", "assessments/new_version.html", {"form": form, **_since(request, assessment)})


def _since(request: HttpRequest, base: Assessment | None) -> dict[str, Any]:
    """What happened at the space since a version was approved, the newest first: why to look again, and at what."""
    if base is None or base.approved_at is None:
        return {}
    others = [one for one in history.of(request.user, base.space) if one.kind not in ("assessment", "decision")]
    return {"since": [one for one in others if one.at > base.approved_at][:10], "since_version": base.version}


def versions(request: HttpRequest, pk: int, other_pk: int) -> HttpResponse:
    """Any two versions of the same space, side by side: what is new, changed and gone."""
    assessment = open_assessment(request, pk)
    other = fetch(request, Assessment, pk=other_pk, space_id=assessment.space_id, related=("space", "scale_set"))
    before, after = sorted([assessment, other], key=lambda one: one.version)
    return show(
        request,
        assessment,
        "",
        "assessments/versions.html",
        {"before": before, "after": after, "differences": compare(document.of(before), document.of(after))},
    )


def bring_in(request: HttpRequest) -> HttpResponse:
    """Import an assessment that was exported as JSON, here or on another platform."""
    reach = Reach.of(request.user)
    mine = [organisation for organisation, role in reach.roles.items() if role in EDITORS]
    form = ImportForm(request.POST or None, request.FILES or None)
    form.fields["organisation"].queryset = Organisation.objects.filter(pk__in=mine)  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        done, loaded = attempt(form, lambda: _load(request, form))
        if done and loaded is not None:
            messages.success(request, _("“%(title)s” was brought in. Check it, then approve it.") % {"title": loaded})
            return redirect("assessments:detail", loaded.pk)
    return render(request, "assessments/import.html", {"form": form, "may_import": bool(mine)})


def _load(request: HttpRequest, form: ImportForm) -> Assessment:
    upload = form.cleaned_data["file"]
    if upload.size > LARGEST_FILE:
        raise ValidationError({"file": _("The file is larger than 60 MB; export the assessment with fewer photos.")})
    content = importing.read(upload.read())
    return importing.load(content, form.cleaned_data["organisation"], by=request.user)  # type: ignore[arg-type]
