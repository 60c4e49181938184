"""Making redacted editions: taken out by rule, then by hand, then finished for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.editions import gathering, leaks, policy
from protect.editions.gathering import Fact, Piece
from protect.editions.models import Edition, EditionPhoto
from protect.organisations import audit
from protect.organisations.access import Restricted
from protect.organisations.markings import Marking
from protect.organisations.models import Share, User, Verb
from protect.organisations.queries import tree
from protect.organisations.registry import visible_model

FORMAT, FORMAT_VERSION = "protect-edition", 1
#: Readers for whom an edition can be made; for stricter ones nothing needs to be left out.
AUDIENCES = (Marking.AMBER, Marking.GREEN, Marking.CLEAR)
LONGEST_TEXT = 20_000


@transaction.atomic
def make_edition(about: Restricted, audience: str, *, by: User) -> Edition:
    """A draft for readers of ``audience``: fields that go by rule are chosen, texts are cleaned by rule.

    The draft holds all that may still be chosen, so it is seen by nobody who does not see the source: under TLP:RED
    that is its maker alone, else the organisation. Raises ValidationError for another audience.
    """
    if audience not in AUDIENCES:
        raise ValidationError({"audience": _("Choose TLP:AMBER, TLP:GREEN or TLP:CLEAR.")})
    found = _sources(about, by)
    is_red = about.effective_marking == Marking.RED
    pieces = gathering.pieces(found, gathering.known(about))
    edition = Edition.objects.create(
        organisation=about.organisation,
        marking=Marking.RED if is_red else Marking.AMBER_STRICT,
        title=_title(about),
        audience=audience,
        source_type=about._meta.label_lower,
        source_id=about.pk,
        source_digest=gathering.digest(_sources(about)),
        content={
            "format": FORMAT,
            "format_version": FORMAT_VERSION,
            "parts": [_part(number, one, audience) for number, one in enumerate(pieces, 1)],
        },
        made_by=by,
    )
    if is_red:
        Share.objects.create(
            object_type=edition._meta.label_lower,
            object_id=edition.pk,
            person=by,
            reason=_("made it from something marked TLP:RED"),
            created_by=by,
        )
    audit.record(Verb.CREATED, edition)
    return edition


def _sources(about: Restricted, reader: User | None = None) -> list[Any]:
    """The object, its parts, and what it was derived from without the parts of that: an assessment names its space."""
    found: list[Any] = gathering.rows(about, reader)
    return found + [one for one in tree.origins(about) if one != about]


def _title(about: Restricted) -> str:
    """Names the kind only."""
    from protect.organisations.queries import wording

    return _("Redacted edition: %(kind)s") % {"kind": wording.kind_of(about._meta.label_lower)}


def _part(number: int, piece: Piece, audience: str) -> dict[str, Any]:
    return {
        "key": str(number),
        "kind": piece.kind,
        "label": piece.label,
        "photo": piece.pk if piece.photo else None,
        "name": piece.name,
        "fields": [_field(number, piece.label, fact, audience) for fact in piece.facts],
    }


def _field(number: int, label: str, fact: Fact, audience: str) -> dict[str, Any]:
    keep = policy.goes(label, fact.name, audience)
    text = fact.text
    if fact.sort == "text":
        text = leaks.redact(text, fact.findings, policy.words(audience))
    elif fact.sort == "outline":
        text = coarsened(fact.text, audience)
        keep = keep and bool(text)
    elif fact.name == "people" and leaks.is_small(int(float(fact.text))):
        text = _("fewer than 5")
    return {
        "key": f"{number}.{fact.name}",
        "label": fact.label,
        "sort": fact.sort,
        "original": fact.text,
        "text": text,
        "keep": keep,
        "limit": policy.limit_of(label, fact.name),
        "found": sorted({one.kind for one in fact.findings}),
    }


def coarsened(text: str, audience: str) -> str:
    """A point "latitude, longitude" with as many decimals as the audience gets; empty where it gets none."""
    decimals = policy.DECIMALS.get(Marking(audience))
    if decimals is None:
        return ""
    latitude, longitude = (leaks.coarse(float(part), decimals) for part in text.split(","))
    return f"{latitude:.{decimals}f}, {longitude:.{decimals}f}"


@dataclass(frozen=True)
class Choice:
    """What a person chose by hand for one field."""

    keep: bool
    text: str


def _draft(edition: Edition) -> Edition:
    stored = Edition.objects.select_for_update().get(pk=edition.pk)
    if not stored.is_draft:
        raise ValidationError(_("This edition is finished and stays as it is. Make another one from its source."))
    return stored


@transaction.atomic
def change_draft(edition: Edition, title: str, choices: Mapping[str, Choice]) -> Edition:
    """Which fields go, and their texts, by key; fields that are not named stay as they are. Raises ValidationError."""
    stored = _draft(edition)
    title = title.strip()
    if not title:
        raise ValidationError({"title": _("An edition needs a title. Do not name the place if it must not be known.")})
    for part in stored.content["parts"]:
        for one in part["fields"]:
            choice = choices.get(one["key"])
            if choice is None:
                continue
            if len(choice.text) > LONGEST_TEXT:
                raise ValidationError(_("“%(label)s” is too long; shorten it.") % {"label": one["label"]})
            one["keep"] = choice.keep
            if one["sort"] != "photo":
                one["text"] = choice.text.strip()
    stored.title = title[:200]
    stored.save(update_fields=["title", "content"])
    # Without the values: the history of an edition is read by whoever reads the edition.
    audit.record(Verb.CHANGED, stored, note=_("chosen by hand"))
    return stored


@transaction.atomic
def finish(edition: Edition) -> Edition:
    """Freeze what was chosen; everything else is forgotten, the originals of texts included.

    Raises ValidationError where nothing was chosen, or for a second time.
    """
    stored = _draft(edition)
    parts: list[dict[str, Any]] = []
    counts: dict[str, int] = {}
    for part in stored.content["parts"]:
        kept = [one for one in part["fields"] if one["keep"] and one["text"] and one["sort"] != "photo"]
        photo = any(one["keep"] for one in part["fields"] if one["sort"] == "photo")
        if photo:
            _copy_photo(stored, part, len(parts))
        if kept:
            counts[part["kind"]] = counts.get(part["kind"], 0) + 1
            fields = [{"label": one["label"], "text": one["text"]} for one in kept]
            parts.append({"kind": part["kind"], "number": counts[part["kind"]], "fields": fields})
    if not parts and not stored.photos.exists():
        raise ValidationError(_("Nothing is chosen. Tick at least one field."))
    stored.content = {"format": FORMAT, "format_version": FORMAT_VERSION, "parts": parts}
    stored.finished_at = timezone.now()
    stored.save(update_fields=["content", "finished_at"])
    audit.record(Verb.CHANGED, stored, note=_("finished"))
    return stored


def _copy_photo(edition: Edition, part: Mapping[str, Any], position: int) -> None:
    """The picture as a file of its own: the original stays with its source, which the reader may not see."""
    model: Any = visible_model("spaces.attachment")
    original = model._default_manager.filter(pk=part["photo"], kind="photo").first()
    if original is None:
        raise ValidationError(_("A photo was taken off the source meanwhile. Untick it."))
    try:
        with original.file.open("rb") as file:
            content = file.read()
    except OSError:
        raise ValidationError(_("The file of a photo is missing on the server. Untick it.")) from None
    words = next((one["text"] for one in part["fields"] if one["key"].endswith(".description") and one["keep"]), "")
    suffix = original.file.name.rpartition(".")[2]
    photo = EditionPhoto(
        edition=edition, description=words[:500], content_type=original.content_type, position=position
    )
    photo.file.save(f"photo.{suffix}", ContentFile(content), save=True)


@transaction.atomic
def discard(edition: Edition) -> None:
    """Throw a draft away; what is finished stays, and can be marked stricter."""
    stored = _draft(edition)
    audit.record(Verb.DELETED, stored)
    Share.objects.filter(object_type=stored._meta.label_lower, object_id=stored.pk, revoked_at=None).update(
        revoked_at=timezone.now()
    )
    stored.delete()
