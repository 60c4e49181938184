"""Marking and sharing by the page and its services; history and log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.organisations import audit, services
from protect.organisations.models import AuditEntry, Share, Verb
from protect.organisations.services.sharing import shares_of
from protect.spaces import services as register
from protect.spaces.models import Space
from tests.world import SECRET, after_preview, make_space, share


def page(name, about, *more):
    return reverse(f"organisations:{name}", args=[about._meta.label_lower, about.pk, *more])


def marked(w, marking, about=None):
    about = about or w.space
    # Whoever marks something TLP:RED is its first reader: the lead; only an administrator lets outsiders in.
    by = w.lead if marking in {"RED", "AMBER_STRICT"} else w.administrator
    services.set_marking(about, marking, reason="test", by=by)
    return about


def test_marking_red_names_whoever_did_it(w):
    marked(w, "RED")
    assert w.space.is_visible_to(w.lead)
    assert not w.space.is_visible_to(w.administrator)


def test_readers_of_a_former_marking_do_not_come_back(w):
    marked(w, "AMBER")
    services.share(w.space, organisation=w.police, reason="test", by=w.lead)
    marked(w, "AMBER_STRICT")
    marked(w, "AMBER")
    assert not w.space.is_visible_to(w.officer)


def test_the_last_named_reader_stays(w):
    marked(w, "RED")
    first = shares_of(w.space).get()
    with pytest.raises(ValidationError, match="last named reader"):
        services.revoke(first, w.space)
    services.share(w.space, person=w.viewer, reason="test", by=w.lead)
    services.revoke(first, w.space)
    assert w.space.is_visible_to(w.viewer)
    assert not w.space.is_visible_to(w.lead)


@pytest.mark.parametrize(
    ("marking", "whom", "message"),
    [
        ("AMBER_STRICT", {"organisation": "police"}, "TLP:AMBER"),
        ("GREEN", {"person": "viewer"}, "TLP:RED"),
        ("AMBER", {"organisation": "municipality"}, "belongs to this organisation"),
    ],
)
def test_sharing_follows_the_marking(w, marking, whom, message):
    if marking != w.space.marking:
        marked(w, marking)
    with pytest.raises(ValidationError, match=message):
        services.share(w.space, **{kind: getattr(w, name) for kind, name in whom.items()}, reason="test", by=w.lead)


def test_sharing_wants_a_reason_a_coming_day_and_nobody_twice(w):
    marked(w, "AMBER")
    with pytest.raises(ValidationError, match="Say why"):
        services.share(w.space, organisation=w.police, reason="  ", by=w.lead)
    with pytest.raises(ValidationError, match="past"):
        yesterday = timezone.localdate() - timedelta(days=1)
        services.share(w.space, organisation=w.police, reason="test", by=w.lead, until=yesterday)
    services.share(w.space, organisation=w.police, reason="test", by=w.lead, until=timezone.localdate())
    assert w.space.is_visible_to(w.officer)  # until the end of the day
    with pytest.raises(ValidationError, match="Named already"):
        services.share(w.space, organisation=w.police, reason="test", by=w.lead)


def test_the_page_marks_shares_and_ends(w, client):
    client.force_login(w.administrator)
    where = page("share", w.space)
    assert "reason" in client.post(where, {"do": "mark", "marking": "AMBER"}).context["marking_form"].errors
    after_preview(client, where, {"do": "mark", "marking": "AMBER", "reason": "Patrols"})
    sent = {"do": "share", "share-organisation": w.police.pk, "share-reason": "Patrols"}
    assert "previewed" in client.post(where, sent).context
    assert not w.space.is_visible_to(w.officer)  # nothing before the preview was seen
    after_preview(client, where, sent)
    assert w.space.is_visible_to(w.officer)
    shown = client.get(where).content.decode()
    assert w.police.name in shown
    client.post(page("revoke", w.space, shares_of(w.space).get().pk))
    assert not w.space.is_visible_to(w.officer)
    verbs = list(AuditEntry.objects.filter(object_type="spaces.space").values_list("verb", flat=True))
    assert {Verb.MARKED, Verb.SHARED, Verb.UNSHARED} <= set(verbs)


def test_a_colleague_is_named_by_address_at_once(w, client):
    marked(w, "RED")
    client.force_login(w.lead)
    after_preview(
        client, page("share", w.space), {"do": "share", "share-person": w.viewer.email.upper(), "share-reason": "x"}
    )
    assert w.space.is_visible_to(w.viewer)


def test_the_page_says_that_a_source_hides_what_was_shared(w, client):
    marked(w, "AMBER", w.assessment)
    services.share(w.assessment, organisation=w.police, reason="test", by=w.lead)
    client.force_login(w.lead)
    text = client.get(page("share", w.assessment)).content.decode()
    assert "only those who may read that read this" in text
    assert not w.assessment.is_visible_to(w.officer)


def test_a_share_of_another_object_is_not_ended_through_this_one(w, client):
    second = make_space(w.municipality, "Quay", w.lead, marking="AMBER")
    foreign = share(second, organisation=w.police)
    client.force_login(w.lead)
    assert client.post(page("revoke", w.space, foreign.pk)).status_code == 404
    assert Share.objects.in_force().filter(pk=foreign.pk).exists()


@pytest.mark.parametrize("label", ["organisations.user", "organisations.share", "nothing", "spaces.nothing", "a.b.c"])
def test_no_other_table_is_reached_by_its_name(w, client, label):
    client.force_login(w.administrator)
    for name in ("history", "share"):
        assert client.get(reverse(f"organisations:{name}", args=[label, 1])).status_code == 404


def test_a_partner_who_reads_may_not_share_on(w, client):
    marked(w, "AMBER")
    services.share(w.space, organisation=w.police, reason="test", by=w.lead)
    client.force_login(w.officer)
    assert client.get(reverse("spaces:detail", args=[w.space.pk])).status_code == 200
    assert client.get(page("share", w.space)).status_code == 403


def test_the_history_tells_fields_in_words(w, client):
    with audit.acting(w.lead, "192.0.2.1"):
        register.change_space(w.space, {"main_category": "transport_hub", "owner_name": "The harbour"})
    client.force_login(w.viewer)
    text = client.get(page("history", w.space)).content.decode()
    assert "Main category" in text
    assert "transport_hub" not in text
    assert "The harbour" in text
    assert "192.0.2.1" not in text  # where from: administrators only
    client.force_login(w.administrator)
    text = client.get(page("history", w.space)).content.decode()
    assert "192.0.2.1" in text
    assert "viewed" in text


def test_the_history_names_nothing_that_the_reader_may_not_see(w, client):
    """A member of the town reads the space; the photo's name in a change is told by its number only if it is hidden."""
    open_space = make_space(w.other_municipality, "Open quay", w.other, marking="GREEN")
    with audit.acting(w.lead, "test"):
        audit.record(Verb.CHANGED, open_space, changes={"organisation": [None, w.municipality.pk]})
        scenario = w.scenario
        audit.record(Verb.CHANGED, open_space, changes={"assessment": [scenario.pk, None]})
    client.force_login(w.lead)
    assert client.get(page("history", open_space)).status_code == 200
    client.force_login(w.officer)
    assert SECRET not in client.get(page("history", open_space)).content.decode()


