"""What changes the own sets of an organisation: one function for each verb, one transaction each, told in the trail."""

from __future__ import annotations

import copy
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.reference import services as reference
from protect.reference.models import ReferenceSet
from protect.reference.schema import ReferenceDataError
from protect.sets import checking, outline, words
from protect.sets.forms import written
from protect.sets.models import Kind, OwnSet, Version

#: A set larger than this is not one that people can look over.
MOST_PARTS = 1000


@transaction.atomic
def begin_copy(source: ReferenceSet, organisation: Organisation, title: str, *, by: User, note: str = "") -> OwnSet:
    """A draft of the organisation with the content of ``source``, which its caller may see."""
    base = f"{source.title}, {source.key} {source.version}"
    return begin_from_content(organisation, source.kind, source.content, title=title, by=by, note=note, base=base)


@transaction.atomic
def begin_from_content(
    organisation: Organisation, kind: str, content: Any, *, title: str, by: User, note: str = "", base: str = ""
) -> OwnSet:
    """A draft from content in the shape of its kind (as read from an XLSForm). Raises ValidationError."""
    if kind not in Kind.values:
        raise ValidationError(_("Sets of this kind are not made by organisations."))
    made = OwnSet(organisation=organisation, kind=kind, created_by=by, content=copy.deepcopy(content), base=base[:300])
    made.title = title.strip()
    try:
        checking.read(made)
    except ReferenceDataError as error:
        raise ValidationError(_("This content cannot be taken: %(problem)s") % {"problem": error.problem}) from None
    save_changes(made, {"note": note.strip()})
    return made


def _held(own_set: OwnSet) -> OwnSet:
    stored = OwnSet.objects.select_for_update().get(pk=own_set.pk)
    if stored.retired_at is not None:
        raise ValidationError(_("This set is retired. Take it up again to change it."))
    return stored


def _keep(stored: OwnSet, content: dict[str, Any], *, note: str = "") -> dict[str, list[Any]]:
    """Save the draft and tell what differs, value by value: a set has hundreds, and the trail tells which one it was."""
    before, after = dict(outline.leaves(stored.content)), dict(outline.leaves(content))
    names = [*before, *(one for one in after if one not in before)]
    changes = {one: [before.get(one), after.get(one)] for one in names if before.get(one) != after.get(one)}
    if changes or content != stored.content:
        stored.content = content
        stored.save()
        audit.record(Verb.CHANGED, stored, changes=changes, note=note)
    return changes


@transaction.atomic
def change_head(own_set: OwnSet, values: dict[str, Any]) -> OwnSet:
    """Title and note; a published version keeps the title that it had."""
    stored = _held(own_set)
    save_changes(stored, {name: values[name] for name in ("title", "note") if name in values})
    return stored


@transaction.atomic
def change_part(own_set: OwnSet, where: str, values: dict[str, Any], *, is_another: bool = False) -> str:
    """Write the values of one part; returns where it stands now.

    ``is_another``: the question means something else now and gets a code that no version ever had. A question that goes
    into another group gets a code of that group.
    """
    stored = _held(own_set)
    content = written(stored.content, stored.kind, where, values)
    place = outline.find(stored.kind, content, where)
    if place.name == "questions":
        one = place.value
        if is_another or one["code"][0] != one["group"]:
            one["code"] = _free_question(stored, content, one["group"])
            where = f"questions.{one['code']}"
            _in_its_group(content["questions"], content["questions"].index(one))
    _keep(stored, content)
    return where


def _ever(own_set: OwnSet) -> list[dict[str, Any]]:
    """Contents of all that was published: their codes are taken for good."""
    if own_set.pk is None:
        return []
    return [one.content for one in own_set.versions.select_related("reference")]


def _free_question(own_set: OwnSet, content: dict[str, Any], group: str) -> str:
    taken = {one["code"] for each in [content, own_set.content, *_ever(own_set)] for one in each["questions"]}
    number = next((one for one in range(1, 100) if f"{group}{one}" not in taken), None)
    if number is None:
        raise ValidationError(
            _("Group %(group)s has used up its 99 codes; put the question into another group.") % {"group": group}
        )
    return f"{group}{number}"


def is_published(own_set: OwnSet, code: str) -> bool:
    """Whether a question with this code was published in any version."""
    return any(one["code"] == code for content in _ever(own_set) for one in content["questions"])


