"""What the pages of a study say and do: the short way, the grid, the front, comparing, deciding, files."""

from __future__ import annotations

import io
import json
from types import SimpleNamespace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from protect.organisations.models import AuditEntry
from protect.portfolios import services
from protect.portfolios.models import Candidate, Effect, PortfolioDecision, Study
from protect.portfolios.queries import results
from tests.portfolios.making import computed, decided, ground, named, study
from tests.world import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def w():
    return world()


@pytest.fixture
def no_worker(monkeypatch):
    """Jobs wait: elsewhere in the tests they are run at once."""
    monkeypatch.setattr("protect.portfolios.tasks.compute", SimpleNamespace(enqueue=lambda *given: None))


def at(name: str, *args) -> str:
    return reverse(f"portfolios:{name}", args=args)


def read(client, *where) -> str:
    return client.get(at(*where)).content.decode()


def test_the_short_way_of_a_small_town(w, client):
    """A budget, five measures ticked, one button: a sentence says what to do first."""
    from protect.catalogue import shipping

    shipping.sync()
    client.force_login(w.lead)
    assessment, _rows = ground(w)
    begun = client.post(
        at("begin"),
        {"organisation": w.municipality.pk, "name": "This year", "assessments": assessment.pk, "budget_buy": 60_000},
    )
    made = Study.objects.get()
    assert begun.url == at("pick", made.pk)
    form = client.get(begun.url).context["form"]
    offered = [one.pk for one in form.fields["entries"].queryset if one.cost_purchase != "not_known"][:5]
    assert len(offered) == 5
    assert client.post(begun.url, {"entries": offered}).status_code == 302
    assert made.candidates.count() == 5
    assert Effect.objects.filter(candidate__study=made, confirmed=False).exists()
    client.post(at("compute", made.pk))
    services.run(made.computations.get().pk)
    page = read(client, "result", made.pk)
    assert "Begin with" in page and "nobody has confirmed" in page and "<svg" in page
    assert "Up to date" in read(client, "detail", made.pk)


def test_the_grid_saves_what_is_typed_and_keeps_what_is_wrong(w, client):
    made = study(w)
    client.force_login(w.assessor)
    page = client.get(at("effects", made.pk))
    form = page.context["form"]
    cells = {name: form[name].value() or "" for name in form.fields if name.startswith("e-")}
    wanted = next(name for name, value in cells.items() if value == "P1?")
    wrong = client.post(at("effects", made.pk), {**cells, wanted: "much", "says": "Fire"}).content.decode()
    assert "Nothing was saved" in wrong and 'value="much"' in wrong and "aria-invalid" in wrong
    sent = client.post(
        at("effects", made.pk), {**cells, wanted: "p2", "says": "Fire", "as_loaded": form["as_loaded"].value()}
    )
    assert sent.status_code == 302
    changed = Effect.objects.get(says="Fire")
    assert (changed.probability, changed.sure) == (2, "medium")
    assert AuditEntry.objects.filter(object_type="portfolios.effect", object_id=changed.pk).count() == 2
    client.force_login(w.viewer)
    assert "disabled" in read(client, "effects", made.pk)
    assert client.post(at("effects", made.pk), {}).status_code == 403


def test_two_people_in_the_grid_keep_both_changes_and_are_asked_about_the_same_cell(w, client):
    made = study(w)
    client.force_login(w.assessor)
    form = client.get(at("effects", made.pk)).context["form"]
    cells = {name: form[name].value() or "" for name in form.fields if name.startswith("e-")}
    opened = form["as_loaded"].value()
    one, other = list(cells)[:2]
    key = tuple(map(int, other.split("-")[1:]))
    services.save_effects(made, {key: (1, 1, "high")}, says="Somebody else")
    client.post(at("effects", made.pk), {**cells, one: "P3", "says": "Me", "as_loaded": opened})
    assert Effect.objects.filter(candidate=key[0], scenario=key[1]).get().says == "Somebody else"
    clash = client.post(at("effects", made.pk), {**cells, other: "C3", "says": "Me", "as_loaded": opened})
    assert clash.status_code == 409 or "in the meantime" in clash.content.decode()
    assert Effect.objects.filter(candidate=key[0], scenario=key[1]).get().consequence == 1


