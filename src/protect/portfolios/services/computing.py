"""Asking for a result, and the job that finds it."""

from __future__ import annotations

import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from protect.organisations import audit
from protect.organisations.models import User, Verb
from protect.portfolios.models import Computation, RunState, Study
from protect.portfolios.services.setting_up import held, move
from protect.portfolios.states import State

#: Results of one study that are kept; a decision keeps its own figures.
KEPT = 3


@transaction.atomic
def request(study: Study, *, by: User | None) -> Computation:
    """Have the best portfolios looked for in the background; the one that is on, if one is."""
    from protect.portfolios.tasks import compute

    stored = held(study)
    if not stored.candidates.exists():
        raise ValidationError(_("There is no candidate measure yet. Add some."))
    running: Computation | None = stored.computations.filter(state__in=[RunState.WAITING, RunState.RUNNING]).first()
    if running is not None:
        return running
    made = Computation.objects.create(study=stored, asked_by=by)
    audit.record(Verb.CHANGED, stored, note=_("Result asked for"))
    compute.enqueue(made.pk, translation.get_language() or "en")
    return made


def run(key: int, language: str = "en") -> None:
    """By the worker. Safe to run twice: what is done stays, what was interrupted begins anew."""
    made = Computation.objects.filter(pk=key).select_related("study").first()
    if made is None or made.state in (RunState.DONE, RunState.FAILED):
        return
    with translation.override(language):
        _run(made)


def _run(made: Computation) -> None:
    from protect.portfolios.queries.field import field_of
    from protect.portfolios.searching import Unanswerable, asked_of, search

    begun = time.monotonic()
    _told(made, 2, state=RunState.RUNNING)
    field = field_of(made.study)
    values: dict[str, object] = {"fingerprint": field.fingerprint}
    try:
        content = search(asked_of(field), lambda percent: _told(made, percent))
        values |= {"content": content, "state": RunState.DONE}
    except Unanswerable as error:
        values |= {"state": RunState.FAILED, "error": str(error)[:500]}
    except Exception:
        told = _("The search broke off. Ask again; tell who runs the platform if it stays so.")
        _told(made, 100, state=RunState.FAILED, error=told, ended_at=timezone.now())
        raise
    with transaction.atomic():
        _told(made, 100, ended_at=timezone.now(), seconds=time.monotonic() - begun, **values)
        stored = Study.objects.select_for_update().get(pk=made.study_id)
        if values["state"] == RunState.DONE and stored.is_open:
            if stored.state == State.DRAFT:
                with audit.acting(made.asked_by, "job"):
                    move(stored, "computed")
            old = list(stored.computations.values_list("pk", flat=True)[KEPT:])
            Computation.objects.filter(pk__in=old).delete()


def _told(made: Computation, percent: int, **values: object) -> None:
    """At once, so that the page can show it."""
    if percent != made.progress or values:
        made.progress = percent
        Computation.objects.filter(pk=made.pk).update(progress=percent, **values)
