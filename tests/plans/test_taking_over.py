"""What a study decided becomes proposed actions by one click, each measure once."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.organisations import audit
from protect.plans import services
from protect.plans.models import Action
from protect.plans.origins import of
from protect.portfolios import services as portfolios
from tests.portfolios.making import decided
from tests.world import world


@pytest.fixture
def w(db):
    found = world()
    with audit.acting(found.lead, "test"):
        yield found


def test_measures_of_a_decision_become_proposed_actions_once(w, client):
    decision = decided(w)
    client.force_login(w.lead)
    page = reverse("portfolios:decision", args=[decision.study_id, decision.pk])
    assert "Propose its measures as actions" in client.get(page).content.decode()
    client.post(reverse("plans:from_portfolio", args=[decision.pk]))
    made = list(Action.objects.order_by("pk"))
    assert {one.title for one in made} == set(decision.candidates.values_list("name", flat=True))
    first = next(one for one in made if one.grounds.exists())
    candidate = decision.candidates.get(pk=first.source_key)
    assert first.cost_planned == candidate.buy_best * 100
    assert of(first, w.lead)["page"] == reverse("portfolios:candidate", args=[decision.study_id, candidate.pk])
    answer = client.post(reverse("plans:from_portfolio", args=[decision.pk]), follow=True)
    assert "They are proposed already." in answer.content.decode() and Action.objects.count() == len(made)


def test_a_decision_whose_actions_are_under_way_is_not_taken_back(w):
    decision = decided(w)
    made = services.take_over(decision, by=w.lead)
    Action.objects.filter(pk=made[0].pk).update(state="planned")
    with pytest.raises(ValidationError, match="under way"):
        portfolios.take_back(decision, reason="Elections")
    Action.objects.update(state="dropped")
    portfolios.take_back(decision, reason="Elections")
    decision.refresh_from_db()
    with pytest.raises(ValidationError, match="taken back"):
        services.take_over(decision, by=w.lead)
