"""Exercises: readers of the organisation read, editors plan and run, leads end; at the table a code or a link, no account."""

from typing import Any

from tests.deciding import (
    HIDDEN,
    PEOPLE,
    Decision,
    needs_permission,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.world import SECRET, World

LEAD = ("lead",)


def made(w: World) -> Any:
    """A draft, and an exercise with every part that was played on both lines, made once for a world."""
    from protect.exercises import services
    from protect.organisations import audit
    from tests.exercises.making import drafted, finished, opened, running

    if "exercise" not in w.parts and isinstance(w, World):
        draft = drafted(w, word=f"{SECRET} draft", space=w.space)
        played = drafted(w, word=f"{SECRET} exercise", space=w.space)
        with audit.acting(w.lead, "test"):
            for one in (draft, played):
                services.change(one, {"situation": SECRET, "objectives": SECRET})
                services.save_inject(one, {"title": SECRET, "text": SECRET}, [SECRET], one.injects.first())
            services.make_ready(played)
            before = finished(w, played, "baseline", "mmm")
            finished(w, played, "innovation", "mmm")
            w.parts["exercise_run"] = running(w, played, conditions=SECRET)
            w.parts["open_run"] = opened(w, played)
            inject = played.injects.first()
            w.parts["release"] = services.release(w.exercise_run, inject)
            w.parts["seat_at_table"], _secret = services.join(w.exercise_run, played.functions.first(), SECRET)
            services.write(w.exercise_run, "decision", SECRET, "key", participant=w.seat_at_table, inject=inject)
            w.parts["finding"] = services.save_finding(w.exercise_run, {"kind": "gap", "text": SECRET}, by=w.lead)
        w.parts["ended_run"], w.parts["exercise"], w.parts["draft_exercise"] = before, played, draft
        w.parts["exercise_function"], w.parts["exercise_inject"] = draft.functions.first(), draft.injects.first()
        w.parts["played_inject"], w.parts["exercise_expected"] = inject, inject.expected.first()
    return w.exercise


def it(w: World) -> dict[str, Any]:
    return {"pk": made(w).pk}


def draft(w: World) -> dict[str, Any]:
    made(w)
    return {"pk": w.draft_exercise.pk}


def part(name: str) -> Any:
    return lambda w: {**draft(w), "part_pk": getattr(w, name).pk}


def played(w: World) -> Any:
    made(w)
    return w.exercise_run


def run(w: World) -> dict[str, Any]:
    return {**it(w), "run_pk": w.exercise_run.pk}


def of_run(**names: str) -> Any:
    return lambda w: {**run(w), **{key: getattr(w, name).pk for key, name in names.items()}}


def nowhere(w: World) -> dict[str, Any]:
    return {"secret": "nobody-has-this-link"}


def no_code(w: World) -> dict[str, Any]:
    return {"code": "AAAAAA"}


AT_THE_TABLE = Decision(
    dict.fromkeys(PEOPLE, HIDDEN),
    dict.fromkeys(PEOPLE, HIDDEN),
    nowhere,
    because="only the link opens it, whoever is signed in; tests/exercises has what it shows",
)
WRONG = "wrong method"
NOT_TO_LOOK_AT = dict.fromkeys(PEOPLE, WRONG)

DECISIONS = {
    "exercises:list": read_only(signed_in()),
    "exercises:begin": needs_permission(allowed=("other", "assessor", "lead")),
    "exercises:detail": read_only(restricted_page(it)),
    "exercises:plan": restricted_change(draft),
    "exercises:export": read_only(restricted_page(it)),
    "exercises:add_function": restricted_change(draft),
    "exercises:function": restricted_change(part("exercise_function")),
    "exercises:add_inject": restricted_change(draft),
    "exercises:inject": restricted_change(part("exercise_inject")),
    "exercises:remove_function": restricted_action(part("exercise_function")),
    "exercises:remove_inject": restricted_action(part("exercise_inject")),
    "exercises:make_ready": restricted_action(draft),
    "exercises:back_to_draft": restricted_action(it),
    "exercises:cancel": restricted_change(it, LEAD),
    "exercises:reopen": restricted_action(it, LEAD),
    "exercises:compare": read_only(restricted_page(it)),
    "exercises:add_run": restricted_change(it),
    "exercises:run": read_only(restricted_page(run)),
    "exercises:projector": read_only(restricted_page(run)),
    "exercises:news": read_only(restricted_page(run)),
    **{
        f"exercises:{verb}": restricted_action(run)
        for verb in (
            "start",
            "pause",
            "go_on",
            "end",
            "take_end_back",
            "jump",
            "by_clock",
            "new_code",
            "write",
            "close",
        )
    },
    "exercises:cancel_run": restricted_change(run),
    "exercises:release": restricted_action(of_run(inject_pk="played_inject")),
    "exercises:take_release_back": restricted_action(of_run(inject_pk="played_inject")),
    "exercises:judge": restricted_action(of_run(expected_pk="exercise_expected")),
    "exercises:remove_participant": restricted_action(of_run(participant_pk="seat_at_table")),
    "exercises:report": read_only(restricted_page(run)),
    "exercises:reopen_report": restricted_change(run, LEAD),
    "exercises:summary": restricted_change(run),
    "exercises:add_finding": restricted_change(run),
    "exercises:finding": restricted_change(of_run(finding_pk="finding")),
    "exercises:remove_finding": restricted_action(of_run(finding_pk="finding")),
    "exercises:act_on": restricted_action(of_run(finding_pk="finding")),
    "exercises:join": public(),
    "exercises:join_by": AT_THE_TABLE.but(kwargs=no_code),
    "exercises:table": AT_THE_TABLE.but(post=NOT_TO_LOOK_AT),
    "exercises:table_news": AT_THE_TABLE.but(post=NOT_TO_LOOK_AT),
    "exercises:table_write": AT_THE_TABLE.but(get=NOT_TO_LOOK_AT),
}
