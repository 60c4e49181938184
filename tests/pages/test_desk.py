"""The editors' desk: who comes in, what is sent there, and what it leaves in the audit trail."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from protect.organisations.models import AuditEntry, User, Verb
from protect.pages import services
from protect.pages.models import Editor, HomePage, OrdinaryPage
from tests.pages.making import appointed, home

pytestmark = pytest.mark.django_db


def test_visitors_sign_in_and_members_are_refused(w, client):
    assert client.get("/editors/")["Location"].startswith(reverse("account_login"))
    for person in (w.administrator, w.lead, w.platform_administrator):
        client.force_login(person)
        for address in ("/editors/", "/editors/pages/", "/editors/images/", "/editors/api/main/pages/"):
            assert client.get(address).status_code == 403, (person, address)


def test_an_editor_opens_the_desk_and_nothing_else_by_it(w, client):
    editor = appointed(w)
    assert AuditEntry.objects.filter(verb=Verb.CREATED, object_type="pages.editor").count() == 1
    client.force_login(editor)
    root = HomePage.objects.get()
    for address in (
        "", "pages/", f"pages/{root.pk}/", f"pages/{root.pk}/edit/", f"pages/add/pages/ordinarypage/{root.pk}/",
        "images/", "images/add/", "documents/", "documents/multiple/add/", f"pages/{root.pk}/history/", "reports/site-history/",
        "choose-page/", "sprite/", "jsi18n/", "images/chooser/", "documents/chooser/",
    ):  # fmt: skip
        assert client.get(f"/editors/{address}").status_code == 200, address
    for address in ("password_reset/", "failwhale/"):
        assert client.get(f"/editors/{address}").status_code == 404, address
    for address in ("users/", "groups/"):
        assert client.get(f"/editors/{address}").status_code == 404, address
    assert not User.objects.get(pk=editor.pk).has_perm("organisations.create")


def test_what_the_desk_may_load_is_said_there_and_only_there(w, client):
    client.force_login(appointed(w))
    here, elsewhere = client.get("/editors/"), client.get("/")
    assert "frame-ancestors 'self'" in here["Content-Security-Policy"] and here["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe-eval" not in here["Content-Security-Policy"]
    assert "script-src 'self';" in here["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in elsewhere["Content-Security-Policy"]
    assert "unsafe" not in elsewhere["Content-Security-Policy"]
    assert b"gravatar" not in here.content


def form_of(**more):
    return {
        "title": "How we work", "slug": "how-we-work", "lead": "In short.", "body-count": "1", "body-0-deleted": "",
        "body-0-order": "0", "body-0-type": "heading", "body-0-id": "", "body-0-value-text": "Together",
        "body-0-value-level": "2", "action-publish": "Publish", **more,
    }  # fmt: skip


def test_a_page_is_published_changed_and_deleted_with_an_entry_each(w, client):
    editor = appointed(w)
    above = home()
    client.force_login(editor)
    before = AuditEntry.objects.count()
    answer = client.post(f"/editors/pages/add/pages/ordinarypage/{above.pk}/", form_of())
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    made = OrdinaryPage.objects.get()
    assert made.live and made.words == "Together"
    assert client.get(made.url).status_code == 200
    client.post(f"/editors/pages/{made.pk}/unpublish/")
    assert not OrdinaryPage.objects.get().live
    client.post(f"/editors/pages/{made.pk}/delete/")
    assert not OrdinaryPage.objects.exists()
    notes = list(AuditEntry.objects.order_by("pk").values_list("verb", "note", "actor_id", "object_type")[before:])
    assert {one[2] for one in notes} == {editor.pk}
    assert [one[1] for one in notes] == [
        "wagtail.create",
        "wagtail.edit",
        "wagtail.publish",
        "wagtail.unpublish",
        "wagtail.delete",
    ]
    assert notes[-1][0] == Verb.DELETED and notes[-1][3] == "pages.ordinarypage"


def test_no_trace_no_page(w, client, monkeypatch):
    """The entry is written in the transaction of the change: where it cannot be, nothing changes."""
    client.force_login(appointed(w))
    above = home()

    def refused(*args, **more):
        raise RuntimeError("no trail")

    monkeypatch.setattr("protect.organisations.audit.record", refused)
    with pytest.raises(RuntimeError):
        client.post(f"/editors/pages/add/pages/ordinarypage/{above.pk}/", form_of())
    assert not OrdinaryPage.objects.exists()


def test_whoever_is_dismissed_is_out_at_once(w, client):
    editor = appointed(w)
    client.force_login(editor)
    assert client.get("/editors/").status_code == 200
    services.dismiss(Editor.objects.get())
    assert client.get("/editors/").status_code == 403


def test_nothing_is_handed_in_to_people_who_are_not_there(w, client):
    """Wagtail's chain of approvals asks groups; there are none here, and a page handed in would wait for ever."""
    client.force_login(appointed(w))
    text = client.get(f"/editors/pages/{home().pk}/edit/").content.decode()
    assert 'name="action-publish"' in text and "action-submit" not in text


def test_what_the_editor_of_texts_sends_is_made_plain(w, client):
    """Whatever is sent in its place: no script, no handler, no address that runs, no element that is not offered."""
    client.force_login(appointed(w))
    above = home()
    links = {
        str(number): {"type": "LINK", "mutability": "MUTABLE", "data": {"url": address}}
        for number, address in enumerate(("javascript:alert(1)", "https://a.example/?a=1&b=2"))
    }
    blocks = [
        {
            "key": f"k{number}", "text": "<script>alert(1)</script> x", "type": kind, "depth": 0, "data": {},
            "inlineStyleRanges": [{"offset": 0, "length": 3, "style": "CODE"}],
            "entityRanges": [{"offset": 26, "length": 1, "key": number % 2}],
        }
        for number, kind in enumerate(("unstyled", "unstyled", "header-one"))
    ]  # fmt: skip
    text = json.dumps({"blocks": blocks, "entityMap": links})
    sent = {"body-0-type": "text", "body-0-value": text}
    answer = client.post(f"/editors/pages/add/pages/ordinarypage/{above.pk}/", form_of(**sent))
    assert answer.status_code == 302, answer.context and answer.context["form"].errors
    shown = client.get(OrdinaryPage.objects.get().url).content.decode().partition('class="public-page"')[2]
    shown = shown.partition("</article>")[0]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown and "https://a.example/?a=1&amp;b=2" in shown
    assert "<script" not in shown and "javascript:" not in shown and "<h1" not in shown and "<code" not in shown
