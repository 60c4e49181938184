"""Forms of stakeholders, evaluators, and whoever leads a round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from protect.evaluations.models import (
    Consensus,
    CriteriaSet,
    Evaluation,
    Evaluator,
    Method,
    Pairing,
    Round,
    RoundKind,
    Weighting,
)
from protect.evaluations.queries import weights
from protect.organisations.access import READING_ROLES
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import SeveralOf, text_area
from protect.organisations.models import Share, User
from protect.reference.wording import translate

NO_INFORMATION = ""


class NamesSomebody(forms.Form):
    """A form with ``user``: chosen from the own organisation by those who know its people (``evaluations.choose``), named by
    the address by others; people of a partner nobody here lists.
    """

    address = forms.EmailField(
        label=_("Or their address"), required=False,
        help_text=_("Of somebody of your organisation, or of one that this evaluation is shared with."),
    )  # fmt: skip
    evaluation: Evaluation

    def offer(self, evaluation: Evaluation, reader: User, but: Any = ()) -> None:
        self.evaluation = evaluation
        if reader.has_perm("evaluations.choose", evaluation):
            self.fields["user"].queryset = members(evaluation).exclude(pk__in=but)  # type: ignore[attr-defined]
            if not partners(evaluation).exists():
                del self.fields["address"]
        else:
            del self.fields["user"]
            self.fields["address"].label = _("Their address")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        address = found.pop("address", "")
        if address and not found.get("user"):
            known = (
                some.filter(email__iexact=address).first()
                for some in (members(self.evaluation), partners(self.evaluation))
            )
            found["user"] = next(filter(None, known), None)
            if found["user"] is None:
                self.add_error("address", _("Nobody with this address reads this evaluation."))
        return {"user": None, **found}


class StakeholderForm(NamesSomebody):
    name = forms.CharField(label=_("Stakeholder"), max_length=80, help_text=_("A role, such as Police or Traders."))
    user: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Who gives the weights"), required=False, empty_label=_("you write down what they say"),
        help_text=_("Members of your organisation. They weigh alone, on a page of their own."),
    )  # fmt: skip
    field_order = ("name", "user", "address")

    def __init__(self, evaluation: Evaluation, reader: User, *args: Any) -> None:
        super().__init__(*args)
        self.offer(evaluation, reader)


def _named(evaluation: Evaluation) -> Any:
    return Share.objects.in_force().filter(object_type=evaluation._meta.label_lower, object_id=evaluation.pk)


def members(evaluation: Evaluation) -> Any:
    """People of the owner who read restricted things there, and readers named one by one; the service asks anew."""
    own = Q(memberships__organisation=evaluation.organisation_id, memberships__role__in=READING_ROLES)
    found = own | Q(pk__in=_named(evaluation).exclude(person=None).values("person"))
    return User.objects.filter(found, is_active=True).distinct().order_by("name")


def partners(evaluation: Evaluation) -> Any:
    """People of the organisations it is shared with. To be found by their address, never to be listed."""
    organisations = _named(evaluation).exclude(organisation=None).values("organisation")
    within = Q(memberships__organisation__in=organisations, memberships__role__in=READING_ROLES)
    return User.objects.filter(within, is_active=True).distinct()


def labels_of(criteria_set: CriteriaSet, level: str) -> dict[str, str]:
    """Names of what is weighed on a level, in the reader's language."""
    if level == "groups":
        return {one["code"]: translate(one["label"]) for one in criteria_set.groups}
    group = next(one for one in criteria_set.groups if one["code"] == level)
    return {one["code"]: translate(one["label"]) for one in group["criteria"]}


