"""The uploaded file of an import: a copy to read from, and its end. Loads nothing that reads files."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.models import Verb
from protect.spaces.models import MapImport

#: States in which a table waits for a person, with its file.
OPEN = (MapImport.State.CONFIRM, MapImport.State.CHECKED)
#: A table that nobody decided about goes after so many days; its file holds what may be nobody's business here.
KEPT_DAYS = 14


def forget_file(pk: int) -> None:
    stored = MapImport.objects.defer("report", "plan").get(pk=pk)
    if stored.file:
        stored.file.delete(save=False)
        MapImport.objects.filter(pk=pk).update(file="")


@contextmanager
def local_copy(done: MapImport) -> Iterator[Path]:
    """The upload as a file of its own name on this machine, wherever uploads are kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(done.file_name).name or "extract")
        with done.file.open("rb") as stored, path.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        yield path


def forget_old(today: dt.datetime | None = None) -> int:
    """Tables that waited too long fail, and their files go; how many. Runs every day."""
    limit = (today or timezone.now()) - dt.timedelta(days=KEPT_DAYS)
    old = list(MapImport.objects.filter(state__in=OPEN, created_at__lt=limit))
    for one in old:
        with transaction.atomic():
            why = _("Nobody decided about this table for %d days; its file was removed. Upload it again.") % KEPT_DAYS
            MapImport.objects.filter(pk=one.pk).update(
                state=MapImport.State.FAILED, error=why, plan={}, report={}, finished_at=timezone.now()
            )
            audit.record(Verb.CHANGED, one, note=why)
        forget_file(one.pk)
    return len(old)
