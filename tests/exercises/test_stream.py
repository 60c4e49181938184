"""The stream of news: each screen gets what it may hear, in order, once, and goes on where it was cut off."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from urllib.parse import urlsplit

import pytest
from django.urls import reverse

from protect.exercises import live, services
from protect.exercises.events import Listener, as_line
from protect.exercises.models import Event, Participant
from tests.exercises.making import opened, running, seated
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def no_screen_is_left(transactional_db):
    yield
    live.hub.stop()


class Screen:
    """A stream in a thread of its own, as a browser holds it."""

    def __init__(self, live_server, path, last=None) -> None:
        parts = urlsplit(live_server.url)
        self.connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=20)
        headers = {"Accept": "text/event-stream"} | ({"Last-Event-ID": str(last)} if last is not None else {})
        self.connection.request("GET", path, headers=headers)
        self.socket = self.connection.sock  # the answer takes it away
        self.answer = self.connection.getresponse()
        self.lines: list[tuple[int, dict]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        number = 0
        try:
            for raw in self.answer:
                line = raw.decode().strip()
                if line.startswith("id: "):
                    number = int(line[4:])
                elif line.startswith("data: {"):
                    self.lines.append((number, json.loads(line[6:])))
        except (OSError, ValueError, AttributeError):
            pass

    def wait(self, count: int) -> list[dict]:
        deadline = time.monotonic() + 10
        while len(self.lines) < count and time.monotonic() < deadline:
            time.sleep(0.02)
        return [data for _number, data in self.lines]

    def close(self) -> None:
        """As a browser that goes away. The thread that reads has to be woken: it holds the answer until the next beat."""
        self.socket.shutdown(socket.SHUT_RDWR)
        self.answer.close()


def news(secret: str) -> str:
    return reverse("exercises:table_news", args=[secret])


def test_a_message_comes_to_everybody_and_one_for_a_function_only_to_it(live_server):
    w = world()
    run = running(w)
    to_operator, to_all = run.exercise.injects.all()[:2]
    people = {label: seated(run, label)[1] for label in ("Operator of the place", "Police")}
    run.refresh_from_db()
    screens = {label: Screen(live_server, f"{news(secret)}?after={run.last_event}") for label, secret in people.items()}
    services.release(run, to_operator)
    services.release(run, to_all)
    assert [one["title"] for one in screens["Operator of the place"].wait(2)] == [to_operator.title, to_all.title]
    assert [one["title"] for one in screens["Police"].wait(1)] == [to_all.title]
    for one in screens.values():
        one.close()


def test_a_screen_that_was_cut_off_goes_on_behind_the_last_line_it_had(live_server):
    w = world()
    run = running(w)
    _person, secret = seated(run)
    first = Screen(live_server, news(secret))
    injects = [one for one in run.exercise.injects.all() if one.to_id is None]
    services.release(run, injects[0])
    first.wait(2)  # the start of the clock, and the message
    number = first.lines[-1][0]
    first.close()
    services.pause(run)
    services.go_on(run)
    services.release(run, injects[1])
    again = Screen(live_server, news(secret), last=number)
    assert [one["kind"] for one in again.wait(3)] == ["clock", "clock", "inject"]
    again.close()


def test_facilitators_hear_what_arrives_and_the_table_does_not():
    line = Event(number=3, kind="entry", audience="staff", data={"entry": 1})
    assert Listener(staff=True).hears("staff") and not Listener(function_id=3).hears("staff")
    assert not Listener().hears("7") and Listener(function_id=7).hears("7") and Listener(staff=True).hears("7")
    assert as_line(line) == b'id: 3\nevent: news\ndata: {"kind": "entry", "entry": 1}\n\n'


def test_the_look_for_news_ends_with_the_last_screen(live_server, monkeypatch):
    monkeypatch.setattr(live, "SEEN_EVERY", 1.0)
    monkeypatch.setattr(live.Hub.after, "__defaults__", (0.5,))  # the beat
    w = world()
    run = opened(w)
    person, secret = seated(run)
    Participant.objects.update(seen_at="2020-01-01T00:00:00Z")
    screen = Screen(live_server, f"{news(secret)}?after=0")
    deadline = time.monotonic() + 15
    while Participant.objects.get().seen_at.year == 2020 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert Participant.objects.get().seen_at.year > 2020  # a phone that listens is there
    screen.close()
    while live.hub._runs and time.monotonic() < deadline + 15:  # at the next beat the server finds out
        time.sleep(0.2)
    assert not live.hub._runs


def test_what_fell_out_of_the_memory_of_a_process_is_read_from_the_table():
    hub = live.Hub()
    hub._look = lambda: None  # no thread
    with hub.following(1, 500) as followed:
        followed.lines.extend(Event(number=one) for one in range(501, 504))
        followed.last = 503
        assert hub.after(followed, 100, 0) is None
        assert [one.number for one in hub.after(followed, 501, 0)] == [502, 503]
        assert hub.after(followed, 503, 0) == []
