"""Public pages kept in front of the program: the same for everybody, and never anybody's own."""

from __future__ import annotations

import gzip
import os

import pytest

from protect.organisations.keeping import STAMP
from protect.project.kept_pages import KeptPages, chosen_language

LANGUAGES = ("en", "fr")
PUBLIC = ("Cache-Control", "public, max-age=0, s-maxage=60")


class Program:
    def __init__(self, *headers, status="200 OK", body=b"page " * 400):
        self.asked, self.headers, self.status, self.body = 0, list(headers), status, body

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response(self.status, [("Content-Length", str(len(self.body))), *self.headers])
        return [self.body]


def front(program, folder):
    return KeptPages(
        program, folder, session_cookie="sessionid", language_cookie="django_language", languages=LANGUAGES
    )


def ask(pages, path="/", method="GET", **environ):
    told = []
    given = {"REQUEST_METHOD": method, "PATH_INFO": path, "HTTP_HOST": "here", "wsgi.url_scheme": "http", **environ}
    body = b"".join(pages(given, lambda status, headers, *more: told.append((status, dict(headers)))))
    return body, told[0][1]


def test_a_public_page_is_asked_for_once_and_given_compressed(tmp_path):
    program = Program(PUBLIC)
    pages = front(program, tmp_path)
    first, _headers = ask(pages)
    second, headers = ask(pages, HTTP_ACCEPT_ENCODING="gzip, br")
    assert program.asked == 1 and gzip.decompress(second) == first
    assert headers["Content-Length"] == str(len(second)) and headers["Vary"] == "Accept-Encoding"
    assert ask(pages)[0] == first
    assert ask(pages, method="HEAD")[0] == b"" and program.asked == 1
    ask(pages, QUERY_STRING="page=2")
    ask(pages, HTTP_HOST="there")
    ask(pages, HTTP_ACCEPT_LANGUAGE="fr-BE,fr;q=0.9")
    ask(pages, HTTP_COOKIE="django_language=fr")
    assert program.asked == 4


@pytest.mark.parametrize(
    "program",
    [
        Program(),
        Program(("Cache-Control", "private, no-store")),
        Program(PUBLIC, ("Set-Cookie", "csrftoken=1")),
        Program(PUBLIC, ("Content-Security-Policy", "script-src 'self' 'nonce-abc'")),
        Program(PUBLIC, status="404 Not Found"),
    ],
)
def test_what_may_be_somebodys_own_is_never_kept(tmp_path, program):
    pages = front(program, tmp_path)
    ask(pages)
    ask(pages)
    assert program.asked == 2 and not pages.pages


def test_whoever_has_a_session_and_whatever_is_sent_goes_to_the_program(tmp_path):
    program = Program(PUBLIC)
    pages = front(program, tmp_path)
    ask(pages)
    ask(pages, HTTP_COOKIE="a=b; sessionid=x")
    ask(pages, method="POST")
    assert program.asked == 3 and len(pages.pages) == 1


def test_a_change_makes_everything_stale_after_a_moment(tmp_path, monkeypatch):
    program = Program(PUBLIC)
    pages = front(program, tmp_path)
    ask(pages)
    (tmp_path / STAMP).touch()
    ask(pages)
    assert program.asked == 1  # within the moment
    monkeypatch.setattr("protect.project.kept_pages.AT_LEAST", 0.0)
    (tmp_path / STAMP).unlink()
    program = Program(PUBLIC)
    pages = front(program, tmp_path)
    ask(pages)
    (tmp_path / STAMP).touch()
    ask(pages)
    ask(pages)
    assert program.asked == 2
    os.utime(tmp_path / STAMP, ns=(1, 1))
    ask(pages)
    assert program.asked == 3


def test_it_keeps_no_more_than_its_share_of_memory(tmp_path, monkeypatch):
    monkeypatch.setattr("protect.project.kept_pages.MOST", 10_000)
    pages = front(Program(PUBLIC), tmp_path)
    for number in range(20):
        ask(pages, f"/{number}/")
    assert pages.size <= 10_000 and 0 < len(pages.pages) < 20
    assert ("http", "", "here", "/19/", "", "") in pages.pages


@pytest.mark.parametrize(
    "cookies, accepted, found",
    [
        ("", "", ""),
        ("", "fr", "fr"),
        ("", "de, fr-CH;q=0.8", "fr"),
        ("", "*", ""),
        ("django_language=fr; x=y", "en", "fr"),
        ("django_language=xx", "en", "en"),
        ("django_language=\x00;;;", "fr", "fr"),
    ],
)
def test_the_language_is_the_one_that_the_program_would_choose(cookies, accepted, found):
    assert chosen_language(cookies, accepted, "django_language", LANGUAGES) == found


@pytest.mark.django_db
def test_a_change_is_told_when_it_stands_and_a_view_is_none(
    w_town, settings, tmp_path, django_capture_on_commit_callbacks
):
    from protect.organisations import audit
    from protect.organisations.models import Verb

    settings.DATA = tmp_path
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(Verb.VIEWED, w_town)
    assert not (tmp_path / STAMP).exists()
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(Verb.CHANGED, w_town)
        assert not (tmp_path / STAMP).exists()
    assert (tmp_path / STAMP).exists()


@pytest.fixture
def w_town(db):
    from tests.world import make_organisation

    return make_organisation("Town")
