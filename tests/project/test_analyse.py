"""protect analyse: each command with its own example file, and what it says to wrong files."""

from __future__ import annotations

import csv
import json
import xml.etree.ElementTree as ET

import pytest

from protect.project.cli import main
from protect.project.cli.analyse import EXAMPLES
from protect.project.cli.analyse.answers import Sheet, as_text, plain


def run(capsys, *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(["analyse", *map(str, words)])
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


@pytest.fixture(params=sorted(EXAMPLES))
def command(request):
    return request.param


def test_the_example_of_a_command_gives_a_table_json_and_a_picture(command, tmp_path, capsys):
    code, out, err = run(capsys, "example", command, "--folder", tmp_path)
    assert (code, err) == (0, "")
    file = tmp_path / EXAMPLES[command]
    less = {"crowd": ("--runs", 5), "smaa": ("--draws", 5000)}.get(command, ())
    code, out, err = run(capsys, command, file, *less, "--out", tmp_path / "o.json", "--plot", tmp_path / "o.svg")
    assert (code, err) == (0, "")
    assert "Parameter set:" in out
    whole = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    assert whole["command"] == command
    assert whole["tables"][0]["rows"] and whole["account"]["parameter_set"]
    assert ET.parse(tmp_path / "o.svg").getroot().tag.endswith("svg")


def test_an_example_never_overwrites_a_file(tmp_path, capsys):
    (tmp_path / "risk.csv").write_text("mine")
    code, _out, err = run(capsys, "example", "risk", "--folder", tmp_path)
    assert code == 1 and "exists" in err
    assert (tmp_path / "risk.csv").read_text() == "mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenario,assessor,probability,consequence\nCar,Ana,6,5\n", "line 2, column 'probability': level 6 is not on"),
        ("scenario,assessor,probability,consequence\nCar,Ana,2.5,5\n", "whole numbers from 1 to 5, not 2.5"),
        ("scenario,assessor,probability\nCar,Ana,2\n", "no column 'consequence'"),
        ("scenario,probability,consequence,stage\nCar,2,2,later\n", "'later' is none of inherent, current"),
        ("scenario,probability,consequence\nCar,?,2\n", "no row has both levels"),
    ],
)
def test_a_wrong_cell_is_one_line_that_names_it(tmp_path, capsys, text, said):
    file = tmp_path / "risk.csv"
    file.write_text(text)
    code, _out, err = run(capsys, "risk", file, "--out", tmp_path / "o.json")
    assert code == 1
    assert said in err
    assert "Traceback" not in err
    assert not (tmp_path / "o.json").exists()


def test_a_matrix_of_one_s_own(tmp_path, capsys):
    (tmp_path / "risk.csv").write_text("scenario,assessor,probability,consequence,confidence\nCar,Ana,2,2,high\n")
    (tmp_path / "matrix.csv").write_text("p,mild,grave\n#bands,green,red\nrare,green,green\noften,green,red\n")
    code, out, _err = run(capsys, "risk", tmp_path / "risk.csv", "--matrix", tmp_path / "matrix.csv")
    assert code == 0
    assert out.splitlines()[4].split() == ["Car", "current", "red", "0", "100"]


def test_out_and_plot_of_another_kind_are_refused_before_anything_is_done(tmp_path, capsys):
    run(capsys, "example", "risk", "--folder", tmp_path)
    for words in (("--out", tmp_path / "o.pdf"), ("--plot", tmp_path / "o.png")):
        code, _out, err = run(capsys, "risk", tmp_path / "risk.csv", *words)
        assert code == 2 and "writes" in err


