"""What the catalogue keeps for a time, what it keeps about people, and what may come back from the bin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.catalogue import services
from protect.catalogue.models import Comment, Entry, SavedSearch, State
from protect.organisations import personal, registry, retention
from protect.organisations.models import Organisation, User
from protect.organisations.services import bin


def old_retired(organisation: Organisation, before: dt.datetime) -> list[tuple[Entry, dt.datetime]]:
    rows = Entry.objects.filter(organisation=organisation, state=State.RETIRED, retired_at__lt=before)
    return [(one, one.retired_at) for one in rows if one.retired_at is not None]


def remove_old_retired(organisation: Organisation, before: dt.datetime) -> int:
    """Into the bin; what somebody chose or uses stays."""
    removed = 0
    for one, _since in old_retired(organisation, before):
        try:
            services.delete(one)
        except ValidationError:
            continue
        removed += 1
    return removed


def old_comments(organisation: Organisation, before: dt.datetime) -> list[tuple[Comment, dt.datetime]]:
    rows = Comment.objects.filter(organisation=organisation, created_at__lt=before).select_related("entry")
    return [(one, one.created_at) for one in rows]


def remove_old_comments(organisation: Organisation, before: dt.datetime) -> int:
    old = old_comments(organisation, before)
    for one, _since in old:
        services.remove_comment(one)
    return len(old)


def photo_may_come_back(photo: Any) -> None:
    entry = Entry.objects.get(pk=photo.entry_id)
    if entry.is_fixed:
        raise ValidationError(_("This entry stays as it was reviewed. Take it up again to change it."))


def searches_of(user: User) -> list[dict[str, Any]]:
    rows = SavedSearch.objects.filter(user=user)
    return [{"name": one.name, "query": one.query, "mails": one.notify, "since": one.created_at} for one in rows]


def comments_of(user: User) -> list[dict[str, Any]]:
    rows = Comment.objects.filter(author=user).select_related("entry")
    return [{"about": str(one.entry), "text": one.text, "written": one.created_at} for one in rows]


def register() -> None:
    registry.register("catalogue.entry", permission="catalogue.share", page="catalogue:detail")
    registry.register_deletable("catalogue.entry", permission="catalogue.delete", delete=services.delete)
    registry.register_deletable(
        "catalogue.comment", permission="catalogue.remove_comment", delete=services.remove_comment
    )
    bin.before_restoring("catalogue.entryphoto", photo_may_come_back)
    personal.keeps("catalogue_searches", gettext_lazy("Searches kept in the catalogue"), searches_of)
    personal.keeps("catalogue_comments", gettext_lazy("Comments in the catalogue"), comments_of)
    personal.forgets(services.forget_person)
    for kind in (
        retention.Kind(
            "retired_entries",
            gettext_lazy("Retired entries of the catalogue"),
            gettext_lazy("Who used a measure may look it up for years; what is chosen or in use stays in any case."),
            1825, 365, 7300,
            old_retired,
            remove_old_retired,
        ),
        retention.Kind(
            "entry_comments",
            gettext_lazy("Comments on entries of the catalogue"),
            gettext_lazy("After five years a measure and its use have changed; what was learned belongs into the entry."),
            1825, 180, 3650,
            old_comments,
            remove_old_comments,
        ),
    ):  # fmt: skip
        retention.register(kind)
