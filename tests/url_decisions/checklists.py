"""The pages of a checklist: readers read, whoever contributes answers, whoever edits begins, hands in and takes up again."""

from tests.deciding import read_only, restricted_action, restricted_change, restricted_page, signed_in
from tests.world import World


def it(w: World) -> dict[str, int]:
    return {"pk": w.checklist.pk}


def question(w: World) -> dict[str, object]:
    return {"pk": w.checklist.pk, "code": "A1"}


DECISIONS = {
    # There is one open: it leads there.
    "checklists:begin": restricted_change(lambda w: {"space_pk": w.space.pk}).but(
        get={"assessor": "sent on", "lead": "sent on"}
    ),
    "checklists:detail": read_only(restricted_page(it)),
    "checklists:quick": read_only(restricted_page(it)),
    "checklists:listing": read_only(restricted_page(it)),
    "checklists:answer": restricted_action(it),
    "checklists:scope": restricted_change(it),
    "checklists:hand_in": restricted_action(it),
    "checklists:reopen": restricted_action(it),
    "checklists:discard": restricted_action(it),
    "checklists:compare": read_only(restricted_page(lambda w: {"pk": w.checklist.pk, "other_pk": w.checklist.pk})),
    "checklists:export": read_only(
        restricted_page(lambda w: [{"pk": w.checklist.pk, "kind": kind} for kind in ("csv", "xlsx")])
    ),
    "checklists:group": read_only(restricted_page(lambda w: {"pk": w.checklist.pk, "code": "A"})),
    "checklists:question": read_only(restricted_page(question)),
    "checklists:photos": restricted_change(question),
    "checklists:measure": restricted_change(question),
    "checklists:note": restricted_change(question),
    "checklists:settle": restricted_action(question),
    # The questions of the platform are for everybody; what an upload would become is shown to its sender and kept nowhere.
    "checklists:forms": signed_in(),
    "checklists:set_form": read_only(signed_in(lambda w: {"set_pk": w.checklist.question_set_id})),
    "checklists:tablets": restricted_change(lambda w: {"space_pk": w.space.pk}),
    "checklists:space_form": read_only(restricted_change(lambda w: {"space_pk": w.space.pk})).but(
        get={"assessor": "sent on", "lead": "sent on"}
    ),  # without a choice: back to the page that asks for it
    "checklists:form": read_only(restricted_page(it)),
    "checklists:arrival": read_only(restricted_change(lambda w: {"pk": w.arrival.pk})),
    "checklists:take_in": restricted_action(lambda w: {"pk": w.arrival.pk}),
    "checklists:discard_arrival": restricted_action(lambda w: {"pk": w.arrival.pk}),
}
