"""Tables with places as other programs write them: GDAL (pyogrio) makes the files, the platform's own readers read them."""

from __future__ import annotations

import csv
import io
import zipfile

import numpy as np
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from protect.spaces import tables
from protect.spaces.extracts import ExtractError
from protect.spaces.tables import coordinates, fields, systems

NAMES = ["Dam", "Café de Ölberg", "Łódź plein", "Čáp", "Πλατεία", "=1+1"]


def turned(shape, source, target):
    from pyproj import Transformer

    change = Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(shape, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1])))


def squares(system="EPSG:28992", at=(4.9, 52.37)):
    start = turned(shapely.Point(*at), 4326, system)
    return [shapely.box(start.x + 100 * i, start.y, start.x + 100 * i + 40, start.y + 40) for i in range(len(NAMES))]


def write(path, shapes, driver, system="EPSG:28992", kind="Polygon", **fields):
    import pyogrio

    columns = {
        "naam": np.array(NAMES[: len(shapes)], dtype=object),
        "bezoekers": np.arange(len(shapes)) * 700,
        **fields,
    }
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(shapes, dtype=object)),
        field_data=list(columns.values()),
        fields=np.array(list(columns)),
        crs=system,
        geometry_type=kind,
        driver=driver,
        **({"encoding": "UTF-8"} if driver == "ESRI Shapefile" else {}),
    )
    return path


def zipped(folder, name="list.zip", leave=()):
    target = folder / name
    with zipfile.ZipFile(target, "w") as archive:
        for part in sorted(folder.glob("list.*")):
            if part.suffix in {".shp", ".dbf", ".shx", ".prj", ".cpg"} - set(leave):
                archive.write(part, part.name)
    return target


def read(path, **options):
    form = tables.form_of(path)
    assert form, f"{path.name} was not recognised"
    opened = tables.opened(path, form, **options)
    return opened, [list(layer.read()) for layer in opened.layers]


def test_geopackage_shapefile_and_kml_of_gdal_give_the_same(tmp_path):
    shapes = squares()
    write(tmp_path / "list.gpkg", shapes, "GPKG")
    write(tmp_path / "list.shp", shapes, "ESRI Shapefile")
    degrees = [turned(one, 28992, 4326) for one in shapes]
    write(tmp_path / "list.kml", degrees, "KML", "EPSG:4326", name=np.array(NAMES, dtype=object))
    with zipfile.ZipFile(tmp_path / "list.kmz", "w") as archive:
        archive.write(tmp_path / "list.kml", "doc.kml")
    for path in (tmp_path / "list.gpkg", zipped(tmp_path)):
        opened, (rows,) = read(path)
        layer = opened.layers[0]
        assert layer.system == "EPSG:28992" and layer.has_shapes
        at = layer.columns.index("naam")
        assert [row.cells[at] for row in rows] == NAMES
        assert [row.cells[layer.columns.index("bezoekers")] for row in rows] == [str(700 * i) for i in range(6)]
        assert all(row.shape.equals(one) for row, one in zip(rows, shapes, strict=True))
        assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6]
    for name in ("list.kml", "list.kmz"):
        opened, (rows,) = read(tmp_path / name)
        assert opened.layers[0].system == "EPSG:4326"
        assert [row.cells[0] for row in rows] == NAMES
        assert all(row.shape.distance(one) < 1e-9 for row, one in zip(rows, degrees, strict=True))


@pytest.mark.parametrize(
    ("shapes", "kind"),
    [
        ([shapely.Point(1, 2), shapely.Point(3, 4)], "Point"),
        ([shapely.MultiPoint([(1, 2), (3, 4)])], "MultiPoint"),
        ([shapely.LineString([(0, 0), (5, 5)])], "LineString"),
        ([shapely.Point(1, 2, 30).buffer(3).difference(shapely.Point(1, 2).buffer(1))], "Polygon"),
        ([shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(2, 2, 3, 3)])], "MultiPolygon"),
        ([shapely.from_wkt("POLYGON Z ((0 0 5, 4 0 5, 4 4 5, 0 0 5))")], "Polygon Z"),
    ],
)
def test_every_kind_of_shape_comes_as_gdal_wrote_it(tmp_path, shapes, kind):
    write(tmp_path / "list.gpkg", shapes, "GPKG", kind=kind)
    write(tmp_path / "list.shp", shapes, "ESRI Shapefile", kind=kind)
    for path in (tmp_path / "list.gpkg", zipped(tmp_path)):
        _opened, (rows,) = read(path)
        assert all(row.shape.equals(one) for row, one in zip(rows, shapes, strict=True)), path.name


