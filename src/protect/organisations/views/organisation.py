"""My organisations, one organisation, its settings."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from protect.organisations import conflicts, services
from protect.organisations.access import Reach
from protect.organisations.account_forms import SecondFactorForm
from protect.organisations.asking import JoinRequest
from protect.organisations.forming import attempt
from protect.organisations.forms import NewOrganisationForm, OrganisationForm
from protect.organisations.models import Invitation, Organisation, Role
from protect.organisations.queries import own
from protect.organisations.views.members import deliver


def organisation_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "organisations/list.html",
        {
            "organisations": own.listing(request.user),  # type: ignore[arg-type]
            "may_create": request.user.has_perm("organisations.create"),
            "requests": JoinRequest.objects.waiting().count() if request.user.has_perm("organisations.create") else 0,
        },
    )


def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """For its members; the list of people only for those who manage it."""
    organisation = own.open_organisation(request, pk)
    may_manage = request.user.has_perm("organisations.manage", organisation)
    may_invite = request.user.has_perm("organisations.invite", organisation)
    role = Reach.of(request.user).roles.get(pk)  # type: ignore[arg-type]
    return render(
        request,
        "organisations/detail.html",
        {
            "organisation": organisation,
            "role": Role(role).label if role else "",
            "administrators": own.administrators(organisation),
            "may_manage": may_manage,
            "may_invite": may_invite,
            "may_describe": request.user.has_perm("organisations.describe", organisation),
            "may_review": request.user.has_perm("organisations.review_access", organisation),
            "may_require": request.user.has_perm("organisations.require_second_factor", organisation),
            "may_read_audit": request.user.has_perm("organisations.read_audit", organisation),
            "members": own.members(organisation) if may_manage else None,
            "invitations": organisation.invitations.waiting() if may_invite else None,
            "link": request.session.pop("invitation_link", "") if may_invite else "",
        },
    )


def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Whether every member needs one; decided by the organisation's own administrators."""
    organisation = own.open_organisation(request, pk, "organisations.require_second_factor")
    form = SecondFactorForm(request.POST or None, about=organisation)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        done, _changed = conflicts.save(
            request,
            form,
            lambda stored: services.require_second_factor(stored, values["required"], reason=values["reason"]),
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", pk)
    context = {"form": form, "title": _("Second factor of the members"), "organisation": organisation}
    return render(request, "organisations/form.html", context)


def new(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("organisations.create"):
        raise PermissionDenied(_("Only the administrator of the platform adds organisations."))
    form = NewOrganisationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done, made = attempt(form, lambda: _create(request, form))
        if done:
            organisation, invitation, secret = made
            messages.success(request, _("%(name)s is added.") % {"name": organisation})
            deliver(request, invitation, secret)
            return redirect("organisations:detail", organisation.pk)
    return render(request, "organisations/form.html", {"form": form, "title": _("Add an organisation")})


@transaction.atomic
def _create(request: HttpRequest, form: NewOrganisationForm) -> tuple[Organisation, Invitation, str]:
    values = dict(form.cleaned_data)
    email = values.pop("administrator")
    organisation = services.create_organisation(values)
    invitation, secret = services.invite(organisation, email, Role.ADMINISTRATOR, by=request.user)  # type: ignore[arg-type]
    return organisation, invitation, secret


def change(request: HttpRequest, pk: int) -> HttpResponse:
    organisation = own.open_organisation(request, pk, "organisations.describe")
    sets_kind = request.user.has_perm("organisations.set_kind")
    form = OrganisationForm(request.POST or None, instance=organisation, sets_kind=sets_kind)
    if request.method == "POST" and form.is_valid():
        done, _changed = conflicts.save(
            request, form, lambda stored: services.change_organisation(stored, form.cleaned_data)
        )
        if done:
            messages.success(request, _("Saved."))
            return redirect("organisations:detail", pk)
    context = {"form": form, "title": _("Settings of the organisation"), "organisation": organisation}
    return render(request, "organisations/settings.html", {**context, "sets_kind": sets_kind})
