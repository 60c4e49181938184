"""Fixtures that drive a real Chromium: every page is watched, and a complaint of the page fails the test.

    def test_a_space_opens(page, live_server, sign_in, axe):
        sign_in(page, live_server, person)
        page.goto(live_server.url + "/spaces/")
        axe(page)

A test fails at its end if a page asked a foreign host for anything, wrote an error to its console or threw one. What a
test provokes on purpose it announces: ``page.expected.append("403")`` (a piece of the console line).

The pages' security policy forbids eval, on which ``page.wait_for_function`` stands: wait for elements and attributes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

AXE = Path(__file__).resolve().parents[1] / "node_modules/axe-core/axe.min.js"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Transitions and animations that end; what goes round for ever (a spinner) or is stopped is not waited for.
SETTLED = """async () => {
  const ending = () => document.getAnimations().filter((one) =>
    one.playState === "running" && Number.isFinite(one.effect?.getComputedTiming().endTime));
  const late = performance.now() + 3000;
  while (ending().length && performance.now() < late) {
    const rest = new Promise((resolve) => setTimeout(resolve, 200));
    await Promise.race([Promise.allSettled(ending().map((one) => one.finished)), rest]);
  }
}"""
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    # Even a page that tries reaches nothing: the test shall fail by what it asked for, not by what answered.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
HOME = {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser; PROTECT_CHROMIUM names another one."""
    found = os.environ.get("PROTECT_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not found:
        pytest.skip("NO CHROMIUM on this machine: browser tests cannot run (Debian: apt install chromium)")
    return found


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    """One Chromium for all tests of this process."""
    from playwright.sync_api import sync_playwright

    # Playwright's synchronous interface keeps an event loop in this thread, at which Django would refuse every query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


class Watch:
    """Collects what pages did that they should not have."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self.expected: list[str] = []

    def follow(self, context: Any) -> None:
        context.on("request", self._request)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(f"exception: {error.error}"))

    def _request(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname not in HOME:
            self.complaints.append(f"foreign request: {request.url}")

    def _console(self, message: Any) -> None:
        if message.type == "error":
            where = message.location.get("url", "") if message.location else ""
            self.complaints.append(f"console: {message.text} {where}".rstrip())

    def verdict(self) -> list[str]:
        return [text for text in self.complaints if not any(piece in text for piece in self.expected)]


@pytest.fixture
def new_page(browser: Any) -> Iterator[Callable[..., Any]]:
    """``new_page(dark=False, width=1280, height=800, **context options)``: a page in a fresh context of its own.

    For several people in one test. ``javascript=False`` goes without scripts, ``phone=True`` touches at 360 px.
    """
    watch = Watch()
    contexts: list[Any] = []

    def make(
        *,
        dark: bool = False,
        width: int = 1280,
        height: int = 800,
        phone: bool = False,
        javascript: bool = True,
        **more: Any,
    ) -> Any:
        if phone:
            width, height, more = 360, 740, {"has_touch": True, "is_mobile": True, "device_scale_factor": 2, **more}
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
            locale=more.pop("locale", "en-GB"),
            timezone_id=more.pop("timezone_id", "Europe/Brussels"),
            **more,
        )
        context.set_default_timeout(10_000)
        watch.follow(context)
        contexts.append(context)
        opened = context.new_page()
        opened.expected = watch.expected
        opened.scripts = set()
        context.on("request", lambda request: opened.scripts.add(urlsplit(request.url).path))
        return opened

    yield make
    for context in contexts:
        context.close()
    verdict = watch.verdict()
    assert not verdict, "The page complained:\n  " + "\n  ".join(dict.fromkeys(verdict))


@pytest.fixture
def page(new_page: Callable[..., Any]) -> Any:
    """A desktop page in light colours."""
    return new_page()


@pytest.fixture
def sign_in() -> Callable[[Any, Any, Any], None]:
    """``sign_in(page, live_server, user)``: this person's session for the page, without walking the form again."""
    from django.conf import settings
    from django.test import Client

    def act(page: Any, live_server: Any, user: Any) -> None:
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend" if _plain() else None)
        page.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "url": live_server.url,
                }
            ]
        )

    def _plain() -> bool:
        return "django.contrib.auth.backends.ModelBackend" in settings.AUTHENTICATION_BACKENDS

    return act


@pytest.fixture
def script_weight() -> Callable[[Any], float]:
    """``script_weight(page)``: kilobytes of all scripts this page asked for so far, as the server compresses them.

    Workers count, a file counts once. The house allows 300 on map pages and 40 elsewhere.
    """
    import brotli
    from django.conf import settings
    from django.contrib.staticfiles import finders

    prefix = "/" + settings.STATIC_URL.strip("/") + "/"

    def weigh(page: Any) -> float:
        total = 0
        for path in page.scripts:
            if path.startswith(prefix) and path.endswith((".js", ".mjs")):
                found = finders.find(path.removeprefix(prefix))
                assert found, f"{path} was asked for and is not a static file"
                total += len(brotli.compress(Path(found).read_bytes(), quality=11))
        return total / 1000

    return weigh


@pytest.fixture
def view_weight() -> Callable[[Any, str], float]:
    """``view_weight(page, address)``: kilobytes of a first view as the server compresses them, besides pictures and films.

    ``page``: one that loaded nothing yet. The house allows 100 on a public page.
    """
    import brotli

    beside = ("image/", "video/", "audio/")

    def weigh(page: Any, address: str) -> float:
        met: list[Any] = []
        page.on("response", lambda one: met.append(one))
        page.goto(address, wait_until="networkidle")
        counted = [one for one in met if not one.headers.get("content-type", "").startswith(beside)]
        assert counted, address
        return sum(len(brotli.compress(one.body())) for one in counted) / 1000

    return weigh


@pytest.fixture
def axe() -> Callable[..., None]:
    """``axe(page, exclude=[selectors])``: fails with rule, element and remedy for every accessibility violation."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run make setup")
    source = AXE.read_text(encoding="utf-8")

    def check(page: Any, exclude: list[str] | None = None) -> None:
        # Handed over by the debugger's channel: the page's content security policy stays as strict as it is.
        page.evaluate(source)
        # A colour half way from one to the other is nobody's choice: what moves and comes to an end is waited for.
        page.evaluate(SETTLED)
        violations = page.evaluate(
            "([exclude, tags]) => axe.run({exclude}, {runOnly: tags, resultTypes: ['violations']})"
            ".then((result) => result.violations)",
            [[[selector] for selector in exclude or []], AXE_TAGS],
        )
        found = [
            f"{rule['id']} ({rule['impact']}): {rule['help']}\n      {node['html'][:200]}\n"
            f"      {node['failureSummary']}"
            for rule in violations
            for node in rule["nodes"][:4]
        ]
        assert not found, f"{page.url} has accessibility violations:\n  " + "\n  ".join(found)

    return check
