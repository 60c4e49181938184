"""What an exercise, or the report of a run, still lacks, in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from protect.exercises.models import Exercise, Expected, FindingKind, Run


def missing(exercise: Exercise) -> list[str]:
    """Before it can be played."""
    found = []
    if not exercise.objectives.strip():
        found.append(_("Write at least one objective."))
    if not exercise.situation.strip():
        found.append(_("Write the situation at the beginning."))
    if not exercise.functions.all():
        found.append(_("Name at least one function at the table."))
    injects = list(exercise.injects.prefetch_related("expected"))
    if not injects:
        found.append(_("Write at least one message."))
    found += [
        _("Say which decision is expected at “%(title)s”.") % {"title": one.title}
        for one in injects
        if not one.expected.all()
    ]
    return found


def advice(exercise: Exercise) -> list[str]:
    """What is allowed and yet worth a second look."""
    count = exercise.injects.count()
    if count and not 3 <= count <= 6:
        return [_("Three to six messages fit into one sitting; there are %(count)d.") % {"count": count}]
    return []


def missing_to_report(run: Run) -> list[str]:
    released = run.releases.values("inject")
    judged = run.judgements.values("expected")
    open_ones = Expected.objects.filter(inject__in=released).exclude(pk__in=judged).count()
    found = []
    if open_ones:
        found.append(_("Judge the decisions that were expected; %(count)d are open.") % {"count": open_ones})
    if not run.findings.exists():
        found.append(_("Write at least one strength, gap or lesson."))
    if run.findings.filter(kind=FindingKind.LESSON, owner="").exists():
        found.append(_("Say for each lesson who takes care of it."))
    return found