def test_no_text_of_a_csv_is_taken_for_a_formula(tmp_path, capsys):
    (tmp_path / "risk.csv").write_text('scenario,assessor,probability,consequence\n"=1+1",Ana,2,2\n')
    run(capsys, "risk", tmp_path / "risk.csv", "--out", tmp_path / "o.csv")
    with (tmp_path / "o.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1][0] == "'=1+1"


def test_tables_for_people():
    assert as_text(Sheet("T", ("name", "share"), [("a", 0.5), ("b", None), ("c", float("nan"))])) == (
        "T\n\nname  share\n----  -----\na      0.50\nb         -\nc         -\n"
    )


def test_json_has_no_value_that_json_does_not_know():
    assert plain({"a": float("inf"), "b": (1, True), "c": {2: float("nan")}}) == {
        "a": None,
        "b": [1, True],
        "c": {"2": None},
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("offer,a\n#weight,1\n#worst,0\n#best,0\nx,1\ny,2\n", "column 'a', #worst and #best: the reference levels"),
        ("offer,a\n#weight,0\n#worst,0\n#best,1\nx,1\ny,2\n", "line 2 (#weight): points are"),
        ("offer,a\n#worst,0\n#best,1\nx,1\ny,2\n", "no row '#weight'"),
        ("offer,a\n#weight,1\nx,1\ny,2\n", "neither rows '#worst' and '#best'"),
        ("offer,a\n#weight,1\n#direction,up\nx,1\ny,2\n", "line 3, column 'a': 'up' is neither higher nor lower"),
        ("offer,a\n#weight,1\n#direction,lower\nx,1\ny,2\n", "the weighted sum needs reference levels"),
        ("offer,a\n#weight,1\nx,1\n", "two options (rows)"),
    ],
)
def test_options_that_cannot_be_ranked_say_why(tmp_path, capsys, text, said):
    (tmp_path / "o.csv").write_text(text)
    code, _out, err = run(capsys, "rank", tmp_path / "o.csv")
    assert code == 1
    assert said in err


def test_a_second_look_by_topsis_warns_of_reversals(tmp_path, capsys):
    (tmp_path / "o.csv").write_text("offer,a,b\n#weight,1,1\n#direction,higher,lower\nx,5,5\ny,9,9\nz,1,2\n")
    code, out, _err = run(capsys, "rank", tmp_path / "o.csv", "--method", "topsis")
    assert code == 0
    assert "a new option can change the order" in out
    (tmp_path / "gap.csv").write_text("offer,a\n#weight,1\n#direction,higher\nx,5\ny,?\n")
    code, _out, err = run(capsys, "rank", tmp_path / "gap.csv", "--method", "vikor")
    assert code == 1 and "a of y is missing; vikor needs every score" in err


def test_a_score_may_be_a_range(tmp_path, capsys):
    head = "offer,a\n#weight,1\n#worst,0\n#best,100\n"
    (tmp_path / "o.csv").write_text(f"{head}x,50\ny,25..125\n")
    code, out, _err = run(capsys, "smaa", tmp_path / "o.csv", "--draws", "20000")
    assert code == 0
    # y is worth 25 to 100, evenly: above 50 in two of three cases.
    assert next(line for line in out.splitlines() if line.startswith("y ")).split()[1:3] == ["67", "33"]
    (tmp_path / "bad.csv").write_text(f"{head}x,50\ny,25..many\n")
    code, _out, err = run(capsys, "smaa", tmp_path / "bad.csv")
    assert code == 1 and "line 6, column 'a': '25..many' is not a range" in err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("opening,width\na,?\n", "line 2, column 'width': a width is needed"),
        ("opening,width,bend\na,3,wide\n", "line 2, column 'bend': 'wide' is not a number"),
        ("opening,width,measured\na,3,perhaps\n", "'perhaps' is neither yes nor no"),
        ("opening,width,stands,standard\na,3,K12,PAS 68\n", "line 2: 'K12' is not a code of PAS 68"),
        ("opening,width\n#vehicle,tank\na,3\n", "design_vehicle is one of"),
    ],
)
def test_openings_that_cannot_be_read_say_why(tmp_path, capsys, text, said):
    (tmp_path / "o.csv").write_text(text)
    code, _out, err = run(capsys, "vehicle", tmp_path / "o.csv")
    assert code == 1
    assert said in err


