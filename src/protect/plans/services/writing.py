"""The security plan of a space: begun from the template or from the last version, written, handed in, approved and sealed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.plans.documents import PlanSeal, PlanSection, SecurityPlan
from protect.plans.queries import document
from protect.plans.queries.blocks import codes
from protect.plans.queries.levels import standing
from protect.plans.states import PLAN_MOVES, PLAN_OPEN, PlanState
from protect.reference import services as reference
from protect.reference.wording import in_language
from protect.spaces.models import Space

MOST_SECTIONS = 40


def held_plan(plan: SecurityPlan) -> SecurityPlan:
    return SecurityPlan.objects.select_for_update().get(pk=plan.pk)


def _open_plan(plan: SecurityPlan) -> SecurityPlan:
    stored = held_plan(plan)
    if stored.state != PlanState.DRAFT:
        raise ValidationError(
            _("This version is “%(state)s” and stays as it is.") % {"state": PlanState(stored.state).label}
        )
    return stored


@transaction.atomic
def begin_plan(space: Space, *, by: User) -> SecurityPlan:
    """A draft: the next version of the last plan, or the first one from the template. One at a time."""
    Space.objects.select_for_update(no_key=True).get(pk=space.pk)
    versions = list(SecurityPlan.objects.filter(space=space).order_by("-version"))
    if any(one.state in PLAN_OPEN for one in versions):
        raise ValidationError(_("A version is being written already; finish it first."))
    last = versions[0] if versions else None
    template = reference.freeze(reference.latest("security_plan_template", "space"))
    made = SecurityPlan(
        organisation=space.organisation, space=space, created_by=by, template=template, based_on=last,
        version=last.version + 1 if last else 1,
    )  # fmt: skip
    if last is not None:
        made.marking = last.marking
    # Without the name of the space, which may become another one.
    save_changes(made, {"title": last.title if last else _("Security plan"), "assessment": standing(space, by)})
    if last is not None:
        sections = [(one.code, one.title, one.text, one.blocks) for one in last.sections.all()]
    else:
        content = in_language("security_plan_template", template.content)
        sections = [
            (one["code"], one["title"], one.get("text", ""), one.get("blocks", [])) for one in content["sections"]
        ]
    PlanSection.objects.bulk_create(
        PlanSection(plan=made, code=code, title=title, text=text, blocks=blocks, position=position)
        for position, (code, title, text, blocks) in enumerate(sections)
    )
    return made


@transaction.atomic
def change_plan(plan: SecurityPlan, values: Mapping[str, Any]) -> SecurityPlan:
    """Title, and when it is looked through again."""
    wrong = set(values) - {"title", "review_on"}
    if wrong:
        raise TypeError(f"not changed here: {sorted(wrong)}")
    stored = _open_plan(plan)
    save_changes(stored, values)
    return stored


@transaction.atomic
def change_section(section: PlanSection, values: Mapping[str, Any]) -> PlanSection:
    """Title, words, and what is filled in. Raises ValidationError for a block that nobody knows."""
    wrong = set(values) - {"title", "text", "blocks", "position"}
    if wrong:
        raise TypeError(f"not changed here: {sorted(wrong)}")
    plan = _open_plan(section.plan)
    stored = PlanSection.objects.select_for_update().get(pk=section.pk)
    if not values.get("title", stored.title).strip():
        raise ValidationError({"title": _("Give the section a title.")})
    unknown = set(values.get("blocks", ())) - set(codes()) - set(stored.blocks)
    if unknown:
        raise ValidationError({"blocks": _("This cannot be filled in.")})
    save_changes(stored, values)
    plan.save(update_fields=["changed_at"])
    return stored


@transaction.atomic
def add_section(plan: SecurityPlan, title: str, text: str = "") -> PlanSection:
    stored = _open_plan(plan)
    if not title.strip():
        raise ValidationError({"title": _("Give the section a title.")})
    there = set(stored.sections.values_list("code", flat=True))
    if len(there) >= MOST_SECTIONS:
        raise ValidationError(_("There are %(most)d sections already.") % {"most": MOST_SECTIONS})
    stem = (slugify(title).replace("-", "_") or "section")[:34]
    code = next(one for one in [stem, *(f"{stem}_{n}" for n in range(2, 99))] if one not in there)
    made = PlanSection(plan=stored, code=code, position=len(there))
    save_changes(made, {"title": title.strip()[:120], "text": text})
    return made


@transaction.atomic
def remove_section(section: PlanSection) -> None:
    """Out of this version; earlier ones keep theirs."""
    _open_plan(section.plan)
    audit.record(Verb.DELETED, section)
    section.delete()


@transaction.atomic
def move_plan(plan: SecurityPlan, verb: str, *, by: User) -> SecurityPlan:
    """Hand in, or take back to the draft."""
    stored = held_plan(plan)
    rule = PLAN_MOVES[verb]
    if rule.page:
        raise ValueError(f"{verb} has a function of its own")
    return _step(stored, verb, by)


def _step(stored: SecurityPlan, verb: str, by: User, **values: Any) -> SecurityPlan:
    rule = PLAN_MOVES[verb]
    if stored.state not in rule.source:
        raise ValidationError(
            _("This version is “%(state)s”; that cannot be done with it now.")
            % {"state": PlanState(stored.state).label}
        )
    if not by.has_perm(rule.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    save_changes(stored, {"state": rule.target, **values}, verb=Verb.APPROVED if verb == "approve" else Verb.MOVED_ON)
    return stored


@transaction.atomic
def approve_plan(
    plan: SecurityPlan, *, by: User, note: str = "", review_on: Any = None, seen: str = ""
) -> SecurityPlan:
    """Seal the version as ``by`` sees it, and let the last approved one be superseded.

    ``seen``: digest of what was read. Raises ValidationError if it has changed since, or says nothing.
    """
    stored = held_plan(plan)
    if stored.state == PlanState.IN_REVIEW and not stored.sections.exists():
        raise ValidationError(_("There is no section in it."))
    content = document.of(stored, by)
    if seen and seen != digest(content):
        raise ValidationError(_("The plan or its data changed since you opened it. Read it again, then approve."))
    for old in SecurityPlan.objects.select_for_update().filter(space=stored.space_id, state=PlanState.APPROVED):
        _step(old, "supersede", by)
    at = timezone.now()
    _step(
        stored, "approve", by, approved_at=at, approved_by=by, approval_note=note.strip()[:500],
        review_on=review_on or stored.review_on,
    )  # fmt: skip
    content["plan"] |= document.head(stored)
    made = PlanSeal(plan=stored, document=content, sha256=digest(content))
    made.save()
    audit.record(Verb.CREATED, made)
    return stored


def digest(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
