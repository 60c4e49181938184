"""Two people press “Save” in the same moment: two threads, two connections, on a real file or on PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from protect.assessments.models import State
from protect.spaces.models import Space
from tests.organisations.forms_on_pages import opened
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], Any]) -> list[Any]:
    """Do all of them in threads that start together; returns their answers in order."""
    start = threading.Barrier(len(deeds))
    answers: list[Any] = [None] * len(deeds)

    def run(number: int) -> None:
        start.wait(20)
        try:
            answers[number] = deeds[number]()
        except BaseException as error:
            answers[number] = error
        finally:
            connection.close()  # each thread has one of its own

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return answers


def test_of_two_who_save_at_once_one_is_asked_and_different_fields_are_both_kept():
    w = world()
    where = reverse("spaces:change", args=[w.space.pk])
    people = []
    for person in (w.lead, w.assessor):
        client = Client()
        client.force_login(person)
        people.append((client, opened(client, where)))

    def post(number: int, **values: str) -> Callable[[], Any]:
        client, sent = people[number]
        return lambda: client.post(where, {**sent, **values}).status_code

    assert sorted(at_once(post(0, busy_times="one"), post(1, busy_times="two"))) == [302, 409]
    (stored,) = at_once(lambda: Space.objects.get(pk=w.space.pk).busy_times)
    assert stored in ("one", "two")

    def again(number: int, **values: str) -> Callable[[], Any]:
        client = people[number][0]
        return lambda: (opened(client, where), values)

    fresh = at_once(again(0, town="Upper Testa"), again(1, owner_name="The parish"))
    deeds = [
        (lambda client=client, sent=sent, values=values: client.post(where, {**sent, **values}).status_code)
        for (client, _old), (sent, values) in zip(people, fresh, strict=True)
    ]
    assert at_once(*deeds) == [302, 302]
    (both,) = at_once(lambda: Space.objects.values_list("town", "owner_name").get(pk=w.space.pk))
    assert both == ("Upper Testa", "The parish")


def test_two_devices_of_one_member_score_the_same_line_at_once():
    w = world()
    w.assessment.state = State.SCORING
    w.assessment.save()
    where = reverse("assessments:scoring", args=[w.assessment.pk])
    key = f"{w.scenario.pk}-current"
    client = Client()
    client.force_login(w.assessor)
    word = opened(client, where, f"{key}-rationale")[f"{key}-as_loaded"]

    def send(level: str) -> Callable[[], Any]:
        mine = Client()
        mine.cookies = client.cookies
        sent = {f"{key}-as_loaded": word, f"{key}-probability": level}
        return lambda: mine.post(where, sent, headers={"accept": "application/json"})

    answers = at_once(send("2"), send("4"))
    assert sorted(one.status_code for one in answers) == [200, 409]
    asked = next(one for one in answers if one.status_code == 409).json()["conflicts"][key]
    (question,) = asked["questions"]
    assert {question["theirs"][0], question["yours"][0]} == {"2", "4"}
    assert asked["who"] == w.assessor.name
