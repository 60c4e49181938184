"""Photos and documents: checked by content, without what the camera wrote, sent only to who may see the space."""

from __future__ import annotations

import io

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from protect.organisations import audit, files
from protect.organisations.models import AuditEntry, Verb
from protect.spaces import services
from tests.world import picture, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    made = world()
    with audit.acting(made.lead, "test"):
        yield made


def located_photo() -> bytes:
    """A photo lying on its side, with position, camera and a comment in it; its left half is red."""
    image = Image.new("RGB", (80, 40), "blue")
    image.paste("red", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees to the right
    exif[0x010F] = "SpyCam Works"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (45.0, 39.0, 1.0), "E", (25.0, 36.0, 2.0)
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"SpyCam comment")
    return out.getvalue()


def add(w, content: bytes, name: str = "gate.jpg", **values):
    values.setdefault("description", "The gate from outside")
    return services.add_attachment(w.space, io.BytesIO(content), name=name, size=len(content), by=w.lead, **values)


def test_a_photo_keeps_its_pixels_only_and_stands_upright(w):
    content = located_photo()
    assert Image.open(io.BytesIO(content)).getexif().get_ifd(0x8825), "the test photo carries a position"
    kept = add(w, content)
    for stored in (kept.file, kept.thumbnail):
        raw = stored.open("rb").read()
        assert b"SpyCam" not in raw and b"Exif" not in raw
        image = Image.open(io.BytesIO(raw))
        assert not image.getexif() and "comment" not in image.info
        assert image.size == (40, 80)
        assert image.convert("RGB").getpixel((20, 10))[0] > 200, "the left half is on top now"
    assert (kept.width, kept.height, kept.content_type) == (40, 80, "image/jpeg")


def test_large_photos_get_smaller_and_png_keeps_transparency(w):
    out = io.BytesIO()
    Image.new("RGBA", (3000, 30), (0, 0, 0, 0)).save(out, "PNG")
    kept = add(w, out.getvalue(), "plan.png")
    image = Image.open(kept.file.open("rb"))
    assert image.width == 2560 and image.mode == "RGBA"
    assert Image.open(kept.thumbnail.open("rb")).width == 480


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"", "empty.jpg", "is empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "drawing.jpg", "no photo"),
        (b"<html><script>alert(1)</script></html>", "page.pdf", "no photo"),
        (b"MZ" + bytes(200), "tool.png", "no photo"),
        (picture().getvalue()[:300], "half.jpg", "damaged"),
    ],
)
def test_files_are_judged_by_content(w, content, name, message):
    with pytest.raises(ValidationError, match=message) as caught:
        add(w, content, name)
    assert name in str(caught.value.message_dict["file"])


def test_too_large_and_unpacking_too_large_are_refused(w, monkeypatch):
    with pytest.raises(ValidationError, match="at most 25 MB"):
        files.read(io.BytesIO(b"x"), "big.jpg", 26_000_000)
    monkeypatch.setattr(files, "MOST_PIXELS", 1000)
    with pytest.raises(ValidationError, match="too many pixels"):
        add(w, located_photo())


def test_a_photo_needs_words_a_document_does_not(w):
    with pytest.raises(ValidationError) as caught:
        add(w, located_photo(), description=" ")
    assert "description" in caught.value.message_dict
    assert add(w, b"%PDF-1.7 plan", "plan.pdf", description="").kind == "document"
    with pytest.raises(ValidationError):
        services.change_attachment(w.photo, {"description": ""})


def test_the_same_file_is_not_added_twice(w):
    add(w, located_photo())
    with pytest.raises(ValidationError, match="already"):
        add(w, located_photo())


def test_files_lie_outside_the_static_root_under_names_that_tell_nothing(w):
    kept = add(w, located_photo(), "evacuation plan.jpg")
    assert "evacuation" not in kept.file.name and "gate" not in w.photo.file.name
    assert settings.MEDIA_ROOT in __import__("pathlib").Path(kept.file.path).parents
    assert settings.STATIC_ROOT not in __import__("pathlib").Path(kept.file.path).parents


def test_an_upload_that_fails_leaves_no_file(w, monkeypatch):
    folder = settings.MEDIA_ROOT
    before = {path for path in folder.rglob("*") if path.is_file()}

    def fail(*args, **options):
        raise RuntimeError("no disk")

    monkeypatch.setattr("protect.spaces.services.attachments.audit.record", fail)
    with pytest.raises(RuntimeError):
        add(w, located_photo())
    assert {path for path in folder.rglob("*") if path.is_file()} == before


def test_a_photo_is_sent_inline_and_a_document_as_a_download(w, client):
    document = add(w, b"%PDF-1.7 plan", "plan.pdf", title="Plan", description="")
    client.force_login(w.viewer)
    shown = client.get(reverse("spaces:attachment", args=[w.photo.pk]))
    sent = client.get(reverse("spaces:attachment", args=[document.pk]))
    assert shown["Content-Disposition"].startswith("inline") and shown["Content-Type"] == "image/jpeg"
    assert sent["Content-Disposition"] == 'attachment; filename="Plan.pdf"'
    for response in (shown, sent):
        b"".join(response.streaming_content)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response["Content-Security-Policy"]
        assert response["Cache-Control"].startswith("private")
    assert AuditEntry.objects.filter(object_type="spaces.attachment", verb=Verb.VIEWED, actor=w.viewer).count() == 2


def test_a_photo_carries_the_marking_of_its_space(w, client):
    assert w.photo.effective_marking == w.space.marking
    address = reverse("spaces:thumbnail", args=[w.photo.pk])
    client.force_login(w.other)
    assert client.get(address).status_code == 404
    w.space.marking = "CLEAR"
    w.space.save()
    assert client.get(address).status_code == 200


def test_adding_by_the_page_tells_errors_beside_the_field_and_above(w, client):
    client.force_login(w.lead)
    address = reverse("spaces:add_attachment", args=[w.space.pk])
    wrong = client.post(address, {"file": SimpleUploadedFile("note.jpg", b"hello"), "description": "x"})
    text = wrong.content.decode()
    assert "Not saved yet" in text and text.count("is no photo (JPEG, PNG, WebP)") == 2
    assert client.post(address, {"description": "x"}).context["form"].errors["file"]
    right = client.post(
        address, {"file": SimpleUploadedFile("gate.jpg", located_photo()), "title": "Gate", "description": "The gate"}
    )
    assert right.status_code == 302 and w.space.attachments.filter(title="Gate").exists()


def test_removed_undone_deleted_for_good(w, client, django_capture_on_commit_callbacks):
    client.force_login(w.lead)
    file = w.photo.file

    def remove():
        return client.post(reverse("spaces:remove_attachment", args=[w.space.pk, w.photo.pk]), follow=True)

    page = remove()
    assert "You can undo this" in page.content.decode()
    assert client.get(reverse("spaces:attachment", args=[w.photo.pk])).status_code == 404
    removed = w.space.removed.get()
    client.post(reverse("spaces:undo_removal", args=[w.space.pk, removed.pk]))
    assert client.get(reverse("spaces:attachment", args=[w.photo.pk])).status_code == 200
    remove()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("spaces:forget_removed", args=[w.space.pk, w.space.removed.get().pk]))
    assert not file.storage.exists(file.name) and not w.space.removed.exists()
