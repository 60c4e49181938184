"""Forms of those who work on captions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from protect.captions.models import Track, TrackKind
from protect.captions.sheets import LARGEST
from protect.organisations import languages
from protect.recordings.forms import PublishForm
from protect.recordings.models import Recording

#: What a caption file may end with; what it is, its content says.
ACCEPTED = ".vtt,.srt,.sbv,.ttml,.dfxp,.xml,.itt,text/vtt"


class TrackForm(forms.Form):
    """A track that is begun, or asked for."""

    language = forms.ChoiceField(label=_("Language"), choices=languages.choices)
    kind = forms.ChoiceField(label=_("Kind"), choices=TrackKind.choices)
    source: forms.ModelChoiceField = forms.ModelChoiceField(
        None, label=_("Translated from"), required=False, empty_label=_("not a translation")
    )
    asked = forms.BooleanField(
        label=_("Ask for it"), required=False, help_text=_("It waits in the inbox of those who may write captions.")
    )

    def __init__(self, recording: Recording, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].queryset = recording.tracks.exclude(current=None)  # type: ignore[attr-defined]
        if not recording.tracks.exists():
            self.initial.setdefault("language", recording.language)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        source = values.get("source")
        if source is not None and source.language == values.get("language"):
            raise ValidationError({"source": _("A translation is in another language.")})
        if values.get("kind") == TrackKind.SUBTITLES and source is None:
            raise ValidationError({"source": _("Say from which track it is translated.")})
        return values


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Caption file"), widget=forms.ClearableFileInput({"accept": ACCEPTED}),
        help_text=_("WebVTT, SRT, TTML or SBV, of any encoding. You see what is in it before it is taken over."),
    )  # fmt: skip
    tidy = forms.BooleanField(
        label=_("Put in order"), required=False, initial=True,
        help_text=_("Sort cues by their times, cut overlaps of up to 200 ms; each change is named."),
    )  # fmt: skip


class NoteForm(forms.Form):
    note = forms.CharField(label=_("What is new (optional)"), max_length=300, required=False)


class RemoveForm(PublishForm):
    field_order = ("typed", "reason")
    typed = forms.CharField(label=_("Type the language of the track to remove it"))

    def __init__(self, track: Track, *args: Any) -> None:
        super().__init__(*args)
        self.track = track
        self.fields["typed"].help_text = track.language_name
        # Only of a published recording, and only of what is spoken in it.
        if track.reviewed_id is None or not track.recording.is_published or track.language != track.recording.language:
            del self.fields["reason"]

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"].strip()
        if typed.casefold() != self.track.language_name.casefold():
            raise ValidationError(_("That is not its language."))
        return typed


class MannerForm(forms.Form):
    four_eyes = forms.BooleanField(
        label=_("Somebody else reviews"), required=False,
        help_text=_("Nobody can mark as reviewed the version that they wrote themselves."),
    )  # fmt: skip


class SheetForm(forms.Form):
    file = forms.FileField(
        label=_("The table, filled in (XLSX)"), widget=forms.ClearableFileInput({"accept": ".xlsx"}),
        help_text=_("As it was taken from the translation page; only the last column is read."),
    )  # fmt: skip

    def clean_file(self) -> Any:
        sent = self.cleaned_data["file"]
        if sent.size > LARGEST:
            raise ValidationError(_("It is larger than any such table."))
        return sent
