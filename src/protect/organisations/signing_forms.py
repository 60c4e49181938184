"""The forms of django-allauth in the words of this platform."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.utils.translation import gettext_lazy as _


def _word(form: forms.Form, **labels: Any) -> None:
    """Labels of ours, and no placeholders, which vanish as one types."""
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label
            form.fields[name].widget.attrs.pop("placeholder", None)


class SignInForm(LoginForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self, login=_("E-mail"), password=_("Password"), remember=_("Stay signed in for twelve hours"))
        self.fields["password"].help_text = ""


class ResetForm(ResetPasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self, email=_("E-mail"))


class ChangeForm(ChangePasswordForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self, oldpassword=_("Your password now"), password1=_("New password"), password2=_("New password again"))
        self.fields["password2"].widget.attrs["data-again"] = "yes"


class NewPasswordForm(ResetPasswordKeyForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _word(self, password1=_("New password"), password2=_("New password again"))
        self.fields["password2"].widget.attrs["data-again"] = "yes"
