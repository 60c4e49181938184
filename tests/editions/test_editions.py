"""Preview before opening, and redacted editions: by rule, by hand, finished, shared, taken out."""

from __future__ import annotations

import json

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.editions import policy, services
from protect.editions.models import Edition
from protect.editions.previews import preview
from protect.organisations import audit
from protect.organisations import services as sharing
from protect.organisations.models import AuditEntry, Organisation, Share, User
from protect.organisations.queries import tree
from protect.organisations.registry import Opening
from protect.spaces import services as register
from protect.spaces.models import Space
from tests.world import SECRET, after_preview, make_assessment, make_space, make_user


def share_page(about):
    return reverse("organisations:share", args=[about._meta.label_lower, about.pk])


def kinds_in(found):
    return {group.kind: group.count for group in found.context["groups"]}


def opened(w, about, marking="AMBER"):
    sharing.set_marking(about, marking, reason="test", by=w.administrator)


# -- the preview


def test_the_preview_shows_the_space_with_its_parts_and_changes_nothing(w):
    opened(w, w.space)
    before = Share.objects.count(), User.objects.count(), Organisation.objects.count(), AuditEntry.objects.count()
    found = preview(w.space, Opening("AMBER", w.police), w.lead)
    assert kinds_in(found) == {
        "space": 1, "usage state": 1, "contact": 1, "sub-area": 1, "entrance": 1, "photo or document": 1,
        "existing measure": 1,
    }  # fmt: skip
    told = str(found.context["groups"])
    assert f"{SECRET} caretaker" in told
    assert before == (
        Share.objects.count(), User.objects.count(), Organisation.objects.count(), AuditEntry.objects.count()
    )  # fmt: skip
    assert not w.space.is_visible_to(w.officer)


def test_the_preview_is_what_the_reader_then_sees(w):
    opened(w, w.assessment)
    opened(w, w.space)
    for about in (w.space, w.assessment):
        expected = preview(about, Opening("AMBER", w.police), w.lead).context["total"]
        count = lambda: sum(  # noqa: E731
            model._default_manager.visible_to(w.officer).count()
            for model in tree.visible_models()
            if model._meta.label_lower not in {"spaces.removed", "assessments.snapshot"}
        )
        before = count()
        sharing.share(about, organisation=w.police, reason="test", by=w.lead)
        assert count() - before == expected > 0


@pytest.mark.parametrize(
    ("marking", "whom"),
    [("AMBER", "partner organisation"), ("GREEN", "another authority"), ("CLEAR", "public")],
)
def test_a_milder_marking_names_its_new_readers(w, marking, whom):
    found = preview(w.space, Opening(marking), w.administrator)
    assert whom in found.context["new_reader"]
    assert kinds_in(found)["space"] == 1


def test_opening_red_shows_what_the_own_organisation_would_see(w):
    sharing.set_marking(w.space, "RED", reason="test", by=w.lead)
    found = preview(w.space, Opening("AMBER_STRICT"), w.lead)
    assert "Municipality of Testa" in found.context["new_reader"]
    assert kinds_in(found)["assessment"] == 1  # hidden by its source until now


def test_a_person_by_address_is_shown_without_asking_whether_there_is_an_account(w):
    sharing.set_marking(w.space, "RED", reason="test", by=w.lead)
    known = preview(w.space, Opening("RED", person=w.officer.email), w.lead)
    unknown = preview(w.space, Opening("RED", person="nobody@anywhere.example"), w.lead)
    assert known.fingerprint == unknown.fingerprint
    assert known.context["total"] == unknown.context["total"] > 0


def test_it_says_where_a_source_still_hides_it(w, client):
    opened(w, w.assessment)
    found = preview(w.assessment, Opening("AMBER", w.police), w.lead)
    assert found.context["total"] == 0
    assert [one for one, _page in found.context["hidden_by"]] == [w.space]


def test_what_could_be_inferred_is_counted_with_examples(w):
    with audit.acting(w.lead, "test"):
        register.change_space(
            w.space,
            {"hazard_notes": f"Ask {w.viewer.name}, viewer@testa.example. Two guards until 22:30 in Harbour Street 4."},
        )
        register.save_state(w.space, {"state": "night", "people": 3})
    space = Space.objects.get(pk=w.space.pk)
    found = {one.name: one for one in preview(space, Opening("GREEN"), w.administrator).context["inferences"]}
    assert {"photo", "name", "e-mail address", "coordinates", "place", "small group", "time of day"} <= set(found)
    assert found["small group"].count == 2
    assert any(w.viewer.name == text for _where, text in found["name"].examples)
    assert "small number of: contact" in found