def test_a_geopackage_with_several_tables_offers_each(tmp_path):
    import pyogrio

    path = write(tmp_path / "list.gpkg", squares(), "GPKG")
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(np.array(squares()[:2])),
        field_data=[np.array(["a", "b"], dtype=object)],
        fields=np.array(["name"]),
        crs="EPSG:31370",
        geometry_type="Polygon",
        driver="GPKG",
        layer="other",
    )
    opened, rows = read(path)
    assert {(layer.title, layer.system, len(one)) for layer, one in zip(opened.layers, rows, strict=True)} == {
        ("list", "EPSG:28992", 6),
        ("other", "EPSG:31370", 2),
    }


def test_a_shapefile_without_prj_or_cpg_says_so(tmp_path):
    write(tmp_path / "list.shp", squares(), "ESRI Shapefile")
    opened, (rows,) = read(zipped(tmp_path, leave={".prj", ".cpg"}))
    assert opened.layers[0].system == "" and "prj" in opened.layers[0].notes[0]
    assert rows[1].cells[0] == NAMES[1], "UTF-8 is known by its letters"
    _opened, (rows,) = read(zipped(tmp_path, leave={".cpg"}), encoding="cp1252")
    assert rows[1].cells[0] == "CafÃ© de Ã–lberg", "what a person says about the letters counts"
    with pytest.raises(ExtractError, match="no “list.dbf”"):
        read(zipped(tmp_path, leave={".dbf"}))


@pytest.mark.parametrize(("country", "encoding", "name"), [("RO", "cp1250", "Piaţa Mare"), ("GR", "cp1253", "Πλατεία")])
def test_a_shapefile_that_says_nothing_of_its_letters_is_read_as_its_country_writes(tmp_path, country, encoding, name):
    import pyogrio

    pyogrio.raw.write(
        tmp_path / "list.shp", geometry=shapely.to_wkb(np.array([shapely.Point(25.6, 45.6)])),
        field_data=[np.array([name], dtype=object)], fields=np.array(["name"]), crs="EPSG:4326",
        geometry_type="Point", driver="ESRI Shapefile", encoding=encoding.upper(),
    )  # fmt: skip
    opened, (rows,) = read(zipped(tmp_path, leave={".cpg"}), country=country)
    assert rows[0].cells[0] == name and opened.encoding == encoding


def test_a_cut_off_shapefile_names_the_row(tmp_path):
    write(tmp_path / "list.shp", squares(), "ESRI Shapefile")
    shp = tmp_path / "list.shp"
    for cut in (40, 150, 400):
        shp.write_bytes(shp.read_bytes()[:-cut])
        with pytest.raises(ExtractError, match="damaged|more outlines"):
            read(zipped(tmp_path))


# ---- text -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_of_every_kind_is_read(tmp_path, encoding, delimiter):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(
        [
            ["Név", "Lat", "Lon", "Leírás"],
            ["Fő tér", "47,49", "19,04", f"a{delimiter} b\nc"],
            [],
            ["Árkád", "47.5", "19.05", ""],
        ]
    )
    path = tmp_path / "list.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    opened, (rows,) = read(path, country="HU")
    assert opened.delimiter == delimiter
    assert [row.cells for row in rows] == [
        ["Fő tér", "47,49", "19,04", f"a{delimiter} b\nc"],
        ["Árkád", "47.5", "19.05", ""],
    ]
    assert [row.number for row in rows] == [2, 5], "the line of the file, empty ones and line ends in cells counted"


