"""Taking parts and files off a space, or the whole space out of the register; the way back leads through the bin."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.models import AuditEntry, Organisation, Verb
from protect.organisations.services import bin
from protect.spaces.models import Attachment, Contact, MapImport, Removed, Space

#: How long the page of a space offers to undo; the bin of the organisation does so for longer (see retention).
OFFERED_FOR = dt.timedelta(days=1)


@transaction.atomic
def remove_part(part: Any) -> Removed:
    """Take a sub-area, entrance, measure, usage state, contact, photo or document off its space.

    Raises ValidationError for what an assessment stands on: that stays. Files leave the disk with ``forget_removed``.
    """
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


@transaction.atomic
def delete_space(space: Space) -> Binned:
    """The whole space with its parts, files and history of removals into the bin.

    Raises ValidationError where an assessment or a longlist stands on it: that is kept, and the space with it.
    """
    return bin.put(
        space,
        permission="spaces.delete",
        stands_on=_(
            "“%(name)s” has been assessed or stands on a longlist, and these need their place. Take the space out of the "
            "register instead; or delete its assessments and take it off the lists first, where nothing was signed yet."
        )
        % {"name": space},
    )


@transaction.atomic
def delete_import(one: MapImport) -> Binned:
    """An import and the candidates it found, without the spaces that were made from them; not while it runs."""
    if one.is_running:
        raise ValidationError(_("This import is still running; wait until it is done."))
    if one.file:  # a table that nobody decided about: what it holds is not kept in the bin
        _delete_later(one.file.storage, one.file.name or "")
        one.file, one.plan, one.report = "", {}, {}  # type: ignore[assignment]
        one.state, one.error = (
            MapImport.State.FAILED,
            _("This table was thrown away before anything of it was imported."),
        )
        one.save()
    return bin.put(one, permission="spaces.edit")


def old_contacts(organisation: Organisation, before: dt.datetime) -> list[tuple[Contact, dt.datetime]]:
    """Contacts that nobody entered or changed since ``before``, with the day of the last look after them."""
    touched = (
        AuditEntry.objects.filter(object_type=Contact._meta.label_lower, object_id=models.OuterRef("pk"))
        .exclude(verb=Verb.VIEWED)
        .order_by("-at")
        .values("at")[:1]
    )
    rows = Contact.objects.filter(space__organisation=organisation).annotate(
        touched=Coalesce(models.Subquery(touched), "space__changed_at")
    )
    return [(one, one.touched) for one in rows.filter(touched__lt=before).select_related("space")]


def remove_old_contacts(organisation: Organisation, before: dt.datetime) -> int:
    """Into the bin, where they wait for a last time."""
    old = old_contacts(organisation, before)
    for contact, _touched in old:
        remove_part(contact)
    return len(old)
