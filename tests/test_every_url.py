"""Walks every address of the platform as six kinds of person. An address that nobody decided about fails.

Decisions are in ``tests/url_decisions/<folder>.py``; how to write one is told in ``tests/deciding.py``.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from tests.deciding import FORBIDDEN, HIDDEN, LOGIN, PEOPLE, REFUSED, SEES, SENT_ON, WRONG_METHOD, Decision
from tests.world import SECRET, World, world

pytestmark = pytest.mark.django_db

ANSWER = {HIDDEN: {404}, FORBIDDEN: {403}, WRONG_METHOD: {405}, SENT_ON: {301, 302}}


def every_address(resolver: URLResolver | None = None, space: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """(name, route) of every pattern, however deep; a nameless one is called by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every_address(pattern, inner, route)
        elif isinstance(pattern, URLPattern):
            yield (space + pattern.name if pattern.name else f"route {route}"), route


def read_decisions() -> dict[str, Decision]:
    found: dict[str, Decision] = {}
    for file in sorted((Path(__file__).parent / "url_decisions").glob("*.py")):
        for name, decision in importlib.import_module(f"tests.url_decisions.{file.stem}").DECISIONS.items():
            assert name not in found, f"{name} is decided twice, the second time in {file.name}"
            found[name] = decision
    return found


DECISIONS = read_decisions()
ADDRESSES = sorted(set(every_address()))


def test_somebody_decided_about_every_address():
    missing = [
        f"  {name}  ({route}): add DECISIONS[{name!r}] to tests/url_decisions/{name.partition(':')[0]}.py"
        for name, route in ADDRESSES
        if name not in DECISIONS
    ]
    assert not missing, "Nobody decided who may ask for these addresses:\n" + "\n".join(missing)


def test_no_decision_is_left_over():
    left = sorted(set(DECISIONS) - {name for name, _route in ADDRESSES})
    assert not left, f"Decisions about addresses that are gone; take them out of tests/url_decisions/: {left}"


def sorted_out(w: World, name: str, route: str) -> list[str]:
    """The addresses to probe: all that the decision names and that belong to this route."""
    decision = DECISIONS[name]
    chosen = decision.kwargs(w)
    found = []
    for kwargs in chosen if isinstance(chosen, list) else [chosen]:
        path = reverse(name, kwargs=kwargs)
        if resolve(path).route == route:
            found.append(path + decision.query)
    assert found, f"The kwargs decided for {name} never lead to {route}; give a list of kwargs that covers each route."
    return found


def sessions_of(w: World) -> dict[str, str]:
    """Everybody signed in, once for a thousand probes."""
    found = {}
    for person in PEOPLE:
        user = getattr(w, person)
        if user is not None:
            client = Client()
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
            found[person] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def client_of(sessions: dict[str, str], person: str) -> Client:
    """With this session and no other trace of the probes before."""
    client = Client(raise_request_exception=True)
    if person in sessions:
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[person]
    return client


@cache
def counting() -> str:
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.managed and model._meta.app_label not in {"sessions", "usersessions", "contenttypes"}
    }
    assert len(tables) > 100
    return " UNION ALL ".join(f"SELECT '{table}', count(*) FROM \"{table}\"" for table in sorted(tables))


def counts() -> dict[str, int]:
    """Rows of every table that holds what people made, by one question; sessions come and go with each request."""
    with connection.cursor() as cursor:
        cursor.execute(counting())
        return dict(cursor.fetchall())


def check(response, expected: str, where: str) -> None:
    status, target = response.status_code, response.headers.get("Location", "")
    told = f"{where}: expected {expected}, came {status} {target}".rstrip()
    if expected == SEES:
        assert status == 200, told
    elif expected == LOGIN:
        assert status == 302 and target.startswith(reverse(settings.LOGIN_URL)), told
    else:
        assert status in ANSWER[expected], told


def body_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode("utf-8", "replace") + response.headers.get("Location", "")


def folder_of(name: str) -> str:
    return name.partition(":")[0] if ":" in name else "account"


@pytest.mark.parametrize("folder", sorted({folder_of(name) for name, _route in ADDRESSES}))
@pytest.mark.deep  # a fifth of the time of all others; that every address is decided about is asked with make test
def test_everybody_gets_the_answer_that_was_decided(folder, caplog):
    """One world for all addresses of a folder, since no probe may change it; every complaint is told, not the first."""
    caplog.set_level("CRITICAL", "django.request")  # every refusal would be told
    w = world()
    sessions = sessions_of(w)
    complaints: list[str] = []
    for name, route in ADDRESSES:
        if folder_of(name) != folder or name not in DECISIONS:  # the missing ones are told by the test above
            continue
        try:
            paths = sorted_out(w, name, route)
        except AssertionError as error:
            complaints.append(str(error))
            continue
        for path in paths:
            for person in PEOPLE:
                for probe in (look, send):
                    with transaction.atomic():
                        try:
                            probe(sessions, person, DECISIONS[name], path)
                        except AssertionError as error:
                            complaints.append(str(error).partition("\n")[0])
                        except Exception as error:
                            complaints.append(f"{probe.__name__} {path} as {person}: {type(error).__name__}: {error}")
                        transaction.set_rollback(True)
    if complaints:
        pytest.fail("\n" + "\n".join(complaints), pytrace=False)


def look(sessions: dict[str, str], person: str, decision: Decision, path: str) -> None:
    response = client_of(sessions, person).get(path)
    expected = decision.get[person]
    check(response, expected, f"GET {path} as {person}")
    if expected in REFUSED or person not in decision.leaks:
        assert SECRET not in body_of(response), f"GET {path} as {person} tells what is restricted"


def send(sessions: dict[str, str], person: str, decision: Decision, path: str) -> None:
    """An empty form from whoever is refused: it must change nothing, not even the audit trail."""
    expected = decision.post[person]
    if expected not in REFUSED:
        return
    client, before = client_of(sessions, person), counts()
    response = client.post(path, decision.post_data)
    check(response, expected, f"POST {path} as {person}")
    assert SECRET not in body_of(response), f"POST {path} as {person} tells what is restricted"
    assert counts() == before, f"POST {path} as {person} was refused and changed something all the same"
