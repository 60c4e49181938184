"""People of an organisation: inviting, accepting, roles."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from protect.organisations import conflicts, services
from protect.organisations.forming import attempt
from protect.organisations.forms import FirstAdministratorForm, InviteForm, JoinForm, RoleForm
from protect.organisations.models import Invitation, Membership, Organisation, Role
from protect.organisations.queries import own
from protect.organisations.roles import MEANING


def deliver(request: HttpRequest, invitation: Invitation, secret: str) -> None:
    """Mail the link and keep it for being shown once: not every town has a mail server that this one may use."""
    path = reverse("organisations:invitation", args=[secret])
    link = settings.PUBLIC_ADDRESS.rstrip("/") + path
    sent = services.send_invitation(invitation, link)
    request.session["invitation_link"] = request.build_absolute_uri(path)
    if sent:
        messages.success(request, _("An invitation went to %(email)s.") % {"email": invitation.email})
    else:
        messages.warning(
            request,
            _("The mail to %(email)s could not be sent. Hand over the link below yourself.")
            % {"email": invitation.email},
        )


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.invite")
    administers = request.user.has_perm("organisations.manage", organisation)
    form = (InviteForm if administers else FirstAdministratorForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, made = attempt(
            form,
            lambda: services.invite(organisation, values["email"], values["role"], by=request.user),  # type: ignore[arg-type]
        )
        if done:
            deliver(request, *made)
            return redirect("organisations:detail", pk)
    context = {"form": form, "title": _("Invite a person"), "organisation": organisation, "button": _("Invite")}
    return render(request, "organisations/form.html", context)


def _member(organisation: Organisation, member_pk: int) -> Membership:
    found = own.members(organisation).filter(pk=member_pk).first()
    if found is None:
        raise Http404(_("This person is not a member any more."))
    return found


def change_role(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.manage")
    membership = _member(organisation, member_pk)
    form = RoleForm(membership, request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, _changed = conflicts.save(
            request, form, lambda stored: services.change_role(stored, form.cleaned_data["role"])
        )
        if done:
            messages.success(request, _("%(person)s has another role now.") % {"person": membership.user})
            return redirect("organisations:list" if membership.user == request.user else _page(pk))
    title = _("Role of %(person)s") % {"person": membership.user}
    return render(request, "organisations/form.html", {"form": form, "title": title, "organisation": organisation})


def _page(pk: int) -> str:
    return reverse("organisations:detail", args=[pk])


def _act(request: HttpRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    try:
        verb()
    except ValidationError as error:
        for sentence in error.messages:
            messages.error(request, sentence)
    else:
        messages.success(request, done)
    return redirect(_page(pk))


@require_POST
def remove(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.manage")
    membership = _member(organisation, member_pk)
    person = membership.user
    answer = _act(
        request,
        pk,
        lambda: services.remove_member(membership, by=request.user),  # type: ignore[arg-type]
        _("%(person)s is no longer a member. What they wrote stays.") % {"person": person},
    )
    gone = person == request.user and membership.pk is None
    return redirect("organisations:list") if gone else answer


@require_POST
def withdraw(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.invite")
    invitation = organisation.invitations.waiting().filter(pk=invitation_pk).first()
    if invitation is None:
        raise Http404(_("This invitation has been used or withdrawn."))
    return _act(request, pk, lambda: services.withdraw(invitation), _("The invitation is withdrawn."))


@require_POST
def invite_again(request: HttpRequest, pk: int, invitation_pk: int) -> HttpResponse:
    """A new link to the same address with the same role, also after the old one has expired; the old one opens nothing."""
    organisation = own.open_organisation(request, pk, "organisations.invite")
    found = organisation.invitations.filter(pk=invitation_pk, accepted_at=None, withdrawn_at=None).first()
    if found is None:
        raise Http404(_("This invitation has been used or withdrawn."))
    try:
        made = services.invite(organisation, found.email, found.role, by=request.user)  # type: ignore[arg-type]
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        deliver(request, *made)
    return redirect(_page(pk))


@never_cache
@sensitive_post_parameters("password", "again")
@login_not_required
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """The page behind the link: join with the account one has, or make one."""
    found = services.find_invitation(secret)
    if found is None:
        return render(request, "organisations/invitation_gone.html", status=404)
    person = request.user
    context: dict[str, Any] = {"invitation": found, "organisation": found.organisation, "path": request.path}
    context["meaning"] = MEANING[Role(found.role)]
    if person.is_authenticated:
        context["is_theirs"] = person.email.lower() == found.email.lower()
        if request.method == "POST":
            try:
                services.accept(found, person)
            except ValidationError as error:
                messages.error(request, " ".join(error.messages))
                return redirect(request.path)
            messages.success(request, _("You belong to %(organisation)s now.") % {"organisation": found.organisation})
            return redirect("organisations:detail", found.organisation_id)
        return render(request, "organisations/invitation.html", context)
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        language: str = request.LANGUAGE_CODE  # type: ignore[attr-defined]
        done, user = attempt(
            form,
            lambda: services.accept_as_new(found, name=values["name"], password=values["password"], language=language),
        )
        if done:
            login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            messages.success(
                request, _("Welcome. You belong to %(organisation)s.") % {"organisation": found.organisation}
            )
            return redirect("web:home")
    return render(request, "organisations/invitation.html", {**context, "form": form})
