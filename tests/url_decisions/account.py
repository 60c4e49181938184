"""One's own account: signing in and out, passwords, second factor, sessions, data; pages of django-allauth and ours."""

from tests.deciding import (
    HIDDEN,
    PEOPLE,
    SENT_ON,
    WRONG_METHOD,
    public,
    read_only,
    signed_in,
)

#: Who is signed in already is sent home from the door.
_at_the_door = dict.fromkeys(PEOPLE[1:], SENT_ON)
#: Asks for the password again before it shows or does anything.
_asks_again = signed_in().but(get=_at_the_door, post=_at_the_door)
#: A key or code that this person does not have.
_not_theirs = dict.fromkeys(PEOPLE[1:], HIDDEN)
#: Button only: nothing to look at.
_button = dict.fromkeys(PEOPLE[1:], WRONG_METHOD)
_nobody_configured = dict.fromkeys(PEOPLE, HIDDEN)


def _key(w):
    return {"pk": 1}


DECISIONS = {
    "account_overview": read_only(signed_in()),
    "account_sessions": read_only(signed_in()),
    "account_end_sessions": signed_in().but(get=_button),
    # Somebody else's session is none that could be ended.
    "account_end_session": signed_in(lambda w: {"pk": 999_999}).but(get=_button, post=_not_theirs),
    "account_sign_ins": read_only(signed_in()),
    "account_data": signed_in(),
    "account_delete": signed_in().but(post=_at_the_door),
    "account_login": public().but(get=_at_the_door),
    "account_signup": public().but(get=dict.fromkeys(PEOPLE, SENT_ON)),
    "account_logout": signed_in().but(get={"stranger": SENT_ON}, post={"stranger": SENT_ON}),
    "account_reauthenticate": signed_in(),
    "account_change_password": signed_in(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(lambda w: {"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": public(),
    "account_inactive": public(),
    "account_second_factor": read_only(signed_in()).but(get=_at_the_door),
    "mfa_index": signed_in(),
    # Between password and code; whoever comes otherwise is sent to the door.
    "mfa_authenticate": public().but(get=dict.fromkeys(PEOPLE, SENT_ON), post=dict.fromkeys(PEOPLE, SENT_ON)),
    "mfa_reauthenticate": _asks_again,
    "mfa_reauthenticate_webauthn": _asks_again,
    "mfa_activate_totp": _asks_again,
    "mfa_deactivate_totp": signed_in().but(get=_not_theirs, post=_not_theirs),
    "mfa_view_recovery_codes": signed_in().but(get=_not_theirs),
    "mfa_generate_recovery_codes": _asks_again,
    "mfa_download_recovery_codes": signed_in().but(get=_not_theirs),
    "mfa_list_webauthn": signed_in(),
    "mfa_add_webauthn": _asks_again,
    "mfa_login_webauthn": public().but(get=dict.fromkeys(PEOPLE, SENT_ON)),
    "mfa_remove_webauthn": signed_in(_key).but(get=_at_the_door, post=_at_the_door),
    "mfa_edit_webauthn": signed_in(_key).but(get=_at_the_door, post=_at_the_door),
    # No provider is configured in the tests' world; tests/organisations/test_single_sign_on.py starts one.
    "openid_connect_login": public(lambda w: {"provider_id": "none"}).but(
        get=_nobody_configured, post=_nobody_configured
    ),
    "openid_connect_callback": public(lambda w: {"provider_id": "none"}).but(
        get=_nobody_configured, post=_nobody_configured
    ),
    "socialaccount_login_cancelled": public(),
}
