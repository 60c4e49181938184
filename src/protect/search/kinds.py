"""What can be found, and what of it is looked through. A folder's kind is added here or, from above, by ``add``.

Not here, on purpose: single scores (they are blind until the team opens them, and then the agreed judgement tells more),
the audit trail (it has a search of its own), telephone numbers and e-mail addresses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from protect.organisations.access import Reach
from protect.organisations.models import Membership, Role, User
from protect.organisations.queries.own import organisations_of
from protect.reference import terms
from protect.search.models import BITS

Thing = Any


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of thing. ``number`` is part of the keys of the index: it is never given to another kind."""

    number: int
    label: str
    #: As the heading of a group ("Spaces") and as the word on one result ("space").
    plural: str | Promise
    single: str | Promise
    title: tuple[str, ...]
    texts: tuple[str, ...]
    page: Callable[[Thing], str]
    #: Where it belongs, in words; empty for what stands by itself.
    place: Callable[[Thing], str] = lambda thing: ""
    #: What it is called where its title is empty.
    unnamed: Callable[[Thing], str] = str
    related: tuple[str, ...] = ()
    #: Path to the space without which nobody sees it; empty for what stands by itself (see ``matching.scope``).
    space: str = ""
    #: Path to the organisation that owns it; empty for what belongs to none.
    owner: str = "organisation"
    #: Paths to the language of its texts, or to several; of what has none a word is found as it is typed.
    languages: tuple[str, ...] = ()
    #: Whether its page opens without an account: only such kinds are looked for by visitors, who see of them what the rule says.
    is_open: bool = False
    #: Seen by the one rule; other tables say here who finds what (None: a visitor, for kinds that are open).
    seen: Callable[[Any], QuerySet[Any]] | None = None
    #: Other models whose change changes the text of this kind: label to the keys concerned.
    fed_by: Mapping[str, Callable[[models.Model], Iterable[int]]] = field(default_factory=dict)

    @property
    def model(self) -> type[models.Model]:
        return apps.get_model(self.label)

    @property
    def name(self) -> str:
        """In addresses: ``kind=space``."""
        return self.label.partition(".")[2]

    @property
    def base(self) -> int:
        return self.number << BITS

    def visible_to(self, user: User | None) -> QuerySet[Any]:
        return self.seen(user) if self.seen else self.model._default_manager.visible_to(user)  # type: ignore[attr-defined]

    def title_of(self, thing: Thing) -> str:
        said = " ".join(filter(None, (str(_walk(thing, path) or "") for path in self.title)))
        return said.strip() or self.unnamed(thing)

    def languages_of(self, thing: Thing) -> list[str]:
        return languages_in(_walk(thing, path) for path in self.languages)

    def texts_of(self, thing: Thing) -> list[str]:
        return [str(value) for path in self.texts if (value := _walk(thing, path))]


def languages_in(stored: Iterable[Any]) -> list[str]:
    """Of values that are one code, a list of them, or none."""
    codes = [code for value in stored for code in (value if isinstance(value, list | tuple) else [value])]
    return [str(one) for one in dict.fromkeys(codes) if one]


def _walk(thing: Thing, path: str) -> Any:
    for step in path.split("__"):
        thing = getattr(thing, step, None)
    return thing


_kinds: dict[str, Kind] = {}
_listeners: list[Callable[[Kind], None]] = []


def when_added(listener: Callable[[Kind], None]) -> None:
    """``listener`` is told of every kind that comes from now on."""
    if listener not in _listeners:
        _listeners.append(listener)


def add(*kinds: Kind) -> None:
    for kind in kinds:
        if any(other.number == kind.number and other.label != kind.label for other in _kinds.values()):
            raise ValueError(f"the number {kind.number} of {kind.label} is taken")
        _kinds[kind.label] = kind
        for listener in _listeners:
            listener(kind)


def all_kinds() -> list[Kind]:
    """In the order in which their groups stand on the page."""
    return list(_kinds.values())


def kinds_for(reader: User | None) -> list[Kind]:
    """Those that the reader may look for; None: a visitor."""
    return [kind for kind in _kinds.values() if reader is not None or kind.is_open]


def kind_of(label: str) -> Kind | None:
    return _kinds.get(label)


def named(name: str) -> Kind | None:
    return next((kind for kind in _kinds.values() if kind.name == name), None)


def definition() -> str:
    """Changes when what is indexed changes; then the index is built anew."""
    told = repr([(kind.number, kind.label, kind.title, kind.texts, kind.space, kind.languages) for kind in all_kinds()])
    return hashlib.sha256(told.encode()).hexdigest()


