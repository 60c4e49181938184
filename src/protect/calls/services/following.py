"""Following calls: whoever is signed in, for oneself."""

from __future__ import annotations

from django.db import transaction

from protect.calls.following import Follow, Told
from protect.calls.publications import Publication
from protect.organisations.models import User
from protect.reminders.services import change_wishes


@transaction.atomic
def follow(person: User, publication: Publication | None = None) -> Follow:
    """Mails about this call, or about every new one; they come again where they were ended once."""
    made, _new = Follow.objects.get_or_create(user=person, publication=publication)
    change_wishes(person, {"calls": True})
    return made


@transaction.atomic
def unfollow(person: User, publication: Publication | None = None) -> None:
    Follow.objects.filter(user=person, publication=publication).delete()


def forget(person: User) -> None:
    """With the account goes what it followed; inside the transaction that deletes."""
    Follow.objects.filter(user=person).delete()
    Told.objects.filter(user=person).delete()


def followed_by(person: User) -> list[dict[str, object]]:
    """For the export of a person's data."""
    return [
        {"call": one.publication.title if one.publication else "*", "since": one.since.isoformat(timespec="seconds")}
        for one in Follow.objects.filter(user=person).select_related("publication")
    ]
