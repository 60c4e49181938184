"""The document of an answer: exactly what is submitted, hashed, opened and exported."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from protect.answers import completeness, fields
from protect.answers.models import Draft
from protect.calls import composing
from protect.reference import terms

FORMAT, FORMAT_VERSION = "protect-answer", 1

FACTS = (
    "solution", "category", "summary", "threat_types", "phases", "functions", "space_categories", "approach", "maturity",
    "cost_purchase", "cost_yearly", "limits", "contact", "consent_summary",
)  # fmt: skip
#: Vocabulary of the facts that hold codes.
VOCABULARY = {
    "category": "measure_category",
    "threat_types": "threat_type",
    "phases": "threat_phase",
    "functions": "measure_function",
    "space_categories": "psoi_category",
    "approach": "measure_approach",
    "cost_purchase": "cost_band",
    "cost_yearly": "cost_band",
}


def labels() -> dict[str, str]:
    """Of the facts, in the reader's language."""
    return {name: str(Draft._meta.get_field(name).verbose_name) for name in FACTS}  # type: ignore[union-attr]


def said_by(draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    """(by requirement, by question) what the draft says."""
    requirements: dict[str, Any] = {}
    answers: dict[str, Any] = {}
    for one in draft.answers.all():
        (requirements if one.about == one.About.REQUIREMENT else answers)[one.code] = one.value
    return requirements, answers


def attached_to(draft: Draft) -> list[Any]:
    return [one for one in draft.attachments.all() if one.left_out_at is None]


def compose(draft: Draft) -> dict[str, Any]:
    """The whole answer. What a condition makes superfluous stays in the draft and is not in here."""
    call = draft.publication.document
    requirements, answers = said_by(draft)
    applying = {one["code"] for one in completeness.asked(call["questions"], answers)}
    wanted = {one["code"] for city in call["cities"] for one in city["wanted"]}
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "call": {"title": call["title"], "sha256": draft.publication.sha256},
        "provider": {
            "name": draft.organisation.name,
            "country": draft.organisation.country,
            "kind": draft.organisation.kind,
        },
        "demonstration": draft.organisation.is_demonstration,
        "solution": {name: getattr(draft, name) for name in FACTS},
        "requirements": {code: said for code, said in requirements.items() if code in wanted},
        "answers": {code: said for code, said in answers.items() if code in applying},
        "files": [
            {"name": one.name, "question": one.question, "content_type": one.content_type, "size": one.size_bytes,
             "sha256": one.sha256}
            for one in attached_to(draft)
        ],
    }  # fmt: skip


def missing_of(document: dict[str, Any], call: dict[str, Any]) -> list[completeness.Missing]:
    """What must be answered and is not, of a document of ``compose``."""
    files = {one["question"] for one in document["files"]}
    return completeness.missing(
        call, document["solution"], document["requirements"], document["answers"], files, labels()
    )


def own_words(document: dict[str, Any]) -> str:
    """Every text that a provider wrote in an answer, one below the other: codes and names of fields are not among them."""
    codes = {*VOCABULARY, "consent_summary", "maturity"}
    parts = [said for name, said in document["solution"].items() if name not in codes]
    parts += [met.get("proof", "") for met in document["requirements"].values()]
    parts += list(document["answers"].values())
    return "\n".join(_texts(parts))


def _texts(said: Any) -> Iterator[str]:
    if isinstance(said, str):
        if said.strip():
            yield said.strip()
    elif isinstance(said, dict):
        for one in said.values():
            yield from _texts(one)
    elif isinstance(said, list):
        for one in said:
            yield from _texts(one)


def in_words(document: dict[str, Any], call: dict[str, Any]) -> dict[str, Any]:
    """A document beside its questions, in the reader's language, for pages and files."""
    said, given = document["solution"], document["answers"]
    told = {name: composing.codes_in_words(words, said[name]) for name, words in VOCABULARY.items()}
    told["consent_summary"] = {
        "yes": terms.label("question_answer", "yes"),
        "no": terms.label("question_answer", "no"),
    }.get(said["consent_summary"], "")
    names = labels()
    how = dict(fields.how_choices())
    files = document["files"]
    return {
        "provider": document["provider"],
        "demonstration": document["demonstration"],
        "facts": [
            {"label": names[name], "value": told.get(name, "" if said[name] is None else said[name])} for name in FACTS
        ],
        "requirements": [
            {**one, "city": city["organisation"]["name"], "how": how.get(met.get("how", ""), ""),
             "proof": met.get("proof", "")}
            for city in call["cities"]
            for one in city["wanted"]
            for met in [document["requirements"].get(one["code"], {})]
        ],
        "answers": [
            {
                "number": number, "text": one["text"], "kind": one["kind"], "mandatory": one["mandatory"],
                "value": fields.in_words(one, given.get(one["code"])), "columns": one.get("columns", ()),
                "rows": given.get(one["code"]) or [] if one["kind"] == "table" else [],
                "files": [file["name"] for file in files if file["question"] == one["code"]],
            }
            for number, one in enumerate(call["questions"], 1)
            if one in completeness.asked(call["questions"], given)
        ],
        "files": files,
    }  # fmt: skip
