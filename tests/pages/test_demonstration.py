"""Public pages of the demonstration: two languages of one tree, a map, and an issue that waits."""

from __future__ import annotations

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
