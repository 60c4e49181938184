"""Office files beside an answer: text, numbers and pictures pass; macros, objects, fetching fields and bombs do not."""

from __future__ import annotations

import io
import zipfile

import docx
import openpyxl
import pytest
from django.core.exceptions import ValidationError

from protect.organisations import files, office
from tests.world import picture


def read(content: bytes, name: str = "x.docx"):
    return files.read(io.BytesIO(content), name, len(content), with_office=True)


def word() -> bytes:
    made, written = docx.Document(), io.BytesIO()
    made.add_heading("Our gate")
    made.add_paragraph("It holds.")
    image = picture()
    image.seek(0)
    made.add_picture(image)
    made.save(written)
    return written.getvalue()


def sheet() -> bytes:
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Year", 2031])
    book.save(written)
    return written.getvalue()


CONTENT = b"""<office:document-content xmlns:office="o" xmlns:text="t" xmlns:xlink="x" xmlns:draw="d"><office:body>
<text:a xlink:href="https://example.org/">here</text:a>%s</office:body></office:document-content>"""


def text(inside: bytes = b"", **more: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as pack:
        pack.writestr("mimetype", office.ODT)
        pack.writestr("content.xml", CONTENT % inside)
        pack.writestr("META-INF/manifest.xml", b"<manifest/>")
        for name, data in more.items():
            pack.writestr(name.replace("__", "/"), data)
    return written.getvalue()


def changed(content: bytes, parts: dict[str, bytes], swap: tuple[bytes, bytes] = (b"", b"")) -> bytes:
    """With further parts, and with words exchanged in every part."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as pack:
        for one in old.infolist():
            data = old.read(one)
            pack.writestr(one.filename, data.replace(*swap) if swap[0] else data)
        for name, data in parts.items():
            pack.writestr(name, data)
    return written.getvalue()


@pytest.mark.parametrize(("made", "suffix"), [(word, ".docx"), (sheet, ".xlsx"), (text, ".odt")])
def test_a_plain_document_passes_and_is_packed_anew(made, suffix):
    content = made()
    found = read(content + b"trailing words that another program would read")
    assert found.suffix == suffix and found.content != content and b"trailing" not in found.content
    with zipfile.ZipFile(io.BytesIO(found.content)) as new, zipfile.ZipFile(io.BytesIO(content)) as old:
        assert sorted(new.namelist()) == sorted(old.namelist()) and new.testzip() is None
        assert all(new.read(one) == old.read(one) for one in old.namelist())
        assert suffix != ".odt" or new.namelist()[0] == "mimetype"


def test_what_passed_still_opens():
    assert docx.Document(io.BytesIO(read(word()).content)).paragraphs[1].text == "It holds."
    assert openpyxl.load_workbook(io.BytesIO(read(sheet()).content)).active["B1"].value == 2031


REL = b'<Relationships xmlns="r"><Relationship Id="a" Type="http://x/%s" Target="%s" %s/></Relationships>'
OUT = b'TargetMode="External"'
MAIN_WORD = b"wordprocessingml.document.main+xml"
RELS = "word/_rels/x.xml.rels"
FIELD = (b'<w:document xmlns:w="w"><w:instrText>DD</w:instrText><w:instrText>EAUTO cmd</w:instrText></w:document>')  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(changed(word(), {"word/vbaProject.bin": b"x"}), id="macros"),
        pytest.param(
            changed(word(), {}, (MAIN_WORD, b"ms-word.document.macroEnabled.main+xml")), id="macro kind"
        ),
        pytest.param(changed(word(), {"word/embeddings/oleObject1.bin": b"x"}), id="embedded"),
        pytest.param(changed(word(), {RELS: REL % (b"attachedTemplate", b"http://x/t.dotm", OUT)}), id="template"),
        pytest.param(changed(word(), {RELS: REL % (b"image", b"http://x/p.png", OUT)}), id="remote picture"),
        pytest.param(changed(word(), {RELS: REL % (b"hyperlink", b"file:///etc", OUT)}), id="file link"),
        pytest.param(changed(word(), {"word/extra.xml": FIELD}), id="field in pieces"),
        pytest.param(changed(word(), {"word/extra.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}), id="entities"),
        pytest.param(changed(word(), {"../../outside.xml": b"<a/>"}), id="path"),
        pytest.param(changed(word(), {"word/zeros.xml": b"<a>" + b" " * 40_000_000 + b"</a>"}), id="bomb"),
        pytest.param(changed(sheet(), {RELS: REL % (b"externalLinkPath", b"x", OUT)}), id="other book"),
        pytest.param(changed(sheet(), {"xl/x.xml": b"<a><ddeLink/></a>"}), id="dde"),
        pytest.param(text(**{"Basic__script.xml": b"<a/>"}), id="basic"),
        pytest.param(text(b'<office:scripts xmlns:script="s"><script:event-listener/></office:scripts>'), id="event"),
        pytest.param(text(b'<draw:image xlink:href="http://x/p.png"/>'), id="remote picture of a text"),
        pytest.param(text(b'<draw:object-ole xlink:href="./a"/>'), id="object of a text"),
        pytest.param(text(**{"Object 1__content.xml": b"<a/>"}), id="object part"),
        pytest.param(b"PK\x03\x04macro", id="torn"),
        pytest.param(changed(word(), {"word/a.exe": b"MZ"}), id="program"),
    ],
)  # fmt: skip
def test_what_does_something_is_refused(content):
    with pytest.raises(ValidationError) as refused:
        read(content)
    assert "x.docx" in refused.value.messages[0]


def test_many_parts_and_any_other_archive_are_refused():
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as pack:
        for number in range(office.MOST_PARTS + 1):
            pack.writestr(f"{number}.xml", b"<a/>")
    with pytest.raises(ValidationError, match="too many parts"):
        read(many.getvalue())
    plain = io.BytesIO()
    with zipfile.ZipFile(plain, "w") as pack:
        pack.writestr("readme.xml", b"<a/>")
    with pytest.raises(ValidationError, match="no DOCX, XLSX or ODT"):
        read(plain.getvalue())


def test_elsewhere_office_files_are_not_taken():
    with pytest.raises(ValidationError, match="no photo"):
        files.read(io.BytesIO(word()), "x.docx", 10)
