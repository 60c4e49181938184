"""Before something is opened: what the new reader would see, asked of the rule itself, and what could be inferred.

The change is made inside a transaction, the rule is asked in the new reader's place, and the change is taken back: the
preview cannot differ from what will be.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from protect.editions import gathering, leaks, policy
from protect.editions.gathering import Piece
from protect.organisations.access import Restricted, Visible
from protect.organisations.markings import Marking
from protect.organisations.models import Organisation, OrganisationKind, Share, User
from protect.organisations.queries import audiences, tree
from protect.organisations.queries.audiences import Audience, Supposed
from protect.organisations.queries.seeing import with_rows
from protect.organisations.registry import LeakPreview, Opening, page_of

#: Objects of one kind shown with all their fields; the rest is counted.
SHOWN = 40
EXAMPLES = 12


@dataclass(frozen=True)
class Group:
    """New objects of one kind."""

    kind: str
    count: int
    pieces: list[Piece]


@dataclass(frozen=True)
class Inference:
    """One kind of thing that gives something away: how often, and where."""

    name: str
    meaning: str
    count: int
    examples: list[tuple[str, str]] = field(default_factory=list)


def preview(about: Restricted, opening: Opening, asker: User) -> LeakPreview:
    """What ``opening`` would show, for the page ``editions/preview.html``. Changes nothing."""
    with transaction.atomic():
        name, found = _revealed(about, opening, asker)
        transaction.set_rollback(True)
    return _told(about, name, found, opening.marking)


def preview_of_step(about: Restricted, values: dict[str, Any], asker: User) -> LeakPreview | None:
    """What a step in the life of ``about`` (its publication) would show to whom its marking lets in; None where it is nobody
    outside. ``values``: the fields that the step sets. Changes nothing.
    """
    if about.marking not in (Marking.GREEN, Marking.CLEAR):
        return None
    audience = audiences.public() if about.marking == Marking.CLEAR else audiences.any_authority()
    with transaction.atomic():
        before = _seen(about, audience, asker)
        type(about)._default_manager.filter(pk=about.pk).update(**values)
        after = _seen(about, audience, asker)
        transaction.set_rollback(True)
    return _told(about, audience.name, [one for key, one in after.items() if key not in before], str(about.marking))


def _told(about: Restricted, name: str, found: list[Visible], marking: str) -> LeakPreview:
    names = gathering.known(about)
    pieces = gathering.pieces(found, names)
    groups: dict[str, list[Piece]] = defaultdict(list)
    for one in pieces:
        groups[one.kind].append(one)
    told = [[one.label, one.pk, [[fact.name, fact.text] for fact in one.facts]] for one in pieces]
    hidden_by = [
        one for one in tree.origins(about) if one != about and not any(piece.pk == about.pk for piece in pieces)
    ]
    return LeakPreview(
        hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest(),
        {
            "new_reader": name,
            "groups": [Group(kind, len(some), some[:SHOWN]) for kind, some in groups.items()],
            "total": len(pieces),
            "inferences": inferences(pieces),
            "hidden_by": [(one, page_of(one)) for one in hidden_by],
            "audiences": [one for one in Marking if one in (Marking.AMBER, Marking.GREEN, Marking.CLEAR)],
            "suggested": marking if marking in (Marking.GREEN, Marking.CLEAR) else Marking.AMBER.value,
            "can_make": not about._meta.label_lower.startswith("editions."),
        },
    )


def _revealed(about: Restricted, opening: Opening, asker: User) -> tuple[str, list[Visible]]:
    """Who would newly read, and what; only inside a transaction that is taken back."""
    audience, reader_row = _reader(about, opening)
    before = _seen(about, audience, asker)
    type(about)._default_manager.filter(pk=about.pk).update(marking=opening.marking)
    if reader_row:
        Share.objects.create(object_type=about._meta.label_lower, object_id=about.pk, reason="preview", **reader_row)
    after = _seen(about, audience, asker)
    return audience.name, [one for key, one in after.items() if key not in before]


def _reader(about: Restricted, opening: Opening) -> tuple[Audience, dict[str, Any]]:
    if opening.organisation is not None:
        return audiences.organisation(opening.organisation), {"organisation": opening.organisation}
    if isinstance(opening.person, User):
        return audiences.person(opening.person), {"person": opening.person}
    if opening.person is not None:
        # Somebody known by address only, whether or not there is an account: shown as one who is member of nothing.
        somebody = User.objects.create(email="preview@localhost.invalid", name=str(opening.person))
        return audiences.person(somebody), {"person": somebody}
    if opening.marking == Marking.AMBER:
        partner = Organisation.objects.create(name="preview of a partner", kind=OrganisationKind.OTHER)
        supposed = audiences.organisation(partner)
        return Audience(supposed.code, _("a partner organisation, once it is named"), supposed.reader), {
            "organisation": partner
        }
    if opening.marking == Marking.GREEN:
        return audiences.any_authority(), {}
    if opening.marking == Marking.CLEAR:
        return audiences.public(), {}
    own = audiences.organisation(about.organisation)
    return Audience(
        own.code, _("everybody of %(owner)s with a reading role") % {"owner": about.organisation}, own.reader
    ), {}


def _seen(about: Restricted, audience: Audience, asker: User) -> dict[tuple[str, int], Visible]:
    """``about`` and all that hangs on it, as far as the audience and the one who asks see it."""
    # Asked as the one who asks is before the change: a preview opens nothing to them either.
    reader = audience.reader
    if not isinstance(reader, Supposed) and hasattr(reader, "_reach"):
        del reader._reach
    found: dict[tuple[str, int], Visible] = {}
    paths = {type(about): "pk", **dict(tree.below(type(about)))}
    for model in with_rows([one for one in paths if one._meta.label_lower not in gathering.COPIES]):
        here: Any = model._default_manager.filter(**{paths[model]: about.pk})
        if not here.exists():  # most kinds: asking the rule takes ten times as long
            continue
        some = here.visible_to(reader).visible_to(asker)
        found |= {(model._meta.label_lower, one.pk): one for one in some.order_by("pk")}
    return found


def inferences(pieces: list[Piece]) -> list[Inference]:
    """What the pieces give away, most telling first."""
    examples: dict[str, list[tuple[str, str]]] = defaultdict(list)
    counts: Counter[str] = Counter()
    for one in pieces:
        for fact in one.facts:
            where = f"{one.kind}, {fact.label}"
            for finding in fact.findings:
                counts[finding.kind] += 1
                examples[finding.kind].append((where, finding.text))
            if fact.sort == "person":
                kind = leaks.EMAIL if "@" in fact.text else leaks.PHONE if fact.name == "phone" else leaks.PERSON
                counts[kind] += 1
                examples[kind].append((where, fact.text))
            if fact.sort == "outline":
                counts[leaks.COORDINATE] += 1
                examples[leaks.COORDINATE].append((where, fact.text))
            if fact.name == "people" and leaks.is_small(int(float(fact.text))):
                counts[leaks.SMALL_GROUP] += 1
                examples[leaks.SMALL_GROUP].append((where, fact.text))
    found = [
        Inference(str(policy.WORDS[kind]), str(policy.INFERRED[kind]), counts[kind], examples[kind][:EXAMPLES])
        for kind in leaks.KINDS
        if counts[kind]
    ]
    photos = [one for one in pieces if one.photo]
    if photos:
        meaning = _(
            "Signs, faces, number plates and sight lines tell more than the caption. Look at each before it goes."
        )
        found.insert(
            0, Inference(_("photo"), meaning, len(photos), [(one.kind, one.name) for one in photos[:EXAMPLES]])
        )
    return found + _small_groups(pieces)


def _small_groups(pieces: list[Piece]) -> list[Inference]:
    """Groups of people that are counted by their rows: a team of three is three people, named or not."""
    found = []
    for label in ("assessments.teammember", "spaces.contact"):
        count = sum(one.label == label for one in pieces)
        if leaks.is_small(count):
            kind = next(one.kind for one in pieces if one.label == label)
            meaning = _("Fewer than five: what is said of the group is said of its people.")
            found.append(Inference(_("small number of: %(kind)s") % {"kind": kind}, meaning, count))
    return found
