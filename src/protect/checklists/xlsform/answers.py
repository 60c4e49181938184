"""What was collected, looked at before anything is kept: which cell becomes what, which is left out, and which is wrong.

Pure but for the list of submissions that are there already: it writes nothing. Columns are found by their names with the
prefixes of groups (``A/A1``, ``A-A1``) or by their labels, answers by their names or by their labels.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from protect.checklists.models import Said
from protect.checklists.questions import QuestionSet
from protect.checklists.services.answering import LONGEST
from protect.checklists.xlsform import columns, packs, writing
from protect.checklists.xlsform.choices import chosen, folded, said_by
from protect.checklists.xlsform.packs import MOST_PHOTOS, Pack
from protect.reference import terms
from protect.reference.models import ReferenceSet

TAKEN, CHANGED, LEFT_OUT, ERROR = "taken", "changed", "left_out", "error"
MOST_SUBMISSIONS = 50
#: Which column tells it, the best one first: an edited submission keeps the key it began with.
INSTANCE = ("key", "meta/rootuuid", "_uuid", "meta/instanceid", "meta-instanceid", "instanceid")
BEGAN = ("start", "today", "submissiondate", "_submission_time", "end")
SENT = ("submissiondate", "_submission_time")
BY = ("submittername", "_submitted_by", "username")
MADE_WITH = ("formversion", "__version__")
#: Columns of Kobo and ODK that nothing is needed of.
PASSED_OVER = {
    "_id", "_validation_status", "_notes", "_status", "_tags", "_index", "_attachments", "_geolocation", "_xform_id_string",
    "_bamboo_dataset_id", "formhub/uuid", "submitterid", "attachmentspresent", "attachmentsexpected", "status", "reviewstate",
    "deviceid", "edits", "meta-instancename", "meta/instancename", "meta/deprecatedid", "meta-deprecatedid", "about",
    "marking", "meta/rootuuid", "_parent_index", "_parent_table_name", "_submission__id",
}  # fmt: skip
#: Texts of a visit and of an answer beyond which nothing is read.
LONGEST_NOTE = 5000


@dataclass(frozen=True)
class Line:
    """What becomes of one cell (or, without a column, of the row or the file)."""

    row: int
    column: str
    value: str
    becomes: str
    level: str


@dataclass
class Collected:
    """One submission. ``answers``: ``{question: {field: text}}``; ``photos``: ``{question: [file name]}``."""

    row: int
    instance_id: str
    at: str = ""  # ISO, with its zone
    usage_state: str = ""
    submitter: str = ""
    note: str = ""
    form_version: str = ""
    answers: dict[str, dict[str, str]] = field(default_factory=dict)
    photos: dict[str, list[str]] = field(default_factory=dict)
    known: bool = False  # taken in before
    lines: list[Line] = field(default_factory=list)

    @property
    def is_taken(self) -> bool:
        return not self.known and bool(self.answers or self.photos)

    @property
    def moment(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.at)


@dataclass
class Checked:
    """``quick``: only the questions of the hour were in the form. Lines of the file as a whole are in ``lines``."""

    submissions: list[Collected]
    lines: list[Line]
    quick: bool = False

    @property
    def errors(self) -> list[Line]:
        every = [*self.lines, *(line for one in self.submissions for line in one.lines)]
        return [one for one in every if one.level == ERROR]

    @property
    def taken(self) -> list[Collected]:
        return [one for one in self.submissions if one.is_taken]

    def as_json(self) -> dict[str, Any]:
        return {
            "submissions": [asdict(one) for one in self.submissions],
            "lines": [asdict(one) for one in self.lines],
            "quick": self.quick,
        }


def set_named(pack: Pack) -> tuple[str, str]:
    """Key and version of the set of questions that the first row names; empty where the form is none of ours."""
    found = {_last(column): column for column in pack.table.header}
    for _number, cells in pack.table.rows:
        key = cells.get(found.get(columns.SET, ""), "")
        if key:
            return key[:60], cells.get(found.get(columns.VERSION, ""), "")[:10]
    return "", ""


def check(pack: Pack, ref: ReferenceSet, *, space_pk: int, usage_state: str, known: Collection[str]) -> Checked:
    """What would be kept of a file. ``known``: the submissions of this space that are there already."""
    return _Checking(pack, ref, space_pk, usage_state, known).run()


def _last(header: str) -> str:
    return re.split(r"[/:.-]", header.strip())[-1].strip().lower()


class _Checking:
    def __init__(self, pack: Pack, ref: ReferenceSet, space_pk: int, usage_state: str, known: Collection[str]) -> None:
        self.pack, self.ref, self.space_pk, self.usage_state, self.known = pack, ref, space_pk, usage_state, known
        self.questions = QuestionSet(ref)
        self.lines: list[Line] = []
        self.names = _names(ref)
        self.photos = 0
        #: Column -> (question, field) or ("", name of ours).
        self.meaning: dict[str, tuple[str, str]] = {}
        self.lower = {column.strip().lower(): column for column in pack.table.header if column}

    def run(self) -> Checked:
        for told in self.pack.told:
            self._tell("", "", told, LEFT_OUT)
        self._read_header()
        codes = {code for code, _field in self.meaning.values() if code}
        if not codes:
            self._tell(
                "",
                "",
                _("No column is a question of “%s”. Choose the questions it was collected with.") % self.ref,
                ERROR,
            )
        rows = self.pack.table.rows
        if not rows:
            self._tell("", "", _("There is no submission in this file."), ERROR)
        if len(rows) > MOST_SUBMISSIONS:
            self._tell(
                "", "", _("%(count)d submissions; at most %(most)d are taken at once. Filter them by date and export again.")
                % {"count": len(rows), "most": MOST_SUBMISSIONS}, ERROR,
            )  # fmt: skip
            rows = rows[:MOST_SUBMISSIONS]
        quick = {one.code for one in self.questions.questions if one.quick}
        found: list[Collected] = []
        for number, cells in rows:
            found.append(self._submission(number, cells, {one.instance_id for one in found}))
        if self.photos > MOST_PHOTOS:
            self._tell(
                "", "", _("%(count)d photos; at most %(most)d are taken at once. Export fewer submissions.")
                % {"count": self.photos, "most": MOST_PHOTOS}, ERROR,
            )  # fmt: skip
        return Checked(found, self.lines, quick=bool(codes) and codes <= quick and quick != set(self.questions.by_code))

    def _tell(self, column: str, value: str, becomes: str, level: str, row: int = 0) -> None:
        self.lines.append(Line(row, column[:120], value[:120], becomes, level))

    # ---- columns ---------------------------------------------------------------------------------------------------

    def _read_header(self) -> None:
        taken: dict[tuple[str, str], str] = {}
        wanted = {*INSTANCE, *BEGAN, *SENT, *BY, *MADE_WITH, *PASSED_OVER}
        for column in filter(None, self.pack.table.header):
            if column.strip().lower() in wanted:
                continue
            meant = self._meant(column)
            if meant is None:
                self._unknown(column)
            elif meant in taken:
                self._tell(
                    column, "", _("The column “%s” says the same; this one is left out.") % taken[meant], LEFT_OUT
                )
            else:
                taken[meant] = column
                self.meaning[column] = meant

    def _meant(self, column: str) -> tuple[str, str] | None:
        """By the whole header first, then by what follows each sign that can part a group from it."""
        places = [0, *(match.end() for match in re.finditer(r"[/:.-]", column))]
        for place in places[:40]:
            found = self.names.get(folded(column[place:]))
            if found is not None:
                return found
        return None

    def _unknown(self, column: str) -> None:
        name = _last(column).upper()
        code = name.partition("_")[0]
        filled = next((row for row, cells in self.pack.table.rows if cells.get(column)), None)
        if name.endswith("_URL") or filled is None:
            return
        if columns.CODE.match(code):
            self._tell(
                column, "", _("There is no question %(code)s in “%(set)s”. Choose the questions it was collected with.")
                % {"code": code, "set": self.ref}, ERROR, filled,
            )  # fmt: skip
        else:
            self._tell(column, "", _("This column is no question of the set; it is left out."), LEFT_OUT)

    # ---- one submission --------------------------------------------------------------------------------------------

    def _first(self, cells: Mapping[str, str], names: tuple[str, ...]) -> tuple[str, str]:
        for name in names:
            column = self.lower.get(name, "")
            if cells.get(column):
                return column, cells[column]
        return "", ""

    def _submission(self, number: int, cells: Mapping[str, str], before: Collection[str]) -> Collected:
        one = Collected(number, self._instance(cells), usage_state=self.usage_state)

        def tell(column: str, value: str, becomes: str, level: str = TAKEN) -> None:
            one.lines.append(Line(number, column[:120], value[:120], becomes, level))

        if one.instance_id in self.known or one.instance_id in before:
            one.known = True
            tell("", "", _("This submission was taken in before; it is left out.") if one.instance_id in self.known
                 else _("This submission is in the file twice; the first one counts."), LEFT_OUT)  # fmt: skip
            return one
        self._head(one, cells, tell)
        for column, (code, name) in self.meaning.items():
            text = cells.get(column, "")
            if not text:
                continue
            if not code:
                self._of_ours(one, name, column, text, tell)
            elif name == "answer":
                self._answer(one, code, column, text, tell)
            elif name == "photo":
                self._photo(one, code, column, text, tell)
            elif len(text) > LONGEST[name]:
                tell(column, text, _("%(count)d characters; at most %(most)d are kept. Shorten it.")
                     % {"count": len(text), "most": LONGEST[name]}, ERROR)  # fmt: skip
            else:
                one.answers.setdefault(code, {})[name] = text
                tell(column, text, f"{code}: {_field(name)}")
        for code, said in one.answers.items():
            if said.get("answer") == Said.NOT_APPLICABLE and not said.get("reason"):
                said["reason"] = _("No reason was given in the form.")
                tell(code, "", _("Does not apply, without a reason: “%s”") % said["reason"], CHANGED)
        if not one.is_taken:
            tell("", "", _("Nothing was answered; it is left out."), LEFT_OUT)
        return one

    def _instance(self, cells: Mapping[str, str]) -> str:
        """What the submission is known by; without a key of Kobo or ODK a digest of all its cells."""
        text = self._first(cells, INSTANCE)[1].removeprefix("uuid:").strip().lower()
        if text:
            return text if len(text) <= 100 else hashlib.sha256(text.encode()).hexdigest()
        whole = "\x1f".join(f"{name}\x1e{value}" for name, value in sorted(cells.items()))
        return f"sha256:{hashlib.sha256(whole.encode()).hexdigest()}"

    def _head(self, one: Collected, cells: Mapping[str, str], tell: Any) -> None:
        column, text = self._first(cells, BEGAN)
        moment = _moment(text, utc=column.strip().lower() in SENT) if text else None
        if moment is None:
            tell(column, text, _("The date of the visit cannot be read; write it as 2026-05-31 or 2026-05-31T14:00.") if text
                 else _("No column tells the date of the visit (start, today or the time of submission)."), ERROR)  # fmt: skip
            one.at = timezone.now().isoformat()
        else:
            if moment > timezone.now() + dt.timedelta(days=1):
                tell(
                    column, text, _("The date is in the future. Correct it; the clock of the device was wrong."), ERROR
                )
            one.at = moment.isoformat()
            tell(column, text, _("Date of the visit"))
        column, text = self._first(cells, BY)
        if text:
            one.submitter = text[:300]
            tell(column, text, _("Who took part in the visit; kept with an assessment only"))
        column, text = self._first(cells, MADE_WITH)
        one.form_version = text[:100]

    def _of_ours(self, one: Collected, name: str, column: str, text: str, tell: Any) -> None:
        if name == columns.STATE:
            code = chosen("usage_state", text)
            if code is None:
                tell(column, text, _("No state of use; there are: %s.") % _listed("usage_state"), ERROR)
            else:
                one.usage_state = code
                tell(column, text, _("Usage state seen: %s") % terms.label("usage_state", code))
        elif name == columns.NOTE:
            if len(text) > LONGEST_NOTE:
                tell(column, text, _("%(count)d characters; at most %(most)d are kept. Shorten it.")
                     % {"count": len(text), "most": LONGEST_NOTE}, ERROR)  # fmt: skip
            one.note = text[:LONGEST_NOTE]
            tell(column, text, _("Notes of the visit"))
        elif name == columns.SET and text != self.ref.key:
            tell(column, text, _("Collected with the questions “%(theirs)s”, but read with “%(ours)s”.")
                 % {"theirs": text[:60], "ours": self.ref.key}, ERROR)  # fmt: skip
        elif name == columns.VERSION and text != str(self.ref.version):
            tell(column, text, _("Collected with version %(theirs)s of the questions, read with %(ours)s; wordings may differ.")
                 % {"theirs": text[:20], "ours": self.ref.version}, CHANGED)  # fmt: skip
        elif name == columns.PLACE and text != str(self.space_pk):
            tell(column, text, _("This form was made for another space."), ERROR)

    def _answer(self, one: Collected, code: str, column: str, text: str, tell: Any) -> None:
        said = said_by(text)
        if said is None:
            tell(column, text, _("No answer; there are: %s.") % _listed("question_answer"), ERROR)
            return
        one.answers.setdefault(code, {})["answer"] = said
        tell(column, text, f"{code}: {terms.label('question_answer', said)}")

    def _photo(self, one: Collected, code: str, column: str, text: str, tell: Any) -> None:
        for name in text.split("\n")[:5]:
            file = re.split(r"[\\/]", name.strip())[-1]
            if file in self.pack.photos and not packs.is_picture(self.pack.photos[file]()):
                tell(column, name, _("By its content this is no photo (JPEG, PNG or WebP)."), ERROR)
            elif file in self.pack.photos:
                self.photos += 1
                one.photos.setdefault(code, []).append(file)
                tell(column, name, _("%(code)s: photo") % {"code": code})
            elif self.pack.is_zip:
                tell(column, name, _("The photo is not in the ZIP, or is too large; it is left out."), LEFT_OUT)
            else:
                tell(column, name, _("Photos come only with the ZIP of ODK Central; it is left out."), LEFT_OUT)


def _field(name: str) -> str:
    return {
        "reason": _("why it does not apply"),
        "who_knows": _("who can answer"),
        "evidence": _("evidence"),
        "improvement": _("idea for improvement"),
    }[name]


def _listed(vocabulary: str) -> str:
    return ", ".join(terms.codes(vocabulary))


def _names(ref: ReferenceSet) -> dict[str, tuple[str, str]]:
    """What a header may be called: the names of our form and its labels, in every language that it has."""
    found: dict[str, tuple[str, str]] = {}
    for row in writing.of_set(ref).survey:
        name = row.get("name", "")
        part = columns.FIELD.match(name)
        if part:
            meant = (part["code"], columns.PARTS[part["part"]])
        elif columns.CODE.match(name):
            meant = (name, "answer")
        elif name in (columns.SET, columns.VERSION, columns.STATE, columns.NOTE):
            meant = ("", name)
        else:
            continue
        found[folded(name)] = meant
        for column, text in row.items():
            if column.startswith("label::"):
                found.setdefault(folded(text)[:500], meant)
                if meant[1] == "answer":
                    found.setdefault(folded(text.removeprefix(f"{name} "))[:500], meant)
    found[folded(columns.PLACE)] = ("", columns.PLACE)
    return found


def _moment(text: str, *, utc: bool) -> dt.datetime | None:
    """A moment as Kobo and ODK write it. Without a zone the time of a server is UTC, that of a device the platform's; a
    date alone is noon."""
    try:
        if len(text.strip()) <= 10:
            read = dt.datetime.combine(dt.date.fromisoformat(text.strip()), dt.time(12))
        else:
            read = dt.datetime.fromisoformat(text.strip())
        if not 2000 <= read.year <= 2200:
            return None
        return read if read.tzinfo else timezone.make_aware(read, dt.UTC if utc else None)
    except (ValueError, OverflowError):
        return None
