"""Reads the reference documents: ``data/<kind>/<key>.v<version>.yaml``.

A document is read strictly: what is unknown, missing, of the wrong type, repeated or contradictory stops it with a
``ReferenceDataError`` that says ``file:line: what is wrong and what to do``. Nothing here needs Django.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from protect.reference import kinds
from protect.reference.schema import TAG, Reading, ReferenceDataError

__all__ = ["DATA", "Document", "ReferenceDataError", "check", "documents", "load_all", "load_file", "load_text"]

DATA = Path(__file__).parent / "data"
# libyaml's twin of SafeLoader where it is there: the same nodes and lines, some ten times faster.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LARGEST = 2_000_000  # characters


@dataclass(frozen=True)
class Document:
    """One valid reference document. ``messages`` are (line, text) of all that people read."""

    kind: str
    key: str
    version: int
    title: str
    status: str
    source: str
    content: dict[str, Any]
    file: str
    lines: Mapping[tuple[str | int, ...], int] = field(repr=False, compare=False, default_factory=dict)
    messages: tuple[tuple[int, str], ...] = field(repr=False, compare=False, default=())
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> tuple[str, str, int]:
        return self.kind, self.key, self.version


def load_text(
    text: str, file: str = "document.yaml", vocabularies: Mapping[str, Collection[str]] | None = None
) -> Document:
    """The document in ``text``; codes are checked against ``vocabularies`` (default: those that are shipped)."""
    root = compose(text, file)
    kind, key = head(root, file)
    if vocabularies is None:
        vocabularies = {} if kind == "taxonomy" else shipped_vocabularies(kind)
    reading = Reading(file, vocabularies)
    read = kinds.document_field(kind, key).read(root, (), reading)
    if check := kinds.CHECKS.get(kind):
        check(read["content"], reading)
    return Document(
        **read,
        file=file,
        lines=reading.lines,
        messages=tuple(reading.messages),
        warnings=tuple(f"{file}:{reading.line(('content', 'matrix'))}: {one}" for one in matrix_warnings(kind, read)),
    )


def check(head: Mapping[str, Any], content: Any, file: str = "content") -> Document:
    """The same strict reading for what arrives as data (an imported assessment): ``head`` has kind, key, version,
    title, status, source; ``content`` is plain JSON. Raises ReferenceDataError with the line of its YAML form.
    """
    plain = json.loads(json.dumps(dict(head) | {"content": content}))
    return load_text(yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=10**6), file)


def load_file(path: Path, vocabularies: Mapping[str, Collection[str]] | None = None) -> Document:
    """The document in the file ``path``, which must be named after what it contains."""
    file = "/".join(path.parts[-2:])
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ReferenceDataError(file, 1, f"The file is not UTF-8 (byte {error.start}); save it as UTF-8.") from None
    except OSError as error:
        raise ReferenceDataError(file, 1, f"The file cannot be read: {error.strerror}.") from None
    document = load_text(text, file, vocabularies)
    expected = f"{document.kind}/{document.key}.v{document.version}.yaml"
    if file != expected:
        raise ReferenceDataError(
            file, document.lines.get(("version",), 1), f"By its kind, key and version the file should be {expected}."
        )
    return document


def load_all(folder: Path = DATA) -> list[Document]:
    """Every document below ``folder``; vocabularies first, since the others use their codes."""
    taxonomies = [load_file(path, {}) for path in sorted((folder / "taxonomy").glob("*.yaml"))]
    known = vocabularies_of(taxonomies)
    threats = [load_file(path, known) for path in sorted((folder / "threat_types").glob("*.yaml"))]
    known |= vocabularies_of(threats)
    others = [
        load_file(path, known)
        for path in sorted(folder.glob("*/*.yaml"))
        if path.parent.name not in {"taxonomy", "threat_types"}
    ]
    if misplaced := sorted(folder.glob("*.yaml")):
        raise ReferenceDataError(misplaced[0].name, 1, "The file belongs into the folder of its kind.")
    return taxonomies + threats + others


@functools.cache
def documents() -> tuple[Document, ...]:
    """The documents shipped with the platform, read once a process."""
    return tuple(load_all())


@functools.cache
def vocabulary_documents() -> tuple[Document, ...]:
    """Only the shipped vocabularies, read once a process: pages need these at once, the rest only rarely."""
    taxonomies = [load_file(path, {}) for path in sorted((DATA / "taxonomy").glob("*.yaml"))]
    known = vocabularies_of(taxonomies)
    return tuple(taxonomies + [load_file(path, known) for path in sorted((DATA / "threat_types").glob("*.yaml"))])


def shipped_vocabularies(kind: str) -> dict[str, tuple[str, ...]]:
    return vocabularies_of([one for one in vocabulary_documents() if kind != "threat_types" or one.kind == "taxonomy"])


def vocabularies_of(loaded: Collection[Document]) -> dict[str, tuple[str, ...]]:
    """Codes by vocabulary: of each taxonomy its newest version, and of the threat types theirs."""
    known: dict[str, tuple[str, ...]] = {}
    for document in sorted(loaded, key=lambda one: one.version):
        if document.kind == "taxonomy":
            known[document.key] = tuple(term["code"] for term in document.content["terms"])
        elif document.kind == "threat_types":
            known["threat_type"] = tuple(one["code"] for one in document.content["threat_types"])
    return known


def compose(text: str, file: str) -> yaml.Node:
    """The root node of the one YAML document in ``text``."""
    if len(text) > LARGEST:
        raise ReferenceDataError(file, 1, f"The file has {len(text)} characters; {LARGEST} is the limit. Split it.")
    try:
        loader = LOADER(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if "quoted" in (error.context or ""):  # an open quote is noticed at the end of the file only
            mark = error.context_mark or mark
        line = mark.line + 1 if mark else 1
        raise ReferenceDataError(
            file, line, f"This is not valid YAML: {error.problem or error.context}. Look at indents, colons and quotes."
        ) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, max(error.position, 0)) + 1
        raise ReferenceDataError(file, line, "The file contains a character that YAML forbids; remove it.") from None
    except (yaml.YAMLError, UnicodeError, ValueError, RecursionError) as error:
        raise ReferenceDataError(file, 1, f"The file cannot be read as YAML ({type(error).__name__}).") from None
    if root is None:
        raise ReferenceDataError(file, 1, "The file is empty; begin with kind, key, version, title, status, source.")
    return root


def head(root: yaml.Node, file: str) -> tuple[str, str]:
    """Kind and key, looked up first because they decide what the rest must be."""
    if not isinstance(root, yaml.MappingNode):
        raise ReferenceDataError(file, root.start_mark.line + 1, "The document should begin with 'kind: ...'.")
    found = {
        key.value: value.value
        for key, value in root.value
        if isinstance(key, yaml.ScalarNode) and isinstance(value, yaml.ScalarNode) and value.tag == TAG + "str"
    }
    kind = found.get("kind")
    if kind not in kinds.CONTENT:
        line = next((v.start_mark.line + 1 for k, v in root.value if k.value == "kind"), root.start_mark.line + 1)
        given = f"'{kind[:40]}' is no kind" if kind else "kind is missing"
        raise ReferenceDataError(file, line, f"{given}; use one of {', '.join(kinds.CONTENT)}.")
    return kind, found.get("key", "")


def matrix_warnings(kind: str, read: dict[str, Any]) -> list[str]:
    """What risk science holds against the table of a scale set (Cox 2008); a town may keep it, knowing."""
    if kind != "scale_set":
        return []
    from protect.methods.risk import cox_checks
    from protect.methods.scales import Matrix

    codes = [band["code"] for band in read["content"]["bands"]]
    rows = read["content"]["matrix"]
    found = cox_checks(Matrix(tuple(codes), tuple(tuple(codes.index(code) for code in row) for row in rows)))
    told = [
        (found.weakly_consistent, "some risks on the highest level are smaller than some on the lowest"),
        (found.low_never_beside_top, f"'{codes[0]}' and '{codes[-1]}' touch, so one step decides everything"),
        (
            found.no_top_in_first_row_or_column,
            f"'{codes[-1]}' is in the row of the lowest probability or the column of the mildest consequence",
        ),
        (found.no_step_skips_a_band, "one step of probability or consequence skips a level"),
    ]
    return [f"content.matrix: {weakness}. Allowed, but look at it again." for good, weakness in told if not good]
