"""Forms of those who bring recordings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from protect.events.models import Event
from protect.organisations import languages
from protect.organisations.conflicts import Guarded
from protect.organisations.forming import text_area
from protect.organisations.moments import LocalMoment, Zoned
from protect.recordings import positions
from protect.recordings.models import Chapter, Recording


class RecordingForm(Zoned):
    begins_at = LocalMoment(
        label=_("Recorded from"), required=False,
        help_text=_("By the clock of the place. So the sessions of the programme become chapters."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language spoken"), choices=languages.choices)

    class Meta:
        model = Recording
        fields = ("title", "session", "language", "begins_at", "about")
        widgets = {"about": text_area(4)}

    def __init__(self, event: Event, *args: Any, **options: Any) -> None:
        super().__init__(*args, zone=event.time_zone, **options)
        self.fields["session"].queryset = event.sessions.all()  # type: ignore[attr-defined]
        self.fields["session"].empty_label = _("the whole event")  # type: ignore[attr-defined]


class Position(forms.Field):
    """A place in a recording as people write it: 75, 1:15 or 0:01:15.5; its value is in milliseconds."""

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        try:
            return positions.read(str(value))
        except ValueError:
            raise forms.ValidationError(_("Write it as 1:15 or 1:02:03."), code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return positions.told(value) if isinstance(value, int) else value


class ChapterForm(Guarded, forms.ModelForm):
    begins_ms = Position(label=_("Begins at"), help_text=_("Minutes and seconds, such as 1:15 or 1:02:03."))

    class Meta:
        model = Chapter
        fields = ("title", "begins_ms")


class DeleteForm(forms.Form):
    typed = forms.CharField(label=_("Type its title to delete it"), max_length=200)

    def __init__(self, recording: Recording, *args: Any) -> None:
        super().__init__(*args)
        self.title = recording.title
        self.fields["typed"].help_text = recording.title

    def clean_typed(self) -> str:
        if self.cleaned_data["typed"].strip() != self.title.strip():
            raise forms.ValidationError(_("That is not the title. Nothing was deleted."))
        return str(self.title)


class FileForm(forms.Form):
    file = forms.FileField(label=_("File"), help_text=_("A film (MP4, MOV, WebM, MKV) or sound alone (M4A, MP3, WAV)."))


class PosterForm(forms.Form):
    file = forms.FileField(label=_("Picture"), help_text=_("A photo (JPEG, PNG, WebP). It is shown before it plays."))


class PublishForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is published without reviewed captions"), max_length=500, required=False, widget=text_area(3),
        help_text=_("Stands on its page. Such as: captions follow by the end of the week."),
    )  # fmt: skip
