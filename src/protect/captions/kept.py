"""What is kept of a person: working copies that they have not saved as a version yet. Who wrote a version, the log tells."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from protect.captions.models import Work
from protect.organisations import personal
from protect.organisations.models import User

CODE = "caption_drafts"


def drafts_of(user: User) -> list[dict[str, Any]]:
    rows = Work.objects.filter(person=user).select_related("track").order_by("pk")
    return [
        {"track": one.track_id, "changed_at": one.changed_at.isoformat(timespec="seconds"), "text": one.text}
        for one in rows
    ]


def forget(user: User) -> None:
    Work.objects.filter(person=user).delete()


def register() -> None:
    personal.keeps(CODE, _("Captions that I am working on"), drafts_of)
    personal.forgets(forget)
