"""The decision, and what everybody may read of the solutions that were chosen."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.evaluations.models import Candidate, Choice, Decision, Evaluation, Selected
from protect.evaluations.queries import ranking
from protect.evaluations.services.setting_up import held
from protect.organisations.changes import save_changes
from protect.organisations.markings import Marking
from protect.organisations.models import User, Verb


def follows_ranking(found: ranking.Ranked, chosen: set[int]) -> bool:
    """Whether the chosen are the first of the ranking, as many as there are; equal ranks may be exchanged."""
    ranks = {one.candidate.pk: one.rank for one in found.ranked}
    if not chosen <= set(ranks):
        return False
    worst = max((ranks[pk] for pk in chosen), default=0)
    return all(pk in chosen for pk, rank in ranks.items() if rank < worst)


@transaction.atomic
def decide(evaluation: Evaluation, kind: str, chosen: Iterable[Candidate], *, reason: str, by: User) -> Decision:
    """A record of who was chosen, with the ranking that lay before them. It never changes; a later one may follow.

    Against the ranking, or for no solution at all, the reason must be there. Raises ValidationError while scores are sealed.
    """
    stored = held(evaluation)
    if kind not in Choice.values:
        raise ValidationError({"kind": _("Choose what is decided.")})
    picked = list(chosen)
    if any(one.evaluation_id != stored.pk for one in picked):
        raise ValidationError({"chosen": _("Choose candidates of this evaluation.")})
    if (kind == Choice.NONE) == bool(picked):
        raise ValidationError({"chosen": _("Choose at least one candidate, or decide that none is suitable.")})
    if any(one.is_running for one in stored.rounds.all()):
        raise ValidationError(_("Scores are being given; decide when they are open."))
    if not stored.rounds.filter(revealed_at__isnull=False).exists():
        raise ValidationError(_("Nothing was judged yet."))
    if kind == Choice.SHORTLIST and len(picked) > stored.shortlist_size:
        told = ngettext("The shortlist has %d place.", "The shortlist has %d places.", stored.shortlist_size)
        raise ValidationError({"chosen": told % stored.shortlist_size})
    found = ranking.ranked(stored, by, robust=False)
    against = kind != Choice.NONE and not follows_ranking(found, {one.pk for one in picked})
    if not reason.strip() and (against or kind == Choice.NONE):
        raise ValidationError({"reason": _("This is not what the ranking says; write down why you decide so.")})
    order = [
        {"rank": one.rank, "name": one.candidate.name, "value": one.value, "coverage": one.coverage}
        for one in found.rows
    ]
    made = Decision(evaluation=stored, decided_by=by)
    values = {"kind": kind, "reason": reason.strip(), "against_ranking": against, "ranking": order, "chosen": picked}
    save_changes(made, values, verb=Verb.APPROVED)
    return made


def chosen_last(evaluation: Evaluation) -> set[int]:
    """Keys of the candidates of the last decision."""
    last = evaluation.decisions.first()
    return set(last.chosen.values_list("pk", flat=True)) if last is not None else set()


@transaction.atomic
def publish(candidate: Candidate, *, name: str, summary: str) -> Selected:
    """On the public list: a text of its own, with the provider's consent. Raises ValidationError without one."""
    stored = Candidate.objects.select_for_update().get(pk=candidate.pk)
    evaluation = held(stored.evaluation)
    identity = stored.identity
    if stored.pk not in chosen_last(evaluation):
        raise ValidationError(_("Only what was chosen goes on the list."))
    if identity.consent_on is None or not identity.provider:
        raise ValidationError(_("The provider has not agreed to be named; record the consent first."))
    if not name.strip():
        raise ValidationError({"name": _("Give the solution the name that its provider uses.")})
    found = Selected.objects.filter(candidate=stored).first()
    found = found or Selected(organisation=evaluation.organisation, marking=Marking.CLEAR.value, candidate=stored)
    values = {
        "name": name.strip(), "summary": summary.strip(), "provider": identity.provider, "country": identity.country,
        "consent_on": identity.consent_on, "published_at": timezone.now(), "withdrawn_at": None,
    }  # fmt: skip
    save_changes(found, values)
    return found


@transaction.atomic
def unpublish(selected: Selected) -> Selected:
    """Off the list, as when a provider takes the consent back."""
    stored = Selected.objects.select_for_update().get(pk=selected.pk)
    save_changes(stored, {"withdrawn_at": timezone.now()})
    return stored
