"""The scope of a checklist in words."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.checklists.models import Checklist
from protect.reference import terms


def scope_in_words(checklist: Checklist) -> list[str]:
    """One sentence for each limit, so that everybody sees why a question is asked or not."""
    if checklist.everything:
        return [_("Every question is asked, whatever it concerns.")]
    said = []
    if checklist.is_quick:
        said.append(_("The questions of the hour are asked; they concern every kind of place."))
    else:
        said += [
            _limit(checklist.categories, "psoi_category", _("Kinds of space: %(names)s."), _("All kinds of space.")),
            _limit(checklist.threat_types, "threat_type", _("Threat types: %(names)s."), _("All threat types.")),
            _limit(checklist.usage_states, "usage_state", _("Usage states: %(names)s."), _("All usage states.")),
            _limit(
                checklist.sub_area_kinds,
                "sub_area_kind",
                _("Parts of the site: %(names)s."),
                _("All kinds of sub-area, because none is drawn yet or none was chosen."),
            ),
        ]
    if checklist.added:
        said.append(
            ngettext(
                "%(count)d question was added by hand.", "%(count)d questions were added by hand.", len(checklist.added)
            )
            % {"count": len(checklist.added)}
        )
    return said


def _limit(codes: Iterable[str], vocabulary: str, some: str, every: str) -> str:
    codes = set(codes)
    if not codes or codes >= set(terms.codes(vocabulary)):
        return every
    return some % {
        "names": ", ".join(terms.label(vocabulary, code) for code in terms.codes(vocabulary) if code in codes)
    }
