"""The uploaded file of an import: a copy to read from, and its end."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from protect.spaces.models import MapImport


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
