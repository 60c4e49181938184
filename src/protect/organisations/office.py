"""Documents of office programs (DOCX, XLSX, ODT) that hold text, numbers and pictures, and nothing that does something.

A file is read part by part under limits, every part is looked at, and a new file is packed from what was read: nothing that
only another program would have found in the old one comes along. Macros, embedded objects, forms with code, fields that fetch
or run, and links that load by themselves are refused, with a word on what to do. Only files that are sent on as downloads use
this; no part of them is ever shown in a page.
"""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePosixPath
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

#: Parts of a file, bytes of one and of all when unpacked, and how much smaller than its content a packed part may be.
MOST_PARTS, LARGEST_PART, LARGEST_ALL, MOST_RATIO = 3000, 50_000_000, 150_000_000, 300
XML, PICTURES = {".xml", ".rels"}, {".png", ".jpg", ".jpeg", ".gif"}
#: Main part of each kind: content type to (suffix, what the whole file is).
MAIN = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": (
        ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": (
        ".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
}  # fmt: skip
ODT = "application/vnd.oasis.opendocument.text"
#: Relations of OOXML that bring code, other files or other programs in; and fields of a text that do.
BRINGING = {
    "oleobject", "package", "attachedtemplate", "control", "activexcontrolbinary", "externallink", "externallinkpath", "frame",
    "afchunk", "subdocument", "vbaproject", "customui", "extensibility", "connections", "ctrlprop", "mailmergesource",
    "webextension", "webextensiontaskpanes",
}  # fmt: skip
FIELDS = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE|MACROBUTTON)\b", re.IGNORECASE)
CODE = re.compile(
    rb"vnd\.sun\.star\.script:|macro://|script:event-listener|script:language|<!DOCTYPE|<!ENTITY", re.IGNORECASE
)


class Refused(Exception):
    """What is in the way, in words."""


def is_packed(content: bytes) -> bool:
    return content.startswith(b"PK\x03\x04")


def cleaned(content: bytes, name: str) -> tuple[bytes, str, str]:
    """(content packed anew, its type, suffix). Raises ValidationError naming the file and what is in the way."""
    try:
        parts = _parts(content)
        kind = _odt(parts) if "mimetype" in parts else _ooxml(parts)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        ParseError,
        ValueError,
    ):
        raise ValidationError(
            _("“%(name)s” is damaged or packed in an unusual way; save it again.") % {"name": name}
        ) from None
    except Refused as error:
        told = {"name": name, "what": error}
        raise ValidationError(_("“%(name)s” is not taken: %(what)s. Save it as PDF, or without that.") % told) from None
    return _packed(parts), kind[1], kind[0]


