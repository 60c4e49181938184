"""Who comes in through the provider of single sign-on: known people and invited ones, by an address it has verified."""

from __future__ import annotations

import logging
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import gettext as _

from protect.organisations import audit, services
from protect.organisations.models import Invitation, Membership, Organisation, Role, User, Verb

log = logging.getLogger(__name__)


class Adapter(DefaultSocialAccountAdapter):
    """Every sign-in is decided in ``pre_social_login``: it ends with an account of ours, or on the page that says why not."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            raise _refused(
                request, _("Sign out, then sign in through the provider; accounts are joined by their address.")
            )
        if sociallogin.is_existing:
            if not sociallogin.user.is_active:
                raise _refused(request, _("This account is closed. Ask the administrator of your organisation."))
            return
        email = verified_address(sociallogin)
        if not email:
            raise _refused(
                request,
                _(
                    "The provider does not confirm your e-mail address, so we cannot tell who you are. Ask your IT service."
                ),
            )
        try:
            user = admit(email, name_of(sociallogin), request.LANGUAGE_CODE)  # type: ignore[attr-defined]
        except ValidationError as error:
            raise _refused(request, " ".join(error.messages)) from None
        sociallogin.connect(request, user)

    def on_authentication_error(self, request: HttpRequest, provider: Any, **more: Any) -> None:
        log.warning("single sign-on failed: %s", more.get("error") or more.get("exception"))


def _refused(request: HttpRequest, why: str) -> ImmediateHttpResponse:
    return ImmediateHttpResponse(render(request, "socialaccount/refused.html", {"why": why}, status=403))


def claims_of(sociallogin: SocialLogin) -> dict[str, Any]:
    data = sociallogin.account.extra_data
    return data.get("userinfo") or data.get("id_token") or data


def verified_address(sociallogin: SocialLogin) -> str:
    """Empty unless the provider says in so many words that the address is verified."""
    claims = claims_of(sociallogin)
    return str(claims.get("email") or "").strip().lower() if claims.get("email_verified") is True else ""


def name_of(sociallogin: SocialLogin) -> str:
    claims = claims_of(sociallogin)
    parts = " ".join(str(claims.get(one) or "") for one in ("given_name", "family_name")).strip()
    return str(claims.get("name") or parts or "").strip()[:150]


@transaction.atomic
def admit(email: str, name: str, language: str) -> User:
    """The account with this address; or a new one, if it was invited or belongs to the configured domain.

    Raises ValidationError for everybody else.
    """
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        if not found.is_active:
            raise ValidationError(_("This account is closed. Ask the administrator of your organisation."))
        return found
    invitation = Invitation.objects.open().filter(email__iexact=email).order_by("-pk").first()
    if invitation is not None:
        user = _made(email, name, language)
        services.accept(invitation, user)
        return user
    provider = settings.SINGLE_SIGN_ON
    if provider and provider.domain and email.rpartition("@")[2] == provider.domain:
        organisation = Organisation.objects.filter(name=provider.organisation).first()
        if organisation is not None and provider.role in Role.values:
            user = _made(email, name, language)
            membership = Membership.objects.create(user=user, organisation=organisation, role=provider.role)
            audit.record(
                Verb.CREATED,
                membership,
                changes={"role": [None, membership.role]},
                by=user,
                note=_("joined by single sign-on"),
            )
            return user
        log.error("PROTECT_OIDC_ORGANISATION or PROTECT_OIDC_ROLE names nothing that is there; nobody new is let in")
    raise ValidationError(
        _(
            "You are signed in there, but nobody has invited %(email)s here yet. Ask the administrator of your organisation."
        )
        % {"email": email}
    )


def _made(email: str, name: str, language: str) -> User:
    user = User(email=email, name=name or email.partition("@")[0], language=language)
    user.set_unusable_password()
    user.save()
    audit.record(Verb.CREATED, user, by=user, note=_("by single sign-on"))
    return user
