"""The way out: review, clearing, signatures, publication, withdrawal. The order of the steps stands in ``states.py``."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.calls import composing, leak_check, readiness, tasks
from protect.calls.models import Call, Clearance, Publication, Signature
from protect.calls.states import MOVES, State
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import User, Verb
from protect.reference.models import digest_of


def held(call: Call) -> Call:
    return Call.objects.select_for_update().select_related("template", "organisation").get(pk=call.pk)


def move_on(call: Call, verb: str, values: dict[str, Any] | None = None, *, note: str = "") -> Call:
    """The one place where a call changes its state. Raises ValidationError where the verb does not lead on from there."""
    move = MOVES[verb]
    if call.state not in move.source:
        raise ValidationError(
            _("This call is “%(state)s”; that cannot be done with it now.") % {"state": State(call.state).label}
        )
    save_changes(call, {"state": move.target, **(values or {})}, verb=Verb.MOVED_ON, note=note)
    return call


@transaction.atomic
def submit(call: Call, *, by: User) -> Call:
    """To the reviewers: from now on nothing of it changes. Raises ValidationError with everything that is missing."""
    stored = held(call)
    missing = readiness.missing(stored)
    if missing:
        raise ValidationError(missing)
    return move_on(stored, "submit", {"submitted_by": by})


@transaction.atomic
def send_back(call: Call, *, reason: str) -> Call:
    """Back to the draft; signatures count again only if the text comes back as it was signed."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say what is to be changed.")})
    return move_on(held(call), "send_back", note=reason.strip())


@transaction.atomic
def clear(call: Call, fingerprint: str, reason: str, *, by: User) -> Clearance:
    """One finding may stay, for a reason. It holds for this wording alone."""
    stored = held(call)
    if stored.state not in {State.DRAFT, State.REVIEW}:
        raise ValidationError(_("There is nothing to clear any more."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why it may stay.")})
    found = next((one for one in leak_check.check(stored) if one.fingerprint == fingerprint), None)
    if found is None:
        raise ValidationError(_("This is not in the text any more; look at the list again."))
    if found.reason:
        raise ValidationError(_("This was cleared already."))
    made = Clearance(call=stored, fingerprint=fingerprint, cleared_by=by)
    save_changes(made, {"found": f"{found.place}: {found.text}"[:300], "reason": reason.strip()[:300]})
    return made


@transaction.atomic
def sign(call: Call, reviewer: str, *, by: User, note: str = "", seen: str = "") -> Signature:
    """A reviewer's yes to the text as it is now. Nobody signs twice, and not who sent it to review.

    ``seen``: digest of the text that the reviewer looked at.
    """
    stored = held(call)
    if stored.state != State.REVIEW:
        raise ValidationError(_("Signatures are given while a call is in review."))
    if reviewer not in [one["code"] for one in stored.template.content["reviewers"]]:
        raise ValidationError({"reviewer": _("Choose for whom you sign.")})
    if stored.submitted_by_id == by.pk:
        raise PermissionDenied(_("You sent this call to review; others sign it."))
    digest = composing.digest(stored)
    if seen and seen != digest:
        raise ValidationError(_("The text changed since you opened it. Read it again, then sign."))
    given = Signature.objects.filter(call=stored, digest=digest)
    if given.filter(signed_by=by).exists():
        raise ValidationError(_("You have signed already; the others are for other people."))
    if given.filter(reviewer=reviewer).exists():
        raise ValidationError({"reviewer": _("This signature is there already.")})
    made = Signature(call=stored, reviewer=reviewer, digest=digest, signed_by=by)
    save_changes(made, {"note": note.strip()[:500]}, verb=Verb.APPROVED)
    return made


@transaction.atomic
def publish(call: Call) -> Publication:
    """The document as it was cleared and signed leaves, whole; what stands in the way is told in one ValidationError."""
    stored = held(call)
    obstacles = readiness.obstacles(stored)
    if stored.state == State.REVIEW and obstacles:
        raise ValidationError(obstacles)
    move_on(stored, "publish")
    document = composing.document(stored)
    made = Publication(organisation=stored.organisation, marking=Marking.CLEAR.value, call=stored)
    dates = {name: getattr(stored, name) for name in ("questions_until", "answers_until", "opens_at")}
    values = {"title": stored.title, "document": document, "sha256": digest_of(document), **dates}
    save_changes(made, {**values, "published_at": timezone.now()})
    tasks.tell(made, tasks.PUBLISHED)
    return made


@transaction.atomic
def withdraw(call: Call, *, reason: str) -> Call:
    """Give a call up. If it was published, its page says so and why; answers are not taken any more."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; providers read it if the call was published.")})
    stored = move_on(held(call), "withdraw", note=reason.strip())
    publication = Publication.objects.select_for_update().filter(call=stored).first()
    if publication is not None:
        save_changes(publication, {"withdrawn_at": timezone.now(), "withdrawn_because": reason.strip()[:300]})
        tasks.tell(publication, tasks.WITHDRAWN)
    return stored
