"""The pages: the same questions in table, board and time line; the steps by button; what each role finds there."""

from __future__ import annotations

import datetime as dt
import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from protect.organisations.models import AuditEntry, Verb
from protect.plans import services
from protect.plans.models import Action, Evidence
from protect.plans.states import State
from protect.spaces import history
from tests.world import make_user, picture

DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(client, town):
    client.force_login(town.lead)
    return client


def text(client, name, *args, **query):
    answer = client.get(reverse(f"plans:{name}", args=args), query)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_an_action_is_proposed_from_a_requirement(lead, town):
    page = reverse("plans:propose") + f"?requirement={town.requirement.pk}"
    assert "No vehicle gets onto the square" in lead.get(page).content.decode()
    answer = lead.post(page, {"title": "Bollards", "requirements": [town.requirement.pk], "cost_planned": "12500.50"})
    made = Action.objects.get()
    assert answer.url == reverse("plans:action", args=[made.pk])
    assert (made.cost_planned, made.grounds.get().requirement) == (1_250_050, town.requirement)
    refused = lead.post(page, {"title": "Without a ground"})
    assert "Choose the requirement" in refused.content.decode()


def test_whoever_contributes_proposes_and_a_viewer_does_not(client, town):
    page = reverse("plans:propose") + f"?requirement={town.requirement.pk}"
    for person, status in ((town.eva, 200), (town.anna, 200), (town.vera, 403)):
        client.force_login(person)
        assert client.get(page).status_code == status


def test_the_thread_leads_back_to_requirement_and_weak_point(lead, town):
    told = text(lead, "action", town.action().pk)
    assert "No vehicle gets onto the square from the west." in told and "The west side is open." in told
    assert reverse("spaces:detail", args=[town.space.pk]) in told


def test_the_table_filters_sorts_counts_and_exports_what_it_shows(lead, town):
    today = timezone.localdate()
    town.ready("Late", due_on=today - DAY)
    town.ready("Calm", responsible=None, responsible_name="Roads department")
    told = text(lead, "list", flag="overdue")
    assert ">Late<" in told and ">Calm<" not in told and "Overdue (1)" in told
    assert ">Calm<" in text(lead, "list", q="roads") and ">Calm<" not in text(lead, "list", q="nobody")
    table = lead.get(reverse("plans:list"), {"format": "csv", "sort": "title"}).content.decode("utf-8-sig").splitlines()
    assert [line.partition(",")[0] for line in table] == ["Action", "Calm", "Late"]
    book = openpyxl.load_workbook(io.BytesIO(lead.get(reverse("plans:list"), {"format": "xlsx"}).content))
    rows = list(book.active.iter_rows(values_only=True))
    assert rows[1][0] == "Late" and rows[1][11] == 12_500 and rows[1][9].date() == today - DAY
    assert AuditEntry.objects.filter(verb=Verb.EXPORTED, object_id=town.organisation.pk).count() == 2


@pytest.mark.parametrize("name", ["list", "board", "timeline"])
def test_an_address_with_nonsense_still_opens(lead, town, name):
    town.ready()
    nonsense = {"space": "x" * 40, "organisation": "-1", "sort": "?", "flag": "?", "state": "?", "from": "99-99", "unit": "?",
                "page": "x", "q": "\x00%_", "moved": "9" * 30, "verb": "decide"}  # fmt: skip
    text(lead, name, **nonsense)
    text(lead, name, **{"from": "9999-12"})


def test_a_card_moves_by_its_button_and_the_step_can_be_taken_back(lead, town):
    made = town.action()
    board = reverse("plans:board")
    answer = lead.post(reverse("plans:move", args=[made.pk, "decide"]), {"next": board}, follow=True)
    told = answer.content.decode()
    made.refresh_from_db()
    assert made.state == State.DECIDED and "Undo" in told
    lead.post(reverse("plans:move", args=[made.pk, "undecide"]), {"next": board})
    made.refresh_from_db()
    assert made.state == State.PROPOSED
    away = lead.post(reverse("plans:move", args=[made.pk, "decide"]), {"next": "//evil.example/"})
    assert away.url == reverse("plans:action", args=[made.pk])


def test_the_board_says_what_is_in_the_way(lead, town):
    made = services.move(town.action(), "decide", by=town.lead)
    answer = lead.post(reverse("plans:move", args=[made.pk, "plan"]), {"next": reverse("plans:board")}, follow=True)
    assert "It still needs an owner" in answer.content.decode()


def test_the_owner_finds_report_and_evidence_and_nothing_else(client, town):
    made = town.ready(state=State.RUNNING)
    client.force_login(town.anna)
    told = text(client, "action", made.pk)
    assert reverse("plans:report", args=[made.pk]) in told and reverse("plans:change", args=[made.pk]) not in told
    report = reverse("plans:report", args=[made.pk])
    client.post(report, {"progress": "60", "cost_spent": "99.99", "progress_note": "Half of them stand."})
    made.refresh_from_db()
    assert (made.progress, made.cost_spent) == (60, 9_999)
    for page in ("change", "grounds", "predecessors", "drop", "targets"):
        assert client.get(reverse(f"plans:{page}", args=[made.pk])).status_code == 403, page
    client.force_login(town.bert)
    assert client.get(report).status_code == 403


