"""The import itself: read first, then write everything in one transaction or nothing."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.models import Organisation, Verb
from protect.spaces.extracts.model import Extract, ExtractError, Place
from protect.spaces.imports.copying import forget_file, local_copy
from protect.spaces.models import Candidate, MapImport

if TYPE_CHECKING:
    from protect.organisations.models import User

logger = logging.getLogger(__name__)
Progress = Callable[[int, str], None]

#: Entries of each list in a report; the counts are always whole.
LISTED = 3000
_KEPT_FIELDS = (
    "found_in", "source", "name", "main_category", "further_categories", "kind", "area_m2", "tags", "state",
    "search_text", "details", "wkb", "west", "south", "east", "north",
)  # fmt: skip


class _TakenBack(Exception):
    """The end of a dry run: everything it did is undone, the entries of the audit trail too."""


def import_extract(
    organisation: Organisation,
    path: str | Path,
    by: User | None = None,
    *,
    dry_run: bool = False,
    progress: Progress | None = None,
    allow_older: bool = False,
    record: MapImport | None = None,
) -> MapImport:
    """Read the file and write candidates and map features of ``organisation``; spaces follow what nobody edited.

    One transaction: on any error nothing is written. ``dry_run`` does everything and takes it back; the import returned
    is then not stored, but its ``report`` tells what would come. ``record`` is the stored import of an upload.
    Raises ExtractError for a faulty file, and for one that is older than what the map already holds.
    """
    from protect.spaces import extracts

    report = progress or (lambda _percent, _text: None)
    place = Path(path)
    extract = extracts.read(place, lambda percent, text: report(percent * 8 // 10, text))
    done = record or MapImport(organisation=organisation, file_name=place.name[:200], started_by=by)
    with suppress(_TakenBack), transaction.atomic(), audit.gathered():
        # One import of a town at a time: two would both find a place new.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if not allow_older:
            _refuse_older(extract, organisation, done)
        done.sha256 = _digest(place)
        done.format = extract.format
        done.data_date = extract.data_date
        done.attribution = extract.attribution
        done.state = MapImport.State.RUNNING
        done.save()
        done.report = _write(extract, done, by, report)
        done.state = MapImport.State.DONE
        done.progress = 100
        done.error = ""
        done.finished_at = timezone.now()
        done.save()
        audit.record(Verb.IMPORTED, done, by=by, note="; ".join(report_lines(done)[:4]))
        if dry_run:
            raise _TakenBack
    if dry_run:
        done.pk = None
    report(100, _("Done"))
    return done


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _refuse_older(extract: Extract, organisation: Organisation, done: MapImport) -> None:
    from protect.spaces.imports.comparing import meet

    if extract.data_date is None or extract.box is None or extract.format == "geojson":
        return
    earlier = MapImport.objects.filter(organisation=organisation, state=MapImport.State.DONE)
    for other in earlier.filter(data_date__gt=extract.data_date).exclude(pk=done.pk).order_by("-data_date"):
        box = other.report.get("box")
        if box and other.data_date and meet(tuple(box), extract.box):
            raise ExtractError(
                _(
                    "This extract is of %(old)s, but the map already holds data of %(new)s (%(file)s). Nothing was changed."
                )
                % {
                    "old": date_format(extract.data_date, "DATE_FORMAT"),
                    "new": date_format(other.data_date, "DATE_FORMAT"),
                    "file": other.file_name,
                },
                where=done.file_name,
                remedy=_("Take a newer extract."),
            )


def _write(extract: Extract, done: MapImport, by: User | None, report: Progress) -> dict[str, Any]:
    from protect.spaces.imports.comparing import compare
    from protect.spaces.imports.context import write_features

    mine = list(Candidate.objects.filter(organisation=done.organisation).select_related("space", "found_in"))
    comparison = compare(extract, mine, done.file_name)
    report(83, _("Compared the candidates"))
    news = [_filled(Candidate(organisation=done.organisation), place, done) for place in comparison.new]
    Candidate.objects.bulk_create(news, batch_size=200)
    changes: list[dict[str, Any]] = [_entry("new", candidate) for candidate in news]
    tally = {"new": len(news), "changed": 0, "moved": 0, "unchanged": 0, "gone": 0, "elsewhere": comparison.elsewhere}
    proposals: list[dict[str, Any]] = []
    spaces_changed: list[dict[str, Any]] = []
    for candidate, place, fields in comparison.known:
        returned = candidate.state == Candidate.State.GONE
        kept = {}
        if candidate.space is not None:
            kept = _update_space(candidate, place, fields, done, by, spaces_changed)
            proposals += [{"space": candidate.space_id, "name": candidate.space.name, "field": f, "values": v}
                          for f, v in kept.items()]  # fmt: skip
        _filled(candidate, place, done)
        candidate.details |= {"changes": fields, "proposals": kept}
        candidate.state = Candidate.State.CHANGED if fields or returned else Candidate.State.UNCHANGED
        tally["changed" if fields or returned else "unchanged"] += 1
        tally["moved"] += "moved" in fields
        if fields or returned:
            changes.append(_entry("changed", candidate, fields=fields, returned=returned))
    for candidate, why in comparison.gone:
        candidate.state = Candidate.State.GONE
        candidate.details |= {"gone": why}
        tally["gone"] += 1
        changes.append(_entry("gone", candidate, why=why))
    touched = [candidate for candidate, _place, _fields in comparison.known] + [c for c, _why in comparison.gone]
    _clear_sources(touched)
    Candidate.objects.bulk_update(touched, _KEPT_FIELDS, batch_size=50)
    report(88, _("Wrote the candidates"))
    context, notes = write_features(extract, done.organisation)
    report(98, _("Wrote the map"))
    return {
        "box": list(extract.box) if extract.box else None,
        "box_given": extract.box_given,
        "counts": extract.counts,
        "candidates": tally,
        "context": context,
        "changes": changes[:LISTED],
        "spaces_changed": spaces_changed[:LISTED],
        "proposals": proposals[:LISTED],
        "skipped": [{"source": s.source, "name": s.name, "why": s.why} for s in extract.skipped[:LISTED]],
        "left_out": extract.left_out,
        "notes": [*extract.notes, *notes],
    }


def _clear_sources(candidates: list[Candidate]) -> None:
    """A candidate whose old object is no longer the leading one takes the new source; another may have had it."""
    moved = [c for c in candidates if "renamed_from" in c.__dict__]
    for candidate in moved:
        Candidate.objects.filter(pk=candidate.pk).update(source=f"moving:{candidate.pk}")
    taken = set(
        Candidate.objects.filter(
            organisation_id__in={c.organisation_id for c in moved}, source__in=[c.source for c in moved]
        ).values_list("source", flat=True)
    )
    for candidate in moved:
        if candidate.source in taken:
            candidate.source = candidate.__dict__["renamed_from"]


def _filled(candidate: Any, place: Place, done: MapImport) -> Candidate:
    """The candidate with the values of the place. Its source stays as long as that object is part of the place."""
    if candidate.pk and candidate.source not in place.sources:
        candidate.__dict__["renamed_from"] = candidate.source
        candidate.source = place.source
    elif not candidate.pk:
        candidate.source = place.source
    candidate.found_in = done
    candidate.name = place.name[:200]
    candidate.main_category = place.main_category
    candidate.further_categories = list(place.further_categories)
    candidate.kind = place.kind
    candidate.geometry = place.geometry
    candidate.area_m2 = place.area_m2
    candidate.tags = place.tags
    candidate.search_text = place.search_text
    candidate.state = Candidate.State.NEW
    candidate.details = {
        "sources": list(place.sources),
        "names": list(place.other_names),
        "address": place.address,
        "town": place.town,
        "outline": place.outline,
        "changed_at": place.changed_at.isoformat() if place.changed_at else "",
    }
    return candidate


def _entry(what: str, candidate: Candidate, **more: Any) -> dict[str, Any]:
    return {
        "what": what,
        "source": candidate.source,
        "name": candidate.name,
        "kind": candidate.kind,
        "space": candidate.space_id,
        **more,
    }


def _update_space(
    candidate: Candidate,
    place: Place,
    fields: dict[str, Any],
    done: MapImport,
    by: User | None,
    log: list[dict[str, Any]],
) -> dict[str, Any]:
    """Let the space follow where nobody edited it; the rest comes back as proposals."""
    from protect.spaces.imports.adopting import apply_fields
    from protect.spaces.imports.comparing import update_of

    space = candidate.space
    assert space is not None
    update = update_of(space, candidate, place, fields)
    source = candidate.source if candidate.source in place.sources else place.source
    if update.follows or (space.source and space.source != source):
        before = audit.snapshot(space)
        if space.source:
            space.source = source
        apply_fields(space, update.follows)
        changed = audit.differences(before, audit.snapshot(space))
        changed.pop("changed_at", None)
        audit.record(
            Verb.CHANGED, space, by=by, changes=changed, note=_("Followed the map data of %s") % done.file_name
        )
        log.append({"space": space.pk, "name": space.name, "fields": sorted(update.follows)})
    return update.proposals


def report_lines(done: MapImport) -> list[str]:
    """The report as sentences, the most important first."""
    report = done.report
    tally = report.get("candidates", {})
    lines = [
        _(
            "Candidates: %(new)d new, %(changed)d changed (%(moved)d of them moved), %(gone)d gone, %(unchanged)d as before"
        )
        % {key: tally.get(key, 0) for key in ("new", "changed", "moved", "gone", "unchanged")}
    ]
    total = {key: sum(row.get(key, 0) for row in report.get("context", {}).values()) for key in _TALLY}
    lines.append(_("Map objects: %(new)d new, %(changed)d changed, %(gone)d gone, %(unchanged)d as before") % total)
    if report.get("spaces_changed"):
        lines.append(_("Spaces that followed the map data: %d") % len(report["spaces_changed"]))
    if report.get("proposals"):
        lines.append(_("Proposals for spaces that people edited: %d") % len(report["proposals"]))
    if report.get("skipped"):
        lines.append(_("Objects with a fault of their own: %d") % len(report["skipped"]))
    return lines + list(report.get("notes", []))


_TALLY = ("new", "changed", "gone", "unchanged")


# ---- by upload ----------------------------------------------------------------------------------------------------


def request_import(organisation: Organisation, upload: UploadedFile, by: User) -> MapImport:
    """Keep an uploaded file and have it read in the background."""
    from protect.spaces.tasks import read_extract

    with transaction.atomic():
        done = MapImport(organisation=organisation, file_name=(upload.name or "extract")[:200], started_by=by)
        done.file.save(Path(done.file_name).name[-80:], upload, save=False)
        done.save()
        audit.record(Verb.CREATED, done, by=by, note=_("Upload of a map extract"))
        # In the same transaction: an upload whose job was lost between two would wait for ever.
        read_extract.enqueue(done.pk)
    done.refresh_from_db()
    return done


def run_import(pk: int) -> MapImport | None:
    """Read the uploaded file of an import. Safe to run twice. The file of an extract goes: it names the people who mapped.

    A table is only looked at: it waits, with its file, for somebody to say what its columns mean.
    """
    from protect.spaces import tables
    from protect.spaces.imports import stepping

    done = MapImport.objects.select_related("organisation", "started_by").filter(pk=pk).first()
    if done is None or not done.file:
        return done
    if done.state in stepping.OPEN:
        return done
    if not done.is_running:  # a worker was killed between the end of the import and the end of its file
        forget_file(pk)
        return done
    MapImport.objects.filter(pk=pk).update(state=MapImport.State.RUNNING, progress=1)

    def tell(percent: int, _text: str) -> None:
        MapImport.objects.filter(pk=pk, state=MapImport.State.RUNNING).update(progress=min(percent, 99))

    language = done.started_by.language if done.started_by else settings.LANGUAGE_CODE
    try:
        with translation.override(language), audit.acting(done.started_by, "import"), local_copy(done) as path:
            form = tables.form_of(path)
            if form is None:
                import_extract(done.organisation, path, done.started_by, record=done, progress=tell)
            else:
                stepping.begin(done, path, form)
    except ExtractError as error:
        _fail(pk, str(error))
    except Exception:
        logger.exception("import %s failed", pk)
        _fail(pk, _("The import stopped by an error of the platform. Nothing was changed; tell the administrator."))
    done.refresh_from_db()
    if done.state not in stepping.OPEN:
        forget_file(pk)
        done.refresh_from_db()
    return done


def _fail(pk: int, why: str) -> None:
    MapImport.objects.filter(pk=pk).update(state=MapImport.State.FAILED, error=why, finished_at=timezone.now())