def _of_space(anchor: str) -> Callable[[Thing], str]:
    return lambda thing: f"{reverse('spaces:detail', args=[thing.space_id])}#{anchor}"


def _of_assessment(page: str) -> Callable[[Thing], str]:
    return lambda thing: reverse(f"assessments:{page}", args=[thing.assessment_id, thing.pk])


def _space_name(thing: Thing) -> str:
    return thing.space.name


def _assessment_title(thing: Thing) -> str:
    return thing.assessment.title


def _threat(thing: Thing) -> str:
    return terms.label("threat_type", thing.threat_type)


def _administered(user: User) -> QuerySet[Membership]:
    """People of the organisations one administers: nobody else gets a list of people."""
    mine = [organisation for organisation, role in Reach.of(user).roles.items() if role == Role.ADMINISTRATOR]
    return Membership.objects.filter(organisation__in=mine)


def _memberships(user: models.Model) -> Iterable[int]:
    return Membership.objects.filter(user_id=user.pk).values_list("pk", flat=True)


IN_SPACE, IN_ASSESSMENT = ("space",), ("assessment__space",)

add(
    Kind(
        1, "spaces.space", _("Spaces"), _("space"), ("name",),
        ("town", "owner_name", "operator_name", "busy_times", "description", "surroundings", "symbolic_notes", "hazard_notes"),
        page=lambda thing: reverse("spaces:detail", args=[thing.pk]), place=lambda thing: thing.town, space="pk",
    ),
    Kind(
        2, "assessments.assessment", _("Assessments"), _("assessment"), ("title",),
        ("mandate", "managing_body", "site_notes", "approval_note"),
        page=lambda thing: reverse("assessments:detail", args=[thing.pk]), place=_space_name, related=IN_SPACE, space="space",
    ),
    Kind(
        3, "spaces.subarea", _("Sub-areas"), _("sub-area"), ("name",), (),
        page=_of_space("sub_areas"), place=_space_name, related=IN_SPACE, space="space", owner="space__organisation",
    ),
    Kind(
        4, "spaces.entrance", _("Entrances"), _("entrance"), ("name",), ("notes",),
        page=_of_space("entrances"), place=_space_name, related=IN_SPACE, space="space", owner="space__organisation",
    ),
    Kind(
        5, "spaces.existingmeasure", _("Existing measures"), _("existing measure"), ("name",),
        ("owner_name", "hours", "notes"),
        page=_of_space("measures"), place=_space_name, related=IN_SPACE, space="space", owner="space__organisation",
    ),
    Kind(
        6, "assessments.scenario", _("Scenarios"), _("scenario"), ("title",),
        ("text", "public_text", "reason", "weaknesses", "improvement_ideas"),
        page=_of_assessment("scenario"), place=_assessment_title, related=IN_ASSESSMENT, space="assessment__space",
        unnamed=_threat,
        owner="assessment__organisation",
    ),
    Kind(
        7, "assessments.consensus", _("Agreed judgements"), _("agreed judgement"), (), ("rationale", "notes"),
        page=lambda thing: reverse("assessments:consensus_row", args=[thing.scenario.assessment_id, thing.scenario_id]),
        place=lambda thing: thing.scenario.assessment.title, related=("scenario__assessment__space",),
        space="scenario__assessment__space",
        unnamed=lambda thing: thing.scenario.title or _threat(thing.scenario), owner="scenario__assessment__organisation",
    ),
    Kind(
        8, "assessments.vulnerability", _("Vulnerabilities"), _("vulnerability"), ("statement",),
        ("reason", "signatory", "transferred_to"),
        page=_of_assessment("vulnerability"), place=_assessment_title, related=IN_ASSESSMENT, space="assessment__space",
        owner="assessment__organisation",
    ),
    Kind(
        9, "assessments.visit", _("Visits"), _("visit"), ("participants",), ("notes",),
        page=lambda thing: f"{reverse('assessments:preparation', args=[thing.assessment_id])}#visits",
        place=_assessment_title, related=IN_ASSESSMENT, space="assessment__space", owner="assessment__organisation",
    ),
    Kind(
        10, "spaces.attachment", _("Photos and documents"), _("photo or document"), ("title",), ("description",),
        page=lambda thing: reverse("spaces:attachment", args=[thing.pk]), place=_space_name, related=IN_SPACE, space="space",
        owner="space__organisation",
    ),
    Kind(
        11, "spaces.contact", _("Contacts"), _("contact"), ("name",), ("function", "organisation_name"),
        page=_of_space("contacts"), place=_space_name, related=IN_SPACE, space="space", owner="space__organisation",
    ),
    Kind(
        12, "organisations.organisation", _("Organisations"), _("organisation"), ("name",), (),
        page=lambda thing: reverse("organisations:detail", args=[thing.pk]), owner="pk", seen=organisations_of,
    ),
    Kind(
        13, "organisations.membership", _("People of my organisations"), _("person"), ("user__name",), (),
        page=lambda thing: f"{reverse('organisations:detail', args=[thing.organisation_id])}#people",
        place=lambda thing: thing.organisation.name, related=("user", "organisation"), seen=_administered,
        fed_by={User._meta.label_lower: _memberships},
    ),
    Kind(
        14, "reminders.trigger", _("Reasons to assess again"), _("reason to assess again"), (), ("note",),
        page=_of_space("reminders"), place=_space_name, related=IN_SPACE, space="space", owner="space__organisation",
    ),
    Kind(
        15, "checklists.answer", _("Answers of checklists"), _("answer of a checklist"), (),
        ("evidence", "improvement", "reason", "who_knows"),
        page=lambda thing: reverse("checklists:question", args=[thing.checklist_id, thing.question]),
        place=lambda thing: thing.checklist.space.name, related=("checklist__space", "checklist__assessment__space"),
        unnamed=lambda thing: str(_("Question %(code)s") % {"code": thing.question}),
        space="checklist__space", owner="checklist__space__organisation",
    ),
    # Drafts are found by whoever sees their source, finished ones by whoever they were made for: their own rule says so.
    Kind(
        16, "editions.edition", _("Redacted editions"), _("redacted edition"), ("title",), (),
        page=lambda thing: reverse("editions:detail", args=[thing.pk]),
    ),
)  # fmt: skip

