"""Who can see this, what can they see, lists of shares, markings by right, another last day, the mail to the reader."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from protect.organisations import services
from protect.organisations.models import AuditEntry, Membership, Verb
from protect.organisations.queries import audiences, seeing, tree
from protect.organisations.services.sharing import shares_of
from protect.spaces.models import Space
from tests.world import SECRET, make_space, make_user, share


def page(name, about, *more):
    return reverse(f"organisations:{name}", args=[about._meta.label_lower, about.pk, *more])


def opened(w, about, marking="AMBER", partner=None):
    services.set_marking(about, marking, reason="test", by=w.administrator)
    if partner is not None:
        services.share(about, organisation=partner, reason="test", by=w.lead)


# -- markings by right


@pytest.mark.parametrize(
    ("who", "before", "after", "allowed"),
    [
        ("lead", "AMBER_STRICT", "RED", True),
        ("lead", "GREEN", "AMBER_STRICT", True),
        ("lead", "RED", "AMBER_STRICT", True),
        ("assessor", "RED", "AMBER_STRICT", False),
        ("assessor", "AMBER_STRICT", "RED", True),
        ("lead", "AMBER_STRICT", "AMBER", False),
        ("lead", "AMBER", "GREEN", False),
        ("lead", "AMBER_STRICT", "CLEAR", False),
        ("administrator", "AMBER_STRICT", "AMBER", True),
        ("administrator", "AMBER_STRICT", "CLEAR", True),
        ("administrator", "RED", "GREEN", True),
        ("other_administrator", "AMBER_STRICT", "AMBER", False),
        ("platform_administrator", "AMBER_STRICT", "CLEAR", False),
    ],
)
def test_raising_takes_the_right_to_share_and_lowering_takes_more(w, who, before, after, allowed):
    Space.objects.filter(pk=w.space.pk).update(marking=before)
    person = getattr(w, who)
    if allowed:
        services.set_marking(w.space, after, reason="test", by=person)
        assert Space.objects.get(pk=w.space.pk).marking == after
    else:
        with pytest.raises(ValidationError, match="administrator"):
            services.set_marking(w.space, after, reason="test", by=person)
        assert Space.objects.get(pk=w.space.pk).marking == before


def test_the_form_offers_a_lead_no_marking_that_lets_outsiders_in(w, client):
    client.force_login(w.lead)
    offered = dict(client.get(page("share", w.space)).context["marking_form"].fields["marking"].choices)
    assert set(offered) == {"RED", "AMBER_STRICT"}
    client.post(page("share", w.space), {"do": "mark", "marking": "CLEAR", "reason": "x"})
    assert Space.objects.get(pk=w.space.pk).marking == "AMBER_STRICT"
    client.force_login(w.administrator)
    offered = dict(client.get(page("share", w.space)).context["marking_form"].fields["marking"].choices)
    assert set(offered) == {"RED", "AMBER_STRICT", "AMBER", "GREEN", "CLEAR"}


# -- the last day


def test_another_last_day_is_told_in_the_history(w, client):
    opened(w, w.space, partner=w.police)
    held = shares_of(w.space).get()
    client.force_login(w.lead)
    where = page("expiry", w.space, held.pk)
    day = timezone.localdate() + timedelta(days=3)
    assert "reason" in client.post(where, {"until": day.isoformat()}).context["form"].errors
    past = client.post(where, {"until": "2020-01-01", "reason": "x"})
    assert "past" in str(past.context["form"].errors)
    assert client.post(where, {"until": day.isoformat(), "reason": "exercise"}).status_code == 302
    held.refresh_from_db()
    assert timezone.localdate(held.expires_at - timedelta(seconds=1)) == day
    told = AuditEntry.objects.filter(verb=Verb.CHANGED, object_type="spaces.space", note__contains="exercise").get()
    assert w.police.name in told.note
    assert client.get(where).context["form"].initial["until"] == day
    assert "on this day already" in str(client.post(where, {"until": day.isoformat(), "reason": "x"}).content.decode())
    client.post(where, {"until": "", "reason": "for good"})
    held.refresh_from_db()
    assert held.expires_at is None


def test_a_share_that_ended_gets_no_other_day(w):
    opened(w, w.space, partner=w.police)
    held = shares_of(w.space).get()
    services.revoke(held, w.space)
    with pytest.raises(ValidationError, match="ended already"):
        services.change_expiry(held, w.space, timezone.localdate(), reason="x")


# -- mails


def test_the_partner_is_told_by_mail_without_a_name_of_the_object(w, django_capture_on_commit_callbacks):
    chief = make_user("chief@police.example", w.police, "lead", language="en")
    with django_capture_on_commit_callbacks(execute=True):
        opened(w, w.space, partner=w.police)
    assert [message.to for message in mail.outbox] == [[chief.email]]
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert SECRET not in text
    assert reverse("spaces:detail", args=[w.space.pk]) in text


def test_nobody_is_told_of_what_a_source_hides(w, django_capture_on_commit_callbacks):
    make_user("chief@police.example", w.police, "lead")
    with django_capture_on_commit_callbacks(execute=True):
        opened(w, w.assessment, partner=w.police)  # its space is not shared
    assert mail.outbox == []


# -- who can see this


def readers(w, about, asker=None):
    return {row.name: row for row in seeing.who_sees(about, asker or w.lead).rows}


def test_who_can_see_names_own_people_partners_and_why(w):
    opened(w, w.space, partner=w.police)
    found = readers(w, w.space)
    assert "Police of Testa" in found
    assert "shared with Police of Testa" in found["Police of Testa"].because[0].words
    assert "viewer of Municipality of Testa" in found["Testa Viewer"].because[0].words
    assert w.observer.name not in found
    assert w.officer.name not in found  # people of a partner are not told by name


def test_who_can_see_something_derived_is_narrowed_by_its_source(w):
    opened(w, w.assessment, partner=w.police)
    found = seeing.who_sees(w.assessment, w.lead)
    assert found.in_vain == ["Police of Testa"]
    assert "Police of Testa" not in {row.name for row in found.rows}
    opened(w, w.space, partner=w.police)
    row = readers(w, w.assessment)["Police of Testa"]
    assert len(row.because) == 2
    assert SECRET in row.because[1].words


def test_the_page_says_until_when_and_what_belongs_to_it(w, client):
    services.set_marking(w.space, "AMBER", reason="test", by=w.administrator)
    day = timezone.localdate() + timedelta(days=5)
    services.share(w.space, organisation=w.police, reason="test", by=w.lead, until=day)
    client.force_login(w.lead)
    response = client.get(page("who", w.space))
    row = next(one for one in response.context["found"].rows if one.name == "Police of Testa")
    assert row.until == shares_of(w.space).get().expires_at
    text = response.content.decode()
    assert "sub-area" in text
    assert page("who", w.assessment) in text
    client.force_login(w.viewer)
    assert client.get(page("who", w.space)).status_code == 403


def test_red_names_people_and_nobody_else(w):
    services.set_marking(w.space, "RED", reason="test", by=w.lead)
    services.share(w.space, person=w.officer, reason="test", by=w.lead)
    assert set(readers(w, w.space)) == {w.lead.name, w.officer.name}


def test_green_and_clear_are_told_in_one_line(w):
    opened(w, w.space, "GREEN")
    assert "Every authority on this platform" in readers(w, w.space)
    opened(w, w.space, "CLEAR")
    assert list(readers(w, w.space)) == ["Everybody"]


# -- what can they see


def seen(w, client, who, **query):
    client.force_login(w.lead)
    return client.get(reverse("organisations:sees", args=[w.municipality.pk]), {"who": who, **query})


def test_what_a_partner_sees_is_what_the_rule_says(w, client):
    code = f"organisation-{w.police.pk}"
    assert SECRET not in seen(w, client, code).content.decode().partition("<h2")[2]
    opened(w, w.space, partner=w.police)
    response = seen(w, client, code)
    counted = {one.label: one.count for one in response.context["kinds"]}
    assert counted["spaces.space"] == 1
    assert counted["spaces.contact"] == 1
    assert "assessments.assessment" not in counted
    assert [line["about"] for line in response.context["lines"]] == [w.space]
    assert "shared with Police of Testa" in response.content.decode()


def test_a_lead_learns_nothing_of_what_they_may_not_read_themselves(w, client):
    services.set_marking(w.space, "RED", reason="test", by=w.administrator)
    response = seen(w, client, f"member-{w.administrator.pk}")
    assert f"{SECRET} Square" not in response.content.decode()
    assert f"{SECRET} assessment" not in response.content.decode()
    assert "spaces.space" not in {one.label for one in response.context["kinds"]}


def test_the_public_an_authority_and_a_member_are_asked_for(w, client):
    assert not seen(w, client, "public").context["kinds"]
    opened(w, w.space, "GREEN")
    assert not seen(w, client, "public").context["kinds"]
    assert seen(w, client, "authority").context["kinds"]
    opened(w, w.space, "CLEAR")
    assert seen(w, client, "public").context["kinds"]
    member = seen(w, client, f"member-{w.viewer.pk}")
    assert {"spaces.space", "assessments.assessment"} <= {one.label for one in member.context["kinds"]}
    observer = seen(w, client, f"member-{w.observer.pk}", kind="assessments.assessment")
    assert "assessments.assessment" not in {one.label for one in observer.context["kinds"]}


@pytest.mark.parametrize(
    "code", ["member-999999", "organisation-x", "member-", "nobody", "member-99999999999999999999"]
)
def test_nobody_of_this_name(w, client, code):
    response = seen(w, client, code)
    assert response.status_code == 200
    assert response.context["unknown"]


def test_people_of_other_organisations_cannot_be_chosen(w, client):
    assert seen(w, client, f"member-{w.officer.pk}").context["unknown"]
    client.force_login(w.viewer)
    assert client.get(reverse("organisations:sees", args=[w.municipality.pk])).status_code == 403


def test_supposed_readers_see_what_real_ones_see(w):
    """For each kind of object: a reader of the police sees what is computed for the police."""
    opened(w, w.space, partner=w.police)
    opened(w, w.assessment, "GREEN")
    make_space(w.municipality, "Quay", w.lead, marking="CLEAR")
    Membership.objects.filter(user=w.officer).update(role="viewer")
    for model in tree.visible_models():
        for_police = set(
            model._default_manager.visible_to(audiences.organisation(w.police).reader).values_list("pk", flat=True)
        )
        assert for_police == set(model._default_manager.visible_to(w.officer).values_list("pk", flat=True)), model


def test_every_kind_under_the_rule_has_an_owner(db):
    assert [model for model in tree.visible_models() if not tree.owner_path(model)] == []


# -- lists of shares


def test_shared_with_us_and_by_us(w, client):
    opened(w, w.space, partner=w.police)
    where = reverse("organisations:shared")
    client.force_login(w.officer)
    assert SECRET in client.get(where).content.decode()
    assert SECRET not in client.get(where, {"list": "by"}).content.decode()
    client.force_login(w.lead)
    assert SECRET not in client.get(where).content.decode().partition("<main")[2]
    assert SECRET in client.get(where, {"list": "by"}).content.decode()
    assert w.police.name in client.get(where, {"list": "by", "format": "csv"}).content.decode()
    client.force_login(w.viewer)
    assert SECRET not in client.get(where, {"list": "by"}).content.decode()
    services.revoke(shares_of(w.space).get(), w.space)
    client.force_login(w.officer)
    assert SECRET not in client.get(where).content.decode()


def test_a_share_whose_source_is_hidden_is_not_listed(w, client):
    share(w.assessment, organisation=w.police)
    client.force_login(w.officer)
    assert SECRET not in client.get(reverse("organisations:shared")).content.decode()


# -- history of outsiders


def test_readers_outside_see_that_something_happened_but_not_what_stood_there(w, client):
    from protect.organisations import audit
    from protect.spaces import services as register

    with audit.acting(w.lead, "test"):
        register.change_space(w.space, {"hazard_notes": "harmless"})
    opened(w, w.space, partner=w.police)
    client.force_login(w.officer)
    text = client.get(page("history", w.space)).content.decode()
    assert "Kestrelmoor hazard" not in text
    assert w.lead.name not in text
    client.force_login(w.viewer)
    assert "Kestrelmoor hazard" in client.get(page("history", w.space)).content.decode()


@pytest.mark.parametrize("number", [2**63 - 1, 2**63, 10**30])
def test_a_number_that_no_database_holds_is_a_page_that_is_not_there(w, client, number):
    """By the key itself and by a foreign key: databases refuse the question about either, each in its own way."""
    client.force_login(w.lead)
    assert client.get(reverse("spaces:detail", args=[number])).status_code == 404
    assert client.get(reverse("reports:sealed", args=[number, "json"])).status_code == 404
