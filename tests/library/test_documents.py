"""Documents and their versions: the newest named, older ones reachable, and who reads which state."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.library import queries, services
from protect.library.models import Document
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import AuditEntry
from tests.world import world

pytestmark = pytest.mark.django_db


def pdf(word: str = "") -> io.BytesIO:
    return io.BytesIO(b"%PDF-1.4 " + word.encode())


def drafted(w: Any, title: str = "Walking a square", **values: Any) -> Document:
    """Of the municipality, with its first version."""
    with audit.acting(w.lead, "test"):
        made = services.begin(w.municipality, {"title": title, "about": "For those who walk.", **values}, by=w.lead)
        services.add_version(made, pdf(title), name="a.pdf", size=20, label="1.0", dated=dt.date(2024, 5, 1), by=w.lead)
    return made


def published(w: Any, title: str = "Walking a square", *, public: bool = True, **values: Any) -> Document:
    made = drafted(w, title, **values)
    with audit.acting(w.administrator, "test"):
        services.move(made, "publish", by=w.lead)
        if public:
            made.refresh_from_db()
            organising.set_marking(made, "CLEAR", reason="for everybody", by=w.administrator)
    made.refresh_from_db()
    return made


def another(made: Document, by: Any, label: str = "2.0", **values: Any) -> Any:
    values = {"change_note": "Lamps.", "dated": dt.date(2025, 5, 1), **values}
    return services.add_version(made, pdf(label), name="b.pdf", size=20, label=label, by=by, **values)


def text_of(client, name, *args, **query) -> str:
    answer = client.get(reverse(f"library:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_everybody_reads_the_newest_version_and_reaches_the_older(client):
    w = world()
    made = published(w)
    second = another(made, w.lead)
    before = AuditEntry.objects.count()
    told = text_of(client, "document", made.pk)
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', told, re.DOTALL)[1])
    assert data["version"] == "2.0" and data["encoding"]["encodingFormat"] == "application/pdf"
    assert "Download version 2.0" in told and "Lamps." in told
    first = made.versions.get(number=1)
    for one, content in ((first, b"%PDF-1.4 Walking a square"), (second, b"%PDF-1.4 2.0")):
        answer = client.get(reverse("library:version", args=[one.pk]))
        assert b"".join(answer.streaming_content) == content and "attachment" in answer["Content-Disposition"]
    listed = text_of(client, "list")
    assert "version 2.0 of" in listed and "version 1.0" not in listed
    assert "2.0" in text_of(client, "list", format="csv")
    assert AuditEntry.objects.count() == before


def test_a_version_says_what_changed_and_never_changes():
    w = world()
    made = drafted(w)
    for values, text in (
        ({"label": "1.0"}, "of this name"),
        ({"change_note": ""}, "what changed"),
        ({"dated": dt.date(2999, 1, 1)}, "still to come"),
    ):
        with pytest.raises(ValidationError, match=text):
            another(made, w.lead, **values)
    with pytest.raises(ValidationError, match="here already"):
        services.add_version(
            made, pdf("Walking a square"), name="a.pdf", size=9, label="2", dated=dt.date(2025, 1, 1), change_note="x",
            by=w.lead,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="by its content"):
        services.add_version(
            made, io.BytesIO(b"MZ program"), name="a.pdf", size=9, label="2", dated=dt.date(2025, 1, 1), change_note="x",
            by=w.lead,
        )  # fmt: skip
    assert made.versions.count() == 1


def test_who_reads_it_in_which_state(client):
    w = world()
    made = drafted(w)
    people = (None, w.other, w.viewer)
    sees = lambda: [made.is_visible_to(one) for one in people]  # noqa: E731
    assert sees() == [False, False, True]
    made = published(w, "Another")
    assert sees() == [True, True, True] and queries.latest() == [made]
    assert w.assessor.has_perm("library.edit", drafted(w, "Third")) and not w.assessor.has_perm("library.edit", made)
    services.move(made, "withdraw", by=w.lead, reason="Wrong figures.")
    assert sees() == [False, False, True] and queries.latest() == []
    assert client.get(reverse("library:version", args=[made.versions.get().pk])).status_code == 302


def test_a_document_takes_the_place_of_another_of_its_organisation(client):
    w = world()
    old = published(w, "Old")
    new = published(w, "New", replaces=old)
    assert "took the place" in text_of(client, "document", old.pk)
    with pytest.raises(ValidationError, match="its own place"):
        services.change(old, {"replaces": new})
    organising.set_marking(new, "AMBER_STRICT", reason="x", by=w.administrator)
    assert "took the place" not in text_of(client, "document", old.pk)


def test_an_editor_brings_a_file_and_the_lead_publishes_what_was_seen(client):
    w = world()
    client.force_login(w.assessor)
    values = {"title": "Guide", "kind": "guideline", "about": "Call 0040 721 123 456.", "language": "en"}
    answer = client.post(reverse("library:new"), {**values, "organisation": w.municipality.pk, "steps": ["measures"]})
    made = Document.objects.get()
    assert answer.url == reverse("library:add_version", args=[made.pk])
    where = reverse("library:step", args=[made.pk, "publish"])
    file = SimpleUploadedFile("guide.pdf", pdf().getvalue())
    client.post(answer.url, {"file": file, "label": "1", "dated": "2024-01-01"})
    assert made.versions.count() == 1 and client.get(where).status_code == 403
    organising.set_marking(made, "CLEAR", reason="x", by=w.administrator)
    client.force_login(w.lead)
    shown = client.post(where, {})
    assert "0040 721 123 456" in shown.content.decode()  # found by rule in what everybody would read
    client.post(where, {"previewed": shown.context["previewed"]})
    made.refresh_from_db()
    assert made.is_public
    assert "Guide" in text_of(client, "own") and "Guide" in text_of(client, "list", q="guide", step="measures")
    assert "Nothing found" in text_of(client, "list", kind="law")
    with pytest.raises(ValidationError, match="withdraw it first"):
        services.delete(made)


def test_what_it_takes_the_place_of_stays_though_its_editor_does_not_see_it(client):
    w = world()
    older = drafted(w, "Restricted guide")
    made = drafted(w, "Newer guide", replaces=older)
    Document.objects.filter(pk=older.pk).update(marking="RED")
    client.force_login(w.lead)
    where = reverse("library:change", args=[made.pk])
    page = client.get(where)
    assert "Restricted guide" not in page.content.decode()
    sent = {"title": "Newest guide", "kind": "guideline", "about": "x", "language": "en", "replaces": ""}
    assert client.post(where, {**sent, "as_loaded": page.context["form"]["as_loaded"].value()}).status_code == 302
    made.refresh_from_db()
    assert made.title == "Newest guide" and made.replaces == older


def test_a_file_is_saved_under_the_title_in_its_own_letters(client):
    w = world()
    made = published(w, "Οδηγός πλατείας")
    answer = client.get(reverse("library:version", args=[made.versions.get().pk]))
    assert "filename*=utf-8''%CE%BF%CE%B4%CE%B7%CE%B3" in answer["Content-Disposition"]
