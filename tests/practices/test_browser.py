"""By keyboard on a narrow dark screen: author, colleague who publishes, a peer who tried it; a visitor without scripts."""

from __future__ import annotations

import pytest
from django.urls import reverse

from protect.cooperation.models import Exchange
from protect.library.models import Document
from protect.organisations.models import Membership, Role
from protect.practices.models import Practice
from tests.cooperation.making import asked, described
from tests.keyboard import Keyboard
from tests.library.test_documents import published as shelved
from tests.practices.making import marked
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)

TEXTS = {
    "In one sentence": "Traders move the bollards.", "City or region": "Testa", "Contact": "safety@testa.example",
    "Context": "A market.", "Problem": "Lorries came in.", "What was done": "Keys for traders.", "Effect": "None since.",
    "What went wrong": "A lock froze.", "Privacy and fundamental rights": "No camera.", "What another town needs": "A key.",
}  # fmt: skip


@pytest.fixture
def go(new_page, live_server, sign_in, axe):
    """Open a page as somebody: (page, hands); ``look`` asks axe and the width."""

    def begin(person, where, **options):
        page = new_page(dark=True, width=360, **options)
        if person is not None:
            sign_in(page, live_server, person)
        page.goto(live_server.url + where)
        return page, Keyboard(page)

    def look(page):
        axe(page)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, page.url

    begin.look = look
    return begin


def test_from_the_author_to_the_reader(go):
    w = world()
    page, hands = go(w.assessor, reverse("practices:list"))
    go.look(page)
    hands.press("Write a practice")
    page.get_by_label("Title").wait_for()
    go.look(page)
    hands.write("Title", "Keys for the market")
    for name, text in TEXTS.items():
        hands.write(name, text)
    hands.tick("Vehicle attack")
    hands.press("Save", "button")
    page.get_by_text("The draft is kept.").wait_for()
    hands.press("Hand in for review")
    page.get_by_text("Somebody else of your organisation").wait_for()
    hands.press("Hand in for review", "button")
    page.get_by_text("Done: hand in for review.").wait_for()
    made = marked(w, Practice.objects.get(), "CLEAR")
    there = reverse("practices:practice", args=[made.pk])

    page, hands = go(w.lead, there)
    go.look(page)
    hands.press("Publish")
    page.get_by_text("Nothing is published yet.").wait_for()
    go.look(page)
    hands.press("I have seen it: publish", "button")
    page.get_by_text("Done: publish.").wait_for()

    page, hands = go(w.other, there)
    hands.press("We tried this, too")
    page.get_by_label("Where").wait_for()
    go.look(page)
    hands.write("Where", "Testb, market")
    hands.write("Year", "2025")
    hands.choose("Result", "it did not work")
    hands.write("What was different", "Our lorries are larger.")
    hands.tick("Everybody may read it")
    hands.press("Save", "button")
    page.get_by_text("Thank you: others see").wait_for()
    go.look(page)

    page, _hands = go(None, reverse("practices:list"), javascript=False)
    page.get_by_label("Words").fill("bollards")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Keys for the market").click()
    for text in ("A lock froze.", "Our lorries are larger.", "Testb, market, 2025"):
        page.get_by_text(text).wait_for()


def test_documents_and_exchange_on_a_phone(go):
    w = world()
    Membership.objects.filter(user=w.officer).update(role=Role.LEAD)
    shelved(w)
    made = asked(w)
    profile = described(w.police, marking="CLEAR")
    pages = (
        (None, ("library:list",), ("library:document", Document.objects.get().pk), ("cooperation:list",),
         ("cooperation:profile", profile.pk), ("cooperation:contact",), ("web:glossary",)),
        (w.lead, ("library:own",), ("library:new",), ("practices:own",), ("cooperation:exchanges",)),
        (w.administrator, ("cooperation:change_profile", w.municipality.pk), ("cooperation:propose", made.pk)),
    )  # fmt: skip
    for person, *names in pages:
        page, _hands = go(person, reverse("web:home"))
        base = page.url.rstrip("/")
        for name, *args in names:
            page.goto(base + reverse(name, args=args))
            go.look(page)
    page, hands = go(w.officer, reverse("cooperation:exchange", args=[made.pk]))
    go.look(page)
    hands.write("Message", "Come on Tuesday.")
    hands.press("Send", "button")
    page.get_by_text("Sent.", exact=True).wait_for()
    hands.press("Agree")
    page.get_by_text("You will exchange").wait_for()
    go.look(page)
    hands.press("Agree", "button")
    page.get_by_text("Done: agree.").wait_for()
    assert Exchange.objects.get().state == "agreed"
