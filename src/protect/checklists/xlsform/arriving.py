"""Taking in what was collected with Kobo or ODK: upload and dry run, then everything in one transaction, or nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.assessments import services as assessing
from protect.assessments.models import Assessment, Visit
from protect.checklists.models import (
    Answer,
    Arrival,
    ArrivalState,
    Checklist,
    Mode,
    State,
    Submission,
)
from protect.checklists.services.rounds import scope_of
from protect.checklists.xlsform import answers, packs
from protect.organisations import audit, files
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb
from protect.reference import services as reference
from protect.reference import terms
from protect.reference.models import ReferenceSet
from protect.spaces import services as register
from protect.spaces.models import Attachment, Space

#: Days that a file waits for a decision.
PATIENCE = 7


def set_for(pack: packs.Pack, sets: Iterable[ReferenceSet]) -> ReferenceSet:
    """The questions that the file was collected with, as it says; the first on offer where it does not.

    An earlier version of a set that is on offer is taken as it was.
    """
    sets = list(sets)
    key, version = answers.set_named(pack)
    for one in sets:
        if one.key == key:
            earlier = (
                ReferenceSet.objects.filter(kind=one.kind, key=key, version=version) if version.isdecimal() else None
            )
            return (earlier.first() if earlier is not None else None) or one
    if not sets:
        raise ValidationError(_("There are no questions yet that could be answered."))
    return sets[0]


@transaction.atomic
def receive(
    space: Space,
    upload: IO[bytes],
    *,
    name: str,
    size: int,
    by: User | None,
    sets: Iterable[ReferenceSet],
    question_set: ReferenceSet | None = None,
    assessment: Assessment | None = None,
    usage_state: str = "normal",
) -> Arrival:
    """Keep a file and look at it: a dry run. Nothing becomes an answer before somebody takes it in.

    Raises ValidationError if the file cannot be read at all; what is wrong in single cells is told by its report.
    """
    if assessment is not None and (assessment.space_id != space.pk or not assessment.is_open):
        raise ValidationError({"assessment": _("Choose an open assessment of this space.")})
    if usage_state not in terms.codes("usage_state"):
        raise ValidationError({"usage_state": _("Choose one of the states of use.")})
    pack = packs.opened(upload, name, size)
    used = question_set or set_for(pack, sets)
    checked = answers.check(pack, used, space_pk=space.pk, usage_state=usage_state, known=_known(space))
    arrival = Arrival(
        space=space,
        assessment=assessment,
        question_set=used,
        file_name=name[:200],
        usage_state=usage_state,
        created_by=by,
        report=checked.as_json(),
    )
    upload.seek(0)
    stored = None
    try:
        arrival.file.save("collected", File(upload), save=False)
        stored = arrival.file.name
        arrival.save()
        audit.record(Verb.CREATED, arrival, by=by, note=_("Answers collected with Kobo or ODK"))
    except Exception:
        if stored:
            arrival.file.storage.delete(stored)
        raise
    return arrival


def _known(space: Space) -> set[str]:
    return set(Submission.objects.filter(space=space).values_list("instance_id", flat=True))


@transaction.atomic
def take_in(arrival: Arrival, *, by: User | None) -> list[Checklist]:
    """Each submission becomes a visit with its round of questions, handed in; those that are there already are passed over.

    The file is read and checked again: what changed since the dry run counts. All or nothing.
    """
    space = Space.objects.select_for_update().get(pk=arrival.space_id)
    locked = Arrival.objects.select_for_update().get(pk=arrival.pk)
    if locked.state != ArrivalState.CHECKED or not locked.file:
        raise ValidationError(_("This file was taken in already."))
    assessment = arrival.assessment
    if assessment is not None and not assessment.is_open:
        raise ValidationError(
            _("The assessment is approved meanwhile. Discard the file and upload it for an open one.")
        )
    with locked.file.open("rb") as stream:
        pack = packs.opened(stream, arrival.file_name, locked.file.size)
        checked = answers.check(
            pack, arrival.question_set, space_pk=space.pk, usage_state=arrival.usage_state, known=_known(space)
        )
        if checked.errors:
            raise ValidationError(_("There are errors in the file. Correct them there and upload it again."))
        if not checked.taken:
            raise ValidationError(_("Nothing in this file is new."))
        reference.freeze(arrival.question_set)
        stored: list[Attachment] = []
        try:
            with audit.gathered():
                made = [
                    _round(arrival, space, one, Mode.QUICK if checked.quick else Mode.FULL, pack, stored, by)
                    for one in checked.taken
                ]
        except Exception:
            # The rows go with the transaction; no row would ever name these files again.
            for one in stored:
                for file in (one.file, one.thumbnail):
                    if file.name:
                        file.storage.delete(file.name)
            raise
    save_changes(
        locked, {"state": ArrivalState.DONE, "done_at": timezone.now(), "report": {}}, note=_("%d taken in") % len(made)
    )
    _forget_file(locked)
    return made


def _round(
    arrival: Arrival,
    space: Space,
    one: answers.Collected,
    mode: Mode,
    pack: packs.Pack,
    stored: list[Attachment],
    by: User | None,
) -> Checklist:
    collected = min(one.moment, timezone.now())
    visit: Visit | None = None
    if arrival.assessment is not None:
        visit = assessing.write_visit(
            arrival.assessment,
            {
                "starts_at": collected,
                "usage_state": one.usage_state,
                "participants": one.submitter,
                "notes": "\n".join(filter(None, [one.note, _told(arrival, one)])),
            },
        )
    checklist = Checklist(space=space, created_by=by)
    save_changes(
        checklist,
        {
            "assessment": arrival.assessment,
            "visit": visit,
            "question_set": arrival.question_set,
            "mode": mode,
            "state": State.CLOSED,
            "closed_by": by,
            "closed_at": timezone.now(),
            **scope_of(space, arrival.assessment, visit),
        },
        note=_told(arrival, one),
    )
    # Its place among the rounds is when it was collected, not when it arrived.
    Checklist.objects.filter(pk=checklist.pk).update(created_at=collected, changed_at=timezone.now())
    Submission.objects.create(
        checklist=checklist,
        space=space,
        arrival=arrival,
        instance_id=one.instance_id,
        form_version=one.form_version,
    )
    # Nobody of this platform said it: who collected it stands with the visit.
    said = [
        Answer(checklist=checklist, question=code, answered_at=collected, **one.answers.get(code, {}))
        for code in dict.fromkeys([*one.answers, *one.photos])
    ]
    for answered in Answer.objects.bulk_create(said):
        changes = {name: ["", text] for name, text in one.answers.get(answered.question, {}).items()}
        audit.record(Verb.CREATED, answered, changes=changes, note=_("Kobo or ODK"))
        names = one.photos.get(answered.question, ())
        if names:
            answered.photos.set([_photo(space, answered.question, name, pack, stored, by) for name in names])
    return checklist


def _told(arrival: Arrival, one: answers.Collected) -> str:
    return _("Collected with Kobo or ODK (%(questions)s, form version %(version)s), submission %(key)s.") % {
        "questions": arrival.question_set,
        "version": one.form_version or "?",
        "key": one.instance_id[:50],
    }


def _photo(
    space: Space, code: str, name: str, pack: packs.Pack, stored: list[Attachment], by: User | None
) -> Attachment:
    """A photo as uploads are kept: known by content, encoded anew. One that the space has already is that one."""
    content = pack.photos[name]()
    try:
        made = register.add_attachment(
            space,
            packs.as_file(content),
            name=name[:200],
            size=len(content),
            title=_("Checklist, question %s") % code,
            description=_("Photo taken with the answer to question %s; nobody has described it yet.") % code,
            by=by,
        )
    except ValidationError as error:
        read = files.read(packs.as_file(content), name, len(content))  # says what is wrong with it, if it is the file
        found: Attachment | None = space.attachments.filter(sha256=files.sha256(read.content)).first()
        if found is None:
            raise error
        return found
    stored.append(made)
    return made


@transaction.atomic
def discard(arrival: Arrival) -> None:
    """Do not take it in: file and report go."""
    if arrival.state == ArrivalState.DONE:
        raise ValidationError(_("This file was taken in already."))
    audit.record(Verb.DELETED, arrival)
    _forget_file(arrival)
    arrival.delete()


def _forget_file(arrival: Arrival) -> None:
    """After the commit: a file that is gone while its row is not would be half a state."""
    name, storage = arrival.file.name, arrival.file.storage
    Arrival.objects.filter(pk=arrival.pk).update(file="")
    if name:
        transaction.on_commit(lambda: storage.delete(name))


def forget_old(today: dt.datetime | None = None) -> int:
    """Of the daily job: files that nobody decided about for a week. Safe to run twice."""
    before = (today or timezone.now()) - dt.timedelta(days=PATIENCE)
    old: Any = Arrival.objects.filter(state=ArrivalState.CHECKED, created_at__lt=before)
    done = 0
    for one in old:
        discard(one)
        done += 1
    return done
