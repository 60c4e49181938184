"""The inbox: everybody has their own, and no address names a person."""

from tests.deciding import PEOPLE, WRONG_METHOD, read_only, signed_in

READERS = frozenset({"viewer", "assessor", "lead"})


def button():
    return signed_in().but(
        get={"stranger": "login"} | dict.fromkeys(PEOPLE[1:], WRONG_METHOD), because="a button in one's own inbox"
    )


DECISIONS = {
    "inbox:list": read_only(signed_in(leaks=READERS)),
    "inbox:number": read_only(signed_in()),
    "inbox:read": button(),
    "inbox:snooze": button(),
    "inbox:wake": button(),
    "inbox:mails": signed_in(),
}
