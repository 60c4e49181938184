"""The pictures of README and manual: starts the demo on data of its own and photographs its pages.

    python scripts/screenshots.py                   all pictures, into docs/images
    python scripts/screenshots.py scoring results   only these
    PROTECT_DATA=folder python scripts/screenshots.py --running http://127.0.0.1:8000
                                                    of a demo that is running already, with its data folder

Everything photographed is invented demonstration data. Pictures are small WebP files and committed, because README and
manual show them; run this again when the pages have changed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from protect.assessments.models import Assessment
    from protect.organisations.models import User

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "docs/images"
PATIENCE = 120  # seconds for the demo data and the server
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking"]


@dataclass(frozen=True)
class Shot:
    """One picture: where, as whom, on what screen. ``place`` finds address and person in the demo data, or None."""

    name: str
    place: Callable[[], tuple[str, User | None] | None]
    width: int = 1280
    height: int = 800
    phone: bool = False
    dark: bool = False
    scroll_to: str = ""  # selector brought to the top of the picture
    wait_for: str = ""  # selector that says the page has finished drawing


# ---- finding something worth showing in the demo data ----------------------------------------------------------------


def best(**conditions: Any) -> Assessment | None:
    """The assessment with the most rows among those that fit and have a lead with an account."""
    from django.db.models import Count

    from protect.assessments.models import Assessment

    found = Assessment.objects.filter(lead__is_active=True, **conditions)
    return found.annotate(rows=Count("scenarios")).order_by("-rows", "pk").first()


def as_lead(page: str, *states: str, mode: str = "full") -> Callable[[], tuple[str, User | None] | None]:
    """The page of an assessment in one of these states, the first that the demo has, seen by its lead."""

    def find() -> tuple[str, User | None] | None:
        for state in states:
            if found := best(state=state, mode=mode):
                return address(f"assessments:{page}", found.pk), found.lead
        return None

    return find


def as_scoring_member() -> tuple[str, User | None] | None:
    """The grid of somebody who has begun to score and has not handed in."""
    from django.db.models import Count

    from protect.assessments.models import TeamMember

    found = (
        TeamMember.objects.filter(
            assessment__state="scoring", assessment__mode="full", scores=True, user__isnull=False, handed_in_at=None
        )
        .annotate(given=Count("given_scores"))
        .order_by("-given", "pk")
        .first()
    )
    return (address("assessments:scoring", found.assessment_id), found.user) if found else None


def space_on_map() -> tuple[str, User | None] | None:
    """The space with the most sub-areas and measures, seen by somebody of its organisation who may edit it."""
    from django.db.models import Count

    from protect.organisations.models import Membership, Role
    from protect.spaces.models import Space

    spaces = Space.objects.exclude(wkb=None).annotate(
        parts=Count("sub_areas", distinct=True) + Count("measures", distinct=True)
    )
    for space in spaces.order_by("-parts", "pk")[:20]:
        member = Membership.objects.filter(organisation=space.organisation, role=Role.LEAD).order_by("pk").first()
        if member:
            return address("spaces:detail", space.pk), member.user
    return None


def start_page() -> tuple[str, User | None] | None:
    found = best(state="scoring") or best()
    return (address("web:home"), found.lead) if found else None


def levels() -> tuple[str, User | None] | None:
    """The space with the most verified actions, seen by who leads there."""
    from django.db.models import Count, Q

    from protect.organisations.models import Membership, Role
    from protect.spaces.models import Space

    done = Count("actions", filter=Q(actions__state="verified"), distinct=True)
    space = Space.objects.annotate(done=done).filter(done__gt=0).order_by("-done", "pk").first()
    if space is None:
        return None
    member = Membership.objects.filter(organisation=space.organisation, role=Role.LEAD).order_by("pk").first()
    return (address("plans:levels", space.pk), member.user) if member else None


def budget() -> tuple[str, User | None] | None:
    """A study whose best portfolios are known."""
    from protect.organisations.models import Membership, Role
    from protect.portfolios.models import Study

    for study in Study.objects.exclude(computations=None).order_by("pk"):
        member = Membership.objects.filter(organisation=study.organisation, role=Role.LEAD).order_by("pk").first()
        if member:
            return address("portfolios:result", study.pk), member.user
    return None


def public_event() -> tuple[str, User | None] | None:
    """The event for everybody with the most sessions, as a visitor reads it."""
    from django.db.models import Count

    from protect.events.models import Event

    found: Any = Event.objects.visible_to(None)  # type: ignore[attr-defined]
    event = found.annotate(count=Count("sessions")).order_by("-count", "pk").first()
    return (address("events:event", event.pk), None) if event else None


def recording() -> tuple[str, User | None] | None:
    """The last recording that everybody may watch, as a visitor does."""
    from protect.watching.queries import published

    found = published(None).order_by("-published_at", "-pk").first()
    return (address("watching:watch", found.pk), None) if found else None


def front() -> tuple[str, User | None]:
    """What visitors come to."""
    return address("web:home"), None


def address(name: str, *keys: int) -> str:
    from django.urls import reverse

    return reverse(name, args=keys)


SHOTS = [
    Shot("home", start_page, width=820, height=900),
    Shot("space", space_on_map, height=900, wait_for="[data-map][data-ready]"),
    Shot("assessment", as_lead("detail", "consensus", "review", "approved")),
    Shot("scoring", as_scoring_member, scroll_to="form[data-grid]"),
    Shot("scoring-phone", as_scoring_member, phone=True, scroll_to="form[data-grid]"),
    Shot("consensus", as_lead("consensus", "consensus", "review", "approved"), height=900),
    Shot("results", as_lead("results", "approved", "review", "consensus"), height=900),
    Shot("results-dark", as_lead("results", "approved", "review", "consensus"), height=900, dark=True),
    Shot("levels", levels, height=900),
    Shot("budget", budget, height=900, scroll_to="figure"),
    Shot("event", public_event, height=900),
    Shot("recording", recording, height=900),
    Shot("public", front, height=1000),
]


# ---- the demo --------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def demo() -> Iterator[str]:
    """The address of a demo of our own, on a free port and in a folder that is gone afterwards."""
    folder = tempfile.mkdtemp(prefix="protect-screenshots-")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ.update(PROTECT_ENV="demo", PROTECT_DATA=folder)
    command = [str(Path(sys.executable).parent / "protect"), "demo", "--port", str(port)]
    log = Path(folder) / "demo.log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, stdout=output, stderr=output, cwd=ROOT, start_new_session=True)
    try:
        base = f"http://127.0.0.1:{port}"
        wait_for(base, server, log)
        yield base
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(base, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise SystemExit(f"The demo did not start:\n{log.read_text(errors='replace')[-2000:]}")


# ---- photographing ---------------------------------------------------------------------------------------------------


def session_of(user: User) -> tuple[str, str]:
    """Name and value of a session cookie of this person of the demo: no password has to be known here."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return settings.SESSION_COOKIE_NAME, str(session.session_key)


