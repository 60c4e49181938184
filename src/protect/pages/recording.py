"""What happens at the editors' desk, in our audit trail.

Wagtail writes a log of its own: every page, picture and file made, changed, published, taken back or deleted, by hand or by
the clock, is one new row there, written in the transaction of the change. Each row is told in our trail at once. By a signal
of those rows, because Wagtail calls none of our services, and this is the one place that none of its ways goes past.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.signals import post_save

from protect.organisations import audit
from protect.organisations.models import Verb

#: Steps of its log by our words; others are changes.
VERBS = {
    "wagtail.create": Verb.CREATED,
    "wagtail.copy": Verb.CREATED,
    "wagtail.create_alias": Verb.CREATED,
    "wagtail.copy_for_translation": Verb.CREATED,
    "wagtail.delete": Verb.DELETED,
    "wagtail.publish": Verb.MOVED_ON,
    "wagtail.publish.scheduled": Verb.MOVED_ON,
    "wagtail.unpublish": Verb.MOVED_ON,
    "wagtail.unpublish.scheduled": Verb.MOVED_ON,
    "wagtail.move": Verb.MOVED_ON,
}


def tell(sender: Any, instance: Any, created: bool, **signal: Any) -> None:
    if not created:
        return
    audit.record(VERBS.get(instance.action, Verb.CHANGED), _thing_of(instance), note=instance.action)


def _thing_of(row: Any) -> models.Model:
    """The page or thing that the row is about; of what is deleted already a shell with its kind, key and name."""
    model = row.content_type.model_class()
    key = row.page_id if hasattr(row, "page_id") else row.object_id
    shell: Any = model(pk=int(key))
    shell.audit_name = row.label
    return shell  # type: ignore[no-any-return]


def register() -> None:
    from wagtail.models import ModelLogEntry, PageLogEntry

    for model in (PageLogEntry, ModelLogEntry):
        post_save.connect(tell, sender=model, dispatch_uid=f"pages.recording.{model.__name__}")
