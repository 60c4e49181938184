"""What is due and why, and what waits for a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment, State
from protect.organisations.access import Reach
from protect.organisations.lists import key_of, one_of
from protect.organisations.models import Organisation, Role, User
from protect.reminders.models import Notice, Policy, Trigger, Wishes
from protect.spaces.extracts.names import folded
from protect.spaces.history import Moment
from protect.spaces.history import day as day_of
from protect.spaces.models import Space

#: How far ahead "soon" looks.
SOON = dt.timedelta(days=60)
STATES = {
    "overdue": _("Overdue"),
    "soon": _("Due within 60 days"),
    "later": _("Later"),
    "triggered": _("Brought forward by an event"),
    "never": _("Never assessed"),
}


def policy_of(organisation: Organisation | int) -> Policy:
    """Its rules, or the defaults (not saved)."""
    key = organisation if isinstance(organisation, int) else organisation.pk
    return Policy.objects.filter(organisation_id=key).first() or Policy(organisation_id=key)


def policies_of(organisations: set[int]) -> dict[int, Policy]:
    kept = {one.organisation_id: one for one in Policy.objects.filter(organisation__in=organisations)}
    return {key: kept.get(key) or Policy(organisation_id=key) for key in organisations}


def months_of(organisation: Organisation) -> int:
    return policy_of(organisation).months


def wishes_of(user: User) -> Wishes:
    return Wishes.objects.filter(user=user).first() or Wishes(user=user)


def standing() -> Q:
    """Condition on assessments: the last word on their space, of a space that is still in the register."""
    return Q(state__in=[State.APPROVED, State.EXPIRED], space__archived_at=None, review_on__isnull=False)


def open_triggers() -> QuerySet[Trigger]:
    """Recorded and not answered yet: no version was approved since."""
    later = Assessment.objects.filter(space=OuterRef("space"), approved_at__gt=OuterRef("recorded_at"))
    return Trigger.objects.filter(~Exists(later), withdrawn_at=None)


@dataclass(frozen=True)
class Row:
    """One line of the list; ``days`` until it is due, below zero when overdue; None where nothing was assessed yet."""

    space: Space
    assessment: Assessment | None
    days: int | None
    trigger: str
    marking: str


@dataclass(frozen=True)
class Listing:
    """Everything the list depends on comes from the address of the page."""

    reader: User
    state: str = ""
    organisation: str = ""
    text: str = ""
    today: dt.date = field(default_factory=timezone.localdate)

    @classmethod
    def of(cls, reader: User, parameters: Mapping[str, str]) -> Listing:
        return cls(
            reader=reader,
            state=one_of(parameters, "state", STATES),
            organisation=key_of(parameters, "organisation"),
            text=parameters.get("q", "").strip()[:100],
        )

    def spaces(self) -> QuerySet[Space]:
        """Spaces never assessed, as far as the reader may see."""
        never = Space.objects.visible_to(self.reader).filter(archived_at=None, assessments=None)
        return self._chosen(never, "").select_related("organisation").defer("wkb").order_by("name", "pk")

    def assessments(self) -> QuerySet[Assessment]:
        found: QuerySet[Any] = Assessment.objects.visible_to(self.reader).filter(standing())
        newest = open_triggers().filter(space=OuterRef("space")).order_by("-recorded_at")
        found = found.annotate(trigger_kind=Subquery(newest.values("kind")[:1]))
        soon = self.today + SOON
        if self.state == "overdue":
            found = found.filter(review_on__lt=self.today)
        elif self.state == "soon":
            found = found.filter(review_on__range=(self.today, soon))
        elif self.state == "later":
            found = found.filter(review_on__gt=soon)
        elif self.state == "triggered":
            found = found.exclude(trigger_kind=None)
        found = self._chosen(found, "space__").select_related("space", "organisation", "lead").defer("space__wkb")
        return found.order_by("review_on", "space__name", "pk")

    def found(self) -> QuerySet[Any]:
        return self.spaces() if self.state == "never" else self.assessments()

    def _chosen(self, found: QuerySet[Any], space: str) -> QuerySet[Any]:
        if self.organisation:
            found = found.filter(organisation=self.organisation)
        for word in folded(self.text).split():
            found = found.filter(**{f"{space}search_text__contains": word})
        return found

    def rows(self, page: list[Any]) -> list[Row]:
        if self.state == "never":
            return [Row(one, None, None, "", one.effective_marking.value) for one in page]
        kinds = dict(Trigger.Kind.choices)
        return [
            Row(
                one.space,
                one,
                (one.review_on - self.today).days,
                str(kinds.get(one.trigger_kind, "")),
                one.effective_marking.value,
            )
            for one in page
        ]

    def counts(self) -> list[tuple[str, Any, int]]:
        """``(state, its name, how many)`` whatever is chosen, each a link."""
        told = []
        for state, label in STATES.items():
            other = Listing(self.reader, state, self.organisation, self.text, self.today)
            told.append((state, label, other.found().order_by().count()))
        return told

    def organisations(self) -> list[tuple[int, str]]:
        owners = Space.objects.visible_to(self.reader).order_by().values("organisation_id")
        return list(Organisation.objects.filter(pk__in=owners).values_list("pk", "name"))


@dataclass(frozen=True)
class Waiting:
    """What a person has to do, as far as they may see it now."""

    to_score: list[Assessment]
    to_approve: list[Assessment]
    overdue: list[Assessment]
    soon: list[Assessment]
    triggers: list[Trigger]

    def __bool__(self) -> bool:
        return any([self.to_score, self.to_approve, self.overdue, self.soon, self.triggers])


def waiting_for(person: User, now: dt.datetime | None = None) -> Waiting:
    """Everything the weekly digest tells, and the page of what is due shows first."""
    now = now or timezone.now()
    today = timezone.localdate(now)
    reach = Reach.of(person)
    own = sorted(reach.reading)
    seen = Assessment.objects.visible_to(person).select_related("space").defer("space__wkb")
    leading = [key for key, role in reach.roles.items() if role in {Role.LEAD, Role.ADMINISTRATOR}]
    due = seen.filter(standing(), organisation__in=own).order_by("review_on", "pk")
    fresh = open_triggers().visible_to(person).filter(space__organisation__in=own)  # type: ignore[attr-defined]
    return Waiting(
        to_score=list(seen.filter(state=State.SCORING, team__user=person, team__scores=True, team__handed_in_at=None)),
        to_approve=list(seen.filter(state=State.REVIEW, organisation__in=leading)),
        overdue=list(due.filter(review_on__lt=today)),
        soon=list(due.filter(review_on__range=(today, today + dt.timedelta(days=30)))),
        triggers=list(fresh.filter(recorded_at__gt=now - dt.timedelta(days=7)).select_related("space")),
    )


def on_space_page(request: HttpRequest, space: Space) -> dict[str, Any]:
    """The date itself stands with the assessments on that page already."""
    return {
        "space": space,
        "triggers": list(space.triggers.filter(withdrawn_at=None).select_related("recorded_by")[:5]),
        "may_record": request.user.has_perm("reminders.record", space),
        "may_withdraw": request.user.has_perm("reminders.withdraw", space),
    }


def told_of(reader: Any, space: Space) -> list[Moment]:
    """Events of a space for its time line; what was taken back says so."""
    found = Trigger.objects.visible_to(reader).filter(space=space)
    back = gettext(" (taken back)")
    return [
        Moment(
            day_of(one.happened_on), "trigger", f"{one.get_kind_display()}{back if one.withdrawn_at else ''}", one.note,
            whole_day=True,
        )
        for one in found
    ]  # fmt: skip


def kept_of(person: User) -> list[dict[str, Any]]:
    """What is kept about the mails to a person, for the export of their own data."""
    wishes = wishes_of(person)
    told: list[dict[str, Any]] = [
        {
            "reminders": wishes.reminders,
            "weekly digest": wishes.digest,
            "weekday": wishes.weekday,
            "news of the catalogue": wishes.catalogue,
            "news of calls": wishes.calls,
            "mails of the inbox": wishes.inbox,
            "private calendar": bool(wishes.calendar_digest),
        }
    ]
    sent = Notice.objects.filter(user=person).order_by("pk").values_list("stage", "about_day", "sent_at", "assessment")
    return told + [
        {"reminder": stage, "about": day.isoformat(), "sent": at.isoformat(), "assessment": key}
        for stage, day, at, key in sent
    ]
