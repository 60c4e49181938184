"""Static files with their content's digest in the name, compressed once: what has the same name is the same file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CompressedOnceStorage(CompressedManifestStaticFilesStorage):
    """WhiteNoise compresses everything at every collection, for half a minute; this one only what is new and asked for."""

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        wanted = [path for path in paths if self._is_asked_for(path) and not self._is_compressed(path)]
        yield from super().compress_files(wanted)

    def _is_asked_for(self, path: str) -> bool:
        """Pages name files with their digest; only the map's files ask for each other without."""
        return path not in self.hashed_files or path.startswith("vendor/")

    def _is_compressed(self, path: str) -> bool:
        """Whether a compressed file of the same content lies beside it (one without gain is not kept and tried again)."""
        file = Path(self.path(path))
        packed = [one for ending in (".br", ".gz") if (one := file.with_name(file.name + ending)).is_file()]
        if path in self.hashed_files.values():
            return bool(packed)  # the name tells the content
        return any(one.stat().st_mtime >= file.stat().st_mtime for one in packed)
