"""Questions about a call: asked by a provider, answered to all, without telling anybody who asked."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.answers.models import Asked, Clarification
from protect.answers.models.provided import ANSWERING_KINDS, WRITING_ROLES
from protect.calls import leak_check, tasks
from protect.calls.models import Publication
from protect.organisations import audit
from protect.organisations.access import Reach
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, User, Verb

#: Open questions that one organisation may have to one call.
MOST_OPEN = 20
#: What the log of those who asked the market says about where a question came from: not from which address.
SOMEBODY = "provider"


@transaction.atomic
def ask(publication: Publication, organisation: Organisation, text: str, *, by: User) -> Asked:
    """Two rows: one for those who answer, which says nothing of the asker, and one for the asker's own people."""
    if organisation.kind not in ANSWERING_KINDS or not Reach.of(by).has_role(organisation.pk, *WRITING_ROLES):
        raise PermissionDenied(_("Questions are asked by people of a solution provider or a research organisation."))
    if not publication.takes_questions:
        raise ValidationError(_("The time for questions is over."))
    if not text.strip():
        raise ValidationError({"text": _("Write your question.")})
    if (
        Asked.objects.filter(
            organisation=organisation, clarification__publication=publication, clarification__answered_at=None
        ).count()
        >= MOST_OPEN
    ):
        raise ValidationError(_("Wait for the answers to what you asked already."))
    with audit.acting(None, SOMEBODY):
        made = Clarification(organisation=publication.organisation, publication=publication)
        save_changes(made, {"question": text.strip()})
    asked = Asked(organisation=organisation, clarification=made, asked_by=by)
    save_changes(asked, {"text": text.strip()})
    return asked


def findings(publication: Publication, *texts: str) -> list[leak_check.Finding]:
    """What the rules of the call's own leak check find in texts that are about to be public."""
    document = {
        "title": "", "cities": [], "questions": [],
        "sections": [{"title": _("Answer to a question"), "text": one} for one in texts],
    }  # fmt: skip
    return leak_check.check(publication.call, document)


@transaction.atomic
def clarify(
    clarification: Clarification, question: str, answer: str, *, by: User, checked: bool = False
) -> Clarification:
    """Answer to all. ``question``: as everybody reads it, reworded where it told who asks. ``checked``: findings may stay."""
    stored = Clarification.objects.select_for_update().get(pk=clarification.pk)
    if stored.answered_at is not None:
        raise ValidationError(_("This was answered already."))
    if not question.strip() or not answer.strip():
        raise ValidationError({"answer": _("Question and answer are read by everybody; neither is empty.")})
    found = findings(stored.publication, question, answer)
    if found and not checked:
        told = "; ".join(f"“{one.text}” ({one.word})" for one in found[:10])
        raise ValidationError(
            {
                "checked": _("This may give something away: %(found)s. Change it, or confirm that it may stay.")
                % {"found": told}
            }
        )
    values = {"question": question.strip(), "answer": answer.strip(), "answered_by": by, "answered_at": timezone.now()}
    save_changes(stored, {**values, "marking": Marking.CLEAR.value}, verb=Verb.APPROVED)
    tasks.tell(stored.publication, tasks.CLARIFIED, stored.pk)
    return stored
