"""The accounts of the demonstration. Invented people; the passwords are known to everybody and open nothing real.

Imported without Django: ``protect demo`` prints the list before it starts a server.
"""

from __future__ import annotations

from typing import NamedTuple


class Account(NamedTuple):
    email: str
    password: str
    name: str
    role: str  # as people read it
    organisation: str  # "" for the platform administrator


PASSWORD = "open-towns-safe-places"  # noqa: S105  of the demonstration only

BRASOV = "Municipality of Brașov (invented)"
EINDHOVEN = "Municipality of Eindhoven (invented)"
LARISSA = "Municipality of Larissa (invented)"
MALAGA = "Municipality of Málaga (invented)"
VILNIUS = "Municipality of Vilnius (invented)"
NATIONAL = "National Office for Public Spaces (invented)"
PROVIDER = "Clear Sight Street Furniture Ltd (invented)"
RIVAL = "Harbour Gate Works BV (invented)"
RESEARCH = "Institute for Open Cities (invented)"


def police_of(municipality: str) -> str:
    return municipality.replace("Municipality", "Police")


def operator_of(municipality: str) -> str:
    return municipality.replace("Municipality", "Events and Markets")


#: ``(e-mail before the @, name, role, organisation)``; the first of each role is the one to try it with.
PEOPLE: list[tuple[str, str, str, str]] = [
    ("administrator", "Mircea Lupan", "Administrator", BRASOV),
    ("lead", "Ioana Șerbănescu", "Lead", BRASOV),
    ("assessor", "Andrei Țurcan", "Assessor", BRASOV),
    ("expert", "Măriuca Dobrin", "Expert", BRASOV),
    ("viewer", "Radu Înaltu", "Viewer", BRASOV),
    ("rfi", "Sânziana Moldo", "RFI officer", BRASOV),
    ("observer", "Vlad Pădurean", "Observer", BRASOV),
    ("provider", "Greta Halloway", "Provider", PROVIDER),
    ("provider2", "Wout Meerdink", "Provider", RIVAL),
    ("assessor2", "Crina Vâlsan", "Assessor", BRASOV),
    ("police.brasov", "Horia Câmpan", "Lead", police_of(BRASOV)),
    ("operator.brasov", "Anca Brădet", "Lead", operator_of(BRASOV)),
    ("administrator.eindhoven", "Joris van Elzen", "Administrator", EINDHOVEN),
    ("lead.eindhoven", "Maaike Dennenberg", "Lead", EINDHOVEN),
    ("assessor.eindhoven", "Daniël Kuijten", "Assessor", EINDHOVEN),
    ("assessor2.eindhoven", "Noortje Vlasbloem", "Assessor", EINDHOVEN),
    ("police.eindhoven", "Ruben Hazelaar", "Lead", police_of(EINDHOVEN)),
    ("operator.eindhoven", "Femke Lindeboom", "Lead", operator_of(EINDHOVEN)),
    ("administrator.larissa", "Αντώνης Ελαιώνας", "Administrator", LARISSA),
    ("lead.larissa", "Ελένη Πλατάνου", "Lead", LARISSA),
    ("assessor.larissa", "Γιώργος Καμπίσιος", "Assessor", LARISSA),
    ("assessor2.larissa", "Δάφνη Ροδοπούλου", "Assessor", LARISSA),
    ("police.larissa", "Νίκος Πέτρινος", "Lead", police_of(LARISSA)),
    ("operator.larissa", "Ζωή Μελισσά", "Lead", operator_of(LARISSA)),
    ("administrator.malaga", "Íñigo Robledal", "Administrator", MALAGA),
    ("lead.malaga", "Lucía Almendral", "Lead", MALAGA),
    ("assessor.malaga", "José Ángel Marisma", "Assessor", MALAGA),
    ("assessor2.malaga", "Begoña Peñalba", "Assessor", MALAGA),
    ("police.malaga", "Tomás Olivares Ría", "Lead", police_of(MALAGA)),
    ("operator.malaga", "Rocío Cañaveral", "Lead", operator_of(MALAGA)),
    ("administrator.vilnius", "Žygimantas Beržynas", "Administrator", VILNIUS),
    ("lead.vilnius", "Rūta Ąžuolė", "Lead", VILNIUS),
    ("assessor.vilnius", "Šarūnas Upelis", "Assessor", VILNIUS),
    ("assessor2.vilnius", "Jūratė Pušynė", "Assessor", VILNIUS),
    ("police.vilnius", "Gediminas Kalvelis", "Lead", police_of(VILNIUS)),
    ("operator.vilnius", "Eglė Žiedė", "Lead", operator_of(VILNIUS)),
    ("national", "Ada Brightwell", "Lead", NATIONAL),
    ("research", "Emil Sonder", "Expert", RESEARCH),
]
ACCOUNTS: list[Account] = [
    Account(f"{local}@example.org", PASSWORD, name, role, organisation) for local, name, role, organisation in PEOPLE
]
ACCOUNTS.append(Account("platform@example.org", PASSWORD, "Petra Hostward", "Platform administrator", ""))
