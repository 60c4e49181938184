"""Submitting gives a receipt of exactly what was submitted; the server's clock decides; files are what they are."""

import datetime as dt
import hashlib
import io
import json

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.answers import documents, services
from protect.answers.models import Attachment, Draft, Submission
from protect.answers.services.attaching import safe_name
from protect.reference.models import digest_of
from tests.answers.market import after_deadline, at, drafted, submitted
from tests.world import picture

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n1 0 obj <</OpenAction 2 0 R>> endobj\n"


def seen_on(client, where):
    """What the button of the preview sends."""
    return {"seen": client.get(where).context["form"]["seen"].value()}


def attach(draft, content=PDF, name="test report.pdf", **values):
    return services.attach(draft, io.BytesIO(content), name=name, size=len(content), by=None, **values)


def test_the_receipt_is_of_exactly_what_was_submitted(client, w):
    draft = drafted(w)
    attach(draft, question="material")
    client.force_login(w.provider)
    where = reverse("answers:preview", args=[draft.pk])
    answer = client.post(where, seen_on(client, where))
    made = Submission.objects.get()
    assert answer.headers["Location"] == reverse("answers:receipt", args=[draft.pk, made.pk])
    assert made.document == documents.compose(Draft.objects.get(pk=draft.pk)) and made.missing == 0 and not made.is_late
    page = client.get(answer.headers["Location"]).content.decode()
    assert made.sha256 in page and w.publication.sha256 in page
    file = client.get(reverse("answers:submitted_json", args=[draft.pk, made.pk])).content
    assert hashlib.sha256(file).hexdigest() == made.sha256
    assert json.loads(file)["files"][0]["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert [one.name for one in made.attachments.all()] == ["test_report.pdf"]


def test_what_is_written_after_submitting_is_not_part_of_it_until_it_is_submitted_again(w):
    first = submitted(w)
    draft = first.draft
    services.answer_questions(draft, {"site": "Water, too."})
    assert Submission.objects.get(pk=first.pk).document["answers"]["site"] == "Power."
    second = services.submit(draft, by=w.colleague)
    first.refresh_from_db()
    assert first.withdrawn_at is not None and second.stands and second.document["answers"]["site"] == "Water, too."
    assert services.submit(draft, by=w.provider) == second  # the same button twice


def test_withdraw_and_submit_again_before_the_deadline(client, w):
    made = submitted(w)
    client.force_login(w.provider)
    client.post(reverse("answers:withdraw", args=[made.draft_id]))
    made.refresh_from_db()
    assert not made.stands
    with pytest.raises(ValidationError, match="Nothing of yours"):
        services.withdraw(made.draft)
    again = services.submit(made.draft, by=w.provider)
    assert again.stands and again.sha256 == made.sha256 and again.pk != made.pk


def test_the_deadline_is_the_server_clocks_to_the_microsecond(w):
    draft = drafted(w)
    until = w.publication.answers_until
    with at(until):
        assert services.submit(draft, by=w.provider).is_late
    Submission.objects.all().delete()
    with at(until - dt.timedelta(microseconds=1)):
        assert not services.submit(draft, by=w.provider).is_late


def test_a_late_answer_is_kept_and_marked_and_one_in_time_is_not_replaced(w):
    late = drafted(w)
    with after_deadline(w):
        made = services.submit(late, by=w.provider)
        assert made.is_late and made.stands
    in_time = submitted(w, w.rival, w.rival_organisation)
    services.answer_questions(in_time.draft, {"site": "Water."})
    with after_deadline(w):
        with pytest.raises(ValidationError, match="cannot be replaced"):
            services.submit(in_time.draft, by=w.rival)
        with pytest.raises(ValidationError, match="stays"):
            services.withdraw(in_time.draft)
    in_time.refresh_from_db()
    assert in_time.stands


def test_an_incomplete_answer_is_submitted_only_by_saying_so(client, w):
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    with pytest.raises(ValidationError, match="Name the solution"):
        services.submit(draft, by=w.provider, incomplete=True)
    services.write_facts(draft, {"solution": "Bollards", "consent_summary": "no"})
    client.force_login(w.provider)
    where = reverse("answers:preview", args=[draft.pk])
    sent = seen_on(client, where)
    assert client.post(where, sent).status_code == 200
    assert not Submission.objects.exists()
    client.post(where, {**sent, "incomplete": "on"})
    fresh = documents.compose(Draft.objects.get(pk=draft.pk))
    assert Submission.objects.get().missing == len(documents.missing_of(fresh, w.publication.document)) > 5


def test_what_changed_since_it_was_read_is_not_submitted(w):
    draft = drafted(w)
    seen = digest_of(documents.compose(draft))
    services.answer_questions(draft, {"site": "Changed."})
    with pytest.raises(ValidationError, match="changed since"):
        services.submit(draft, by=w.provider, seen=seen)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00\x03", "report.pdf"), (b"<svg onload='x'>", "a.svg"), (b"PK\x03\x04macro", "table.xlsx"), (b"", "x.pdf"),
     (b"<html><script>", "page.png")],
)  # fmt: skip
def test_a_file_is_what_its_content_says(w, content, name):
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    with pytest.raises(ValidationError) as refused:
        attach(draft, content, name)
    assert "file" in refused.value.error_dict and not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "passwd.pdf"), ("C:\\tmp\\plan.exe", "plan.pdf"), ("a b\r\nX: y.pdf", "a_bX_y.pdf"),
     ("...", "file.pdf"), ("Ω plan.PDF", "Ω_plan.pdf"), ("x" * 300 + ".pdf", "x" * 80 + ".pdf"),
     ("", "file.pdf"), ("<b>.pdf", "b.pdf")],
)  # fmt: skip
def test_names_of_files_are_safe(name, safe):
    assert safe_name(name, ".pdf") == safe


