"""Small tables from CSV and XLSX: what is read, and that every mistake is named by file, line and column."""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from protect.formats import tables
from protect.formats.tables import InputError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "in.csv"
    file.write_bytes(text.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_every_country(tmp_path, encoding, delimiter):
    text = delimiter.join(["place", "wïdth"]) + "\r\n" + delimiter.join(["Città", "6.5"]) + "\r\n"
    table = tables.read(written(tmp_path, text, encoding))
    assert table.texts("PLACE") == ["Città"]
    assert table.numbers(["wïdth"]).tolist() == [[6.5]]


def test_decimal_commas_and_what_is_not_known(tmp_path):
    table = tables.read(written(tmp_path, "place;a;b\nx;1,5;?\ny; 2 ;n/a\n"))
    found = table.numbers(["a", "b"], missing=True)
    assert found[:, 0].tolist() == [1.5, 2]
    assert all(map(math.isnan, found[:, 1]))


def test_setting_rows_are_not_data(tmp_path):
    table = tables.read(written(tmp_path, "offer,price,quality\n#Weight,40,60\nA,1,2\n"))
    assert len(table) == 1
    assert table.setting_numbers("weight", ["quality", "price"]).tolist() == [60, 40]
    assert table.setting("direction", ["price"]) is None


def test_every_wrong_cell_is_named(tmp_path):
    table = tables.read(written(tmp_path, "place,a,b\nx,one,2\n\ny,3,\nz,1e400,4\n"))
    with pytest.raises(InputError) as error:
        table.numbers(["a", "b"])
    assert str(error.value).splitlines() == [
        "in.csv, line 2, column 'a': 'one' is not a number",
        "in.csv, line 4, column 'b': a number is missing",
        "in.csv, line 5, column 'a': '1e400' is not a number",
    ]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "empty"),
        ("a,b\n", "no rows"),
        ("a,,c\n1,2,3\n", "column 2 has no name"),
        ("a,A\n1,2\n", "two columns are called 'A'"),
        ("a,b\n1,2,3\n", "line 2: 3 cells"),
        ("a\0b\n1\n", "not a text file"),
    ],
)
def test_a_table_that_cannot_be_used_is_refused_with_a_reason(tmp_path, text, word):
    with pytest.raises(InputError, match=word):
        tables.read(written(tmp_path, text))


def test_a_column_that_is_not_there_lists_those_that_are(tmp_path):
    table = tables.read(written(tmp_path, "place,a\nx,1\n"))
    with pytest.raises(InputError, match="no column 'widht'; it has place, a"):
        table.numbers(["widht"])
    with pytest.raises(InputError, match="line 2, column 'a': '1' is none of low, high"):
        table.choices("a", {"low": "low", "high": "high"})


def test_a_workbook_s_first_sheet(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["place", "width"])
    book.active.append(["x", 6.25])
    book.active.append([None, None])
    book.active.append(["y", None])
    book.save(tmp_path / "in.xlsx")
    table = tables.read(tmp_path / "in.xlsx")
    assert [row.line for row in table.rows] == [2, 4]
    assert table.numbers(["width"], missing=True)[0, 0] == 6.25
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    with pytest.raises(InputError, match="bad.xlsx is not a workbook"):
        tables.read(tmp_path / "bad.xlsx")


def test_two_rows_of_one_name_are_refused(tmp_path):
    table = tables.read(written(tmp_path, "offer,a\nx,1\ny,2\nx,3\n"))
    with pytest.raises(InputError, match="lines 2 and 4: two offers are called 'x'"):
        tables.unique(table, table.texts("offer"), "offers")


@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_a_table_or_an_input_error(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "any.csv"
    file.write_bytes(content)
    try:
        table = tables.read(file)
        table.numbers(table.columns, missing=True)
    except InputError:
        pass
