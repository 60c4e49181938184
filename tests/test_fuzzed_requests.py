"""Ten thousand requests that no polite browser sends, over every address, form, upload and JSON endpoint: none may end in a 500.

The addresses are those of test_every_url; the forms are read from the pages themselves, so a new one is met without being
named here. An exception reaches the test as it was raised, and is told with the request that did it.
"""

from __future__ import annotations

import io
import json
import math
import os
import random
import traceback
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from protect.organisations.models import Membership, Role
from tests.test_every_url import ADDRESSES, DECISIONS, folder_of, sorted_out
from tests.world import picture, world

REQUESTS = 10_000
#: Where both databases are tested, half of them go to each, and not the same ones.
ROUND = os.environ.get("PROTECT_TEST_ROUND", "")
SHARED = bool(ROUND) and not os.environ.get("PROTECT_TEST_NO_POSTGRESQL")
EACH = math.ceil(REQUESTS / (2 if SHARED else 1) / len(ADDRESSES))
SALT = 1 if ROUND == "postgresql" else 0
#: Requests of one example.
BATCH = 20

NASTY = [
    "", " ", "\x00", "a\x00b", "-1", "0", "1", "2", "007", "1e400", "-1e400", "NaN", "inf", "1,5", "1.5", "²", "١٢", "1_000",
    "9" * 19, "9" * 25, "9" * 400, "9223372036854775808", "0x10", "true", "null", "None", "[]", "{}", "[1", "\"", "'", "\\",
    "0000-00-00", "0001-01-01", "9999-12-31", "10000-01-01", "2026-02-30", "2026-11-23", "2026-11-23T25:61", "24:00",
    "' OR 1=1 --", "<script>alert(1)</script>", "{{ 7*7 }}", "{% debug %}", "=1+1", "../../etc/passwd", "%00", "%s%n", "\r\nX: y",
    "javascript:alert(1)", "//evil.example/", "https://evil.example/", "\u202e\u2066", "\ufffe", "\U0001f600" * 50, "é" * 300,
    "x" * 5_000, "x" * 70_000, "a@b", "a@b.example", "A" * 250 + "@b.example", "Point(1 2)", "24.9,60.1", "1,2,3,4",
    "181,91,182,92", "nan,nan,nan,nan", "RED", "CLEAR", "AMBER", "square", "vehicle", "yes", "unknown", "approve", "on", "all",
    "last", "-name",
]  # fmt: skip
LETTERS = "aZ09 _-./:;,'\"<>&%=?#\\\t\n\x7fßéąŁωЖ中\u0301\u200b\u202e\U0001f600"


#: Words that the scripts of the pages send; without them a body would be refused at the door.
WORDS = {
    "do": ["add", "put", "remove", "bring_back", "split", "merge"],
    "layer": ["space", "sub_area", "entrance", "measure", "photo"],
    "basis": ["current", "inherent", "target", "residual"],
    "answer": ["yes", "partly", "no", "not_applicable", "unknown"],
    "confidence": ["low", "medium", "high"],
}
KEYS = [
    "pk", "geometry", "values", "removed", "scenario", "row", "question", "consequence", "probability", "rationale", "name",
    "value", "type", "coordinates", "reason", "text", "seen", "order",
]  # fmt: skip


