"""Tables made to do harm, and tables with one thing wrong in them: refused with a sentence, and nothing else happens."""

from __future__ import annotations

import io
import sqlite3
import struct
import zipfile

import pytest
import shapely

from protect.spaces import tables
from protect.spaces.extracts import ExtractError
from protect.spaces.tables import geopackage, model


def read(path):
    form = tables.form_of(path)
    if form is None:
        raise ExtractError("no table")
    return [row for layer in tables.opened(path, form).layers for row in layer.read()]


def blob(shape, flags=1, envelope=b""):
    return b"GP\x00" + bytes([flags]) + struct.pack("<i", 4326) + envelope + shapely.to_wkb(shape)


def package(
    path,
    *,
    more=(),
    rows=(),
    kind="features",
    table="places",
    sql="CREATE TABLE places (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT)",
):
    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT)")
        db.execute("CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, srs_id INTEGER)")
        db.execute(
            "CREATE TABLE gpkg_spatial_ref_sys"
            " (srs_id INTEGER, organization TEXT, organization_coordsys_id INTEGER, definition TEXT)"
        )
        db.execute("INSERT INTO gpkg_spatial_ref_sys VALUES (4326, 'EPSG', 4326, '')")
        db.execute("INSERT INTO gpkg_contents VALUES (?, ?, ?)", (table, kind, table))
        db.execute("INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 4326)", (table,))
        if sql:
            db.execute(sql)
        for row in rows:
            db.execute("INSERT INTO places VALUES (?, ?, ?)", row)
        for statement in more:
            db.execute(statement)
    return path


GOOD = [(1, blob(shapely.Point(4, 52)), "Dam")]


def test_triggers_and_views_in_a_geopackage_are_never_run(tmp_path):
    path = package(
        tmp_path / "a.gpkg",
        rows=GOOD,
        more=[
            "CREATE TRIGGER t AFTER INSERT ON places BEGIN DELETE FROM places; END",
            "CREATE VIEW v AS SELECT fid, geom, load_extension('/tmp/x.so') AS name FROM places",
            "INSERT INTO gpkg_contents VALUES ('v', 'features', 'v')",
            "INSERT INTO gpkg_geometry_columns VALUES ('v', 'geom', 4326)",
        ],
    )
    before = path.read_bytes()
    (layer,) = tables.opened(path, "gpkg").layers
    assert [row.cells for row in layer.read()] == [["1", "Dam"]]
    assert "Views are not read (v)" in layer.notes[0]
    assert path.read_bytes() == before and sorted(p.name for p in tmp_path.iterdir()) == ["a.gpkg"]


_LIST_AS_VIEW = "CREATE VIEW gpkg_contents AS SELECT 'places' AS table_name, 'features' AS data_type, 'x' AS identifier"


@pytest.mark.parametrize(
    "trick",
    [
        # The table that is listed is a view, a virtual table, or the list itself is a view.
        {"sql": "CREATE VIEW places AS SELECT 1 AS fid, NULL AS geom, sqlite_version() AS name"},
        {"sql": "CREATE VIRTUAL TABLE places USING fts5(geom, name)"},
        {"more": ["DROP TABLE gpkg_contents", _LIST_AS_VIEW]},
        {"sql": None},
        {"sql": "CREATE TABLE places (name TEXT)"},
        {"table": "sqlite_master"},
        {"table": 'x"; DROP TABLE gpkg_contents; --'},
        {"more": ["DROP TABLE gpkg_contents"]},
        {"kind": "tiles"},
    ],
)  # fmt: skip
def test_a_geopackage_with_tricks_is_refused(tmp_path, trick):
    with pytest.raises(ExtractError) as told:
        read(package(tmp_path / "a.gpkg", **trick))
    assert "\n" not in str(told.value) and "Traceback" not in str(told.value)


