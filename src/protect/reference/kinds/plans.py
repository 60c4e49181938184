"""The kind of reference document that security plans begin with."""

from __future__ import annotations

from protect.reference.schema import Code, ListOf, Record, Text

#: What the platform can fill into a section by itself. Folders above add what they know (``exercises``, ``incidents``).
BLOCKS = (
    "place", "usage", "people", "contacts", "measures", "results", "vulnerabilities", "accepted", "actions", "costs", "levels",
    "exercises", "incidents", "reviews", "versions",
)  # fmt: skip

SECURITY_PLAN_TEMPLATE = Record(
    note=Text(),
    sections=ListOf(
        Record(code=Code(), title=Text(longest=120), help=Text()).maybe(
            text=Text(), blocks=ListOf(Code(one_of=BLOCKS), least=0, unique="")
        ),
        least=1,
        most=40,
        unique="code",
    ),
)