class Whim(random.Random):
    """What an impolite browser would send next. Seeded by Hypothesis: a plain number repeats the requests of an example."""

    def value(self):
        kind = self.randrange(10)
        if kind < 6:
            return self.choice(NASTY)
        if kind < 8:
            return "".join(self.choices(LETTERS, k=self.randrange(40)))
        return str(self.randrange(-5, 10 ** self.randrange(1, 21)))

    def json(self, depth=3):
        kind = self.randrange(9 if depth else 6)
        if kind < 2:
            return self.value()
        if kind == 2:
            return self.choice([None, True, False])
        if kind == 3:
            return self.choice([math.nan, math.inf, -math.inf, 1e308, 0.5, -0.0])
        if kind < 6:
            return self.choice([0, 1, 2, 3, -1, 10**20, self.randrange(10)])
        if kind == 6:
            return [self.json(depth - 1) for _ in range(self.randrange(4))]
        names = self.sample(KEYS, self.randrange(4))
        return {name: self.json(depth - 1) for name in names}

    def scripted(self):
        """A body that has the words a script of ours sends, most of them rightly."""
        words = {name: self.choice(known) for name, known in WORDS.items() if self.random() < 0.8}
        others = {name: self.json(2) for name in self.sample(KEYS, self.randrange(1, 8))}
        if self.random() < 0.5:
            others["pk"] = self.choice([1, 2, "1", "abc", [1], None, 10**20])
        return {**others, **words}

    def body(self):
        kind = self.randrange(8)
        if kind == 0:
            return self.randbytes(self.randrange(40))
        if kind == 1:
            return json.dumps(self.json()).encode()
        if kind == 2:
            return json.dumps([self.scripted() for _ in range(self.randrange(4))]).encode()
        return json.dumps(self.scripted()).encode()

    def file(self):
        name, content = self.choice(SEEDS)
        bent = bytearray(content)
        for _ in range(self.choice([0, 1, 1, 2, 3])):
            where = self.randrange(len(bent) + 1)
            if self.random() < 0.5:
                bent[where:where] = self.randbytes(self.randrange(8))
            else:
                del bent[where : where + self.randrange(1, 60)]
        if self.random() < 0.2:
            name = self.choice(["../../x.geojson", "x", ".geojson", "a\x00.jpg", "é" * 200 + ".pdf", "a.jpg.exe"])
        return SimpleUploadedFile(name, bytes(bent))

    def filled(self, fields):
        """Values for the fields of a form: what is on offer, or what is not."""
        values: dict = {}
        polite = self.choice([0.5, 0.9])  # mostly right, or the first wrong field would hide the others
        for field in fields:
            if field["type"] == "file":
                values[field["name"]] = self.file()
            elif self.random() < 0.1:
                continue
            elif self.random() < polite:
                values.setdefault(field["name"], self.choice(field["values"]))
            elif field["type"] in {"checkbox", "select"}:
                values[field["name"]] = [self.value() for _ in range(self.randrange(4))]
            else:
                values[field["name"]] = self.value()
        return values


