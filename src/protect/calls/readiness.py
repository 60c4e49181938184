"""What a call still lacks, in sentences: before it goes to review, and before it leaves."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.calls import composing, leak_check
from protect.calls.models import Call, Signature


def missing(call: Call) -> list[str]:
    """Before review: sections, needs, questions, weights and dates."""
    found = []
    for one in composing.template_sections(call):
        if not one["composed"] and not call.sections.get(one["code"], "").strip():
            found.append(_("Section “%(title)s” is empty.") % {"title": one["title"]})
    annexes = list(call.annexes.prefetch_related("wanted"))
    if not annexes:
        found.append(_("Say what is needed: add the annex of at least one city."))
    for annex in annexes:
        if not annex.wanted.all():
            found.append(_("%(city)s has no requirement in the call yet.") % {"city": annex})
    if not call.questions.exists():
        found.append(_("Ask at least one question."))
    if sum(call.criteria.values()) != 100:
        found.append(_("Distribute exactly 100 points over the criteria."))
    return found + _dates(call)


def _dates(call: Call) -> list[str]:
    if call.questions_until is None or call.answers_until is None or call.opens_at is None:
        return [_("Set all dates of the timetable.")]
    if call.questions_until <= timezone.now():
        return [_("The time for questions is over before the call is published; set later dates.")]
    return []


def signatures(call: Call, digest: str) -> dict[str, Signature]:
    """Those that hold for this text, by reviewer."""
    held = call.signatures.filter(digest=digest).select_related("signed_by")
    return {one.reviewer: one for one in held}


def obstacles(call: Call) -> list[str]:
    """Before publication: all of ``missing``, findings not cleared, signatures not given."""
    found = missing(call)
    open_ones = [one for one in leak_check.check(call) if not one.reason]
    if open_ones:
        found.append(
            ngettext(
                "%(count)d finding of the leak check is neither changed nor cleared.",
                "%(count)d findings of the leak check are neither changed nor cleared.",
                len(open_ones),
            )
            % {"count": len(open_ones)}
        )
    held = signatures(call, composing.digest(call))
    for one in composing.reviewers(call):
        if one["code"] not in held:
            found.append(_("The signature for “%(reviewer)s” is missing.") % {"reviewer": one["label"]})
    return found
