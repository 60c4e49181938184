"""What invented providers answer in the demonstration. No product, firm, price or figure here exists."""

from __future__ import annotations

from typing import Any

from protect.project.demo import accounts

ASKED = "May a foundation be deeper than one metre?"
TOLD = "Up to 80 cm; cables lie below. Surface-mounted solutions are welcome."

_COMMON: dict[str, Any] = {
    "threat_types": ["vehicle"], "phases": ["execution"], "contact": "invented@example.org", "consent_summary": "yes",
}  # fmt: skip

#: (provider, facts of the solution, answers to questions)
OFFERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        accounts.PROVIDER,
        {
            **_COMMON, "solution": "Bench that stands its ground (invented)", "category": "physical",
            "summary": "Heavy benches and planters on a shared plinth, moved with a lift truck before events. Invented.",
            "functions": ["protect", "restrict"], "approach": "technical", "maturity": 9, "cost_purchase": "medium",
            "cost_yearly": "low", "limits": "Takes two hours to move; not for slopes over four per cent. Invented.",
        },
        {
            "solution": "Bench that stands its ground (invented)", "summary": "Benches that keep vehicles out. Invented.",
            "approach": "technical", "met": [["1.1", "Fully", "Test report of an invented laboratory"]],
            "performance": "Stops an invented test vehicle at 50 km/h.", "readiness": 9, "delivery": 10,
            "site": "Level paving.", "personal_data": "no", "ai": "no", "purchase": 42000, "yearly": 1500,
            "limits": "Slopes.", "references": [["A town (invented)", "2031", "its works department"]],
            "standards": {"answer": "yes", "proof": "IWA 14-1, certificate invented"},
        },
    ),
    (
        accounts.RIVAL,
        {
            **_COMMON, "solution": "Gate that sinks for rescue (invented)", "category": "physical",
            "summary": "A row of posts that sinks within three seconds for vehicles with the town's key. Invented.",
            "threat_types": ["vehicle", "vbied"], "functions": ["restrict", "protect", "detect"], "approach": "technical",
            "maturity": 8, "cost_purchase": "high", "cost_yearly": "medium",
            "limits": "Needs drainage; a power failure leaves it up, with a hand crank inside. Invented.",
        },
        {
            "solution": "Gate that sinks for rescue (invented)", "summary": "Posts that rise and sink. Invented.",
            "approach": "technical", "met": [["1.1", "Partly", "Tested without deliveries"]],
            "performance": "Stops an invented test vehicle at 64 km/h.", "readiness": 8, "delivery": 26,
            "site": "Power, drainage, 80 cm of depth.", "personal_data": "yes",
            "legal_basis": "Number plates of keyed vehicles, kept for a day. Invented.", "ai": "no", "purchase": 118000,
            "yearly": 9000, "limits": "Floods.",
        },
    ),
    (
        accounts.RESEARCH,
        {
            **_COMMON, "solution": "Stewards who see it coming (invented)", "category": "method",
            "summary": "Two days of training for stewards at deliveries, with exercises on the square. Invented.",
            "threat_types": ["sharp_object"], "functions": ["surveil", "respond"], "approach": "human_centred", "maturity": 6,
            "cost_purchase": "low", "cost_yearly": "staff_time", "limits": "Stops no vehicle by itself. Invented.",
        },
        {
            "solution": "Stewards who see it coming (invented)", "summary": "Training. Invented.",
            "approach": "human-centred", "met": [["1.1", "Not", "–"]], "performance": "Measured in two exercises. Invented.",
            "readiness": 6, "delivery": 4, "site": "A room for twenty.", "personal_data": "no", "ai": "no",
            "purchase": 6000, "yearly": 2500, "limits": "People leave, and training is needed again.",
        },
    ),
]  # fmt: skip

MET: dict[str, dict[str, str]] = {
    accounts.PROVIDER: {"how": "full", "proof": "Tested by an invented laboratory."},
    accounts.RIVAL: {"how": "part", "proof": "Tested without deliveries (invented)."},
    accounts.RESEARCH: {"how": "no", "proof": ""},
}

SCREENED: dict[str, dict[str, str]] = {
    accounts.PROVIDER: {"complete": "yes", "eligible": "yes", "in_scope": "yes", "decision": "admitted", "reason": ""},
    accounts.RIVAL: {"complete": "yes", "eligible": "yes", "in_scope": "yes", "decision": "admitted", "reason": ""},
    accounts.RESEARCH: {
        "complete": "yes", "eligible": "yes", "in_scope": "no", "decision": "not_admitted",
        "reason": "It is about another threat than the one that was asked about (invented).",
    },
}  # fmt: skip

FEEDBACK: dict[str, str] = {
    accounts.RESEARCH: "Thank you. The call asked for what keeps vehicles out; for training we will ask in spring (invented).",
}
