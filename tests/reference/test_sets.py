"""Reference sets in the table: loaded again without harm, frozen once in use."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from protect.reference import loader, services
from protect.reference.loader import Document, ReferenceDataError
from protect.reference.models import ReferenceSet, digest_of
from protect.reference.services import freeze, latest, newest, sync

pytestmark = pytest.mark.django_db


def changed(document: Document, **content: Any) -> Document:
    return replace(document, content=document.content | content)


@pytest.fixture
def quick() -> Document:
    return next(one for one in loader.documents() if one.key == "quick-three-level")


def test_the_second_time_nothing_changes(django_assert_num_queries: Any) -> None:
    first = sync()
    assert len(first.created) == len(loader.documents()) == ReferenceSet.objects.count()
    second = sync()
    assert (second.created, second.updated, second.unchanged) == ([], [], len(first.created))
    assert first.warnings == []


def test_what_is_stored_is_what_the_file_says(quick: Document) -> None:
    sync()
    ref = latest("scale_set", "quick-three-level")
    assert ref.content == quick.content
    assert ref.digest == digest_of(ref.content)
    assert ref.source == quick.source


def test_a_changed_file_updates_a_set_that_nobody_uses(quick: Document) -> None:
    sync()
    done = sync([changed(quick, note="Other words.")])
    assert done.updated == ["scale_set quick-three-level 1"]
    assert latest("scale_set", "quick-three-level").content["note"] == "Other words."


def test_a_changed_file_of_a_frozen_set_asks_for_a_new_version(quick: Document) -> None:
    sync()
    freeze(latest("scale_set", "quick-three-level"))
    with pytest.raises(ReferenceDataError, match=r"quick-three-level.v1.yaml:3: .*new file with version 2"):
        sync([changed(quick, note="Other words.")])
    assert latest("scale_set", "quick-three-level").content == quick.content
    done = sync([replace(changed(quick, note="Other words."), version=2)])
    assert done.created == ["scale_set quick-three-level 2"]
    assert latest("scale_set", "quick-three-level").version == 2


def test_one_bad_document_loads_none_of_them(quick: Document) -> None:
    sync()
    freeze(latest("scale_set", "quick-three-level"))
    with pytest.raises(ReferenceDataError):
        sync([replace(quick, version=7), changed(quick, note="Other words.")])
    assert not ReferenceSet.objects.filter(version=7).exists()


def test_frozen_content_stays_but_a_title_may_be_corrected(quick: Document) -> None:
    sync()
    stale = latest("scale_set", "quick-three-level")
    ref = freeze(latest("scale_set", "quick-three-level"))
    first = ref.frozen_at
    assert freeze(ref).frozen_at == first
    ref.content["note"] = "Other words."
    with pytest.raises(ValidationError, match="raise its version"):
        ref.save()
    # Read before it was frozen: neither content nor freezing may be undone by it.
    with pytest.raises(ValidationError):
        stale.save()
    sync([replace(quick, title="A better title")])
    ref = latest("scale_set", "quick-three-level")
    assert (ref.title, ref.frozen_at) == ("A better title", first)


def test_a_version_is_there_once() -> None:
    sync()
    ref = (
        latest("glossary", "platform")
        if ReferenceSet.objects.filter(kind="glossary")
        else latest("threat_types", "eu-vat")
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        ReferenceSet.objects.create(kind=ref.kind, key=ref.key, version=ref.version, title="Again", content={})


def test_what_is_not_loaded_says_how_to_load_it() -> None:
    with pytest.raises(ReferenceSet.DoesNotExist, match="protect migrate"):
        latest("scale_set", "platform-default")


def test_newest_gives_one_of_each(quick: Document) -> None:
    sync()
    sync([replace(quick, version=2)])
    assert [(one.key, one.version) for one in newest("scale_set")] == [
        ("factor-based", 1),
        ("platform-default", 1),
        ("quick-three-level", 2),
    ]


def test_the_command_tells_what_it_did(monkeypatch: pytest.MonkeyPatch, quick: Document) -> None:
    out = StringIO()
    call_command("load_reference", stdout=out)
    assert "New: scale_set quick-three-level 1" in out.getvalue()

    def broken() -> None:
        raise ReferenceDataError("a.yaml", 3, "Something is wrong.")

    monkeypatch.setattr(services.loader, "documents", broken)
    with pytest.raises(CommandError, match=r"a\.yaml:3: Something is wrong\."):
        call_command("load_reference")
