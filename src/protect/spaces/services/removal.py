"""Taking parts and files off a space, and the way back: what was removed is kept for a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.models import Verb
from protect.spaces.models import Attachment, Removed

#: How long a removal can be undone. Short, because photos and contacts are personal data.
KEPT_FOR = dt.timedelta(days=1)


@transaction.atomic
def remove_part(part: Any) -> Removed:
    """Take a sub-area, entrance, measure, usage state, contact, photo or document off its space.

    Raises ValidationError for what an assessment stands on: that stays. Files leave the disk with ``forget_removed``.
    """
    forget_old()
    pointers = _pointers(part)
    removed = Removed.objects.create(
        space=part.space,
        object_type=part._meta.label_lower,
        name=force_str(part)[:200],
        content=serializers.serialize("json", [part]),
        pointers=pointers,
        removed_by=audit.actor(),
    )
    audit.record(Verb.DELETED, part)
    space = part.space
    part.delete()
    space.save(update_fields=["changed_at"])
    return removed


def _pointers(part: models.Model) -> list[list[object]]:
    """``[model, field, keys]`` of the rows of the register that point at ``part``; a link table counts as a row."""
    found: list[list[object]] = []
    for relation in part._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        model, field = relation.related_model, relation.field
        keys = list(model._base_manager.filter(**{field.name: part}).values_list("pk", flat=True))  # type: ignore[union-attr]
        if not keys:
            continue
        if model._meta.app_label != part._meta.app_label:  # type: ignore[union-attr]
            raise ValidationError(_("“%(name)s” is used in an assessment and stays.") % {"name": part})
        found.append([model._meta.label_lower, field.name, keys])  # type: ignore[union-attr]
    return found


@transaction.atomic
def restore_removed(removed: Removed) -> models.Model:
    """Undo a removal: the part comes back as it was, and what pointed at it does so again.

    Raises ValidationError where it came back already, or where something newer stands in its place.
    """
    kept = Removed.objects.select_for_update().filter(pk=removed.pk).first()
    if kept is None:
        raise ValidationError(_("“%(name)s” came back already, or is gone for good.") % {"name": removed.name})
    (found,) = serializers.deserialize("json", kept.content)
    part: models.Model = found.object
    for field in part._meta.concrete_fields:
        # A sub-area, photo or person that went in the meantime is not pointed at any more.
        if isinstance(field, models.ForeignKey) and field.null:
            key = field.value_from_object(part)
            if key is not None and not field.related_model._base_manager.filter(pk=key).exists():  # type: ignore[union-attr]
                setattr(part, field.attname, None)
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError:
        raise ValidationError(
            _("“%(name)s” cannot come back: something newer stands in its place. Remove that first.")
            % {"name": kept.name}
        ) from None
    for label, name, keys in kept.pointers:
        model = apps.get_model(label)
        model._base_manager.filter(pk__in=keys, **{f"{name}__isnull": True}).update(**{name: part})
    kept.space.save(update_fields=["changed_at"])
    kept.delete()
    audit.record(Verb.CREATED, part, note=_("brought back"))
    return part


@transaction.atomic
def forget_removed(removed: Removed) -> None:
    """Delete for good what was removed, its files too. The trail tells already that it was removed."""
    if removed.object_type == Attachment._meta.label_lower:
        (found,) = serializers.deserialize("json", removed.content)
        attachment: Any = found.object
        for file in (attachment.file, attachment.thumbnail):
            if file:
                _delete_later(file.storage, file.name)
    removed.delete()


def _delete_later(storage, name: str) -> None:  # type: ignore[no-untyped-def]
    """Files go only once the database has let go of them."""
    transaction.on_commit(lambda: storage.delete(name))


def forget_old() -> int:
    """Delete for good whatever was removed longer than ``KEPT_FOR`` ago, in every space; returns how many."""
    old = list(Removed.objects.filter(removed_at__lt=timezone.now() - KEPT_FOR))
    for one in old:
        forget_removed(one)
    return len(old)
