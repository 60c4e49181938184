"""An object and its parts as pieces of text: what a preview shows and a redacted edition is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from protect.editions import leaks
from protect.editions.policy import OUTLINE, PHOTO
from protect.organisations.access import Restricted, Visible
from protect.organisations.models import Membership, User
from protect.organisations.queries import tree, wording
from protect.reference import terms

#: Vocabularies of fields whose name alone does not say it (see ``organisations.registry.VOCABULARY_OF_FIELD``).
VOCABULARY = {
    ("spaces.subarea", "kind"): "sub_area_kind",
    ("spaces.spacestate", "state"): "usage_state",
}
#: Never told: they point at rows or belong to the machinery.
SKIPPED = wording.TECHNICAL | {
    "wkb",
    "edited_fields",
    "source",
    "source_type",
    "source_id",
    "lineage",
    "key",
    "marking",
}
#: Whole copies of other objects, kept for undo or as a seal; they say nothing that the objects do not.
COPIES = frozenset({"spaces.removed", "assessments.snapshot"})
MOST = 400


@dataclass(frozen=True)
class Fact:
    """One field of one object, in words. ``sort``: text, word (of a vocabulary), person, outline, photo, count."""

    name: str
    label: str
    text: str
    sort: str = "text"
    findings: tuple[leaks.Finding, ...] = ()


@dataclass(frozen=True)
class Piece:
    """One object. ``key`` names its row, for links within the platform; it never goes into an edition."""

    label: str
    pk: int
    kind: str
    name: str
    facts: list[Fact] = field(default_factory=list)
    photo: bool = False


@dataclass(frozen=True)
class Known:
    """Names that the rules look for in texts."""

    people: list[str]
    places: list[str]
    levels: list[str]


def rows(
    about: Visible, reader: Any = None, *, wanted: Callable[[type[Visible]], bool] = lambda model: True
) -> list[Visible]:
    """``about`` and everything derived from it that has no marking of its own, as far as ``reader`` sees it (None: all).

    Kinds with a rule of their own (blind scores) are left out: what one may see of them another may not. ``wanted``: only
    these kinds.
    """
    found: list[Visible] = [about]
    for model, path in tree.below(type(about)):
        if issubclass(model, Restricted) or tree.has_own_rule(model) or model._meta.label_lower in COPIES:
            continue
        if not wanted(model):
            continue
        some: Any = model._default_manager.filter(**{path: about.pk}).order_by("pk")
        some = some.select_related(*tree.source_paths(model))
        if reader is not None:
            some = some.visible_to(reader)
        found += [one for one in some[:MOST] if tree.origins(one)[0] == about]
    return found[:MOST]


#: Kinds whose name is that of a person or a place, and fields of others that hold such names.
PEOPLE = {"spaces.contact", "assessments.teammember"}
PLACES = {"spaces.space", "spaces.subarea", "spaces.entrance"}
NAMING_PEOPLE = ("signatory", "participants")
NAMING_PLACES = ("town",)


def _names_somebody(model: type[Visible]) -> bool:
    names = {one.name for one in model._meta.get_fields()}
    return model._meta.label_lower in PEOPLE | PLACES or bool(names & {*NAMING_PEOPLE, *NAMING_PLACES})


def known(about: Restricted) -> Known:
    """Names of people and places around ``about``, and the words of its scale."""
    owners = {one.organisation_id for one in tree.origins(about)}
    people = set(Membership.objects.filter(organisation__in=owners).values_list("user__name", flat=True))
    places: set[str] = set()
    levels: set[str] = set()
    for origin in tree.origins(about):
        for one in rows(origin, wanted=_names_somebody):
            label = one._meta.label_lower
            people |= {getattr(one, name, "") for name in NAMING_PEOPLE}
            if label in PEOPLE:
                people.add(one.name)  # type: ignore[attr-defined]
            if label in PLACES:
                places.add(one.name)  # type: ignore[attr-defined]
            places |= {getattr(one, name, "") for name in NAMING_PLACES}
        scale = getattr(origin, "scale_set", None)
        if scale is not None:
            levels |= set(_level_words(scale.content))
    return Known(_told(people), _told(places), _told(levels))


def _told(names: Iterable[str]) -> list[str]:
    return sorted({name.strip() for name in names if name and len(name.strip()) >= 3})


def _level_words(content: Any) -> Iterable[str]:
    """Labels of the bands; single common words ("high") are found by their neighbours instead."""
    bands = content.get("bands", []) if isinstance(content, dict) else []
    for band in bands:
        label = band.get("label") if isinstance(band, dict) else None
        for word in label.values() if isinstance(label, dict) else [label]:
            if isinstance(word, str) and " " in word:
                yield word


def pieces(found: Iterable[Visible], names: Known) -> list[Piece]:
    return [_piece(one, names) for one in found]


def _piece(one: Visible, names: Known) -> Piece:
    label = one._meta.label_lower
    personal = set(getattr(one, "personal_fields", ()))
    facts = []
    for column in one._meta.concrete_fields:
        fact = _fact(one, column, label, personal)
        if fact is not None:
            found = leaks.find(fact.text, people=names.people, places=names.places, levels=names.levels)
            facts.append(Fact(fact.name, fact.label, fact.text, fact.sort, tuple(found) if fact.sort == "text" else ()))
    outline = getattr(one, "geometry", None)
    if outline is not None:
        middle = outline.centroid
        text = f"{middle.y:.5f}, {middle.x:.5f}"
        facts.append(Fact(OUTLINE, _("Place on the map"), text, "outline"))
    photo = label == "spaces.attachment" and getattr(one, "kind", "") == "photo"
    if photo:
        facts.append(Fact(PHOTO, _("Picture"), _("a photo, without position and camera data"), "photo"))
    return Piece(label, one.pk, wording.kind_of(label), str(one), facts, photo)


def _fact(one: Visible, column: models.Field, label: str, personal: set[str]) -> Fact | None:
    name = column.name
    if name in SKIPPED or isinstance(
        column, (models.FileField, models.JSONField, models.BinaryField, models.UUIDField)
    ):
        return None
    value = getattr(one, column.attname)
    if value in (None, "", []):
        return None
    title = str(capfirst(column.verbose_name))
    if column.is_relation:
        if column.related_model is User:
            return Fact(name, title, str(getattr(one, name)), "person")
        return None
    if name in personal:
        return Fact(name, title, str(value), "person")
    vocabulary = VOCABULARY.get((label, name))
    if vocabulary is not None:
        return Fact(name, title, _term(vocabulary, value), "word")
    if isinstance(column, models.CharField) and not column.choices and name not in wording.VOCABULARY_OF_FIELD:
        return Fact(name, title, str(value))
    if isinstance(column, (models.IntegerField, models.FloatField)):
        return Fact(name, title, str(round(value, 1)), "count")
    words = wording.in_words(one._meta.model, name, value)
    is_text = isinstance(column, models.TextField) and name not in wording.VOCABULARY_OF_FIELD
    return Fact(name, title, str(value) if is_text and isinstance(value, str) else words, "text" if is_text else "word")


def _term(vocabulary: str, value: Any) -> str:
    codes = value if isinstance(value, list) else [value]
    known_codes = set(terms.codes(vocabulary))
    return ", ".join(terms.label(vocabulary, code) if code in known_codes else str(code) for code in codes)


def digest(found: Iterable[Visible]) -> str:
    """Changes as soon as any told field of any piece does."""
    empty = Known([], [], [])
    content = [[one.label, one.pk, [[fact.name, fact.text] for fact in one.facts]] for one in pieces(found, empty)]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
