"""What a practice lacks before others can learn from it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from protect.practices.models import Evidence, Practice, PracticeKind


def missing(practice: Practice) -> list[str]:
    """In words; empty where it can be reviewed and published."""
    is_lesson = practice.kind == PracticeKind.LESSON
    wanted = [
        (practice.summary.strip(), _("what it is, in one sentence")),
        (practice.city.strip(), _("the city or region")),
        (practice.context.strip(), _("the context")),
        (practice.problem.strip(), _("the problem")),
        (practice.done.strip(), _("what was done")),
        (practice.effect.strip(), _("the effect, or that it is not known yet")),
        (practice.figures.strip() or practice.evidence != Evidence.MEASURED, _("the figures that were measured")),
        (
            practice.went_wrong.strip(),
            _("what went wrong") if is_lesson else _("what went wrong, or that nothing did"),
        ),
        (practice.rights.strip(), _("privacy and fundamental rights, or why none are touched")),
        (practice.transfer.strip(), _("what another town needs")),
        (practice.threat_types or practice.steps, _("at least one threat type or step of the method")),
        (practice.contact.strip(), _("a contact for questions")),
        (
            practice.currency.strip() or (practice.cost_low is None and practice.cost_high is None),
            _("the currency of the costs"),
        ),
    ]
    return [text for there, text in wanted if not there]
