"""Decision tables: brought in, looked at by another method, deleted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from protect.evaluations.models import DecisionTable
from protect.evaluations.queries import tabled
from protect.methods.mcda import named
from protect.organisations.binning import Binned
from protect.organisations.changes import save_changes
from protect.organisations.models import Organisation, User, Verb
from protect.organisations.services import bin


@transaction.atomic
def keep_table(
    organisation: Organisation, title: str, content: dict[str, Any], *, method: str, file_name: str, by: User
) -> DecisionTable:
    """A decision problem of ``reading.problem``. Raises ValidationError where the method cannot rank it."""
    if method not in named.METHODS:
        raise ValidationError({"method": _("Choose a method of the list.")})
    tabled.rank(method, content)
    made = DecisionTable(organisation=organisation, created_by=by, file_name=file_name[:120])
    save_changes(made, {"title": title.strip(), "method": method, **content}, verb=Verb.IMPORTED)
    return made


@transaction.atomic
def change_method(table: DecisionTable, method: str) -> DecisionTable:
    if method not in named.METHODS:
        raise ValidationError({"method": _("Choose a method of the list.")})
    stored = DecisionTable.objects.select_for_update().get(pk=table.pk)
    tabled.rank(method, tabled.content_of(stored))
    save_changes(stored, {"method": method})
    return stored


@transaction.atomic
def delete_table(table: DecisionTable) -> Binned:
    return bin.put(DecisionTable.objects.select_for_update().get(pk=table.pk), permission="evaluations.handle")
