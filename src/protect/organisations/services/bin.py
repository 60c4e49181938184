"""Deleting goes to the bin: the object and all that belongs to it, whatever folder it is of, and the way back."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models.deletion import Collector, ProtectedError, RestrictedError
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.access import Restricted
from protect.organisations.binning import Binned, BinnedSource
from protect.organisations.models import Share, Verb

#: Asked before an object comes back, by its label: raises ValidationError where it may not any more.
_conditions: dict[str, Callable[[Any], None]] = {}


def before_restoring(label: str, condition: Callable[[Any], None]) -> None:
    """Said at start-up by the folder of ``label``: nothing comes back into an approved assessment."""
    _conditions[label] = condition


@transaction.atomic
def put(about: Any, *, permission: str, stands_on: str = "", derived_from: Iterable[Any] = ()) -> Binned:
    """Move ``about`` with all that belongs to it into the bin. ``permission``: who may bring it back or end it.

    Whoever may not see all it was derived from does not see it in the bin either; ``derived_from`` names what is not among
    the ``sources`` of its model.

    Raises ValidationError where something stands on it that may not go; ``stands_on`` says what to do then.
    """
    collector = Collector(using="default", origin=about)
    try:
        collector.collect([about])
    except (ProtectedError, RestrictedError):
        text = stands_on or _("Something else stands on “%(name)s”; delete that first.") % {"name": about}
        raise ValidationError(text) from None
    whole = about.root == about
    # A thing of its own may have been derived from others (an assessment from its space): all must let a reader in.
    above = list(dict.fromkeys([*_own_above(about), *derived_from]))
    root = above[0] if above else None
    binned = Binned(
        organisation_id=about.owner_id,
        marking=str(about.marking if whole and isinstance(about, Restricted) else about.effective_marking),
        object_type=about._meta.label_lower,
        object_id=about.pk,
        root_type="" if root is None else root._meta.label_lower,
        root_id=None if root is None else root.pk,
        name=force_str(about)[:300],
        content=json.dumps(_content(collector), default=_exact),
        permission=permission,
        removed_by=audit.actor(),
    )
    binned.save()
    for one in above[1:]:
        BinnedSource.objects.create(binned=binned, source_type=one._meta.label_lower, source_id=one.pk)
    if whole and isinstance(about, Restricted):
        _copy_readers(about, binned)
    audit.record(Verb.DELETED, about, note=_("into the bin"))
    about.delete()
    return binned


def _own_above(about: Any) -> list[Any]:
    """The things with a marking of their own that ``about`` was derived from, the nearest of each way up."""
    found: list[Any] = []
    for one in (getattr(about, name) for name in about.sources):
        if one is not None:
            found += [one] if isinstance(one, Restricted) else _own_above(one)
    return found


def _exact(value: Any) -> str:
    """Times to the microsecond: what comes back is the same to whoever compares."""
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)


def _content(collector: Collector) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    links: list[list[Any]] = []
    collector.sort()
    groups = [list(instances) for instances in collector.data.values()] + [list(one) for one in collector.fast_deletes]
    for group in reversed(groups):
        if not group:
            continue
        meta = group[0]._meta
        if meta.auto_created:
            columns = [field for field in meta.concrete_fields if not field.primary_key]
            links += [[meta.label_lower, {one.attname: getattr(row, one.attname) for one in columns}] for row in group]
        else:
            names = [field.name for field in meta.concrete_fields if not field.primary_key]
            rows += serializers.serialize("python", group, fields=names)
    pointers: list[list[Any]] = []
    for (field, _value), groups_of_rows in collector.field_updates.items():
        groups_found: Any = groups_of_rows
        pairs = [[row.pk, getattr(row, field.attname)] for group in groups_found for row in group]
        if pairs:
            pointers.append([field.model._meta.label_lower, field.name, pairs])
    return {"rows": rows, "links": links, "pointers": pointers}


def _copy_readers(old: Any, new: Any) -> None:
    """Whoever was named as a reader of the object is one of what lies in the bin, and nobody else."""
    for share in Share.objects.in_force().filter(object_type=old._meta.label_lower, object_id=old.pk):
        share.pk, share.object_type, share.object_id = None, new._meta.label_lower, new.pk
        share._state.adding = True
        share.save()


@transaction.atomic
def restore(binned: Binned) -> models.Model:
    """Everything as it was, and what pointed at it does so again. Raises ValidationError where that cannot be."""
    kept = Binned.objects.select_for_update().filter(pk=binned.pk).first()
    if kept is None:
        raise ValidationError(_("“%(name)s” came back already, or is gone for good.") % {"name": binned.name})
    content = json.loads(kept.content)
    found = list(serializers.deserialize("python", content["rows"]))
    coming = {(one.object._meta.label_lower, one.object.pk) for one in found}
    for one in found:
        _mend(one.object, coming, kept)
    about = next(
        one.object
        for one in found
        if one.object._meta.label_lower == kept.object_type and one.object.pk == kept.object_id
    )
    if kept.object_type in _conditions:
        _conditions[kept.object_type](about)
    try:
        with transaction.atomic():
            for one in found:
                one.save()
            _link(content["links"])
    except IntegrityError:
        raise ValidationError(
            _("“%(name)s” cannot come back: something newer stands in its place. Remove that first.")
            % {"name": kept.name}
        ) from None
    for label, name, pairs in content["pointers"]:
        model = apps.get_model(label)
        for key, target in pairs:
            model._base_manager.filter(pk=key, **{f"{name}__isnull": True}).update(**{name: target})
    _end_readers(kept)
    kept.delete()
    about = type(about)._base_manager.get(pk=about.pk)
    audit.record(Verb.CREATED, about, note=_("brought back"))
    return about


def _mend(row: models.Model, coming: set[tuple[str, int]], kept: Binned) -> None:
    """What went in the meantime is not pointed at any more; what a row cannot be without keeps it from coming back."""
    for field in row._meta.concrete_fields:
        if not isinstance(field, models.ForeignKey):
            continue
        key, model = field.value_from_object(row), field.related_model
        if key is None or (model._meta.label_lower, key) in coming or model._base_manager.filter(pk=key).exists():  # type: ignore[union-attr]
            continue
        if not field.null:
            raise ValidationError(
                _("“%(name)s” cannot come back: what it belonged to is not there any more. Bring that back first.")
                % {"name": kept.name}
            )
        setattr(row, field.attname, None)


def _link(links: list[list[Any]]) -> None:
    for label, values in links:
        model = apps.get_model(label)
        ends = [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]
        if all(end.related_model._base_manager.filter(pk=values[end.attname]).exists() for end in ends):  # type: ignore[union-attr]
            model._base_manager.get_or_create(**values)


def _end_readers(kept: Binned) -> None:
    Share.objects.filter(object_type=kept._meta.label_lower, object_id=kept.pk).delete()


@transaction.atomic
def forget(binned: Binned) -> None:
    """Delete for good, files too. The trail tells it of the organisation, without the name."""
    for storage, name in _files(json.loads(binned.content)["rows"]):
        _delete_later(storage, name)
    _end_readers(binned)
    audit.record(Verb.DELETED, binned, note=_("deleted for good"))
    binned.delete()


def _delete_later(storage: Any, name: str) -> None:
    """Files go only once the database has let go of them."""
    transaction.on_commit(lambda: storage.delete(name))


def _files(rows: list[dict[str, Any]]) -> Iterator[tuple[Any, str]]:
    """Files of the rows, and of what lay in a bin of its own inside them."""
    for row in rows:
        model = apps.get_model(row["model"])
        for field in model._meta.concrete_fields:
            value = row["fields"].get(field.name)
            if isinstance(field, models.FileField) and value:
                yield field.storage, value
        if "content" in row["fields"] and "object_type" in row["fields"]:
            inner = json.loads(row["fields"]["content"])
            yield from _files(inner if isinstance(inner, list) else inner["rows"])