def test_nothing_opens_before_the_preview_and_a_changed_object_is_shown_again(w, client):
    client.force_login(w.administrator)
    sent = {"do": "mark", "marking": "GREEN", "reason": "for our neighbours"}
    first = client.post(share_page(w.space), sent)
    assert "editions/preview.html" in [template.name for template in first.templates]
    assert Space.objects.get(pk=w.space.pk).marking == "AMBER_STRICT"
    with audit.acting(w.lead, "test"):
        register.change_space(Space.objects.get(pk=w.space.pk), {"description": "new words"})
    again = client.post(share_page(w.space), {**sent, "previewed": first.context["previewed"]})
    assert again.context["changed"]
    assert Space.objects.get(pk=w.space.pk).marking == "AMBER_STRICT"
    client.post(share_page(w.space), {**sent, "previewed": again.context["previewed"]})
    assert Space.objects.get(pk=w.space.pk).marking == "GREEN"


def test_what_was_seen_of_one_reader_does_not_open_to_another(w, client):
    opened(w, w.space)
    client.force_login(w.lead)
    for_police = {"do": "share", "share-organisation": w.police.pk, "share-reason": "x"}
    seen = client.post(share_page(w.space), for_police).context["previewed"]
    for_seller = {**for_police, "share-organisation": w.solution_provider.pk, "previewed": seen}
    assert "previewed" in client.post(share_page(w.space), for_seller).context
    assert not Share.objects.filter(organisation=w.solution_provider).exists()
    assert "previewed" in client.post(share_page(w.space), {**for_police, "previewed": "made up"}).context
    assert not Share.objects.filter(organisation=w.police).exists()


def test_raising_needs_no_preview(w, client):
    client.force_login(w.lead)
    answer = client.post(share_page(w.space), {"do": "mark", "marking": "RED", "reason": "summit"})
    assert answer.status_code == 302
    assert Space.objects.get(pk=w.space.pk).marking == "RED"


def test_who_closes_it_to_themselves_is_sent_home(w, client):
    sharing.set_marking(w.space, "RED", reason="test", by=w.lead)
    sharing.share(w.space, person=w.administrator, reason="test", by=w.lead)
    client.force_login(w.administrator)
    where = share_page(w.space)
    assert client.get(where).status_code == 200


# -- editions


def fields(edition):
    return {
        (part["label"], one["key"].split(".")[1]): one for part in edition.content["parts"] for one in part["fields"]
    }


def test_the_rule_chooses_by_audience(w):
    kept = {}
    for audience in services.AUDIENCES:
        made = services.make_edition(w.space, audience, by=w.lead)
        kept[audience] = {name for name, one in fields(made).items() if one["keep"]}
    assert kept["CLEAR"] < kept["GREEN"] < kept["AMBER"]
    assert ("spaces.space", "main_category") in kept["CLEAR"]
    assert ("spaces.space", "name") not in kept["GREEN"]
    assert not {name for label, name in kept["AMBER"] if label == "spaces.contact"} & {"name", "phone", "email"}
    assert ("spaces.attachment", "file") not in kept["AMBER"]


def test_texts_lose_names_places_and_numbers_and_coordinates_get_coarse(w):
    with audit.acting(w.lead, "test"):
        register.change_space(w.space, {"description": f"{w.viewer.name} of {SECRET} Square, 0721 123 456"})
    space = Space.objects.get(pk=w.space.pk)
    found = fields(services.make_edition(space, "GREEN", by=w.lead))
    assert found["spaces.space", "description"]["text"] == "[name] of [place], [telephone number]"
    assert found["spaces.space", "outline"]["text"] == "42.7, 23.5"
    near = fields(services.make_edition(space, "AMBER", by=w.lead))
    assert near["spaces.space", "outline"]["text"] == "42.660, 23.460"
    assert f"{SECRET} Square" in near["spaces.space", "description"]["text"]
    public = fields(services.make_edition(space, "CLEAR", by=w.lead))
    assert not public["spaces.space", "outline"]["keep"]


