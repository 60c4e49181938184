"""Editors come and go by the word of whoever runs the platform."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.pages.models import Editor
from protect.pages.services.beginning import begin


@transaction.atomic
def appoint(email: str, *, by: User) -> Editor:
    """The person of this address writes public pages from now on. The first editor finds a home page to begin with."""
    person = User.objects.filter(email__iexact=email.strip(), is_active=True, deleted_at=None).first()
    if person is None:
        raise ValidationError({"email": _("Nobody with this address has an account here.")})
    there = Editor.objects.filter(user=person).first()
    if there is not None:
        return there
    made = Editor(user=person, appointed_by=by)
    save_changes(made, {})
    begin()
    return made


@transaction.atomic
def dismiss(editor: Editor) -> None:
    """What the person wrote stays."""
    audit.record(Verb.DELETED, editor)
    editor.delete()
