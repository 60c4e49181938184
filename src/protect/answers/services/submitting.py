"""Submitting and withdrawing, by the clock of the server."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.answers import documents
from protect.answers.models import Draft, Submission
from protect.answers.services.drafting import held, refuse_ended
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.reference.models import digest_of


def submit(draft: Draft, *, by: User, seen: str = "", incomplete: bool = False) -> Submission:
    """The draft as it is now, whole, with its receipt. Before the deadline it takes the place of one submitted earlier.

    Its time is when it reached the server: whoever then has to wait for the database is not late by that. ``seen``: digest of
    what was shown before the button. ``incomplete``: yes, though something that must be answered is missing. Raises
    ValidationError.
    """
    return _submit(draft, timezone.now(), by, seen, incomplete)


@transaction.atomic
def _submit(draft: Draft, now: dt.datetime, by: User, seen: str, incomplete: bool) -> Submission:
    stored = held(draft)
    publication = stored.publication
    refuse_ended(publication)
    is_late = now >= publication.answers_until
    before = stored.submissions.filter(withdrawn_at=None).first()
    document = documents.compose(stored)
    digest = digest_of(document)
    if seen and seen != digest:
        raise ValidationError(_("The draft changed since you opened this page. Read it again, then submit."))
    if before is not None and before.sha256 == digest:
        return before  # the same button twice
    if before is not None and is_late:
        raise ValidationError(_("The time for answers is over, and your answer is in. It cannot be replaced any more."))
    lacking = documents.missing_of(document, publication.document)
    if not stored.solution or not stored.consent_summary:
        raise ValidationError(_("Name the solution and say whether a summary may be published; then submit."))
    if lacking and not incomplete:
        raise ValidationError(
            ngettext(
                "%(count)d thing that must be answered is missing. Answer it, or confirm that you submit without.",
                "%(count)d things that must be answered are missing. Answer them, or confirm that you submit without.",
                len(lacking),
            )
            % {"count": len(lacking)}
        )
    if before is not None:
        save_changes(before, {"withdrawn_at": now}, verb=Verb.MOVED_ON, note=_("replaced by a later one"))
    made = Submission(organisation=stored.organisation, draft=stored, publication=publication, submitted_by=by)
    values = {"document": document, "sha256": digest, "missing": len(lacking), "submitted_at": now, "is_late": is_late}
    save_changes(made, {**values, "attachments": documents.attached_to(stored)}, verb=Verb.MOVED_ON)
    return made


def withdraw(draft: Draft) -> Submission:
    """Take back what was submitted, until the deadline; the draft stays, and can be submitted again."""
    return _withdraw(draft, timezone.now())


@transaction.atomic
def _withdraw(draft: Draft, now: dt.datetime) -> Submission:
    stored = held(draft)
    before = stored.submissions.filter(withdrawn_at=None).first()
    if before is None:
        raise ValidationError(_("Nothing of yours is submitted to this call."))
    if now >= stored.publication.answers_until:
        raise ValidationError(_("The time for answers is over; what was submitted stays."))
    save_changes(before, {"withdrawn_at": now}, verb=Verb.MOVED_ON, note=_("withdrawn"))
    audit.record(Verb.CHANGED, stored, note=_("withdrawn"))
    return before
