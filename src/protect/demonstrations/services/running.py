"""The day: runs, observers with their links, values and remarks as they arrive."""

from __future__ import annotations

import hashlib
import math
import secrets
from collections.abc import Mapping
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from protect.demonstrations import readiness
from protect.demonstrations.models import Arm, Demonstration, Metric, MetricKind, Observation, Remark, Run, Seat
from protect.demonstrations.services.planning import held
from protect.organisations.changes import save_changes
from protect.organisations.models import Verb

#: A link holds until so long after the end, for what was noted on paper.
LINK_HOLDS = timedelta(days=2)
MOST_RUNS, MOST_SEATS = 200, 100
#: Beyond this a number is a slip of the finger.
LARGEST = 1e12


@transaction.atomic
def add_run(demonstration: Demonstration, arm: str, conditions: str = "") -> Run:
    """The next run of a line. Raises ValidationError for an unknown line."""
    stored = held(demonstration)
    if arm not in Arm.values:
        raise ValidationError({"arm": _("Choose baseline or innovation.")})
    count = stored.runs.filter(arm=arm).count()
    if count >= MOST_RUNS:
        raise ValidationError(_("There are %(most)d runs of this line already.") % {"most": MOST_RUNS})
    made = Run(demonstration=stored, arm=arm, number=count + 1)
    save_changes(made, {"conditions": conditions.strip()[:300]})
    return made


@transaction.atomic
def begin_run(run: Run) -> Run:
    """From now on what observers enter belongs to this run. Raises ValidationError without both approvals."""
    stored = held(run.demonstration)
    obstacles = readiness.not_approved(stored)
    if obstacles:
        raise ValidationError(obstacles)
    found = Run.objects.select_for_update().get(pk=run.pk)
    if found.begun_at is not None:
        raise ValidationError(_("This run was begun already."))
    if stored.runs.filter(begun_at__isnull=False, ended_at=None).exists():
        raise ValidationError(_("Another run is on; end it first."))
    save_changes(found, {"begun_at": timezone.now()}, verb=Verb.MOVED_ON)
    return found


@transaction.atomic
def end_run(run: Run) -> Run:
    """Observers can still enter what they have noted for it."""
    held(run.demonstration)
    found = Run.objects.select_for_update().get(pk=run.pk)
    if not found.is_on:
        raise ValidationError(_("This run is not on."))
    save_changes(found, {"ended_at": timezone.now()}, verb=Verb.MOVED_ON)
    return found


def digest_of_secret(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def add_seat(demonstration: Demonstration, label: str) -> tuple[Seat, str]:
    """A post with a link; the secret in it is told once and kept as a digest only."""
    stored = held(demonstration)
    if stored.ends_at is None:
        raise ValidationError(_("Set the time of the demonstration first: links end two days after it."))
    if stored.seats.count() >= MOST_SEATS:
        raise ValidationError(_("There are %(most)d posts already.") % {"most": MOST_SEATS})
    secret = secrets.token_urlsafe(24)
    seat = Seat(demonstration=stored, secret_digest=digest_of_secret(secret))
    save_changes(seat, {"label": label.strip(), "expires_at": stored.ends_at + LINK_HOLDS})
    return seat, secret


@transaction.atomic
def revoke_seat(seat: Seat) -> Seat:
    """The link ends; what came by it stays."""
    held(seat.demonstration)
    stored = Seat.objects.select_for_update().get(pk=seat.pk)
    if stored.revoked_at is None:
        save_changes(stored, {"revoked_at": timezone.now()})
    return stored


@transaction.atomic
def observe(seat: Seat, run: Run, values: Mapping[Metric, float | None], remark_text: str = "") -> int:
    """What one observer saw in one run; None leaves a value as it is. Returns how many values were written.

    Raises ValidationError where the link has ended, the run was never begun, or a value cannot be.
    """
    stored = held(seat.demonstration)
    seat = Seat.objects.get(pk=seat.pk)
    if not seat.holds:
        raise ValidationError(_("This link has ended."))
    if run.demonstration_id != stored.pk or run.begun_at is None:
        raise ValidationError(_("This run has not begun."))
    written = 0
    for metric, value in values.items():
        if value is None:
            continue
        if metric.demonstration_id != stored.pk:
            raise ValidationError(_("This is not measured here."))
        if not math.isfinite(value) or abs(value) > LARGEST:
            raise ValidationError({f"m-{metric.pk}": _("This number cannot be.")})
        if metric.kind == MetricKind.YES_NO and value not in (0, 1):
            raise ValidationError({f"m-{metric.pk}": _("Choose yes or no.")})
        found = Observation.objects.filter(run=run, metric=metric, seat=seat).first()
        written += (
            bool(save_changes(found or Observation(run=run, metric=metric, seat=seat), {"value": value})) or not found
        )
    if remark_text.strip():
        remark(seat, run, remark_text)
    return written


@transaction.atomic
def remark(seat: Seat, run: Run, text: str) -> Remark:
    held(seat.demonstration)
    made = Remark(run=run, seat=seat)
    save_changes(made, {"text": text.strip()[:500]})
    return made