def test_a_computed_column_cannot_call_a_function(tmp_path):
    path = package(
        tmp_path / "a.gpkg",
        sql="CREATE TABLE places (fid INTEGER PRIMARY KEY, geom BLOB, name TEXT AS (hex(zeroblob(1000000))) VIRTUAL)",
    )
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO places (fid, geom) VALUES (1, ?)", (GOOD[0][1],))
    rows = read(path)
    assert [len(row.cells) for row in rows] == [1], "the column is not even seen"


def test_the_connection_lets_nothing_through_but_reading(tmp_path):
    path = package(tmp_path / "a.gpkg", rows=GOOD)
    for statement in (
        "ATTACH DATABASE '/tmp/other.db' AS other", "DELETE FROM places", "CREATE TABLE t (a)", "PRAGMA journal_mode = WAL",
        "SELECT load_extension('x')", "SELECT hex(geom) FROM places", "SELECT randomblob(100000000)",
        "PRAGMA writable_schema = ON",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
    ):  # fmt: skip
        with pytest.raises(ExtractError), geopackage._connection(path, model.Limits("a.gpkg")) as db:
            db.execute(statement).fetchall()


def test_an_endless_query_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "SECONDS", -1)
    rows = [(number, GOOD[0][1], "x") for number in range(1, 8000)]
    with pytest.raises(ExtractError, match="longer than"):
        read(package(tmp_path / "a.gpkg", rows=rows))


@pytest.mark.parametrize(
    "bad",
    [b"", b"GP", b"XX\x00\x01" + bytes(40), blob(shapely.Point(1, 2))[:-3], blob(shapely.Point(1, 2), flags=0b0100001),
     blob(shapely.Point(1, 2), flags=0b1011), b"GP\x00\x01\x00\x00\x00\x00\x01\x03\x00\x00\x00\xff\xff\xff\xff", "text", 7],
)  # fmt: skip
def test_a_damaged_geometry_is_the_fault_of_its_row(tmp_path, bad):
    first, second = read(package(tmp_path / "a.gpkg", rows=[(1, bad, "Bad"), (2, GOOD[0][1], "Good")]))
    assert first.fault and first.shape is None and second.shape is not None


def test_shapes_nested_without_end_do_not_end_the_process(tmp_path):
    from protect.spaces.nesting import is_deep_text, is_sound_wkb

    collection, several = b"\x01\x07\x00\x00\x00\x01\x00\x00\x00", b"\x01\x06\x00\x00\x00\x01\x00\x00\x00"
    good = shapely.to_wkb(shapely.Point(1, 2))
    head = blob(shapely.Point(1, 2))[:8]
    for level in (collection, several):
        (row,) = read(package(tmp_path / "a.gpkg", rows=[(1, head + level * 100_000 + good, "Deep")]))
        assert row.fault and row.shape is None
    beside = b"\x01\x07\x00\x00\x00\x02\x00\x00\x00" + good
    assert not is_sound_wkb(beside * 1000 + good)
    for shape in (
        shapely.Point(1, 2),
        shapely.Point(1, 2, 3),
        shapely.Point(1, 2).buffer(1).difference(shapely.Point(1, 2).buffer(0.5)),
        shapely.GeometryCollection(
            [shapely.MultiPoint([(1, 2), (3, 4)]), shapely.GeometryCollection([shapely.box(0, 0, 1, 1)])]
        ),
        shapely.MultiPolygon([shapely.box(0, 0, 1, 1)]),
        shapely.from_wkt("LINESTRING Z (1 2 3, 4 5 6)"),
        shapely.Polygon(),
    ):
        for order in (0, 1):
            for flavour in ("iso", "extended"):
                assert is_sound_wkb(shapely.to_wkb(shape, byte_order=order, flavor=flavour)), shape
        assert not is_deep_text(shape.wkt) and not is_deep_text(shapely.to_geojson(shape))
    path = tmp_path / "a.csv"
    path.write_text('name;WKT\nDeep;"' + "GEOMETRYCOLLECTION(" * 500 + "POINT (1 2)" + ")" * 500 + '"\n')
    (row,) = read(path)
    from protect.spaces.tables import coordinates

    assert coordinates.shape_of(row, None, None, 1, True) is None and "cannot be read" in row.fault


