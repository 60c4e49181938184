from typing import Any

import rules

from protect.evaluations.models import Evaluation, Evaluator, Pairing, Stakeholder, Weighting
from protect.organisations.access import Reach
from protect.organisations.models import Role
from protect.organisations.rules import has_role_in_owner

HANDLING = (Role.ADMINISTRATOR, Role.LEAD, Role.RFI_OFFICER)
handles_owner = has_role_in_owner("handles_evaluations_of_owner", *HANDLING)
decides_for_owner = has_role_in_owner("decides_evaluations_of_owner", Role.ADMINISTRATOR, Role.LEAD)


@rules.predicate
def handles_somewhere(user: Any) -> bool:
    return any(role in HANDLING for role in Reach.of(user).roles.values())


@rules.predicate
def judges(user: Any, obj: Any) -> bool:
    """Is the evaluator that the object is about; of a whole evaluation: one of its evaluators."""
    if not user.is_authenticated:
        return False
    if isinstance(obj, Pairing):
        return obj.evaluator.user_id == user.pk
    if isinstance(obj, Evaluator):
        return obj.user_id == user.pk
    return isinstance(obj, Evaluation) and obj.evaluators.filter(user=user).exists()


@rules.predicate
def speaks_for(user: Any, obj: Any) -> bool:
    """Gives the weights of this stakeholder."""
    stakeholder = obj.stakeholder if isinstance(obj, Weighting) else obj
    return isinstance(stakeholder, Stakeholder) and user.is_authenticated and stakeholder.user_id == user.pk


@rules.predicate
def nobody_is_named(user: Any, obj: Any) -> bool:
    return isinstance(obj, Stakeholder) and obj.user_id is None


rules.add_perm("evaluations.create", handles_somewhere)
rules.add_perm("evaluations.handle", handles_owner)
rules.add_perm("evaluations.decide", decides_for_owner)
rules.add_perm("evaluations.share", decides_for_owner)
# Chooses from the people of the own organisation; who handles an evaluation for it may not know them all.
rules.add_perm("evaluations.choose", decides_for_owner)
rules.add_perm("evaluations.judge", judges)
# Who handles it writes down what a stakeholder without an account says, and nobody else's.
rules.add_perm("evaluations.weigh", speaks_for | (nobody_is_named & handles_owner))
