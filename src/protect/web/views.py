"""Front page, preferences, help and glossary."""

from __future__ import annotations

import datetime as dt
import mimetypes

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.assessments.models import Assessment, State
from protect.assessments.queries.overview import glances
from protect.organisations import audit
from protect.organisations.access import Reach
from protect.organisations.models import User, Verb
from protect.spaces.models import Space
from protect.web import glossary as terms
from protect.web import manual
from protect.web.forms import PreferencesForm

#: How far ahead a review is announced on the front page.
SOON = dt.timedelta(days=60)
SHOWN = 8


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """What waits for the reader; for visitors, what the platform is."""
    if not request.user.is_authenticated:
        return render(request, "web/welcome.html")
    seen = Assessment.objects.visible_to(request.user).select_related("space", "organisation", "scale_set")
    seen = seen.defer("scale_set__content", "space__wkb")
    today = timezone.localdate()
    mine = seen.filter(state__in=State.open_states(), organisation__in=list(Reach.of(request.user).roles))
    to_score = seen.filter(state=State.SCORING, team__user=request.user.pk, team__scores=True, team__handed_in_at=None)
    due = seen.filter(state__in=[State.APPROVED, State.EXPIRED], review_on__lte=today + SOON).order_by("review_on")
    opened, asked, again = list(mine[:SHOWN]), list(to_score[:SHOWN]), list(due[:SHOWN])
    glimpse = glances(opened)
    spaces = Space.objects.visible_to(request.user)
    return render(
        request,
        "web/home.html",
        {
            "to_score": asked,
            "open": [(one, glimpse[one.pk]) for one in opened],
            "due": again,
            "today": today,
            "spaces": spaces.count(),
            "assessments": seen.order_by().count(),
            "unassessed": list(
                spaces.filter(assessments=None, organisation__in=list(Reach.of(request.user).roles))[:SHOWN]
            ),
        },
    )


def preferences(request: HttpRequest) -> HttpResponse:
    person = request.user
    assert isinstance(person, User)
    form = PreferencesForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            before = audit.snapshot(person)
            changed = form.save()
            differences = audit.differences(before, audit.snapshot(changed))
            audit.record(Verb.CHANGED, changed, changes={name: differences[name] for name in differences})
        with translation.override(changed.language):
            messages.success(request, _("Your settings are saved."))
        return redirect("web:preferences")
    return render(request, "web/preferences.html", {"form": form})


@login_not_required
def help_page(request: HttpRequest, name: str = manual.START) -> HttpResponse:
    """A page of the manual; the same files that the repository shows."""
    page = manual.read(name)
    if page is None:
        raise Http404(_("There is no such page in the manual."))
    return render(request, "web/help.html", {"page": page, "contents": manual.contents()})


@login_not_required
def help_image(request: HttpRequest, name: str) -> FileResponse:
    found = manual.image(name)
    if found is None:
        raise Http404
    return FileResponse(found.open("rb"), content_type=mimetypes.guess_type(found.name)[0])


@login_not_required
def glossary(request: HttpRequest) -> HttpResponse:
    return render(request, "web/glossary.html", {"entries": terms.page()})
