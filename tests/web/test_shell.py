"""What every page carries, for each kind of person, without a browser."""

from __future__ import annotations

import re

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from protect.web import context
from tests.world import make_user

pytestmark = pytest.mark.django_db

ROLES = ["administrator", "lead", "assessor", "expert", "viewer", "rfi_officer", "observer", "officer", "provider"]


@pytest.fixture(scope="module")
def shared(django_db_setup, django_db_blocker):
    """One world for the whole file, rolled back at its end; the tests here only look."""
    from django.db import transaction

    from tests.world import world

    with django_db_blocker.unblock(), transaction.atomic():
        yield world()
        transaction.set_rollback(True)


def body(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", ROLES)
def test_every_role_gets_a_whole_front_page(client, shared, role, django_assert_max_num_queries):
    client.force_login(getattr(shared, role))
    with django_assert_max_num_queries(15):
        page = body(client, reverse("web:home"))
    assert '<html lang="en"' in page
    assert page.count("<h1") == 1
    assert 'href="#main"' in page and 'id="main"' in page
    for place in ("spaces:list", "assessments:list", "organisations:list", "web:help", "web:preferences"):
        assert f'href="{reverse(place)}"' in page
    assert reverse("account_logout") in page


@pytest.mark.parametrize(
    ("role", "reads"), [("lead", True), ("viewer", True), ("observer", False), ("provider", False)]
)
def test_the_menus_offer_what_somebody_can_find_something_in(client, shared, role, reads):
    client.force_login(getattr(shared, role))
    page = body(client, reverse("web:help"))
    offered = [name for name in context.FOR_READERS if f'<a href="{reverse(name)}"' in page]
    assert sorted(offered) == (sorted(context.FOR_READERS) if reads else [])
    assert f'<a href="{reverse("answers:list")}"' in page or role != "provider"


def test_a_viewer_is_not_offered_what_only_editors_may(client, shared):
    client.force_login(shared.viewer)
    page = body(client, reverse("web:home"))
    assert shared.assessment.title in page
    assert reverse("assessments:preparation", args=[shared.assessment.pk]) not in page
    client.force_login(shared.lead)
    assert reverse("assessments:preparation", args=[shared.assessment.pk]) in body(client, reverse("web:home"))


def test_a_space_without_assessment_is_named_with_its_next_step(client, shared):
    from tests.world import make_space

    space = make_space(shared.municipality, "Fountain Court", shared.lead)
    client.force_login(shared.lead)
    page = body(client, reverse("web:home"))
    assert "Fountain Court" in page and reverse("assessments:begin", args=[space.pk]) in page
    client.force_login(shared.viewer)
    page = body(client, reverse("web:home"))
    assert "Fountain Court" in page and reverse("assessments:begin", args=[space.pk]) not in page


def test_somebody_new_is_told_where_to_begin(client, shared):
    from tests.world import make_organisation

    client.force_login(make_user("new@new.example", make_organisation("New town")))
    page = body(client, reverse("web:home"))
    assert "Begin with a space" in page and reverse("spaces:list") in page


def test_no_page_carries_inline_script_or_style(client, shared):
    pages = [reverse("account_login"), reverse("web:home"), reverse("web:help"), reverse("web:glossary")]
    for page in pages:
        text = body(client, page)
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", text), page
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text)), page
    policy = client.get(pages[0]).headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'none'" in policy


def test_demo_accounts_are_told_by_the_demo_only(settings, client):
    settings.PROTECT_DEMO_ACCOUNTS = [("lead@brasov.example", "a demonstration", "Lead, Brasov")]
    request = RequestFactory().get("/")
    assert not context.site(request)["demo_accounts"]
    assert "lead@brasov.example" not in body(client, reverse("web:home"))
    settings.ENVIRONMENT = "demo"
    for page in (reverse("web:home"), reverse("account_login")):
        text = body(client, page)
        assert "lead@brasov.example" in text and "invented demonstration data" in text


def test_error_pages_say_what_to_do(client, shared):
    from django.core.exceptions import PermissionDenied, SuspiciousOperation
    from django.views import defaults
    from django.views.csrf import csrf_failure

    from protect.web import faults

    lost = client.get("/no/such/page/")
    assert lost.status_code == 404 and "Check the address" in lost.content.decode()
    request = RequestFactory().get("/")
    request.user = shared.lead
    request.session = {}
    for status, answer in {
        500: faults.server_error(request),
        400: defaults.bad_request(request, SuspiciousOperation("x")),
        403: defaults.permission_denied(request, PermissionDenied("x")),
    }.items():
        text = answer.content.decode()
        assert answer.status_code == status
        assert "<h1" in text and "To the start page" in text and "protect.css" in text
    refused = csrf_failure(request, "no cookie")
    assert refused.status_code == 403 and "reload the page" in refused.content.decode()


def test_a_form_without_its_token_is_told_why(shared):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("account_login"), {"login": "x@y.example", "password": "x"})
    assert answer.status_code == 403 and "send it again" in answer.content.decode()
