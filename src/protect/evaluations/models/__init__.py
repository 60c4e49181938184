"""An evaluation of solutions by a municipality: candidates, criteria and weights, evaluators and scores, decision."""

from protect.evaluations.models.choosing import Choice, Decision, Selected
from protect.evaluations.models.judging import (
    Conflict,
    Consensus,
    Evaluator,
    KnockOut,
    Pairing,
    Round,
    RoundKind,
    Score,
)
from protect.evaluations.models.setting_up import (
    Candidate,
    CriteriaSet,
    Evaluation,
    EvaluationPart,
    Hideable,
    Identity,
    Method,
    Stakeholder,
    Weighting,
)
from protect.evaluations.models.tables import DecisionTable
from protect.evaluations.models.told import Told

__all__ = [
    "Candidate",
    "Choice",
    "Conflict",
    "Consensus",
    "CriteriaSet",
    "Decision",
    "DecisionTable",
    "Evaluation",
    "EvaluationPart",
    "Evaluator",
    "Hideable",
    "Identity",
    "KnockOut",
    "Method",
    "Pairing",
    "Round",
    "RoundKind",
    "Score",
    "Selected",
    "Stakeholder",
    "Told",
    "Weighting",
]
