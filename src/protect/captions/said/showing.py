"""What was found in recordings, as the search box and the archive of events show it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from protect.captions.models import Passage
from protect.captions.said import indexing
from protect.captions.said.searching import WORDS, Spoken, faults, find
from protect.formats.captions import timing
from protect.search import sources, stemming
from protect.search.folding import placed
from protect.search.queries import Moment, Question, Result
from protect.search.snippets import AFTER, BEFORE, Piece
from protect.search.sources import Source

_places: list[Callable[[Any, int], str]] = []


def watched_at(address: Callable[[Any, int], str]) -> None:
    """Said once by the folder in which one watches: the address of a recording at a second."""
    _places[:] = [address]


def address_of(recording: Any, second: int) -> str:
    return _places[0](recording, second) if _places else reverse("recordings:manage", args=[recording.pk])


@dataclass(frozen=True)
class _Asked:
    """What makes a word of a text a hit: how it begins, or its stem."""

    beginnings: tuple[str, ...]
    stems: frozenset[str]
    #: Forms of a word begin alike: only words that do are stemmed.
    alike: tuple[str, ...]

    @classmethod
    def of(cls, text: str, language: str) -> _Asked:
        groups = stemming.asked(text, [language], WORDS)
        typed = tuple(one[0] for one in groups)
        stems = frozenset(stem for one in groups for stem in one[1:])
        return cls(typed, stems, tuple({one[:2] for one in typed}))

    def hits(self, text: str, language: str) -> list[tuple[int, int]]:
        found = []
        for word, begin, end in placed(text):
            if (
                word.startswith(self.beginnings)
                or word.startswith(self.alike)
                and not self.stems.isdisjoint(stemming.stems(text[begin:end].lower(), language))
            ):
                found.append((begin, end))
        return found


def moment(passage: Passage, recording: Any, text: str, language: str) -> Moment:
    """The second at which it is said, and the words around it."""
    hits = _Asked.of(text, language).hits(passage.text, language)
    first = hits[0][0] if hits else 0
    time = max((at for place, at in passage.marks if place <= first), default=passage.begins_ms)
    return Moment(timing.as_words(time), address_of(recording, time // 1000), _around(passage.text, hits))


def _around(text: str, hits: Sequence[tuple[int, int]]) -> list[Piece]:
    begin = max(0, (hits[0][0] if hits else 0) - BEFORE)
    end = min(len(text), (hits[0][1] if hits else 0) + AFTER)
    # Not in the middle of a word.
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    end = text.find(" ", end) if text.find(" ", end) > 0 else len(text)
    pieces: list[Piece] = [("… ", False)] if begin else []
    at = begin
    for one, other in hits:
        if one < at or other > end:
            continue
        pieces += [(text[at:one], False)] if text[at:one] else []
        pieces.append((text[one:other], True))
        at = other
    pieces += [(text[at:end], False)] if text[at:end] else []
    return [*pieces, (" …", False)] if end < len(text) else pieces


def result(found: Spoken, text: str) -> Result:
    recording = found.track.recording
    moments = [moment(one, recording, text, found.track.language) for one in found.passages]
    return Result(
        kind=SAID,
        title=[(recording.title, False)],
        snippet=[(str(_("and more")), False)] if found.more else [],
        address=moments[0].address if moments else address_of(recording, 0),
        place=f"{recording.event.title} · {found.track.language_name}",
        marking=recording.effective_marking.value,
        moments=moments,
    )


def _find(question: Question, begin: int, count: int) -> tuple[list[Result], bool]:
    within = {"recording__organisation": int(question.organisation)} if question.organisation else None
    return results(question.reader, question.text, begin=begin, count=count, within=within)


def results(
    reader: Any, text: str, *, begin: int = 0, count: int = 5, within: dict[str, Any] | None = None
) -> tuple[list[Result], bool]:
    language = (get_language() or "en").split("-")[0]
    found, more = find(reader, text, begin=begin, count=count, language=language, within=within)
    return [result(one, text) for one in found], more


SAID = Source(
    "said", gettext_lazy("Said in recordings"), gettext_lazy("recording"), _find, indexing.rebuild, faults
)  # fmt: skip


def register() -> None:
    sources.add(SAID)
