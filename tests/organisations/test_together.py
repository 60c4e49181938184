"""Rows of several models come in one question, each as its own query finds, orders and cuts them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from protect.assessments.models import Assessment
from protect.organisations.models import Membership, Organisation
from protect.organisations.together import Asked, answers
from protect.spaces.models import Space
from tests.world import make_space, world

pytestmark = pytest.mark.django_db


def test_each_gets_its_rows_in_its_order_with_moments_and_days_as_python_has_them():
    w = world()
    for name in ("“B”\n'x'", "Ά%s", "C"):
        make_space(w.municipality, name, w.lead)
    moment, day = timezone.now(), dt.date(2031, 2, 3)
    Assessment.objects.filter(pk=w.assessment.pk).update(approved_at=moment, review_on=day)
    spaces = Space.objects.visible_to(w.lead).exclude(pk=w.space.pk).order_by("-name")
    asked = [
        Asked(spaces, lambda one: one.name, ("name",)),
        Asked(Organisation.objects.filter(pk__in=[]), lambda one: one.pk),
        Asked(
            Assessment.objects.visible_to(w.lead), lambda one: [one.approved_at, one.review_on, one.space, one.lead_id, one.pk],
            ("approved_at", "review_on", "lead_id"), {"space": "space__name"},
        ),
        Asked(Assessment.objects.visible_to(w.other), lambda one: one.pk),
        Asked(Membership.objects.filter(user=w.lead), lambda one: None if one.role == "lead" else one.role, ("role",)),
    ]  # fmt: skip
    answers(asked, most=2)  # the first time Django asks SQLite whether it knows JSON
    with CaptureQueriesContext(connection) as questions:
        found = answers(asked, most=2)
    assert len(questions) == 1
    assert found[0] == [one.name for one in spaces[:2]] and found[1] == [] and found[3] == [] and found[4] == []
    assert found[2] == [moment, day, w.space.name, w.lead.pk, w.assessment.pk]


def test_nothing_is_asked_where_nothing_can_be_found():
    with CaptureQueriesContext(connection) as questions:
        assert answers([], most=5) == [] and answers([Asked(Space.objects.none(), str)], most=5) == [[]]
    assert len(questions) == 0
