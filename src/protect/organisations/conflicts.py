"""Two people editing at once never overwrite each other silently.

A form that changes something stored inherits ``Guarded``; it then carries, signed, the values it was opened with. It is
saved by ``save``, which locks the row, compares and merges: what only one side changed is kept without a question (and
told), what both changed raises ``Clash``, answered by a page that shows both (``views/conflicts.py``).

    class SpaceForm(Guarded, forms.ModelForm): ...

    form = SpaceForm(request.POST or None, instance=space)
    if request.method == "POST" and form.is_valid():
        done, saved = conflicts.save(request, form, lambda stored: services.change_space(stored, form.cleaned_data))

A plain form says ``about=`` what it is opened, and in ``values_of`` what its fields hold for a stored object. A template
that writes its fields one by one also writes ``{{ form.as_loaded }}``. ``tests/organisations/test_conflicts_every_form.py``
finds a form that lacks it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from protect.organisations.forming import attempt
from protect.organisations.merging import Merged, merge
from protect.organisations.models import AuditEntry, Verb

FIELD = "as_loaded"
SALT = "protect.organisations.as_loaded"
#: Before the name of a field on the merge page: which wording was chosen, and the two that stood to choose.
CHOICE, THEIRS, YOURS, ASKED = "choice:", "theirs:", "yours:", "asked"


class Guarded:
    """Mixin of forms (before ``forms.ModelForm`` or ``forms.Form``): carries the values as they were when it was opened."""

    #: Fields that never clash: a reason given for this one change, a tick to confirm it.
    unguarded: tuple[str, ...] = ()
    #: Where to go back to without saving, if it is not the address that the form is sent to.
    back = ""

    def __init__(self, data: Any = None, *args: Any, about: models.Model | None = None, **options: Any) -> None:
        super().__init__(_chosen(data), *args, **options)  # type: ignore[call-arg]
        instance = getattr(self, "instance", None)
        self.about = about or (instance if instance is not None and instance.pk else None)
        if self.about is not None:
            # Without an id: a page may hold several forms.
            hidden = forms.HiddenInput({"id": False})
            self.fields[FIELD] = forms.CharField(required=False, widget=hidden, initial=self._word)  # type: ignore[attr-defined]
            if instance is None:
                self.initial = {**self.values_of(self.about), **self.initial}  # type: ignore[has-type]

    def values_of(self, stored: Any) -> dict[str, Any]:
        """What the fields hold for ``stored``, as ``cleaned_data`` would. Plain forms say it themselves."""
        values: dict[str, Any] = {}
        for name in self.fields:  # type: ignore[attr-defined]
            try:
                field = stored._meta.get_field(name)
            except FieldDoesNotExist:
                continue
            values[name] = list(getattr(stored, name).all()) if field.many_to_many else getattr(stored, name)
        return values

    def told_by(self, stored: Any, name: str) -> models.Model:
        """Whose audit trail says who changed field ``name``: of ``stored`` itself, or of a part that the form writes."""
        return stored  # type: ignore[no-any-return]

    def title_of(self, stored: Any) -> str:
        """What the merge page calls this form, where it asks about several."""
        return str(stored)

    def compared(self) -> list[str]:
        """Names of the fields that can clash: those this request has sent."""
        return [
            name
            for name, field in self.fields.items()  # type: ignore[attr-defined]
            if name != FIELD
            and name not in self.unguarded
            and not field.disabled
            and not isinstance(field, forms.FileField)
            and name in self.cleaned_data  # type: ignore[attr-defined]
        ]

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if hasattr(self, "cleaned_data"):
            self.cleaned_data.pop(FIELD, None)

    def word_of(self, stored: models.Model) -> str:
        """The signed word that says what ``stored`` holds now."""
        return seal(stored, comparable(self.values_of(stored)))

    def _word(self) -> str:
        return self.word_of(self.about) if self.about is not None else ""

    def html_name(self, name: str) -> str:
        return self.add_prefix(name)  # type: ignore[attr-defined,no-any-return]

    def was(self, stored: models.Model) -> dict[str, Any] | None:
        """The values this form was opened with; empty if they are unknown, None if no page was opened at all.

        A request without the field comes from a program that never read the old values: it says what shall stand.
        """
        word = self.data.get(self.html_name(FIELD))  # type: ignore[attr-defined]
        if word is None:
            return None
        values = unseal(stored, word)
        for name in self.data.getlist(ASKED) if hasattr(self.data, "getlist") else ():  # type: ignore[attr-defined]
            if not self.data.get(CHOICE + name):  # type: ignore[attr-defined]
                values.pop(name.removeprefix(self.html_name("")), None)  # asked and not answered: it is asked again
        return values


def _chosen(data: Any) -> Any:
    """What the merge page sent, with each choice put in place of the field it decides."""
    if not hasattr(data, "getlist"):
        return data
    choices = [(name.removeprefix(CHOICE), data[name]) for name in data if name.startswith(CHOICE)]
    if not choices:
        return data
    data = data.copy()
    for name, choice in choices:
        if choice in ("theirs", "yours"):
            data.setlist(name, data.getlist((THEIRS if choice == "theirs" else YOURS) + name))
            if not data.getlist(name):
                del data[name]
    return data


def seal(stored: models.Model, values: dict[str, Any]) -> str:
    """A signed word about what ``stored`` held. It is readable: it holds only what its reader was shown anyway."""
    return signing.dumps([stored._meta.label_lower, stored.pk, values], salt=SALT, compress=True)


def unseal(stored: models.Model, word: str) -> dict[str, Any]:
    """The values of ``seal``; empty for a word that is not ours or about something else: then nothing is known."""
    try:
        label, pk, values = signing.loads(word, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return {}
    return values if [label, pk] == [stored._meta.label_lower, stored.pk] and isinstance(values, dict) else {}


def comparable(values: dict[str, Any]) -> dict[str, Any]:
    return {name: _comparable(value) for name, value in values.items()}


def _comparable(value: Any) -> Any:
    """The same for what was stored and what was typed: line ends, order of several and seconds make no difference."""
    if value is None or value == "":
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (models.QuerySet, list, tuple, set, frozenset)):
        return sorted(str(_comparable(one)) for one in value)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(second=0, microsecond=0).isoformat()
    if isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "\n".join(str(value).strip().splitlines())


@dataclass(frozen=True)
class Part:
    """One form whose values clash with what is stored now."""

    form: Any
    stored: models.Model
    was: dict[str, Any]
    merged: Merged

    def whose(self, name: str) -> Whose:
        return whose(self.form.told_by(self.stored, name), name)


class Clash(Exception):
    """Somebody else changed the same; nothing was saved. ``parts`` hold all that is needed to ask."""

    def __init__(self, parts: Sequence[Part]) -> None:
        super().__init__("changed by somebody else in the meantime")
        self.parts = list(parts)


@dataclass(frozen=True)
class Whose:
    """Who changed something last, and when, by the audit trail."""

    name: str
    at: dt.datetime | None


def whose(stored: models.Model, name: str = "") -> Whose:
    """Who changed ``stored`` last, or field ``name`` of it, if the trail tells fields apart."""
    entries = list(
        AuditEntry.objects.filter(object_type=stored._meta.label_lower, object_id=stored.pk)
        .exclude(verb__in=[Verb.VIEWED, Verb.EXPORTED])
        .select_related("actor")
        .order_by("-at", "-pk")[:30]
    )
    if not entries:
        return Whose(_("somebody"), None)
    found = next((entry for entry in entries if name and name in entry.changes), entries[0])
    return Whose(str(found.actor) if found.actor else found.actor_name, found.at)


def locked(about: models.Model) -> Any:
    """The row as it is now, held until the transaction ends; None if it is gone."""
    return type(about)._base_manager.select_for_update().filter(pk=about.pk).first()


def settle(form: Any, stored: models.Model) -> Part:
    """Compare and merge; the form's ``cleaned_data`` then holds what is to be saved. Told are only clashes."""
    was = form.was(stored)
    present = form.values_of(stored)
    yours = comparable({name: form.cleaned_data[name] for name in form.compared() if name in present})
    theirs = comparable({name: present.get(name) for name in yours})
    merged = merge(theirs if was is None else was, theirs, yours)
    for name in merged.theirs:
        form.cleaned_data[name] = present.get(name)
    return Part(form, stored, was or {}, merged)