class WeighForm(Guarded, forms.Form):
    """One level by one method. ``about`` is the weighting as it was kept, if there is one."""

    def __init__(self, method: str, labels: dict[str, str], *args: Any, **options: Any) -> None:
        self.method, self.labels = method, labels
        super().__init__(*args, **options)
        if method in (Method.POINTS, Method.SWING):
            for code, label in labels.items():
                self.fields[f"p-{code}"] = forms.IntegerField(
                    label=label, min_value=0, max_value=100, required=False, initial=0
                )
        elif method == Method.PAIRWISE:
            for one, other in self.pairs():
                told = {"one": labels[one], "other": labels[other]}
                steps = [
                    *((s, _now("%(one)s, %(times)d times more") % {**told, "times": s + 1}) for s in range(8, 0, -1)),
                    (0, _now("both alike")),
                    *((-s, _now("%(other)s, %(times)d times more") % {**told, "times": s + 1}) for s in range(1, 9)),
                ]
                self.fields[f"c-{one}:{other}"] = forms.TypedChoiceField(
                    label=_now("What matters more: %(one)s or %(other)s?") % told, choices=steps, coerce=int, initial=0
                )
        else:
            choices = list(labels.items())
            self.fields["best"] = forms.ChoiceField(label=_("What matters most"), choices=choices)
            self.fields["worst"] = forms.ChoiceField(
                label=_("What matters least"), choices=choices, initial=choices[-1][0]
            )
            times = [(number, str(number)) for number in range(1, 10)]
            for code, label in choices:
                self.fields[f"b-{code}"] = forms.TypedChoiceField(
                    label=_now("How many times more does what matters most matter than: %(name)s") % {"name": label},
                    choices=times, coerce=int, initial=1,
                )  # fmt: skip
            for code, label in choices:
                self.fields[f"w-{code}"] = forms.TypedChoiceField(
                    label=_now("How many times more than what matters least matters: %(name)s") % {"name": label},
                    choices=times, coerce=int, initial=1,
                )  # fmt: skip

    def pairs(self) -> list[tuple[str, str]]:
        codes = list(self.labels)
        return [(one, other) for number, one in enumerate(codes) for other in codes[number + 1 :]]

    def values_of(self, stored: Weighting) -> dict[str, Any]:
        if stored.method != self.method:
            return {}
        given = stored.answers
        if self.method in (Method.POINTS, Method.SWING):
            return {f"p-{code}": given.get(code, 0) for code in self.labels}
        if self.method == Method.PAIRWISE:
            return {f"c-{one}:{other}": given.get(f"{one}:{other}", 0) for one, other in self.pairs()}
        return {
            "best": given.get("best"), "worst": given.get("worst"),
            **{f"b-{code}": given.get("to_best", {}).get(code, 1) for code in self.labels},
            **{f"w-{code}": given.get("to_worst", {}).get(code, 1) for code in self.labels},
        }  # fmt: skip

    @property
    def answers(self) -> dict[str, Any]:
        """As ``Weighting.answers`` keeps them."""
        values = self.cleaned_data
        if self.method in (Method.POINTS, Method.SWING):
            return {code: values.get(f"p-{code}") or 0 for code in self.labels}
        if self.method == Method.PAIRWISE:
            return {f"{one}:{other}": values[f"c-{one}:{other}"] for one, other in self.pairs()}
        return {
            "best": values["best"], "worst": values["worst"],
            "to_best": {code: values[f"b-{code}"] for code in self.labels},
            "to_worst": {code: values[f"w-{code}"] for code in self.labels},
        }  # fmt: skip


