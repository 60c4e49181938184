"""In a browser: somebody who does not hear, with the keyboard alone; one without scripts; a phone; an upload that is cut."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from protect.recordings import services
from protect.recordings.models import Recording, Upload
from tests.captions.making import captioned
from tests.events.making import BEGINS, published
from tests.keyboard import Keyboard
from tests.recordings.making import begun, film, shown
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def now(page) -> float:
    return page.evaluate("document.getElementById('film').currentTime")


def watched(w, seconds=20):
    recording = shown(w, published(w), content=film(seconds), begins_at=BEGINS)
    captioned(w, recording, reviewed=True)
    captioned(w, recording, "Bonjour à tous.", "Les bornes d'abord.", language="fr", reviewed=True)
    services.save_chapter(recording, {"begins_ms": seconds * 400, "title": "Bollards"})
    return recording


def test_somebody_who_does_not_hear_watches_with_the_keyboard_alone(
    new_page, live_server, axe, script_weight, view_weight
):
    w = world()
    recording = watched(w)
    address = live_server.url + reverse("watching:watch", args=[recording.pk])
    page = new_page()
    assert view_weight(page, address) < 100
    page.locator("#film[src], #film source").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    playing = page.evaluate("document.getElementById('film').currentSrc")
    assert playing.endswith(".m3u8"), "Chromium plays the adaptive stream itself"
    assert page.evaluate("document.getElementById('film').error") is None and script_weight(page) < 40
    axe(page)
    hands = Keyboard(page)
    hands.reach("Captions", "select")
    page.keyboard.press("ArrowDown")
    showing = (
        "[...document.getElementById('film').textTracks].filter(one => one.mode === 'showing').map(one => one.language)"
    )
    assert page.evaluate(showing) == ["en"]
    hands.reach("Their size", "select")
    page.keyboard.press("End")
    assert page.locator("#film").get_attribute("data-size") == "huge"
    # To a chapter, then by keys from the player.
    hands.press("Bollards", "a")
    page.locator('[data-begins="8000"][aria-current]').wait_for()
    page.keyboard.press("k")  # pause: the link has the focus, within the player
    page.wait_for_timeout(200)
    paused = now(page)
    assert page.evaluate("document.getElementById('film').paused") and paused >= 8
    page.keyboard.press("ArrowRight")
    page.locator('[data-begins="12000"][aria-current]').wait_for()
    assert now(page) >= 12.5
    page.keyboard.press("c")
    assert page.evaluate(showing) == []
    page.keyboard.press("c")
    page.keyboard.press(".")
    expect(page.locator("#c-speed")).to_have_value("1.25")  # the player tells of it a moment later
    # In the text: what is looked for, and the second at which it is said.
    hands.reach("Find in the text", "input")
    page.keyboard.type("OPERATORS")
    page.get_by_text("1 / 1").wait_for()
    page.keyboard.press("Enter")
    page.locator('[data-begins="12000"][aria-current]').wait_for()
    expect(page.locator("#here-link")).to_have_value(re.compile(r"\?t=12$"))
    # What was chosen is remembered, and a link opens at its second.
    other = page.context.new_page()
    other.goto(f"{address}?t=9&lang=fr")
    other.locator('#film[data-size="huge"]').wait_for()
    assert other.evaluate(showing) == ["en"] and other.get_by_text("Les bornes d'abord.").is_visible()
    other.wait_for_timeout(700)
    assert 8.9 <= now(other) <= 9.5


def test_without_scripts_on_a_phone_and_in_the_dark_everything_is_there(new_page, live_server, axe):
    w = world()
    recording = watched(w, 6)
    address = reverse("watching:watch", args=[recording.pk])
    plain = new_page(javascript=False)
    plain.goto(live_server.url + address)
    assert plain.locator("#film").is_visible() and plain.locator("track").count() == 2
    assert plain.get_by_text("Today we look at barriers").is_visible() and not plain.locator("#controls").is_visible()
    plain.get_by_role("link", name="French").click()
    assert plain.get_by_text("Bonjour à tous.").is_visible()
    plain.locator(".watching-lines a").first.click()
    assert plain.url.endswith("?t=0&lang=fr")
    phone = new_page(phone=True, dark=True)
    for where in (address, "/recordings/", reverse("events:event", args=[recording.event_id])):
        phone.goto(live_server.url + where)
        axe(phone)
        assert overflow(phone) <= 0, where
    plain.goto(live_server.url + "/recordings/")
    plain.get_by_role("link", name=recording.title).click()
    assert plain.get_by_role("heading", name=recording.title).is_visible()


def test_a_cut_line_goes_on_where_it_was_and_what_comes_is_converted(new_page, live_server, sign_in, axe, tmp_path):
    w = world()
    recording = begun(w, published(w))
    content = film(8, "640x360")
    path = tmp_path / "camera.mp4"
    path.write_bytes(content)
    piece = len(content) // 4
    page = new_page()
    page.expected += ["Failed to load resource", "ERR_"]
    sign_in(page, live_server, w.assessor)
    begun_at, cut, offsets = [], [], []

    def line(route):
        """The third piece never arrives, once."""
        request = route.request
        if request.method == "POST":
            begun_at.append(request.url)
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))
            if len(offsets) == 3 and not cut:
                cut.append(offsets[-1])
                return route.abort("connectionreset")
        return route.continue_()

    page.route(re.compile(r"/uploads/"), line)
    page.goto(live_server.url + reverse("recordings:bring", args=[recording.pk]))
    axe(page)
    page.evaluate(f"document.getElementById('bring').dataset.piece = '{piece}'")
    page.get_by_label("File").set_input_files(path)
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="As its viewers see it").wait_for(timeout=60_000)
    assert len(begun_at) == 1 and cut == [2 * piece]
    assert offsets.count(2 * piece) == 2 and 0 not in offsets[1:], "nothing that had arrived was sent again"
    recording = Recording.objects.get()
    assert recording.is_ready and recording.original_size == len(content) and not Upload.objects.exists()
    for where in ("manage", "publish", "change"):
        page.goto(live_server.url + reverse(f"recordings:{where}", args=[recording.pk]))
        axe(page)
    phone = new_page(phone=True)
    sign_in(phone, live_server, w.lead)
    for where in ("manage", "delete", "add_chapter", "add_poster"):
        phone.goto(live_server.url + reverse(f"recordings:{where}", args=[recording.pk]))
        axe(phone)
        assert overflow(phone) <= 0, where


def test_whoever_reads_captions_gets_them_on_the_next_recording_too_and_one_track_at_a_time(new_page, live_server):
    w = world()
    first = watched(w)
    captioned(w, first, "Hello, all of you.", kind="subtitles", reviewed=True)
    second = shown(w, published(w, "Another day"), content=film(3), begins_at=BEGINS)
    captioned(w, second, language="en", reviewed=True)
    page = new_page()
    showing = (
        "[...document.getElementById('film').textTracks].filter(one => one.mode === 'showing')"
        ".map(one => `${one.kind} ${one.language}`)"
    )
    page.goto(live_server.url + reverse("watching:watch", args=[first.pk]))
    choice = page.get_by_label("Captions", exact=True)
    for value, told in (
        ("subtitles-en", ["subtitles en"]),
        ("captions-en", ["captions en"]),
        ("captions-fr", ["captions fr"]),
    ):
        choice.select_option(value)
        assert page.evaluate(showing) == told
        expect(choice).to_have_value(value)
    assert choice.locator("option").all_inner_texts() == [
        "off", "English, captions", "French", "English, subtitles (translation)",
    ]  # fmt: skip
    # French is not there: what there is, not nothing.
    page.goto(live_server.url + reverse("watching:watch", args=[second.pk]))
    expect(choice).to_have_value("captions-en")
    assert page.evaluate(showing) == ["captions en"]
    choice.select_option("")
    page.reload()
    assert page.evaluate(showing) == [] and choice.input_value() == ""