class Forms(HTMLParser):
    """Every form of a page: where it goes, by which method, its fields with type and the values on offer."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict] = []
        self.links: set[str] = set()
        self.field: dict | None = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        if tag == "form":
            self.found.append({"action": said.get("action") or "", "method": said.get("method", "get"), "fields": []})
        elif tag == "a" and "?" in (said.get("href") or ""):
            self.links |= {part.partition("=")[0] for part in said["href"].partition("?")[2].split("&")}
        elif tag in {"input", "select", "textarea", "button"} and said.get("name") and self.found:
            self.field = {"name": said["name"], "type": said.get("type", tag), "values": [said.get("value") or ""]}
            self.found[-1]["fields"].append(self.field)
        elif tag == "option" and self.field is not None:
            self.field["values"].append(said.get("value") or "")


def seeds() -> list[tuple[str, bytes]]:
    """Small files of the kinds that are accepted somewhere, to be bent."""
    square = [[[24.9, 60.1], [24.91, 60.1], [24.91, 60.11], [24.9, 60.1]]]
    place = {"type": "Feature", "properties": {"name": "A", "place": "square"},
             "geometry": {"type": "Polygon", "coordinates": square}}  # fmt: skip
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as inside:
        inside.writestr("doc.kml", "<kml/>")
        inside.writestr("../up.txt", "x")
        inside.writestr("big.txt", bytes(2_000_000))
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["name", "latitude", "longitude", "answer"])
    book.active.append(["=1+1", "60,1", "24,9", "yes"])
    sheet = io.BytesIO()
    book.save(sheet)
    return [
        ("a.geojson", json.dumps({"type": "FeatureCollection", "features": [place]}).encode()),
        ("a.json", b'{"format": "protect-assessment", "version": 1}'),
        ("a.csv", "name;lat;lon\nMarché;60,1;24,9\n".encode("cp1252")),
        ("a.kml", b'<?xml version="1.0"?><!DOCTYPE k [<!ENTITY a "b">]><kml>&a;</kml>'),
        ("a.osm", b'<osm version="0.6"><node id="1" lat="60" lon="24"/></osm>'),
        ("a.osm.pbf", b"\x00\x00\x00\x0d\x0a\x09OSMHeader\x18\x10"),
        ("a.yaml", b"kind: question_set\nkey: x\nversion: 1\n"),
        ("a.zip", archive.getvalue()),
        ("a.xlsx", sheet.getvalue()),
        ("a.jpg", picture().getvalue()),
        ("a.pdf", b"%PDF-1.7\n<script>alert(1)</script>"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.gpkg", b"SQLite format 3\x00" + bytes(200)),
    ]


SEEDS = seeds()


def person_for(w, folder):
    if folder == "answers":  # on both sides at once, so that every page of either is met
        Membership.objects.create(user=w.administrator, organisation=w.solution_provider, role=Role.PROVIDER)
    return w.lead if folder in {"spaces", "assessments"} else w.administrator


@pytest.mark.deep
@pytest.mark.django_db
@pytest.mark.parametrize("folder", sorted({folder_of(name) for name, _route in ADDRESSES}))
def test_no_request_ends_in_an_error_of_ours(folder, caplog, capsys):
    caplog.set_level("CRITICAL")
    w = world()
    client = Client(raise_request_exception=True, headers={"user-agent": "fuzz"})
    client.force_login(person_for(w, folder), backend=settings.AUTHENTICATION_BACKENDS[-1])
    cookies = client.cookies.output(header="", sep=";")
    mine = [(name, route) for name, route in ADDRESSES if folder_of(name) == folder and name in DECISIONS]
    paths = sorted({path for name, route in mine for path in sorted_out(w, name, route)})
    pages: dict[str, Forms] = {}
    for path in paths:
        with transaction.atomic():
            answer = client.get(path)
            html = not answer.streaming and "html" in answer.headers.get("Content-Type", "")
            pages[path] = Forms(answer.content.decode("utf-8", "replace") if html else "")
            transaction.set_rollback(True)
        client.cookies.load(cookies)
    sent = 0
    complaints: dict[str, str] = {}

    def ask(method, path, *args, **options):
        """One request, taken back afterwards. Each kind of complaint is kept once, so that one run tells them all."""
        nonlocal sent
        sent += 1
        told = f"{method} {path} {args} {options}"[:600]
        with transaction.atomic():
            try:
                with transaction.atomic():
                    answer = getattr(client, method)(path, *args, **options)
                    b"".join(answer.streaming_content) if answer.streaming else answer.content
                if answer.status_code >= 500:
                    complaints.setdefault(str(answer.status_code), told)
            except Exception as error:
                frames = traceback.extract_tb(error.__traceback__)
                ours = [frame for frame in frames if "/protect/" in frame.filename] or frames
                where = f"{type(error).__name__} in {Path(ours[-1].filename).name}:{ours[-1].lineno}"
                complaints.setdefault(where, f"{str(error)[:200]}\n    {told}")
            transaction.set_rollback(True)
        client.cookies.load(cookies)

    @how(
        max_examples=max(8, math.ceil(EACH * len(mine) / BATCH)),
        suppress_health_check=list(HealthCheck),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    @given(seed=st.integers(0, 2**63))
    def fuzz(seed):
        whim = Whim(2 * seed + SALT)
        for _ in range(BATCH):
            path = whim.choice(paths)
            page = pages[path]
            kind = whim.randrange(10)
            if kind == 0:
                wrong = ["9" * 19, "9" * 30, "0", "x", "-1", "%00", "²"]
                bent = "/".join(whim.choice(wrong) if part.isdigit() else part for part in path.split("/"))
                ask(whim.choice(["get", "post", "put", "delete", "options"]), bent)
            elif not page.found or kind == 1:  # addresses that only scripts ask
                ask("post", path, whim.body(), content_type="application/json")
            elif kind < 4:
                names = sorted(page.links | {"page", "q", "bbox", "next", "sort", "organisation", "scenario", "basis"})
                ask("get", path, {name: whim.value() for name in whim.sample(names, whim.randrange(1, 4))})
            else:
                form = whim.choice(page.found)
                target = form["action"].partition("#")[0]
                target = target if target.startswith("/") else path
                ask("post" if form["method"].lower() == "post" else "get", target, whim.filled(form["fields"]))

    fuzz()
    with capsys.disabled():
        print(f" [{folder}: {sent} requests] ", end="")
    assert not complaints, "\n".join(f"{where}\n    {request}" for where, request in complaints.items())
    assert sent >= EACH * len(mine)


def test_the_count_is_what_the_name_promises():
    """Each folder sends at least ``EACH`` for each of its addresses, and says so itself; together that makes them all."""
    rounds = 2 if SHARED else 1
    met = [name for name, _route in ADDRESSES if name in DECISIONS]
    assert rounds * EACH * len(met) >= REQUESTS
    assert {folder_of(name) for name in met} == {folder_of(name) for name, _route in ADDRESSES}
