"""The newsletter: whoever wants it, without an account; and the editors who write it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from protect.newsletters import mails, services
from protect.newsletters.forms import BounceForm, IssueForm, SubscribeForm
from protect.newsletters.models import Issue, Subscriber
from protect.organisations import audit, conflicts
from protect.organisations.forming import attempt
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.middleware import address
from protect.pages.views.editors import needs


@login_not_required
@never_cache
def subscribe(request: HttpRequest) -> HttpResponse:
    """Answers the same to everybody: look into your mail. So nobody learns who gets it already."""
    language: str = request.LANGUAGE_CODE  # type: ignore[attr-defined]
    form = SubscribeForm(request.POST or None, initial={"language": language})
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if is_too_often(request, "subscribe", email.lower()):
            return too_many(request)
        if not form.cleaned_data["website"]:
            with audit.acting(None, "newsletter"):
                services.subscribe(email, language=form.cleaned_data["language"], topics=form.cleaned_data["topics"])
        return render(request, "newsletters/asked.html", {"email": email})
    days = services.UNCONFIRMED.days
    return render(request, "newsletters/subscribe.html", {"form": form, "days": days})


def _of_link(request: HttpRequest, link: str) -> Subscriber | HttpResponse:
    found = services.find(link)
    if found is not None:
        return found
    if is_too_often(request, "respond", address(request)):
        return too_many(request)
    return render(request, "newsletters/gone.html", status=404)


@login_not_required
@never_cache
def confirm(request: HttpRequest, link: str) -> HttpResponse:
    """A button, because programs that look into mails for their owners follow every link."""
    found = _of_link(request, link)
    if isinstance(found, HttpResponse):
        return found
    if request.method == "POST":
        with audit.acting(None, "newsletter"):
            services.confirm(found)
        return redirect("newsletters:confirm", link)
    return render(request, "newsletters/confirm.html", {"subscriber": found, "link": link})


@csrf_exempt  # RFC 8058: mail programs send this without having asked for a page; the link itself is the secret
@login_not_required
@never_cache
def leave(request: HttpRequest, link: str) -> HttpResponse:
    if request.method == "POST" and services.is_a_link(link):
        # Programs that leave for their owners ask more than once: who has left has left.
        if (reader := services.find(link)) is not None:
            with audit.acting(None, "newsletter"):
                services.unsubscribe(reader)
        return render(request, "newsletters/left.html")
    found = _of_link(request, link)
    if isinstance(found, HttpResponse):
        return found
    return render(request, "newsletters/leave.html", {"link": link})


@require_safe
@needs("pages.edit")
def issues(request: HttpRequest) -> HttpResponse:
    listed = Issue.objects.annotate(
        to=Count("deliveries"), done=Count("deliveries", filter=Q(deliveries__sent_at__isnull=False))
    )
    readers = Subscriber.objects.exclude(confirmed_at=None).values("language").annotate(number=Count("pk"))
    context = {"issues": listed, "readers": readers.order_by("language"), "bounce": BounceForm()}
    return render(request, "newsletters/issues.html", context)


@needs("pages.edit")
def compose(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    issue = get_object_or_404(Issue, pk=pk) if pk is not None else None
    form = IssueForm(request.POST or None, instance=Issue.objects.get(pk=issue.pk) if issue else None)
    if request.method == "POST" and form.is_valid():
        if issue is None:
            made = services.compose(form.cleaned_data, form.chosen)
            return redirect("newsletters:preview", made.pk)
        done, made = conflicts.save(
            request, form, lambda stored: services.compose(form.cleaned_data, form.chosen, stored)
        )
        if done:
            return redirect("newsletters:preview", issue.pk)
    return render(request, "newsletters/compose.html", {"form": form, "issue": issue})


@require_safe
@needs("pages.edit")
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue, pk=pk)
    return render(request, "newsletters/preview.html", {"issue": issue, **mails.preview(issue)})


def _done(request: HttpRequest, verb: Any, told: str) -> None:
    try:
        verb()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, told)


@require_POST
@needs("pages.edit")
def send(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue, pk=pk)
    _done(request, lambda: services.send(issue), _("It is being sent."))
    return redirect("newsletters:issues")


@require_POST
@needs("pages.edit")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    issue = get_object_or_404(Issue, pk=pk)
    _done(request, lambda: services.drop(issue), _("The draft is gone."))
    return redirect("newsletters:issues")


@require_POST
@needs("pages.edit")
def bounce(request: HttpRequest) -> HttpResponse:
    form = BounceForm(request.POST)
    if form.is_valid():
        attempt(form, lambda: services.note_bounce(form.cleaned_data["email"]))
        messages.success(request, _("Noted. After three in a row the address is forgotten."))
    else:
        messages.error(request, _("Write an e-mail address."))
    return redirect("newsletters:issues")
