"""Public pages kept in memory for a minute and given to every visitor without asking the program.

Which answers may be kept is said by the views (``organisations/keeping.py``): ``Cache-Control`` with ``s-maxage``, and no
cookie. Here they are kept, in each web process, by address and language; a request with a session is never looked at. Their
text has no secret in it, so it is kept compressed, too.

What changes on the platform makes everything that is kept stale within a second, in every process: whoever records a change
in the audit trail touches one file when the change stands, and its time is looked at with each request.
"""

from __future__ import annotations

import gzip
import http.cookies
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from protect.organisations.keeping import STAMP

#: Bytes of pages that a process keeps, and the largest one.
MOST, LARGEST = 16_000_000, 1_000_000
#: Seconds that a page is given whatever changes: on a platform that is worked on all the time, none would ever be kept.
AT_LEAST = 1.0
#: Shorter ones are not worth it.
COMPRESSED_FROM = 1000

_S_MAXAGE = re.compile(r"\bs-maxage=(\d+)")
Answer = Callable[..., Iterable[bytes]]


class Kept(NamedTuple):
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    packed: bytes | None
    since: float
    until: float
    stamp: int


class KeptPages:
    """A WSGI program in front of ``program``."""

    def __init__(
        self, program: Answer, folder: Path, *, session_cookie: str, language_cookie: str, languages: tuple[str, ...]
    ) -> None:
        self.program = program
        self.stamp_file = str(folder / STAMP)
        self.session_cookie, self.language_cookie = session_cookie, language_cookie
        self.languages = languages
        self.pages: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self.program(environ, start_response)
        cookies = environ.get("HTTP_COOKIE", "")
        if self.session_cookie in cookies:
            return self.program(environ, start_response)
        key = (
            environ.get("wsgi.url_scheme", ""), environ.get("HTTP_X_FORWARDED_PROTO", ""), environ.get("HTTP_HOST", ""),
            environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""),
            self.language(cookies, environ.get("HTTP_ACCEPT_LANGUAGE", "")),
        )  # fmt: skip
        stamp = self.stamp()
        kept = self.pages.get(key)
        now = time.monotonic()
        if kept is not None and kept.until > now and (kept.stamp == stamp or now - kept.since < AT_LEAST):
            return give(kept, environ, start_response)
        return self.asked(key, stamp, environ, start_response)

    def asked(
        self, key: tuple[str, ...], stamp: int, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        told: list[Any] = []

        def starting(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            told[:] = [status, headers]
            return start_response(status, headers, *more)

        answer = self.program(environ, starting)
        if environ["REQUEST_METHOD"] != "GET" or not told or not (seconds := keepable(*told)):
            return answer
        body = b"".join(answer)
        close = getattr(answer, "close", None)
        if close is not None:
            close()
        if len(body) <= LARGEST:
            headers = [*told[1], ("Vary", "Accept-Encoding")]
            now = time.monotonic()
            self.keep(key, Kept(told[0], headers, body, packed(body, headers), now, now + seconds, stamp))
        return [body]

    def keep(self, key: tuple[str, ...], kept: Kept) -> None:
        with self.lock:
            before = self.pages.pop(key, None)
            self.size += weight(kept) - (weight(before) if before else 0)
            self.pages[key] = kept
            while self.size > MOST:
                _key, oldest = self.pages.popitem(last=False)
                self.size -= weight(oldest)

    def stamp(self) -> int:
        try:
            return os.stat(self.stamp_file).st_mtime_ns  # noqa: PTH116 - with every request
        except OSError:
            return 0

    def language(self, cookies: str, accepted: str) -> str:
        return chosen_language(
            cookies if self.language_cookie in cookies else "", accepted, self.language_cookie, self.languages
        )


def weight(kept: Kept) -> int:
    return len(kept.body) + len(kept.packed or b"") + 2000


def keepable(status: str, headers: list[tuple[str, str]]) -> int:
    """Seconds; 0 for what belongs to one visitor or says nothing."""
    if not status.startswith("200"):
        return 0
    seconds = 0
    for name, value in headers:
        lower = name.lower()
        if lower == "set-cookie" or (lower == "content-security-policy" and "'nonce-" in value):
            return 0
        if lower == "cache-control" and "public" in value and (found := _S_MAXAGE.search(value)):
            seconds = int(found[1])
    return seconds


def packed(body: bytes, headers: list[tuple[str, str]]) -> bytes | None:
    if len(body) < COMPRESSED_FROM or any(name.lower() == "content-encoding" for name, _value in headers):
        return None
    return gzip.compress(body, 6, mtime=0)


def give(kept: Kept, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    headers, body = kept.headers, kept.body
    if kept.packed is not None and "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
        body = kept.packed
        headers = [one for one in headers if one[0].lower() != "content-length"]
        headers += [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
    start_response(kept.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@lru_cache(4096)
def chosen_language(cookies: str, accepted: str, cookie_name: str, languages: tuple[str, ...]) -> str:
    """As the program chooses it: by the cookie, else by what the browser says; in few words, because browsers use many."""
    from django.utils.translation.trans_real import parse_accept_lang_header

    if cookies:
        read: http.cookies.SimpleCookie = http.cookies.SimpleCookie()
        try:
            read.load(cookies)
        except http.cookies.CookieError:
            read.clear()
        said = read[cookie_name].value if cookie_name in read else ""
        if said in languages:
            return said
    for code, _weight in parse_accept_lang_header(accepted.lower()):
        if code == "*":
            break
        for one in (code, code.partition("-")[0]):
            if one in languages:
                return one
    return ""
