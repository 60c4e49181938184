"""Lists and pages of practices as visitors, authors and other authorities meet them."""

from __future__ import annotations

import csv
import html
import io
import json
import re

import pytest
from django.urls import reverse

from protect.organisations.models import AuditEntry
from protect.practices import queries, services
from protect.practices.models import Practice
from tests.catalogue.making import make_entry, publish
from tests.practices.making import VALUES, drafted, marked, published, tried
from tests.world import picture, world

pytestmark = pytest.mark.django_db


def page(client, name, *args, **query):
    answer = client.get(reverse(f"practices:{name}", args=args), query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def test_figures_stand_as_readers_of_the_language_write_them(client):
    made = published(world(), "Keys")
    assert (
        "2.000"
        in client.get(reverse("practices:practice", args=[made.pk]), headers={"accept-language": "de"}).content.decode()
    )
    french = client.get(
        reverse("practices:practice", args=[made.pk]), headers={"accept-language": "fr"}
    ).content.decode()
    assert re.search(r"2[\u00a0\u202f]000", french)


def test_everybody_reads_a_public_practice_and_leaves_no_trace(client, django_assert_max_num_queries):
    w = world()
    made = published(w, "</script><b>Keys")
    tried(w, made, is_public=True)
    tried(w, made, where="Hidden lane")
    services.say(made, w.other_municipality, "comment", "Between us.", by=w.other)
    before = AuditEntry.objects.count()
    with django_assert_max_num_queries(14):
        told = page(client, "practice", made.pk)
    data = json.loads(re.search(r'ld\+json">(.*?)</script>', told, re.DOTALL)[1])
    assert data["headline"] == made.title and data["inLanguage"] == "en" and "<b>Keys" not in told
    assert "2,000 to 5,000 EUR (2024)" in told and "14 a day before" in told and "Our lorries are larger" in told
    assert "Hidden lane" not in told and "Between us" not in told and "mailto:safety@testa.example" in told
    assert html.escape(made.title) in page(client, "feed")
    assert "tried elsewhere 1 time" in page(client, "list")
    rows = list(csv.reader(io.StringIO(page(client, "list", format="csv").removeprefix("\ufeff"))))
    assert rows[1][0] == made.title and len(rows) == 2
    assert AuditEntry.objects.count() == before


def test_filters_count_what_the_next_choice_leads_to(client):
    w = world()
    published(w, "Keys", city="Testa")
    published(w, "Lamps", city="Testb", threat_types=["firearms", "vehicle"], evidence="opinion")
    published(w, "Hidden", public=False)
    told = page(client, "list", city="Testb")
    assert "Lamps" in told and "Keys" not in told and "1 practice" in told
    assert re.search(r'value="Testa">Testa \(1\)', told) and re.search(r'value="Testb" selected>Testb \(1\)', told)
    assert re.search(r'value="vehicle">[^<]*\(1\)', told)
    assert re.search(r'value="vehicle">[^<]*\(2\)', page(client, "list"))
    assert "Lamps" in page(client, "list", q="lamps") and "Keys" not in page(client, "list", q="lamps")
    assert "Nothing found" in page(client, "list", threat="chemical")
    # An old or invented bookmark still opens a list.
    assert "2 practices" in page(client, "list", threat="nonsense", sort="x", measure="9" * 40, page="7")


def test_the_entry_of_the_catalogue_names_the_practices_its_reader_sees(client):
    w = world()
    entry = marked(w, publish(make_entry(w.municipality, w.assessor), w.expert, w.lead), "CLEAR")
    published(w, "Keys", entries=[entry])
    published(w, "Hidden", entries=[entry], public=False)
    told = client.get(reverse("catalogue:detail", args=[entry.pk])).content.decode()
    assert "Practices of towns" in told and "Keys" in told and "Hidden" not in told
    assert queries.latest(measure=entry.pk)[0].title == "Keys" and len(queries.latest(threat="vehicle")) == 1
    assert f'value="{entry.pk}">{entry} (1)' in page(client, "list")
    assert str(entry) in page(client, "practice", Practice.objects.get(title="Keys").pk)


def test_the_author_writes_and_a_colleague_publishes_what_they_have_seen(client):
    w = world()
    client.force_login(w.assessor)
    assert client.post(reverse("practices:new"), {"organisation": w.municipality.pk}).status_code == 200
    values = {**VALUES, "title": "Keys", "language": "en", "organisation": w.municipality.pk}
    assert client.post(reverse("practices:new"), {**values, "country": "Rumania"}).status_code == 200
    assert not Practice.objects.exists()
    client.post(reverse("practices:new"), values)
    made = Practice.objects.get()
    photo = {"file": picture(), "description": "A key", "credit": "own"}
    client.post(reverse("practices:add_photo", args=[made.pk]), photo)
    client.post(reverse("practices:step", args=[made.pk, "submit"]))
    marked(w, made, "CLEAR")
    client.force_login(w.lead)
    where = reverse("practices:step", args=[made.pk, "publish"])
    shown = client.post(where, {})
    assert "Nothing is published yet" in shown.content.decode() and "safety@testa.example" in shown.content.decode()
    made.refresh_from_db()
    assert made.state == "in_review"
    # What is shown changed since: look again.
    Practice.objects.filter(pk=made.pk).update(done="Other words.")
    again = client.post(where, {"previewed": shown.context["previewed"]})
    assert "Something changed" in again.content.decode()
    client.post(where, {"previewed": again.context["previewed"]})
    made.refresh_from_db()
    assert made.is_public
    client.logout()
    assert 'alt="A key"' in page(client, "practice", made.pk)
    assert client.get(reverse("practices:photo", args=[made.photos.get().pk])).status_code == 200


def test_a_peer_tells_comments_and_takes_it_back(client):
    w = world()
    made = published(w)
    client.force_login(w.other)
    report = {
        "organisation": w.other_municipality.pk,
        "where": "Testb",
        "since": 2025,
        "result": "same",
        "differed": "Nothing.",
    }
    client.post(reverse("practices:tell_trial", args=[made.pk]), report)
    say = {"organisation": w.other_municipality.pk, "kind": "question", "text": "Who keeps them?"}
    client.post(reverse("practices:say", args=[made.pk]), say)
    question = made.remarks.get()
    client.force_login(w.lead)
    client.post(reverse("practices:answer", args=[made.pk, question.pk]), {"text": "The market office."})
    told = page(client, "practice", made.pk)
    assert "The market office." in told and "the same as told here" in told
    client.force_login(w.other)
    client.post(reverse("organisations:put_into_bin", args=["practices.trial", made.trials.get().pk]))
    assert not made.trials.exists()
    client.force_login(w.provider)
    assert client.get(reverse("practices:say", args=[made.pk])).status_code == 403


def test_own_practices_with_drafts_stand_on_a_list_of_their_own(client):
    w = world()
    drafted(w, "Half written")
    client.force_login(w.viewer)
    assert "Half written" in page(client, "own") and "Half written" not in page(client, "list")
    client.force_login(w.other)
    assert "Half written" not in page(client, "own")


def test_entries_that_an_editor_does_not_see_stay_named(client):
    w = world()
    hidden = publish(make_entry(w.other_municipality, w.other), w.other_administrator, w.other)
    made = drafted(w, entries=[hidden])
    client.force_login(w.assessor)
    form = client.get(reverse("practices:change", args=[made.pk]))
    assert hidden.name not in form.content.decode()
    values = {**VALUES, "title": "New title", "language": "en", "as_loaded": form.context["form"]["as_loaded"].value()}
    client.post(reverse("practices:change", args=[made.pk]), values)
    made.refresh_from_db()
    assert made.title == "New title" and list(made.entries.all()) == [hidden]


def test_whose_practice_it_is_is_not_asked_to_have_tried_it(client):
    w = world()
    made = published(w)
    for reader, offered in ((w.lead, False), (w.other, True), (w.provider, False), (None, False)):
        if reader:
            client.force_login(reader)
        else:
            client.logout()
        assert (reverse("practices:tell_trial", args=[made.pk]) in page(client, "practice", made.pk)) is offered
