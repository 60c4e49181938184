"""A set of questions as XLSForm: each question with the five answers, and what belongs to it only where it is of use.

The form carries our own columns too, so that it comes back without loss; other programs pass over them. Every cell is
written as text: none becomes a formula.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from protect.checklists.models import Said
from protect.checklists.queries.rows import Sheet
from protect.checklists.questions import Question, QuestionSet
from protect.checklists.scope import Scope, asked
from protect.checklists.xlsform import checking, columns
from protect.organisations.markings import Marking
from protect.reference import terms
from protect.reference.models import ReferenceSet
from protect.reference.wording import translate
from protect.spaces.models import Space

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Longest side of photos taken with the form (pixels): what we keep of one, so that nothing is sent in vain.
PHOTO = "max-pixels=2560"
ENGLISH = "English (en)"
#: Columns that are translated.
SHOWN: tuple[str, ...] = ("label", "hint")
_SEEN = (Said.YES, Said.PARTLY, Said.NO)


@dataclass
class Form:
    """The three sheets of a form. ``languages`` are those beside English for which there are translations."""

    form_id: str
    title: str
    version: str
    survey: list[dict[str, str]]
    choices: list[dict[str, str]]
    settings: dict[str, str]
    languages: list[str] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        return f"{self.form_id}.xlsx"


def of_set(ref: ReferenceSet) -> Form:
    """Every question of a set, for no space."""
    return _form(ref, QuestionSet(ref).questions, form_id=f"protect-{ref.key}", title=ref.title)


def of_checklist(sheet: Sheet) -> Form:
    """The questions as a checklist asks them."""
    checklist = sheet.checklist
    return of_space(
        checklist.space,
        checklist.question_set,
        checklist.scope,
        marking=checklist.effective_marking,
        also=[row.question.code for row in sheet.rows],
    )


def of_space(
    space: Space, ref: ReferenceSet, scope: Scope, *, marking: str | None = None, also: Iterable[str] = ()
) -> Form:
    """The questions in scope at a space. ``also``: questions asked all the same."""
    every = QuestionSet(ref).questions
    chosen = {one.code for one in asked(every, scope)} | set(also)
    return _form(
        ref,
        [one for one in every if one.code in chosen],
        form_id=f"protect-{ref.key}-{space.pk}{'-hour' if scope.quick else ''}",
        title=f"{ref.title}: {space.name}",
        space=space,
        marking=Marking(marking or space.effective_marking).short,
    )


def _form(
    ref: ReferenceSet,
    questions: list[Question],
    *,
    form_id: str,
    title: str,
    space: Space | None = None,
    marking: str = "",
) -> Form:
    survey, languages = _in_languages(lambda: _survey(ref, questions, space, marking))
    choices, _same = _in_languages(_choices, languages)
    # A changed form needs another version, or Kobo and ODK would not take it in place of the earlier one.
    mark = hashlib.sha256(json.dumps([survey, choices], sort_keys=True).encode()).hexdigest()[:8]
    version = f"{ref.version}-{mark}"
    head = {
        "form_title": _plain(title),
        "form_id": form_id,
        "version": version,
        "default_language": ENGLISH,
        "protect_key": ref.key,
        "protect_source": ref.source,
        "protect_note": ref.content.get("note", ""),
    }
    return Form(form_id, title, version, survey, choices, head, languages)


def _in_languages(
    make: Callable[[], list[dict[str, str]]], only: list[str] | None = None
) -> tuple[list[dict[str, str]], list[str]]:
    """The rows in English; beside each label and hint its translations, where any text of a language differs."""
    with translation.override("en"):
        rows = make()
    shown: list[dict[str, str]] = [{name: row.pop(name) for name in SHOWN if name in row} for row in rows]
    for row, texts in zip(rows, shown, strict=True):
        row.update({f"{name}::{ENGLISH}": text for name, text in texts.items()})
    found: list[str] = []
    for code, english in settings.LANGUAGES:
        if code == "en":
            continue
        with translation.override("en"):
            name = f"{english} ({code})"
        if only is not None and name not in only:
            continue
        with translation.override(code):
            other = [{part: row[part] for part in SHOWN if part in row} for row in make()]
        if only is None and _questions_in(other, rows) == _questions_in(shown, rows):
            continue
        found.append(name)
        for row, texts in zip(rows, other, strict=True):
            row.update({f"{part}::{name}": text for part, text in texts.items()})
    return rows, found


def _questions_in(texts: list[dict[str, str]], rows: list[dict[str, str]]) -> list[str]:
    """The wordings of the questions alone: a language in which only the words around them are known is no help."""
    return [
        one.get("label", "") for one, row in zip(texts, rows, strict=True) if columns.CODE.match(row.get("name", ""))
    ]


def _plain(text: str) -> str:
    """A dollar and a brace would be read as the answer to another question."""
    return text.replace("${", "$ {")


def _survey(ref: ReferenceSet, questions: list[Question], space: Space | None, marking: str) -> list[dict[str, str]]:
    raw = {one["code"]: one for one in ref.content["questions"]}
    rows: list[dict[str, str]] = [
        {"type": "start", "name": "start"},
        {"type": "end", "name": "end"},
        {"type": "today", "name": "today"},
        _calculated(columns.SET, ref.key),
        _calculated(columns.VERSION, str(ref.version)),
    ]
    if space is not None:
        rows.append(_calculated(columns.PLACE, str(space.pk)))
        rows.append({
            "type": "note",
            "name": "marking",
            "label": _plain(
                _("%(marking)s: %(space)s. Collect this only on a server that your organisation trusts.")
                % {"marking": marking, "space": space.name}
            ),
        })  # fmt: skip
    rows.append({"type": "note", "name": "about", "label": _plain(translate(ref.content.get("note", "") or ref.title))})
    rows.append({
        "type": f"select_one {columns.STATES}",
        "name": columns.STATE,
        "label": _("In which state of use do you see the place?"),
    })  # fmt: skip
    for group in ref.content["groups"]:
        within = [one for one in questions if one.group == group["code"]]
        if not within and space is not None:
            continue
        rows.append({
            "type": "begin_group",
            "name": group["code"],
            "label": _plain(f"{group['code']} {translate(group['title'])}"),
        })  # fmt: skip
        for question in within:
            rows += _question(question, raw[question.code])
        if not within:
            rows.append({"type": "note", "name": f"{group['code']}_empty", "label": _("Nothing is asked here.")})
        rows.append({"type": "end_group", "name": f"{group['code']}"})
    rows.append({"type": "text", "name": columns.NOTE, "label": _("Notes on the visit"), "appearance": "multiline"})
    return rows


def _calculated(name: str, value: str) -> dict[str, str]:
    return {"type": "calculate", "name": name, "calculation": f"'{value}'"}


def _question(one: Question, raw: Mapping[str, Any]) -> list[dict[str, str]]:
    code = one.code
    main = {
        "type": f"select_one {columns.ANSWERS}",
        "name": code,
        "label": _plain(f"{code} {one.text}"),
        "hint": _plain(_("Good: %(good)s Why: %(why)s") % {"good": one.good, "why": one.why}),
    }
    main |= {column: str(raw[name]) for column, name in columns.TEXTS.items() if name in raw}
    main |= {column: " ".join(raw[name]) for column, name in columns.LISTS.items() if name in raw}
    if "quick" in raw:
        main[columns.QUICK] = "yes" if raw["quick"] else "no"
    seen = " or ".join(f"${{{code}}} = '{said}'" for said in _SEEN)
    evidence = {"label": _("%(code)s: what did you see?") % {"code": code}, "hint": _plain(one.evidence)}
    return [
        main,
        _part(code, "reason", "text", f"${{{code}}} = '{Said.NOT_APPLICABLE}'",
              label=_("%(code)s: why does it not apply here?") % {"code": code}, required="yes"),
        _part(code, "who", "text", f"${{{code}}} = '{Said.UNKNOWN}'",
              label=_("%(code)s: who can answer?") % {"code": code},
              hint=_("A function, not a name: the works yard, the operator.")),
        _part(code, "evidence", "text", seen, appearance="multiline", **{k: v for k, v in evidence.items() if v}),
        _part(code, "photo", "image", seen, label=_("%(code)s: photo") % {"code": code},
              hint=_("Without faces and number plates where you can."), parameters=PHOTO),
        _part(code, "improvement", "text", f"${{{code}}} = '{Said.PARTLY}' or ${{{code}}} = '{Said.NO}'",
              label=_("%(code)s: idea for improvement") % {"code": code}, appearance="multiline"),
    ]  # fmt: skip


def _part(code: str, part: str, kind: str, relevant: str, **more: str) -> dict[str, str]:
    return {"type": kind, "name": f"{code}_{part}", "relevant": relevant, **more}


def _choices() -> list[dict[str, str]]:
    return [
        {"list_name": name, "name": code, "label": label}
        for name in (columns.ANSWERS, columns.STATES)
        for code, label in terms.choices(name)
    ]


#: Forms that pyxform took lately: it looks at a whole set for two seconds.
MOST_TAKEN = 64
_taken: dict[str, None] = {}


def as_xlsx(form: Form) -> bytes:
    """The file. Raises checking.Refused if pyxform does not accept it: such a form would only fail on the tablet."""
    import xlsxwriter

    written = io.BytesIO()
    book = xlsxwriter.Workbook(
        written,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for title, rows in (("survey", form.survey), ("choices", form.choices), ("settings", [form.settings])):
        page = book.add_worksheet(title)
        header = list(dict.fromkeys(name for row in rows for name in row))
        for column, name in enumerate(header):
            page.write_string(0, column, name, bold)
            page.set_column(column, column, 50 if name.startswith(("label", "hint")) else 20)
        for number, row in enumerate(rows, 1):
            for column, name in enumerate(header):
                if text := row.get(name, ""):
                    page.write_string(number, column, text[:32_000], wrapped)
        page.freeze_panes(1, 2 if title == "survey" else 0)
    book.close()
    content = written.getvalue()
    # The file also tells when it was made; what pyxform looks at are its rows.
    said = json.dumps([form.survey, form.choices, form.settings])
    digest = hashlib.sha256(said.encode()).hexdigest()
    if digest not in _taken:
        checking.check(content)
        if len(_taken) >= MOST_TAKEN:
            _taken.pop(next(iter(_taken)))
        _taken[digest] = None
    return content
