"""A new database gets its tables in seconds, by the same migrations as every other.

Beside the tables Django keeps classes of all models as they were at that point. For each model that is added it makes all
classes anew that are related to it in any way; here that is all of them, since everything belongs to an organisation. With a
hundred models that is nine tenths of the time. A class that is added only needs to be made itself: its foreign keys tell the
others. A field that is added or changed makes its own class anew and no other. And a constraint or an index that is added is
one line on a class that is there.

Only for a database in which nothing has been migrated. What is already in use goes Django's own way. A test compares what the
two ways leave behind, table by table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def is_new(connection: BaseDatabaseWrapper) -> bool:
    return not MigrationRecorder(connection).applied_migrations()


@contextmanager
def in_seconds() -> Iterator[None]:
    with (
        mock.patch.object(ProjectState, "add_model", _add_model),
        mock.patch.object(ProjectState, "_append_option", _append_option),
        mock.patch.object(ProjectState, "reload_model", _reload_model),
    ):
        yield


def _add_model(self: Any, model_state: Any) -> None:
    key = model_state.app_label, model_state.name_lower
    self.models[key] = model_state
    if self._relations is not None:
        self.resolve_model_relations(key)
    if "apps" in self.__dict__:  # asking for it would make it
        self.apps.render_multiple([model_state])
        self.apps.clear_cache()


def _append_option(self: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
    state = self.models[app_label, model_name]
    state.options[option_name] = [*state.options[option_name], obj]
    if "apps" in self.__dict__:
        setattr(self.apps.get_model(app_label, model_name)._meta, option_name, list(state.options[option_name]))


def _reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" not in self.__dict__:
        return
    shelves = [self.apps.all_models[app_label], self.apps.app_configs[app_label].models]
    orders = [list(one) for one in shelves]
    self._reload({(app_label, model_name)})
    for shelf, order in zip(shelves, orders, strict=True):  # content types are numbered in this order
        for name in order:
            shelf[name] = shelf.pop(name)
