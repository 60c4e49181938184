"""What answers keep for a time: drafts that nobody submitted, after their call is over."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from protect.answers.models import Draft
from protect.organisations import audit, retention
from protect.organisations.models import Organisation, Verb


def _left_behind(organisation: Organisation, before: dt.datetime) -> QuerySet[Draft]:
    rows = Draft.objects.filter(organisation=organisation, publication__answers_until__lt=before, changed_at__lt=before)
    return rows.filter(submissions=None).select_related("publication")


def old_drafts(organisation: Organisation, before: dt.datetime) -> list[tuple[Draft, dt.datetime]]:
    """Whose call closed, and which nobody touched since; what was submitted once is a record and stays."""
    return [(one, one.publication.answers_until) for one in _left_behind(organisation, before)]


@transaction.atomic
def remove_old_drafts(organisation: Organisation, before: dt.datetime) -> int:
    """With their files."""
    removed = 0
    for draft in _left_behind(organisation, before).select_for_update(of=("self",)):
        files = [(one.file.storage, one.file.name) for one in draft.attachments.all()]
        audit.record(Verb.DELETED, draft)
        draft.delete()
        for storage, name in files:
            if name:
                transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]
        removed += 1
    return removed


def register() -> None:
    retention.register(
        retention.Kind(
            "answer_drafts",
            gettext_lazy("Answers to calls that were never submitted"),
            gettext_lazy("A late answer is still taken; a year after the deadline nobody will send it any more."),
            365, 30, 1825,
            old_drafts,
            remove_old_drafts,
        )
    )  # fmt: skip