def test_the_grid_goes_out_and_comes_in_and_names_wrong_cells(w, client):
    made = study(w)
    client.force_login(w.lead)
    where = at("effects", made.pk)
    book = openpyxl.load_workbook(io.BytesIO(client.get(where, {"format": "xlsx"}).content))
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "row" and sheet["D1"].value == "Planters"
    assert "P1C1!" in [cell.value for cell in sheet["D"]]
    sheet["D2"], sheet["E3"] = "P4C4", "lots"
    sheet["A5"] = 999_999_999
    refused = client.post(at("bring", made.pk), {"says": "Fire", "file": upload(book)}).content.decode()
    assert "E3:" in refused and "A5:" in refused and "P4C4" not in refused
    assert not Effect.objects.filter(probability=4).exists()
    table = client.get(where, {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    row = table[1].split(",")
    row[3] = "P4"
    sent = SimpleUploadedFile("effects.csv", "\n".join([table[0], ",".join(row)]).encode())
    assert client.post(at("bring", made.pk), {"says": "Fire", "file": sent}).status_code == 302
    assert Effect.objects.get(probability=4).says == "Fire"


def upload(book) -> SimpleUploadedFile:
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("effects.xlsx", file.getvalue())


def test_a_point_of_the_front_is_a_link_to_its_portfolio(w, client):
    made = computed(w, budget_buy=110_000)
    client.force_login(w.lead)
    result = results.latest(made)
    for one in result.points:
        page = client.get(at("result", made.pk), {"point": one["number"]}).content.decode()
        assert f'href="?point={one["number"]}#portfolio"' in page
    assert client.get(at("result", made.pk), {"point": "99"}).status_code == 200
    assert client.get(at("result", made.pk), {"point": "x"}).status_code == 200
    rows = client.get(at("result", made.pk), {"format": "csv"}).content.decode().splitlines()
    assert len(rows) == len(result.points) + 1


def test_progress_is_shown_and_the_page_loads_anew_at_the_end(w, client, no_worker):
    made = study(w)
    client.force_login(w.lead)
    client.post(at("compute", made.pk))
    running = made.computations.get()
    page = read(client, "result", made.pk)
    assert "waits for its turn" in page and "Show the present state" in page
    made.computations.update(state="running", progress=40)
    part = client.get(at("progress", made.pk), headers={"HX-Request": "true"})
    assert "40 %" in part.content.decode() and "<html" not in part.content.decode()
    made.computations.update(state="waiting")
    services.run(running.pk)
    assert client.get(at("progress", made.pk), headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_four_alternatives_stand_side_by_side_with_what_each_leaves(w, client):
    made = computed(w)
    client.force_login(w.lead)
    best = results.latest(made).best
    assert client.post(at("keep", made.pk), {"point": best, "name": "Best"}).status_code == 302
    hand = {"name": "Green", "candidates": [one.pk for one in named(made, "Planters", "Cameras", "Magic")]}
    assert client.post(at("by_hand", made.pk), hand).status_code == 302
    page = read(client, "compare", made.pk)
    assert "takes most off within the budget" in page and "breaks what is asked" in page
    assert page.count("heat-map") == 2 and "burdened by" in page and "not served" in page
    rows = client.get(at("compare", made.pk), {"format": "csv"}).content.decode("utf-8-sig")
    assert "Best,Green" in rows


def test_deciding_by_its_form_asks_for_the_reason_against_the_best(w, client):
    made = computed(w)
    client.force_login(w.lead)
    kept = services.keep(made, "Green", named(made, "Planters"))
    sent = {"alternative": kept.pk, "reason": "They are green.", "signatory": "A. Mayor, mayor"}
    refused = client.post(at("decide", made.pk), sent).content.decode()
    assert "Say why it is this one" in refused and "They are green." in refused
    done = client.post(
        at("decide", made.pk), {**sent, "why_not_best": "Posts look hard."}, follow=True
    ).content.decode()
    assert "Posts look hard." in done and "Requirement 0" in done and "Weak point 0" in done
    record = PortfolioDecision.objects.get()
    assert client.post(at("take_back", made.pk, record.pk), {"reason": ""}).status_code == 200
    assert client.post(at("take_back", made.pk, record.pk), {"reason": "Too early"}).status_code == 302
    assert "Taken back on" in read(client, "decision", made.pk, record.pk)


def test_a_study_goes_out_whole(w, client):
    made = decided(w).study
    client.force_login(w.viewer)
    found = json.loads(client.get(at("json", made.pk)).content)
    assert found["format"] == "protect-study" and len(found["measures"]) == 5 and len(found["effects"]) == 6
    assert found["decisions"][0]["signatory"] == "A. Mayor, mayor" and found["alternatives"][0]["rows"]
    book = openpyxl.load_workbook(io.BytesIO(client.get(at("workbook", made.pk)).content))
    assert [one.title for one in book.worksheets][:4] == ["Measures", "Effects", "Who says so", "Front"]
    page = read(client, "print", made.pk)
    assert "<svg" in page and "They last." in page and "Do now" in page


def test_a_list_is_filtered_sorted_counted_and_exported_by_its_address(w, client):
    computed(w)
    study(w, words="Other ", budget_buy=5)
    client.force_login(w.viewer)
    page = client.get(at("list"), {"sort": "budget"}).content.decode()
    assert "2 studies" in page and page.index(">Study<") < page.index(">Other Study<")
    assert "1 study" in client.get(at("list"), {"state": "computed"}).content.decode()
    assert "Nothing matches" in client.get(at("list"), {"q": "nowhere"}).content.decode()
    assert len(client.get(at("list"), {"format": "csv"}).content.decode().splitlines()) == 3
    client.force_login(w.other)
    assert "No study yet" in read(client, "list")


def test_a_measure_is_changed_with_its_checks_and_refused_beside_the_field(w, client):
    made = study(w)
    client.force_login(w.assessor)
    planters = named(made, "Planters")[0]
    form = client.get(at("change_candidate", made.pk, planters.pk)).context["form"]
    sent = {name: value for name in form.fields if (value := form[name].value()) not in (None, "", False, [])}
    refused = client.post(at("change_candidate", made.pk, planters.pk), {**sent, "buy_low": 90_000}).content.decode()
    assert "lies between lowest and highest" in refused
    done = client.post(at("change_candidate", made.pk, planters.pk), {**sent, "buy_low": 20_000, "open-looks": "worse"})
    assert done.status_code == 302, done.content.decode()
    planters.refresh_from_db()
    assert planters.openness["looks"] == "worse" and planters.buy_low == 20_000
    assert planters.requirements.count() == 1
    rows = client.get(at("candidates", made.pk), {"lack": "cost"}).content.decode()
    assert "Magic" in rows and "Planters" not in rows
    assert "Planters" in client.get(at("candidates", made.pk), {"format": "csv"}).content.decode()
    client.post(at("remove_candidate", made.pk, planters.pk))
    assert not Candidate.objects.filter(pk=planters.pk).exists()
