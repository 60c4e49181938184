"""The inbox of whoever is signed in. Nobody else's: no address here names a person."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from protect.inbox import queries, services
from protect.inbox.forms import PacesForm, SnoozeForm
from protect.inbox.queries import SORTS, URGENCIES, Inbox
from protect.organisations import conflicts
from protect.organisations.lists import LONGEST_KEY, csv_response
from protect.organisations.models import User
from protect.reminders.queries import wishes_of

PAGE_SIZE = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    box = Inbox.of(person, request.GET)
    queries.keep_number(person, box.number)
    if request.GET.get("format") == "csv":
        return _as_csv(box)
    page = Paginator(box.tasks, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "inbox/list.html", {
        "box": box, "page_obj": page, "groups": queries.grouped(page.object_list), "news": box.news[:PAGE_SIZE],
        "counts": box.counts(), "sorts": SORTS.items(), "here": request.get_full_path(),
    })  # fmt: skip


def _as_csv(box: Inbox) -> HttpResponse:
    """One's own list; what it names was read on this page, so the log has nothing to add."""
    head = [_("Urgency"), _("Kind"), _("What"), _("Why"), _("Organisation"), _("Since"), _("Due"), _("Address")]
    rows: list[list[object]] = [
        [
            URGENCIES[one.urgency], one.label, one.waiting.title, one.waiting.why, one.organisation,
            one.waiting.since or "", one.waiting.due or "", one.waiting.address,
        ]
        for one in box.tasks
    ]  # fmt: skip
    rows += [
        [_("news"), one.label, one.news.title, "", one.organisation, one.news.at.date(), "", one.news.address]
        for one in box.news
    ]
    return csv_response("inbox.csv", [head, *rows])


@require_safe
def number(request: HttpRequest) -> JsonResponse:
    """For the header of pages that are open: counted anew where the last count is a minute old."""
    person: User = request.user  # type: ignore[assignment]
    known, fresh = queries.known_number(person)
    counted = known if fresh and known is not None else queries.count(person)
    response = JsonResponse({"number": counted})
    response["Cache-Control"] = "private, no-store"
    return response


def _back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    own = back.startswith("/") and url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return back if own else reverse("inbox:list")


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """``key`` once or more, or ``all``; ``unread`` takes it back."""
    person: User = request.user  # type: ignore[assignment]
    keys = [
        int(one) for one in request.POST.getlist("key") if one.isascii() and one.isdigit() and len(one) <= LONGEST_KEY
    ]
    done = services.mark_read(
        person, None if request.POST.get("all") else keys, read=not request.POST.get("unread")
    )  # fmt: skip
    queries.forget_number(person)
    if request.POST.get("all"):
        messages.success(
            request,
            ngettext("%(number)s notification is marked as read.", "%(number)s notifications are marked as read.", done)
            % {"number": done},
        )
    return redirect(_back(request))


@require_POST
def snooze(request: HttpRequest) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    form = SnoozeForm(request.POST)
    if form.is_valid():
        try:
            services.snooze(person, form.cleaned_data["code"], form.cleaned_data["until"])
            queries.forget_number(person)
            messages.success(request, _("Put off. It comes back on that day, and stands under “Put off” until then."))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    else:
        messages.error(request, _("Choose a day after today."))
    return redirect(_back(request))


@require_POST
def wake(request: HttpRequest) -> HttpResponse:
    person: User = request.user  # type: ignore[assignment]
    services.wake(person, request.POST.get("code", ""))
    queries.forget_number(person)
    return redirect(_back(request))


def mails(request: HttpRequest) -> HttpResponse:
    person = User.objects.get(pk=request.user.pk)
    form = PacesForm(request.POST or None, about=person)
    if request.method == "POST" and form.is_valid():
        done, _made = conflicts.save(request, form, lambda stored: services.set_paces(stored, form.cleaned_data))
        if done:
            messages.success(request, _("Saved."))
            return redirect("inbox:mails")
    return render(request, "inbox/mails.html", {"form": form, "wishes": wishes_of(person)})