def photograph(browser: Any, base: str, shot: Shot, path: str, cookie: tuple[str, str] | None) -> bytes:
    """The page as PNG."""
    size = {"width": 390, "height": 780} if shot.phone else {"width": shot.width, "height": shot.height}
    context = browser.new_context(
        viewport=size,
        is_mobile=shot.phone,
        has_touch=shot.phone,
        device_scale_factor=1.5 if shot.phone else 1,
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="Europe/Brussels",
    )
    try:
        if cookie:
            context.add_cookies([{"name": cookie[0], "value": cookie[1], "url": base}])
        page = context.new_page()
        answer = page.goto(base + path)
        if answer is None or answer.status != 200:
            raise SystemExit(f"{shot.name}: {path} answered {answer.status if answer else 'nothing'}.")
        page.wait_for_load_state("networkidle")
        if shot.wait_for and page.locator(shot.wait_for.split("[data-ready]")[0]).count():
            page.wait_for_selector(shot.wait_for, timeout=20_000)
        if shot.scroll_to and page.locator(shot.scroll_to).count():
            page.locator(shot.scroll_to).first.evaluate("element => element.scrollIntoView({block: 'start'})")
        return bytes(page.screenshot())
    finally:
        context.close()


def keep(name: str, png: bytes) -> int:
    """Write a small WebP; returns its size in bytes."""
    from PIL import Image

    TARGET.mkdir(parents=True, exist_ok=True)
    path = TARGET / f"{name}.webp"
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(path, "WEBP", quality=72, method=6)
    return path.stat().st_size


def main() -> int:
    parser = argparse.ArgumentParser(description="The pictures of README and manual.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(shot.name for shot in SHOTS))
    parser.add_argument("--running", metavar="URL", help="a demo that runs already, with its PROTECT_DATA set")
    wanted = parser.parse_args()
    if unknown := set(wanted.names) - {shot.name for shot in SHOTS}:
        parser.error(f"there is no picture {', '.join(sorted(unknown))}")
    chromium = os.environ.get("PROTECT_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not chromium:
        print("There is no Chromium on this machine (Debian: apt install chromium).", file=sys.stderr)
        return 1
    with contextlib.nullcontext(wanted.running.rstrip("/")) if wanted.running else demo() as base:
        return take([shot for shot in SHOTS if not wanted.names or shot.name in wanted.names], base, chromium)


def take(shots: list[Shot], base: str, chromium: str) -> int:
    import django

    os.environ.setdefault("PROTECT_ENV", "demo")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "protect.project.settings")
    django.setup()
    # Everything is asked of the database first: Playwright keeps an event loop, beside which Django refuses queries.
    places = {shot.name: shot.place() for shot in shots}
    cookies = {name: session_of(place[1]) for name, place in places.items() if place and place[1]}
    from playwright.sync_api import sync_playwright

    missing = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        for shot in shots:
            place = places[shot.name]
            if place is None:
                missing.append(shot.name)
                continue
            size = keep(shot.name, photograph(browser, base, shot, place[0], cookies.get(shot.name)))
            print(f"{shot.name:16}{size / 1000:7.1f} KB  {place[0]}")
        browser.close()
    if missing:
        print(f"Nothing in the data to show for: {', '.join(missing)}.", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
