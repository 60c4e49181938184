"""What towns tell each other: practices, where they were tried again, documents with versions, one exchange. All invented."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from django.utils import timezone

from protect.catalogue.models import Entry
from protect.cooperation import services as cooperating
from protect.cooperation.models import Profile
from protect.library import services as shelving
from protect.organisations import audit
from protect.organisations import services as organising
from protect.organisations.models import Organisation, User
from protect.practices import services as practising
from protect.practices.models import Practice
from protect.project.demo import accounts
from protect.project.demo.learned import DOCUMENTS, PRACTICES, PROFILES, REMARKS, TRIALS, Guide, Told


def learn(organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    made = {one.key: _practice(one, organisations, people) for one in PRACTICES}
    _translate(made, organisations, people)
    for practice, city, values in TRIALS:
        by = _of(people, "lead", city)
        with audit.acting(by, "demo"):
            practising.tell_trial(made[practice], organisations[_town(city)], values, by=by)
    for practice, city, kind, text, answer in REMARKS:
        by = _of(people, "lead", city)
        with audit.acting(by, "demo"):
            said = practising.say(made[practice], organisations[_town(city)], kind, text, by=by)
        if answer:
            author = _of(people, "assessor", practice)
            with audit.acting(author, "demo"):
                practising.answer(said, answer, by=author)
    for guide in DOCUMENTS:
        _document(guide, organisations, people)
    _exchange(made, organisations, people)


def _town(city: str) -> str:
    return str(getattr(accounts, city.upper()))


def _of(people: dict[str, User], role: str, city: str) -> User:
    return people[role if city == "brasov" else f"{role}.{city}"]


def _practice(one: Told, organisations: dict[str, Organisation], people: dict[str, User]) -> Practice:
    author, lead, chief = (_of(people, role, one.city) for role in ("assessor", "lead", "administrator"))
    entries = list(Entry.objects.filter(code__in=one.entries))
    with audit.acting(author, "demo"):
        made = practising.write(organisations[_town(one.city)], {**one.values, "entries": entries}, by=author)
        if one.state != "draft":
            practising.move(made, "submit", by=author)
    if one.state == "published":
        _open(made, one.marking, "practices", lead, chief)
    made.refresh_from_db()
    return made


def _open(made: Any, marking: str, folder: str, lead: User, chief: User) -> None:
    with audit.acting(lead, "demo"):
        (practising if folder == "practices" else shelving).move(made, "publish", by=lead)
    made.refresh_from_db()
    if marking != "AMBER_STRICT":
        with audit.acting(chief, "demo"):
            organising.set_marking(made, marking, reason="Others may learn from it (invented)", by=chief)


def _translate(made: dict[str, Practice], organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """The practice of Brașov in Romanian, waiting for somebody who reads it."""
    author, original = people["assessor"], made["brasov"]
    values = {
        name: getattr(original, name) for name in (*Practice.TEXTS, "kind", "city", "country", "contact", "evidence")
    }
    values |= {
        "title": "Turul de dimineață înaintea târgului (inventat)", "language": "ro", "translation_of": original,
        "summary": "Comercianții, administratorii și poliția fac împreună turul pieței înainte de deschidere (inventat).",
        "threat_types": original.threat_types, "steps": original.steps, "currency": original.currency,
    }  # fmt: skip
    with audit.acting(author, "demo"):
        translated = practising.write(organisations[accounts.BRASOV], values, by=author)
        practising.move(translated, "submit", by=author)


def _document(guide: Guide, organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    lead, chief = (_of(people, role, guide.city) for role in ("lead", "administrator"))
    with audit.acting(lead, "demo"):
        made = shelving.begin(organisations[_town(guide.city)], guide.values, by=lead)
        for label, dated, note, lines in guide.versions:
            file = io.BytesIO(page(guide.values["title"], [f"Version {label}", *lines]))
            shelving.add_version(
                made,
                file,
                name="guide.pdf",
                size=len(file.getvalue()),
                label=label,
                dated=dated,
                change_note=note,
                by=lead,
            )
    _open(made, guide.marking, "library", lead, chief)


def page(title: str, lines: list[str]) -> bytes:
    """A small PDF of one page; letters beyond ASCII are left out of it."""

    def plain(text: str) -> str:
        told = text.encode("ascii", "ignore").decode()
        return told.replace("\\", "").replace("(", "[").replace(")", "]")

    drawn = [f"BT /F1 16 Tf 60 780 Td ({plain(title)}) Tj ET"]
    drawn += [f"BT /F1 11 Tf 60 {750 - 18 * row} Td ({plain(line)}) Tj ET" for row, line in enumerate(lines)]
    stream = "\n".join(drawn)
    parts = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    text, places = "%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(text))
        text += f"{number} 0 obj\n{part}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{len(text)}\n%%EOF\n"
    return (text + end).encode("ascii")


def _exchange(made: dict[str, Practice], organisations: dict[str, Organisation], people: dict[str, User]) -> None:
    """Eindhoven asks Larissa, which answers and agrees."""
    profiles: dict[str, Profile] = {}
    for city, values in PROFILES.items():
        with audit.acting(_of(people, "administrator", city), "demo"):
            profiles[city] = cooperating.describe(organisations[_town(city)], values)
    asker, answerer = people["lead.eindhoven"], people["lead.larissa"]
    values = {
        "topic": "Warnings in several languages (invented)",
        "wanted": "Invented. How did you choose the voices, and who pays for new texts?",
        "offered": "Invented. Two days with our stewards at the light festival.",
        "practice": made["larissa"], "threat_types": ["firearms"],
        "by_when": timezone.localdate() + dt.timedelta(days=21),
    }  # fmt: skip
    with audit.acting(asker, "demo"):
        exchange = cooperating.ask(organisations[accounts.EINDHOVEN], profiles["larissa"], values, by=asker)
    with audit.acting(answerer, "demo"):
        cooperating.write(exchange, "Invented. Gladly: the voices are people of the town theatre.", by=answerer)
        cooperating.move(exchange, "agree", by=answerer, text="Invented. Shall we talk on Thursday at ten?")