@transaction.atomic
def add_part(own_set: OwnSet, where: str, values: dict[str, Any]) -> str:
    """A new part at the end of the list ``where`` (a question: of its group); returns where it stands."""
    stored = _held(own_set)
    content = copy.deepcopy(stored.content)
    field, items = outline.find_list(stored.kind, content, where)
    if len(items) >= min(field.most, MOST_PARTS):
        raise ValidationError(_("There can be %(most)d of them at most.") % {"most": min(field.most, MOST_PARTS)})
    name = where.rsplit(".", 1)[-1]
    record: Any = field.item
    one: dict[str, Any] = {"code" if "code" in record.fields else "key": ""}
    for inner, kind in record.fields.items():
        if outline.is_parts(kind) and inner not in record.optional:
            one[inner] = []
    items.append(one)
    one_where = f"{where}."
    _identify(stored, content, where, name, one, values)
    content = written(content, stored.kind, one_where + outline.identity(one), values)
    if name == "questions":
        _in_its_group(content["questions"], len(content["questions"]) - 1)
    elif name == "levels":
        _grow_matrix(content, where.split(".")[0])
    elif name == "bands":
        _without_products(content)
        content["bands"][-1]["token"] = len(content["bands"]) - 1
    _keep(stored, content, note=_("added"))
    return one_where + outline.identity(one)


def _identify(
    own_set: OwnSet, content: dict[str, Any], where: str, name: str, one: dict[str, Any], values: dict[str, Any]
) -> None:
    """A name of its own for the new part, which no other has and no version had."""
    if name == "questions":
        one["code"] = _free_question(own_set, {**content, "questions": content["questions"][:-1]}, values["group"])
        return
    if name == "groups":
        taken = {group["code"] for each in [content, *_ever(own_set)] for group in each["groups"]}
        free = next((chr(letter) for letter in range(ord("A"), ord("Z") + 1) if chr(letter) not in taken), None)
        if free is None:
            raise ValidationError(_("All letters are taken; use one of the groups that are there."))
        one["code"] = free
        return
    text = str(values.get("label") or values.get("title") or values.get("text") or name)
    stem = re.sub(r"[^a-z0-9]+", "_", slugify(text).lower()).strip("_")[:40] or name
    stem = stem if stem[0].isalpha() else f"{name}_{stem}"
    taken = set()
    for each in [content, own_set.content, *_ever(own_set)]:
        taken |= {str(value.get("code") or value.get("key")) for value in _records(each)}
    chosen = next(
        one for one in [stem, *(f"{stem}_{number}" for number in range(2, MOST_PARTS * 3))] if one not in taken
    )
    one["code" if "code" in one else "key"] = chosen


