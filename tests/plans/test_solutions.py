"""From an evaluation to the action: what was chosen is a candidate of a budget and a ground of what is done."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from protect.evaluations import services as evaluating
from protect.evaluations.models import Identity, Selected
from protect.organisations import audit
from protect.organisations.markings import Marking
from protect.plans import services
from protect.plans.models import Action
from protect.plans.origins import Source
from protect.portfolios import services as portfolios
from tests.evaluations.town import candidate, judged, town
from tests.portfolios.making import study
from tests.world import make_user, reference_data

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    found = town()
    reference_data()
    with audit.acting(found.lead, "test"):
        yield found


def chosen(w):
    made = judged(w)
    amber = candidate(made, "Amber")
    evaluating.decide(made, "selection", [amber], reason="", by=w.lead)
    return made, amber


def published(amber):
    Identity.objects.filter(candidate=amber).update(consent_on=dt.date(2026, 1, 5))
    amber.refresh_from_db()
    return evaluating.publish(amber, name="Amber gate", summary="It holds.")


def test_an_action_is_proposed_for_what_an_evaluation_chose(w, client):
    made, amber = chosen(w)
    client.force_login(w.lead)
    address = f"{reverse('plans:propose')}?solution={amber.pk}"
    assert address in client.get(reverse("evaluations:ranking", args=[made.pk])).content.decode()
    assert client.get(f"{reverse('plans:propose')}?solution={candidate(made, 'Blue').pk}").status_code == 403
    answer = client.post(address, {"title": "Gate for deliveries"}, follow=True)
    ranking = reverse("evaluations:ranking", args=[made.pk])
    assert f'<a href="{ranking}">Solution chosen in an evaluation</a>' in answer.content.decode()
    # Whoever may not read the evaluation reads that there was one, and neither which nor what of it.
    made.marking = Marking.RED.value
    made.save()
    client.force_login(w.people["viewer"])
    text = client.get(reverse("plans:action", args=[Action.objects.get().pk])).content.decode()
    assert "Solution chosen in an evaluation" in text and ranking not in text and "Amber" not in text
    client.force_login(w.people["stranger_lead"])
    assert client.get(address).status_code == 404


def test_an_action_names_a_solution_of_the_public_list(w, client):
    _made, amber = chosen(w)
    selected = published(amber)
    action = services.propose_action(
        w.municipality, "Gate", by=w.lead, source=Source("solution", amber.pk), values={"selected": selected}
    )
    client.force_login(w.lead)
    page = reverse("plans:action", args=[action.pk])
    link = f"{reverse('evaluations:selected')}?q=Amber%20gate#s{selected.pk}"
    assert link in client.get(page).content.decode()
    assert f'id="s{selected.pk}"' in client.get(link).content.decode()
    evaluating.unpublish(selected)
    text = client.get(page).content.decode()
    assert "no longer on the public list" in text and link not in text
    form = client.get(reverse("plans:change", args=[action.pk])).context["form"]
    assert list(form.fields["selected"].queryset) == [Selected.objects.get()]


def test_what_was_chosen_is_a_candidate_of_a_budget(w, client):
    made, amber = chosen(w)
    asked = study(w)
    client.force_login(w.lead)
    pick = reverse("portfolios:pick", args=[asked.pk])
    assert list(client.get(pick).context["form"].fields["evaluated"].queryset) == [amber]
    client.post(pick, {"evaluated": [amber.pk]})
    one = asked.candidates.get(evaluated=amber)
    assert (one.name, one.note, one.get_origin_display()) == ("Amber", "Amber holds.", "evaluated solution")
    ranking = reverse("evaluations:ranking", args=[made.pk])
    assert ranking in client.get(reverse("portfolios:candidate", args=[asked.pk, one.pk])).content.decode()
    with pytest.raises(ValidationError, match="not chosen"):
        portfolios.add_evaluated(asked, [candidate(made, "Blue")])
    made.marking = Marking.RED.value
    made.save()
    other = make_user("second@example.org", w.municipality, "lead")
    client.force_login(other)
    assert ranking not in client.get(reverse("portfolios:candidate", args=[asked.pk, one.pk])).content.decode()
    portfolios.remove_candidate(one)
    with pytest.raises(ValidationError, match="only named people"):
        portfolios.add_evaluated(asked, [candidate(made, "Amber")])
