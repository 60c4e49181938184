"""The kinds of reference document: the shape of each, and what must hold between its parts; a module for each purpose."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from protect.reference.kinds.calls import CALL_QUESTIONS, CALL_TEMPLATE, check_call_questions, check_call_template
from protect.reference.kinds.evaluations import EVALUATION_TEMPLATE, check_evaluation_template
from protect.reference.kinds.exercises import EXERCISE_TEMPLATES, check_exercise_templates
from protect.reference.kinds.measures import MEASURE_SET, check_measure_set
from protect.reference.kinds.plans import SECURITY_PLAN_TEMPLATE
from protect.reference.kinds.questions import FACTOR_SET, QUESTION_SET, check_question_set
from protect.reference.kinds.scales import SCALE_SET, check_scale_set
from protect.reference.kinds.steps import OPTIONAL_STEPS, SCENARIO_PROMPTS, STEP_TEMPLATE, check_step_template
from protect.reference.kinds.words import GLOSSARY, MARKINGS, TAXONOMY, THREAT_TYPES, check_glossary, check_threat_types
from protect.reference.schema import KEY, Code, Reading, Record, Text, Whole

__all__ = ["CHECKS", "CONTENT", "OPTIONAL_STEPS", "STATUSES", "content_field", "document_field"]

STATUSES = ("platform_default", "eu", "organisation")

CONTENT: dict[str, Record] = {
    "taxonomy": TAXONOMY,
    "threat_types": THREAT_TYPES,
    "scale_set": SCALE_SET,
    "step_template": STEP_TEMPLATE,
    "scenario_prompts": SCENARIO_PROMPTS,
    "glossary": GLOSSARY,
    "question_set": QUESTION_SET,
    "factor_set": FACTOR_SET,
    "measure_set": MEASURE_SET,
    "call_template": CALL_TEMPLATE,
    "call_questions": CALL_QUESTIONS,
    "evaluation_template": EVALUATION_TEMPLATE,
    "security_plan_template": SECURITY_PLAN_TEMPLATE,
    "exercise_templates": EXERCISE_TEMPLATES,
}

CHECKS: dict[str, Callable[[dict[str, Any], Reading], None]] = {
    "scale_set": check_scale_set,
    "threat_types": check_threat_types,
    "step_template": check_step_template,
    "glossary": check_glossary,
    "question_set": check_question_set,
    "measure_set": check_measure_set,
    "call_questions": check_call_questions,
    "call_template": check_call_template,
    "evaluation_template": check_evaluation_template,
    "exercise_templates": check_exercise_templates,
}


def content_field(kind: str, key: str) -> Record:
    return MARKINGS if (kind, key) == ("taxonomy", "marking") else CONTENT[kind]


def document_field(kind: str, key: str) -> Record:
    """The whole document: the head that all kinds share and the content of this one."""
    return Record(
        kind=Code(one_of=tuple(CONTENT)),
        key=Code(pattern=KEY),
        version=Whole(1, 9999),
        title=Text(longest=200),
        status=Code(one_of=STATUSES),
        source=Text(),
        content=content_field(kind, key),
    )