def test_the_log_filters_by_person_verb_object_and_days(w, client):
    client.force_login(w.viewer)
    client.get(reverse("spaces:detail", args=[w.space.pk]))
    client.force_login(w.administrator)
    where = reverse("organisations:log", args=[w.municipality.pk])
    count = lambda **query: client.get(where, query).context["page_obj"].paginator.count  # noqa: E731
    everything = count()
    assert count(verb="viewed") == 1
    assert count(person=w.viewer.pk) == 2  # looked, and signed in
    assert 0 < count(kind="spaces.space", object=w.space.pk) < everything
    today = timezone.localdate()
    assert count(since=today.isoformat(), until=today.isoformat()) == everything
    assert count(until=(today - timedelta(days=1)).isoformat()) == 0
    assert "before the first" in client.get(where, {"since": "2026-02-02", "until": "2026-02-01"}).content.decode()
    assert client.get(where, {"verb": "nonsense", "object": "x", "person": "-1"}).status_code == 200


def test_an_administrator_reads_in_the_log_no_name_of_what_is_not_shared_with_them(w, client):
    marked(w, "RED")  # named: the lead only
    client.force_login(w.administrator)
    where = reverse("organisations:log", args=[w.municipality.pk])
    assert SECRET not in client.get(where).content.decode()
    exported = client.get(where, {"format": "csv"})
    assert SECRET not in b"".join(exported.streaming_content).decode()


def test_the_export_of_the_log_has_every_line_and_is_told_itself(w, client, monkeypatch):
    from protect.organisations.queries import trail

    monkeypatch.setattr(trail.in_pieces, "__defaults__", (3,))
    client.force_login(w.administrator)
    where = reverse("organisations:log", args=[w.municipality.pk])
    count = client.get(where).context["page_obj"].paginator.count
    text = b"".join(client.get(where, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    told = AuditEntry.objects.filter(organisation=w.municipality, verb=Verb.EXPORTED).get()
    assert told.actor == w.administrator
    assert len(text.strip().splitlines()) == 1 + count + 1


def test_a_log_of_many_lines_takes_few_queries(w, client, django_assert_max_num_queries):
    with audit.acting(w.lead, "test"):
        for number in range(60):
            register.change_space(Space.objects.get(pk=w.space.pk), {"owner_name": f"Owner {number}"})
    client.force_login(w.administrator)
    with django_assert_max_num_queries(15):
        assert client.get(reverse("organisations:log", args=[w.municipality.pk])).status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(page("history", w.space)).status_code == 200
    with django_assert_max_num_queries(15):
        assert client.get(reverse("organisations:detail", args=[w.municipality.pk])).status_code == 200
