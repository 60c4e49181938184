"""Evaluators, their pairs, sealed scores, the opening, and what they then agree on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.evaluations import mails
from protect.evaluations.models import (
    Candidate,
    Conflict,
    Consensus,
    CriteriaSet,
    Evaluation,
    Evaluator,
    KnockOut,
    Pairing,
    Round,
    RoundKind,
    Score,
)
from protect.evaluations.models.setting_up import HIGHEST
from protect.evaluations.services.criteria import freeze
from protect.evaluations.services.setting_up import held
from protect.methods import panel
from protect.organisations import audit
from protect.organisations.changes import save_changes
from protect.organisations.models import User, Verb

#: Fewer judge nothing (METHODOLOGY 4.4).
FEWEST = 3


@transaction.atomic
def add_evaluator(evaluation: Evaluation, user: User, expertise: Iterable[str] = ()) -> Evaluator:
    """Somebody who may see the evaluation; ``expertise`` are groups of criteria they know about."""
    stored = held(evaluation)
    if not stored.is_visible_to(user):
        raise ValidationError({"user": _("“%(name)s” may not see this evaluation; share it first.") % {"name": user}})
    if stored.evaluators.filter(user=user).exists():
        raise ValidationError({"user": _("“%(name)s” is an evaluator already.") % {"name": user}})
    made = Evaluator(evaluation=stored, user=user)
    save_changes(made, {"expertise": list(expertise)})
    mails.tell(stored, mails.NAMED)
    return made


@transaction.atomic
def remove_evaluator(evaluator: Evaluator) -> None:
    """Raises ValidationError once they handed in: scores that were given stay."""
    if evaluator.pairings.filter(handed_in_at__isnull=False).exists():
        raise ValidationError(_("“%(name)s” has handed in scores; they stay in the record.") % {"name": evaluator})
    audit.record(Verb.DELETED, evaluator)
    evaluator.delete()


def providers_of(evaluation: Evaluation) -> list[str]:
    """Names of those who offer something, in the order of the alphabet: it tells nothing of who offers what."""
    names = evaluation.candidates.exclude(identity__provider="").values_list("identity__provider", flat=True)
    return sorted(set(names), key=str.casefold)


@transaction.atomic
def declare(evaluator: Evaluator, providers: Mapping[str, str]) -> Evaluator:
    """With which providers they have a tie (name to its kind), or none. Their pairs are blocked in every round.

    A tie that was declared is taken back by nobody but the lead, by assigning by hand what they judge to be none.
    """
    stored = Evaluator.objects.select_for_update().get(pk=evaluator.pk)
    running = [_held_round(one) for one in stored.evaluation.rounds.all()]
    unknown = set(providers) - set(providers_of(stored.evaluation))
    if unknown:
        raise ValidationError(_("Choose from the list of providers."))
    for candidate in stored.evaluation.candidates.filter(identity__provider__in=providers):
        if not stored.conflicts.filter(candidate=candidate).exists():
            reason = providers[candidate.identity.provider].strip()[:300]
            made = Conflict(evaluator=stored, candidate=candidate)
            save_changes(made, {"reason": reason})
            # What was begun and not handed in is no judgement; it goes.
            for pairing in stored.pairings.filter(candidate=candidate, handed_in_at__isnull=True):
                pairing.delete()
    save_changes(stored, {"declared_at": timezone.now()})
    for one in running:
        _reveal_if_complete(one)
    return stored


@transaction.atomic
def plan_round(evaluation: Evaluation, kind: str, note: str = "") -> Round:
    """A further kind of evaluation, on the criteria as they are then; each kind once."""
    stored = held(evaluation)
    if kind not in RoundKind.values:
        raise ValidationError({"kind": _("Choose a kind of the list.")})
    if stored.rounds.filter(kind=kind).exists():
        raise ValidationError({"kind": _("This kind of evaluation is there already.")})
    latest = stored.criteria_sets.order_by("-version").first()
    assert latest is not None
    made = Round(evaluation=stored, kind=kind, criteria_set=latest)
    save_changes(made, {"note": note.strip()})
    return made


def _blocked(evaluation: Evaluation) -> set[tuple[int, int]]:
    return set(Conflict.objects.filter(evaluator__evaluation=evaluation).values_list("evaluator_id", "candidate_id"))


def _held_round(round_: Round) -> Round:
    return Round.objects.select_for_update().select_related("evaluation", "criteria_set").get(pk=round_.pk)


def _not_open(round_: Round) -> Round:
    stored = _held_round(round_)
    if stored.opened_at is not None:
        raise ValidationError(_("The scoring of this round has begun."))
    return stored


@transaction.atomic
def assign(round_: Round, candidates: Iterable[Candidate] | None = None, each: int = FEWEST) -> int:
    """Every candidate gets ``each`` evaluators: even loads, expertise spread, conflicts kept out, what is there kept.

    Returns how many pairs are new. Raises ValidationError naming a candidate for whom too few are free.
    """
    stored = _not_open(round_)
    if each < FEWEST:
        raise ValidationError(_("At least %(fewest)d evaluators judge each candidate.") % {"fewest": FEWEST})
    people = list(stored.evaluation.evaluators.exclude(user=None))
    listed = list(stored.evaluation.candidates.all() if candidates is None else candidates)
    at_person = {one.pk: number for number, one in enumerate(people)}
    at_candidate = {one.pk: number for number, one in enumerate(listed)}
    there = set(stored.pairings.values_list("evaluator_id", "candidate_id"))

    def indices(pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        return {(at_person[e], at_candidate[c]) for e, c in pairs if e in at_person and c in at_candidate}

    try:
        found = panel.assign(
            len(listed), [set(one.expertise) for one in people], each=each, blocked=indices(_blocked(stored.evaluation)),
            fixed=indices(there),
        )  # fmt: skip
    except ValueError as error:
        blocked = indices(_blocked(stored.evaluation))
        short = next(
            (c for c in range(len(listed)) if sum((e, c) not in blocked for e in range(len(people))) < each), None
        )
        if short is None:
            raise ValidationError(_("No even panel was found; assign some by hand first.")) from error
        raise ValidationError(
            _("“%(name)s” has fewer than %(each)d evaluators without a conflict of interest; add evaluators.")
            % {"name": listed[short], "each": each}
        ) from error
    new = 0
    for e, c in found:
        if (people[e].pk, listed[c].pk) not in there:
            save_changes(Pairing(round=stored, evaluator=people[e], candidate=listed[c]), {})
            new += 1
    return new


@transaction.atomic
def pair(round_: Round, evaluator: Evaluator, candidate: Candidate) -> Pairing:
    """By hand. Raises ValidationError where a tie was declared. A running round takes more evaluators, too."""
    stored = _held_round(round_)
    if stored.revealed_at is not None:
        raise ValidationError(_("The scores of this round are open; nobody can judge alone any more."))
    if {evaluator.evaluation_id, candidate.evaluation_id} != {stored.evaluation_id}:
        raise ValidationError(_("Choose an evaluator and a candidate of this evaluation."))
    if (evaluator.pk, candidate.pk) in _blocked(stored.evaluation):
        raise ValidationError(_("This evaluator declared a conflict of interest there."))
    if stored.pairings.filter(evaluator=evaluator, candidate=candidate).exists():
        raise ValidationError(_("This pair is there already."))
    made = Pairing(round=stored, evaluator=evaluator, candidate=candidate)
    save_changes(made, {"by_hand": True})
    if stored.is_running:
        mails.tell(stored.evaluation, mails.OPENED, stored)
    return made


@transaction.atomic
def unpair(pairing: Pairing) -> None:
    stored = _held_round(pairing.round)
    found = Pairing.objects.select_for_update().filter(pk=pairing.pk).first()
    if found is None:
        raise ValidationError(_("This pair is gone already."))
    if stored.revealed_at is not None or found.handed_in_at is not None:
        raise ValidationError(_("Scores that were handed in stay in the record."))
    audit.record(Verb.DELETED, found)
    found.delete()
    _reveal_if_complete(stored)


@transaction.atomic
def open_round(round_: Round) -> Round:
    """Scoring begins: criteria and weights freeze. Raises ValidationError with everything that is missing."""
    stored = _not_open(round_)
    latest = stored.evaluation.criteria_sets.select_for_update().order_by("-version").first()
    assert latest is not None
    missing = obstacles(stored)
    if missing:
        raise ValidationError(missing)
    freeze(latest)
    save_changes(stored, {"opened_at": timezone.now(), "criteria_set": latest}, verb=Verb.MOVED_ON)
    mails.tell(stored.evaluation, mails.OPENED, stored)
    return stored


def obstacles(round_: Round) -> list[str]:
    """What stands in the way of the scoring, in sentences."""
    found = []
    pairs: dict[int, int] = {}
    for candidate in round_.pairings.values_list("candidate_id", flat=True):
        pairs[candidate] = pairs.get(candidate, 0) + 1
    if not pairs:
        found.append(_("No evaluator is assigned yet."))
    judged = {one.pk: one for one in round_.evaluation.candidates.filter(pk__in=pairs)}
    for pk, count in pairs.items():
        if count < FEWEST:
            told = {"name": judged[pk], "count": count, "fewest": FEWEST}
            found.append(_("“%(name)s” has %(count)d evaluators; at least %(fewest)d judge each candidate.") % told)
    if round_.kind == RoundKind.INFORMATION:
        without = round_.evaluation.candidates.exclude(pk__in=pairs).count()
        if without and pairs:
            said = ngettext("%d candidate has no evaluators.", "%d candidates have no evaluators.", without)
            found.append(said % without)
    elif not round_.evaluation.rounds.filter(revealed_at__isnull=False).exists():
        found.append(_("The information of the providers is judged first; open its scores before."))
    return found


def _to_score(pairing: Pairing) -> Pairing:
    _held_round(pairing.round)  # a round that ends at this moment ends before or after, never in between
    stored = (
        Pairing.objects.select_for_update(of=("self",))
        .select_related("round__criteria_set", "round__evaluation", "evaluator", "candidate")
        .get(pk=pairing.pk)
    )
    if not stored.round.is_running:
        raise ValidationError(_("Scores are given between the opening of a round and the opening of its scores."))
    if stored.handed_in_at is not None:
        raise ValidationError(_("You handed these scores in; they stay as they are until all are open."))
    if stored.evaluator.declared_at is None:
        raise ValidationError(_("First declare whether you have a tie to one of the providers."))
    if stored.evaluator.conflicts.filter(candidate=stored.candidate_id).exists():
        raise ValidationError(_("This evaluator declared a conflict of interest there."))
    return stored


@transaction.atomic
def save_scores(pairing: Pairing, values: Mapping[str, Mapping[str, Any]]) -> Pairing:
    """Keep what an evaluator thinks so far: criterion to ``value`` (0..4, None is no information), ``rationale``,
    ``evidence``. The audit entry says that, not what, was scored: it stays sealed.
    """
    stored = _to_score(pairing)
    known = {one["code"] for one in stored.round.criteria_set.criteria}
    there = {one.criterion: one for one in stored.scores.all()}
    changed = False
    for code, given in values.items():
        value = given.get("value")
        if code not in known or (value is not None and value not in range(HIGHEST + 1)):
            raise ValidationError({f"value-{code}": _("Choose one of the five levels, or “no information”.")})
        one = there.get(code) or Score(pairing=stored, criterion=code)
        new = (value, str(given.get("rationale", "")).strip(), str(given.get("evidence", "")).strip())
        if one.pk is None or new != (one.value, one.rationale, one.evidence):
            one.value, one.rationale, one.evidence = new
            one.save()
            changed = True
    if changed:
        audit.record(Verb.SCORED, stored)
    return stored


@transaction.atomic
def hand_in(pairing: Pairing) -> Round:
    """ "I have finished." Each level has its rationale. When the last of a round hands in, all scores open."""
    stored = _to_score(pairing)
    scores = {one.criterion: one for one in stored.scores.all()}
    labels = {one["code"]: one["label"] for one in stored.round.criteria_set.criteria}
    if stored.round.kind == RoundKind.INFORMATION:
        open_ones = [label for code, label in labels.items() if code not in scores]
        if open_ones:
            raise ValidationError(
                _("Not answered yet: %(names)s. “No information” is an answer.") % {"names": ", ".join(open_ones)}
            )
    elif not any(one.value is not None for one in scores.values()):
        raise ValidationError(_("Give at least one level, or abstain: what is not scored stays as it was."))
    bare = [labels[code] for code, one in scores.items() if one.value is not None and not one.rationale]
    if bare:
        raise ValidationError(_("Write why, for: %(names)s.") % {"names": ", ".join(bare)})
    save_changes(stored, {"handed_in_at": timezone.now()}, verb=Verb.SCORED)
    _reveal_if_complete(stored.round)
    return stored.round


@transaction.atomic
def abstain(pairing: Pairing, reason: str) -> Pairing:
    """No scores from this evaluator for this candidate, with the reason."""
    stored = _to_score(pairing)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why you do not judge this one.")})
    stored.scores.all().delete()
    save_changes(stored, {"abstained_because": reason.strip()[:300]})
    _reveal_if_complete(stored.round)
    return stored


def _reveal_if_complete(round_: Round) -> None:
    stored = _held_round(round_)
    pairs = list(stored.pairings.all())
    if stored.is_running and pairs and all(one.is_done for one in pairs):
        save_changes(stored, {"revealed_at": timezone.now()}, verb=Verb.MOVED_ON)
        mails.tell(stored.evaluation, mails.REVEALED, stored)


@transaction.atomic
def end_round(round_: Round, reason: str) -> Round:
    """The lead opens the scores before all are in, and says why. What was not handed in does not count."""
    stored = _held_round(round_)
    if not stored.is_running:
        raise ValidationError(_("This round is not running."))
    if not reason.strip():
        raise ValidationError({"reason": _("Say why the round ends before all scores are in.")})
    Score.objects.filter(pairing__round=stored, pairing__handed_in_at__isnull=True).delete()
    values = {"revealed_at": timezone.now(), "ended_because": reason.strip()}
    save_changes(stored, values, verb=Verb.MOVED_ON)
    mails.tell(stored.evaluation, mails.REVEALED, stored)
    return stored


@transaction.atomic
def agree(round_: Round, candidate: Candidate, values: Mapping[str, Mapping[str, Any]], *, by: User) -> list[Consensus]:
    """What the evaluators agree on after they saw all scores: criterion to ``value`` and ``rationale``.

    Each needs its reason; the individual scores stay beside it.
    """
    stored = _held_round(round_)
    if stored.revealed_at is None:
        raise ValidationError(_("The scores are sealed; first everybody judges alone."))
    known = {one["code"] for one in stored.criteria_set.criteria}
    found = []
    for code, given in values.items():
        value, why = given.get("value"), str(given.get("rationale", "")).strip()
        if code not in known or (value is not None and value not in range(HIGHEST + 1)):
            raise ValidationError({f"value-{code}": _("Choose one of the five levels, or “no information”.")})
        if not why:
            raise ValidationError({f"rationale-{code}": _("Write what you agreed on and why.")})
        one = Consensus.objects.filter(round=stored, candidate=candidate, criterion=code).first()
        one = one or Consensus(round=stored, candidate=candidate, criterion=code)
        save_changes(one, {"value": value, "rationale": why, "decided_by": by}, verb=Verb.SCORED)
        found.append(one)
    return found


@transaction.atomic
def check_knock_out(candidate: Candidate, code: str, *, passed: bool | None, reason: str, by: User) -> KnockOut | None:
    """Whether a candidate has what must be there; None takes the answer back. Who fails is told why."""
    evaluation = held(candidate.evaluation)
    latest: CriteriaSet | None = evaluation.criteria_sets.order_by("-version").first()
    assert latest is not None
    if code not in [one["code"] for one in latest.knock_outs]:
        raise ValidationError(_("There is no such knock-out criterion."))
    if evaluation.decisions.exists():
        raise ValidationError(_("A decision was recorded on this; it stays as it was."))
    found = KnockOut.objects.filter(candidate=candidate, code=code).first()
    if passed is None:
        if found is not None:
            audit.record(Verb.DELETED, found)
            found.delete()
        return None
    if not passed and not reason.strip():
        raise ValidationError({f"reason-{code}": _("Say why it fails; the provider will ask.")})
    found = found or KnockOut(candidate=candidate, code=code)
    save_changes(found, {"passed": passed, "reason": reason.strip(), "decided_by": by})
    return found