def test_internal_texts_and_scores_never_go_by_rule(w):
    made = services.make_edition(w.assessment, "AMBER", by=w.lead)
    found = fields(made)
    assert not found["assessments.scenario", "text"]["keep"]
    assert "assessments.score" not in {label for label, _name in found}
    assert "spaces.space" in {label for label, _name in found}
    assert "spaces.contact" not in {
        label for label, _name in found
    }  # parts of the place are no parts of the assessment


def test_an_edition_of_something_red_stays_with_its_maker(w):
    sharing.set_marking(w.space, "RED", reason="test", by=w.lead)
    made = services.make_edition(w.assessment, "GREEN", by=w.lead)
    assert made.is_visible_to(w.lead)
    assert not made.is_visible_to(w.viewer)


def test_a_draft_cannot_be_shared(w, client):
    made = services.make_edition(w.space, "GREEN", by=w.lead)
    with pytest.raises(ValidationError, match="draft"):
        sharing.set_marking(made, "GREEN", reason="test", by=w.administrator)
    client.force_login(w.administrator)
    answer = client.post(share_page(made), {"do": "mark", "marking": "CLEAR", "reason": "x"})
    assert "Finish it" in answer.content.decode()
    assert Edition.objects.get().marking == "AMBER_STRICT"


def test_finished_it_holds_only_what_was_chosen(w):
    made = services.make_edition(w.space, "CLEAR", by=w.lead)
    assert SECRET in json.dumps(made.content)
    services.finish(made)
    made.refresh_from_db()
    assert SECRET not in json.dumps(made.content)
    assert SECRET not in made.title
    assert {one["label"] for part in made.content["parts"] for one in part["fields"]} == {
        "Main category",
        "Kind",
        "State",
    } - {"State"} | {
        one["label"] for part in made.content["parts"] if part["kind"] == "usage state" for one in part["fields"]
    }
    for verb in (
        lambda: services.finish(made),
        lambda: services.change_draft(made, "x", {}),
        lambda: services.discard(made),
    ):
        with pytest.raises(ValidationError, match="stays as it is"):
            verb()


def test_by_hand_lines_are_ticked_and_texts_changed(w, client):
    client.force_login(w.lead)
    answer = client.post(reverse("editions:make", args=["spaces.space", w.space.pk]), {"audience": "CLEAR"})
    made = Edition.objects.get()
    where = reverse("editions:edit", args=[made.pk])
    assert answer.headers["Location"] == where
    assert client.get(where).status_code == 200
    name = next(one["key"] for part in made.content["parts"] for one in part["fields"] if one["key"].endswith(".name"))
    photo = next(one["key"] for part in made.content["parts"] for one in part["fields"] if one["sort"] == "photo")
    sent = {"title": "Lessons of a market", "keep": [name, photo], f"text-{name}": "A market place"}
    assert "needs a title" in client.post(where, {**sent, "title": " "}).content.decode()
    client.post(where, sent)
    made.refresh_from_db()
    assert made.is_draft
    assert client.post(where, {"title": "x", "do": "finish"}).status_code == 200  # nothing is chosen
    client.post(where, {**sent, "do": "finish"})
    made.refresh_from_db()
    assert made.content["parts"] == [
        {"kind": "space", "number": 1, "fields": [{"label": "Name", "text": "A market place"}]}
    ]
    assert made.photos.get().description == ""
    page = client.get(reverse("editions:detail", args=[made.pk])).content.decode()
    assert "A market place" in page
    assert f"{SECRET} Square" in page  # the lead sees the source


def test_no_trace_of_the_source_for_who_reads_only_the_edition(w, client):
    made = services.finish(services.make_edition(w.space, "GREEN", by=w.lead))
    opened(w, made, "CLEAR")
    for reader in (w.officer, w.provider, None):
        client.logout()
        if reader is not None:
            client.force_login(reader)
        for name, args in [("detail", []), ("export", ["html"]), ("export", ["json"])]:
            answer = client.get(reverse(f"editions:{name}", args=[made.pk, *args]))
            assert answer.status_code == 200
            assert SECRET not in answer.content.decode()
            assert f"/spaces/{w.space.pk}/" not in answer.content.decode()
    client.force_login(w.officer)
    history = client.get(reverse("organisations:history", args=["editions.edition", made.pk]))
    assert SECRET not in history.content.decode()


