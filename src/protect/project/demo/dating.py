"""The one place where the demonstration writes past the services: they stamp "now", and a year has to lie behind.

Dates are relative to today and the same on every machine. Sealed documents are built anew, so that they tell the same dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone

from protect.assessments import document
from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Consensus, PreparationItem, Score, Snapshot, State, TeamMember
from protect.checklists.models import Answer, Checklist
from protect.organisations.models import AuditEntry, Membership, Organisation, Share, User
from protect.project.demo.stories import Story
from protect.reference.models import digest_of
from protect.spaces.models import Attachment, Space

#: Days ago on which organisations and people came, and the places were entered.
JOINED, ENTERED = 372, 368


def date_everything(told: Iterable[tuple[Story, Assessment]], entries: list[AuditEntry]) -> None:
    """``entries``: of the trail, gathered and not written yet (once written nothing dates them otherwise)."""
    now = timezone.now()
    joined, entered = now - dt.timedelta(days=JOINED), now - dt.timedelta(days=ENTERED)
    mine = Organisation.objects.filter(is_demonstration=True)
    mine.update(created_at=joined)
    User.objects.filter(organisations__in=mine).update(created_at=joined)
    Membership.objects.filter(organisation__in=mine).update(created_at=joined)
    spaces = Space.objects.filter(organisation__in=mine)
    spaces.update(created_at=entered, changed_at=entered)
    Attachment.objects.filter(space__in=spaces).update(added_at=entered)
    for entry in entries:
        entry.at = entered if entry.root_type == "spaces.space" else joined
    for story, assessment in told:
        _date(story, assessment, now, entries)
    assessing.expire_overdue()
    entries.sort(key=lambda entry: entry.at)


def _date(story: Story, assessment: Assessment, now: dt.datetime, entries: list[AuditEntry]) -> None:
    began, ended = now - dt.timedelta(days=story.began), now - dt.timedelta(days=story.ended)
    part = (ended - began) / 10
    mine = Assessment.objects.filter(pk=assessment.pk)
    mine.update(created_at=began, changed_at=ended)
    mine.filter(scores_opened_at__isnull=False).update(scores_opened_at=began + 7 * part)
    mine.filter(approved_at__isnull=False).update(approved_at=ended)
    TeamMember.objects.filter(assessment=assessment, handed_in_at__isnull=False).update(handed_in_at=began + 7 * part)
    PreparationItem.objects.filter(assessment=assessment, done=True).update(done_at=began + part)
    Score.objects.filter(scenario__assessment=assessment).update(changed_at=began + 6 * part)
    Consensus.objects.filter(scenario__assessment=assessment).update(decided_at=began + 8 * part)
    assessment.vulnerabilities.filter(decided_at__isnull=False).update(decided_at=began + 9 * part)
    earlier = dt.timedelta(days=story.ended // 2)
    for key, day in assessment.vulnerabilities.values_list("pk", "review_on"):
        if day is not None:
            assessment.vulnerabilities.filter(pk=key).update(review_on=day - earlier)
    asked = Checklist.objects.filter(assessment=assessment)
    asked.update(created_at=began + 2 * part, changed_at=began + 3 * part)
    asked.filter(closed_at__isnull=False).update(closed_at=began + 3 * part)
    Answer.objects.filter(checklist__in=asked).update(answered_at=began + 2.5 * part)
    about = ("assessments.assessment", assessment.pk)
    _date_history([entry for entry in entries if (entry.root_type, entry.root_id) == about], began, ended)
    for label, pk in (("spaces.space", assessment.space_id), ("assessments.assessment", assessment.pk)):
        Share.objects.filter(object_type=label, object_id=pk, created_at__gt=began).update(created_at=began + part)
    sealed = Snapshot.objects.filter(assessment=assessment).first()
    if sealed is not None:
        as_approved = Assessment.objects.get(pk=assessment.pk)
        as_approved.state = State.APPROVED  # what was superseded since was sealed as approved
        content = document.build(as_approved)
        Snapshot.objects.filter(pk=sealed.pk).update(document=content, sha256=digest_of(content), made_at=ended)


def _date_history(entries: list[AuditEntry], began: dt.datetime, ended: dt.datetime) -> None:
    """The entries of one history, evenly from its beginning to its end, in the order in which they were recorded."""
    step = (ended - began) / max(len(entries) - 1, 1)
    for number, entry in enumerate(entries):
        entry.at = began + number * step
