"""What changes a report template: one function a verb, one transaction, audited."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit, files
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.reports.layouts.models import Layout
from protect.reports.layouts.parts import CHAPTERS, TEXT, standard

EDITABLE = ("name", "cover_title", "footer", "logo_alt")
MOST_TEXTS, LONGEST_TEXT, LONGEST_TITLE = 20, 20_000, 120
#: The logo is printed four centimetres wide.
LOGO_SIDE = 800


@transaction.atomic
def create_layout(organisation: Organisation, name: str, *, by: User | None) -> Layout:
    """A new template with every chapter; the first of an organisation is its default."""
    layout = Layout(organisation=organisation, created_by=by, parts=standard())
    layout.is_default = not organisation.layouts.exists()
    save_changes(layout, {"name": _name(layout, name)})
    return layout


def _name(layout: Layout, name: str) -> str:
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("A template needs a name.")})
    same = Layout.objects.filter(organisation=layout.organisation_id, name__iexact=name).exclude(pk=layout.pk)
    if same.exists():
        raise ValidationError({"name": _("There is a template of this name already.")})
    return name


@transaction.atomic
def change_layout(layout: Layout, values: dict[str, Any], parts: Sequence[dict[str, Any]]) -> Layout:
    """``values`` of ``EDITABLE``; ``parts`` as the model describes them. Raises ValidationError by field."""
    wrong = set(values) - set(EDITABLE)
    if wrong:
        raise TypeError(f"not a field of a template: {sorted(wrong)}")
    values = {name: value.strip() for name, value in values.items()}
    if "name" in values:
        values["name"] = _name(layout, values["name"])
    if layout.logo and not values.get("logo_alt", layout.logo_alt):
        raise ValidationError({"logo_alt": _("Say in a few words what the logo shows, for who cannot see it.")})
    save_changes(layout, {**values, "parts": _parts(parts)})
    return layout


def _parts(parts: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    chosen: list[dict[str, Any]] = []
    for one in parts:
        if one["code"] in CHAPTERS:
            if one["code"] in {other["code"] for other in chosen}:
                raise ValidationError(_("The chapter “%(name)s” is there twice.") % {"name": CHAPTERS[one["code"]]})
            chosen.append({"code": one["code"]})
        elif one["code"] == TEXT:
            title, text = one["title"].strip(), one["text"].strip()
            if len(title) > LONGEST_TITLE or len(text) > LONGEST_TEXT:
                raise ValidationError(
                    _("“%(title)s”: a heading has at most %(short)d letters, a text %(long)d.")
                    % {"title": title[:40], "short": LONGEST_TITLE, "long": LONGEST_TEXT}
                )
            chosen.append({"code": TEXT, "title": title, "text": text})
        else:
            raise ValidationError(_("There is no chapter “%(code)s”.") % {"code": one["code"]})
    if sum(one["code"] == TEXT for one in chosen) > MOST_TEXTS:
        raise ValidationError(_("A template has at most %(most)d own texts.") % {"most": MOST_TEXTS})
    if not any(one["code"] != TEXT for one in chosen):
        raise ValidationError(_("Choose at least one chapter: a report without any says nothing of the place."))
    return chosen


@transaction.atomic
def set_logo(layout: Layout, file: IO[bytes], *, name: str, size: int, alt: str) -> Layout:
    """A picture becomes the logo: only its pixels, written anew as PNG. Raises ValidationError by field."""
    if not alt.strip():
        raise ValidationError({"logo_alt": _("Say in a few words what the logo shows, for who cannot see it.")})
    try:
        picture = files.read(file, name, size)
    except ValidationError as error:
        raise ValidationError({"logo_file": error.messages}) from None
    if not isinstance(picture, files.Photo):
        raise ValidationError({"logo_file": _("A logo is a picture: JPEG, PNG or WebP.")})
    save_changes(layout, {"logo": _small(picture.content), "logo_alt": alt.strip()[:160]})
    return layout


def _small(content: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        image.thumbnail((LOGO_SIDE, LOGO_SIDE))
        out = io.BytesIO()
        image.save(out, "PNG", optimize=True)
        return out.getvalue()


@transaction.atomic
def remove_logo(layout: Layout) -> Layout:
    save_changes(layout, {"logo": b"", "logo_alt": ""})
    return layout


@transaction.atomic
def make_default(layout: Layout) -> Layout:
    for other in Layout.objects.select_for_update().filter(organisation=layout.organisation_id, is_default=True):
        if other.pk != layout.pk:
            save_changes(other, {"is_default": False})
    save_changes(layout, {"is_default": True})
    return layout


@transaction.atomic
def use_no_default(organisation: Organisation) -> None:
    """Back to the platform's own report where nothing else is chosen."""
    for one in Layout.objects.select_for_update().filter(organisation=organisation, is_default=True):
        save_changes(one, {"is_default": False})


@transaction.atomic
def delete_layout(layout: Layout) -> None:
    """Reports that were made by it stay as they are."""
    audit.record(Verb.DELETED, layout)
    layout.delete()
