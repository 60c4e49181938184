from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from protect.assessments.models import Assessment
from protect.checklists.questions import Question, QuestionSet
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import DateField, choices, text_area
from protect.reference import terms
from protect.respondents.models import Respondent, RespondentAnswer
from protect.respondents.services import DAYS


class AskForm(forms.Form):
    """Whom to ask, what, and until when."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, help_text=_("The link and the codes go there, and nowhere else.")
    )
    name = forms.CharField(label=_("Name"), max_length=150)
    function = forms.ChoiceField(label=_("Function"), choices=choices("team_function"))
    circle = forms.ChoiceField(label=_("Circle"), initial="involved", widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language of mails and pages"), choices=settings.LANGUAGES)
    until = DateField(label=_("Open until"), help_text=_("At most sixty days from today."))
    note = forms.CharField(
        label=_("What you write to them"),
        max_length=2000,
        required=False,
        widget=text_area(3),
        help_text=_("What it is for, and what to look at. It stands on their page, not in the mail."),
    )
    shows_titles = forms.BooleanField(label=_("They read the titles of the scenarios"), required=False, initial=True)
    shows_sub_areas = forms.BooleanField(label=_("They read the names of the sub-areas"), required=False, initial=True)
    shows_texts = forms.BooleanField(
        label=_("They read the internal texts of the scenarios"),
        required=False,
        help_text=_("Off, they read the redacted text where there is one. Nothing else of the place is shown."),
    )
    groups = forms.MultipleChoiceField(
        label=_("Only these groups of questions (none chosen: all)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, task: Any, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        circle: Any = self.fields["circle"]
        circle.choices = [pair for pair in terms.choices("team_circle") if pair[0] != "informed"]
        self.fields["until"].initial = timezone.localdate() + dt.timedelta(days=DAYS)
        if isinstance(task, Assessment):
            del self.fields["groups"]
        else:
            for name in ("shows_titles", "shows_sub_areas", "shows_texts"):
                del self.fields[name]
            groups: Any = self.fields["groups"]
            groups.choices = [(one.code, f"{one.code} {one.title}") for one in QuestionSet(task.question_set).groups]


class ExtendForm(Guarded, forms.Form):
    until = DateField(label=_("Open until"), help_text=_("At most sixty days from today."))

    def values_of(self, stored: Respondent) -> dict[str, Any]:
        return {"until": timezone.localdate(stored.expires_at - dt.timedelta(seconds=1))}


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code"),
        max_length=12,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "class": "form-control"}),
        help_text=_("Six digits, from the last mail."),
    )

    def clean_code(self) -> str:
        return "".join(one for one in self.cleaned_data["code"] if one.isdigit())[:6]


class AnswerForm(Guarded, forms.Form):
    """One question of the checklist, as a respondent answers it; an autosave sends one of these."""

    answer = forms.ChoiceField(label=_("Answer"), choices=choices("question_answer"), required=False)
    reason = forms.CharField(label=_("Why it does not apply"), max_length=300, required=False)
    evidence = forms.CharField(label=_("What you saw or know"), max_length=5000, required=False)
    improvement = forms.CharField(label=_("Idea for improvement"), max_length=5000, required=False)

    def __init__(self, respondent: Respondent, question: Question, data: Any = None, *, said: Any = "ask") -> None:
        self.question, self.known = question, said
        super().__init__(data, about=respondent, prefix=question.code)

    def title_of(self, stored: Any) -> str:
        return self.question.text

    def told_by(self, stored: Respondent, name: str) -> Respondent | RespondentAnswer:
        return stored.answers.filter(question=self.question.code).first() or stored

    def values_of(self, stored: Respondent) -> dict[str, Any]:
        known = stored is self.about and self.known != "ask"
        said = self.known if known else stored.answers.filter(question=self.question.code).first()
        return {name: getattr(said, name, "") for name in ("answer", "reason", "evidence", "improvement")}

    def compared(self) -> list[str]:
        return [name for name in super().compared() if self.html_name(name) in self.data]
