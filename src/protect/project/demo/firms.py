"""Five more invented providers that answered the call of Brașov, each with somebody who wrote the answer. None of them exists."""

from __future__ import annotations

from typing import Any

from protect.organisations import services as organising
from protect.organisations.models import Organisation, Role, User

#: Name, country, product, what it is, functions, months to delivery, price in euro, what it does not do.
FIRMS: tuple[tuple[str, str, str, str, tuple[str, ...], int, int, str], ...] = (
    ("Green Hinge BV (invented)", "NL", "Planter that turns aside (invented)", "Planters that turn aside by hand. Invented.",
     ("restrict", "protect"), 8, 31000, "Takes a strong arm. Invented."),
    ("Kerbline SRL (invented)", "RO", "Gate along the kerb (invented)", "A gate that slides along the kerb. Invented.",
     ("restrict",), 14, 54000, "Snow has to be cleared from the rail. Invented."),
    ("Mat and Market SA (invented)", "ES", "Mat for a day (invented)", "A mat that is laid out for an event. Invented.",
     ("restrict",), 4, 9000, "Two people lay it out each time. Invented."),
    ("Count Only UAB (invented)", "LT", "Edge that counts (invented)", "Counts vehicles at the edge, no number plates. Invented.",
     ("detect",), 6, 22000, "Stops nobody by itself. Invented."),
    ("Arch Works AE (invented)", "GR", "Arch of light (invented)", "A steel arch with lights over the street. Invented.",
     ("restrict", "protect"), 20, 88000, "Four metres high at most. Invented."),
)  # fmt: skip
MET = {"how": "part", "proof": "Tested by an invented laboratory."}
SCREENED = {"complete": "yes", "eligible": "yes", "in_scope": "yes", "decision": "admitted", "reason": ""}


def found() -> dict[str, tuple[Organisation, User]]:
    """The organisations, each with one person; nobody signs in with these accounts."""
    made = {}
    for number, (name, country, *_rest) in enumerate(FIRMS, 1):
        values = {"name": name, "kind": "solution_provider", "country": country, "contact": "invented@example.org"}
        organisation = organising.create_organisation(values, is_demonstration=True)
        email = f"firm{number}@example.org"
        user = User(email=email, name=f"Invented person of firm {number}")
        user.set_unusable_password()
        user.save()
        invitation, _secret = organising.invite(organisation, email, Role.PROVIDER, by=None)
        organising.accept(invitation, user)
        made[name] = (organisation, user)
    return made


def offers() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """As ``offers.OFFERS``: provider, facts of the solution, answers to the questions of the call."""
    return [
        (
            name,
            {
                "solution": product, "category": "physical", "summary": summary, "threat_types": ["vehicle"],
                "phases": ["execution"], "functions": list(functions), "approach": "technical", "maturity": 8,
                "cost_purchase": "medium", "cost_yearly": "low", "limits": limits, "contact": "invented@example.org",
                "consent_summary": "yes",
            },
            {
                "solution": product, "summary": summary, "approach": "technical", "met": [["1.1", "Partly", "Invented"]],
                "performance": "Measured by an invented laboratory.", "readiness": 8, "delivery": months, "site": "Paving.",
                "personal_data": "no", "ai": "no", "purchase": price, "yearly": price // 20, "limits": limits,
            },
        )
        for name, _country, product, summary, functions, months, price, limits in FIRMS
    ]  # fmt: skip
