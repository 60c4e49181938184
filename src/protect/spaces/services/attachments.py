"""Photos and documents of a space."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit, files
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.spaces.models import Attachment, AttachmentKind, Space

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry


@transaction.atomic
def add_attachment(
    space: Space,
    file: IO[bytes],
    *,
    name: str,
    size: int,
    title: str = "",
    description: str = "",
    by: User | None,
    geometry: BaseGeometry | None = None,
) -> Attachment:
    """Keep a photo (re-encoded, without location data) or a PDF. A photo needs words for those who do not see it.

    Raises ValidationError by field. Files get random names: nothing is told by an address.
    """
    read = files.read_for(file, name, size)
    is_photo = isinstance(read, files.Photo)
    if is_photo and not description.strip():
        raise ValidationError({"description": _("Say in words what the photo shows, for those who cannot see it.")})
    digest = files.sha256(read.content)
    if space.attachments.filter(sha256=digest).exists():
        raise ValidationError({"file": _("This file is here already.")})
    attachment = Attachment(
        space=space,
        kind=AttachmentKind.PHOTO if is_photo else AttachmentKind.DOCUMENT,
        title=(title or name)[:200],
        description=description,
        content_type=read.content_type,
        size_bytes=len(read.content),
        sha256=digest,
        added_by=by,
    )
    attachment.geometry = geometry
    if isinstance(read, files.Photo):
        attachment.width, attachment.height = read.width, read.height
    with files.keeping(read, attachment.file, attachment.thumbnail):
        attachment.save()
        audit.record(Verb.CREATED, attachment)
    return attachment


@transaction.atomic
def change_attachment(attachment: Attachment, values: dict[str, Any]) -> Attachment:
    """Change title and description."""
    if attachment.kind == AttachmentKind.PHOTO and not values.get("description", attachment.description).strip():
        raise ValidationError({"description": _("Say in words what the photo shows, for those who cannot see it.")})
    save_changes(attachment, values)
    return attachment


@transaction.atomic
def place_attachment(attachment: Attachment, geometry: BaseGeometry | None) -> Attachment:
    """Pin a photo to where it was taken (a point in WGS84), or take it off the map."""
    if geometry is not None and geometry.geom_type != "Point":
        raise ValidationError({"geometry": _("A photo is pinned to a point.")})
    if attachment.geometry != geometry:
        attachment.geometry = geometry
        attachment.save()
        audit.record(Verb.CHANGED, attachment, note=_("place on the map"))
    return attachment
