"""What two people do in the same moment with practices, words of the glossary and exchanges, on a real file and on PostgreSQL."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from protect.cooperation import services as cooperating
from protect.cooperation.models import Exchange, Opening
from protect.cooperation.states import State as Asked
from protect.library import glossing
from protect.library.models import Term
from protect.organisations.models import Membership, Role, User
from protect.practices import services
from protect.practices.models import Practice
from protect.practices.states import State
from tests.cooperation.making import asked
from tests.organisations.test_conflicts_at_once import at_once
from tests.practices.making import VALUES, drafted, published
from tests.world import make_user, world

pytestmark = pytest.mark.django_db(transaction=True)


def refusals(answers):
    """Each with a sentence for who was second; nothing of the database's own."""
    failed = [one for one in answers if isinstance(one, BaseException)]
    assert all(isinstance(one, ValidationError) for one in failed), failed
    return failed


def test_a_practice_is_translated_once_into_a_language_and_a_word_is_added_once():
    w = world()
    original = published(w)

    def translate():
        return services.write(
            w.municipality, {**VALUES, "title": "Chei", "language": "ro", "translation_of": original}, by=w.assessor
        )

    assert len(refusals(at_once(translate, translate, translate))) == 2

    def add():
        return glossing.add(w.municipality, {"word": "Warden", "text": "Knows.", "language": "en"}, by=w.lead)

    assert len(refusals(at_once(add, add, add))) == 2
    assert at_once(lambda: (Practice.objects.filter(language="ro").count(), Term.objects.count())) == [(1, 1)]


def test_what_is_published_is_what_was_read_whoever_changes_it_meanwhile():
    w = world()
    made = drafted(w)
    services.move(made, "submit", by=w.assessor)
    answers = at_once(
        lambda: services.move(made, "publish", by=w.lead),
        lambda: services.change(made, {"done": "Something else."}, by=w.assessor),
    )
    (stored,) = at_once(lambda: Practice.objects.get(pk=made.pk))
    assert len(refusals(answers)) == 1
    assert (stored.state, stored.done) in {(State.PUBLISHED, VALUES["done"]), (State.DRAFT, "Something else.")}


def test_an_exchange_is_decided_once_and_opened_once_to_the_same_reader():
    w = world()
    Membership.objects.filter(user=w.officer).update(role=Role.LEAD)
    officer = User.objects.get(pk=w.officer.pk)
    chief = make_user("chief@police.example", w.police, Role.ADMINISTRATOR)
    made = asked(w)
    answers = at_once(
        lambda: cooperating.move(made, "agree", by=officer),
        lambda: cooperating.move(made, "decline", by=chief, text="Sorry."),
        lambda: cooperating.write(made, "Let us see.", by=chief),
    )
    (stored,) = at_once(lambda: Exchange.objects.get(pk=made.pk))
    assert stored.state in {Asked.AGREED, Asked.DECLINED} and 1 <= len(refusals(answers)) <= 2
    more = asked(w, "Lamps")
    proposals = at_once(
        lambda: cooperating.propose(more, w.other_municipality, by=w.administrator),
        lambda: cooperating.propose(more, w.other_municipality, by=chief),
    )
    assert len(refusals(proposals)) == 1
    (count,) = at_once(lambda: Opening.objects.filter(exchange=more).count())
    assert count == 1
