"""What visitors read: the home with and without an editor, pages by language, news, the map; and what may be kept."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageViewRestriction

from protect.organisations import audit
from protect.organisations.keeping import HEADER
from protect.organisations.models import AuditEntry
from protect.pages import services
from protect.pages.models import HomePage, OrdinaryPage
from protect.pages.queries import languages
from protect.project.resting import schedule_is_due
from protect.search.queries import Question, search
from tests.events.making import drafted, published
from tests.pages.making import appointed, box, home, news, page
from tests.world import SECRET

pytestmark = pytest.mark.django_db


def test_without_an_editor_the_home_stands_and_shows_what_is_public_alone(w, client):
    published(w, "A seminar for everybody")
    drafted(w, f"{SECRET} seminar")
    text = client.get("/").content.decode()
    assert "A seminar for everybody" in text and SECRET not in text
    assert reverse("organisations:ask") in text and "How to join" in text
    assert "Selected solutions</h2>" not in text  # an empty list is not there
    assert "alert" not in text


def test_the_home_that_an_editor_wrote_takes_its_place_once_it_is_published(w, client):
    services.begin()
    assert "Here towns work out" in client.get("/").content.decode()  # a draft is not read
    made = HomePage.objects.get()
    made.lead = "We are ten towns."
    made.save_revision().publish()
    assert "We are ten towns." in client.get("/").content.decode()
    client.force_login(w.viewer)
    assert "We are ten towns." not in client.get("/").content.decode()  # members have their own front page


def test_a_page_is_in_the_language_of_its_address(w, client):
    english, french = home(), home("fr")
    about = page(english, "About us", show_in_menus=True)
    assert about.url == "/pages/en/about-us/"
    copy = about.copy_for_translation(french.locale)
    copy.title, copy.slug = "Qui sommes-nous", "qui-sommes-nous"
    copy.save_revision().publish()
    text = client.get("/pages/fr/qui-sommes-nous/", headers={"accept-language": "en"})
    assert text["Content-Language"] == "fr" and '<html lang="fr"' in text.content.decode()
    # As search engines want it: whole addresses, the page itself among them, one for all other languages.
    told = re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', text.content.decode())
    english_page, french_page = ("http://testserver" + one for one in (about.url, "/pages/fr/qui-sommes-nous/"))
    assert sorted(told) == [("en", english_page), ("fr", french_page), ("x-default", english_page)]
    both = [("en", "/pages/en/"), ("fr", "/pages/fr/"), ("x-default", "/")]
    for address in ("/", "/pages/en/", "/pages/fr/"):
        told = re.findall(r'hreflang="([\w-]+)" href="http://testserver([^"]+)"', client.get(address).content.decode())
        assert sorted(told) == both, address
    assert client.get("/pages/en/qui-sommes-nous/").status_code == 404
    assert "About us" in client.get("/", headers={"accept-language": "en"}).content.decode()  # in the menu
    assert client.get("/", headers={"accept-language": "fr"}).headers["Content-Language"] == "fr"


def test_a_page_in_one_language_alone_names_no_others(w, client):
    made = page(home(), "About us")
    assert "hreflang" not in client.get(made.url).content.decode()


def test_a_page_that_is_kept_from_the_public_is_named_nowhere(w, client):
    english, french = home(), home("fr")
    about = page(english, "About us", show_in_menus=True)
    hidden = page(english, "Hidden page", show_in_menus=True)
    copy = about.copy_for_translation(french.locale)
    copy.save_revision().publish()
    for one in (hidden, copy):
        PageViewRestriction.objects.create(page=one, restriction_type="login")
    text = client.get(about.url).content.decode()
    assert "About us" in text and "Hidden page" not in text and "hreflang" not in text
    assert client.get(hidden.url).status_code == 404
    PageViewRestriction.objects.create(page=english, restriction_type="login")
    assert "About us" not in client.get("/", headers={"accept-language": "en"}).content.decode()
    assert client.get("/pages/en/").status_code == 404


def test_each_page_tells_in_which_languages_it_is_missing_a_draft_or_behind(w):
    english, french = home(), home("fr")
    about, contact = page(english, "About us"), page(english, "Contact")
    copy = about.copy_for_translation(french.locale)
    states = {row.title: {code: state for code, state, _key in row.states} for row in languages.table()}
    assert states["About us"] == {"en": "published", "fr": "draft"}
    assert states["Contact"] == {"en": "published", "fr": "missing"}
    copy.save_revision().publish()
    assert languages.state_of(OrdinaryPage.objects.get(pk=copy.pk), about) == "published"
    about.save_revision().publish()
    assert languages.is_outdated(OrdinaryPage.objects.get(pk=copy.pk))
    assert not languages.is_outdated(contact)


def test_what_is_beneath_an_unpublished_page_is_not_read(w, client):
    above = page(home(), "Above")
    below = page(above, "Below")
    assert client.get(below.url).status_code == 200
    above.unpublish()
    assert client.get(below.url).status_code == 404
    assert client.get("/pages/en/none/").status_code == 404 and client.get("/pages/xx/").status_code == 404


def test_the_clock_publishes_and_takes_back_once_and_says_so(w, client):
    made = page(home(), "Soon")
    made.unpublish()
    made.go_live_at = timezone.now() + dt.timedelta(hours=1)
    made.save_revision().publish()
    assert client.get(made.url).status_code == 404 and not services.publish_due()
    from wagtail.models import Page, Revision

    past = timezone.now() - dt.timedelta(minutes=1)
    waiting = Revision.objects.exclude(approved_go_live_at=None).get()
    Revision.objects.filter(pk=waiting.pk).update(
        approved_go_live_at=past, content={**waiting.content, "go_live_at": past.isoformat()}
    )
    assert schedule_is_due()
    with audit.acting(None, "clock"):
        assert services.publish_due() and not services.publish_due()
    assert client.get(made.url).status_code == 200
    assert AuditEntry.objects.filter(origin="clock", note__startswith="wagtail.publish").exists()
    Page.objects.filter(pk=made.pk).update(expire_at=timezone.now() - dt.timedelta(minutes=1))
    assert schedule_is_due() and services.publish_due() and client.get(made.url).status_code == 404
    assert not schedule_is_due()


def test_news_in_order_on_the_page_and_as_a_feed(w, client):
    first, _second = news(home(), "First", "Second")
    text = client.get("/pages/en/news/").content.decode()
    assert text.index("Second") < text.index("First") and "About First" in text
    feed = ET.fromstring(client.get(reverse("pages:feed", args=["en"])).content)
    entries = [
        one.findtext("{http://www.w3.org/2005/Atom}title") for one in feed.iter("{http://www.w3.org/2005/Atom}entry")
    ]
    assert entries == ["Second", "First"]
    first.unpublish()
    assert b"First" not in client.get(reverse("pages:feed", args=["en"])).content
    assert client.get(reverse("pages:feed", args=["xx"])).status_code == 404


def test_a_list_of_news_names_the_feed_of_its_language(w, client):
    for language in ("en", "fr"):
        above = home(language)
        news(above, f"News in {language}")
        feed = reverse("pages:feed", args=[language])
        assert f'href="{feed}"' in client.get(f"/pages/{language}/news/").content.decode()
        assert f"News in {language}" in client.get(feed).content.decode()


def test_an_organisation_puts_its_city_on_the_map_and_takes_it_off(w, client):
    client.force_login(w.administrator)
    address = reverse("pages:map_place", args=[w.municipality.pk])
    assert client.post(address, {"city": "Testa", "latitude": "91", "longitude": "25"}).status_code == 200
    client.post(address, {"city": "Testa", "latitude": "45.65", "longitude": "25.6"})
    client.logout()
    text = client.get("/").content.decode()
    assert (
        'class="city-map' in text
        and '<th scope="row">Testa</th>' in text
        and "http://" not in text.partition("<svg")[2].partition("</svg>")[0]
    )
    client.force_login(w.administrator)
    client.post(reverse("pages:remove_place", args=[w.municipality.pk]))
    client.logout()
    assert "city-map" not in client.get("/").content.decode()
    client.force_login(w.platform_administrator)
    assert client.post(address, {"city": "Testa", "latitude": "45", "longitude": "25"}).status_code == 403
    with pytest.raises(ValidationError):
        services.show_on_map(w.municipality, {"city": "", "latitude": 1, "longitude": 1})


def test_what_is_published_is_found_by_words_of_its_body(w):
    body = [{"type": "text", "value": "<p>Bollards and <b>chestnuts</b></p>"}, box("events", title="Seminars")]
    made = page(home(), "About us", body)

    def found() -> list[str]:
        answer = search(Question.of(w.provider, {"q": "chestnuts"}))
        return [one.address for group in answer.groups for one in group.results]

    assert found() == [made.url]
    made.unpublish()
    assert found() == []


def test_only_the_same_for_everybody_is_kept(w, client):
    made = page(home(), "About us")
    for address in ("/", made.url):
        answer = client.get(address)
        assert answer["Cache-Control"] == HEADER and not answer.cookies, address
    client.force_login(w.viewer)
    assert client.get(made.url)["Cache-Control"] == "private, no-store"


def test_the_editor_is_told_of_lists_that_show_nothing(w):
    from protect.organisations import waiting

    editor = appointed(w)
    made = page(home(), "About us", [box("calls")])
    told = waiting.tasks_of(editor, {"page_box"})
    assert any(one.key == made.pk and "nothing to list" in one.title for one in told)
    assert waiting.tasks_of(w.lead, {"page_box", "page_language"}) == []