def _parts(content: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    all_bytes = 0
    with zipfile.ZipFile(io.BytesIO(content)) as pack:
        listed = [one for one in pack.infolist() if not one.is_dir()]
        if len(listed) > MOST_PARTS:
            raise Refused(_("it has too many parts"))
        for one in listed:
            _look_at_name(one.filename)
            if one.filename in found or one.flag_bits & 0x1:
                raise Refused(_("it is encrypted, or has two parts of one name"))
            # Declared sizes are not believed: what comes out is counted.
            with pack.open(one) as part:
                data = part.read(LARGEST_PART + 1)
            all_bytes += len(data)
            if (
                len(data) > LARGEST_PART
                or all_bytes > LARGEST_ALL
                or len(data) > MOST_RATIO * max(one.compress_size, 1_000)
            ):
                raise Refused(_("it unpacks to far more than it should"))
            found[one.filename] = data
    return found


def _look_at_name(path: str) -> None:
    pure = PurePosixPath(path)
    if pure.is_absolute() or ".." in pure.parts or "\\" in path or "\0" in path:
        raise Refused(_("a part of it has an unusual name"))


def _xml(data: bytes) -> Element:
    from defusedxml.ElementTree import fromstring

    if CODE.search(data):
        raise Refused(_("it holds macros or code"))
    return fromstring(data, forbid_dtd=True)  # type: ignore[no-any-return]


def _suffix(path: str) -> str:
    """Of ``_rels/.rels``, too, which has no name before it."""
    return f".{path.rpartition('.')[2].lower()}" if "." in path else ""


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


def _ooxml(parts: dict[str, bytes]) -> tuple[str, str]:
    if "[Content_Types].xml" not in parts:
        raise Refused(_("it is no DOCX, XLSX or ODT by its content"))
    types = [one.get("ContentType", "") for one in _xml(parts["[Content_Types].xml"])]
    if any("macroenabled" in one.lower() or "vbaproject" in one.lower() or "activex" in one.lower() for one in types):
        raise Refused(_("it holds macros or code"))
    main = [MAIN[one] for one in types if one in MAIN]
    if len(main) != 1:
        raise Refused(_("it is no DOCX, XLSX or ODT by its content"))
    for path, data in parts.items():
        suffix = _suffix(path)
        if suffix == ".bin" and path.startswith("xl/printerSettings/"):
            continue
        if suffix in PICTURES:
            continue
        if suffix not in XML:
            raise Refused(_("it has something embedded in it (%(part)s)") % {"part": PurePosixPath(path).name[:60]})
        root = _xml(data)
        if suffix == ".rels":
            _relations(root)
        else:
            _fields(root)
    return main[0]


def _relations(root: Element) -> None:
    for one in root:
        kind = one.get("Type", "").rpartition("/")[2].lower()
        if kind in BRINGING:
            raise Refused(_("it brings in another file, a template or a program"))
        target = one.get("Target", "").lower()
        if one.get("TargetMode") == "External" and not (
            kind == "hyperlink" and target.startswith(("http:", "https:", "mailto:"))
        ):
            raise Refused(_("it loads something from elsewhere"))


def _fields(root: Element) -> None:
    """A field may be cut into pieces: they are read together."""
    said: list[str] = []
    for one in root.iter():
        name = _local(one.tag)
        if name == "instrText":
            said.append(one.text or "")
        elif name == "fldSimple":
            said += [" ", *(value for key, value in one.attrib.items() if _local(key) == "instr")]
        elif name in {"ddeLink", "oleLink", "oleObject", "OLEObject", "control"}:
            raise Refused(_("it has something embedded in it (%(part)s)") % {"part": name})
    if FIELDS.search("".join(said)):
        raise Refused(_("it has fields that fetch or run something"))


def _odt(parts: dict[str, bytes]) -> tuple[str, str]:
    if parts["mimetype"].strip() != ODT.encode():
        raise Refused(_("it is no DOCX, XLSX or ODT by its content"))
    for path, data in parts.items():
        suffix = _suffix(path)
        if path.startswith(("Basic/", "Scripts/", "Dialogs/")):
            raise Refused(_("it holds macros or code"))
        if path == "mimetype" or suffix in PICTURES or not data:
            continue
        if suffix not in XML | {".rdf"} or path.startswith("Object "):
            raise Refused(_("it has something embedded in it (%(part)s)") % {"part": PurePosixPath(path).name[:60]})
        for one in _xml(data).iter():
            name = _local(one.tag)
            if name == "encryption-data":
                raise Refused(_("it is encrypted, or has two parts of one name"))
            if name in {
                "object-ole",
                "object",
                "plugin",
                "applet",
                "floating-frame",
                "dde-source",
                "section-source",
                "script",
            }:
                raise Refused(_("it has something embedded in it (%(part)s)") % {"part": name})
            href = next((value for key, value in one.attrib.items() if _local(key) == "href"), "").lower()
            if name != "a" and re.match(r"[a-z][a-z0-9+.-]*:|//|\.\./", href):
                raise Refused(_("it loads something from elsewhere"))
    return ".odt", ODT


def _packed(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as pack:
        # The first part of an ODT says what it is, and is not packed.
        for path in sorted(parts, key=lambda one: (one != "mimetype", one != "[Content_Types].xml")):
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if path == "mimetype" else zipfile.ZIP_DEFLATED
            pack.writestr(entry, parts[path])
    return written.getvalue()
