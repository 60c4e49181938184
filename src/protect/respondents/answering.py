"""What the respondent does: ask for a code, come in with it, answer, hand in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments import services as assessing
from protect.checklists.models import Said
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Verb
from protect.respondents import codes, mails
from protect.respondents.models import Respondent, RespondentAnswer

CODE_HOLDS = dt.timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5
SESSION_HOLDS = dt.timedelta(hours=12)
RELATED = (
    "assessment__space__organisation", "assessment__organisation", "assessment__scale_set", "checklist__space__organisation",
    "checklist__question_set", "checklist__assessment", "member", "created_by",
)  # fmt: skip


def find(secret: str) -> Respondent | None:
    """Who the link is for; None for one that was withdrawn, replaced, has expired or never was."""
    found = Respondent.objects.select_related(*RELATED).filter(secret_digest=codes.digest(secret)).first()
    return found if found is not None and leads_somewhere(found) else None


def leads_somewhere(respondent: Respondent) -> bool:
    """Not withdrawn, not over, and not about something that has become TLP:RED: that is for those named inside only."""
    return respondent.is_open and respondent.task.effective_marking != Marking.RED


def of_ticket(ticket: str) -> Respondent | None:
    """Who is in by this ticket of a session; None once the link was withdrawn, replaced or has expired."""
    read = codes.read_ticket(ticket, int(SESSION_HOLDS.total_seconds()))
    if read is None:
        return None
    pk, nonce = read
    found = Respondent.objects.select_related(*RELATED).filter(pk=pk).first()
    if found is None or not leads_somewhere(found) or not codes.same(found.session_digest, codes.digest(nonce)):
        return None
    return found if found.session_until and found.session_until > timezone.now() else None


@transaction.atomic
def send_code(respondent: Respondent) -> None:
    """Mail a fresh code to the address that was asked. Raises ValidationError if too many were sent this hour."""
    found = Respondent.objects.select_for_update(of=("self",)).get(pk=respondent.pk)
    now = timezone.now()
    if found.codes_since is None or found.codes_since < now - dt.timedelta(hours=1):
        found.codes_since, found.codes_sent = now, 0
    if found.codes_sent >= CODES_AN_HOUR:
        raise ValidationError(_("Too many codes were asked for. Try again in an hour."))
    code = codes.new_code()
    found.codes_sent += 1
    found.code_digest, found.code_tries = codes.code_digest(found.pk, code), 0
    found.code_expires_at = now + CODE_HOLDS
    found.save(update_fields=["codes_since", "codes_sent", "code_digest", "code_tries", "code_expires_at"])
    audit.record(Verb.CHANGED, found, note="code sent")
    transaction.on_commit(lambda: mails.send_code(found, code))


@transaction.atomic
def come_in(respondent: Respondent, code: str) -> tuple[str, str]:
    """(ticket, "") for the right code, which then is used up; ("", what is wrong) otherwise. Every try counts."""
    found = Respondent.objects.select_for_update(of=("self",)).get(pk=respondent.pk)
    if not found.code_digest or found.code_expires_at is None or found.code_expires_at < timezone.now():
        return "", _("This code is too old or was used. Ask for a new one.")
    if not codes.same(found.code_digest, codes.code_digest(found.pk, code)):
        found.code_tries += 1
        if found.code_tries >= CODE_TRIES:
            found.code_digest = ""
        found.save(update_fields=["code_tries", "code_digest"])
        audit.record(Verb.CHANGED, found, note="wrong code")
        if not found.code_digest:
            return "", _("This was the fifth wrong code. Ask for a new one.")
        return "", _("This is not the code that was sent. Look at the last mail.")
    nonce = codes.new_secret()
    found.code_digest, found.session_digest = "", codes.digest(nonce)
    found.session_until = min(timezone.now() + SESSION_HOLDS, found.expires_at)
    found.opened_at = found.opened_at or timezone.now()
    found.save(update_fields=["code_digest", "session_digest", "session_until", "opened_at"])
    audit.record(Verb.SIGNED_IN, found)
    return codes.ticket(found.pk, nonce), ""


@transaction.atomic
def leave(respondent: Respondent) -> None:
    Respondent.objects.filter(pk=respondent.pk).update(session_digest="")


def locked(respondent: Respondent) -> Respondent:
    """The respondent as it stands, held; ValidationError once nothing can be changed any more. Inside a transaction."""
    found = Respondent.objects.select_for_update(of=("self",)).filter(pk=respondent.pk).first()
    if found is None or not leads_somewhere(found):
        raise ValidationError(_("This link is not open any more."))
    if found.handed_in_at is not None:
        raise ValidationError(_("You have handed in; it stays as it is."))
    return found


@transaction.atomic
def answer(respondent: Respondent, question: str, values: dict[str, Any]) -> RespondentAnswer:
    """Keep what was said to one question; fields not in ``values`` stay."""
    found = locked(respondent)
    checklist = respondent.checklist
    if checklist is None or not checklist.is_open:
        raise ValidationError(_("This checklist is closed; nothing can be added to it."))
    if values.get("answer") and values["answer"] not in Said.values:
        raise ValidationError({"answer": _("Choose one of the answers offered.")})
    stored = found.answers.filter(question=question).first() or RespondentAnswer(respondent=found, question=question)
    after = {**{name: getattr(stored, name) for name in ("answer", "reason")}, **values}
    if after["answer"] == Said.NOT_APPLICABLE and not after["reason"]:
        raise ValidationError({"reason": _("Say why the question does not apply here; then it is kept.")})
    if stored.pk or any(values.values()):
        save_changes(stored, values)
    return stored


@transaction.atomic
def hand_in(respondent: Respondent, asked: int = 0) -> Respondent:
    """ "I have finished." From now on it is read only; a receipt goes by mail."""
    found = locked(respondent)
    if found.member is not None:
        assessing.hand_in(found.member)
    elif not found.answers.exclude(answer="").exists():
        raise ValidationError(_("Nothing is answered yet. “Unknown” is an answer too."))
    save_changes(found, {"handed_in_at": timezone.now()}, note="handed in")
    count = found.member.given_scores.count() if found.member else found.answers.exclude(answer="").count()
    transaction.on_commit(lambda: mails.send_receipt(found, count))
    return found