def settle_all(request: HttpRequest | None, forms_: Iterable[Any]) -> list[Any]:
    """Lock, compare and merge several forms; raises Clash with all that clash. Runs inside a transaction."""
    parts: list[Part] = []
    rows: list[Any] = []
    kept: dict[Any, Any] = {}
    for form in forms_:
        if form.about not in kept:
            kept[form.about] = locked(form.about)
        stored = kept[form.about]
        rows.append(stored)
        if stored is not None:
            parts.append(settle(form, stored))
    if clashing := [part for part in parts if part.merged.clashes]:
        raise Clash(clashing)
    if request is not None:
        for part in parts:
            _tell(request, part)
    return rows


def save(request: HttpRequest, form: Any, verb: Callable[[Any], Any]) -> tuple[bool, Any]:
    """Run ``verb(stored)`` with the row locked and the form's values merged; what the service refuses goes to the form.

    A form about nothing stored yet gets ``verb(None)``. What was removed in the meantime is told; the text stays in the form.
    """
    if form.about is None:
        return attempt(form, lambda: verb(None))
    (answer,) = save_all(request, [form], lambda _form, stored: verb(stored))
    return answer


def save_all(request: HttpRequest, forms_: Sequence[Any], verb: Callable[[Any, Any], Any]) -> list[tuple[bool, Any]]:
    """``save`` for several forms sent together, as ``verb(form, stored)``: if one clashes, none is saved."""
    answers: list[tuple[bool, Any]] = []
    with transaction.atomic():
        for form, stored in zip(forms_, settle_all(request, forms_), strict=True):
            if stored is None:
                form.add_error(None, ValidationError(gone(form.about)))
                answers.append((False, None))
            else:
                answers.append(attempt(form, partial(verb, form, stored)))
    return answers


def gone(about: models.Model) -> str:
    who = whose(about)
    return _("%(who)s removed this in the meantime. What you wrote is still here; copy what you want to keep.") % {
        "who": who.name
    }


def _tell(request: HttpRequest, part: Part) -> None:
    if part.merged.theirs:
        names = [str(part.form.fields[name].label or part.form[name].label) for name in part.merged.theirs]
        messages.info(
            request,
            _("%(who)s changed this in the meantime: %(fields)s. Both changes are kept.")
            % {"who": part.whose(part.merged.theirs[0]).name, "fields": get_text_list(names, _("and"))},
        )
