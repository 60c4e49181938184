"""Files made to do harm, at every door where files come in: refused with a sentence, or made harmless."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import time
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.spaces.models import Attachment, MapImport
from tests.world import make_organisation, make_space, make_user, picture

pytestmark = pytest.mark.django_db
SCRIPT = b"<html><script>alert(document.cookie)</script></html>"


@pytest.fixture
def town(db):
    return make_organisation("Town")


@pytest.fixture
def lead(town, client):
    person = make_user("lead@example.org", town, "lead")
    client.force_login(person)
    return person


def zipped(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return file.getvalue()


BOMB = bytes(60_000_000)
LAUGH = (
    '<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + ']><osm version="0.6"><node id="1" lat="60" lon="24"><tag k="name" v="&j;"/></node></osm>'
).encode()
THIEF = (
    b'<?xml version="1.0"?><!DOCTYPE osm [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<osm version="0.6"><node id="1" lat="60" lon="24"><tag k="name" v="&x;"/><tag k="place" v="square"/></node></osm>'
)
DEEP = b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
HOSTILE = {
    "bomb.osm.gz": gzip.compress(BOMB),
    "bomb.osm.bz2": bz2.compress(BOMB),
    "bomb.zip": zipped("a.osm", BOMB),
    "laugh.osm": LAUGH,
    "thief.osm": THIEF,
    "deep.geojson": DEEP,
    "script.geojson": SCRIPT,
    "picture.geojson": picture().getvalue(),
    "huge.geojson": b'{"type":"FeatureCollection","features":[],"x":"' + b"9" * 3_000_000 + b'"}',
    "endless.geojson": json.dumps(
        {"type": "Feature", "properties": {"place": "square"},
         "geometry": {"type": "Polygon", "coordinates": [[[1e308, 1e308], [-1e308, 0], [0, 1e308], [1e308, 1e308]]]}}
    ).encode(),
    "empty.osm.pbf": b"",
    "lies.osm.pbf": b"\x7f\xff\xff\xff\x0a\x09OSMHeader\x18\xff\xff\xff\xff\x07",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_an_import_of_it_ends_in_a_sentence_and_leaves_nothing(client, lead, town, name):
    begun = time.process_time()
    answer = client.post(
        reverse("spaces:imports"),
        {"organisation": town.pk, "file": SimpleUploadedFile(name, HOSTILE[name])},
        follow=True,
    )
    text = answer.content.decode()
    assert answer.status_code in {200, 422} and "root:" not in text
    assert time.process_time() - begun < 20
    for done in MapImport.objects.all():
        assert done.state in {"failed", "done"} and not done.file
        assert done.state == "done" or done.error
        assert "Traceback" not in done.error and "/tmp/" not in done.error


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        ("a.jpg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("a.html", SCRIPT),
        ("a.pdf", SCRIPT),
        ("a.jpg", b"GIF89a/*" + SCRIPT),
        ("a.exe", b"MZ" + bytes(200)),
        ("a.zip", zipped("a.jpg", b"x")),
        ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(300)),
    ],
)
def test_only_photos_and_pdf_by_content_are_kept(client, lead, town, name, content):
    space = make_space(town)
    answer = client.post(
        reverse("spaces:add_attachment", args=[space.pk]),
        {"file": SimpleUploadedFile(name, content), "description": "A view"},
    )
    assert answer.status_code == 200 and not Attachment.objects.exists()
    assert name in answer.content.decode()


def test_what_hides_behind_or_within_a_photo_does_not_survive(client, lead, town):
    from PIL import Image

    space = make_space(town)
    file = io.BytesIO()
    Image.open(picture()).save(file, "JPEG", comment=b"<?php system($_GET['x']); ?>")
    both = file.getvalue() + zipped("evil.html", SCRIPT) + SCRIPT
    client.post(
        reverse("spaces:add_attachment", args=[space.pk]),
        {"file": SimpleUploadedFile("a.jpg.php", both), "description": "A view"},
    )
    kept = Attachment.objects.get()
    stored = kept.file.read() + kept.thumbnail.read()
    assert b"script" not in stored and b"php" not in stored and b"PK\x03\x04" not in stored
    assert kept.file.name.endswith(".jpg")
    sent = client.get(reverse("spaces:attachment", args=[kept.pk]))
    assert sent["Content-Type"] == "image/jpeg" and sent["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r="])
def test_no_name_becomes_a_formula_in_a_table(client, lead, town, sign):
    name = f"{sign}HYPERLINK(1)"
    make_space(town, name=name.strip() if sign.strip() != sign else name)
    answer = client.get(reverse("spaces:list") + "?format=csv")
    if "csv" not in answer["Content-Type"]:
        answer = client.get(reverse("spaces:list") + "?export=csv")
    assert "csv" in answer["Content-Type"]
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert any("HYPERLINK" in cell for row in rows for cell in row)
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@", "\t", "\r"}]