HEAD = "measure,purchase,yearly,needs,together,openness,car\n"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measure,purchase,car\n#points,,10\na,1,50\n", "no row '#budget'"),
        ("measure,purchase,car\n#budget,5,\na,1,50\n", "no row '#points'"),
        (
            f"{HEAD}#points,,,,,,10\n#budget,5,,,,,\na,1..2,0,,,,50\n",
            "line 4, column 'purchase': '1..2' is neither a number",
        ),
        (f"{HEAD}#points,,,,,,10\n#budget,5,,,,,\na,1,0,,,,150\n", "line 4: a: what it takes off car is a share"),
        (f"{HEAD}#points,,,,,,10\n#budget,5,,,,,\na,1,0,b,,,50\n", "there is no measure 'b'"),
        (
            f"{HEAD}#points,,,,,,10\n#budget,5,,,,,\na,1,0,,b: much,,50\n",
            "line 4, column 'together': 'much' after 'b:'",
        ),
        (
            f"{HEAD}#points,,,,,,10\n#budget,5;many,,,,,\na,1,0,,,,50\n",
            "line 3, column 'purchase': '5;many' is not a number",
        ),
        (
            f"{HEAD}#points,,,,,,10\n#budget,5;5,1,,,,\na,1,0,,,,50\n",
            "line 3 (#budget): budgets have one number for each year",
        ),
        (f"{HEAD}#points,,,,,,10\n#budget,5,,,,,\n#least,,,,,,1\na,9,0,,,,50\n", "no plan fits"),
        (f"{HEAD}#weight,,,,,,10\na,9,0,,,,50\n", "line 2: there is no row '#weight'"),
    ],
)
def test_measures_that_cannot_be_planned_say_why(tmp_path, capsys, text, said):
    (tmp_path / "o.csv").write_text(text)
    code, _out, err = run(capsys, "portfolio", tmp_path / "o.csv")
    assert code == 1
    assert said in err and "Traceback" not in err


def test_a_plan_from_a_workbook(tmp_path, capsys):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (
        ["measure", "purchase", "yearly", "needs", "openness", "car", "theft"],
        ["#points", None, None, None, None, 60, 40],
        ["#budget", "30000; 20000", "3000; 3000"],
        ["gate", 30000, 2000, None, -1, 60, 0],
        ["lamps", 20000, 500.5, "power", 1, 0, "40..50..60"],
        ["power", 0, 0, None, 0, 0, 0],
        ["arch", "?", 0, None, -3, 100, 0],
    ):
        book.active.append(row)
    book.save(tmp_path / "o.xlsx")
    code, out, err = run(capsys, "portfolio", tmp_path / "o.xlsx", "--out", tmp_path / "o.json")
    assert (code, err) == (0, "")
    whole = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    bought = whole["result"]["plan"]["bought"]
    assert (bought["gate"], bought["lamps"]) == (1, 2) and bought["power"] <= 2
    assert whole["result"]["plan"]["points"]["best"] == pytest.approx(36 + 20 / 2)
    assert "arch: find out what it costs" in out
    assert "lamps needs it." in out


# Every kind of file a command reads, and what wrong ones are told.


def written(folder, name, text, encoding="utf-8"):
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return file


