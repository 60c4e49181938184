"""Extracts into the register: what an import writes, and what it says about it.

For the command line and other callers (paths are ``str`` or ``Path``)::

    from protect.spaces import imports

    found = imports.preview(path)            # reads only: no database row is read or written
    found.candidates                         # list[extracts.Place]: .source .name .main_category .geometry .area_m2 ...
    found.counts                             # dict[str, int]: what the file holds, by kind
    found.lines()                            # list[str]: the preview as text, one candidate a line
    place = imports.find_candidate(found.candidates, "Piazza Vittorio Emanuele Secondo")
                                             # by name or source ("osm:way/123"); ExtractError with "did you mean"

    done = imports.import_extract(organisation, path, by=user, dry_run=False, progress=None)   # -> MapImport
    done.report                              # dict, see Report.as_json; imports.report_lines(done) -> list[str]
    imports.adopt_candidates([candidate.pk], by=user)     # -> Adoption(created=[Space], present=[Space])

``progress`` is called as ``progress(percent, text)``. Everything that can be wrong with a file is one ``ExtractError``
(``from protect.spaces.extracts import ExtractError``): its ``str()`` is one line that names the object or the line and
says what to do. ``by`` may be None (the system, as in ``protect import-spaces``).
"""

from protect.spaces.extracts.model import ExtractError
from protect.spaces.imports.adopting import Adoption, adopt_candidates, take_over
from protect.spaces.imports.importing import import_extract, report_lines, request_import, run_import
from protect.spaces.imports.previews import Preview, find_candidate, preview

__all__ = [
    "Adoption",
    "ExtractError",
    "Preview",
    "adopt_candidates",
    "find_candidate",
    "import_extract",
    "preview",
    "report_lines",
    "request_import",
    "run_import",
    "take_over",
]
