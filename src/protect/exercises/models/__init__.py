"""An exercise with its plan (``plan``) and what happened when it was played (``play``)."""

from protect.exercises.models.plan import Channel, Exercise, ExercisePart, Expected, Function, Inject
from protect.exercises.models.play import (
    Arm,
    Entry,
    EntryKind,
    Event,
    Finding,
    FindingKind,
    Judgement,
    Participant,
    Release,
    Run,
    Verdict,
)

__all__ = [
    "Arm", "Channel", "Entry", "EntryKind", "Event", "Exercise", "ExercisePart", "Expected", "Finding", "FindingKind",
    "Function", "Inject", "Judgement", "Participant", "Release", "Run", "Verdict",
]  # fmt: skip