def _records(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [value, *(one for each in value.values() for one in _records(each))]
    if isinstance(value, list):
        return [one for each in value for one in _records(each)]
    return []


def _in_its_group(questions: list[dict[str, Any]], index: int) -> None:
    """Behind the others of its group, unless it stands beside one of them already."""
    new = questions.pop(index)
    beside = [one for one in questions[max(index - 1, 0) : index + 1] if one["group"] == new["group"]]
    places = [place for place, one in enumerate(questions) if one["group"] == new["group"]]
    questions.insert(index if beside else places[-1] + 1 if places else len(questions), new)


def _grow_matrix(content: dict[str, Any], side: str) -> None:
    """A further level reads as the highest one did, until somebody says otherwise."""
    if side == "probability":
        content["matrix"].append(list(content["matrix"][-1]))
    else:
        content["matrix"] = [[*row, row[-1]] for row in content["matrix"]]
    _without_products(content)


def _without_products(content: dict[str, Any]) -> None:
    """What was true of the old levels only: limits of products, and how the levels grow into another set."""
    for band in content["bands"]:
        band.pop("products", None)
    content.pop("grows_into", None)


@transaction.atomic
def remove_part(own_set: OwnSet, where: str) -> None:
    stored = _held(own_set)
    content = copy.deepcopy(stored.content)
    place = outline.find(stored.kind, content, where)
    name = where.split(".")[-2] if "." in where else ""
    if place.items is None or name not in outline.GROWING:
        raise ValidationError(_("This part belongs to every set of its kind and stays."))
    field, _items = outline.find_list(stored.kind, content, where.rpartition(".")[0])
    if len(place.items) <= field.least:
        raise ValidationError(_("At least %(least)d must stay.") % {"least": field.least})
    if name == "groups" and any(one["group"] == place.value["code"] for one in content["questions"]):
        raise ValidationError(_("There are questions in this group; move or remove them first."))
    del place.items[place.index]
    if name == "levels":
        if where.startswith("probability"):
            del content["matrix"][place.index]
        else:
            for row in content["matrix"]:
                del row[place.index]
        _without_products(content)
    elif name == "bands":
        nearest = content["bands"][max(place.index - 1, 0)]["code"]
        content["matrix"] = [
            [nearest if code == place.value["code"] else code for code in row] for row in content["matrix"]
        ]
        _without_products(content)
        for token, band in enumerate(content["bands"]):
            band["token"] = token
        if content["top_consequence_at_least"] not in [band["code"] for band in content["bands"][1:]]:
            content["top_consequence_at_least"] = content["bands"][1]["code"]
    _keep(stored, content, note=_("removed"))


@transaction.atomic
def move_part(own_set: OwnSet, where: str, *, up: bool) -> None:
    """One place up or down; a question among those of its group."""
    stored = _held(own_set)
    content = copy.deepcopy(stored.content)
    place = outline.find(stored.kind, content, where)
    name = where.split(".")[-2] if "." in where else ""
    if place.items is None or not outline.may_move(name, place.value):
        raise ValidationError(_("The order of these parts means something and stays."))
    group = place.value.get("group")
    step = -1 if up else 1
    other = place.index + step
    while 0 <= other < len(place.items) and place.items[other].get("group") != group:
        other += step
    if not 0 <= other < len(place.items) or not outline.may_move(name, place.items[other]):
        return
    place.items[place.index], place.items[other] = place.items[other], place.items[place.index]
    stored.content = content
    stored.save()
    audit.record(Verb.CHANGED, stored, note=_("“%(part)s” moved") % {"part": outline.titled(place.value)[:200]})


@transaction.atomic
def set_matrix(own_set: OwnSet, matrix: list[list[str]]) -> None:
    stored = _held(own_set)
    content = copy.deepcopy(stored.content)
    if [len(row) for row in matrix] != [len(row) for row in content["matrix"]]:
        raise ValidationError(_("The levels were changed meanwhile; look at the table again."))
    if matrix != content["matrix"]:
        _without_products(content)
        content["matrix"] = matrix
        before, after = stored.content["matrix"], matrix
        stored.content = content
        stored.save()
        audit.record(Verb.CHANGED, stored, changes={str(words.name("matrix")): [before, after]})


@transaction.atomic
def publish(own_set: OwnSet, note: str, *, by: User) -> Version:
    """A new version, which never changes; from now on it is the one that is offered. Raises ValidationError."""
    stored = _held(own_set)
    newest = stored.newest
    if not stored.has_changes:
        raise ValidationError(
            _("Nothing was changed since version %(number)d.") % {"number": newest.number if newest else 0}
        )
    number = newest.number + 1 if newest else 1
    try:
        document = checking.read(stored, number)
    except ReferenceDataError as error:
        problem, _warnings = checking.check(stored)
        raise ValidationError(problem.text if problem else error.problem) from None
    # The key stays that of the first version: what was begun with one finds the next.
    key = newest.reference.key if newest else document.key
    made = ReferenceSet.objects.create(
        kind=document.kind, key=key, version=number, title=document.title, source=document.source,
        status=ReferenceSet.Status.ORGANISATION, content=document.content,
    )  # fmt: skip
    reference.freeze(made)
    version = Version(own_set=stored, reference=made, number=number, published_by=by)
    save_changes(version, {"note": note.strip()}, verb=Verb.APPROVED)
    # The reader strips and orders: the draft is what was published, to the letter.
    stored.content = document.content
    stored.save()
    return version


@transaction.atomic
def retire(own_set: OwnSet) -> OwnSet:
    """No longer offered. What was begun with it goes on with it."""
    stored = _held(own_set)
    save_changes(stored, {"retired_at": timezone.now()})
    return stored


@transaction.atomic
def take_up(own_set: OwnSet) -> OwnSet:
    stored = OwnSet.objects.select_for_update().get(pk=own_set.pk)
    save_changes(stored, {"retired_at": None})
    return stored


@transaction.atomic
def delete(own_set: OwnSet) -> Binned:
    """A draft that was never published, into the bin. Raises ValidationError for any other: its versions are in use."""
    stored = OwnSet.objects.select_for_update().get(pk=own_set.pk)
    return bin.put(
        stored,
        permission="sets.edit",
        stands_on=_("“%(name)s” was published, and versions are kept. Retire it instead.") % {"name": stored},
    )
