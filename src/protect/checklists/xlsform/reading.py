"""An XLSForm as a set of questions, with a report that names sheet and row of all that is not taken as it is.

A form of ours comes back without loss. A foreign form (Kobo, ODK) is read as well as its questions allow: its groups become
groups, its choices of yes and no our five answers, its free texts questions whose evidence is the text. Nothing is kept
while a line has an error.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from protect.checklists.xlsform import checking, columns, tables
from protect.checklists.xlsform.choices import said_by
from protect.reference import loader, terms

TAKEN, CHANGED, LEFT_OUT, ERROR = "taken", "changed", "left_out", "error"
SHEETS = ("survey", "choices", "settings")
#: Answers of another kind than ours; the question is asked, and what was answered goes into the evidence.
FREE = {"text", "integer", "int", "decimal", "range", "select_multiple", "select_one", "rank", "date", "time", "datetime",
        "string", "acknowledge", "trigger"}  # fmt: skip
PICTURES = {"image", "photo", "picture"}
#: Filled in by the device.
BY_ITSELF = {"start", "end", "today", "deviceid", "subscriberid", "simserial", "phonenumber", "username", "email", "audit",
             "calculate", "hidden", "start-geopoint", "background-audio"}  # fmt: skip
#: Columns whose rules are not taken over.
RULES = ("relevant", "constraint", "choice_filter", "calculation", "repeat_count", "required", "default")
VOCABULARIES = {
    "threats": "threat_type",
    "categories": "psoi_category",
    "usage_states": "usage_state",
    "sub_areas": "sub_area_kind",
    "functions": "measure_function",
    "measure_categories": "measure_category",
    "who": "team_function",
}


@dataclass(frozen=True)
class Line:
    """What became of one row. ``row`` 0: of the sheet as a whole."""

    sheet: str
    row: int
    level: str
    text: str


@dataclass
class Read:
    """``content`` is that of a question set, or None while a line has an error."""

    title: str
    key: str
    source: str
    content: dict[str, Any] | None
    lines: list[Line]
    is_ours: bool = False

    @property
    def errors(self) -> list[Line]:
        return [one for one in self.lines if one.level == ERROR]


def read(file: IO[bytes], name: str) -> Read:
    """Raises ValidationError where the file is no XLSForm at all; see Read for what it holds."""
    found = {title.strip().lower(): table for title, table in tables.of_workbook(file, name).items()}
    sheets = {title: _normal(found[title]) for title in SHEETS if title in found}
    if "survey" not in sheets or not sheets["survey"].rows:
        raise ValidationError(_("“%(name)s” is no XLSForm: it has no sheet “survey” with rows.") % {"name": name})
    warnings = checking.check(_for_pyxform({title: found[title] for title in sheets}))
    reading = _Reading(sheets, name)
    reading.walk()
    reading.lines += [
        Line("survey", 0, CHANGED, _("pyxform says: %s") % one) for one in warnings[:20] if "max-pixels" not in one
    ]
    return reading.result()


def _normal(table: tables.Table) -> tables.Table:
    names = {column: _column(column) for column in table.header}
    rows = [(number, {names[column]: text for column, text in row.items()}) for number, row in table.rows]
    return tables.Table(table.title, [names[column] for column in table.header], rows)


def _column(name: str) -> str:
    """“Label : English” and “bind::relevant” by one name each."""
    head, colon, language = name.partition(":")
    head = re.sub(r"[\s-]+", "_", head.strip().lower())
    language = language.lstrip(":").strip()
    if head == "bind" and language:
        return language.lower()
    return {"caption": "label", "relevance": "relevant"}.get(head, head) + (f"::{language}" if colon else "")


def _for_pyxform(sheets: dict[str, tables.Table]) -> dict[str, Any]:
    """Its rows have no numbers of their own: it counts, so that empty rows have to be there."""
    form: dict[str, Any] = {}
    for title, table in sheets.items():
        rows: list[dict[str, str]] = []
        for number, row in table.rows:
            rows += [{}] * max(0, min(number - 2 - len(rows), tables.MOST_ROWS))
            rows.append(dict(row))
        form[title] = rows
        form[f"{title}_header"] = [dict.fromkeys(one for one in table.header if one)]
    form["sheet_names"] = list(sheets)
    return form


@dataclass
class _Group:
    code: str
    title: str
    used: set[str] = field(default_factory=set)


class _Reading:
    def __init__(self, sheets: dict[str, tables.Table], name: str) -> None:
        self.survey = sheets["survey"]
        self.settings = sheets["settings"].rows[0][1] if "settings" in sheets and sheets["settings"].rows else {}
        self.is_ours = "protect_key" in self.settings and "protect_why" in self.survey.header
        self.title = (self.settings.get("form_title") or self.settings.get("title") or name.rpartition(".")[0])[:200]
        self.lines: list[Line] = []
        self.groups: list[_Group] = []
        self.questions: list[dict[str, Any]] = []
        self.rows: dict[str, int] = {}
        self.note = ""
        #: What each choice of a list means to us, and how it is called.
        self.choices: dict[str, list[tuple[str, str]]] = {}
        self.label = self._language(self.survey, "label")
        self.hint = self._language(self.survey, "hint")
        if "choices" in sheets:
            self._read_choices(sheets["choices"])

    def _language(self, table: tables.Table, name: str) -> str:
        """The column of the default language; the others are told and left out."""
        found = [one for one in table.header if one == name or one.startswith(f"{name}::")]
        wanted = f"{name}::{self.settings.get('default_language', '')}"
        chosen = wanted if wanted in found else name if name in found else found[0] if found else name
        for one in found:
            if one != chosen:
                self._tell(table.title, 0, LEFT_OUT, _("The column “%s” (another language) is left out.") % one)
        return chosen

    def _tell(self, sheet: str, row: int, level: str, text: str) -> None:
        self.lines.append(Line(sheet, row, level, text))

    def _read_choices(self, table: tables.Table) -> None:
        label = self._language(table, "label")
        for _number, row in table.rows:
            name = row.get("list_name") or row.get("list name") or ""
            self.choices.setdefault(name, []).append((row.get("name", row.get("value", "")), row.get(label, "")))

    # ---- the rows --------------------------------------------------------------------------------------------------

    def walk(self) -> None:
        stack: list[str] = []
        for number, row in self.survey.rows:
            kind, _space, rest = " ".join(row.get("type", "").split()).partition(" ")
            kind = kind.lower()
            if kind in ("begin", "end") and rest:
                kind, rest = f"{kind}_{rest.split()[0].lower()}", ""
            if kind in ("select", "add") or (kind == "select_one" and not rest):
                kind, rest = _old_style(row.get("type", ""))
            if kind.startswith("begin_"):
                stack.append(kind)
                if kind != "begin_group":
                    self._tell("survey", number, CHANGED, _("What repeats in the form is asked once here."))
                if len(stack) == 1 or not self.groups:
                    self._group(number, row)
                else:
                    self._tell("survey", number, CHANGED, _("A group within a group becomes part of the outer one."))
            elif kind.startswith("end_"):
                if stack:
                    stack.pop()
            else:
                self._row(number, row, kind, rest, bool(stack))
        self._finish()

    def _group(self, number: int, row: dict[str, str]) -> None:
        name, title = row.get("name", ""), row.get(self.label) or row.get("name", "")
        taken = {one.code for one in self.groups}
        code = name if re.fullmatch("[A-Z]", name) and name not in taken else self._letter(taken)
        if not code:
            self._tell("survey", number, ERROR, _("More than 26 groups; join some of them."))
            return
        match = re.match(rf"{code}[.:)]?\s+(.+)", title, re.DOTALL)
        title = (match[1] if match else title).strip()
        if len(title) > 120:
            self._tell("survey", number, CHANGED, _("The title of the group was cut to 120 characters."))
            title = title[:120].strip()
        self.groups.append(_Group(code, _restored(title) or code))

    @staticmethod
    def _letter(taken: set[str]) -> str:
        return next((one for one in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" if one not in taken), "")

    def _row(self, number: int, row: dict[str, str], kind: str, rest: str, within: bool) -> None:
        name = row.get("name", "")
        part = columns.FIELD.match(name)
        if part and part["code"] in self.rows:
            return
        if self.is_ours and (name in (columns.STATE, columns.NOTE, "marking", "about") or name.endswith("_empty")):
            return
        if kind in BY_ITSELF:
            if not self.is_ours:
                self._tell("survey", number, LEFT_OUT, _("“%s” is filled in by the device; it is not needed.") % name)
        elif kind == "note":
            text = row.get(self.label, "")
            if text and not self.note and not self.questions:
                self.note = text[:2000]
                self._tell("survey", number, TAKEN, _("The text stands above the questions."))
            else:
                self._tell("survey", number, LEFT_OUT, _("A text between questions is left out."))
        elif kind in PICTURES:
            self._tell(
                "survey", number, LEFT_OUT, _("Photos can be added to every answer; no question is needed for it.")
            )
        elif kind in FREE:
            self._question(number, row, kind, rest, within)
        else:
            self._tell(
                "survey", number, LEFT_OUT, _("A question of the type “%s” cannot be asked here.") % (kind or "?")[:60]
            )

    def _question(self, number: int, row: dict[str, str], kind: str, rest: str, within: bool) -> None:
        if not within or not self.groups:
            group = self._loose(number)
        else:
            group = self.groups[-1]
        if group is None:
            return
        name, label = row.get("name", ""), row.get(self.label) or ""
        code = self._code(number, name, label, group)
        if not code:
            return
        text = label
        match = columns.NUMBERED.match(label)
        if match and match["code"] in (name, code):
            text = match["text"]
        if not text.strip():
            self._tell("survey", number, ERROR, _("The question has no text; write it into the column “label”."))
            return
        one: dict[str, Any] = {"code": code, "group": group.code, "text": _restored(text.strip())}
        told: list[str] = []
        if self.is_ours and "protect_why" in row:
            self._own_columns(number, row, one)
        else:
            told = self._foreign(number, row, kind, rest, one)
        for key in ("text", "why", "good", "evidence"):
            if len(one.get(key, "")) > 2000:
                self._tell("survey", number, ERROR, _("A text of more than 2000 characters; shorten it."))
                return
        if one["code"] != name:
            told.insert(0, _("“%(name)s” is called %(code)s here.") % {"name": name[:60], "code": code})
        self.questions.append(one)
        self.rows[code] = number
        said = f"{code}: {Truncator(one['text']).chars(120)}"
        self._tell("survey", number, CHANGED if told else TAKEN, " ".join([said, *told]))

    def _loose(self, number: int) -> _Group | None:
        """Questions outside of every group have one of their own."""
        title = _("Without a group")
        found = next((one for one in self.groups if one.title == title), None)
        if found is None:
            code = self._letter({one.code for one in self.groups} | self._letters_ahead())
            if not code:
                self._tell("survey", number, ERROR, _("More than 26 groups; join some of them."))
                return None
            found = _Group(code, title)
            self.groups.append(found)
        return found

    def _letters_ahead(self) -> set[str]:
        return {row["name"] for _n, row in self.survey.rows if re.fullmatch("[A-Z]", row.get("name", ""))}

    def _code(self, number: int, name: str, label: str, group: _Group) -> str:
        """The code of the form where it is one of ours, else the next of its group."""
        match = columns.NUMBERED.match(label)
        for wanted in (name, match["code"] if match else ""):
            if columns.CODE.match(wanted) and wanted[0] == group.code and wanted not in self.rows:
                return wanted
        ahead = {row.get("name", "") for _n, row in self.survey.rows}
        found = next(
            (f"{group.code}{n}" for n in range(1, 100) if f"{group.code}{n}" not in ahead | set(self.rows)), ""
        )
        if not found:
            self._tell("survey", number, ERROR, _("More than 99 questions in one group; part it."))
        return found

    def _own_columns(self, number: int, row: dict[str, str], one: dict[str, Any]) -> None:
        for column, name in columns.TEXTS.items():
            if text := row.get(column, ""):
                one[name] = text
        for column, name in columns.LISTS.items():
            chosen = re.split(r"[\s,;]+", row.get(column, "").strip()) if row.get(column, "").strip() else []
            known = set(terms.codes(VOCABULARIES[name]))
            for code in chosen:
                if code not in known:
                    self._tell(
                        "survey",
                        number,
                        ERROR,
                        _("Column %(column)s: “%(code)s” is not known; there are %(known)s.")
                        % {"column": column, "code": code[:40], "known": ", ".join(terms.codes(VOCABULARIES[name]))},
                    )
            if chosen:
                one[name] = list(dict.fromkeys(chosen))
        if quick := row.get(columns.QUICK, "").lower():
            one["quick"] = quick in ("yes", "true", "1")
        for name in ("why", "good", "step"):
            if name not in one:
                self._tell("survey", number, ERROR, _("The column protect_%s is empty.") % name)

    def _foreign(self, number: int, row: dict[str, str], kind: str, rest: str, one: dict[str, Any]) -> list[str]:
        told = []
        listed = self.choices.get(rest.split()[0] if rest else "", [])
        meant = [said_by(name, label) for name, label in listed]
        others = [label or name for (name, label), said in zip(listed, meant, strict=True) if said is None]
        if kind == "select_one" and {"yes", "no"} <= set(meant):
            if others:
                told.append(_("Left out of the choices: %s.") % ", ".join(others)[:300])
        else:
            told.append(_("It is asked with yes, partly and no; what was typed or chosen goes into the evidence."))
            if others:
                one["evidence"] = (_("One of: %s.") % ", ".join(others))[:2000]
        missing = _("Not said in the form it came from.")
        one["good"] = _restored(row.get(self.hint, "").strip()) or missing
        one["why"] = missing
        one["step"] = "site"
        told.append(_("Write why it is asked.") if row.get(self.hint) else _("Write why it is asked and what is good."))
        rules = [name for name in RULES if row.get(name)]
        if rules:
            told.append(_("Left out: %s.") % ", ".join(rules))
        return told

    # ---- the whole -------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        if not self.questions:
            self._tell("survey", 0, ERROR, _("There is no question in this form that could be asked here."))
        if not self.is_ours:
            filled = {one["group"] for one in self.questions}
            self.groups = [one for one in self.groups if one.code in filled]

    def result(self) -> Read:
        key = self.settings.get("protect_key", "") or self.settings.get("form_id", "")
        source = self.settings.get("protect_source", "")
        if not self.is_ours:
            source = (_("From the XLSForm “%(title)s”.") % {"title": self.title})[:2000]
        content: dict[str, Any] | None = {
            "note": (self.settings.get("protect_note") if self.is_ours else self.note) or self.title or "XLSForm",
            "groups": [{"code": one.code, "title": one.title} for one in self.groups],
            "questions": self.questions,
        }
        if not any(one.level == ERROR for one in self.lines):
            self._check(content)
        if any(one.level == ERROR for one in self.lines):
            content = None
        return Read(self.title or "XLSForm", key[:60], source, content, self.lines, self.is_ours)

    def _check(self, content: Any) -> None:
        """The strict reader of question sets has the last word."""
        head = {"kind": "question_set", "key": "xlsform", "version": 1, "title": "XLSForm", "status": "organisation",
                "source": "XLSForm"}  # fmt: skip
        try:
            loader.check(head, content, "XLSForm")
        except loader.ReferenceDataError as error:
            match = re.search(r"questions\[(\d+)\]", str(error))
            one = self.questions[int(match[1]) - 1] if match and int(match[1]) <= len(self.questions) else None
            self._tell("survey", self.rows.get(one["code"], 0) if one else 0, ERROR, str(error)[:500])


def _restored(text: str) -> str:
    return text.replace("$ {", "${")


def _old_style(kind: str) -> tuple[str, str]:
    """“select one from yes_no” of old forms."""
    match = re.search(r"select (one|all that apply|multiple)(?: from| prompt using)?\s+(\S+)", " ".join(kind.split()))
    if match is None:
        return kind.split()[0].lower() if kind.split() else "", ""
    return ("select_one" if match[1] == "one" else "select_multiple"), match[2]
