"""A speaker without an account: the link, the own profile, the consent given and taken back, everything deleted."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.events import kept, services
from protect.events.models import Profile, Speaker
from protect.organisations.models import AuditEntry
from tests.events.making import drafted, published
from tests.keyboard import Keyboard
from tests.world import make_user, picture, world

pytestmark = pytest.mark.django_db


def test_a_speaker_writes_the_own_profile_behind_a_link_and_takes_everything_back(
    client, django_capture_on_commit_callbacks
):
    w = world()
    event = published(w)
    speaker = Speaker.objects.get()
    with pytest.raises(ValidationError, match="e-mail address"):
        services.invite_speaker(speaker)
    services.change_speaker(speaker, {"name": "Ana Speaker", "email": "ana@speaker.example"})
    links = []
    for _number in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            services.invite_speaker(speaker)
        text = mail.outbox[-1].body
        assert mail.outbox[-1].to == ["ana@speaker.example"] and event.title not in text
        links.append(re.search(r"/events/speaking/\S+", text).group())
    assert client.get(links[0]).status_code == 404  # a newer mail has another link
    page = client.get(links[1])
    assert page.status_code == 200 and event.sessions.first().title in page.content.decode()
    public = f"/events/speakers/{speaker.pk}/"
    values = {"role": "Planner", "works_for": "Testa", "biography": "Draws squares.", "web_address": ""}
    assert client.post(links[1], values).status_code == 302  # written, without the consent
    assert not Profile.objects.visible_to(None).exists() and "Draws" not in client.get(public).content.decode()
    photo = SimpleUploadedFile("me.jpg", picture().read(), "image/jpeg")
    assert client.post(links[1], {**values, "photo": photo, "consents": "on"}).status_code == 302
    assert "Draws squares." in client.get(public).content.decode()
    assert client.get(links[1] + "photo/")["Content-Type"] == "image/jpeg"
    told = client.get(links[1] + "data.json").json()
    assert (told["biography"], told["has_photo"], told["email"]) == ("Draws squares.", True, "ana@speaker.example")
    assert client.post(links[1], values).status_code == 302  # taken back: it stays written, and is not public
    speaker.refresh_from_db()
    assert (
        speaker.consent_at is None and Profile.objects.get().biography and not Profile.objects.visible_to(None).exists()
    )
    assert client.post(links[1] + "forget/").status_code == 200 and client.get(links[1]).status_code == 404
    speaker.refresh_from_db()
    assert (speaker.email, speaker.secret_digest) == ("", "") and not Profile.objects.exists()
    trail = AuditEntry.objects.filter(object_type__in=("events.speaker", "events.profile"))
    assert trail.filter(note="link sent").count() == 2
    said = " ".join(str(one.changes) + one.object_name + one.note for one in trail)
    assert "ana@" not in said and "Draws" not in said


def test_who_has_an_account_finds_there_where_a_list_of_speakers_has_them():
    w = world()
    event = drafted(w, "Inner meeting")
    services.change_speaker(Speaker.objects.get(), {"email": "ana@speaker.example"})
    [told] = kept.speaking_of(make_user("ana@speaker.example"))
    assert told["name"] == "Inner meeting speaker" and told["sessions"] == [event.sessions.first().pk]


@pytest.mark.django_db(transaction=True)
def test_organiser_and_speaker_get_along_with_the_keyboard_alone(new_page, live_server, sign_in, axe):
    """The organiser on a phone in the dark: a room, a speaker, the link, publishing; then the speaker, without an account."""
    w = world()
    event = drafted(w)
    page = new_page(dark=True, width=360)
    sign_in(page, live_server, w.lead)
    page.goto(live_server.url + reverse("events:manage", args=[event.pk]))
    hands = Keyboard(page)

    def look(one):
        axe(one)
        assert one.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0, one.url

    hands.press("Add a room or link")
    page.get_by_label("Link to join").wait_for()
    hands.write("Name", "Hall two")
    look(page)
    hands.press("Save")
    page.get_by_text("Hall two").first.wait_for()
    page.goto(live_server.url + reverse("events:manage_speaker", args=[Speaker.objects.get().pk]))
    assert page.get_by_role("button", name="Let the speaker write it").count() == 0
    hands.press("Change")
    page.get_by_label("E-mail").wait_for()
    hands.write("Name", "Ana Speaker")
    hands.write("E-mail", "ana@speaker.example")
    hands.press("Save")
    page.get_by_role("button", name="Let the speaker write it").wait_for()
    hands.press("Let the speaker write it")
    page.get_by_text("The link is on its way to ana@speaker.example.").wait_for()
    look(page)
    page.goto(live_server.url + reverse("events:manage", args=[event.pk]))
    hands.press("Publish", "button")
    hands.press("Yes", "button")
    page.get_by_text("Published", exact=True).first.wait_for()
    phone = new_page(dark=True, width=360)
    phone.goto(live_server.url + re.search(r"/events/speaking/\S+", mail.outbox[-1].body).group())
    own = Keyboard(phone)
    look(phone)
    own.write("Your role", "Planner")
    own.write("Biography", "Draws squares.")
    own.tick("I agree")
    own.press("Save")
    phone.get_by_text("Saved. Thank you.").wait_for()
    phone.get_by_text("You agreed on").wait_for()
    look(phone)
    assert Speaker.objects.get().has_consented and Profile.objects.get().biography == "Draws squares."
