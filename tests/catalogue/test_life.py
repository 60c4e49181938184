"""From a proposal to the catalogue and out of it again: every step, who may take it, and what never happens."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from protect.catalogue import queries, services
from protect.catalogue.life import BY_VERB, STEPS, steps_of
from protect.catalogue.models import Entry, State
from protect.organisations import audit
from protect.organisations.models import AuditEntry, Role, Share
from tests.catalogue.making import VALUES, judged, make_entry, publish
from tests.world import make_organisation, make_user, picture, reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(db):
    reference_data()
    return make_organisation("Town")


@pytest.fixture
def people(town):
    other = make_organisation("Other Town")
    return {
        "lead": make_user("lead@example.org", town, Role.LEAD),
        "second": make_user("second@example.org", town, Role.LEAD),
        "assessor": make_user("assessor@example.org", town, Role.ASSESSOR),
        "expert": make_user("expert@example.org", town, Role.EXPERT),
        "viewer": make_user("viewer@example.org", town, Role.VIEWER),
        "elsewhere": make_user("elsewhere@example.org", other, Role.LEAD),
        "stranger": make_user("stranger@example.org"),
    }


@pytest.fixture
def entry(town, people):
    return make_entry(town, people["lead"])


def as_state(entry, state):
    Entry.objects.filter(pk=entry.pk).update(state=state)
    return Entry.objects.get(pk=entry.pk)


def test_the_states_follow_each_other_as_the_method_says(entry, people):
    assert entry.state == State.PROPOSED and entry.version == 0
    done = publish(entry, people["second"], people["lead"])
    assert (done.state, done.version) == (State.PUBLISHED, 1) and done.published_at
    done = services.move(done, "retire", by=people["lead"], reason="Nobody makes them any more.")
    assert done.state == State.RETIRED and done.retired_at and done.state_reason
    assert [one.verb for one in AuditEntry.objects.filter(object_type="catalogue.entry").order_by("pk")] == [
        "created", "moved_on", "approved", "moved_on",
    ]  # fmt: skip


#: Who may take which step, of those whom the town knows; written out here, not read from the rules.
MAY = {
    "review": {"second", "expert"},  # not the one who proposed it
    "send_back": {"lead", "second", "expert"},
    "publish": {"lead", "second"},
    "retire": {"lead", "second"},
    "reopen": {"lead", "second"},
}


def test_every_step_by_every_person_from_every_state(entry, people):
    for verb, state, name in itertools.product(MAY, State.values, people):
        step, person = BY_VERB[verb], people[name]
        stored = as_state(entry, state)
        person.__dict__.pop("_reach", None)
        open_here = state in step.before
        assert (step in steps_of(stored, person)) == (open_here and name in MAY[verb]), (verb, state, name)
        if name not in MAY[verb]:
            with pytest.raises(PermissionDenied):
                services.move(stored, verb, by=person, reason="x")
        elif not open_here:
            with pytest.raises(ValidationError):
                services.move(stored, verb, by=person, reason="x")
        else:
            assert services.move(stored, verb, by=person, reason="x").state == step.after


def test_nobody_reviews_what_they_changed_last(entry, people):
    services.change(entry, {"name": "Lamps"}, by=people["second"])
    with pytest.raises(PermissionDenied):
        services.move(entry, "review", by=people["second"])
    assert services.move(entry, "review", by=people["expert"]).reviewed_by == people["expert"]


def test_a_lead_of_another_authority_reviews_what_is_shown_to_them(entry, people):
    with pytest.raises(PermissionDenied):
        services.move(entry, "review", by=people["elsewhere"])
    Entry.objects.update(marking="GREEN")
    assert services.move(entry, "review", by=people["elsewhere"]).state == State.REVIEWED


def test_a_reviewed_entry_that_is_changed_is_a_proposal_again(entry, people):
    services.move(entry, "review", by=people["second"])
    same = services.change(entry, {"name": entry.name}, by=people["assessor"])
    assert same.state == State.REVIEWED
    changed = services.change(entry, {"name": "Other lamps"}, by=people["assessor"])
    assert changed.state == State.PROPOSED and changed.reviewed_by is None
    services.move(entry, "review", by=people["second"])
    noted = services.change(entry, {}, by=people["assessor"], aspects={("effect", "looks"): ("worse", "Glare.")})
    assert noted.state == State.PROPOSED


def test_what_is_published_cannot_be_changed_before_it_is_taken_up_again(entry, people):
    done = publish(entry, people["second"], people["lead"])
    with pytest.raises(ValidationError):
        services.change(done, {"name": "Other"}, by=people["lead"])
    with pytest.raises(ValidationError):
        services.add_photo(done, picture(), name="a.jpg", size=1, description="x", credit="y", by=people["lead"])
    assert not people["lead"].has_perm("catalogue.edit", done)
    again = services.move(done, "reopen", by=people["lead"], reason="New lamps.")
    assert again.state == State.PROPOSED
    services.change(again, {"name": "Other"}, by=people["lead"])
    assert publish(again, people["second"], people["lead"]).version == 2


def test_only_a_whole_entry_is_reviewed_and_what_is_missing_is_told(town, people):
    bare = services.propose(town, {**VALUES, "helps_not": "", "personal_data": True}, by=people["lead"])
    missing = queries.missing(bare)
    assert "when it does not help" in missing and "what to see to with personal data" in missing
    assert sum(one.startswith("a judgement") for one in missing) == 12
    with pytest.raises(ValidationError) as told:
        services.move(bare, "review", by=people["second"])
    assert "when it does not help" in " ".join(told.value.messages)
    services.change(bare, {"helps_not": "By day.", "privacy_note": "Faces."}, by=people["lead"], aspects=judged())
    assert services.move(bare, "review", by=people["second"]).state == State.REVIEWED


def test_steps_back_need_a_reason(entry, people):
    for step in STEPS:
        assert step.needs_reason == (step.verb in {"send_back", "retire", "reopen"})
    done = publish(entry, people["second"], people["lead"])
    with pytest.raises(ValidationError, match="Say why"):
        services.move(done, "retire", by=people["lead"], reason=" ")


def test_a_proposal_is_not_public_whatever_its_marking(entry, people):
    Entry.objects.update(marking="CLEAR")
    provider = make_user("p@example.org", make_organisation("Maker", "solution_provider"), Role.PROVIDER)
    for outside in (None, people["stranger"], provider):
        assert not entry.is_visible_to(outside)
    assert entry.is_visible_to(people["viewer"]) and entry.is_visible_to(people["elsewhere"])
    assert entry.aspects.count() == 12
    aspect = entry.aspects.first()
    assert not aspect.is_visible_to(None) and aspect.is_visible_to(people["elsewhere"])
    publish(entry, people["second"], people["lead"])
    assert entry.is_visible_to(None) and entry.is_visible_to(provider) and aspect.is_visible_to(None)


def test_a_partner_named_by_a_share_sees_a_proposal(entry, people):
    partner = make_organisation("Operator", "operator")
    reader = make_user("op@example.org", partner, Role.VIEWER)
    assert not entry.is_visible_to(reader)
    Entry.objects.update(marking="AMBER")
    Share.objects.create(object_type="catalogue.entry", object_id=entry.pk, organisation=partner, reason="test")
    assert entry.is_visible_to(reader)


def test_comments_are_for_authorities_and_those_concerned_never_for_the_public(entry, people):
    Entry.objects.update(marking="CLEAR")
    publish(entry, people["second"], people["lead"])
    maker = make_organisation("Maker", "solution_provider")
    provider = make_user("p@example.org", maker, Role.ADMINISTRATOR)
    written = services.comment(
        entry, people["elsewhere"].memberships.get().organisation, "experience", "Glare.", by=people["elsewhere"]
    )
    assert entry.is_visible_to(provider) and not written.is_visible_to(provider) and not written.is_visible_to(None)
    assert written.is_visible_to(people["viewer"]) and written.is_visible_to(people["elsewhere"])
    assert people["elsewhere"].has_perm("catalogue.remove_comment", written)
    assert people["lead"].has_perm("catalogue.remove_comment", written)  # of the entry's owner
    assert not people["viewer"].has_perm("catalogue.comment") and not provider.has_perm("catalogue.comment")


def test_deleting_goes_to_the_bin_and_back_and_spares_what_is_published(entry, people):
    from protect.organisations.services import bin

    services.comment(entry, entry.organisation, "question", "How long do they last?", by=people["expert"])
    services.add_photo(
        entry,
        (file := picture()),
        name="a.jpg",
        size=len(file.getvalue()),
        description="A lamp",
        credit="Town",
        by=None,
    )
    with audit.acting(people["lead"], "test"):
        binned = services.delete(entry)
    assert not Entry.objects.exists() and people["lead"].has_perm(binned.permission, binned)
    back = bin.restore(binned)
    assert back.comments.count() == 1 and back.photos.count() == 1 and back.aspects.count() == 12
    publish(Entry.objects.get(pk=back.pk), people["second"], people["lead"])
    with pytest.raises(ValidationError, match="retire the entry first"):
        services.delete(back)


def test_a_photo_carries_words_and_comes_without_what_the_camera_wrote(entry, people):
    with pytest.raises(ValidationError, match="Say in words"):
        services.add_photo(entry, picture(), name="a.jpg", size=9, description=" ", credit="", by=None)
    with pytest.raises(ValidationError):
        services.add_photo(entry, picture(), name="a.jpg", size=10**9, description="x", credit="", by=None)
    photo = services.add_photo(
        entry, picture(), name="quay at night.jpg", size=9, description="A lamp", credit="Town", by=None
    )
    assert (photo.width, photo.height) == (64, 48) and "quay" not in photo.file.name
    with pytest.raises(ValidationError, match="here already"):
        services.add_photo(entry, picture(), name="b.jpg", size=9, description="A lamp", credit="Town", by=None)


def test_the_audit_log_names_codes_of_entries_in_words(entry, people):
    from protect.organisations.queries import wording

    assert wording.in_words(Entry, "cost_purchase", "medium") == "Medium"
    assert wording.in_words(Entry, "kind", "good_practice") == "Good practice"


def test_retired_entries_and_old_comments_go_into_the_bin_when_their_time_is_over(entry, people, town):
    import datetime as dt

    from django.utils import timezone

    from protect.catalogue import kept
    from protect.catalogue.models import Comment
    from protect.organisations.models import Binned

    done = publish(entry, people["second"], people["lead"])
    services.comment(done, town, "question", "How long?", by=people["lead"])
    services.move(done, "retire", by=people["lead"], reason="Old.")
    now = timezone.now()
    assert (
        kept.old_retired(town, now - dt.timedelta(days=1)) == [] == kept.old_comments(town, now - dt.timedelta(days=1))
    )
    later = now + dt.timedelta(days=1)
    assert [one for one, _since in kept.old_retired(town, later)] == [entry]
    assert kept.remove_old_comments(town, later) == 1 and not Comment.objects.exists()
    assert kept.remove_old_retired(town, later) == 1 and not Entry.objects.exists()
    assert Binned.objects.filter(object_type__startswith="catalogue.").count() == 2