@pytest.mark.parametrize(
    "text", ["GEOMETRYCOLLECTION(" * 200_000, '{"type":"GeometryCollection","geometries":[' * 200_000, "[" * 200_000]
)
def test_what_is_typed_as_a_shape_is_looked_at_first(text):
    from django.core.exceptions import ValidationError

    from protect.spaces import geometry

    with pytest.raises(ValidationError):
        geometry.from_text(text)


@pytest.mark.django_db
def test_a_change_of_the_map_nested_without_end_is_refused(client):
    from django.urls import reverse

    from tests.world import make_organisation, make_space, make_user

    town = make_organisation("Town")
    client.force_login(make_user("lead@example.org", town, "lead"))
    space = make_space(town)
    deep = '{"type":"GeometryCollection","geometries":[' * 200 + "]}" * 200
    for body, answers in (
        ("[" * 100_000, {400}),
        (f'{{"do":"change","layer":"space","geometry":{deep}}}', {400, 409, 422}),
    ):
        sent = client.post(reverse("spaces:map_save", args=[space.pk]), body, content_type="application/json")
        assert sent.status_code in answers, sent.content[:200]


@pytest.mark.parametrize("text", ["1" + " " * 9000 + "x", "1 " * 4000, "((((" * 2000, "45°" + "'" * 9000, "," * 9000])
def test_long_cells_take_no_time(text):
    import time

    from protect.spaces.tables import coordinates, fields

    begun = time.process_time()
    coordinates.ordinate(text), coordinates.pair(text), coordinates.hint(text), coordinates.is_wkt(text)
    fields.guess_value("psoi_category", text), fields.guess_value("crowd_class", text), fields.parts_of(text)
    assert time.process_time() - begun < 1


def test_headers_with_envelopes_and_empty_geometries(tmp_path):
    rows = [
        (1, blob(shapely.Point(1, 2), 0b0011, bytes(32)), "A"),
        (2, blob(shapely.Point(), 0b10001), "B"),
        (3, None, "C"),
    ]
    assert [row.shape and row.shape.wkt for row in read(package(tmp_path / "a.gpkg", rows=rows))] == [
        "POINT (1 2)",
        None,
        None,
    ]
    assert not any(row.fault for row in read(tmp_path / "a.gpkg"))


VRT = b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'


