"""Reads of documents: the public list with its filters, boxes of other pages, the versions of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.utils.translation import gettext as _

from protect.library.models import Document, DocumentKind, DocumentVersion, Term
from protect.library.states import State
from protect.organisations import languages
from protect.organisations.lists import one_of
from protect.reference import terms
from protect.search.asking import LETTERS, by_words

PAGE_SIZE = 30
NEWEST = (F("dated").desc(nulls_last=True), "-pk")


def shown_to(reader: Any) -> Any:
    """What stands in the list for this reader: published, by the one rule of seeing."""
    return Document.objects.visible_to(reader).filter(state=State.PUBLISHED)  # type: ignore[attr-defined]


def latest(
    reader: Any = None, most: int = 5, *, threat: str = "", step: str = "", language: str = ""
) -> list[Document]:
    """The newest, on a topic if one is named; None for ``reader``: what everybody reads."""
    found = shown_to(reader)
    for name, code in (("threat_types", threat), ("steps", step)):
        if code:
            found = found.filter(**{f"{name}__contains": f",{code},"})
    if language:
        found = found.filter(language=language)
    return list(found.select_related("organisation").order_by(*NEWEST)[:most])


def newest_versions(documents: list[Document]) -> dict[int, DocumentVersion]:
    """By document, of documents that the reader sees."""
    found: dict[int, DocumentVersion] = {}
    for one in DocumentVersion.objects.filter(document__in=documents).order_by("number"):
        found[one.document_id] = one
    return found


def neighbours(reader: Any, document: Document) -> tuple[Document | None, list[Document]]:
    """What it takes the place of, and what took its place, as far as the reader sees them."""
    seen: Any = Document.objects.visible_to(reader)  # type: ignore[attr-defined]
    return seen.filter(pk=document.replaces_id).first(), list(seen.filter(replaces=document).order_by("-dated", "-pk"))


def terms_for(reader: Any, language: str) -> list[Term]:
    """Words that organisations added to the glossary, published, in one language."""
    seen: Any = Term.objects.visible_to(reader)  # type: ignore[attr-defined]
    return list(
        seen.filter(state=State.PUBLISHED, language=language).select_related("organisation").order_by("word", "pk")
    )


class DocumentList:
    """All filters in the address; beside each choice how many there are of it among what the words find."""

    def __init__(self, reader: Any, asked: Mapping[str, str]) -> None:
        self.reader = reader
        self.text = asked.get("q", "").strip()[:LETTERS]
        self.kind = one_of(asked, "kind", DocumentKind.values)
        self.language = one_of(asked, "language", languages.CODES)
        self.step = one_of(asked, "step", terms.codes("method_step"))
        self.sort = one_of(asked, "sort", ("newest", "title"), "newest")
        self.number = asked.get("page")

    @property
    def is_filtered(self) -> bool:
        return bool(self.text or self.kind or self.language or self.step)

    @cached_property
    def matching(self) -> Any:
        found = shown_to(self.reader)
        return found.filter(pk__in=by_words("library.document", self.text) or ()) if self.text else found

    @cached_property
    def _codes(self) -> list[tuple[str, str, list[str]]]:
        return list(self.matching.order_by().values_list("kind", "language", "steps"))

    def filters(self) -> list[tuple[str, Any, list[tuple[str, str, int, bool]]]]:
        """(name, label, choices) with (code, label, count, chosen) of each choice."""
        labels = dict(DocumentKind.choices)
        kinds = Counter(kind for kind, _l, _s in self._codes)
        spoken = Counter(language for _k, language, _s in self._codes)
        steps = Counter(step for _k, _l, some in self._codes for step in some)
        return [
            ("kind", _("Kind"), [(code, str(labels[code]), n, code == self.kind) for code, n in sorted(kinds.items())]),
            (
                "language", _("Language"),
                [(code, languages.name_of(code), n, code == self.language) for code, n in sorted(spoken.items())],
            ),
            (
                "step", _("Step of the method"),
                [
                    (code, terms.label("method_step", code), steps[code], code == self.step)
                    for code in terms.codes("method_step") if steps[code]
                ],
            ),
        ]  # fmt: skip

    @cached_property
    def found(self) -> Any:
        found = self.matching
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.language:
            found = found.filter(language=self.language)
        if self.step:
            found = found.filter(steps__contains=f",{self.step},")
        return found.select_related("organisation").order_by(*(NEWEST if self.sort == "newest" else ("title", "pk")))

    @cached_property
    def page(self) -> Page:
        page = Paginator(self.found, PAGE_SIZE).get_page(self.number)
        rows = list(page.object_list)
        versions = newest_versions(rows)
        page.object_list = [(one, versions.get(one.pk)) for one in rows]  # type: ignore[assignment]
        return page
