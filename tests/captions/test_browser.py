"""The editor of captions in a browser, by the keyboard alone; its pages on a phone, in the dark and without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.captions import services
from protect.captions.models import Work
from protect.captions.texts import track_of
from tests.captions.making import captioned, recorded
from tests.keyboard import Keyboard
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def overflow(page) -> int:
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_captions_are_edited_by_keyboard_alone(new_page, live_server, sign_in, axe, script_weight):
    w = world()
    track = captioned(
        w,
        recorded(w),
        "Good morning. We begin.",
        "Nobody can follow a sentence that is said as fast as this one is, really.",
        "Last.",
    )
    page = new_page()
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("captions:edit", args=[track.pk]))
    assert script_weight(page) < 40
    axe(page)
    page.locator("#told-1", has_text="too fast to follow").wait_for()
    hands = Keyboard(page)
    hands.reach("Words of cue 1", "textarea")
    page.keyboard.press("Control+Home")
    for _step in range(len("Good morning.")):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Alt+s")
    page.locator("#words-3").wait_for()
    assert [page.locator(f"#words-{at}").input_value() for at in (0, 1)] == ["Good morning.", "We begin."]
    # The new cue has the focus: its words, its time, the next one.
    page.keyboard.press("Control+a")
    page.keyboard.type("We begin now & here.")
    page.keyboard.press("Alt+Shift+,")
    page.locator("#told-1", has_text="characters a second").wait_for()
    page.get_by_text("Kept in your working copy.").wait_for()
    page.keyboard.press("Alt+ArrowDown")
    assert page.evaluate("document.activeElement.id") == "words-2"
    page.keyboard.press("Alt+m")
    page.locator("#words-3").wait_for(state="detached")
    work = track_of(Work.objects.get().text)
    assert [one.text for one in work.cues][:2] == ["Good morning.", "We begin now &amp; here."]
    assert work.cues[2].text.endswith("really.\nLast.") and work.cues[1].end == 3700
    page.reload()
    assert page.locator("#words-1").input_value() == "We begin now & here."
    hands.press("Save as a version")
    page.get_by_role("button", name="Save as the newest version").wait_for()
    hands.write("What is new", "by hand")
    hands.press("Save as the newest version")
    page.get_by_text("Saved as the newest version.").wait_for()
    axe(page)
    assert track.versions.first().note == "by hand"


def test_the_pages_of_captions_on_a_phone_in_the_dark_and_without_scripts(new_page, live_server, sign_in, axe):
    w = world()
    recording = recorded(w)
    track = captioned(w, recording, "Good morning.", "We begin.")
    other = services.begin(recording, language="fr", kind="subtitles", source=track, asked=True, by=w.lead)
    services.write(track, track_of(track.current.text).spliced(1, 1, []), origin="editor", by=w.lead)
    brought = services.look_at(track, "a.srt", b"1\n00:00:01.000 -> 00:00:02,000\nHello\n", by=w.lead)
    phone = new_page(phone=True, dark=True)
    sign_in(phone, live_server, w.lead)
    for name, args in (
        ("own", []), ("of_recording", [recording.pk]), ("begin", [recording.pk]), ("track", [track.pk]),
        ("version", [track.pk, 2]), ("edit", [track.pk]), ("translate", [other.pk]), ("brought", [track.pk, brought.pk]),
        ("losses", [track.pk, "sbv"]), ("bring", [track.pk]),
    ):  # fmt: skip
        phone.goto(live_server.url + reverse(f"captions:{name}", args=args))
        axe(phone)
        assert overflow(phone) <= 0, name
    plain = new_page(javascript=False)
    sign_in(plain, live_server, w.lead)
    plain.goto(live_server.url + reverse("captions:edit", args=[track.pk]))
    plain.get_by_label("Words of cue 1").fill("Good evening.")
    plain.get_by_role("button", name="Split 1").click()
    assert plain.get_by_label("Words of cue 2").input_value() == "evening."
    plain.goto(live_server.url + reverse("captions:translate", args=[other.pk]))
    plain.get_by_label("Cue 1 in French").fill("Bonjour.")
    plain.get_by_role("button", name="Save", exact=True).click()
    plain.get_by_text("1 of 1 cues translated").wait_for()
