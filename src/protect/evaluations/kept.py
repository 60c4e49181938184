"""What evaluations keep for a time: who judged and weighed, long after it was decided. Scores and reasons stay, of nobody."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.evaluations.models import (
    Conflict,
    Consensus,
    Decision,
    Evaluation,
    Evaluator,
    KnockOut,
    Round,
    Stakeholder,
    Told,
)
from protect.organisations import audit, retention
from protect.organisations.models import Organisation, Verb


def _old(organisation: Organisation, before: dt.datetime) -> QuerySet[Evaluation]:
    """Where nothing happened since, no round is running, and somebody is still named."""
    of_it = {"evaluation": OuterRef("pk")}
    named = [
        Exists(Evaluator.objects.exclude(user=None).filter(**of_it)),
        Exists(Stakeholder.objects.exclude(user=None).filter(**of_it)),
        Exists(Conflict.objects.exclude(reason="").filter(evaluator__evaluation=OuterRef("pk"))),
    ]
    lately = [
        Exists(Decision.objects.filter(decided_at__gte=before, **of_it)),
        Exists(Round.objects.filter(Q(opened_at__gte=before) | Q(revealed_at__gte=before), **of_it)),
        Exists(Round.objects.filter(opened_at__isnull=False, revealed_at=None, **of_it)),
        Exists(Consensus.objects.filter(decided_at__gte=before, round__evaluation=OuterRef("pk"))),
        Exists(KnockOut.objects.filter(decided_at__gte=before, candidate__evaluation=OuterRef("pk"))),
    ]
    rows = Evaluation.objects.filter(organisation=organisation, changed_at__lt=before)
    rows = rows.filter(named[0] | named[1] | named[2])
    for one in lately:
        rows = rows.filter(~one)
    return rows


def old_names(organisation: Organisation, before: dt.datetime) -> list[tuple[Evaluation, dt.datetime]]:
    return [(one, one.changed_at) for one in _old(organisation, before)]


@transaction.atomic
def remove_old_names(organisation: Organisation, before: dt.datetime) -> int:
    """The people and their ties, in every table; what was judged, and why, stays."""
    removed = 0
    for evaluation in _old(organisation, before).select_for_update(of=("self",)):
        Evaluator.objects.filter(evaluation=evaluation).update(user=None, expertise=[])
        Stakeholder.objects.filter(evaluation=evaluation).update(user=None)
        Conflict.objects.filter(evaluator__evaluation=evaluation).update(reason="")
        Consensus.objects.filter(round__evaluation=evaluation).update(decided_by=None)
        KnockOut.objects.filter(candidate__evaluation=evaluation).update(decided_by=None)
        Told.objects.filter(evaluation=evaluation).delete()
        audit.record(Verb.CHANGED, evaluation, note=_("names of those who judged and weighed removed after their time"))
        removed += 1
    return removed


def register() -> None:
    retention.register(
        retention.Kind(
            "evaluation_people",
            gettext_lazy("Names of those who judged and weighed in an evaluation"),
            gettext_lazy("Scores and reasons are the record; who gave which is of no use once nobody asks back any more."),
            1095, 365, 3650,
            old_names,
            remove_old_names,
        )
    )  # fmt: skip