def test_evidence_is_added_and_sent_only_to_who_may_see_it(client, town):
    made = town.ready(state=State.RUNNING)
    client.force_login(town.anna)
    file = picture()
    file.name = "a.jpg"
    client.post(reverse("plans:add_evidence", args=[made.pk]), {"file": file, "description": "Six bollards in a row"})
    one = Evidence.objects.get()
    answer = client.get(reverse("plans:evidence", args=[one.pk]))
    assert answer.status_code == 200 and answer["X-Content-Type-Options"] == "nosniff"
    assert 'alt="Six bollards in a row"' in text(client, "action", made.pk)
    client.logout()
    assert client.get(reverse("plans:evidence", args=[one.pk])).status_code == 302


def test_verifying_asks_for_every_row_and_redraws_the_levels(lead, town):
    made = town.ready(state=State.DONE)
    page = reverse("plans:verify", args=[made.pk])
    told = lead.get(page).content.decode()
    assert "What you saw" in told and "Agreed then" in told
    refused = lead.post(page, {"sent": "1"})
    assert refused.status_code == 200 and "Please look at" in refused.content.decode()
    row = next(iter(town.levels(made))).pk
    values = {
        f"probability-{row}": "1",
        f"consequence-{row}": "3",
        f"confidence-{row}": "high",
        f"rationale-{row}": "Stopped a lorry.",
    }
    answer = lead.post(page, values)
    assert answer.url == reverse("plans:levels", args=[town.space.pk])
    told = text(lead, "levels", town.space.pk)
    assert "1 row was judged again" in told and "Stopped a lorry." in told


def test_the_target_is_set_and_shown(lead, town):
    made = town.ready()
    row = next(iter(town.levels(made))).pk
    values = {f"probability-{row}": "2", f"consequence-{row}": "", f"confidence-{row}": "low", f"rationale-{row}": ""}
    assert "Choose both levels or none." in lead.post(reverse("plans:targets", args=[made.pk]), values).content.decode()
    lead.post(reverse("plans:targets", args=[made.pk]), {**values, f"consequence-{row}": "2"})
    assert made.scores.get().basis == "target"
    assert "to bring 1 more row to a lower level" in text(lead, "levels", town.space.pk)


def test_the_time_line_shows_its_window_with_a_table_and_a_sentence(lead, town):
    today = timezone.localdate()
    town.ready("Now")
    town.ready("Far", starts_on=today + 700 * DAY, due_on=today + 900 * DAY)
    town.action("Undated")
    told = text(lead, "timeline")
    assert "1 action runs or is due" in told and "1 lie outside this window, 1 have no date" in told
    assert told.count("gantt-bar") == 1 and ">Far<" not in told
    assert "2 actions run" in text(lead, "timeline", unit="quarter")
    german = lead.get(reverse("plans:timeline"), headers={"accept-language": "de"}).content.decode()
    assert 'x1="280.0"' in german or 'x="' in german  # no comma in a coordinate
    assert "," not in german.partition("<svg")[2].partition("</svg>")[0].partition('class="gantt-tick"')[2][:60]


def test_several_move_at_once_as_far_as_each_can(lead, town):
    good, bad = town.action("Good"), town.ready("Bad", state=State.RUNNING)
    answer = lead.post(reverse("plans:several"), {"action": [good.pk, bad.pk], "verb": "decide"}, follow=True)
    told = answer.content.decode()
    assert "1 action: “Decide” done." in told and "“Bad” is “Running”" in told
    nothing = lead.post(reverse("plans:several"), {"verb": "decide"}, follow=True)
    assert "Tick actions" in nothing.content.decode()


def test_what_is_blocked_says_why(lead, town):
    before, after = town.ready("Survey"), town.ready("Bollards")
    services.set_predecessors(after, [before])
    told = text(lead, "action", after.pk)
    assert "Blocked: it should be going on" in told and ">Survey</a> (Decided" in told


def test_two_who_edit_at_once_are_asked(lead, town):
    made = town.action()
    page = reverse("plans:change", args=[made.pk])
    opened = lead.get(page).context["form"]
    word = opened["as_loaded"].value()
    services.change_action(made, {"title": "Changed by somebody"})
    answer = lead.post(page, {"title": "Mine", "currency": "EUR", "as_loaded": word})
    assert "Changed by somebody" in answer.content.decode() and "Mine" in answer.content.decode()
    made.refresh_from_db()
    assert made.title == "Changed by somebody"


def test_what_was_done_stands_on_the_time_line_of_the_space_for_who_may_read_it(town):
    done = town.ready(state=State.DONE)
    town.ready("Another in work", state=State.RUNNING)
    seen = history.of(town.lead, town.space, "action")
    assert [one.title for one in seen] == [f"{done.title} (Done)"]
    assert seen[0].page == reverse("plans:action", args=[done.pk])
    assert history.of(make_user("else@town.example"), town.space) == []