if apps.is_installed("protect.catalogue"):
    add(
        Kind(
            20, "catalogue.entry", _("Catalogue"), _("entry of the catalogue"), ("name",),
            ("summary", "description", "helps_when", "helps_not", "new_weaknesses", "provider_name", "words"),
            page=lambda thing: reverse("catalogue:detail", args=[thing.pk]), is_open=True, languages=("language",),
        ),
        Kind(
            21, "catalogue.comment", _("Comments in the catalogue"), _("comment"), (), ("text",),
            page=lambda thing: f"{reverse('catalogue:detail', args=[thing.entry_id])}#comments",
            place=lambda thing: str(thing.entry), unnamed=lambda thing: str(thing.entry), related=("entry",),
        ),
    )  # fmt: skip

if apps.is_installed("protect.treatments"):
    add(
        Kind(
            22, "treatments.use", _("Catalogue in use"), _("use of an entry"), ("told_as",), ("experience",),
            page=lambda thing: reverse("treatments:use", args=[thing.pk]), place=lambda thing: str(thing.entry),
            related=("entry",),
        ),
        Kind(
            23, "treatments.choice", _("Chosen measures"), _("chosen measure"), (), ("reason",),
            page=lambda thing: reverse("treatments:proposals", args=[thing.vulnerability_id]),
            place=lambda thing: thing.vulnerability.assessment.title, unnamed=lambda thing: str(thing.entry),
            related=("entry", "vulnerability__assessment__space"), space="vulnerability__assessment__space",
            owner="vulnerability__assessment__organisation",
        ),
    )  # fmt: skip

add(
    Kind(
        30, "assessments.objective", _("Objectives"), _("objective"), ("text",), (),
        page=_of_assessment("objective"), place=_assessment_title, related=IN_ASSESSMENT, space="assessment__space",
        owner="assessment__organisation",
    ),
    Kind(
        31, "assessments.requirement", _("Requirements"), _("requirement"), ("text",), ("measure_of_success",),
        page=_of_assessment("requirement"), place=_assessment_title, related=IN_ASSESSMENT, space="assessment__space",
        owner="assessment__organisation",
    ),
)  # fmt: skip

if apps.is_installed("protect.sets"):
    add(
        Kind(
            19, "sets.ownset", _("Sets"), _("set of an organisation"), ("title",), ("note",),
            page=lambda thing: reverse("sets:detail", args=[thing.pk]),
        )
    )  # fmt: skip

if apps.is_installed("protect.longlists"):
    add(
        Kind(
            17, "longlists.longlist", _("Longlists"), _("longlist"), ("name",), ("note", "reason"),
            page=lambda thing: reverse("longlists:detail", args=[thing.pk]),
        ),
        Kind(
            18, "longlists.place", _("Places on a longlist"), _("place on a longlist"), (), ("note", "reason"),
            page=lambda thing: reverse("longlists:score", args=[thing.longlist_id, thing.pk]),
            place=lambda thing: thing.longlist.name, unnamed=_space_name, related=("space", "longlist"), space="space",
            owner="longlist__organisation",
        ),
    )  # fmt: skip