def test_a_changed_source_is_told_to_those_who_see_it(w, client):
    made = services.finish(services.make_edition(w.space, "GREEN", by=w.lead))
    opened(w, made, "GREEN")
    where = reverse("editions:detail", args=[made.pk])
    client.force_login(w.viewer)
    assert "has changed since" not in client.get(where).content.decode()
    with audit.acting(w.lead, "test"):
        register.save_contact(w.space, {"name": "Somebody new"})
    assert "has changed since" in client.get(where).content.decode()
    client.force_login(w.officer)
    assert "has changed since" not in client.get(where).content.decode()


def test_the_history_of_an_edition_tells_no_former_title(w, client):
    made = services.make_edition(w.space, "GREEN", by=w.lead)
    with audit.acting(w.lead, "test"):
        services.change_draft(made, f"{SECRET} title", {})
        services.change_draft(made, "Neutral", {})
        services.finish(made)
    assert not AuditEntry.objects.filter(object_type="editions.edition", object_name__contains=SECRET).exists()
    assert not [one for one in AuditEntry.objects.filter(object_type="editions.edition") if SECRET in str(one.changes)]


def test_a_draft_is_thrown_away(w, client):
    made = services.make_edition(w.space, "GREEN", by=w.lead)
    client.force_login(w.lead)
    client.post(reverse("editions:discard", args=[made.pk]))
    assert not Edition.objects.exists()


def test_only_those_who_may_share_the_source_make_editions(w, client):
    for who, status in [(w.viewer, 403), (w.assessor, 403), (w.officer, 404)]:
        client.force_login(who)
        answer = client.post(reverse("editions:make", args=["spaces.space", w.space.pk]), {"audience": "GREEN"})
        assert answer.status_code == status
    client.force_login(w.lead)
    client.post(reverse("editions:make", args=["spaces.space", w.space.pk]), {"audience": "RED"})
    assert not Edition.objects.exists()


def test_the_preview_offers_the_edition_with_one_click(w, client):
    client.force_login(w.administrator)
    shown = client.post(share_page(w.space), {"do": "mark", "marking": "GREEN", "reason": "x"}).content.decode()
    assert reverse("editions:make", args=["spaces.space", w.space.pk]) in shown
    assert '<option value="GREEN" selected>' in shown


def test_an_edition_is_shared_like_anything_else(w, client):
    made = services.finish(services.make_edition(w.space, "GREEN", by=w.lead))
    client.force_login(w.administrator)
    after_preview(client, share_page(made), {"do": "mark", "marking": "GREEN", "reason": "for neighbours"})
    made.refresh_from_db()
    assert made.is_visible_to(w.officer)
    assert not made.is_visible_to(w.provider)
    client.force_login(w.officer)
    assert made.title in client.get(reverse("editions:list")).content.decode()


def test_the_rule_names_fields_that_exist():
    from django.apps import apps

    for label, limits in policy._LEAVES.items():
        names = {field.name for field in apps.get_model(label)._meta.concrete_fields} | {policy.OUTLINE, policy.PHOTO}
        assert set(limits) <= names, label
    with pytest.raises(ValueError, match="no such marking"):
        policy.leaves("spaces.space", {"name": "PINK"})


def test_an_assessment_of_a_quick_kind_makes_an_edition_too(w):
    person = make_user("two@testa.example", w.municipality)
    quick = make_assessment(make_space(w.municipality, "Quay", person), person, mode="quick")
    made = services.finish(services.make_edition(quick, "AMBER", by=person))
    assert made.content["parts"]


def test_a_draft_follows_its_source_at_once(w):
    made = services.make_edition(w.space, "GREEN", by=w.lead)
    assert made.is_visible_to(w.viewer)
    sharing.set_marking(w.space, "RED", reason="test", by=w.administrator)
    assert not made.is_visible_to(w.viewer)
    assert made.is_visible_to(w.administrator)
    assert made.effective_marking == "RED"
    finished = services.finish(made)
    assert finished.is_visible_to(w.viewer)
    assert finished.effective_marking == "AMBER_STRICT"
