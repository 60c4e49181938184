"""What the one who asks does: ask somebody, send the link again, give more time, withdraw, take answers over, forget."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments import services as assessing
from protect.assessments.models import Assessment
from protect.checklists import services as checking
from protect.checklists.models import Checklist
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import User
from protect.respondents import codes, mails
from protect.respondents.models import Respondent, RespondentAnswer

DAYS, MOST_DAYS = 14, 60
#: Name, address and note of a respondent are forgotten so long after the link ended.
FORGET_AFTER = dt.timedelta(days=90)
FIELDS = (
    "email", "name", "function", "circle", "language", "note", "shows_titles", "shows_sub_areas", "shows_texts", "groups",
)  # fmt: skip


def _until(day: dt.date) -> dt.datetime:
    """The end of ``day``; refused if it is past or too far away."""
    today = timezone.localdate()
    if day < today:
        raise ValidationError({"until": _("This day is past.")})
    if day > today + dt.timedelta(days=MOST_DAYS):
        raise ValidationError({"until": _("A link holds for at most %(days)d days.") % {"days": MOST_DAYS}})
    return timezone.make_aware(dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min))


@transaction.atomic
def ask(task: Assessment | Checklist, values: dict[str, Any], *, until: dt.date, by: User) -> tuple[Respondent, str]:
    """Ask somebody outside for the scores of an assessment or the answers to a checklist, by a link sent to them.

    Who scores becomes a member of the team, whose scores nobody else enters. Returns the link's secret too, once.
    """
    if not task.is_open:
        raise ValidationError(_("There is nothing to answer any more: it is handed in or approved."))
    if task.effective_marking == Marking.RED:
        raise ValidationError(_("What is TLP:RED is for the people named as its readers; nobody else can be asked."))
    wrong = set(values) - set(FIELDS)
    if wrong:
        raise TypeError(f"not a field of a respondent: {sorted(wrong)}")
    same = task.respondents.filter(email__iexact=values["email"], revoked_at=None, expires_at__gt=timezone.now())
    if same.exists():
        raise ValidationError({"email": _("A link for this address is open already; send that one again.")})
    secret = codes.new_secret()
    respondent = Respondent(secret_digest=codes.digest(secret), expires_at=_until(until), created_by=by)
    if isinstance(task, Assessment):
        if task.is_quick:
            raise ValidationError(_("In the quick mode one person scores; make the assessment full to ask others."))
        respondent.assessment = task
        who = {name: values[name] for name in ("name", "function", "circle")}
        respondent.member = assessing.put_on_team(task, **who, scores=True)
        save_changes(respondent.member, {"by_link": True})
    else:
        respondent.checklist = task
    save_changes(respondent, values)
    transaction.on_commit(lambda: mails.send_link(respondent, secret))
    return respondent, secret


def _running(respondent: Respondent) -> Respondent:
    found = Respondent.objects.select_for_update(of=("self",)).get(pk=respondent.pk)
    if found.revoked_at is not None or found.erased_at is not None:
        raise ValidationError(_("This link was withdrawn; ask anew."))
    if found.handed_in_at is not None:
        raise ValidationError(_("They have handed in; there is nothing left to do for them."))
    return found


@transaction.atomic
def send_again(respondent: Respondent) -> str:
    """A new link by mail; the one before opens nothing any more, and who was in is out."""
    found = _running(respondent)
    if not found.is_open:
        raise ValidationError(_("The link has expired; give more time first."))
    secret = codes.new_secret()
    values = {"secret_digest": codes.digest(secret), "session_digest": "", "code_digest": ""}
    for name, value in values.items():
        setattr(found, name, value)
    found.save(update_fields=list(values))
    save_changes(found, {"codes_sent": 0}, note=_("link sent again"))
    transaction.on_commit(lambda: mails.send_link(found, secret))
    return secret


@transaction.atomic
def extend(respondent: Respondent, until: dt.date) -> Respondent:
    found = _running(respondent)
    save_changes(found, {"expires_at": _until(until)}, note=_("more time"))
    return found


@transaction.atomic
def revoke(respondent: Respondent) -> Respondent:
    """From this moment the link and the session open nothing. Who has not scored yet leaves the team: nobody waits for them."""
    found = Respondent.objects.select_for_update(of=("self",)).get(pk=respondent.pk)
    if found.revoked_at is not None:
        return found
    member = found.member
    values = {"revoked_at": timezone.now(), "session_digest": "", "code_digest": ""}
    save_changes(found, values, note=_("withdrawn"))
    if member is not None and found.handed_in_at is None and member.assessment.is_open:
        if not member.given_scores.exists():
            assessing.take_off_team(member)
    return found


@transaction.atomic
def take_over(said: RespondentAnswer, *, by: User) -> RespondentAnswer:
    """Make a respondent's answer the checklist's, with who said it; what the team wrote is kept beside."""
    respondent = said.respondent
    assert respondent.checklist is not None
    who = _("%(name)s, by link") % {"name": respondent}
    values = {
        "answer": said.answer,
        "reason": said.reason,
        "evidence": f"{who}: {said.evidence}" if said.evidence else "",
        "improvement": f"{who}: {said.improvement}" if said.improvement else "",
    }
    present = respondent.checklist.answers.filter(question=said.question, sub_area=None).first()
    for name in ("evidence", "improvement"):
        before = getattr(present, name, "")
        if before and values[name] not in before:
            values[name] = f"{before}\n{values[name]}".strip()
        elif before:
            values[name] = before
    checking.answer(respondent.checklist, said.question, {k: v for k, v in values.items() if v}, by=by)
    save_changes(said, {"taken_over_at": timezone.now()}, note=_("taken over into the checklist"))
    return said


def forget_old() -> int:
    """For the daily job: name, address and note of those whose link ended long ago. What they judged stays in the record."""
    past = timezone.now() - FORGET_AFTER
    ended = models.Q(handed_in_at__lt=past) | models.Q(revoked_at__lt=past) | models.Q(expires_at__lt=past)
    count = 0
    for found in Respondent.objects.filter(ended, erased_at=None).select_related("member"):
        erase(found)
        count += 1
    return count


@transaction.atomic
def erase(found: Respondent) -> None:
    """Name, address and note go; what was judged stays, under a number."""
    values = {"email": "", "name": "", "note": "", "session_digest": "", "erased_at": timezone.now()}
    save_changes(found, values, note=_("personal data forgotten"))
    if found.member is not None:
        name = _("Respondent %(number)s") % {"number": found.pk}
        save_changes(found.member, {"name": name, "organisation_name": ""}, note=_("personal data forgotten"))
