"""What the figures say, in sentences: the level with its reason, how sure it is, and how far the team agrees.

The number stands in the sentence: read beside a table or in a tooltip it is mostly missed (METHODS 3, Wintle 2019).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.assessments.models import CANNOT_JUDGE
from protect.assessments.queries.judgement import Judgement, Row
from protect.methods import agreement
from protect.reference.scale_sets import Axis, ScaleSet

#: How Krippendorff's alpha is read (METHODS 3).
RELY, TENTATIVE = 0.8, 0.667
#: With fewer members or rows alpha is shown with its interval (METHODS 3).
FEW_MEMBERS, FEW_ROWS = 5, 10


def in_hundred(share: float) -> str:
    """A chance as "x in 100", without decimals; below a half in 100 it is said to be so."""
    if 0 < share < 0.005:
        return _("less than 1 in 100")
    if 0.995 <= share < 1:
        return _("more than 99 in 100")
    return _("%(count)d in 100") % {"count": round(share * 100)}


def level_text(axis: Axis, value: int | None) -> str:
    """“4 (Likely)”, “cannot judge”, or “not scored”."""
    level = axis.level(value)
    if level is not None:
        return f"{value} ({level.label})"
    return _("cannot judge") if value == CANNOT_JUDGE else _("not scored")


def why(row: Row, scale: ScaleSet) -> str:
    """How the level of a row came about, down to the matrix cell."""
    if row.state == "not_applicable":
        return _("Does not apply here: %(reason)s") % {"reason": row.scenario.reason}
    if row.consensus is None:
        return _("Open: there is no consensus yet. Open is not low.")
    probability = level_text(scale.probability, row.consensus.probability)
    consequence = level_text(scale.consequence, row.consensus.consequence)
    if row.band is None:
        return _(
            "Open: probability %(probability)s, consequence %(consequence)s. What nobody could judge stays open; "
            "open is not low."
        ) % {"probability": probability, "consequence": consequence}
    return _(
        "%(band)s, because the matrix of “%(scale)s” says so where probability %(probability)s meets consequence "
        "%(consequence)s."
    ) % {
        "band": scale.bands[row.band].label,
        "scale": scale.title,
        "probability": probability,
        "consequence": consequence,
    }


def how_sure(row: Row, scale: ScaleSet) -> str:
    """The probability of each band, as a number in the sentence; empty while nobody judged."""
    if row.bands is None:
        return ""
    shares = [
        _("%(band)s %(chance)s") % {"band": band.label, "chance": in_hundred(share)}
        for band, share in sorted(zip(scale.bands, row.bands, strict=True), key=lambda pair: -pair[1])
        if share > 0
    ]
    judged = sum(1 for score in row.scores if score.probability and score.consequence)
    if judged > 1:
        begin = ngettext(
            "From the score of %(count)d member and how sure they were:",
            "From the scores of %(count)d members and how sure they were:",
            judged,
        ) % {"count": judged}
    else:
        begin = _("From how sure this judgement is:")
    return f"{begin} {get_text_list(shares, _('and'))}."


def apart(row: Row) -> str:
    """“probability by 3 levels and consequence by 1 level”, where the members differ enough to talk; else empty."""
    if not row.discuss:
        return ""
    sides = []
    if row.spread_probability:
        sides.append(
            ngettext("probability by %(count)d level", "probability by %(count)d levels", row.spread_probability)
            % {"count": row.spread_probability}
        )
    if row.spread_consequence:
        sides.append(
            ngettext("consequence by %(count)d level", "consequence by %(count)d levels", row.spread_consequence)
            % {"count": row.spread_consequence}
        )
    return get_text_list(sides, _("and"))


def differ(row: Row) -> str:
    """What to do where the members differ; empty otherwise."""
    sides = apart(row)
    return _("The scores differ: %(sides)s. Talk about it before you agree.") % {"sides": sides} if sides else ""


def agreed_on(spread: int | None) -> str:
    """How far the members agree about one vulnerability; empty where fewer than two scored."""
    if spread is None:
        return ""
    if spread == 0:
        return _("All members gave the same levels.")
    return ngettext(
        "The members differ by %(count)d level.", "The members differ by up to %(count)d levels.", spread
    ) % {"count": spread}


@dataclass(frozen=True)
class Agreement:
    """One side's agreement: alpha, its bootstrap interval where there are few judgements, and the sentence."""

    side: str
    alpha: float | None
    interval: tuple[float, float] | None
    sentence: str


def agreements(judgement: Judgement) -> list[Agreement]:
    """How far the members agree on probability and on consequence (Krippendorff's alpha, ordinal)."""
    return [
        _agreement(judgement, "probability", judgement.scale_set.probability.title, judgement.alpha_probability),
        _agreement(judgement, "consequence", judgement.scale_set.consequence.title, judgement.alpha_consequence),
    ]


def _agreement(judgement: Judgement, side: str, title: str, alpha: float | None) -> Agreement:
    if alpha is None:
        sentence = _("%(side)s: agreement cannot be said; at least two members must have judged the same two rows.")
        return Agreement(side, None, None, sentence % {"side": title})
    interval = None
    ratings = judgement.ratings(side)
    if ratings.shape[0] < FEW_MEMBERS or ratings.shape[1] < FEW_ROWS:
        interval = _interval(ratings.tobytes(), ratings.shape)
    if alpha >= RELY:
        reading = _("the team agrees well")
    elif alpha >= TENTATIVE:
        reading = _("the team agrees fairly; take the result as tentative")
    else:
        reading = _("the team differs; talk about the marked rows")
    sentence = _("%(side)s: %(reading)s (Krippendorff's alpha %(alpha).2f)") % {
        "side": title,
        "reading": reading,
        "alpha": alpha,
    }
    if interval and interval[1] - interval[0] >= 0.01:
        sentence += ", " + _("with so few judgements anything from %(low).2f to %(high).2f") % {
            "low": interval[0],
            "high": interval[1],
        }
    return Agreement(side, alpha, interval, sentence + ".")


@lru_cache(maxsize=500)
def _interval(ratings: bytes, shape: tuple[int, int]) -> tuple[float, float] | None:
    """Bootstrap interval of alpha, the same for the same ratings; kept because pages ask for it again and again."""
    found = agreement.bootstrap_alpha(
        np.frombuffer(ratings).reshape(shape), level="ordinal", generator=np.random.default_rng(1), draws=400
    )
    return None if np.isnan(found.low) else (found.low, found.high)


def counts(judgement: Judgement) -> str:
    """“2 rows Very high, 1 High; 3 are open.”: never one sum for the whole place."""
    parts = [
        f"{count} {band.label}"
        for band, count in reversed(list(zip(judgement.scale_set.bands, judgement.counts, strict=True)))
        if count
    ]
    still_open = len(judgement.open_rows)
    if still_open:
        parts.append(ngettext("%(count)d open", "%(count)d open", still_open) % {"count": still_open})
    return get_text_list(parts, _("and")) if parts else _("Nothing is judged yet")
