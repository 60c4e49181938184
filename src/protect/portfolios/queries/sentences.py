"""What pages and prints say of a result, in the reader's language. Chances and shares as "x in 100", money in whole euro."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from protect.portfolios import defaults
from protect.portfolios.models import Candidate

if TYPE_CHECKING:
    from protect.portfolios.queries.field import Field
    from protect.portfolios.queries.reckoning import Figures
    from protect.portfolios.queries.results import Result

#: Names in one sentence.
NAMED = 4


def euro(amount: float) -> str:
    return f"{number_format(round(amount), use_l10n=True, force_grouping=True)} €"


def listed(names: list[str]) -> str:
    if len(names) > NAMED:
        more = len(names) - NAMED + 1
        names = [*names[: NAMED - 1], ngettext("%(count)d more", "%(count)d more", more) % {"count": more}]
    return get_text_list(names, _("and"))


def in_hundred(share: float) -> str:
    number = round(share * 100)
    return _("under 1 in 100") if number == 0 and share > 0 else _("%(number)d in 100") % {"number": number}


def obstacle_words(field: Field, chosen: set[int], *, money: bool = True) -> list[str]:
    """Where a portfolio breaks what the study asks for; without ``money`` but for the budgets."""
    study = field.study
    some = [one for one in field.candidates if one.pk in chosen]
    end = "high" if field.is_cautious else "best"
    told = []
    unknown = [one.name for one in some if one.buy_best is None or one.year_best is None]
    if unknown:
        told.append(_("Nobody knows what this costs: %(names)s.") % {"names": listed(unknown)})
    buy, year = (sum(_cost(one, sort, end) for one in some) for sort in ("buy", "year"))
    if money and buy > study.budget_buy:
        told.append(_("To buy it takes %(more)s more than there is.") % {"more": euro(buy - study.budget_buy)})
    if money and study.budget_year is not None and year > study.budget_year:
        told.append(_("A year it takes %(more)s more than there is.") % {"more": euro(year - study.budget_year)})
    told += [
        _("“%(one)s” and “%(other)s” cannot be had together.") % {"one": field.names[a], "other": field.names[b]}
        for a, b in field.excludes
        if a in chosen and b in chosen
    ]
    told += [
        _("“%(one)s” needs “%(other)s”.") % {"one": field.names[one], "other": field.names[other]}
        for one, others in field.needs.items()
        if one in chosen
        for other in others
        if other not in chosen
    ]
    mark = sum(defaults.openness_mark(one.openness) for one in some)
    if study.openness_least is not None and mark < study.openness_least:
        told.append(
            _("Openness: more checks are burdened than the study allows (%(mark)d; at least %(least)d).")
            % {"mark": mark, "least": study.openness_least}
        )
    personal = sum(one.personal_data for one in some)
    if study.privacy_most is not None and personal > study.privacy_most:
        told.append(
            ngettext(
                "%(count)d measure handles personal data; at most %(most)d may.",
                "%(count)d measures handle personal data; at most %(most)d may.", personal,
            )
            % {"count": personal, "most": study.privacy_most}
        )  # fmt: skip
    most = study.hours_most
    if most is not None and sum(most if one.hours is None else one.hours for one in some) > most:
        told.append(_("It takes more staff hours than there are, or nobody knows how many."))
    if study.cover_musts:
        served = {key for one in chosen for key in field.serves.get(one, ())}
        missing = [one.text[:80] for one in field.requirements if one.is_must and one.pk not in served]
        if missing:
            told.append(_("Not served, though it is a must: %(names)s.") % {"names": listed(missing)})
    return told


def _cost(one: Candidate, sort: str, end: str) -> int:
    found = getattr(one, f"{sort}_{end}")
    return int((getattr(one, f"{sort}_best") if found is None else found) or 0)


def why_words(result: Result, one: Candidate, reason: dict[str, Any], *, is_core: bool = False) -> str:
    """Why a measure is in the best portfolio or left out: nothing guessed. ``is_core``: all good ones have it."""
    field = result.field
    if reason["inside"]:
        return _why_in(reason)
    if is_core:
        return _(
            "Every good portfolio has it: in another reading it takes more off. In the reading of the picture it changes "
            "nothing, so the square does without it."
        )
    best = set(result.points[result.best]["members"])
    if one.buy_best is None or one.year_best is None:
        return _("Left out: nobody knows what it costs. Find that out first.")
    if not any(key[0] == one.pk for key in field.effects):
        return _("Left out: no effect on any row is known.")
    end = "high" if field.is_cautious else "best"
    price = _cost(one, "buy", end)
    if price > field.study.budget_buy:
        return _("Left out: it costs %(cost)s to buy, more than the whole budget.") % {"cost": euro(price)}
    if field.study.budget_year is not None and _cost(one, "year", end) > field.study.budget_year:
        return _("Left out: there is not enough money to run it.")
    others = [b if a == one.pk else a for a, b in field.excludes if one.pk in (a, b)]
    rivals = [field.names[other] for other in others if other in best]
    if rivals:
        return _("Left out: it cannot be had together with %(names)s.") % {"names": listed(rivals)}
    missing = [field.names[other] for other in field.needs.get(one.pk, ()) if other not in best]
    if missing:
        return _("Left out: it needs %(names)s, which is not in.") % {"names": listed(missing)}
    return _why_out(field, one, reason, best)


def _why_in(reason: dict[str, Any]) -> str:
    if "alone" in reason:
        return _("In. Without it, and the others as they are, %(share)s of all that is to be taken off would stay.") % {
            "share": in_hundred(reason["alone"])
        }
    if reason["loss"] is None:
        return _("In: without it no portfolio keeps to everything that is asked.")
    if reason["loss"] <= 1e-9:
        return _("In, though a portfolio without it does just as much.")
    return _("In: the best portfolio without it takes %(share)s less off.") % {"share": in_hundred(reason["loss"])}


def _why_out(field: Field, one: Candidate, reason: dict[str, Any], best: set[int]) -> str:
    more = ""
    if reason["budget"] is not None:
        more = " " + _("It comes in with a budget of %(sum)s.") % {"sum": euro(reason["budget"])}
    if "alone" not in reason and reason["loss"] is None:
        return _("Left out: with it no portfolio keeps to everything that is asked.") + more
    limits = obstacle_words(field, {*best, one.pk}, money=False)
    if limits and reason.get("budget") is None:
        return _("Left out beside the others: %(limit)s") % {"limit": limits[0]}
    if reason.get("loss") is not None and reason["loss"] <= 1e-9:
        return _("Left out, though a portfolio with it does just as much.") + more
    if reason.get("loss") is not None:
        told = _("Left out: the money does more elsewhere; the best portfolio with it takes %(share)s less off.")
        return told % {"share": in_hundred(reason["loss"])} + more
    if reason["alone"] <= 1e-9:
        return _("Left out: beside the others it would add nothing.")
    return _("Left out: the money does more elsewhere.") + more


def do_first(result: Result) -> str:
    """One sentence that says what to do first."""
    field = result.field
    if not result.points or not result.points[result.best]["members"]:
        return _("Within this budget no measure takes anything off. More money, or other candidates, would.")
    best = result.points[result.best]["members"]
    shares = result.content.get("heaps", {})
    reasons = result.content["reasons"]

    def value(key: int) -> tuple[float, float]:
        reason = reasons[str(key)]
        loss = reason.get("alone", reason["loss"])
        return (shares.get(str(key), 0.0), float("inf") if loss is None else loss)

    order = sorted(best, key=value, reverse=True)
    # What the first one needs comes before it.
    for need in field.needs.get(order[0], ()):
        if need in order:
            order.remove(need)
            order.insert(0, need)
    by_key = {one.pk: one for one in field.candidates}
    first = by_key[order[0]]
    rest = [field.names[key] for key in order[1:]]
    sure = shares.get(str(first.pk), 0.0) >= 1 - 1e-9
    head = (
        _("Begin with “%(name)s” (%(cost)s to buy): it is in every good portfolio.")
        if sure
        else _(
            "Begin with “%(name)s” (%(cost)s to buy): it is in %(share)s good portfolios, but find out more before you sign."
        )
    ) % {
        "name": first.name,
        "cost": euro(_cost(first, "buy", "best")),
        "share": in_hundred(shares.get(str(first.pk), 0.0)),
    }
    if rest:
        head += " " + _("Then: %(names)s.") % {"names": listed(rest)}
    return head


def summary(found: Figures, field: Field) -> list[str]:
    """What a portfolio does, in a few sentences that claim no more than is sure."""
    counted = sum(one.row.band is not None for one in found.left)
    told = [
        ngettext(
            "Of %(all)d row with a level, %(lower)d comes to lie lower also if read cautiously; %(perhaps)d more only as stated.",
            "Of %(all)d rows with a level, %(lower)d come to lie lower also if read cautiously; %(perhaps)d more only as stated.",
            counted,
        )
        % {"all": counted, "lower": found.lower, "perhaps": found.perhaps}
    ]  # fmt: skip
    open_rows = len(found.left) - counted
    if open_rows:
        told.append(
            ngettext(
                "%(count)d row is open: nobody could judge it, and no measure changes that.",
                "%(count)d rows are open: nobody could judge them, and no measure changes that.", open_rows,
            )
            % {"count": open_rows}
        )  # fmt: skip
    if field.requirements:
        told.append(
            _("%(covered)d of %(all)d requirements are served.")
            % {"covered": len(found.covered), "all": len(field.requirements)}
        )
    return told


def guessed(field: Field) -> str:
    """How much of what went in nobody has confirmed."""
    count = len(field.effects)
    costs = sum(one.guessed for one in field.candidates)
    if not count:
        return ""
    return _(
        "%(open)d of %(all)d effects are proposals that nobody has confirmed; the costs of %(costs)d of %(measures)d measures "
        "are estimates."
    ) % {"open": field.unconfirmed, "all": count, "costs": costs, "measures": len(field.candidates)}  # fmt: skip


def break_even_words(found: Figures, field: Field, low: float, best: float) -> str:
    """What one must believe for the portfolio to pay for itself; empty where no loss is given."""
    from protect.methods.portfolio.breakeven import break_even
    from protect.methods.results import Band

    study = field.study
    if study.loss_best is None or best <= 0 or not found.members:
        return ""
    loss = Band(
        float(study.loss_low or study.loss_best), float(study.loss_best), float(study.loss_high or study.loss_best)
    )
    cost = Band(float(found.a_year.low), float(found.a_year.best), float(found.a_year.high))
    careful = min(low, best)
    chance = break_even(cost, loss, Band(careful, best, best) if careful > 0 else best).chance
    if chance.best == 0:
        return _("It costs nothing, and pays for itself whatever happens.")
    told = _(
        "To pay for itself, an event with that loss would have to come once in %(years)s years or more often (%(chance)s a year)."
    ) % {"years": _years(chance.best), "chance": _hundredth(chance.best)}
    if careful <= 0:
        told += " " + _("Read cautiously nothing is taken off for sure; then no chance is high enough.")
    elif chance.low != chance.high and chance.low > 0:
        told += " " + _("Between once in %(most)s and once in %(fewest)s years, as costs, loss and effects are read.") % {
            "most": _years(chance.low), "fewest": _years(chance.high),
        }  # fmt: skip
    return told + " " + _("Whether that is so, the town decides.")


def _years(chance: float) -> str:
    years = 1 / chance
    return number_format(years, 0 if years >= 10 else 1, use_l10n=True, force_grouping=True)


def _hundredth(chance: float) -> str:
    return _("%(number)s in 100") % {"number": number_format(chance * 100, 2 if chance < 0.1 else 0, use_l10n=True)}
