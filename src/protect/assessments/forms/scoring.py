"""One line of the scoring grid: a member's judgement of one row on one basis."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from protect.assessments.forms.levels import levels
from protect.assessments.models import Confidence, Scenario, Score, TeamMember
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area
from protect.reference import terms
from protect.reference.scale_sets import ScaleSet

#: Not looked up yet, other than None: there is no score yet.
ASK: Any = object()


class LevelField(forms.ChoiceField):
    """A level by its number; which numbers there are is the service's to say."""

    def valid_value(self, value: Any) -> bool:
        return True


class LineForm(Guarded, forms.Form):
    """Fields of one line. An autosave may send some of them; those that were not sent stay as they are.

    ``score`` is given where the page has read it already.
    """

    def __init__(
        self, scale: ScaleSet, member: TeamMember, row: Scenario, basis: str, data: Any = None, *, score: Any = ASK
    ) -> None:
        self.scale, self.row, self.basis, self.known = scale, row, basis, score
        super().__init__(data, about=member, prefix=f"{row.pk}-{basis}")
        if scale.factor_based:
            for factor in scale.factors:
                choices = [
                    *((str(n), f"{n} – {text}") for n, text in enumerate(factor.levels, 1)),
                    ("0", _("Cannot judge")),
                ]
                self.fields[f"factor-{factor.code}"] = LevelField(label=factor.label, choices=choices, required=False)
        else:
            for name, axis in (("probability", scale.probability), ("consequence", scale.consequence)):
                self.fields[name] = LevelField(label=axis.title, choices=levels(axis), required=False)
        self.fields["confidence"] = forms.ChoiceField(
            label=gettext_lazy("How sure"), choices=Confidence.choices, required=False
        )
        self.fields["rationale"] = forms.CharField(label=gettext_lazy("Rationale"), required=False, widget=text_area(2))

    def title_of(self, stored: TeamMember) -> str:
        return f"{terms.label('threat_type', self.row.threat_type)}: {self.row}"

    def told_by(self, stored: TeamMember, name: str) -> TeamMember | Score:
        return self._score(stored) or stored

    def _score(self, stored: TeamMember) -> Score | None:
        return stored.given_scores.filter(scenario=self.row, basis=self.basis).first()

    def values_of(self, stored: TeamMember) -> dict[str, Any]:
        score = self.known if self.known is not ASK and stored is self.about else self._score(stored)
        values: dict[str, Any] = {"confidence": Confidence.MEDIUM.value, "rationale": ""}
        if self.scale.factor_based:
            factors = score.factors if score else {}
            values |= {f"factor-{factor.code}": _text(factors.get(factor.code)) for factor in self.scale.factors}
        else:
            values |= {name: _text(getattr(score, name, None)) for name in ("probability", "consequence")}
        return values | ({"confidence": score.confidence, "rationale": score.rationale} if score else {})

    def compared(self) -> list[str]:
        return [name for name in super().compared() if self.html_name(name) in self.data]

    def judgement(self, stored: TeamMember) -> dict[str, Any]:
        """What the service takes: what was sent, after the merge."""
        sent = self.compared()
        values: dict[str, Any] = {name: self.cleaned_data[name] for name in ("confidence", "rationale") if name in sent}
        if not self.scale.factor_based:
            return values | {n: _level(self.cleaned_data[n]) for n in ("probability", "consequence") if n in sent}
        present = {**self.values_of(stored), **{name: self.cleaned_data[name] for name in sent}}
        given = {factor.code: _level(present[f"factor-{factor.code}"]) for factor in self.scale.factors}
        if any(level is not None for level in given.values()):
            values["factors"] = given
        return values


def _text(level: int | None) -> str:
    return "" if level is None else str(level)


def _level(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit():
        raise ValidationError(_("“%(text)s” is not a level.") % {"text": text[:20]})
    return int(text)