def test_a_line_with_too_many_cells_is_an_error_and_with_too_few_is_said(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("name;lat;lon\nA;1;2;more\nB;1\nC;1;2;\n")
    _opened, (rows,) = read(path)
    assert "4 cells" in rows[0].fault and "2 of 3" in rows[1].notes[0] and not rows[2].fault


def test_a_forgotten_quotation_mark_does_not_swallow_the_rest(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text('name;lat;lon\n"A;1;2\n' + "B;1;2\n" * 300 + 'C";1;2\n')
    with pytest.raises(ExtractError, match="line 2"):
        read(path)


def test_a_table_without_names_of_columns_is_read_from_its_first_line(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Dam;52.37;4.89\nPlein;52.38;4.9\n")
    opened, (rows,) = read(path)
    assert [row.cells[0] for row in rows] == ["Dam", "Plein"] and "first line" in opened.layers[0].notes[0]


def test_the_first_line_of_excel_is_obeyed_and_counted(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("sep=|\nname|lat;lon\nDam|52,4;4,9\n")
    opened, (rows,) = read(path)
    assert opened.layers[0].columns == ["name", "lat;lon"] and [(row.number, row.cells) for row in rows] == [
        (3, ["Dam", "52,4;4,9"])
    ]
    path.write_text("SEP=;\r\nname;lat;lon\r\nDam;52,4;4,9\r\n")
    assert read(path)[1][0][0].cells == ["Dam", "52,4", "4,9"]


def test_a_workbook_with_a_title_above_and_several_sheets(tmp_path):
    book = Workbook()
    sheet = book.active
    for line in (
        ["Places of the town"],
        [],
        ["Name", "Lat", "Lon", "Seen"],
        ["Dam", 52.37, 4.89, None],
        [],
        ["Plein", 52.4, 5, "#REF!"],
    ):
        sheet.append(line)
    book.create_sheet("Empty")
    book.create_sheet("More").append(["only one cell"])
    path = tmp_path / "list.xlsx"
    book.save(path)
    opened, (rows,) = read(path)
    assert len(opened.layers) == 1 and [row.number for row in rows] == [4, 6]
    assert rows[0].cells == ["Dam", "52.37", "4.89", ""] and "error of the spreadsheet" in rows[1].fault


@given(
    st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=3, max_size=5), max_size=12
    ),
    st.sampled_from(";,\t|"),
)
@settings(max_examples=150, deadline=None)
def test_no_row_of_any_text_is_lost(tmp_path_factory, rows, sign):
    """As many rows come as the same text has for Python's csv, or one error says why none does."""
    text = io.StringIO()
    csv.writer(text, delimiter=sign).writerows([["name", "lat", "lon"], *rows])
    path = tmp_path_factory.mktemp("csv") / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    try:
        opened = tables.opened(path, "csv", delimiter=sign)
    except ExtractError:
        return
    given_rows = [
        one
        for one in csv.reader(io.StringIO(text.getvalue(), newline=""), delimiter=sign)
        if any(c.strip() for c in one)
    ]
    assert len(list(opened.layers[0].read())) == len(given_rows) - 1


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_random_bytes_end_in_rows_or_a_sentence(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "list.csv"
    for start in (b"", b"name;lat;lon\n", b"SQLite format 3\x00", b"PK\x03\x04", b"<kml>"):
        path.write_bytes(start + content)
        try:
            form = tables.form_of(path)
            if form:
                for layer in tables.opened(path, form).layers:
                    list(layer.read())
        except ExtractError as error:
            assert str(error) and "\n" not in str(error)


# ---- coordinates ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45.5", 45.5), ("45,5", 45.5), (" -3,25 ", -3.25), ("1 234,5", 1234.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5),
        ("121.000.5", None), ("1.234.567", 1234567.0), ("5’811’000", 5811000.0), ("1e3", 1000.0), ("nan", None), ("inf", None),
        ("45° 38' 30\" N", 45.641667), ("45°38′30″S", -45.641667), ("N 45 38 30", 45.641667), ("45 38.5 N", 45.641667),
        ("25.5 W", -25.5), ("W25,5", -25.5), ("45° 70' 0\" N", None),
        ("3° 42' O", None), ("", None), ("abc", None), ("1-2", None),
        ("4°52'", 4.866667),
        ("9" * 400, None),
    ],
)  # fmt: skip
def test_a_coordinate_as_people_write_it(text, value):
    found = coordinates.ordinate(text)
    assert found == (None if value is None else pytest.approx(value, abs=1e-6))


@pytest.mark.parametrize(
    ("text", "two"),
    [
        ("45.64, 25.58", (45.64, 25.58)),
        ("45,64; 25,58", (45.64, 25.58)),
        ("45.64 25.58", (45.64, 25.58)),
        ("45.64,25.58", (45.64, 25.58)),
        ("45,64 25,58", (45.64, 25.58)),
        ("x, y", None),
        ("1", None),
    ],
)
def test_two_coordinates_in_one_cell(text, two):
    assert coordinates.pair(text) == two


@pytest.mark.parametrize(
    ("wkt", "kind", "note"),
    [
        ("POINT Z (4 52 7)", "Point", "Heights"),
        ("LINESTRING (4 52, 4.001 52)", "Polygon", "8 m wide"),
        ("POLYGON ((4 52, 4.01 52.01, 4.01 52, 4 52.01, 4 52))", "MultiPolygon", "mended"),
        ("MULTIPOINT ((4 52), (4.1 52))", "Point", "middle"),
        ("GEOMETRYCOLLECTION (POINT (4 52), POLYGON ((4 52, 4.01 52, 4.01 52.01, 4 52)))", "Polygon", "largest kind"),
        ("MULTIPOLYGON (((4 52, 4.01 52, 4.01 52.01, 4 52)))", "Polygon", ""),
    ],
)
def test_a_shape_is_made_usable_and_that_is_said(wkt, kind, note):
    notes = []
    shape = coordinates.made_usable(shapely.from_wkt(wkt), notes)
    assert shape.geom_type == kind and shape.is_valid and note in " ".join(notes)


def test_a_shape_without_area_is_not_made_up():
    assert coordinates.made_usable(shapely.from_wkt("POLYGON ((4 52, 4.01 52, 4 52, 4 52))"), []) is None


GRIDS = [
    28992,
    31370,
    2154,
    25832,
    25833,
    3301,
    3346,
    3844,
    2180,
    5514,
    3067,
    3006,
    2100,
    3035,
    3857,
    2056,
    31287,
    3763,
    23700,
    7801,
]


@given(st.sampled_from(GRIDS), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
@settings(max_examples=100, deadline=None)
def test_from_any_grid_and_back_is_less_than_a_metre(number, across, up):
    from pyproj import CRS, Geod, Transformer

    area = CRS.from_epsg(number).area_of_use
    longitude = area.west + across * (area.east - area.west)
    latitude = max(-80, area.south) + up * (min(80, area.north) - max(-80, area.south))
    x, y = Transformer.from_crs(4326, number, always_xy=True).transform(longitude, latitude)

    def away(found):
        return Geod(ellps="WGS84").inv(longitude, latitude, *found)[2]

    # Beyond a border, where the shift of no country holds, PROJ itself may come back by another one than it went.
    assume(away(Transformer.from_crs(number, 4326, always_xy=True).transform(x, y)) < 1)
    back = systems.to_degrees(f"EPSG:{number}", [x], [y])
    assert away((back[0][0], back[1][0])) < 1


@pytest.mark.parametrize(
    ("number", "at", "country"),
    [
        (28992, (4.9, 52.37), "NL"), (31370, (4.35, 50.85), "BE"), (2154, (5.37, 43.3), "FR"), (25832, (9.99, 53.55), "DE"),
        (25833, (13.4, 52.5), "DE"), (3301, (24.75, 59.43), "EE"), (3346, (23.9, 54.9), "LT"), (3844, (25.59, 45.64), "RO"),
        (2180, (21.0, 52.2), "PL"), (5514, (14.4, 50.08), "CZ"), (3067, (24.9, 60.2), "FI"), (3006, (18.06, 59.33), "SE"),
        (2100, (23.7, 37.98), "GR"), (3857, (13.4, 52.5), "DE"), (3035, (13.4, 52.5), "DE"), (4326, (25.59, 45.64), "RO"),
    ],
)  # fmt: skip
def test_the_system_is_guessed_from_the_numbers_and_the_town(number, at, country):
    from pyproj import Transformer

    change = Transformer.from_crs(4326, number, always_xy=True)
    points = [change.transform(at[0] + i / 1000, at[1]) for i in range(5)]
    anchor = systems.Anchor(country, at[0] + 0.02, at[1] - 0.01)
    first = systems.guesses(points, anchor)[0]
    assert first.key == f"EPSG:{number}|0" and first.km < 5
    assert first.lands[0] == pytest.approx(at, abs=1e-5)
    swapped = systems.guesses([(y, x) for x, y in points], anchor)[0]
    assert swapped.key == f"EPSG:{number}|1", "two numbers the other way round are noticed"
    if number not in (3035, 3857, 25833):
        assert systems.guesses(points, systems.Anchor(country))[0].key == f"EPSG:{number}|0", "by the country alone"


def test_codes_are_checked_and_missing_grids_said():
    assert systems.checked_code(" epsg 28992 ") == systems.checked_code("28992") == "EPSG:28992"
    for wrong in ("", "x", "999999", "5701", "4978", "/vsicurl/http://x", "+proj=longlat", "EPSG:1"):
        assert systems.checked_code(wrong) == ""
    assert "grid file" in systems.shift_note("EPSG:31467") and systems.shift_note("EPSG:25832") == ""
    assert systems.from_wkt("PROJCS[nonsense") == "" and systems.from_wkt("x" * 30_000) == ""


# ---- columns and values -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "roles"),
    [
        (["ID", "Bezeichnung", "Kategorie", "Stadtteil", "Eigentümer", "Rechtswert", "Hochwert", "Adresse"],
         ["identity", "name", "main_category", "town", "owner_name", "x", "y", "description"]),
        (["Denumire", "Tip", "Cartier", "Latitudine", "Longitudine", "Vizitatori"],
         ["name", "main_category", "town", "y", "x", "crowd_class"]),
        (["nom", "catégorie", "commune", "propriétaire", "exploitant", "coordonnees"],
         ["name", "main_category", "town", "owner_name", "operator_name", "position"]),
        (["Nimi", "Tyyppi", "Kaupunginosa", "Itäkoordinaatti", "Pohjoiskoordinaatti"],
         ["name", "main_category", "town", "x", "y"]),
        (["Nazwa", "Rodzaj", "Dzielnica", "Właściciel", "X", "Y"], ["name", "main_category", "town", "owner_name", "x", "y"]),
        (["Ονομασία", "Κατηγορία", "Πλάτος", "Μήκος"], ["name", "main_category", "y", "x"]),
        (["PlaceName", "some other", "WKT"], ["name", "", "position"]),
    ],
)  # fmt: skip
def test_columns_are_guessed_in_the_languages_of_europe(columns, roles):
    cells = {"x": "600000", "y": "5000000", "position": "45.6, 25.6", "crowd_class": "1 200", "identity": "7"}
    samples = [[cells.get(role, "some text")] * 3 for role in roles]
    assert fields.guess_roles(columns, samples, has_shapes=False) == roles


@pytest.mark.parametrize(
    ("text", "code"),
    [("Platz", "square"), ("Marktplatz", "square"), ("Piața", "square"), ("piazza", "square"), ("Hauptbahnhof", "transport_hub"),
     ("Gare routière", "transport_hub"), ("rautatieasema", "transport_hub"), ("kościół", "worship"), ("Εκκλησία", "worship"),
     ("Szkoła podstawowa", "institution"),
     ("Volksschule", "institution"), ("Einkaufszentrum", "shopping"),
     ("Stadion Miejski", "culture"), ("Ausgehviertel", "nightlife"), ("Hotel", "business"), ("SQUARE", "square"),
     ("transport_hub", "transport_hub"), ("музей", "culture"),
     ("xyzzy", ""), ("", "")],
)  # fmt: skip
def test_a_category_is_guessed_from_its_word(text, code):
    assert fields.guess_value("psoi_category", text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("80", "up_to_100"), ("100", "up_to_100"), ("101", "up_to_500"), ("1 200", "up_to_2000"),
     ("1.200", "up_to_2000"), ("500-800", "up_to_2000"),
     ("about 9,000", "up_to_10000"), ("25000", "over_10000"), ("many", ""), ("101 to 500 people", "up_to_500")],
)  # fmt: skip
def test_a_number_of_people_is_a_class_of_crowd(text, code):
    assert fields.guess_value("crowd_class", text) == code
