"""An exercise ready to be played, and runs of it, as the services make them."""

from __future__ import annotations

from typing import Any

from protect.exercises import services
from protect.exercises.models import Exercise, Run
from protect.exercises.queries import templates
from protect.organisations import audit
from tests.world import reference_data


def drafted(w: Any, word: str = "Shots at the market", **options: Any) -> Exercise:
    """From the template for firearms: six functions, four messages, the first and the third to one function only."""
    reference_data()
    with audit.acting(w.lead, "test"):
        made = services.begin(
            w.municipality, word, by=w.lead, template=templates()[0], threat="firearms", **options
        )  # fmt: skip
    made.refresh_from_db()
    return made


def ready(w: Any, **options: Any) -> Exercise:
    made = drafted(w, **options)
    with audit.acting(w.lead, "test"):
        return services.make_ready(made)


def opened(w: Any, exercise: Exercise | None = None, arm: str = "baseline", **options: Any) -> Run:
    """A run that can be joined and has not begun."""
    with audit.acting(w.lead, "test"):
        return services.add_run(exercise or ready(w), arm, **options)


def running(w: Any, exercise: Exercise | None = None, arm: str = "baseline", **options: Any) -> Run:
    run = opened(w, exercise, arm, **options)
    with audit.acting(w.lead, "test"):
        services.start(run)
    run.refresh_from_db()
    return run


def seated(run: Run, label: str = "Police", name: str = "") -> Any:
    """(participant, secret of the page)"""
    return services.join(run, run.exercise.functions.get(label=label), name)


def finished(w: Any, exercise: Exercise, arm: str, verdicts: str) -> Run:
    """Everything released and judged in order by a letter each: m(et), p(artly), n(ot); missing letters stay open."""
    run = running(w, exercise, arm)
    words = {"m": "met", "p": "partly", "n": "not"}
    with audit.acting(w.lead, "test"):
        person, _secret = seated(run)
        letters = iter(verdicts)
        for inject in run.exercise.injects.all():
            services.release(run, inject)
            services.write(run, "decision", f"Decided on {inject}", f"k{inject.pk}", inject=inject, participant=person)
            for expected in inject.expected.all():
                letter = next(letters, "")
                if letter:
                    services.judge(run, expected, words[letter], by=w.lead)
        services.save_finding(run, {"kind": "gap", "text": "No common channel"}, by=w.lead)
        services.save_finding(run, {"kind": "lesson", "text": "Agree on one channel", "owner": "Operator"}, by=w.lead)
        services.end(run)
    run.refresh_from_db()
    return run
