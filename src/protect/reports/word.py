"""The full report as a DOCX file, from the same data as the PDF: the same words, figures, pictures and order.

Real headings, tables with a header row that is repeated on every page, pictures with their text, the language set: what a
screen reader and a person who edits it further need. No macro, no link, no field that asks another server.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from protect.reports import pdf
from protect.reports.columns import widths
from protect.reports.layouts.parts import TEXT

#: Language codes as word processors name them.
PLACES = {
    "en": "en-GB", "de": "de-DE", "el": "el-GR", "es": "es-ES", "fr": "fr-FR", "lt": "lt-LT", "nl": "nl-NL", "ro": "ro-RO",
}  # fmt: skip
ACCENT = RGBColor(0x1F, 0x3A, 0x5F)
Data = Mapping[str, Any]


def docx(data: Data, files: Mapping[str, bytes]) -> bytes:
    """The report that ``contents.full_report`` and ``layouts.parts.arranged`` describe."""
    return Writer(pdf.clean(data), files).write()


class Writer:
    def __init__(self, data: Data, files: Mapping[str, bytes]) -> None:
        self.data, self.files, self.words = data, files, data["words"]
        self.file = Document()
        self.chapters = {
            "summary": self.summary, "place": self.place, "measures": self.measures, "checklist": self.checklist,
            "heat_map": self.heat_map,
            "vulnerabilities": self.vulnerabilities, "decisions": self.decisions, "scenarios": self.scenarios,
            "method": self.method, "people": self.people, "signatures": self.signatures,
        }  # fmt: skip

    def write(self) -> bytes:
        self.set_up()
        self.cover()
        self.contents()
        for part in self.data["parts"]:
            self.own_text(part) if part["code"] == TEXT else self.chapters[part["code"]]()
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    # ---- the file itself ----------------------------------------------------------------------------------------

    def set_up(self) -> None:
        data, about = self.data, self.file.core_properties
        about.title, about.author, about.language = data["title"][:255], data["author"][:255], self.language
        about.subject, about.comments = data["marking"]["short"], data["printed"][:255]
        normal = self.file.styles["Normal"]
        normal.font.name, normal.font.size = "Noto Sans", Pt(10)
        language = OxmlElement("w:lang")
        for name in ("w:val", "w:eastAsia", "w:bidi"):
            language.set(qn(name), self.language)
        defaults = self.file.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        for old in defaults.findall(qn("w:lang")):
            defaults.remove(old)
        defaults.append(language)
        for level in (1, 2, 3):
            style = self.file.styles[f"Heading {level}"]
            style.font.name, style.font.color.rgb = "Noto Sans", ACCENT
        section = self.file.sections[0]
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2)
        head = section.header.paragraphs[0]
        head.add_run(data["marking"]["short"]).bold = True
        extra = f" · {data['demonstration_short']}" if data["demonstration_short"] else ""
        head.add_run(f" · {data['title']}{extra}")
        foot = section.footer.paragraphs[0]
        foot.add_run((f"{data['footer']} · " if data["footer"] else "") + f"{data['printed']} · {self.words['page']} ")
        _field(foot, "PAGE", "1")

    @property
    def language(self) -> str:
        return str(PLACES.get(self.data["lang"], self.data["lang"]))

    # ---- cover and contents -------------------------------------------------------------------------------------

    def cover(self) -> None:
        cover = self.data["cover"]
        if self.data["logo"]:
            self.picture(self.data["logo"], height=Cm(2))
        self.file.add_paragraph(cover["kicker"])
        self.file.add_paragraph(cover["name"], style="Title")
        self.file.add_paragraph(cover["owner"])
        self.strong(self.data["marking"]["text"])
        for line in (self.data["demonstration"], self.data["draft"]):
            if line:
                self.strong(line)
        self.facts(cover["facts"])

    def contents(self) -> None:
        """The list of chapters stands there at once; a word processor adds the page numbers when it is asked to."""
        self.strong(self.words["contents"])
        names = [
            part["title"] if part["code"] == TEXT else self.title_of(part["code"])
            for part in self.data["parts"]
            if self.is_printed(part["code"])
        ]
        paragraph = self.file.add_paragraph()
        _field(paragraph, 'TOC \\o "1-2" \\h \\z', "\n".join(filter(None, names)))

    def is_printed(self, code: str) -> bool:
        """Decisions and the checklist are chapters only where there are any."""
        if code == "decisions":
            return bool(self.data["vulnerabilities"]["decisions"]["rows"])
        return code != "checklist" or not self.data["checklist"]["nothing"]

    def title_of(self, code: str) -> str:
        return str(self.words[code])

    def chapter(self, code: str) -> None:
        self.file.add_heading(self.title_of(code), 1)

    # ---- what everything is made of -----------------------------------------------------------------------------

    def strong(self, text: str) -> None:
        self.file.add_paragraph().add_run(text).bold = True

    def lines(self, texts: Iterable[str], style: str | None = None) -> None:
        for text in texts:
            if text:
                self.file.add_paragraph(text, style=style)

    def facts(self, facts: Sequence[Data]) -> None:
        """Label and value; a paragraph each, so that it is read in order."""
        for one in facts:
            paragraph = self.file.add_paragraph()
            paragraph.add_run(f"{one['label']}: ").bold = True
            paragraph.add_run(one["value"])

    def table(self, header: Sequence[str], rows: Sequence[Sequence[Any]], *, size: float = 8.5) -> None:
        """``rows`` of texts, or of looks (a level with its colour, number and word)."""
        table = self.file.add_table(rows=1, cols=len(header), style="Table Grid")
        table.autofit = False
        marked = OxmlElement("w:tblHeader")
        marked.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(marked)
        for cell, text in zip(table.rows[0].cells, header, strict=True):
            _write(cell, text, size=size, bold=True, fill="F3F5F8")
        for row in rows:
            cells = table.add_row().cells
            for cell, value in zip(cells, row, strict=True):
                if isinstance(value, Mapping):
                    fill = value["fill"].lstrip("#").upper() if value["kind"] == "band" else ""
                    _write(cell, look_text(value), size=size, fill=fill, ink=value["ink"] if fill else "")
                else:
                    _write(cell, str(value), size=size)
        section: Any = self.file.sections[-1]
        room = (section.page_width - section.left_margin - section.right_margin) / Cm(1)
        texts = [[look_text(one) if isinstance(one, Mapping) else str(one) for one in row] for row in rows]
        for column, width in zip(table.columns, widths([header, *texts], room, size), strict=True):
            column.width = Cm(width)
            for cell in column.cells:
                cell.width = Cm(width)
        self.file.add_paragraph()

    def listed(self, table: Data) -> None:
        if table["rows"]:
            self.table(table["header"], table["rows"])

    def picture(self, about: Data, *, width: Any = None, height: Any = None) -> None:
        content = self.files[about["file"]]
        if about["file"].endswith(".svg"):
            content = pdf.picture(content)
        shape = self.file.add_picture(io.BytesIO(content), width=width, height=height)
        shape._inline.docPr.set("descr", about["alt"])

    def own_text(self, part: Data) -> None:
        if part["title"]:
            self.file.add_heading(part["title"], 1)
        for block in part["blocks"]:
            if block["kind"] == "heading":
                self.file.add_heading("".join(run["text"] for run in block["runs"]), 2)
            for runs in block["items"] if block["kind"] == "list" else []:
                _runs(self.file.add_paragraph(style="List Bullet"), runs)
            if block["kind"] == "paragraph":
                _runs(self.file.add_paragraph(), block["runs"])

    # ---- the chapters -------------------------------------------------------------------------------------------

    def summary(self) -> None:
        said = self.data["summary"]
        self.chapter("summary")
        self.lines(said["sentences"])
        rows = [[band, str(band["count"]), band["help"]] for band in reversed(said["bands"])]
        rows.append([f"? {said['open_label']}", str(said["open"]), said["open_help"]])
        self.table([self.words["level"], self.words["rows"], self.words["bands"]], rows)
        if said["top"]:
            self.file.add_heading(said["top_title"], 2)
            for one in said["top"]:
                self.strong(f"{look_text(one['look'])} · {one['name']}")
                self.lines([one["where"], one["sure"]])

    def place(self) -> None:
        place = self.data["place"]
        self.chapter("place")
        if place["facts"]:
            self.facts(place["facts"])
        else:
            self.lines([place["nothing"]])
        plan = self.data.get("plan")
        if plan:
            self.file.add_heading(self.words["plan"], 2)
            self.picture(plan, width=Cm(16.5))
            self.lines([plan["key"]])
        for name in ("areas", "entrances", "states"):
            self.listed(place[name])

    def measures(self) -> None:
        measures = self.data["measures"]
        self.chapter("measures")
        self.lines([measures["intro"] if measures["table"]["rows"] else measures["nothing"]])
        self.listed(measures["table"])

    def checklist(self) -> None:
        told = self.data["checklist"]
        if told["nothing"]:
            return
        self.chapter("checklist")
        self.lines(told["sentences"])
        for name in ("counts", "answers", "ideas"):
            if told[name]["rows"]:
                self.file.add_heading(told[f"{name}_title"], 2)
                self.table(told[name]["header"], told[name]["rows"], size=8)

    def heat_map(self) -> None:
        heat = self.data["heat_map"]
        self.turn(WD_ORIENT.LANDSCAPE)
        self.chapter("heat_map")
        self.lines([heat["sentence"]])
        header = [self.words["part"], *heat["threats"], self.words["highest"]]
        self.table(header, [[row["area"], *row["cells"], row["highest"]] for row in heat["rows"]], size=7)
        self.lines([heat["key"]])
        self.turn(WD_ORIENT.PORTRAIT)

    def turn(self, way: Any) -> None:
        """A page of the other format from here on; it carries the same head and foot."""
        section = self.file.add_section()
        if section.orientation != way:
            section.page_width, section.page_height = section.page_height, section.page_width
        section.orientation = way

    def vulnerabilities(self) -> None:
        told = self.data["vulnerabilities"]
        self.chapter("vulnerabilities")
        if not told["found"]:
            self.lines([told["nothing"]])
        for one in told["found"]:
            self.file.add_heading(one["name"], 2)
            self.strong(look_text(one["look"]))
            self.lines([one["statement"]])
            self.facts(
                [
                    {"label": told["shown_label"], "value": "; ".join(one["shown_by"])},
                    {"label": told["agreement_label"], "value": one["agreement"]},
                ]
            )
            self.lines(one["absent_pictures"])
            for picture in one["pictures"]:
                tall = Cm(8) if picture["upright"] else None
                self.picture(picture, width=None if tall else Cm(9), height=tall)
                self.lines([picture["title"]])

    def decisions(self) -> None:
        decisions = self.data["vulnerabilities"]["decisions"]
        if decisions["rows"]:
            self.chapter("decisions")
            self.listed(decisions)
        required = self.data["vulnerabilities"]["requirements"]
        if required["rows"]:
            self.file.add_heading(required["title"], 2)
            self.listed(required)

    def scenarios(self) -> None:
        told, words = self.data["scenarios"], self.words
        self.chapter("scenarios")
        self.lines([told["blind"], "" if told["rows"] else told["nothing"]])
        for one in told["rows"]:
            self.file.add_heading(one["name"], 2)
            self.strong(look_text(one["look"]))
            self.lines([one["where"]])
            self.facts(one["facts"])
            self.file.add_heading(words["why"], 3)
            self.lines([*one["why"], one["without"], one["differ"]])
            if one["scores"]:
                header = [words[name] for name in ("member", "probability", "consequence", "confidence", "rationale")]
                self.table(header, one["scores"], size=8)
            self.facts(one["reasons"])
        if told["not_applicable"]:
            self.file.add_heading(words["not_applicable"], 2)
            self.table([words["threat"], words["part"], words["reason"]], told["not_applicable"])

    def method(self) -> None:
        method = self.data["method"]
        self.chapter("method")
        self.strong(method["status"])
        self.lines([method["scale"], method["note"]])
        self.lines(method["rules"], style="List Bullet")
        self.lines([method["spread"]])
        self.file.add_heading(self.words["matrix"], 2)
        rows = [[row["label"], *row["cells"]] for row in method["matrix"]]
        self.table([method["matrix_corner"], *method["columns"]], rows)
        for axis in method["axes"]:
            self.file.add_heading(axis["title"], 2)
            self.lines([axis["question"]])
            self.listed(axis["table"])
        if method["factors"]["rows"]:
            self.file.add_heading(method["factors_title"], 2)
            self.listed(method["factors"])
        self.lines(method["sources"])

    def people(self) -> None:
        people = self.data["people"]
        self.chapter("people")
        if people["mandate"]:
            self.facts([{"label": people["mandate_label"], "value": people["mandate"]}])
        self.listed(people["team"])
        self.file.add_heading(people["visits_label"], 2)
        self.listed(people["visits"])
        self.lines(["" if people["visits"]["rows"] else people["no_visits"], people["preparation"]])

    def signatures(self) -> None:
        signed, words = self.data["signatures"], self.words
        self.chapter("signatures")
        self.lines([signed["intro"], signed["note"]])
        # The first column says as what somebody signs, which needs no word in the PDF; here every column has its head.
        header = ["–", words["name_and_function"], words["signature"], words["date"]]
        self.table(header, [[one["role"], one["name"], "", ""] for one in signed["lines"]])


def look_text(look: Data) -> str:
    """A level as number, sign and word: never colour alone."""
    note = f" ({look['note']})" if look.get("note") else ""
    return " ".join(filter(None, [look["number"], look["symbol"], look["label"]])) + note


def _write(cell: Any, text: str, *, size: float, bold: bool = False, fill: str = "", ink: str = "") -> None:
    run = cell.paragraphs[0].add_run(text)
    run.bold, run.font.size = bold, Pt(size)
    if ink:
        run.font.color.rgb = RGBColor.from_string(ink.lstrip("#").upper())
    if fill:
        shade = OxmlElement("w:shd")
        for name, value in (("w:val", "clear"), ("w:color", "auto"), ("w:fill", fill)):
            shade.set(qn(name), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _runs(paragraph: Any, runs: Sequence[Data]) -> None:
    for run in runs:
        paragraph.add_run(run["text"]).bold = run["strong"]


def _field(paragraph: Any, code: str, shown: str) -> None:
    """A field that a word processor fills in, with what stands there until then."""
    for kind in ("begin", "", "separate", "shown", "end"):
        run = paragraph.add_run()
        if kind == "shown":
            run.text = shown
        elif kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        else:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)
