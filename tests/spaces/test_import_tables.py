"""A list of places into the register: looked at, confirmed, checked row by row, imported whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import subprocess
import sys
import zipfile

import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from protect.organisations.models import AuditEntry, Role
from protect.spaces import services
from protect.spaces.imports import copying, stepping
from protect.spaces.models import ColumnMapping, MapImport, Space
from tests.world import make_organisation, make_space, make_user

pytestmark = pytest.mark.django_db

LIST = """Nr;Bezeichnung;Art;Stadtteil;Besucher;Breite;Länge;Adresse;Bemerkung
1;Altmarkt;Platz;Mitte;1.200;51,0500;13,7380;Altmarkt 1;Wochenmarkt
2;Hauptbahnhof;Bahnhof;Mitte;25000;51,0403;13,7316;Wiener Platz 4;
3;Ratskeller;Brauhaus;Mitte;800;51,0509;13,7390;;
"""


@pytest.fixture
def town(db):
    return make_organisation("Town", country="DE")


@pytest.fixture
def lead(town, client):
    person = make_user("lead@example.org", town, Role.LEAD)
    client.force_login(person)
    return person


def upload(client, town, content, name="list.csv"):
    content = content.encode() if isinstance(content, str) else content
    client.post(reverse("spaces:imports"), {"organisation": town.pk, "file": SimpleUploadedFile(name, content)})
    return MapImport.objects.order_by("-pk").first()


def address(done, step):
    return reverse(f"spaces:import_{step}", args=[done.pk])


LOCAL = """PROJCS["Town grid",GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],PRIMEM["Greenwich",0],
UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["latitude_of_origin",51],
PARAMETER["central_meridian",13.7],PARAMETER["scale_factor",1],PARAMETER["false_easting",1000],PARAMETER["false_northing",2000],
UNIT["metre",1]]"""


def test_a_grid_of_the_town_that_has_no_code_is_taken_from_the_file(client, town, lead, tmp_path):
    import shapefile

    with shapefile.Writer(tmp_path / "list") as writer:
        writer.field("name", "C", 40)
        writer.point(1000, 2000)
        writer.record("Nullpunkt")
    (tmp_path / "list.prj").write_text(LOCAL)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in tmp_path.glob("list.*"):
            archive.write(part, part.name)
    done = checked(client, town, packed.getvalue(), "list.zip")
    assert done.plan["system"].startswith("PROJCS") and done.report["rows"][0][4:6] == pytest.approx(
        [13.7, 51], abs=1e-6
    )
    enter(client, done)
    assert Space.objects.get().name == "Nullpunkt"


def _shown(client, done):
    shown = client.get(address(done, "columns")).context
    form = shown["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    return {**data, "as_loaded": shown["as_loaded"]}


def confirmed(client, done, step="check", **changes):
    """Send the page of the columns as it stands, with some answers changed; what it shows is what is sent."""
    data = _shown(client, done)
    answer = client.post(address(done, "columns"), {**data, step: "1", **changes}, follow=True)
    done.refresh_from_db()
    return answer


def enter(client, done, **data):
    answer = client.post(address(done, "enter"), data, follow=True)
    done.refresh_from_db()
    return answer


def checked(client, town, content, name="list.csv", **changes):
    done = upload(client, town, content, name)
    assert done.state == "confirm", done.error
    answer = confirmed(client, done, **changes)
    assert done.state == "checked", (done.error, answer.content.decode()[:3000])
    return done


def what(done):
    return {row[0]: row[2] for row in done.report["rows"]}


def test_from_a_list_to_the_register(client, town, lead, django_assert_max_num_queries):
    done = upload(client, town, LIST)
    assert done.state == "confirm" and done.file and not Space.objects.exists()
    with django_assert_max_num_queries(20):
        page = client.get(address(done, "columns")).content.decode()
    for text in (
        "EPSG:4326",
        "Altmarkt: 51.05000, 13.73800",
        "Wiener Platz 4",
        "Brauhaus",
        "guessed from the numbers",
    ):
        assert text in page
    # What could not be guessed is asked about, and said by the person.
    form = client.get(address(done, "columns")).context["form"]
    asked = {value: name for name, _role, value in form.values}
    assert form[asked["Platz"]].value() == "square" and form[asked["Bahnhof"]].value() == "transport_hub"
    answer = confirmed(client, done, **{asked["Brauhaus"]: "nightlife"})
    assert done.state == "checked" and what(done) == {2: "new", 3: "new", 4: "new"}
    page = answer.content.decode()
    assert "Import 3 rows" in page and "nothing is written yet" in page and not Space.objects.exists()

    answer = enter(client, done)
    assert done.state == "done" and not done.file and "cells" not in str(done.plan) and "Wiener" not in str(done.plan)
    market, station, hall = Space.objects.order_by("pk")
    assert (market.name, market.main_category, market.town, market.crowd_class) == (
        "Altmarkt",
        "square",
        "Mitte",
        "up_to_2000",
    )
    assert market.description == "Adresse: Altmarkt 1\nBemerkung: Wochenmarkt"
    assert (station.crowd_class, station.main_category, hall.main_category) == (
        "over_10000",
        "transport_hub",
        "nightlife",
    )
    assert market.geometry.equals(shapely.Point(13.738, 51.05)) and market.created_by == lead
    assert "3 new" in answer.content.decode()
    entries = AuditEntry.objects.filter(organisation=town)
    assert entries.filter(verb="created", object_type="spaces.space", note__contains="list.csv, row 2").count() == 1
    assert entries.filter(verb="imported").count() == 1
    assert client.get(reverse("spaces:list") + "?q=altmarkt").content.decode().count("Altmarkt")


def test_the_same_list_again_changes_nothing_and_a_newer_one_only_what_differs(client, town, lead):
    enter(client, checked(client, town, LIST))
    again = upload(client, town, LIST)
    page = client.get(address(again, "columns")).content.decode()
    assert "was imported before" in page and ColumnMapping.objects.count() == 1
    confirmed(client, again)
    assert set(what(again).values()) == {"same"}
    assert "nothing to import" in enter(client, again).content.decode() and again.state == "checked"

    market = Space.objects.get(name="Altmarkt")
    services.change_space(market, {"town": "Old Town"})  # by hand: the list leaves that alone from now on
    newer = LIST.replace("Altmarkt;Platz;Mitte;1.200", "Altmarkt (neu);Platz;Zentrum;9000").replace("25000", "9000")
    done = checked(client, town, newer)
    assert what(done) == {2: "changed", 3: "changed", 4: "same"}
    details = " ".join(done.report["rows"][0][3])
    assert "Altmarkt → Altmarkt (neu)" in details and "Stays as it is in the register: Town or district" in details
    enter(client, done)
    market.refresh_from_db()
    assert (market.name, market.crowd_class, market.town) == ("Altmarkt (neu)", "up_to_10000", "Old Town")
    assert Space.objects.count() == 3 and market.edited_fields == ["town"]


def test_a_place_that_is_there_is_known_by_name_and_nearness_and_only_filled_in(client, town, lead):
    ours = make_space(
        town, "ALTMARKT", geometry=shapely.Point(13.7385, 51.0502).buffer(0.0005), town="", description="Ours"
    )
    far = make_space(town, "Hauptbahnhof", geometry=shapely.Point(12.3, 51.3))
    done = checked(client, town, LIST)
    assert what(done) == {2: "changed", 3: "new", 4: "new"}
    enter(client, done)
    ours.refresh_from_db()
    assert (ours.name, ours.town, ours.description) == ("ALTMARKT", "Mitte", "Ours")
    assert ours.geometry.area > 0, "a point does not replace an outline"
    assert Space.objects.filter(name="Hauptbahnhof").count() == 2 and far.pk

    done = checked(client, town, LIST, existing="leave")
    assert set(what(done).values()) == {"same"}
    done = checked(client, town, LIST, existing="replace")
    enter(client, done)
    ours.refresh_from_db()
    assert (ours.name, ours.description) == ("Altmarkt", "Adresse: Altmarkt 1\nBemerkung: Wochenmarkt")


FAULTY = """id;name;lat;lon
1;Good;51.05;13.73
2;;51.05;13.74
3;No place;;
4;Half;51.05;
5;Words;north;13.7
6;Sea;0;0
7;Beyond;95;13.7
8;Good;51.0501;13.7301
1;Again;51.06;13.76
9;Too;51.0;13.7;many
10;Last;51.07;13.75
"""


def test_one_faulty_row_stops_all_until_it_is_left_out_by_name(client, town, lead):
    done = checked(client, town, FAULTY)
    assert what(done) == {2: "new", **dict.fromkeys(range(3, 12), "error"), 12: "new"} | {11: "error"}
    reasons = {row[0]: row[3][0] for row in done.report["rows"]}
    for line, word in ((3, "no name"), (4, "no position"), (5, "coordinates is missing"), (6, "north"), (7, "0 and 0"),
                       (8, "95"), (9, "Row 2 has the same name"), (10, "stands in row 2"), (11, "5 cells")):  # fmt: skip
        assert word in reasons[line], reasons[line]
    answer = enter(client, done)
    assert "9 rows have an error" in answer.content.decode()
    assert done.state == "checked" and not Space.objects.exists()
    answer = enter(client, done, leave_out="1")
    assert done.state == "done" and sorted(Space.objects.values_list("name", flat=True)) == ["Good", "Last"]
    assert "9 rows left out because of an error" in answer.content.decode()


def test_the_report_is_downloaded_whole_and_without_formulas(client, town, lead):
    done = checked(
        client, town, 'name;lat;lon\n"=HYPERLINK(""x"")";51;13\n+1;51;13.1\n@x;51.2;13\nPlain;51.3;13\n;51;13\n'
    )
    answer = client.get(address(done, "report"))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"].startswith("text/csv") and len(rows) == 6
    assert [row[0] for row in rows[1:]] == ["2", "3", "4", "5", "6"] and rows[5][2] == "error"
    assert not [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r")]
    page = client.get(reverse("spaces:import_detail", args=[done.pk]) + "?what=error").content.decode()
    assert "It has no name" in page and "Plain" not in page


def test_metres_of_a_map_grid_and_two_numbers_the_other_way_round(client, town, lead):
    from pyproj import Transformer

    make_space(town, "Somewhere near", geometry=shapely.Point(13.74, 51.05))
    x, y = Transformer.from_crs(4326, 25833, always_xy=True).transform(13.738, 51.05)
    for order in (f"{x:.2f};{y:.2f}", f"{y:.2f};{x:.2f}"):
        done = upload(client, town, f"name;Rechtswert;Hochwert\nAltmarkt;{order}\n")
        page = client.get(address(done, "columns"))
        assert "EPSG:25833" in page.content.decode() and "0.1 km from your places" in page.content.decode()
        assert ("the other way round</strong>" in page.content.decode()) == order.startswith(f"{y:.2f}")
        confirmed(client, done)
        assert done.report["rows"][0][4:6] == pytest.approx([13.738, 51.05], abs=1e-5)


def belgian(rows, **wrong):
    """Places of Brussels in metres of Belgian Lambert 72, two hundred metres apart; ``wrong``: rows with other cells."""
    told = ["Nr;Naam;X;Y"]
    for number in range(rows):
        x, y = wrong.get(f"r{number}", (150_000 + 200 * (number % 10), 170_000 + 200 * (number // 10)))
        told.append(f"{number};Plein {number};{x};{y}")
    return "\n".join(told) + "\n"


def test_a_place_far_from_all_others_of_its_file_is_shown_before_anything_is_imported(client, town, lead):
    """Nobody reads ten thousand rows: what is to be looked at stands on top, is counted, and can be asked for."""
    done = checked(client, town, belgian(40, r30=(0, 0)), system="other", other_system="31370")
    assert done.report["tally"] == {"new": 40} and done.report["look"] == [32]
    shown = client.get(address(done, "detail"))
    assert shown.context["rows"][0].number == 32
    assert "It lies" in shown.context["rows"][0].details[-1] and "from most places of this file" in str(shown.content)
    assert "1 row to look at before you import" in shown.content.decode()
    asked = client.get(address(done, "detail"), {"what": "look"})
    assert [one.number for one in asked.context["rows"]] == [32]
    drawn = client.get(address(done, "places"), {"what": "look"}).json()
    assert [one["properties"]["name"] for one in drawn["features"]] == ["Plein 30"]


def test_a_file_whose_places_lie_apart_has_no_strays(client, town, lead):
    done = checked(client, town, belgian(12, r3=(162_000, 180_000)), system="other", other_system="31370")
    assert done.report["look"] == []


def test_a_position_that_no_map_of_that_grid_shows_is_an_error_of_its_row(client, town, lead):
    """Nine thousand million metres east is no place, though the formula of the grid gives one near the pole."""
    done = checked(client, town, belgian(12, r3=(9e9, 170_000)), system="other", other_system="31370")
    (wrong,) = [row for row in done.report["rows"] if row[2] == "error"]
    assert wrong[0] == 5 and "far outside the area of EPSG:31370" in wrong[3][0]
    # A grid that a whole country uses beyond its zone is none of that: northern Norway in zone 33.
    norway = "Nr;Navn;X;Y\n1;Vadsø;1084000;7791000\n"
    assert checked(client, town, norway, system="other", other_system="25833").report["tally"] == {"new": 1}


def test_a_value_that_was_not_assigned_is_to_be_looked_at(client, town, lead):
    done = checked(client, town, LIST.replace("25000", "veel"))
    # The number of visitors of the second, the brewery of the third.
    assert done.report["look"] == [3, 4]


def test_any_code_can_be_entered_and_a_wrong_one_is_said(client, town, lead):
    done = upload(client, town, "name;x;y\nDam;121394;487383\n")
    answer = client.post(
        address(done, "columns"), {**_shown(client, done), "system": "other", "other_system": "99999", "check": "1"}
    )
    assert answer.status_code == 422 and "no map grid with this code" in answer.content.decode()
    confirmed(client, done, system="other", other_system="28992")
    assert done.plan["system"] == "EPSG:28992" and done.report["rows"][0][4:6] == pytest.approx(
        [4.8936, 52.3731], abs=1e-3
    )
    assert "missing here" not in str(done.report["notes"])


def test_what_is_missing_is_said_before_anything_is_checked(client, town, lead):
    done = upload(client, town, "a;b;c\nfoo bar;1;2\n")
    answer = client.post(address(done, "columns"), {**_shown(client, done), "role_0": "", "check": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "holds the name" in page and "hold the position" in page
    data = {**_shown(client, done), "role_0": "name", "role_1": "y", "role_2": "y"}
    assert (
        "Two columns cannot both be" in client.post(address(done, "columns"), {**data, "check": "1"}).content.decode()
    )
    # Columns newly said to hold the position: first it is shown where the places would land.
    answer = client.post(address(done, "columns"), {**data, "role_2": "x", "check": "1"}, follow=True)
    done.refresh_from_db()
    assert done.state == "confirm" and "look at what is asked here now" in answer.content.decode()
    confirmed(client, done)
    assert done.state == "checked"


def test_letters_and_delimiter_can_be_corrected(client, town, lead):
    done = upload(client, town, "name;lat;lon\nŁódź;51;19\n".encode("cp1250"))
    assert "Łódź" not in str(done.plan)
    client.post(address(done, "reading"), {"encoding": "cp1250", "delimiter": ";"})
    done.refresh_from_db()
    assert done.state == "confirm" and "Łódź" in str(done.plan)
    client.post(address(done, "reading"), {"encoding": "nonsense", "delimiter": ";"})
    answer = client.post(address(done, "reading"), {"encoding": "utf-16", "delimiter": ";"}, follow=True)
    done.refresh_from_db()
    assert done.state == "confirm" and done.file and "Łódź" in str(done.plan) and done.error in answer.content.decode()
    confirmed(client, done)
    assert done.report["rows"][0][1] == "Łódź"


def test_a_workbook_with_two_sheets_lets_choose(client, town, lead):
    book = Workbook()
    book.active.append(["name", "lat", "lon"])
    book.active.append(["A", 51, 13])
    more = book.create_sheet("Second")
    for row in (
        ["name", "WKT"],
        ["B", "POLYGON ((13 51, 13.001 51, 13.001 51.001, 13 51))"],
        ["C", "LINESTRING (13 51, 13.01 51)"],
    ):
        more.append(row)
    file = io.BytesIO()
    book.save(file)
    done = upload(client, town, file.getvalue(), "list.xlsx")
    assert done.plan["layer"] == 1
    confirmed(client, done, step="again", layer="0")
    assert done.plan["roles"] == ["name", "y", "x"]
    confirmed(client, done, step="again", layer="1")
    assert done.plan["roles"] == ["name", "position"]
    confirmed(client, done)
    assert "8 m wide" in str(done.report["rows"][1][3]) and set(what(done).values()) == {"new"}


def test_if_the_register_changed_since_the_check_nothing_is_written(client, town, lead):
    done = checked(client, town, LIST)
    make_space(town, "Altmarkt", geometry=shapely.Point(13.738, 51.05))
    answer = enter(client, done)
    assert done.state == "checked" and "since the check the register changed" in answer.content.decode()
    assert Space.objects.count() == 1 and what(done)[2] == "changed"
    enter(client, done)
    assert done.state == "done" and Space.objects.count() == 3


def test_an_error_in_the_middle_of_writing_leaves_nothing(client, town, lead, monkeypatch):
    done = checked(client, town, LIST)
    entries = AuditEntry.objects.count()

    def fail(*_args, **_more):
        raise ZeroDivisionError

    monkeypatch.setattr("protect.spaces.imports.entering._tell_keys", fail)
    answer = enter(client, done)
    assert "error of the platform" in answer.content.decode() and done.state == "checked" and done.file
    assert not Space.objects.exists() and AuditEntry.objects.filter(verb="imported").count() == 0
    assert not AuditEntry.objects.filter(pk__gt=entries, object_type="spaces.space").exists()


def test_what_is_marked_for_some_only_takes_no_part(client, town, lead):
    from protect.organisations.markings import Marking
    from tests.world import share

    secret = make_space(town, "Altmarkt", geometry=shapely.Point(13.738, 51.05), marking=Marking.RED)
    share(secret, person=lead)
    done = checked(client, town, LIST)
    assert what(done)[2] == "new", "a report that many read does not tell of it"


def test_others_of_the_town_go_on_and_viewers_do_not(client, town, lead):
    done = upload(client, town, LIST)
    client.force_login(make_user("assessor@example.org", town, Role.ASSESSOR))
    confirmed(client, done)
    client.force_login(make_user("viewer@example.org", town, Role.VIEWER))
    assert client.post(address(done, "enter")).status_code == 403
    assert client.get(address(done, "report")).status_code == 403
    client.force_login(make_user("far@example.org", make_organisation("Elsewhere"), Role.LEAD))
    for step in ("columns", "report"):
        assert client.get(address(done, step)).status_code == 404
    assert client.post(address(done, "enter")).status_code == 404 and not Space.objects.exists()


def test_two_who_choose_at_once_do_not_overwrite_each_other(client, town, lead):
    done = upload(client, town, LIST)
    mine = _shown(client, done)
    confirmed(client, done, step="again", default_category="worship")
    answer = client.post(address(done, "columns"), {**mine, "default_category": "culture", "check": "1"}, follow=True)
    done.refresh_from_db()
    assert "Somebody else changed these choices" in answer.content.decode()
    assert done.plan["default_category"] == "worship" and done.state == "confirm"


def test_a_step_is_taken_once(client, town, lead):
    done = checked(client, town, LIST)
    enter(client, done)
    stepping.run_entry(done.pk, lead.pk, False)  # the job of a worker that was killed comes back
    stepping.run_check(done.pk, lead.pk)
    assert Space.objects.count() == 3
    answer = enter(client, done)
    assert "Somebody else went on" in answer.content.decode() and Space.objects.count() == 3
    assert client.get(address(done, "columns")).status_code == 302


def test_a_table_nobody_decides_about_goes_with_its_file(client, town, lead):
    done = upload(client, town, LIST)
    storage, name = done.file.storage, done.file.name
    assert copying.forget_old() == 0
    assert copying.forget_old(timezone.now() + dt.timedelta(days=copying.KEPT_DAYS + 1)) == 1
    done.refresh_from_db()
    assert done.state == "failed" and not storage.exists(name) and done.plan == {}
    assert "Nothing was imported" in client.get(reverse("spaces:import_detail", args=[done.pk])).content.decode()


def test_the_daily_job_loads_nothing_that_reads_files():
    """It runs in a thread beside the jobs: two threads that load shapely at once can meet half of it."""
    code = (
        "import django; django.setup(); import sys, protect.spaces.imports.copying; import protect.project.urls;"
        "print([name for name in ('shapely', 'pyproj', 'openpyxl', 'shapefile') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_a_table_thrown_away_takes_its_file_along(client, town, lead, django_capture_on_commit_callbacks):
    done = upload(client, town, LIST)
    storage, name = done.file.storage, done.file.name
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("organisations:put_into_bin", args=["spaces.mapimport", done.pk]))
    assert not MapImport.objects.exists() and not storage.exists(name)


def test_places_of_all_europe_from_a_real_list(client, town, lead, shared_data):
    """GeoNames with an accent or two: every row lands where the list says, and a second look finds all of them there."""
    with gzip.open(
        shared_data / "municipalities" / "geonames-eu27-places-5000.csv.gz", "rt", encoding="utf-8"
    ) as stream:
        lines = [next(stream) for _line in range(400)]
    done = checked(client, town, "".join(lines), "geonames.csv", existing="follow")
    given = {int(number): row for number, row in enumerate(csv.DictReader(lines), 2)}
    assert set(what(done)) == set(given) and set(what(done).values()) == {"new"}
    for number, name, _what, _details, x, y, _space in done.report["rows"]:
        row = given[number]
        assert name == row["name"] and (x, y) == pytest.approx(
            (float(row["longitude"]), float(row["latitude"])), abs=1e-6
        )
    enter(client, done)
    assert Space.objects.count() == 399
    again = checked(client, town, "".join(lines), "geonames.csv")
    assert set(what(again).values()) == {"same"}


@given(
    st.lists(
        st.lists(
            st.one_of(st.text(max_size=8), st.sampled_from(["51,05", "13.7", "nan", "1e999", "-0", "=1+1", "91"])),
            max_size=5,
        ),
        max_size=6,
    )
)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_goes_through_without_a_failure_and_no_row_is_lost(client, town, lead, rows):
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerows([["name", "lat", "lon"], ["Good", "51", "13"], *rows])
    content = text.getvalue().encode("utf-8", "replace")
    done = upload(client, town, content)
    assert done.state in {"confirm", "failed"} and (done.error == "" or "error of the platform" not in done.error)
    if done.state == "failed":
        return
    answer = confirmed(client, done)
    assert answer.status_code in {200, 422} and "error of the platform" not in done.error
    if done.state != "checked":
        return
    decoded = content.decode()
    filled = [one for one in csv.reader(io.StringIO(decoded, newline=""), delimiter=";") if any(c.strip() for c in one)]
    assert len(done.report["rows"]) == len(filled) - 1
    answer = enter(client, done, leave_out="1")
    assert answer.status_code == 200 and done.state in {"done", "checked"} and "error of the platform" not in done.error


@pytest.mark.filterwarnings("ignore:invalid value")
def test_impossible_shapes_are_errors_of_their_rows(client, town, lead, tmp_path):
    from tests.spaces.test_import_table_hostile import blob, package

    nan, inf = float("nan"), float("inf")
    shapes = [
        shapely.Point(13, 51),
        shapely.Point(nan, 51),
        shapely.Point(inf, 51),
        shapely.Point(1e308, -1e308),
        shapely.Point(13, 91),
        shapely.Polygon([(13, 51), (nan, 51), (13.1, 51.1)]),
        shapely.Polygon([(13, 51), (13, 51), (13, 51)]),
        shapely.box(-180, -90, 180, 90),
        shapely.Polygon([(13, 51), (13.001, 51.001), (13.001, 51), (13, 51.001)]),
        shapely.GeometryCollection([shapely.Point(nan, nan)]),
        shapely.LineString([(13, 51), (13, 51)]),
        shapely.Point(0, 0),
    ]
    rows = [(number, blob(shape), f"Place {number}") for number, shape in enumerate(shapes, 1)]
    content = package(tmp_path / "a.gpkg", rows=rows).read_bytes()
    done = checked(client, town, content, "a.gpkg")
    assert what(done) == {
        1: "new",
        **dict.fromkeys(range(2, 9), "error"),
        9: "new",
        10: "error",
        11: "error",
        12: "error",
    }
    assert "mended" in str(done.report["rows"][8][3])
    enter(client, done, leave_out="1")
    assert Space.objects.count() == 2 and all(space.geometry.is_valid for space in Space.objects.all())


def test_pages_take_anything_that_is_sent(client, town, lead):
    done = upload(client, town, LIST)
    good = _shown(client, done)
    for wrong in (
        {"role_0": "nonsense"},
        {"role_1": "\x00"},
        {"system": "EPSG:4326"},
        {"system": "x|y"},
        {"layer": "7"},
        {"existing": ""},
        {"other_system": "x" * 999},
        {"default_category": "zoo"},
        {"as_loaded": ""},
        {"value_main_category_1": "zoo"},
    ):
        answer = client.post(address(done, "columns"), {**good, **wrong, "check": "1"}, follow=True)
        assert answer.status_code in {200, 422}, wrong
    for page in ("?what=x", "?page=x", "?page=99999"):
        assert client.get(reverse("spaces:import_detail", args=[done.pk]) + page, follow=True).status_code == 200


@pytest.mark.parametrize("name", ["a.gpkg", "a.zip", "a.kml", "a.kmz", "a.csv", "a.xlsx"])
@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", b"SQLite format 3\x00", b"<kml>", b"a;b\n", b"\xff\xfea;b", b"\x00" * 100]
)
def test_a_broken_table_is_told_and_leaves_nothing(client, town, lead, name, content):
    done = upload(client, town, content, name) if content else None
    if done is not None:
        assert done.state == "failed" and done.error and not done.file and "/tmp" not in done.error
    assert not Space.objects.exists()


def hidden_by_the_bar(page):
    """Names of what the keyboard reaches while the bar of actions lies over all of it (WCAG 2.4.11)."""
    found = []
    for _tab in range(80):
        page.keyboard.press("Tab")
        name, hidden = page.evaluate("""() => {
            const one = document.activeElement, bar = document.querySelector(".sticky-actions")
            const over = bar.getBoundingClientRect(), box = one.getBoundingClientRect()
            return [one.name || one.innerText, !bar.contains(one) && box.top >= over.top && box.bottom <= over.bottom]
        }""")
        if hidden:
            found.append(name)
        if name == "check":
            return found
    raise AssertionError("the keyboard does not reach the button")


@pytest.mark.parametrize("javascript", [True, False])
def test_in_the_browser(live_server, new_page, sign_in, axe, town, javascript):
    make_space(town, "Rathaus", geometry=shapely.Point(13.74, 51.05))
    page = new_page(javascript=javascript, phone=not javascript, dark=javascript)
    sign_in(page, live_server, make_user("lead@example.org", town, Role.LEAD))
    page.goto(live_server.url + reverse("spaces:imports"))
    page.set_input_files("input[type=file]", {"name": "list.csv", "mimeType": "text/csv", "buffer": FAULTY.encode()})
    page.get_by_role("button", name="Import").click()
    page.get_by_role("heading", name="What do the columns mean?").wait_for()
    if javascript:
        axe(page)
        assert page.locator("html").evaluate("e => e.scrollWidth <= e.clientWidth")
        page.set_viewport_size({"width": 360, "height": 640})
        assert hidden_by_the_bar(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
    page.get_by_role("button", name="Check all rows").click()
    page.get_by_text("Step 2 of 2").wait_for()
    if javascript:
        page.locator("[data-map=import][data-ready=true]").wait_for()
        axe(page)
    page.get_by_label("Import without the 9 rows with an error").check()
    page.get_by_role("button", name="Import 2 rows").click()
    page.get_by_text("9 rows left out because of an error").wait_for()
    assert Space.objects.filter(name="Last").exists()
