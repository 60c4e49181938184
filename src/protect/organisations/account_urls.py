"""The pages of a person's own account: ours, and those of django-allauth that the platform uses. Nobody registers unasked."""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as provider
from django.contrib.auth.decorators import login_not_required
from django.urls import path, register_converter
from django.urls.converters import StringConverter
from django.views.generic import RedirectView

from protect.organisations.views import account


class Base36(StringConverter):
    """The number of a person in the link of a mail; without the hyphens that stand in the key behind it."""

    regex = "[0-9A-Za-z]+"


register_converter(Base36, "base36")

urlpatterns = [
    path("", account.overview, name="account_overview"),
    path("sessions/", account.sessions, name="account_sessions"),
    path("sessions/end/", account.end_others, name="account_end_sessions"),
    path("sessions/<int:pk>/end/", account.end, name="account_end_session"),
    path("sign-ins/", account.sign_ins, name="account_sign_ins"),
    path("data/", account.data, name="account_data"),
    path("delete/", account.delete, name="account_delete"),
    path("login/", login_not_required(views.login), name="account_login"),
    # Nobody registers: who looks for that is shown how an organisation asks to join.
    path("signup/", login_not_required(RedirectView.as_view(pattern_name="organisations:ask")), name="account_signup"),
    path("logout/", views.logout, name="account_logout"),
    path("confirm/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/reset/", login_not_required(views.password_reset), name="account_reset_password"),
    path("password/reset/done/", login_not_required(views.password_reset_done), name="account_reset_password_done"),
    path(
        "password/reset/key/<base36:uidb36>-<str:key>/",
        login_not_required(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        login_not_required(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("inactive/", login_not_required(views.account_inactive), name="account_inactive"),
    # The second factor.
    path("second-factor/", factor.index, name="mfa_index"),
    path("second-factor/required/", account.second_factor_needed, name="account_second_factor"),
    path("second-factor/sign-in/", login_not_required(factor.authenticate), name="mfa_authenticate"),
    path("second-factor/confirm/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("second-factor/app/", totp.activate_totp, name="mfa_activate_totp"),
    path("second-factor/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("second-factor/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second-factor/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second-factor/codes/download/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("passkeys/", passkeys.list_webauthn, name="mfa_list_webauthn"),
    path("passkeys/add/", passkeys.add_webauthn, name="mfa_add_webauthn"),
    path("passkeys/confirm/", passkeys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("passkeys/sign-in/", login_not_required(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("passkeys/<int:pk>/remove/", passkeys.remove_webauthn, name="mfa_remove_webauthn"),
    path("passkeys/<int:pk>/name/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    # Single sign-on, where it is configured.
    path("single-sign-on/<str:provider_id>/login/", provider.login, name="openid_connect_login"),
    path("single-sign-on/<str:provider_id>/login/callback/", provider.callback, name="openid_connect_callback"),
    path("single-sign-on/cancelled/", login_not_required(social.login_cancelled), name="socialaccount_login_cancelled"),
]
