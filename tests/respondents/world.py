"""Somebody outside who was asked: for the scores of the world's assessment, and for a checklist of its space."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from protect.checklists import services as checking
from protect.organisations import audit
from protect.respondents import services
from protect.respondents.models import Respondent
from tests.world import World

ADDRESS = "olga.operator@metro.example"


def values(**more: Any) -> dict[str, Any]:
    return {
        "email": ADDRESS,
        "name": "Olga Operator",
        "function": "owner_operator",
        "circle": "involved",
        "language": "en",
        "note": "Think of the evening rush.",
        **more,
    }


def ask(w: World, task: Any, **more: Any) -> tuple[Respondent, str]:
    with audit.acting(w.lead, "test"):
        return services.ask(task, values(**more), until=timezone.localdate() + dt.timedelta(days=14), by=w.lead)


def asked(w: World) -> tuple[Respondent, Respondent]:
    """(for the scores, for a checklist): made once for each world."""
    if "respondents" not in w.parts:
        with audit.acting(w.lead, "test"):
            checklist = w.space.checklists.first() or checking.begin(w.space, by=w.lead, assessment=w.assessment)
        w.parts["respondents"] = (ask(w, w.assessment)[0], ask(w, checklist)[0])
    return w.parts["respondents"]


def last_code() -> str:
    found = re.search(r"^(\d{6})$", mail.outbox[-1].body, re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def last_link() -> str:
    """Path of the link in the last mail that has one."""
    for message in reversed(mail.outbox):
        found = re.search(r"https?://[^/]+(/respond/\S+)", message.body)
        if found:
            return found[1]
    raise AssertionError("no link was mailed")


def come_in(secret: str, client: Client | None = None) -> Client:
    """A browser that opened the link and typed the code."""
    client = client or Client()
    where = reverse("respondents:door", args=[secret])
    assert client.post(where, {"send": "1"}).status_code == 200
    assert client.post(where, {"code": last_code()}).status_code == 302
    return client
