"""Lists of calls, evaluations, tables and demonstrations: filter, order, count, export, and few queries however long."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from protect.calls.models import Call
from protect.demonstrations.models import Demonstration
from protect.evaluations import services
from protect.evaluations.models import DecisionTable, Evaluation
from protect.organisations.models import AuditEntry
from protect.reference.services import latest
from tests.calls.town import clean_world
from tests.remembered import remembered

pytestmark = pytest.mark.django_db

MANY = 120


@pytest.fixture
def w():
    return many()


@remembered
def many():
    w = clean_world()
    begun = services.begin(w.municipality, "Alpha begun", by=w.lead)
    template, own = begun.template, {"organisation": w.municipality, "created_by": w.lead}
    calls = Call.objects.bulk_create(
        Call(title=f"Call {n:04}", template=latest("call_template", "rfi"), **own) for n in range(MANY)
    )
    Evaluation.objects.bulk_create(
        Evaluation(title=f"Evaluation {n:04}", template=template, call=calls[n], **own) for n in range(MANY)
    )
    DecisionTable.objects.bulk_create(DecisionTable(title=f"Table {n:04}", method="wsm", **own) for n in range(MANY))
    Demonstration.objects.bulk_create(
        Demonstration(title=f"Show {n:04}", solution="A gate", space=w.space, **own) for n in range(MANY)
    )
    return w


PAGES = {
    "calls:list": "Call",
    "evaluations:list": "Evaluation",
    "evaluations:tables": "Table",
    "demonstrations:list": "Show",
}


@pytest.mark.parametrize(("name", "word"), PAGES.items())
def test_a_list_is_filtered_put_in_order_counted_and_exported(client, w, name, word):
    client.force_login(w.lead)
    where = reverse(name)
    found = client.get(where, {"q": f"{word} 000", "sort": "title"})
    titles = [one.title for one in found.context["page_obj"].object_list]
    assert titles == [f"{word} {n:04}" for n in range(10)]
    text = found.content.decode()
    assert "10 entries" in text and f'value="{word} 000"' in text
    assert "Nothing of this kind" in client.get(where, {"q": "nothing is called so"}).content.decode()
    assert client.get(where, {"sort": "unknown", "state": "unknown", "organisation": "9" * 40}).status_code == 200
    table = client.get(where, {"q": f"{word} 000", "format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(table) == 11 and table[1].startswith(f"{word} 00")
    assert AuditEntry.objects.filter(verb="exported", actor=w.lead).exists()
    client.force_login(w.other)
    assert word not in client.get(where, {"format": "csv"}).content.decode().partition("\n")[2]


@pytest.mark.parametrize("name", PAGES)
def test_a_long_list_takes_as_few_queries_as_a_short_one(client, w, name):
    client.force_login(w.lead)
    counts = []
    for text in ("0001", ""):
        client.get(reverse(name), {"q": text})
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse(name), {"q": text})
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2 <= 40, counts


def test_states_of_the_lists(client, w):
    client.force_login(w.lead)
    evaluation = Evaluation.objects.get(title="Evaluation 0003")
    evaluation.decisions.create(kind="none", reason="Nothing fits.", decided_by=w.lead)
    for state, count in (("decided", 1), ("open", MANY)):
        assert client.get(reverse("evaluations:list"), {"state": state}).context["page_obj"].paginator.count == count
    Call.objects.filter(title="Call 0002").update(state="withdrawn")
    assert client.get(reverse("calls:list"), {"state": "withdrawn"}).context["page_obj"].paginator.count == 1
