"""Public pages of the demonstration: two languages of one tree, a map, and an issue that waits."""

from __future__ import annotations

import html
import re

import pytest

from protect.newsletters.models import Issue
from protect.pages.queries import languages
from protect.project.demo import publishing
from tests.world import make_organisation

pytestmark = pytest.mark.django_db


def test_the_demonstration_has_public_pages_in_two_languages(w, client):
    organisations = {name: make_organisation(name) for name in publishing.PLACES}
    publishing.publish(organisations, {"platform": w.platform_administrator, "national": w.viewer})
    home = client.get("/").content.decode()
    assert "Larissa" in home and "About us" in home and "Evening markets" in home
    french = client.get("/pages/fr/qui-sommes-nous/").content.decode()
    assert "secours" in french and 'hreflang="en"' in french
    assert all(state == "published" for row in languages.table() for _code, state, _key in row.states)
    assert Issue.objects.get().is_draft


def test_no_link_of_the_demonstrations_pages_leads_nowhere(w, client):
    """Followed as a visitor does, in both languages, with all that the pages name beside pages: feeds, files, pictures."""
    organisations = {name: make_organisation(name) for name in publishing.PLACES}
    publishing.publish(organisations, {"platform": w.platform_administrator, "national": w.viewer})
    seen: dict[str, int] = {}
    waiting = ["/", "/pages/fr/"]
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith("/static/"):
            continue
        response = client.get(path, follow=True)
        seen[path] = response.status_code
        if response["Content-Type"].startswith("text/html"):
            text = response.content.decode()
            found = re.findall(r'(?:href|src)="(/[^"#]*)', text)
            waiting += [html.unescape(one) for one in found if not one.startswith("/account/")]
    assert len([one for one in seen if one.startswith("/pages/")]) > 10 and "/pages/feed/fr/" in seen
    assert {path: code for path, code in seen.items() if code != 200} == {}
