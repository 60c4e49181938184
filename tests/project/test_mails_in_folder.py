"""Mails of the demonstration lie in a folder."""

from __future__ import annotations

import email
from email import policy

from django.core.mail import EmailMessage, get_connection


def test_each_mail_is_a_file_that_mail_programs_open(tmp_path, settings):
    settings.DATA = tmp_path
    backend = get_connection("protect.project.mails_in_folder.EmailBackend")
    sent = [
        EmailMessage("Locul dumneavoastră", "Bună ziua, Țurcan", "from@example.org", ["../a/b@example.org"]),
        EmailMessage("Two", "To two", "from@example.org", ["one@example.org"], bcc=["two@example.org"]),
    ]
    sent[0].attach("event.ics", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "text/calendar")
    assert backend.send_messages(sent) == 2
    files = sorted((tmp_path / "mails").iterdir(), key=lambda one: "one@" not in one.name)
    assert len(files) == 2 and all(one.suffix == ".eml" for one in files)
    two, first = (email.message_from_bytes(one.read_bytes(), policy=policy.default) for one in files)
    assert first["Subject"] == "Locul dumneavoastră" and first["To"] == "../a/b@example.org"
    assert first.get_body().get_content().strip() == "Bună ziua, Țurcan"
    assert [one.get_filename() for one in first.iter_attachments()] == ["event.ics"]
    assert "two@example.org" in files[0].name and two["Bcc"] is None
    assert backend.send_messages([]) == 0
