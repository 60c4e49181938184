"""What changes the catalogue: one function for each verb, one transaction each, told in the audit trail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.catalogue import queries
from protect.catalogue.life import BY_VERB
from protect.catalogue.models import Aspect, AspectGroup, Comment, Entry, EntryPhoto, SavedSearch, State
from protect.organisations import audit, shown_photos
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin
from protect.reference import terms

#: ``{(group, code): (answer, note)}``
Aspects = Mapping[tuple[str, str], tuple[str, str]]
#: Vocabulary of the codes of each group.
GROUPS = {AspectGroup.OPENNESS.value: "openness_check", AspectGroup.EFFECT.value: "side_effect"}
MOST_PHOTOS, MOST_SEARCHES = 12, 50


@transaction.atomic
def propose(
    organisation: Organisation, values: Mapping[str, Any], *, by: User, aspects: Aspects | None = None
) -> Entry:
    """A new entry of ``organisation``, for its own readers until somebody shares it."""
    entry = Entry(organisation=organisation, proposed_by=by)
    save_changes(entry, values)
    write_aspects(entry, aspects or {})
    return entry


def _open(entry: Entry) -> Entry:
    stored = Entry.objects.select_for_update().get(pk=entry.pk)
    if stored.is_fixed:
        raise ValidationError(_("This entry stays as it was reviewed. Take it up again to change it."))
    return stored


@transaction.atomic
def change(entry: Entry, values: Mapping[str, Any], *, by: User, aspects: Aspects | None = None) -> Entry:
    """Change a proposal. A reviewed one becomes a proposal again: what was reviewed is not what it says now."""
    stored = _open(entry)
    changes = save_changes(stored, values)
    told = write_aspects(stored, aspects or {})
    if (changes or told) and stored.state == State.REVIEWED:
        back = {"state": State.PROPOSED.value, "reviewed_by": None, "state_reason": str(_("changed after the review"))}
        save_changes(stored, back, verb=Verb.MOVED_ON)
    if changes or told:
        save_changes(stored, {"changed_by": by})
    return stored


def write_aspects(entry: Entry, aspects: Aspects) -> bool:
    """Answers and notes of checks and side effects; returns whether any differs."""
    kept = {(one.group, one.code): one for one in entry.aspects.all()}
    differs = False
    for (group, code), (answer, note) in aspects.items():
        if code not in terms.codes(GROUPS[group]) or answer not in terms.codes("effect_answer"):
            raise ValidationError(_("“%(code)s” is no check of the catalogue.") % {"code": code})
        one = kept.get((group, code)) or Aspect(entry=entry, group=group, code=code)
        if one.pk is None and answer == "not_judged" and not note:
            continue
        is_new = one.pk is None
        differs = bool(save_changes(one, {"judgement": answer, "note": note})) or is_new or differs
    return differs


@transaction.atomic
def move(entry: Entry, verb: str, *, by: User, reason: str = "") -> Entry:
    """Take a step in the life of an entry (see ``life``). PermissionDenied where the role of ``by`` does not allow it."""
    step = BY_VERB[verb]
    stored = Entry.objects.select_for_update().get(pk=entry.pk)
    if stored.is_shipped:
        raise ValidationError(_("This entry came with the platform and changes only with it."))
    if not by.has_perm(step.permission, stored):
        raise PermissionDenied(_("Your role does not allow this here."))
    if stored.state not in step.before:
        raise ValidationError(
            _("This step is not open now: the entry is %(state)s.") % {"state": stored.get_state_display().lower()}
        )
    if step.needs_reason and not reason.strip():
        raise ValidationError({"reason": _("Say why; the reason stands in the history.")})
    if step.needs_whole and (missing := queries.missing(stored)):
        raise ValidationError([_("Still missing: %(what)s.") % {"what": one} for one in missing])
    values: dict[str, Any] = {"state": step.after, "state_reason": reason.strip()}
    if step.after == State.REVIEWED:
        values["reviewed_by"] = by
    elif step.after == State.PUBLISHED:
        values |= {"published_at": timezone.now(), "version": stored.version + 1, "retired_at": None}
    elif step.after == State.RETIRED:
        values["retired_at"] = timezone.now()
    else:
        values["reviewed_by"] = None
    save_changes(stored, values, verb=Verb.APPROVED if step.after == State.PUBLISHED else Verb.MOVED_ON, note=reason)
    return stored


@transaction.atomic
def relate(entry: Entry, others: list[Entry], *, among: Any = None) -> Entry:
    """The related entries, both ways; allowed in every state, since it changes no text.

    ``among``: only about these it was asked; whatever else is related stays so, such as what the asker may not see.
    """
    stored = Entry.objects.select_for_update().get(pk=entry.pk)
    kept = [] if among is None else list(stored.related.exclude(pk__in=among.values("pk")))
    save_changes(stored, {"related": [*kept, *(one for one in others if one.pk != stored.pk)]})
    return stored


@transaction.atomic
def add_photo(
    entry: Entry, file: IO[bytes], *, name: str, size: int, description: str, credit: str, by: User | None
) -> EntryPhoto:
    """A photo, re-encoded without what its camera wrote into it. Raises ValidationError by field."""
    stored = _open(entry)
    if stored.photos.count() >= MOST_PHOTOS:
        raise ValidationError({"file": _("An entry has at most %(most)d photos.") % {"most": MOST_PHOTOS}})
    return shown_photos.add(
        EntryPhoto(entry=stored), stored.photos, file,
        name=name, size=size, description=description, credit=credit, by=by,
    )  # fmt: skip


@transaction.atomic
def remove_photo(photo: EntryPhoto) -> Binned:
    """Into the bin, files and all."""
    _open(photo.entry)
    return bin.put(photo, permission="catalogue.bin_part")


@transaction.atomic
def comment(entry: Entry, organisation: Organisation, kind: str, text: str, *, by: User) -> Comment:
    """What ``organisation`` has to say; it stays a comment of that organisation when its author leaves."""
    if not text.strip():
        raise ValidationError({"text": _("Write what you know, ask or would correct.")})
    made = Comment(entry=entry, organisation=organisation, author=by)
    save_changes(made, {"kind": kind, "text": text.strip()})
    return made


@transaction.atomic
def remove_comment(comment: Comment) -> Binned:
    return bin.put(comment, permission="catalogue.bin_part")


@transaction.atomic
def delete(entry: Entry) -> Binned:
    """Into the bin with all that belongs to it. What is published is retired first: others may rely on it."""
    stored = Entry.objects.select_for_update().get(pk=entry.pk)
    if stored.is_shipped:
        raise ValidationError(_("This entry came with the platform and changes only with it."))
    if stored.state == State.PUBLISHED:
        raise ValidationError(_("Others may rely on what is published: retire the entry first."))
    return bin.put(
        stored,
        permission="catalogue.bin",
        stands_on=_("“%(name)s” was chosen or is in use somewhere; retire it instead.") % {"name": stored},
    )


@transaction.atomic
def keep_search(user: User, name: str, query: str, *, notify: bool) -> SavedSearch:
    """Keep a question; what answers it already counts as told."""
    name = name.strip()
    if not name:
        raise ValidationError({"name": _("Give the search a name.")})
    if SavedSearch.objects.filter(user=user, name=name).exists():
        raise ValidationError({"name": _("You keep a search of this name already.")})
    if SavedSearch.objects.filter(user=user).count() >= MOST_SEARCHES:
        raise ValidationError(_("You keep %(most)d searches; forget one first.") % {"most": MOST_SEARCHES})
    made = SavedSearch(user=user, told_until=timezone.now())
    save_changes(made, {"name": name, "query": query[:1000], "notify": notify})
    return made


@transaction.atomic
def change_search(search: SavedSearch, *, notify: bool) -> SavedSearch:
    """Begin or end the mails; they tell of what comes from now on."""
    stored = SavedSearch.objects.select_for_update().get(pk=search.pk)
    save_changes(stored, {"notify": notify, "told_until": timezone.now()})
    return stored


@transaction.atomic
def forget_search(search: SavedSearch) -> None:
    audit.record(Verb.DELETED, search)
    search.delete()


def forget_person(user: User) -> None:
    """With the account go the searches it kept; inside the transaction that deletes."""
    SavedSearch.objects.filter(user=user).delete()