def test_files_go_out_as_downloads_alone(client, w):
    draft = drafted(w)
    attach(draft, picture().getvalue(), "photo.jpg")
    made = Attachment.objects.get()
    assert made.content_type == "image/jpeg" and made.scan == "not_scanned"
    client.force_login(w.provider)
    answer = client.get(reverse("answers:own_file", args=[draft.pk, made.pk]))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="photo.jpg"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert (
        answer.headers["X-Content-Type-Options"] == "nosniff" and "sandbox" in answer.headers["Content-Security-Policy"]
    )
    assert "files are not scanned" in client.get(reverse("answers:files", args=[draft.pk])).content.decode()
    client.force_login(w.rival)
    assert client.get(reverse("answers:own_file", args=[draft.pk, made.pk])).status_code == 404


def test_the_scanner_that_the_administrator_names_decides(client, w, settings, tmp_path):
    scanner = tmp_path / "scan"
    scanner.write_text('#!/bin/sh\ngrep -q EICAR "$2" && exit 1\ngrep -q ODD "$2" && exit 2\nexit 0\n')
    scanner.chmod(0o700)
    settings.MALWARE_SCANNER = f"{scanner} --quiet"
    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    assert attach(draft).scan == "clean"
    with pytest.raises(ValidationError, match="found malware"):
        attach(draft, PDF + b"EICAR", "$(reboot).pdf")
    with pytest.raises(ValidationError, match="could not be scanned"):
        attach(draft, PDF + b"ODD")
    settings.MALWARE_SCANNER = str(tmp_path / "none")
    with pytest.raises(ValidationError, match="could not be scanned"):
        attach(draft, PDF + b"more")
    assert Attachment.objects.count() == 1


def test_files_have_a_limit_each_and_together(client, w, monkeypatch):
    from protect.answers.services import attaching

    draft = services.begin(w.publication, w.solution_provider, by=w.provider)
    attach(draft)
    with pytest.raises(ValidationError, match="here already"):
        attach(draft)
    with pytest.raises(ValidationError, match="at most 25 MB"):
        services.attach(draft, io.BytesIO(PDF), name="x.pdf", size=26_000_000, by=None)
    monkeypatch.setattr(attaching, "MOST_BYTES", 2 * len(PDF))
    attach(draft, PDF[:-1])
    with pytest.raises(ValidationError, match="All files together"):
        attach(draft, PDF + b"3")
    monkeypatch.setattr(attaching, "MOST", 2)
    with pytest.raises(ValidationError, match="At most 2 files"):
        attach(draft, PDF + b"3")
    client.force_login(w.provider)
    where = reverse("answers:files", args=[draft.pk])
    client.post(where, {"file": SimpleUploadedFile("x.exe", b"MZ"), "question": ""})
    assert Attachment.objects.count() == 2


def test_a_draft_that_nobody_submitted_goes_after_its_time_and_what_was_submitted_stays(
    w, django_capture_on_commit_callbacks
):
    from protect.answers import kept

    stays = submitted(w, w.rival, w.rival_organisation).draft
    services.withdraw(stays)
    draft = drafted(w)
    file = attach(draft).file
    later = w.publication.answers_until + dt.timedelta(days=1)
    assert kept.remove_old_drafts(w.solution_provider, w.publication.answers_until) == 0
    assert [one for one, _since in kept.old_drafts(w.solution_provider, later)] == [draft]
    with django_capture_on_commit_callbacks(execute=True):
        assert kept.remove_old_drafts(w.solution_provider, later) == 1
        assert kept.remove_old_drafts(w.rival_organisation, later) == 0
    assert list(Draft.objects.all()) == [stays] and not file.storage.exists(file.name)


def test_a_submitted_file_stays_with_what_was_submitted(w):
    draft = drafted(w)
    kept, gone = attach(draft), attach(draft, PDF + b"2", "second.pdf")
    services.leave_out(gone)
    assert not Attachment.objects.filter(pk=gone.pk).exists()
    made = services.submit(draft, by=w.provider)
    services.leave_out(kept)
    assert documents.compose(Draft.objects.get(pk=draft.pk))["files"] == []
    assert made.attachments.get().file.read() == PDF
