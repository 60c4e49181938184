"""Passwords after NIST SP 800-63B-4: length, no composition, no password that is tried first."""

from __future__ import annotations

import unicodedata

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.organisations.models import User
from tests.world import PASSWORD

GOOD = [
    "kites over quiet harbours",
    "correct horse battery staple",
    "aaaa bbbb cccc dddd eeee ffff",  # weak to a person's eye, but guessed by no list
    "только кириллица здесь",
    "     fifteen spaces count     ",
    "x9" * 3 + "m4k2q8w7z1",
    "a" * 10 + "b" * 54 + "".join(chr(97 + n % 26) for n in range(0, 190, 3)),
]


@pytest.mark.parametrize("password", GOOD)
def test_any_characters_of_fifteen_or_more_will_do(password):
    validate_password(password, User(email="anna@town.example", name="Anna Berg"))


@pytest.mark.parametrize("length", [64, 128, 256])
def test_long_ones_are_taken_whole(length):
    validate_password(("quiet harbours, " * 20)[: length - 3] + "end")


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("short", "5 characters of 15"),
        ("Tr0ub4dor&3-xyz"[:14], "too short"),
        ("kites over quiet harbours " * 12, "longer than 256"),
        ("aaaaaaaaaaaaaaaa", "repetition"),
        ("abcabcabcabcabcabc", "repetition"),
        ("123456789012345678", "repetition|row"),
        ("qwertyuiopasdfghjkl", "row of keys"),
        ("lkjhgfdsapoiuytrewq", "row of keys"),
        ("password password 1", "tried first|names"),
        ("Protect-Platform-2026", "names"),
        ("Municipality of Testa 2026!", "names"),
        ("AnnaBerg-AnnaBerg-1", "names|similar"),
        ("anna.berg@town.example", "names|similar"),
        ("1234 5678 9012 3456 7890", "repetition|row|names"),
    ],
)
def test_what_is_tried_first_is_refused_and_said(w, password, word):
    person = User.objects.create_user("anna.berg@town.example", PASSWORD, name="Anna Berg")
    person.memberships.create(organisation=w.municipality, role="viewer")
    with pytest.raises(ValidationError, match=word):
        validate_password(password, person)


@pytest.mark.parametrize(
    ("password", "word"),
    [
        ("sunshinesunshine", "repetition"),
        ("Sommer2026Sommer2026", "repetition"),
        ("aaaaaaaaaaaaaaab", "repetition"),
        ("abcabcabcabcabcd", "repetition"),
        ("passw0rdpassw0rd1", "repetition"),
        ("asdfghjkl;'zxcvb", "row of keys"),
        ("zaq12wsxcde34rfv", "row of keys"),
        ("thisismypassword", "names"),
        ("mypasswordismypassword", "names"),
        ("1qaz2wsx3edc4rfv", "row of keys"),
        ("dragonmonkey12345", "common"),
        ("Football&Superman", "common"),
        ("P@ssw0rd-Dr4gon!!", "common"),
        ("superman2026football", "common"),
    ],
)
def test_common_ones_are_refused_twice_over_and_in_disguise(password, word):
    with pytest.raises(ValidationError, match=word):
        validate_password(password, User(email="anna.berg@town.example", name="Anna Berg"))


def test_an_invited_person_may_not_take_the_name_of_the_organisation(w, client):
    from protect.organisations import services

    _invitation, secret = services.invite(w.municipality, "new@testa.example", "viewer", by=w.administrator)
    password = "MunicipalityOfTesta2026"
    page = client.post(
        reverse("organisations:invitation", args=[secret]), {"name": "New", "password": password, "again": password}
    )
    assert "names that anybody would try first" in page.content.decode()


def test_an_accent_is_the_same_however_a_keyboard_sends_it(w, client):
    """One device sends é as one code point, another as e with an accent behind it."""
    password = "penkios žąsys prie upės"
    w.viewer.set_password(unicodedata.normalize("NFD", password))
    w.viewer.save()
    for form in ("NFC", "NFD"):
        login = {"login": w.viewer.email, "password": unicodedata.normalize(form, password)}
        assert client.post(reverse("account_login"), login).status_code == 302
        client.post(reverse("account_logout"))
    assert not w.viewer.check_password("penkios zasys prie upes")
    # What was kept before as it was sent still opens the account.
    w.viewer.password = make_password(unicodedata.normalize("NFD", password))
    assert w.viewer.check_password(unicodedata.normalize("NFD", password))


@pytest.mark.parametrize("typed", ["  Kites over quiet harbours  ", "KITES over quiet harbours 1"])
def test_spaces_and_capitals_count_as_typed(w, typed):
    w.viewer.set_password(typed)
    assert w.viewer.check_password(typed)
    assert not w.viewer.check_password(typed.strip().lower()) and not w.viewer.check_password(typed[:-1])


def test_the_form_allows_pasting_and_the_browser_s_password_store(w, client):
    client.force_login(w.viewer)
    page = client.get(reverse("account_change_password")).content.decode()
    assert "onpaste" not in page
    assert 'autocomplete="new-password"' in page and 'autocomplete="current-password"' in page
