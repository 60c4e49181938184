"""KML and KMZ: placemarks with their fields. Entities, links to other files and styles are not followed."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.organisations import packed
from protect.spaces.extracts.model import ExtractError
from protect.spaces.tables.model import MAX_TEXT, Layer, Limits, Row, check_columns, shortened, tidy

_SHAPES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"}
_OTHER_SHAPES = {"Track", "MultiTrack", "Model"}
#: Nesting of XML elements; folders in folders need a dozen.
_DEEPEST = 100


def layers(path: Path, form: str, most: int) -> list[Layer]:
    content = path.read_bytes() if form == "kml" else _unpacked(path, most)
    rows, columns, notes = _Reader(path.name).read(content)
    if not rows:
        raise ExtractError(
            _("The file holds no placemark."),
            where=path.name,
            remedy=_("Save the places themselves, not a link to them, as KML."),
        )
    check_columns(columns, path.name)
    for row in rows:
        row.cells += [""] * (len(columns) - len(row.cells))
        shortened(row.cells, columns, row.notes)
    # KML knows one system only: longitude and latitude in WGS84.
    return [Layer(path.stem, columns, lambda: iter(rows), system="EPSG:4326", has_shapes=True, notes=notes)]


def _unpacked(path: Path, most: int) -> bytes:
    try:
        with packed.archive(path, path.name, most_bytes=most) as archive:
            names = [name for name in archive.namelist() if name.lower().endswith(".kml")]
            name = next((one for one in names if one.lower() == "doc.kml"), names[0])
            if archive.getinfo(name).file_size > MAX_TEXT:
                raise ExtractError(_("“%s” in it is too large.") % tidy(name)[:80], where=path.name)
            return archive.read(name)
    except ValidationError as error:
        raise ExtractError(" ".join(error.messages)) from None
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ExtractError(
            _("The archive is damaged."), where=path.name, remedy=_("Save the places as KML again.")
        ) from error


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2]


class _Reader:
    """One pass; each placemark becomes a row, and what it held is forgotten."""

    def __init__(self, name: str) -> None:
        self.limits = Limits(name)
        self.name = name
        self.columns = [_("Name"), _("Description"), _("Folder")]
        self.index: dict[str, int] = {}

    def read(self, content: bytes) -> tuple[list[Row], list[str], list[str]]:
        from defusedxml import DefusedXmlException
        from defusedxml.ElementTree import ParseError, iterparse

        rows: list[Row] = []
        links = depth = 0
        folders: list[str] = []
        parents: list[str] = []
        try:
            for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
                tag = _local(element.tag)
                if event == "start":
                    depth += 1
                    if depth > _DEEPEST:
                        raise self.fail(_("The file is nested too deeply."))
                    parents.append(tag)
                    if tag == "Folder":
                        folders.append("")
                    continue
                depth -= 1
                parents.pop()
                if tag == "name" and folders and parents and parents[-1] == "Folder":
                    folders[-1] = tidy(element.text)
                elif tag == "Folder":
                    folders.pop()
                    element.clear()
                elif tag == "NetworkLink":
                    links += 1
                    element.clear()
                elif tag == "Placemark":
                    self.limits.row()
                    rows.append(self.placemark(element, len(rows) + 1, " / ".join(one for one in folders if one)))
                    element.clear()
                elif tag in ("Style", "StyleMap", "Schema"):
                    element.clear()
        except DefusedXmlException:
            raise self.fail(
                _("The file defines entities or a document type, which a list of places has no need of."),
                _("Save the places as KML again."),
            ) from None
        except (ParseError, LookupError, ValueError) as error:
            line = getattr(error, "position", (0, 0))[0]
            raise self.fail(
                _("Line %d: this is not well-formed XML.") % line if line else _("This is not well-formed XML."),
                _("Save the places as KML again; the file may have been cut off."),
            ) from error
        notes = []
        if links:
            notes.append(
                ngettext(
                    "%d link to another file was not followed; what it points at is not in this file.",
                    "%d links to other files were not followed; what they point at is not in this file.",
                    links,
                )
                % links
            )
        return rows, self.columns, notes

    def fail(self, problem: str, remedy: str = "") -> ExtractError:
        return ExtractError(problem, where=self.name, remedy=remedy)

    def placemark(self, element: Any, number: int, folder: str) -> Row:
        row = Row(number, ["", "", folder])
        shapes: list[Any] = []
        for child in element:
            tag = _local(child.tag)
            if tag == "name":
                row.cells[0] = tidy(child.text)
            elif tag == "description":
                row.cells[1] = plain_text(child.text or "")
            elif tag == "ExtendedData":
                self.fields(child, row)
            elif tag in _SHAPES:
                try:
                    shapes += self.shapes(child)
                except (ValueError, shapely.errors.ShapelyError):
                    row.fault = _("Its coordinates cannot be read; draw it again.")
            elif tag in _OTHER_SHAPES:
                row.fault = _("It is a track or a model; save it as a point, a line or an area.")
        if shapes:
            row.shape = shapes[0] if len(shapes) == 1 else shapely.GeometryCollection(shapes)
        return row

    def fields(self, element: Any, row: Row) -> None:
        for one in element.iter():
            tag = _local(one.tag)
            if tag == "Data":
                value = next((tidy(child.text) for child in one if _local(child.tag) == "value"), "")
            elif tag == "SimpleData":
                value = tidy(one.text)
            else:
                continue
            key = " ".join(tidy(one.get("name")).split())[:80]
            if not key:
                continue
            if key not in self.index:
                self.index[key] = len(self.columns)
                self.columns.append(key if key not in self.columns else f"{key} (2)")
                check_columns(self.columns, self.name)
            at = self.index[key]
            row.cells += [""] * (at + 1 - len(row.cells))
            row.cells[at] = value

    def shapes(self, element: Any) -> list[Any]:
        tag = _local(element.tag)
        if tag == "MultiGeometry":
            return [shape for child in element for shape in self.shapes(child)]
        if tag == "Polygon":
            rings: dict[str, list[Any]] = {"outerBoundaryIs": [], "innerBoundaryIs": []}
            for child in element:
                for ring in child:
                    if _local(child.tag) in rings and _local(ring.tag) == "LinearRing":
                        rings[_local(child.tag)].append(self.positions(ring))
            if len(rings["outerBoundaryIs"]) != 1:
                raise ValueError("one outer boundary")
            return [shapely.Polygon(rings["outerBoundaryIs"][0], rings["innerBoundaryIs"])]
        if tag == "Point":
            positions = self.positions(element)
            return [shapely.Point(positions[0])] if positions else []
        if tag in ("LineString", "LinearRing"):
            positions = self.positions(element)
            return [shapely.LineString(positions)] if positions else []
        return []

    def positions(self, element: Any) -> list[tuple[float, float]]:
        text = next((child.text or "" for child in element if _local(child.tag) == "coordinates"), "")
        found = []
        # Blanks after commas are common although the standard has none.
        for part in re.sub(r"\s*,\s*", ",", text).split():
            numbers = part.split(",")
            if len(numbers) < 2:
                raise ValueError("a position needs two numbers")
            found.append((float(numbers[0]), float(numbers[1])))
        self.limits.shape(len(found))
        return found


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style")
        if tag in ("br", "p", "div", "tr", "li"):
            self.parts.append("\n")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("script", "style") and self.hidden > 0

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def plain_text(text: str) -> str:
    """What a balloon says, without its marks."""
    if "<" in text or "&" in text:
        parser = _Text()
        parser.feed(text)
        parser.close()
        text = "".join(parser.parts)
    lines = [" ".join(line.split()) for line in tidy(text).split("\n")]
    return "\n".join(line for line in lines if line)