class AgreeForm(Guarded, forms.Form):
    """The group's points on every level; ``about`` is the version."""

    as_range = forms.BooleanField(
        label=_("Keep the weights as a range"), required=False,
        help_text=_("The ranking then says how often each candidate is first over all that the stakeholders gave."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        about = self.about
        assert isinstance(about, CriteriaSet)
        for level, codes in weights.levels(about).items():
            labels = labels_of(about, level)
            for code in codes:
                if len(codes) > 1:
                    self.fields[f"{level}.{code}"] = forms.IntegerField(label=labels[code], min_value=0, max_value=100)
        self.initial = {**self.values_of(about), **self.initial}

    def values_of(self, stored: CriteriaSet) -> dict[str, Any]:
        found = {f"{level}.{code}": points for level, row in stored.agreed.items() for code, points in row.items()}
        return {**{name: found.get(name, 0) for name in self.fields if "." in name}, "as_range": stored.as_range}

    @property
    def points(self) -> dict[str, dict[str, int]]:
        found: dict[str, dict[str, int]] = {}
        for name, value in self.cleaned_data.items():
            level, dot, code = name.partition(".")
            if dot:
                found.setdefault(level, {})[code] = value
        return found

    def levels(self) -> list[tuple[str, list[Any]]]:
        """Each level with its title and fields, for the page."""
        assert isinstance(self.about, CriteriaSet)
        found = []
        names = labels_of(self.about, "groups")
        for level in weights.levels(self.about):
            fields = [self[name] for name in self.fields if name.startswith(f"{level}.")]
            if fields:
                found.append((_now("Groups") if level == "groups" else names[level], fields))
        return found


class EvaluatorForm(NamesSomebody):
    user: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Person"), required=False)
    expertise = forms.MultipleChoiceField(
        label=_("Knows about"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Every candidate gets somebody who knows about each group, where that is possible."),
    )  # fmt: skip

    def __init__(self, evaluation: Evaluation, criteria_set: CriteriaSet, reader: User, *args: Any) -> None:
        super().__init__(*args)
        self.offer(evaluation, reader, but=evaluation.evaluators.exclude(user=None).values("user_id"))
        self.fields["expertise"].choices = list(labels_of(criteria_set, "groups").items())  # type: ignore[attr-defined]

    field_order = ("user", "address", "expertise")

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        if not found.get("user") and not self.errors:
            self.add_error(None, _("Say who."))
        return found


class RoundForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"))
    note = forms.CharField(
        label=_("Scenario, or what the scores rest on"), widget=text_area(3), max_length=4000, required=False,
        help_text=_("Effects and tasks; never how an attack would be done."),
    )  # fmt: skip

    def __init__(self, evaluation: Evaluation, *args: Any) -> None:
        super().__init__(*args)
        there = set(evaluation.rounds.values_list("kind", flat=True))
        self.fields["kind"].choices = [(c, label) for c, label in RoundKind.choices if c not in there]  # type: ignore[attr-defined]


class AssignForm(forms.Form):
    each = forms.IntegerField(label=_("Evaluators for each candidate"), min_value=3, max_value=20, initial=3)
    candidates = SeveralOf(None, label=_("Candidates of this round"))

    def __init__(self, round_: Round, *args: Any) -> None:
        super().__init__(*args)
        listed = round_.evaluation.candidates.all()
        self.fields["candidates"].queryset = listed  # type: ignore[attr-defined]
        self.fields["candidates"].initial = list(listed)


class PairForm(forms.Form):
    evaluator: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Evaluator"))
    candidate: forms.ModelChoiceField = forms.ModelChoiceField(None, label=_("Candidate"))

    def __init__(self, evaluation: Evaluation, *args: Any) -> None:
        super().__init__(*args)
        self.fields["evaluator"].queryset = evaluation.evaluators.exclude(user=None)  # type: ignore[attr-defined]
        self.fields["candidate"].queryset = evaluation.candidates.all()  # type: ignore[attr-defined]


class DeclareForm(forms.Form):
    """Ties to those who offer something, by name and not by solution."""

    providers = forms.MultipleChoiceField(
        label=_("I have a tie to"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Work, shares, family, friendship, a dispute, a gift. Their solutions are then judged by others."),
    )  # fmt: skip
    reason = forms.CharField(label=_("Kind of tie"), max_length=300, required=False)
    confirmed = forms.BooleanField(label=_("I have no tie to anybody else on this list."))

    def __init__(self, providers: list[str], *args: Any) -> None:
        super().__init__(*args)
        self.fields["providers"].choices = [(one, one) for one in providers]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("providers") and not values.get("reason", "").strip():
            self.add_error("reason", _("Say what tie it is."))
        return values


def level_choices(criterion: dict[str, Any]) -> list[tuple[Any, str]]:
    texts = [translate(text) for text in criterion["anchors"]]
    return [(NO_INFORMATION, _now("No information")), *((n, f"{n} – {text}") for n, text in enumerate(texts))]


class ScoreForm(Guarded, forms.Form):
    """All criteria of one candidate; ``about`` is the pair. What is not answered at all stays unanswered."""

    def __init__(self, pairing: Pairing, criteria: list[dict[str, Any]], *args: Any, **options: Any) -> None:
        self.criteria = criteria
        super().__init__(*args, about=pairing, **options)
        for one in criteria:
            code = one["code"]
            self.fields[f"value-{code}"] = forms.ChoiceField(
                label=f"{translate(one['label'])}: {translate(one['question'])}",  required=False,
                choices=[("open", _now("Not answered yet")), *level_choices(one)], widget=forms.RadioSelect,
            )  # fmt: skip
            self.fields[f"value-{code}"].choices[1] = ("none", _now("No information"))  # type: ignore[attr-defined]
            self.fields[f"rationale-{code}"] = forms.CharField(
                label=_("Why"), required=False, widget=text_area(2), max_length=4000
            )
            self.fields[f"evidence-{code}"] = forms.CharField(
                label=_("Evidence: where it is written, who showed it"),
                required=False,
                widget=text_area(1),
                max_length=2000,
            )

    def values_of(self, stored: Pairing) -> dict[str, Any]:
        there = {one.criterion: one for one in stored.scores.all()}
        found: dict[str, Any] = {}
        for one in self.criteria:
            score = there.get(one["code"])
            value = "open" if score is None else "none" if score.value is None else str(score.value)
            found[f"value-{one['code']}"] = value
            found[f"rationale-{one['code']}"] = score.rationale if score else ""
            found[f"evidence-{one['code']}"] = score.evidence if score else ""
        return found

    @property
    def scores(self) -> dict[str, dict[str, Any]]:
        found = {}
        for one in self.criteria:
            said = self.cleaned_data.get(f"value-{one['code']}") or "open"
            if said != "open":
                found[one["code"]] = {
                    "value": None if said == "none" else int(said),
                    "rationale": self.cleaned_data.get(f"rationale-{one['code']}", ""),
                    "evidence": self.cleaned_data.get(f"evidence-{one['code']}", ""),
                }
        return found

    def rows(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"value-{one['code']}"], self[f"rationale-{one['code']}"], self[f"evidence-{one['code']}"])
            for one in self.criteria
        ]


class ConsensusForm(Guarded, forms.Form):
    """What was agreed on one criterion of one candidate; ``about`` is what was agreed before, if anything."""

    value = forms.ChoiceField(label=_("Agreed level"))
    rationale = forms.CharField(label=_("Why"), widget=text_area(2), max_length=4000)

    def __init__(self, criterion: dict[str, Any], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["value"].choices = level_choices(criterion)  # type: ignore[attr-defined]
        self.fields["value"].choices[0] = ("none", _now("No information"))  # type: ignore[attr-defined]

    def values_of(self, stored: Consensus) -> dict[str, Any]:
        return {"value": "none" if stored.value is None else str(stored.value), "rationale": stored.rationale}

    @property
    def level(self) -> int | None:
        said = self.cleaned_data["value"]
        return None if said == "none" else int(said)


class KnockOutForm(forms.Form):
    """One answer to one knock-out criterion."""

    passed = forms.ChoiceField(
        label=_("Answer"), required=False, choices=[("", _("not checked")), ("yes", _("passes")), ("no", _("fails"))]
    )
    reason = forms.CharField(label=_("Reason"), required=False, max_length=2000)

    @property
    def answer(self) -> bool | None:
        return {"yes": True, "no": False}.get(self.cleaned_data["passed"])


def expertise_in_words(evaluator: Evaluator, labels: dict[str, str]) -> str:
    return ", ".join(labels[code] for code in evaluator.expertise if code in labels)
