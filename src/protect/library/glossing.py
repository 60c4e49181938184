"""Words added to the glossary: what changes them, each verb in one transaction, each audited."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.library.models import Term, TermVersion
from protect.library.states import MOVES, State
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin


def held(term: Term) -> Term:
    """The row as it is now, locked."""
    return Term.objects.select_for_update(of=("self",)).get(pk=term.pk)


@transaction.atomic
def add(organisation: Organisation, values: Mapping[str, Any], *, by: User) -> Term:
    """A draft of ``organisation``."""
    return _write(Term(organisation=organisation, created_by=by), values, by)


@transaction.atomic
def change(term: Term, values: Mapping[str, Any], *, by: User) -> Term:
    """What it said before stays among its versions."""
    return _write(held(term), values, by)


def _write(term: Term, values: Mapping[str, Any], by: User) -> Term:
    Organisation.objects.select_for_update().get(pk=term.organisation_id)  # each word once, whoever adds it first
    word, language = (str(values.get(name, getattr(term, name))).strip() for name in ("word", "language"))
    same = Term.objects.filter(organisation=term.organisation, language=language, word=word).exclude(pk=term.pk)
    if same.exists():
        raise ValidationError({"word": _("Your organisation has added this word already.")})
    original = values.get("translation_of", term.translation_of)
    if original is not None and (original.pk == term.pk or original.translation_of_id or original.language == language):
        raise ValidationError({"translation_of": _("Choose a word in another language that is no translation itself.")})
    if original is not None and term.pk and term.translations.exists():
        raise ValidationError({"translation_of": _("This one has translations itself: it is an original.")})
    before = None if term.pk is None else (term.word, term.text)
    save_changes(term, {**values, "word": word})
    if before != (term.word, term.text):
        number = term.versions.count() + 1
        TermVersion.objects.create(term=term, number=number, word=term.word, text=term.text, written_by=by)
    return term


@transaction.atomic
def move(term: Term, verb: str, *, by: User, reason: str = "") -> Term:
    """Publish or withdraw, as a document."""
    step, stored = MOVES[verb], held(term)
    if not by.has_perm(step.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.state not in step.source:
        raise ValidationError(_("This step is not open now."))
    values = {"state": step.target, "state_reason": reason.strip()}
    save_changes(stored, values, verb=Verb.APPROVED if verb == "publish" else Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def delete(term: Term) -> Binned:
    stored = held(term)
    if stored.state == State.PUBLISHED:
        raise ValidationError(_("Others may rely on what is published: withdraw it first."))
    return bin.put(stored, permission="library.bin")
