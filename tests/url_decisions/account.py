"""Signing in and out, passwords: pages of django-allauth."""

from tests.deciding import PEOPLE, SENT_ON, public, signed_in

#: Who is signed in already is sent home from the door.
_at_the_door = dict.fromkeys(PEOPLE[1:], SENT_ON)

DECISIONS = {
    "account_login": public().but(get=_at_the_door),
    "account_logout": signed_in().but(get={"stranger": SENT_ON}, post={"stranger": SENT_ON}),
    "account_change_password": signed_in(),
    "account_reset_password": public(),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(lambda w: {"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": public(),
    "account_inactive": public(),
}