def as_xlsx(csv_file, target):
    """The same cells as a workbook: numbers as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    with csv_file.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            cells = []
            for cell in row:
                try:
                    cells.append(float(cell))
                except ValueError:
                    cells.append(cell or None)
            book.active.append(cells)
    book.save(target)
    return target


QUICK = {"crowd": ("--runs", 3), "smaa": ("--draws", 2000)}


@pytest.mark.parametrize("command", ["agreement", "crowd", "rank", "reach", "risk", "smaa"])
def test_a_workbook_gives_what_the_csv_gives(command, tmp_path, capsys):
    run(capsys, "example", command, "--folder", tmp_path)
    table = next(tmp_path.glob("*.csv"))
    book = as_xlsx(table, tmp_path / "same.xlsx")
    answers = []
    for file in (table, book):
        code, _out, err = run(capsys, command, file, *QUICK.get(command, ()), "--out", tmp_path / "o.json")
        assert (code, err) == (0, "")
        answers.append(json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["tables"])
    assert answers[0] == answers[1]


@pytest.mark.parametrize("command", ["agreement", "crowd", "rank", "reach", "risk", "smaa", "vehicle"])
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv is empty; its first row names the columns"),
        ("heads.csv", b"a,b,c\n", "heads.csv has columns but no rows of data"),
        ("book.xlsx", b"PK\x03\x04 no", "book.xlsx is not a workbook that can be read; save it as XLSX or CSV"),
        ("bytes.csv", b"a,b\0\0\1\2", "bytes.csv is not a text file; save it as CSV or XLSX"),
        ("wide.csv", b"a,b\n1,2,3\n", "wide.csv, line 2: 3 cells, but there are 2 columns"),
        ("twice.csv", b"a,A\n1,2\n", "two columns are called 'A'"),
    ],
)
def test_a_table_that_cannot_be_read_says_what_to_do(command, name, content, said, tmp_path, capsys):
    code, out, err = run(capsys, command, written(tmp_path, name, content))
    assert (code, out) == (1, "")
    assert said in err and "Traceback" not in err


@pytest.mark.parametrize("command", ["crowd", "reach", "sight"])
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "in.geojson is empty"),
        (b'{"type": "FeatureCollection",\n "features": [}', "not a GeoJSON FeatureCollection, line 2"),
        (b'{"type": "Feature"}', "not a GeoJSON FeatureCollection but 'Feature'; put its features into one"),
        (b'{"features": [\n{"name": "Caf\xe9"}]}', "line 2: GeoJSON is written in UTF-8; save it as UTF-8"),
        (b'{"features": []}', "in.geojson has no features"),
        (
            b'{"features": [{"properties": {"kind": "tree"}, "geometry": {"type": "Point", "coordinates": [1, 1]}}]}',
            "feature 1: its 'kind' is 'tree'; it is one of",
        ),
    ],
)
def test_a_drawing_that_cannot_be_read_says_what_to_do(command, content, said, tmp_path, capsys):
    code, out, err = run(capsys, command, written(tmp_path, "in.geojson", content))
    assert (code, out) == (1, "")
    assert said in err and "Traceback" not in err


@pytest.mark.parametrize("command", ["crowd", "reach", "sight"])
def test_an_extract_that_cannot_be_read_says_what_to_do(command, tmp_path, capsys):
    more = ("--persons", 5) if command == "crowd" else ()
    code, out, err = run(capsys, command, written(tmp_path, "in.osm", "<osm>"), "--place", "x", *more)
    assert (code, out) == (1, "")
    assert "in.osm cannot be read" in err and "Download it again" in err


@pytest.mark.parametrize(
    ("command", "encoding"), [("agreement", "cp1252"), ("agreement", "utf-16"), ("agreement", "utf-8-sig")]
)
def test_other_encodings_of_spreadsheets_are_understood(command, encoding, tmp_path, capsys):
    text = "Zeile;Jörg;Zoë\nCafé;1;2\nPlatz;2;2\n"
    code, out, err = run(capsys, command, written(tmp_path, "in.csv", text, encoding))
    assert (code, err) == (0, "")
    assert "Café" in out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from,to\na,b\n", "no column 'length'"),
        ("from,to,length\n#stations,a,\na,b,far\n", "line 3, column 'length': 'far' is not a number"),
        ("from,to,length\n#stations,a,\na,b,-5\n", "line 3, column 'length': -5 m is less than 0"),
        ("from,to,length\n#stations,c,\na,b,5\n", "line 2 (#stations): no link begins or ends at 'c'"),
        ("from,to,length\na,b,5\n", "no station of responders"),
        ("from,to,length,oneway\n#stations,a,,\na,b,5,maybe\n", "column 'oneway': 'maybe' is none of yes, no"),
        ("from,to,length,speed\n#stations,a,,\na,b,5,0\n", "leave it empty if nobody knows"),
    ],
)
def test_a_street_network_that_cannot_be_used_names_the_cell(tmp_path, capsys, text, said):
    code, _out, err = run(capsys, "reach", written(tmp_path, "n.csv", text))
    assert code == 1 and said in err


def test_reach_obeys_arrows_and_says_who_is_not_reached(tmp_path, capsys):
    text = "from,to,length,oneway\n#stations,S,,\n#places,A,B,\nS,A,2000,yes\nB,A,500,yes\n"
    code, out, _err = run(capsys, "reach", written(tmp_path, "n.csv", text), "--out", tmp_path / "o.json")
    assert code == 0
    first, second = json.loads((tmp_path / "o.json").read_text())["result"]["places"]
    # 2 km at 40 km/h: 3 minutes; driving between 60 and 120 in 100 of that speed, and up to 5 minutes of turn-out.
    assert (first["minutes"]["low"], first["minutes"]["best"], first["minutes"]["high"]) == pytest.approx((2.5, 3, 10))
    assert second["minutes"]["best"] is None
    assert "B: no station has a way there on this map" in out and "Restricted" in out


def test_what_the_file_of_a_crowd_does_not_say_permits_fewest(tmp_path, capsys):
    told = "exit,width\n#area,2000\n#persons,500\n#use,standing\n#risk,medium\n#alcohol,no\n#open air,yes\na,4\nb,4\n"
    silent = "exit,width\n#area,2000\n#persons,500\na,4\nb,4\n"
    numbers, outs = [], []
    for text in (told, silent):
        code, out, _err = run(
            capsys, "crowd", written(tmp_path, "c.csv", text), "--runs", 0, "--out", tmp_path / "o.json"
        )
        assert code == 0
        numbers.append([row[3] for row in json.loads((tmp_path / "o.json").read_text())["tables"][0]["rows"]])
        outs.append(out)
    assert all(few <= many for many, few in zip(*numbers, strict=True)) and numbers[0] != numbers[1]
    assert "Find out whether alcohol is served." in outs[1] and "alcohol is served" not in outs[0]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("exit,width\n#persons,5\na,4\n", "no row '#area' with a number"),
        ("exit,width\n#area,9\n#persons,2.5\na,4\n", "persons is a whole number of people, not 2.5"),
        ("exit,width\n#area,big\n#persons,5\na,4\n", "line 2 (#area): 'big' is not a number"),
        ("exit,width\n#area,9\n#persons,5\n#risk,none\na,4\n", "line 4 (#risk): 'none' is none of low, medium, high"),
        ("exit,width\n#area,9\n#persons,5\na,-4\n", "line 4, column 'width': -4 m is less than 0"),
        ("exit,width\n#area,9\n#persons,5\na,4\na,3\n", "lines 4 and 5: two exits are called 'a'"),
        (
            "exit,width,elements,element width\n#area,9,,\n#persons,5,,\na,4,3,\n",
            "line 4: a line has one element or more",
        ),
        ("exit,width,elements,element width\n#area,9,,\n#persons,5,,\na,1,4,0.3\n", "leave nothing of 1 m"),
    ],
)
def test_a_crowd_that_cannot_be_computed_names_the_cell(tmp_path, capsys, text, said):
    code, _out, err = run(capsys, "crowd", written(tmp_path, "c.csv", text), "--runs", 0)
    assert code == 1 and said in err


def court(**changes):
    """A drawing of 40 m by 30 m with one exit of 4 m in the south."""
    west, south, east, north = 10.0, 50.0, 10.0005587, 50.0002697
    mid, end = 10.0002514, 10.0003073

    def one(kind, geometry, coordinates, **properties):
        return {"properties": {"kind": kind, **properties}, "geometry": {"type": geometry, "coordinates": coordinates}}

    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    found = {
        "area": one("area", "Polygon", [ring], name="Court", persons=200),
        "exit": one("exit", "LineString", [[mid, south], [end, south]], name="Gate", measured="yes"),
        **changes,
    }
    return json.dumps({"features": [feature for feature in found.values() if feature]})


def test_a_crowd_on_a_drawing_walks_one_by_one(tmp_path, capsys):
    pytest.importorskip("jupedsim", reason="JuPedSim is the extra [crowd]")
    file = written(tmp_path, "c.geojson", court())
    code, _out, err = run(
        capsys, "crowd", file, "--persons", 40, "--runs", 3, "--walk", 1, "--out", tmp_path / "o.json"
    )
    assert (code, err) == (0, "")
    result = json.loads((tmp_path / "o.json").read_text())["result"]
    assert set(result["egress"]["ways"]) == {"hand", "network", "microscopic"}
    assert result["egress"]["ways"]["microscopic"]["low"] >= result["egress"]["floor"]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"exit": None}, "no line of kind 'exit'"),
        ({"area": None}, "needs one polygon of kind 'area'"),
        (
            {"exit": {"properties": {"kind": "exit"}, "geometry": {"type": "Point", "coordinates": [10, 50]}}},
            "feature 2 (exit): an exit is a LineString from wall to wall, not a Point",
        ),
        (
            {
                "exit": {
                    "properties": {"kind": "exit"},
                    "geometry": {"type": "LineString", "coordinates": [[10.0002, 50.0001], [10.0003, 50.0001]]},
                }
            },
            "its ends lie more than 2 m from the edge of the area",
        ),
    ],
)
def test_a_drawing_of_a_crowd_that_cannot_be_used_names_the_feature(tmp_path, capsys, changes, said):
    code, _out, err = run(capsys, "crowd", written(tmp_path, "c.geojson", court(**changes)), "--runs", 0)
    assert code == 1 and said in err


def test_openings_of_a_square_come_from_the_map(shared_data, tmp_path, capsys):
    """Rome, Piazza Vittorio: ten streets lead in; every width is a task for the site visit."""
    file = shared_data / "osm" / "rome-piazza-vittorio-emanuele.osm.pbf"
    words = ("--place", "Piazza Vittorio Emanuele Secondo", "--persons", 20000, "--runs", 0)
    code, out, err = run(capsys, "crowd", file, *words, "--out", tmp_path / "o.json")
    assert (code, err) == (0, "")
    whole = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))
    widths = [row[1] for row in whole["tables"][2]["rows"]]
    assert len(widths) == 10 and all(10 < wide < 40 for wide in widths)
    assert len(whole["account"]["guessed"]) == 16 and "OpenStreetMap" in out
    code, _out, err = run(capsys, "crowd", file, "--persons", 5)
    assert code == 1 and "say which place with --place" in err


def test_reach_and_sight_on_a_map_extract(shared_data, tmp_path, capsys):
    file = shared_data / "osm" / "rome-piazza-vittorio-emanuele.osm.pbf"
    code, out, err = run(capsys, "reach", file, "--place", "piazza dante", "--plot", tmp_path / "r.svg")
    assert (code, err) == (0, "")
    assert "(police)" in out and "one beyond its edge may be nearer" in out
    code, _out, err = run(capsys, "reach", file, "--place", "0,0")
    assert code == 1 and "km from the nearest road of the map" in err
    assert run(capsys, "reach", file)[0] == 2
    code, out, err = run(
        capsys, "sight", file, "--place", "Piazza Dante", "--post", "12.504007,41.891986,40", "--step", 5
    )
    assert (code, err) == (0, "")
    assert "post 1" in out and "Lamps along paths" in out
    code, _out, err = run(capsys, "sight", file, "--place", "Piazza Dante", "--post", "12.5,41.9,-1")
    assert code == 1 and "above 0" in err
    assert run(capsys, "sight", file)[0] == 2


def test_lamps_of_a_drawing_are_counted_along_its_paths(tmp_path, capsys):
    run(capsys, "example", "sight", "--folder", tmp_path)
    code, out, _err = run(capsys, "sight", tmp_path / "sight.geojson", "--out", tmp_path / "o.json")
    assert code == 0 and "The longest stretch without a lamp is on Across the square" in out
    (lamps,) = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["result"]["lamps"]
    assert lamps["count"] == 3 and lamps["band"]["high"] > lamps["band"]["best"]


def test_assessors_of_one_organisation_widen_the_band(tmp_path, capsys):
    head = "scenario,assessor,probability,consequence,confidence,organisation\n"
    for name, house, low in (("one", "Town", "yes"), ("two", "Police", "no")):
        text = f"{head}Car,Ana,2,2,high,Town\nCar,Ben,2,2,high,{house}\n"
        code, out, _err = run(capsys, "risk", written(tmp_path, f"{name}.csv", text), "--out", tmp_path / "o.json")
        assert code == 0
        (band,) = json.loads((tmp_path / "o.json").read_text())["result"]["bands"]
        assert (band["shares"][1] > 0) is (low == "yes")  # part of it goes to the cells beside
        assert ("err alike" in out) is (low == "yes")


def test_an_improvement_is_claimed_in_words_with_the_number_and_only_above_the_stated_chance(tmp_path, capsys):
    text = "scenario,assessor,probability,consequence,confidence,stage\nCar,A,4,4,high,current\nCar,A,2,3,medium,residual\n"
    file = written(tmp_path, "r.csv", text)
    _code, out, _err = run(capsys, "risk", file)
    assert "a lower band is almost certain (95 to 100 in 100): 100 in 100; an improvement." in out
    _code, out, _err = run(capsys, "risk", file, "--chance", 1)
    assert "no improvement to be claimed" in out


OFFERS = "offer,price,quality\n#weight,50,50\n#worst,200,0\n#best,50,100\nA,100,80\nB,120,94\nC,60,30\n"


def test_a_relative_price_is_warned_of_with_what_it_does_here(tmp_path, capsys):
    """METHODS 4: with C, which cannot win, B is first; without it A."""
    file = written(tmp_path, "o.csv", OFFERS)
    code, out, _err = run(capsys, "rank", file, "--relative-price", "price")
    assert code == 0
    assert "The points for price depend on the other offers" in out
    assert "without C, which is not first, A would be first instead of B" in out
    _code, out, _err = run(capsys, "rank", file)
    assert "depend on the other offers" not in out
    code, _out, err = run(capsys, "rank", file, "--relative-price", "cost")
    assert code == 1 and "no criterion 'cost'; it has price, quality" in err
    assert run(capsys, "rank", file, "--relative-price", "price", "--method", "topsis")[0] == 2


def test_values_by_points_between_the_reference_levels(tmp_path, capsys):
    text = "offer,a\n#weight,1\n#worst,0\n#best,10\n#points,2:60 5:90\nx,2\ny,7,5\n".replace("7,5", "7.5")
    code, out, _err = run(capsys, "rank", written(tmp_path, "o.csv", text))
    assert code == 0 and "95" in out and "60" in out
    for wrong, said in (
        ("2-60", "'2-60' is not a pair of score and value"),
        ("5:90 2:60", "#worst and #best: points lie"),
    ):
        bad = text.replace("2:60 5:90", wrong)
        code, _out, err = run(capsys, "rank", written(tmp_path, "bad.csv", bad))
        assert code == 1 and said in err


def test_the_tornado_says_where_another_one_wins(tmp_path, capsys):
    _code, out, _err = run(capsys, "rank", written(tmp_path, "o.csv", OFFERS))
    assert "Lead of the first if one weight is a fifth lower or higher" in out


def test_stakeholders_precision_three_points_and_models_of_smaa(tmp_path, capsys):
    text = "offer,a,b\n#weight,3,1\n#weight police,1,3\n#worst,0,0\n#best,10,10\nx,9,1..2..4\ny,1,9\n"
    file = written(tmp_path, "o.csv", text)
    words = ("--weights", "order", "--precision", 0.02)
    code, out, _err = run(capsys, "smaa", file, *words, "--out", tmp_path / "o.json")
    assert code == 0
    whole = json.loads((tmp_path / "o.json").read_text())
    # One puts a first, the other b: each of the two options is first for its own.
    shares = [row[1] for row in whole["tables"][0]["rows"]]
    assert max(shares) < 65
    assert "police: order of the points" in whole["account"]["inputs"]["weights"]
    assert whole["result"]["reached"] is True
    for more in (("--low-discrepancy",), ("--model", "topsis"), ("--model", "promethee-2")):
        assert run(capsys, "smaa", file, "--draws", 2000, *more)[0] == 0
    code, _out, err = run(capsys, "smaa", file, "--weights", "around", "--low-discrepancy")
    assert code == 1 and "low_discrepancy needs a free space or a whole order" in err
    bad = written(tmp_path, "bad.csv", text.replace("1..2..4", "4..2..1"))
    code, _out, err = run(capsys, "smaa", bad)
    assert code == 1 and "line 6, column 'b': '4..2..1' is not a range" in err


def test_a_plan_of_one_year_whose_effects_add_up_has_its_whole_front(tmp_path, capsys):
    (tmp_path / "o.csv").write_text(
        "measure,purchase,yearly,not with,covers,privacy,car,theft\n#points,,,,,2,60,40\n#budget,50,,,,,,\n#least,,,,gate: 1,,,\n"
        "#loss,,,,,,1000,\nA,30,1,,gate,0,60,0\nB,20,0,,,0,0,50\nC,45,0,A,gate,-1,80,0\n"
    )
    words = (
        "--add-up",
        "--weights",
        "around",
        "--no-carry",
        "--out",
        tmp_path / "o.json",
        "--plot",
        tmp_path / "o.svg",
    )
    code, out, err = run(capsys, "portfolio", tmp_path / "o.csv", *words)
    assert (code, err) == (0, "")
    assert "exact front" in out and "no plan takes off more (proven)" in out
    assert "A, car: To pay for itself there has to be such an event once in 150 years" in out
    plan = json.loads((tmp_path / "o.json").read_text(encoding="utf-8"))["result"]["plan"]
    assert plan["bought"] == {"A": 1, "B": 1}
    assert plan["points"]["best"] == pytest.approx(36 + 20)
    assert "What a budget can do" in (tmp_path / "o.svg").read_text(encoding="utf-8")


def test_seconds_before_people_start_are_in_every_way_of_reckoning(tmp_path, capsys):
    file = written(tmp_path, "c.csv", "exit,width\n#area,400\n#persons,300\n#farthest,20\na,4\nb,4\n")
    times = []
    for more in ((), ("--pre-movement", "60,90,120")):
        code, _out, _err = run(capsys, "crowd", file, "--runs", 5, *more, "--out", tmp_path / "o.json")
        assert code == 0
        times.append(json.loads((tmp_path / "o.json").read_text())["result"]["egress"]["ways"])
    assert times[1]["hand"]["low"] == pytest.approx(times[0]["hand"]["low"] + 60)
    assert times[1]["network"]["low"] > times[0]["network"]["low"] + 50
    code, _out, err = run(capsys, "crowd", file, "--pre-movement", "90,60,30")
    assert code == 2 and "low,likely,high in seconds" in err
