"""The manual under /help: every page renders, every link leads somewhere, no picture is missing."""

from __future__ import annotations

import functools
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urldefrag

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from protect.reference.services import sync
from protect.web import manual
from protect.web.glossary import entries

pytestmark = pytest.mark.django_db


class Links(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: set[str] = set()
        self.images: dict[str, str] = {}
        self.ids: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "a" and found.get("href"):
            self.targets.add(found["href"])
        if tag == "img":
            self.images[found["src"]] = found.get("alt") or ""
        if "id" in found:
            self.ids.append(found["id"])


def address(name: str) -> str:
    return reverse("web:help") if name == manual.START else reverse("web:help_page", args=[name])


@functools.cache
def answered(path: str) -> tuple[int, Links]:
    """What a stranger gets there: once for all tests, since every page of the manual leads to every other."""
    answer = Client().get(path)
    return answer.status_code, Links("" if answer.streaming else answer.content.decode())


def fetched(path: str) -> Links:
    status, links = answered(path)
    assert status == 200, path
    return links


def test_there_are_the_pages_that_a_user_looks_for():
    assert {"index", "administrator", "user/lead", "user/assessor", "user/viewer"} <= set(manual.names())


@pytest.mark.parametrize("name", manual.names())
def test_every_link_and_picture_of_a_page_leads_somewhere(name):
    here = address(name)
    page = fetched(here)
    assert len(page.ids) == len(set(page.ids)), "an id is there twice"
    for target in page.targets:
        path, anchor = urldefrag(target)
        if path.startswith(("http:", "https:", "mailto:")):
            continue
        assert path == "" or path.startswith("/"), f"{name}: {target} is not an address of the platform"
        if anchor:
            there = fetched(path or here)
            assert unquote(anchor) in there.ids, f"{name}: {target} leads to a heading that is not there"
        elif path:
            assert answered(path)[0] in {200, 302}, f"{name}: {target}"
    for picture, words in page.images.items():
        assert words, f"{name}: {picture} has no words for those who do not see it"


def test_pictures_are_served_with_their_type(client):
    shown = {
        picture
        for name in manual.names()
        for picture in re.findall(r"/help/images/([^\"]+)", manual.read(name).html)
        if manual.image(picture)
    }
    assert shown
    for picture in shown:
        answer = client.get(reverse("web:help_image", args=[picture]))
        assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("image/")
        assert b"".join(answer.streaming_content)


def test_pages_follow_each_other():
    order = manual.names()
    pages = [manual.read(name) for name in order]
    assert [page.after for page in pages] == [*order[1:], ""]
    assert [page.before for page in pages] == ["", *order[:-1]]


@pytest.mark.parametrize("name", ["nothing", "../settings", "user/../index", "images/home.webp", "index.md"])
def test_names_outside_the_manual_are_not_there(client, name):
    assert manual.read(name) is None
    assert client.get(f"/help/{name}/").status_code == 404


@pytest.mark.parametrize("name", ["../index.md", "nothing.png", "..", "index.md"])
def test_only_pictures_are_served_as_pictures(name):
    assert manual.image(name) is None


def test_html_and_scripts_in_the_source_stay_text():
    source = "# T\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n## A *b* `c`\n\n## A b c\n"
    html, sections = manual._rendered("index", source)
    assert "<script" not in html and 'href="javascript' not in html
    assert sections == (("a-b-c", "A b c"), ("a-b-c-1", "A b c"))


def test_the_glossary_explains_and_its_references_are_there(client):
    sync()
    page = Links(client.get(reverse("web:glossary")).content.decode())
    known = entries()
    assert len(known) > 20 and set(known) <= set(page.ids)
    for code, one in known.items():
        assert set(one.see) <= set(known), f"{code} refers to a term that is not there"


def test_a_word_explains_itself_in_a_pop_up():
    sync()
    code = next(iter(entries()))
    text = Template(
        "{% load web %}{% glossary code 'the word' %}{% glossary code %}{% glossary 'no_such' 'x' %}"
    ).render(Context({"code": code}))
    assert text.count("popovertarget") == 2 and text.count("popover ") == 2
    assert len(set(re.findall(r' id="([^"]+)"', text))) == 2
    assert text.endswith("x")
    component = Template('{% include "web/components/term.html" %}').render(Context({"code": code, "text": "<b>"}))
    assert "&lt;b&gt;" in component
