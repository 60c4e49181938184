"""The public form by which an organisation asks to join, and the list on which the platform's administrator decides."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from protect.organisations.account_forms import AskForm, DecisionForm
from protect.organisations.asking import JoinRequest
from protect.organisations.forming import attempt
from protect.organisations.limits import is_too_often, too_many
from protect.organisations.models import OrganisationKind
from protect.organisations.services import joining as services
from protect.organisations.views.members import deliver


@login_not_required
def ask(request: HttpRequest) -> HttpResponse:
    """Answers the same to everybody: look into your mail."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_too_often(request, "ask_to_join", form.cleaned_data["email"].lower()):
            return too_many(request)
        if form.cleaned_data["website"]:
            return render(request, "organisations/asked.html")  # a field that no person sees was filled in
        language: str = request.LANGUAGE_CODE  # type: ignore[attr-defined]
        done, _made = attempt(form, lambda: services.ask_to_join(form.cleaned_data, language=language))
        if done:
            return render(request, "organisations/asked.html")
    return render(request, "organisations/ask.html", {"form": form})


@never_cache
@login_not_required
def confirm(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link; a button confirms, because programs that check mails open links too."""
    found = services.find_request(secret)
    if found is None:
        return render(request, "organisations/invitation_gone.html", status=404)
    if request.method == "POST":
        services.confirm_request(found)
        return redirect(request.path)
    return render(
        request, "organisations/confirm_request.html", {"asked": found, "done": found.confirmed_at is not None}
    )


def _decider(request: HttpRequest) -> None:
    if not request.user.has_perm("organisations.create"):
        raise PermissionDenied(_("Only the administrator of the platform looks at requests to join."))


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    _decider(request)
    decided = JoinRequest.objects.exclude(decided_at=None).select_related("decided_by", "organisation")
    return render(
        request,
        "organisations/requests.html",
        {"waiting": JoinRequest.objects.waiting(), "decided": decided.order_by("-decided_at")[:50]},
    )


def one_request(request: HttpRequest, pk: int) -> HttpResponse:
    _decider(request)
    found = JoinRequest.objects.exclude(confirmed_at=None).filter(pk=pk).select_related("decided_by").first()
    if found is None:
        raise Http404(_("There is no such request."))
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user
        if request.POST.get("do") == "approve":
            done, made = attempt(form, lambda: services.approve_request(found, reason=reason, by=by))  # type: ignore[arg-type]
            if done and made:
                deliver(request, *made)
                return redirect("organisations:detail", made[0].organisation_id)
        else:
            done, _nothing = attempt(form, lambda: services.refuse_request(found, reason=reason, by=by))  # type: ignore[arg-type]
            if done:
                messages.success(request, _("Refused; they are told by mail."))
                return redirect("organisations:requests")
    kind = dict(OrganisationKind.choices).get(found.kind, found.kind)
    return render(request, "organisations/request.html", {"asked": found, "kind": kind, "form": form})
