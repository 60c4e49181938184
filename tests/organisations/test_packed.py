"""Archives made to fill a disk or to write elsewhere are not opened."""

from __future__ import annotations

import io
import stat
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from protect.organisations.packed import archive, workbook


def packed(members, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members:
            target.writestr(name, content, **options)
    file.seek(0)
    return file


def sheet(cells):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(cells)
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def link():
    info = zipfile.ZipInfo("link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (packed([("big.xml", bytes(30_000_000))]), "unpacks to 30 MB"),
        (packed([(f"{number}.txt", b"x") for number in range(2001)]), "holds 2001 files"),
        (packed([("../../evil.txt", b"x")]), "outside"),
        (packed([("/etc/cron.d/x", b"x")]), "outside"),
        (packed([("a\\..\\..\\b", b"x")]), "outside"),
        (packed([(link(), b"/etc/passwd")]), "outside"),
        (io.BytesIO(b"PK\x03\x04 not really"), "no ZIP"),
        (io.BytesIO(b""), "no ZIP"),
    ],
)
def test_what_is_refused_is_named(file, word):
    with pytest.raises(ValidationError, match=word):
        archive(file, "upload.zip")


def test_a_plain_archive_and_a_plain_table_open():
    assert archive(packed([("a/b.txt", b"hello")]), "a.zip").read("a/b.txt") == b"hello"
    assert next(workbook(sheet(["name", 1]), "a.xlsx").active.values) == ("name", 1)


def test_a_table_that_laughs_a_billion_times_is_not_unpacked():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    laugh = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><sst><si><t>&l9;</t></si></sst>'
    good = sheet(["name", "x"])
    parts = [(n, zipfile.ZipFile(good).read(n)) for n in zipfile.ZipFile(good).namelist()]
    bad = packed([(n, laugh.encode() if n == "xl/sharedStrings.xml" else content) for n, content in parts])
    begun = time.process_time()
    try:
        read = str(list(workbook(bad, "a.xlsx").active.values))
    except ValidationError:
        read = ""
    assert len(read) < 1000
    assert time.process_time() - begun < 5  # without a guard it would take minutes and all memory


def test_a_table_cannot_read_files_of_the_server():
    wanted = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><sst><si><t>&f;</t></si></sst>'
    good = sheet(["name", "x"])
    parts = [(n, zipfile.ZipFile(good).read(n)) for n in zipfile.ZipFile(good).namelist()]
    bad = packed([(n, wanted.encode() if n == "xl/sharedStrings.xml" else content) for n, content in parts])
    try:
        read = str(list(workbook(bad, "a.xlsx").active.values))
    except ValidationError:
        return
    assert "root:" not in read


@given(st.binary(max_size=400))
def test_noise_is_refused_in_a_sentence(noise):
    for opened in (archive, workbook):
        with pytest.raises(ValidationError):
            opened(io.BytesIO(b"PK\x05\x06" + noise if noise[:1] < b"\x20" else noise), "x")