def test_a_cut_off_or_disguised_database_is_refused(tmp_path):
    content = package(tmp_path / "a.gpkg", rows=[(n, GOOD[0][1], "x" * 500) for n in range(1, 200)]).read_bytes()
    for name, bad in (
        ("cut.gpkg", content[: len(content) // 2]),
        ("head.gpkg", content[:50]),
        ("vrt.gpkg", VRT),
        ("zeros.gpkg", b"SQLite format 3\x00" + bytes(5000)),
        ("empty.gpkg", b""),
    ):  # fmt: skip
        path = tmp_path / name
        path.write_bytes(bad)
        with pytest.raises(ExtractError):
            read(path)


def test_more_rows_columns_or_positions_than_a_register_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(model, "MOST_ROWS", 3)
    path = tmp_path / "a.csv"
    path.write_text("name;lat;lon\n" + "A;1;2\n" * 4)
    with pytest.raises(ExtractError, match="more than 3 rows"):
        read(path)
    path.write_text(";".join(f"c{number}" for number in range(200)) + "\n")
    with pytest.raises(ExtractError, match="200 columns"):
        read(path)
    monkeypatch.setattr(model, "MOST_POSITIONS", 10)
    with pytest.raises(ExtractError, match="positions"):
        read(package(tmp_path / "a.gpkg", rows=[(1, blob(shapely.Point(1, 2).buffer(1)), "A")]))


# ---- KML and archives ---------------------------------------------------------------------------------------------

POINT = "<Placemark><name>Dam</name><Point><coordinates>4,52,0</coordinates></Point></Placemark>"


@pytest.mark.parametrize(
    "content",
    [
        '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]><kml><Placemark><name>&x;</name></Placemark></kml>',
        '<!DOCTYPE kml [<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]><kml><Placemark><name>&j;</name></Placemark></kml>",
        '<!DOCTYPE kml SYSTEM "http://example.org/evil.dtd"><kml/>',
        "<kml>" + "<Folder>" * 5000 + POINT + "</Folder>" * 5000 + "</kml>",
        "<kml>" + POINT,
        "<kml><NetworkLink><Link><href>http://example.org/x.kml</href></Link></NetworkLink></kml>",
        "<kml/>",
    ],
)  # fmt: skip
def test_a_kml_with_tricks_is_refused(tmp_path, content):
    path = tmp_path / "a.kml"
    path.write_text('<?xml version="1.0"?>' + content)
    with pytest.raises(ExtractError) as told:
        read(path)
    assert "root:" not in str(told.value)


def test_links_of_a_kml_are_not_followed_and_balloons_lose_their_marks(tmp_path):
    path = tmp_path / "a.kml"
    path.write_text(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>Centre</name>'
        "<Placemark><name>Dam</name><description><![CDATA[<b>Big</b><br>square<script>alert(1)</script>]]></description>"
        '<ExtendedData><Data name="Besucher"><value>1200</value></Data></ExtendedData>'
        "<MultiGeometry><Point><coordinates> 4 , 52 , 0 </coordinates></Point></MultiGeometry></Placemark></Folder>"
        "<Placemark><name>Track</name><Track/></Placemark>"
        "<Placemark><name>Broken</name><Point><coordinates>four,52</coordinates></Point></Placemark>"
        "<NetworkLink><Link><href>http://169.254.169.254/</href></Link></NetworkLink></Document></kml>"
    )
    layer = tables.opened(path, "kml").layers[0]
    rows = list(layer.read())
    assert layer.columns[-1] == "Besucher" and rows[0].cells == ["Dam", "Big\nsquare", "Centre", "1200"]
    assert rows[0].shape.wkt == "POINT (4 52)" and "track" in rows[1].fault and "coordinates" in rows[2].fault
    assert "1 link to another file" in layer.notes[0]


def archive(path, members, method=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(path, "w", method) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {"a.shp": bytes(60_000_000), "a.dbf": b""},
        {"doc.kml": b"<kml>" + b" " * 60_000_000 + b"</kml>"},
        {"xl/workbook.xml": bytes(60_000_000)},
        {"../../a.shp": b"x", "a.dbf": b"x"},
        {"/etc/a.shp": b"x"},
        {f"{n}.kml": b"" for n in range(2100)},
        {"xl/workbook.xml": b"<workbook/>"},
        {"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><workbook>&a;</workbook>',
         "[Content_Types].xml": b"<Types/>"},
        {"a.shp": b"", "a.dbf": b""},
        {"a.shp": bytes(200), "a.dbf": bytes(200)},
        {"a.shp": bytes(200), "a.dbf": b"\x03\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(100)},
        {"a.zip": b"PK\x03\x04", "a.kml": b"not xml"},
    ],
)  # fmt: skip
def test_archives_made_to_harm_are_refused(tmp_path, members):
    with pytest.raises(ExtractError) as told:
        read(archive(tmp_path / "a.zip", members))
    assert "root:" not in str(told.value) and str(tmp_path) not in str(told.value)


def test_a_file_that_is_two_kinds_is_what_its_beginning_says(tmp_path):
    inside = io.BytesIO()
    with zipfile.ZipFile(inside, "w") as target:
        target.writestr("doc.kml", f"<kml>{POINT}</kml>")
    path = tmp_path / "a.kmz"
    path.write_bytes(b"GIF89a" + bytes(20) + inside.getvalue())
    assert tables.form_of(path) is None
    path.write_bytes(inside.getvalue() + b"<script>alert(1)</script>")
    assert [row.cells[0] for row in read(path)] == ["Dam"], "what follows the archive is not looked at"
