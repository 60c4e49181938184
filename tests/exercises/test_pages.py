"""Pages of exercises: the way to the table by code, what a link opens, what is written twice, files."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from protect.exercises import services
from protect.exercises.models import Entry, Participant, Run
from protect.spaces import history
from tests.exercises.making import drafted, finished, opened, ready, running, seated
from tests.world import world

pytestmark = pytest.mark.django_db
BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


def news(secret: str) -> str:
    return reverse("exercises:table_news", args=[secret])


def test_the_same_news_can_be_asked_for_without_a_stream(client):
    w = world()
    run = running(w)
    _person, secret = seated(run)
    inject = run.exercise.injects.filter(to=None).first()
    services.release(run, inject)
    found = client.get(news(secret)).json()
    assert [one["kind"] for one in found["news"]] == ["clock", "inject"] and found["clock"]["goes"]
    last = found["news"][-1]["number"]
    assert client.get(news(secret), {"after": last}).json()["news"] == []


def test_a_run_that_is_reported_has_no_news_any_more(client):
    w = world()
    run = running(w)
    client.force_login(w.lead, backend=BACKEND)
    address = reverse("exercises:news", args=[run.exercise_id, run.pk])
    assert client.get(address).status_code == 200
    services.cancel_run(run, reason="Rain")
    assert client.get(address).status_code == 204


def test_a_code_as_people_type_it_leads_to_the_choice_of_a_function(client):
    w = world()
    run = opened(w)
    typed = f" {run.code[:3].lower()}-{run.code[3:].lower()} "
    answer = client.post(reverse("exercises:join"), {"code": typed})
    assert answer.url == reverse("exercises:join_by", args=[run.code])
    function = run.exercise.functions.first()
    answer = client.post(answer.url, {"function": function.pk, "name": ""})
    assert client.get(answer.url).status_code == 200 and Participant.objects.get().function == function


def test_a_wrong_code_says_where_the_right_one_stands_and_is_not_asked_without_end(client):
    world()
    page = reverse("exercises:join")
    assert "Look at the screen again" in client.post(page, {"code": "AAAAAA"}).content.decode()
    with override_settings(PLATFORM_RATE_LIMITS={"join_exercise": "3/h/ip"}):
        codes = [client.post(page, {"code": f"AAAAA{one}"}).status_code for one in "BCDEF"]
    assert codes == [200, 200, 200, 429, 429]


def test_a_link_opens_its_table_only_and_only_while_it_may_write(client):
    w = world()
    run = running(w)
    _person, secret = seated(run)
    page = reverse("exercises:table", args=[secret])
    assert client.get(page).status_code == 200
    services.end(run)
    assert client.get(page).status_code == 200  # what was noted can still be written
    Run.objects.filter(pk=run.pk).update(ended_at=timezone.now() - timedelta(hours=25))
    assert client.get(page).status_code == 404
    assert client.get(reverse("exercises:table", args=["nobody"])).status_code == 404


def test_a_phone_reads_nothing_that_was_not_given_to_it(client):
    w = world()
    run = running(w)
    operator, everybody = run.exercise.injects.all()[:2]
    services.release(run, operator)
    _person, secret = seated(run, "Police")
    text = client.get(reverse("exercises:table", args=[secret])).content.decode()
    assert operator.title not in text and everybody.title not in text
    assert operator.expected.first().text not in text
    answer = client.post(
        reverse("exercises:table_write", args=[secret]),
        {"kind": "decision", "text": "x", "key": "k", "inject": operator.pk}, headers={"Accept": "application/json"},
    )  # fmt: skip
    assert answer.status_code == 400 and not Entry.objects.exists()


def test_a_phone_that_sends_again_is_told_that_it_is_saved_and_nothing_is_doubled(client):
    w = world()
    run = running(w)
    _person, secret = seated(run)
    page = reverse("exercises:table_write", args=[secret])
    data = {"kind": "observation", "text": "Crowd at the gate", "key": "abc", "clock": "12.5", "waited": "70"}
    for _time in range(3):
        assert client.post(page, data, headers={"Accept": "application/json"}).json() == {"saved": True}
    entry = Entry.objects.get()
    assert entry.late and entry.clock <= 12.5


def test_what_is_missing_is_said_and_what_was_typed_stays(client):
    w = world()
    run = running(w)
    _person, secret = seated(run)
    page = reverse("exercises:table_write", args=[secret])
    answer = client.post(page, {"text": "Typed at length", "key": "abc"})
    assert answer.status_code == 400 and "Typed at length" in answer.content.decode()


def test_the_projector_shows_what_everybody_got_and_no_more(client):
    w = world()
    run = running(w)
    operator, everybody = run.exercise.injects.all()[:2]
    services.release(run, everybody)
    services.jump(run, 60)
    services.release(run, operator)
    services.write(run, "decision", "A secret decision", "k", author=w.lead)
    client.force_login(w.viewer, backend=BACKEND)
    text = client.get(reverse("exercises:projector", args=[run.exercise_id, run.pk])).content.decode()
    assert everybody.title in text and operator.title not in text and "A secret decision" not in text
    assert everybody.expected.first().text not in text and "TLP:AMBER+STRICT" in text


def test_report_comparison_and_their_files(client):
    w = world()
    exercise = ready(w)
    before = finished(w, exercise, "baseline", "mpnmpnmpnmpn")
    client.force_login(w.lead, backend=BACKEND)
    compare = reverse("exercises:compare", args=[exercise.pk])
    assert client.get(compare).status_code == 404
    finished(w, exercise, "innovation", "mmmmmmmmmmmm")
    text = client.get(compare).content.decode()
    assert "8 were judged better and 0 worse" in text
    assert client.get(compare, {"format": "csv"}).status_code == 200
    report = reverse("exercises:report", args=[exercise.pk, before.pk])
    text = client.get(report).content.decode()
    assert "4 were met, 4 partly, 4 not" in text and "Agree on one channel" in text
    data = client.get(report, {"format": "json"}).json()
    assert data["format"] == "protect-exercise-report" and len(data["messages"]) == 4
    assert client.get(report, {"format": "csv"}).content.decode().count("Decided on") == 4
    client.post(reverse("exercises:close", args=[exercise.pk, before.pk]))
    before.refresh_from_db()
    assert before.state == "reported"


def test_a_lesson_begins_with_the_words_of_its_gap(client):
    w = world()
    run = finished(w, ready(w), "baseline", "m")
    client.force_login(w.lead, backend=BACKEND)
    page = reverse("exercises:add_finding", args=[run.exercise_id, run.pk])
    assert (
        "No common channel"
        in client.get(page, {"kind": "lesson", "gap": run.findings.get(kind="gap").pk}).content.decode()
    )


def test_the_list_filters_sorts_and_exports(client):
    w = world()
    drafted(w, word="Alpha"), ready(w, word="Beta")
    client.force_login(w.viewer, backend=BACKEND)
    page = reverse("exercises:list")
    assert "Beta" not in client.get(page, {"state": "draft"}).content.decode()
    text = client.get(page, {"sort": "title"}).content.decode()
    assert text.index("Alpha") < text.index("Beta") and "2 exercises" in text
    assert "Alpha" not in client.get(page, {"q": "beta", "format": "csv"}).content.decode()


def test_two_facilitators_press_the_same_button(client):
    w = world()
    run = running(w)
    inject = run.exercise.injects.first()
    for person in (w.lead, w.assessor):
        client.force_login(person, backend=BACKEND)
        client.post(reverse("exercises:release", args=[run.exercise_id, run.pk, inject.pk]))
        client.post(reverse("exercises:pause", args=[run.exercise_id, run.pk]))
    run.refresh_from_db()
    assert run.releases.count() == 1 and run.state == "paused"


def test_the_report_as_files_has_the_marking_the_lessons_and_no_names(client):
    w = world()
    run = finished(w, ready(w), "baseline", "mpn")
    Participant.objects.update(name="Jane Doe")
    client.force_login(w.viewer, backend=BACKEND)
    files = {kind: client.get(reverse("reports:exercise", args=[run.pk, kind])) for kind in ("pdf", "docx", "xlsx")}
    assert files["pdf"].content.startswith(b"%PDF") and b"pdfuaid" in files["pdf"].content
    texts = {
        "docx": "\n".join(
            [one.text for one in Document(io.BytesIO(files["docx"].content)).element.body.iter() if one.text]
        ),
        "xlsx": " ".join(
            str(cell)
            for sheet in load_workbook(io.BytesIO(files["xlsx"].content))
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        ),
    }
    for kind, text in texts.items():
        assert "Agree on one channel" in text and "partly met" in text and "Jane" not in text, kind
    assert "TLP:AMBER+STRICT" in texts["xlsx"]
    assert "AMBER" in files["docx"].headers["Content-Disposition"]
    assert client.get(reverse("reports:exercise", args=[run.pk, "exe"])).status_code == 404


def test_a_run_stands_on_the_time_line_of_the_space_for_who_may_read_it():
    w = world()
    run = running(w, drafted_ready(w))
    seen = history.of(w.lead, w.space, "exercise")
    assert [one.page for one in seen] == [reverse("exercises:run", args=[run.exercise_id, run.pk])]
    assert seen[0].title.startswith("Shots at the market: ")
    assert history.of(w.stranger, w.space, "exercise") == []


def drafted_ready(w):
    return ready(w, space=w.space)
