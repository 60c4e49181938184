"""Answers: a draft exists for its provider alone; the opened ones follow the call; questions go to who handles the call."""

from typing import Any

from django.utils import timezone

from tests.deciding import (
    FORBIDDEN,
    HIDDEN,
    LOGIN,
    PEOPLE,
    SEES,
    Decision,
    public,
    read_only,
    restricted_action,
    restricted_change,
    restricted_page,
    signed_in,
)
from tests.url_decisions.calls import LEAD, made, published
from tests.world import SECRET, World


def draft(w: World) -> dict[str, Any]:
    """The provider's own, with the secret word in it: here the provider is the one who may meet it."""
    from protect.answers import services
    from protect.organisations import audit

    if "answer_draft" not in w.parts and isinstance(w, World):
        published(w)
        with audit.acting(w.provider, "test"):
            made_draft = services.begin(w.publication, w.solution_provider, by=w.provider)
            services.write_facts(made_draft, {"solution": f"{SECRET} gate", "consent_summary": "no"})
            w.parts["answer_submission"] = services.submit(made_draft, by=w.provider, incomplete=True)
            w.parts["answer_asked"] = services.ask(w.publication, w.solution_provider, SECRET, by=w.provider)
            import io

            w.parts["answer_file"] = services.attach(
                made_draft, io.BytesIO(b"%PDF-1"), name="x.pdf", size=6, by=w.provider
            )
        w.parts["answer_draft"] = made_draft
    return {"pk": w.answer_draft.pk}


def file(w: World) -> dict[str, Any]:
    return {**draft(w), "file_pk": w.answer_file.pk}


def receipt(w: World) -> dict[str, Any]:
    return {**draft(w), "submission_pk": w.answer_submission.pk}


def start(w: World) -> dict[str, Any]:
    return {"publication_pk": published(w)["pk"]}


def of(w: World) -> dict[str, Any]:
    """A call of the municipality whose answers were opened, so that each page has something on it."""
    from protect.answers.models import OpenedAnswer
    from protect.calls.models import Call

    if "opened_answer" in w.parts:  # made before, or by the machine that looks for leaks
        return {"pk": w.opened_answer.call_id}
    made(w)
    draft(w)
    if "opened_answer" not in w.parts:
        call = Call.objects.get(pk=w.publication.call_id)
        Call.objects.filter(pk=call.pk).update(state="opened", title=f"{SECRET} call")
        w.parts["opened_answer"] = OpenedAnswer.objects.create(
            call=call, submission=w.answer_submission, number=1, provider_name="Fences", solution=SECRET,
            opened_at=timezone.now(),
        )  # fmt: skip
    return {"pk": w.opened_answer.call_id}


def opened(w: World) -> dict[str, Any]:
    return {**of(w), "number": w.opened_answer.number}


def question(w: World) -> dict[str, Any]:
    return {**of(w), "question_pk": w.answer_asked.clarification_id}


def of_city(w: World) -> dict[str, Any]:
    """The municipality that published it screens by ``answers:screen``: this page is for its partners alone."""
    return {**opened(w), "city_pk": w.municipality.pk}


def opened_file(w: World) -> dict[str, Any]:
    """The answer has no file in what was submitted: nobody gets one."""
    return {**opened(w), "place": 0}


def back(w: World) -> dict[str, Any]:
    """A question back, which both sides may see; the page to reply on is the provider's."""
    from protect.answers.models import QuestionBack

    of(w)
    if "question_back" not in w.parts:
        w.parts["question_back"] = QuestionBack.objects.create(opened=w.opened_answer, text=SECRET)
    return {**draft(w), "question_pk": w.question_back.pk}


def own(kwargs: Any) -> Decision:
    """Of the provider: for everybody else, whoever they are, there is no such page."""
    answers = dict.fromkeys(PEOPLE, HIDDEN) | {"stranger": LOGIN, "provider": SEES}
    return Decision(answers, answers, kwargs, leaks=frozenset({"provider"}))


def own_action(kwargs: Any) -> Decision:
    return restricted_action(kwargs, ("provider",)).but(
        post=dict.fromkeys(PEOPLE, HIDDEN) | {"stranger": LOGIN, "provider": SEES}, leaks=frozenset({"provider"})
    )


_refused = dict.fromkeys(PEOPLE, FORBIDDEN) | {"stranger": LOGIN, "provider": SEES}

DECISIONS = {
    "answers:list": read_only(signed_in(leaks=frozenset({"provider"}))),
    # Who belongs to no provider reads how to come by one; to begin takes one.
    "answers:start": signed_in(start).but(post=_refused),
    "answers:form": read_only(public(start)),
    "answers:bring_in": own(draft),
    "answers:facts": own(draft),
    "answers:requirements": own(draft),
    "answers:questions": own(draft),
    "answers:files": own(draft),
    "answers:own_file": read_only(own(file)),
    "answers:leave_out": own_action(file),
    "answers:ask": own(draft),
    "answers:preview": own(draft),
    "answers:withdraw": own_action(draft),
    "answers:receipt": read_only(own(receipt)),
    "answers:submitted_json": read_only(own(receipt)),
    "answers:opened_list": read_only(restricted_page(of)),
    "answers:open_answers": restricted_action(of, LEAD),
    "answers:end_without": restricted_change(of, LEAD),
    "answers:clarify": restricted_change(question, LEAD),
    "answers:side_by_side": read_only(restricted_page(of)),
    "answers:export": read_only(restricted_page(of)),
    "answers:ask_back": restricted_change(opened, LEAD),
    "answers:reply": own(back),
    "answers:opened": read_only(restricted_page(opened)),
    "answers:screen": restricted_change(opened, LEAD),
    "answers:screen_for_city": restricted_change(of_city, ()),
    "answers:feedback": restricted_change(opened, LEAD),
    "answers:opened_file": read_only(restricted_page(opened_file, ())).but(
        get=dict.fromkeys(PEOPLE[1:], HIDDEN), because="what was submitted has no file"
    ),
}
