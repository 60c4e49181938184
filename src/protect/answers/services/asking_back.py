"""Questions back to one provider, and its replies."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.answers import mails
from protect.answers.models import OpenedAnswer, QuestionBack
from protect.organisations.changes import save_changes
from protect.organisations.models import User


@transaction.atomic
def ask_back(opened: OpenedAnswer, text: str, *, by: User) -> QuestionBack:
    """Read by this provider alone; the others do not learn of it."""
    if not text.strip():
        raise ValidationError({"text": _("Write your question.")})
    made = QuestionBack(opened=opened, asked_by=by)
    save_changes(made, {"text": text.strip()})
    mails.tell_provider(opened, "asked_back", made.pk)
    return made


@transaction.atomic
def reply(question: QuestionBack, text: str, *, by: User) -> QuestionBack:
    """Once; the answer itself stays as it was submitted."""
    stored = QuestionBack.objects.select_for_update().get(pk=question.pk)
    if stored.replied_at is not None:
        raise ValidationError(_("You have replied already."))
    if not text.strip():
        raise ValidationError({"text": _("Write your reply.")})
    save_changes(stored, {"reply": text.strip(), "replied_by": by, "replied_at": timezone.now()})
    return stored
