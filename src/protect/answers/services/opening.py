"""The opening, and what follows it: screening, feedback, the end without a suitable answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.answers import documents, mails
from protect.answers.models import OpenedAnswer, Submission
from protect.calls.models import Call
from protect.calls.services.leaving import held, move_on
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb

#: Folders above that have something to do in the moment in which answers are opened, in the same transaction.
_witnesses: list[Callable[[Call], None]] = []


def at_opening(verb: Callable[[Call], None]) -> None:
    """Said at start-up: what else happens when answers of a call are opened, such as criteria that freeze."""
    if verb not in _witnesses:
        _witnesses.append(verb)


SCREENING = ("complete", "eligible", "in_scope", "decision", "reason")


@transaction.atomic
def open_answers(call: Call, *, by: User) -> list[OpenedAnswer]:
    """What was submitted and stands, from the opening time on; done again it opens what came late.

    From now on the readers of the call read it. Told in the log of those who asked, and to each provider in its own.
    Raises ValidationError before the time.
    """
    stored = held(call)
    publication = getattr(stored, "publication", None)
    now = timezone.now()
    if publication is not None and now < publication.opens_at:
        raise ValidationError(_("Answers are opened when the time has come that the call names, and not before."))
    if publication is None:
        raise ValidationError(_("This call was not published; nobody could answer it."))
    known = OpenedAnswer.objects.filter(call=stored)
    waiting = Submission.objects.filter(publication=publication, withdrawn_at=None).exclude(
        pk__in=known.values("submission")
    )
    waiting = waiting.select_related("organisation").order_by("is_late", "organisation__name", "pk")
    number = known.aggregate(last=Max("number"))["last"] or 0
    opened: list[OpenedAnswer] = []
    with audit.gathered():
        for one in waiting:
            number += 1
            made = OpenedAnswer(call=stored, submission=one, number=number, opened_by=by)
            values = {
                "provider_name": one.document["provider"]["name"],
                "solution": one.document["solution"]["solution"],
                "said": documents.own_words(one.document),
                "opened_at": now,
            }
            save_changes(made, values)
            with audit.acting(None, "opening"):
                audit.record(Verb.MOVED_ON, one, note=_("opened"))
            opened.append(made)
        told = ngettext("%(count)d answer opened", "%(count)d answers opened", len(opened)) % {"count": len(opened)}
        before = stored.state
        move_on(stored, "open_answers", note=told)
        if stored.state == before:
            audit.record(Verb.MOVED_ON, stored, note=told)
    for witness in _witnesses:
        witness(stored)
    return opened


@transaction.atomic
def screen(opened: OpenedAnswer, values: Mapping[str, Any], *, by: User) -> OpenedAnswer:
    """Complete, eligible, in scope, and what follows, said by a person with a reason."""
    stored = OpenedAnswer.objects.select_for_update().get(pk=opened.pk)
    values = {name: values[name] for name in SCREENING if name in values}
    decision, reason = values.get("decision", stored.decision), values.get("reason", stored.reason)
    if decision == OpenedAnswer.Decision.NOT_ADMITTED and not reason.strip():
        raise ValidationError({"reason": _("Say why it does not go on; the provider may ask.")})
    noes = [name for name in ("complete", "eligible", "in_scope") if values.get(name, getattr(stored, name)) == "no"]
    if decision == OpenedAnswer.Decision.ADMITTED and noes and not reason.strip():
        raise ValidationError({"reason": _("Something was answered with no; say why it goes on all the same.")})
    save_changes(stored, {**values, "screened_by": by, "screened_at": timezone.now()})
    return stored


@transaction.atomic
def write_feedback(opened: OpenedAnswer, text: str) -> OpenedAnswer:
    """The letter to one provider, as a draft."""
    stored = OpenedAnswer.objects.select_for_update().get(pk=opened.pk)
    if stored.feedback_sent_at is not None:
        raise ValidationError(_("This feedback was sent; it does not change any more."))
    save_changes(stored, {"feedback": text.strip()})
    return stored


@transaction.atomic
def send_feedback(opened: OpenedAnswer) -> OpenedAnswer:
    """From now on the provider reads it, and gets a mail that says so."""
    stored = OpenedAnswer.objects.select_for_update().get(pk=opened.pk)
    if not stored.feedback:
        raise ValidationError(_("Write the feedback first."))
    if stored.feedback_sent_at is not None:
        raise ValidationError(_("This feedback was sent already."))
    save_changes(stored, {"feedback_sent_at": timezone.now()}, verb=Verb.MOVED_ON)
    mails.tell_provider(stored, "feedback")
    return stored


@transaction.atomic
def end_without(call: Call, *, reason: str) -> Call:
    """No suitable answer: a proper end, and a finding of its own. What was answered is kept."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what the answers lack; the next call begins from it.")})
    return move_on(held(call), "end_without", note=reason.strip())
