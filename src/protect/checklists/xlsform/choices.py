"""What somebody chose in a form, as one of the five answers: by its name, or by its label in any language of ours."""

from __future__ import annotations

import functools
import unicodedata

from django.conf import settings
from django.utils import translation

from protect.checklists.models import Said
from protect.reference import terms

#: As foreign forms call them.
ALSO = {
    "y": Said.YES, "true": Said.YES,
    "n": Said.NO, "false": Said.NO,
    "partially": Said.PARTLY, "partial": Said.PARTLY, "in part": Said.PARTLY, "somewhat": Said.PARTLY,
    "na": Said.NOT_APPLICABLE, "n/a": Said.NOT_APPLICABLE, "n.a.": Said.NOT_APPLICABLE, "does not apply": Said.NOT_APPLICABLE,
    "dont know": Said.UNKNOWN, "don't know": Said.UNKNOWN, "don’t know": Said.UNKNOWN, "do not know": Said.UNKNOWN,
    "dk": Said.UNKNOWN, "unsure": Said.UNKNOWN, "not sure": Said.UNKNOWN,
}  # fmt: skip


def folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("_", " ").split())


@functools.cache
def _known(vocabulary: str) -> dict[str, str]:
    known: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for code, label in terms.choices(vocabulary):
                known.setdefault(folded(label), code)
    # The code itself wins over a label that reads like it in another language.
    return known | {folded(code): code for code in terms.codes(vocabulary)}


def chosen(vocabulary: str, text: str) -> str | None:
    """The code of a vocabulary that a cell means; None if none does."""
    return _known(vocabulary).get(folded(text))


def said_by(*texts: str) -> str | None:
    """The answer that any of the texts (the name of a choice, its label) means; None if none does."""
    for text in texts:
        found = chosen("question_answer", text) or ALSO.get(folded(text))
        if found is not None:
            return str(found)
    return None
