"""A security plan as DOCX. Apart, because python-docx takes memory that no page needs: imported where a file is written."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from docx import Document
from docx.shared import Cm

from protect.reports import pdf
from protect.reports.word import Writer


class PlanWriter(Writer):
    """The same as DOCX, with real headings, header rows and language."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data, self.files, self.words = pdf.clean(data), {}, data["words"]
        self.file = Document()

    def write(self) -> bytes:
        data = self.data
        self.set_up()
        self.file.add_paragraph(data["kicker"])
        self.file.add_paragraph(data["title"], style="Title")
        self.file.add_paragraph(data["owner"])
        self.strong(data["marking"]["text"])
        for note in data["notes"]:
            self.strong(note)
        self.facts(data["facts"])
        for number, section in enumerate(data["sections"], 1):
            self.file.add_heading(f"{number}. {section['title']}", 1)
            self.lines(section["paragraphs"])
            for part in section["parts"]:
                if part["kind"] == "text":
                    self.lines(part["lines"])
                elif part["kind"] == "facts":
                    self.facts(part["facts"])
                else:
                    self.file.add_heading(part["title"], 2)
                    self.table(part["header"], part["rows"])
                    self.file.add_paragraph().paragraph_format.space_after = Cm(0)
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()
