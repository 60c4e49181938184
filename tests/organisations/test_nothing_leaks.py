"""The invariant: outside the rule, the secret word of an object appears nowhere.

A state machine makes random objects, markings, shares, roles and days go by. After every step readers of every kind ask
for pages, lists, counts, exports, reports, map features, histories, logs, searches and mails; ``tests/leaking.py`` has the
objects, the hand-written oracle and the surfaces. ``make test`` runs a few states, ``make test-deep`` thousands.
"""

from __future__ import annotations

import datetime as dt
import json
import random
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.test import TestCase, override_settings
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from protect.assessments.models import Assessment
from protect.editions import services as redacting
from protect.organisations import access, audit, registry
from protect.organisations import services as sharing
from protect.organisations.markings import Marking
from protect.organisations.models import Membership, Role, ShareQuerySet, User
from protect.organisations.queries import tree
from protect.organisations.services import bin
from protect.reminders.models import Wishes
from protect.reminders.tasks import send_digests
from protect.search.kinds import Kind as SearchKind
from protect.spaces import services as register
from protect.spaces.models import Space
from tests import leaking
from tests.deciding import WRONG_METHOD
from tests.leaking import KINDS, Thing, Town
from tests.test_every_url import DECISIONS
from tests.world import reference_data

numbers = st.integers(0, 10_000)
markings = st.sampled_from(Marking.values)
PART_KINDS = sorted(name for name, one in KINDS.items() if not one.restricted)
#: (kind, of what the newest): from an assessment to a line of a call.
WAY_TO_A_CALL = [
    ("vulnerability", "assessment"), ("requirement", "vulnerability"), ("annex", "call"), ("wanted", "annex"),
]  # fmt: skip
WAY_TO_AN_ACTION = [
    ("vulnerability", "assessment"), ("requirement", "vulnerability"), ("action", "requirement"),
    ("evidence", "action"), ("action_score", "action"), ("security_plan", "assessment"), ("plan_section", "security_plan"),
]  # fmt: skip
#: Of the decided addresses those that no reader looks at: buttons, editions, which the machine makes itself, and the
#: calendar, whose address says whose it is (see ``_feeds``).
NAMES = sorted(
    name
    for name, one in DECISIONS.items()
    if not name.startswith("editions:") and name != "reminders:calendar" and one.get["lead"] != WRONG_METHOD
)
#: Kinds that go into the bin as a whole.
BINNED = {
    "space",
    "assessment",
    "map_import",
    "longlist",
    "own_set",
    "entry",
    "practice",
    "document",
    "use",
    "call",
    "evaluation",
    "demonstration",
    "event",
    "action",
    "incident",
    "study",
    "exercise",
    "overlay",
}


class LeakMachine(RuleBasedStateMachine):
    town: Town  # set by the test: the rows that all examples share
    folder: Path
    #: Pages asked for after each step: those about what was changed, and any.
    NEAR, TURN = 2, 3

    states = 0
    asked = 0
    feeds = 0  # calendars that had something in them
    digests = 0
    also_made: tuple[str, ...] = ()  # kinds that each example makes if it can
    answered: set[str]  # names of the addresses that gave somebody a page
    made: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.town.begin()
        self.town.want_everything()
        self.clock = mock.patch("django.utils.timezone.now", self.town.now)
        self.clock.start()
        mail.outbox = []
        self.focus: Thing | None = None
        # What is asked by whom: drawn with the first objects, so that a failure can be played again.
        self.turn = 0

    def teardown(self) -> None:
        self.clock.stop()
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    # -- doing

    @contextmanager
    def doing(self, thing: Thing | None, by: User) -> Any:
        """One change as the platform makes it: audited, mails sent. What a service refuses changes nothing."""
        self.focus = thing
        with TestCase.captureOnCommitCallbacks(execute=True), audit.acting(by, "test"):
            try:
                with transaction.atomic():
                    yield
            except (ValidationError, PermissionDenied):
                pass

    def _pick(self, things: list[Thing], number: int) -> Thing | None:
        return things[number % len(things)] if things else None

    def _add(self, name: str, parent: Thing | None, owner: Any, marking: str | None) -> None:
        town, one, word = self.town, KINDS[name], self.town.new_word()
        by = town.keeper(owner)
        with self.doing(None, by):
            also = [two for two in town.of_kind(one.also) if two.owner == owner] if one.also else []
            if one.also and not also:
                return
            sources = [] if parent is None else [parent, *also[-1:]]
            row = one.make(town, parent if parent is not None else owner, word, *also[-1:])
            if row is None:
                return
            thing = Thing(name, row, word, sources, owner)
            if one.restricted:
                thing.marking = "AMBER_STRICT"
            town.things.append(thing)
            LeakMachine.made.add(name)
            self.focus = thing
        if marking and self.focus is not None and marking != "AMBER_STRICT":
            self._mark(self.focus, marking)

    @initialize(
        owners=st.lists(st.integers(0, 1), min_size=2, max_size=3),
        chosen=st.lists(markings, min_size=6, max_size=6),
        parts=st.lists(st.sampled_from(PART_KINDS), min_size=4, max_size=7, unique=True),
        turn=st.integers(0, 100_000),
    )
    def some_objects(self, owners: list[int], chosen: list[str], parts: list[str], turn: int) -> None:
        self.turn = turn
        for number, owner in enumerate(owners):
            self._add("space", None, self.town.organisations[owner], chosen[number])
            space = self.town.of_kind("space")[-1]
            self._add("assessment", space, space.owner, chosen[number + 3])
            for name in ("sub_area", "contact"):
                self._add(name, space, space.owner, None)
            assessment = self.town.of_kind("assessment")[-1]
            self._add("scenario", assessment, space.owner, None)
            self._add("score", self.town.of_kind("scenario")[-1], space.owner, None)
            self._add("longlist", None, space.owner, chosen[number])
            self._add("call", None, space.owner, chosen[number + 3])
            self._add("evaluation", None, space.owner, chosen[number + 3])
            self._add("decision_table", None, space.owner, chosen[number])
            self._add("answered_call", None, space.owner, chosen[number])
            self._add("opened_answer", self.town.of_kind("answered_call")[-1], space.owner, None)
            self._add("contender", self.town.of_kind("evaluation")[-1], space.owner, None)
            self._add("own_set", None, space.owner, chosen[number + 3])
            self._add("demonstration", None, space.owner, chosen[number])
            self._add("exercise", None, space.owner, chosen[number + 3])
            self._add("demo_day", None, space.owner, chosen[number + 3])
            self._add("incident", space, space.owner, chosen[number])
            self._add("threat_level", None, space.owner, chosen[number + 3])
            self._add(["series", "event"][number % 2], None, space.owner, chosen[number])
            self._add("study", assessment, space.owner, chosen[number])
            self._add("question_stock", None, space.owner, chosen[number + 3])
            self._add("entry", None, space.owner, chosen[number])
            self._add("term", None, space.owner, chosen[number])
            self._add("document", None, space.owner, chosen[number])
            self._add("practice", None, space.owner, chosen[number])
            self._add("use", self.town.of_kind("entry")[-1], space.owner, chosen[number + 3])
            self._add("longlist_place", self.town.of_kind("longlist")[-1], space.owner, None)
            self._add(["checklist", "early_checklist"][number % 2], [assessment, space][number % 2], space.owner, None)
            if not (turn + number) % 3:  # a line of a call needs a requirement of the same town behind it
                for name, within in WAY_TO_A_CALL:
                    self._add(name, self.town.of_kind(within)[-1], space.owner, None)
            if (turn + number) % 3 == 1:
                for name, within in WAY_TO_AN_ACTION:
                    marking = chosen[number] if KINDS[name].restricted else None
                    for parent in self.town.of_kind(within)[-1:]:
                        self._add(name, parent, parent.owner, marking)
        # Some by the number that was drawn: left to itself, Hypothesis likes to choose the same few.
        parts = [*parts, *(PART_KINDS[(turn * 7 + step) % len(PART_KINDS)] for step in range(7))]
        parts += [one for one in self.also_made if KINDS[one].within]
        for name in [one for one in self.also_made if not KINDS[one].within]:
            self._add(name, None, self.town.organisations[owners[0]], chosen[turn % len(chosen)])
        for name in self.also_made:  # what they stand on
            while KINDS[name].within:
                name = KINDS[name].within
                if KINDS[name].within:
                    parts.append(name)
                elif not self.town.of_kind(name):
                    self._add(name, None, self.town.organisations[owners[0]], chosen[turn % len(chosen)])
        wanted = set(parts) | {
            KINDS[one].within for one in parts if KINDS[one].within and KINDS[KINDS[one].within].within
        }
        for name in [one for one in KINDS if one in wanted]:  # in the order in which they stand on each other
            if name in {"assessment", "scenario", "checklist", "early_checklist"}:
                continue
            parents = self.town.of_kind(KINDS[name].within)
            if not parents and name == "candidate":
                self._add("map_import", None, self.town.organisations[owners[0]], chosen[0])
                parents = self.town.of_kind("map_import")
            if parents:
                self._add(name, parents[turn % len(parents)], parents[turn % len(parents)].owner, None)
        for number, person in enumerate(self.town.people):
            self._role(person, self.town.organisations[number % 4], list(Role.values)[(number * 3 + owners[0]) % 8])
        if turn % 2:  # what is approved is due, reported on and sealed
            first = self.town.of_kind("assessment")[0]
            self._open_scores(first)
            self._approve(first)
            self._plan_an_event(first, chosen[turn % len(chosen)])

    @rule(
        owner=st.integers(0, 3),
        name=st.sampled_from(
            [
                "space",
                "map_import",
                "longlist",
                "own_set",
                "entry",
                "call",
                "evaluation",
                "decision_table",
                "answered_call",
                "question_stock",
                "demonstration",
                "demo_day",
                "threat_level",
                "exercise",
                "series",
                "event",
                "practice",
                "document",
                "term",
            ]  # fmt: skip
        ),
        marking=markings,
    )
    def add_object(self, owner: int, name: str, marking: str) -> None:
        self._add(name, None, self.town.organisations[owner], marking)

    @rule(name=st.sampled_from(["assessment", "incident"]), number=numbers, marking=markings)
    def begin_at_a_space(self, name: str, number: int, marking: str) -> None:
        space = self._pick(self.town.of_kind("space"), number)
        if space is not None:
            self._add(name, space, space.owner, marking)

    @rule(
        name=st.sampled_from([("action", "requirement"), ("security_plan", "assessment")]),
        number=numbers,
        marking=markings,
    )
    def act_or_write(self, name: tuple[str, str], number: int, marking: str) -> None:
        parent = self._pick(self.town.of_kind(name[1]), number)
        if parent is not None:
            self._add(name[0], parent, parent.owner, marking)

    @rule(number=numbers, marking=markings)
    def plan_an_event(self, number: int, marking: str) -> None:
        thing = self._pick([one for one in self.town.of_kind("assessment") if one.is_due], number)
        if thing is not None:
            self._plan_an_event(thing, marking)

    def _plan_an_event(self, thing: Thing, marking: str) -> None:
        self._add("overlay", thing, thing.owner, marking)
        event = next((one for one in reversed(self.town.of_kind("overlay")) if one.sources[0] is thing), None)
        if event is not None:
            event.copied |= thing.copied  # its pages tell the rows of the sealed assessment
            self._add("temporary_measure", event, event.owner, None)

    @rule(name=st.sampled_from(PART_KINDS), number=numbers)
    def add_part(self, name: str, number: int) -> None:
        parent = self._pick(self.town.of_kind(KINDS[name].within), number)
        if parent is not None:
            self._add(name, parent, parent.owner, None)

    @rule(number=numbers, marking=markings)
    def mark(self, number: int, marking: str) -> None:
        thing = self._pick(self.town.restricted(), number)
        if thing is not None:
            self._mark(thing, marking)

    def _mark(self, thing: Thing, marking: str) -> None:
        by = self.town.keeper(thing.owner)
        with self.doing(thing, by):
            about = type(thing.row).objects.get(pk=thing.row.pk)
            sharing.set_marking(about, marking, reason=f"because of {thing.word}", by=by)
            thing.marking = marking
            for one in self.town.shares:
                one["ended"] = one["ended"] or one["about"] is thing
            if marking == "RED":
                self._named(thing, by, None, None)

    def _named(
        self, thing: Thing, person: User | None, organisation: Any, until: dt.date | None, row: Any = None
    ) -> None:
        self.town.shares.append(
            {
                "about": thing,
                "person": person.pk if person else None,
                "organisation": organisation.pk if organisation else None,
                "until": until,
                "ended": False,
                "row": row,
            }
        )

    @rule(number=numbers, whom=numbers, days=st.sampled_from([None, None, 0, 1, 3]))
    def share(self, number: int, whom: int, days: int | None) -> None:
        """Of what can be shared now: otherwise most examples would name nobody."""
        self._share(number, whom, days)

    @rule(number=numbers, whom=numbers, ended=st.booleans())
    def share_for_a_while(self, number: int, whom: int, ended: bool) -> None:
        """Let in and out again, by a person or by the calendar: what is asked next is whether it is over."""
        before = len(self.town.shares)
        self._share(number, whom, None if ended else 1)
        made = self.town.shares[before:]
        if made and ended:
            self._end(made[-1])
        elif made:
            self.town.offset += dt.timedelta(days=2)

    def _share(self, number: int, whom: int, days: int | None) -> None:
        open_to_some = [one for one in self.town.restricted() if one.marking in {"AMBER", "RED"}]
        thing = self._pick(open_to_some, number)
        if thing is None:
            return
        by = self.town.keeper(thing.owner)
        until = None if days is None else timezone.localdate(self.town.now()) + dt.timedelta(days=days)
        person = organisation = None
        if thing.marking == "RED":
            person = self.town.people[whom % 4]
        else:
            organisation = self.town.organisations[whom % 4]
        with self.doing(thing, by):
            about = type(thing.row).objects.get(pk=thing.row.pk)
            made = sharing.share(
                about, organisation=organisation, person=person, reason=f"{thing.word} together", by=by, until=until
            )
            self._named(thing, person, organisation, until, made)

    def _some_share(self, number: int) -> dict[str, Any] | None:
        held = [
            one for one in self.town.shares if one["row"] is not None and not one["ended"] and not one["about"].is_gone
        ]
        return held[number % len(held)] if held else None

    @rule(number=numbers)
    def end_share(self, number: int) -> None:
        one = self._some_share(number)
        if one is not None:
            self._end(one)

    def _end(self, one: dict[str, Any]) -> None:
        with self.doing(one["about"], self.town.keeper(one["about"].owner)):
            sharing.revoke(one["row"], one["about"].row)
            one["ended"] = True

    @rule(number=numbers, days=st.sampled_from([None, 0, 2]))
    def change_last_day(self, number: int, days: int | None) -> None:
        one = self._some_share(number)
        if one is None:
            return
        until = None if days is None else timezone.localdate(self.town.now()) + dt.timedelta(days=days)
        with self.doing(one["about"], self.town.keeper(one["about"].owner)):
            sharing.change_expiry(one["row"], one["about"].row, until, reason=one["about"].word)
            one["until"] = until

    @rule(days=st.integers(1, 3))
    def days_go_by(self, days: int) -> None:
        self.town.offset += dt.timedelta(days=days)

    @rule(hours=st.integers(1, 23))
    def hours_go_by(self, hours: int) -> None:
        self.town.offset += dt.timedelta(hours=hours)

    @rule()
    def the_daily_job(self) -> None:
        from protect.project.worker import _daily

        (self.folder / "expired-on").unlink(missing_ok=True)
        with TestCase.captureOnCommitCallbacks(execute=True):
            _daily(self.folder)
        assert (self.folder / "expired-on").is_file(), "a part of the daily job failed"

    @rule(person=st.integers(0, 3), owner=st.integers(0, 3), role=st.one_of(st.none(), st.sampled_from(Role.values)))
    def change_role(self, person: int, owner: int, role: str | None) -> None:
        self._role(self.town.people[person], self.town.organisations[owner], role)

    def _role(self, person: User, organisation: Any, role: str | None) -> None:
        if role is None:
            Membership.objects.filter(user=person, organisation=organisation).delete()
            self.town.roles.pop((person.pk, organisation.pk), None)
        else:
            Membership.objects.update_or_create(user=person, organisation=organisation, defaults={"role": role})
            self.town.roles[person.pk, organisation.pk] = role

    @rule(person=st.integers(0, 3), active=st.booleans())
    def sign_in_or_not(self, person: int, active: bool) -> None:
        who = self.town.people[person]
        User.objects.filter(pk=who.pk).update(is_active=active)
        (self.town.inactive.discard if active else self.town.inactive.add)(who.pk)

    @rule(number=numbers)
    def open_scores(self, number: int) -> None:
        thing = self._pick(self.town.of_kind("assessment"), number)
        if thing is not None:
            self._open_scores(thing)

    def _open_scores(self, thing: Thing) -> None:
        with self.doing(thing, self.town.keeper(thing.owner)):
            Assessment.objects.filter(pk=thing.row.pk).update(scores_opened_at=timezone.now())
            self.town.opened.add(thing)

    @rule(number=numbers)
    def approve(self, number: int) -> None:
        thing = self._pick([one for one in self.town.of_kind("assessment") if one in self.town.opened], number)
        if thing is not None:
            self._approve(thing)

    def _approve(self, thing: Thing) -> None:
        row = Assessment.objects.get(pk=thing.row.pk)
        if row.is_open:
            with self.doing(thing, self.town.keeper(thing.owner)):
                leaking.seal(row)
                thing.is_due = True
                thing.row = Assessment.objects.get(pk=row.pk)
                thing.copied |= set(leaking.WORD.findall(json.dumps(row.snapshot.document)))

    @rule(number=numbers)
    def rename(self, number: int) -> None:
        """The former name stands in the history, which the own organisation reads."""
        thing = self._pick(self.town.of_kind("space"), number)
        if thing is None:
            return
        word = self.town.new_word()
        with self.doing(thing, self.town.keeper(thing.owner)):
            texts = {name: f"{word} {name}" for name in ("town", "owner_name", "description", "hazard_notes")}
            thing.row = register.change_space(
                type(thing.row).objects.get(pk=thing.row.pk), {"name": f"{word} Square", **texts}
            )
            thing.former.add(thing.word)
            thing.word = word

    @rule(number=numbers)
    def remove_part(self, number: int) -> None:
        parts = [one for one in self.town.things if one.kind in {"sub_area", "entrance", "contact"} and not one.is_gone]
        thing = self._pick(parts, number)
        if thing is not None:
            with self.doing(thing, self.town.keeper(thing.owner)):
                register.remove_part(type(thing.row).objects.get(pk=thing.row.pk))
                thing.is_gone = True

    @rule(number=numbers)
    def put_into_bin(self, number: int) -> None:
        """The whole object, with all that hangs on it. What may not go (approved, stood upon) stays."""
        thing = self._pick([one for one in self.town.things if one.kind in BINNED and not one.is_gone], number)
        if thing is None:
            return
        by = self.town.keeper(thing.owner)
        with self.doing(thing, by):
            row = type(thing.row).objects.get(pk=thing.row.pk)
            binned = registry.deletable(thing.label).delete(row)
            above = thing.sources[:1]
            made = Thing("binned", binned, thing.word, above, thing.owner, thing.marking)
            for one in [one for one in self.town.shares if one["about"] is thing and not one["ended"]]:
                self.town.shares.append({**one, "about": made, "row": None})
            made.took = [thing, *(one for one in self.town.things if not one.is_gone and one.hangs_on(thing))]
            for one in made.took:
                one.is_gone = True
            self.town.things.append(made)
            self.focus = made

    @rule(number=numbers)
    def bring_back(self, number: int) -> None:
        thing = self._pick(self.town.of_kind("binned"), number)
        if thing is None:
            return
        with self.doing(thing, self.town.keeper(thing.owner)):
            bin.restore(thing.row)
            thing.is_gone = True
            for one in thing.took:
                one.is_gone = False
            self.focus = thing.took[0]

    @rule(number=numbers)
    def archive(self, number: int) -> None:
        thing = self._pick(self.town.of_kind("space"), number)
        if thing is not None:
            with self.doing(thing, self.town.keeper(thing.owner)):
                row = type(thing.row).objects.get(pk=thing.row.pk)
                (register.restore_space if row.archived_at else register.archive_space)(row)
                thing.is_archived = not thing.is_archived

    @rule(number=numbers, audience=st.sampled_from(["AMBER", "GREEN", "CLEAR"]), finish=st.booleans())
    def make_edition(self, number: int, audience: str, finish: bool) -> None:
        sources = [one for one in self.town.restricted() if one.kind in {"space", "assessment"}]
        keeper_sees = [one for one in sources if self.town.sees(self.town.keeper(one.owner), one)]
        about = self._pick(keeper_sees, number)
        if about is None:
            return
        by = self.town.keeper(about.owner)
        with self.doing(None, by):
            made = leaking.make_edition(
                Thing(about.kind, type(about.row).objects.get(pk=about.row.pk), "", [], about.owner), audience, by
            )
            is_red = made.marking == "RED"
            word = self.town.new_word()
            made = redacting.change_draft(made, f"{word} edition", {})
            thing = Thing("edition", made, word, [about], about.owner, "RED" if is_red else "AMBER_STRICT")
            if is_red:
                self._named(thing, by, None, None)
            self.town.things.append(thing)
            self._copied(thing)
            self.focus = thing
        if finish and self.focus is not None:
            self._finish(self.focus)

    def _copied(self, thing: Thing) -> None:
        thing.row.refresh_from_db()
        thing.copied = set(leaking.WORD.findall(json.dumps(thing.row.content)))

    def _finish(self, thing: Thing) -> None:
        with self.doing(thing, self.town.keeper(thing.owner)):
            redacting.finish(thing.row)
            thing.sources = []  # an object of its own now
            self._copied(thing)

    @rule(number=numbers)
    def finish_edition(self, number: int) -> None:
        thing = self._pick([one for one in self.town.of_kind("edition") if one.sources], number)
        if thing is not None:
            self._finish(thing)

    # -- asking

    @invariant()
    def nothing_leaks(self) -> None:
        if not self.town.things:
            return
        cls = LeakMachine
        cls.states += 1
        town, turn = self.town, self.turn
        self.turn += 1
        allowed: dict[Any, set[str]] = {}
        self._mails()
        self._models(turn)
        if turn % 2:  # a digest asks for as much as ten pages
            self._feeds(turn)
        focus = self.focus if self.focus is not None and not self.focus.is_gone else None
        near = focus or town.things[turn % len(town.things)]
        if near.is_gone:
            near = town.of_kind("space")[0]
        # What was changed, and what hangs on it: a list of places is another page than that of a place on it.
        about = [near, *(one for one in town.things if not one.is_gone and one.hangs_on(near))]
        outside = [one for one in town.readers if not town.sees(one, near)] or town.readers
        dice = random.Random(turn)  # by the number that was drawn: a failure can be played again
        there = [one for one in town.things if not one.is_gone]
        for step in range(self.NEAR + self.TURN):
            # What was changed, asked for by who may not see it; then pages that open, for who sees that much of them.
            thing = dice.choice(about if step < self.NEAR else there)
            reader = dice.choice(
                outside if step < self.NEAR else [one for one in town.readers if town.sees(one, thing)] or town.readers
            )
            if reader not in allowed:
                allowed[reader] = town.allowed(reader)
            if dice.random() < 0.5:
                self._ask(reader, dice.choice(list(leaking.more_addresses(self.town, thing))), allowed[reader])
                continue
            with transaction.atomic():  # what a decision makes or moves to have an address, the oracle does not know of
                path = self._address(thing, dice)
                if path is not None:
                    self._ask(reader, path, allowed[reader])
                transaction.set_rollback(True)

    def _address(self, thing: Thing, dice: random.Random) -> str | None:
        """One of the decided addresses, mostly of the folder of the thing."""
        own = [one for one in NAMES if one.startswith(f"{thing.row._meta.app_label}:")]
        scene = leaking.Scene(self.town, thing)
        for _again in range(3):
            name = dice.choice(own if own and dice.random() < 0.6 else NAMES)
            found = leaking.addresses(name, DECISIONS[name], scene)
            if found:
                return dice.choice(found)
        return None

    def _ask(self, reader: User | None, path: str, allowed: set[str]) -> None:
        LeakMachine.asked += 1
        response = self.town.clients[reader.pk if reader else None].get(path)
        if response.status_code == 200 and response.resolver_match:
            LeakMachine.answered.add(response.resolver_match.view_name)
        leaked = leaking.words_in(response) - allowed
        assert not leaked, (
            f"GET {path} as {reader} ({response.status_code}) tells {sorted(leaked)}: {self._told(leaked)}"
        )
        self._counts(reader, path, response)

    def _told(self, words: set[str]) -> list[str]:
        return [
            f"{one.kind} of {one.owner}, {one.marking or 'derived'}{' (gone)' if one.is_gone else ''}"
            for one in self.town.things
            if words & {one.word, *one.former, *one.copied}
        ]

    def _counts(self, reader: User | None, path: str, response: Any) -> None:
        """Numbers are told of what is seen and of nothing else."""
        kinds = {"/spaces/": "space", "/assessments/": "assessment", "/editions/": "edition"}
        if response.status_code != 200 or response.context is None:
            return
        seen = lambda kind: sum(self.town.sees(reader, one) for one in self.town.of_kind(kind))  # noqa: E731
        if path in kinds:
            listed = response.context["page_obj"].paginator.count
            if path == "/spaces/":
                keys = set(Space.objects.filter(archived_at__isnull=False).values_list("pk", flat=True))
                archived = [one for one in self.town.of_kind("space") if one.row.pk in keys]
                listed += sum(self.town.sees(reader, one) for one in archived)
            assert listed == seen(kinds[path]), f"{path} counts {listed} for {reader}"
        if path == "/" and reader is not None and reader.pk not in self.town.inactive:
            assert response.context["spaces"] == seen("space"), f"the front page counts wrong for {reader}"
            assert response.context["assessments"] == seen("assessment")

    def _models(self, turn: int) -> None:
        """The rule itself: for all readers the kind that was changed, in turns one of them and every kind, or two for all."""
        kinds = {type(one.row) for one in self.town.things}
        readers = self.town.readers
        for_all = {type(self.focus.row)} if self.focus is not None else set()
        if turn % 4 == 0:
            for_all |= {Space, Assessment}
        thorough = readers[turn // 2 % len(readers)] if turn % 2 else False
        for reader in readers:
            user = User.objects.get(pk=reader.pk) if reader else None
            for model in kinds if reader is thorough else kinds & for_all:
                mine = [one for one in self.town.things if type(one.row) is model and not one.is_gone]
                rows = model._default_manager.filter(pk__in=[one.row.pk for one in mine])
                found = set(rows.visible_to(user).values_list("pk", flat=True))
                assert found == {one.row.pk for one in mine if self.town.sees(reader, one)}, (model, reader)

    def _feeds(self, turn: int) -> None:
        """What comes to one reader without their asking: the private calendar, and the weekly digest as it is now."""
        reader = self.town.readers[turn // 2 % len(self.town.readers)]
        if reader is None:
            return
        response = self.town.clients[None].get(self.town.calendars[reader.pk])
        leaked = leaking.words_in(response) - self.town.allowed(reader)
        assert not leaked, f"the calendar of {reader} tells {sorted(leaked)}: {self._told(leaked)}"
        due = [
            one
            for one in self.town.of_kind("assessment")
            if one.is_due
            and not one.sources[0].is_archived
            and self.town.sees(reader, one)
            and self.town.reads_for(reader, one.owner)
        ]
        events = response.content.count(b"UID:assessment-") if response.status_code == 200 else 0
        assert events == len(due), f"the calendar of {reader} has {events} events of {len(due)}"
        LeakMachine.feeds += bool(events)
        Wishes.objects.update(digest=False)
        Wishes.objects.filter(user=reader.pk).update(digest=True, digest_until=None)
        LeakMachine.digests += send_digests(self.town.now())
        self._mails()

    def _mails(self) -> None:
        for message in mail.outbox:
            told = set(leaking.WORD.findall(message.subject + message.body))
            for address in message.to:
                reader = next((one for one in self.town.readers if one and one.email == address), None)
                leaked = told - (self.town.allowed(reader) if reader else self.town.outside.get(address, set()))
                assert not leaked, f"a mail to {address} tells {leaked}: {self._told(leaked)}"
        mail.outbox = []


def test_every_model_under_the_rule_is_made_by_the_machine_or_named_here():
    """A new kind of object either gets a secret word in ``tests/leaking.py``, or a reason why it needs none."""
    made = {"spaces.space", "spaces.subarea", "spaces.entrance", "spaces.existingmeasure", "spaces.spacestate"}
    made |= {"spaces.contact", "spaces.attachment", "assessments.assessment", "assessments.scenario"}
    made |= {"assessments.vulnerability", "assessments.visit", "assessments.teammember", "assessments.consensus"}
    made |= {"assessments.score", "spaces.mapimport", "spaces.candidate", "editions.edition", "organisations.binned"}
    made |= {"checklists.checklist", "checklists.answer", "respondents.respondent", "respondents.respondentanswer"}
    made |= {"longlists.longlist", "longlists.place", "reminders.trigger", "sets.ownset", "sets.version"}
    made |= {"checklists.arrival", "catalogue.entry", "catalogue.aspect", "catalogue.entryphoto", "catalogue.comment"}
    made |= {"treatments.use", "treatments.choice"}
    made |= {"checklists.arrival", "assessments.objective", "assessments.requirement"}
    made |= {"calls.call", "calls.annex", "calls.wanted", "calls.question", "calls.questionstock"}
    made |= {"evaluations.evaluation", "evaluations.candidate", "evaluations.stakeholder", "evaluations.criteriaset"}
    made |= {"evaluations.round", "evaluations.consensus", "evaluations.knockout", "evaluations.decisiontable"}
    made |= {"answers.openedanswer", "answers.questionback", "answers.cityscreening"}
    made |= {"demonstrations.demonstration", "demonstrations.person", "demonstrations.step", "demonstrations.metric"}
    made |= {"demonstrations.run", "demonstrations.seat", "demonstrations.observation", "demonstrations.remark"}
    made |= {"demonstrations.demoday", "demonstrations.demodayitem"}
    made |= {"plans.action", "plans.evidence", "plans.actionscore", "plans.securityplan", "plans.plansection"}
    made |= {"overlays.eventoverlay", "overlays.difference", "overlays.temporarymeasure", "overlays.checkitem"}
    made |= {"incidents.incident", "incidents.measureresult", "incidents.incidentphoto", "incidents.threatlevel"}
    made |= {
        "portfolios.study",
        "portfolios.ground",
        "portfolios.candidate",
        "portfolios.effect",
        "portfolios.computation",
    }
    made |= {"portfolios.alternative", "portfolios.portfoliodecision"}
    made |= {"exercises.exercise", "exercises.function", "exercises.inject", "exercises.expected", "exercises.run"}
    made |= {
        "exercises.release",
        "exercises.participant",
        "exercises.entry",
        "exercises.judgement",
        "exercises.finding",
    }
    made |= {"exercises.event"}
    made |= {"events.series", "events.event", "events.room", "events.track", "events.session", "events.eventfile"}
    made |= {"events.question", "recordings.recording", "recordings.chapter"}
    made |= {"events.import"}
    made |= {"practices.practice", "practices.practicephoto", "practices.remark", "practices.trial"}
    made |= {"captions.track", "captions.trackversion", "captions.passage", "captions.brought"}
    made |= {"library.document", "library.documentversion", "library.term", "library.termversion"}
    without = {
        "evaluations.identity",  # made with its candidate, whose word it has; tests/evaluations has whom it is hidden from
        "evaluations.weighting",  # numbers of a stakeholder
        "evaluations.evaluator",  # a person and their fields
        "evaluations.conflict",  # hidden as the provider is; tests/evaluations has who sees it
        "evaluations.pairing",  # an evaluator and a candidate; tests/evaluations judges a round from beginning to end
        "evaluations.score",  # sealed; tests/evaluations has who sees it when
        "evaluations.decision",  # keeps its evaluation out of the bin, into which the machine puts them; tests/evaluations
        "evaluations.selected",  # public by its nature; tests/evaluations proves what it can hold
        "calls.signature",  # made in review: a code and a note; tests/calls has who reads it
        "calls.clearance",  # names a finding in the text of the call, on the page of its readers; tests/calls
        "plans.ground",  # an action and what it stands on; both have their words
        "plans.planseal",  # made when a plan is approved; tests/plans has who reads which row of it
        "demonstrations.approval",  # a question and a note, on the page of its readers; tests/demonstrations
        "demonstrations.publicdemoday",  # public by its nature; tests/demonstrations proves what it holds
        "overlays.signoff",  # a yes or no with its reason, on the page of its readers: tests/overlays
        "incidents.lookagain",  # says that an entry made a space be looked at again; seen by who sees both: tests/incidents
        "incidents.leveleffect",  # made by the job of a change of the level: a space and its trigger
        "cooperation.profile",  # says itself who reads it; tests/cooperation
        "cooperation.exchange",  # between two, who decide together who else reads it; tests/cooperation has who does
        "cooperation.message",
        "cooperation.opening",
        "events.speaker",  # known to their organisation and where a programme names them; tests/events has who reads them
        "events.profile",  # seen with the consent of the speaker; tests/events
        "events.registration",  # read by those who organise, whoever else reads the event; tests/events
        "events.feedback",  # without a name, for those who organise; tests/events
        "events.place",  # of a registration
        "events.talk",  # a speaker and a session
        "recordings.mediafile",  # streams and pictures without words; tests/recordings has who is sent them
        "recordings.poster",
        "recordings.upload",  # on its way: the name of a file, for those who bring it
        "captions.work",  # one person's working copy of captions; tests/captions has that nobody else reads it
        "captions.dictation",  # how far the recogniser is with a track
        "calls.publication",  # public by its nature; tests/calls proves what it can hold
        # Of providers, and seen by their own people alone, in an organisation that no reader here is of: tests/answers
        "answers.draft",
        "answers.draftanswer",
        "answers.attachment",
        "answers.submission",
        "answers.asked",
        "answers.clarification",  # of nobody while it waits, of everybody once it is answered: tests/answers
        "spaces.removed",  # made when a part is removed; holds the words of the part
        "assessments.snapshot",  # made when an assessment is approved; holds the words of the assessment
        "assessments.preparationitem",  # ticks and short notes on the page of the assessment
        "editions.editionphoto",  # pictures without words
        "checklists.submission",  # the number of a submission; what it says are the answers of the checklist
        "reports.sealed",  # files of an approval, made by a job; tests/reports has who may open them
    }
    missing = {one._meta.label_lower for one in tree.visible_models()} - made - without
    assert not missing, f"no secret word in tests/leaking.py for: {sorted(missing)}"


@pytest.fixture
def town(db, tmp_path, monkeypatch):
    """The rows that all examples share; PDF files are compared as the text that would be set."""
    monkeypatch.setattr("protect.reports.pdf.render", leaking.drawn_as_text)
    with override_settings(SESSION_COOKIE_AGE=10**8):
        reference_data()
        LeakMachine.folder, LeakMachine.town = tmp_path, Town()
        LeakMachine.states = LeakMachine.asked = LeakMachine.feeds = LeakMachine.digests = 0
        LeakMachine.made, LeakMachine.answered = set(), set()
        yield LeakMachine.town


def _run(machine: type[LeakMachine], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            # A failure is told as it was met: shrinking it takes longer than all the rest.
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


@pytest.mark.sqlite_first
def test_nothing_outside_the_rule_is_told_anywhere(town, capsys):
    _run(LeakMachine, 3, 10)
    with capsys.disabled():
        print(f" [{LeakMachine.states} states, {LeakMachine.asked} pages] ", end="")
    assert LeakMachine.states >= 20


def _only_own_marking(model: Any, reach: access.Reach, prefix: str = "") -> Q:
    return access.own_rule(model, reach, prefix) if issubclass(model, access.Restricted) else Q()


#: The rule, broken in some way: (what, name, what stands there instead).
BROKEN: dict[str, tuple[Any, str, Any]] = {
    "everybody sees everything": (access.VisibleQuerySet, "visible_to", lambda self, user: self.all()),
    "what is derived does not ask its sources": (access, "rule_for", _only_own_marking),
    "a share that ended still holds": (ShareQuerySet, "in_force", lambda self: self.all()),
    "providers read what belongs to their organisation": (access, "READING_ROLES", frozenset(Role.values)),
    "the search asks nobody": (SearchKind, "visible_to", lambda self, user: self.model._default_manager.all()),
}


class Breaking(LeakMachine):
    """See below."""


@pytest.mark.deep
@pytest.mark.sqlite_only
@pytest.mark.parametrize("how", list(BROKEN))
def test_the_machine_finds_a_rule_that_was_broken_on_purpose(town, monkeypatch, how):
    monkeypatch.setattr(*BROKEN[how])
    with pytest.raises(AssertionError):
        # It ends with the first that is found; the more kinds there are, the longer chance may take.
        _run(Breaking, 80, 30)


class FirstHalf(LeakMachine):
    """A machine of another name draws other examples; two of them run beside each other."""


class SecondHalf(LeakMachine):
    """See above."""


@pytest.mark.deep
@pytest.mark.sqlite_only
@pytest.mark.parametrize("machine", [FirstHalf, SecondHalf])
def test_nothing_outside_the_rule_is_told_anywhere_in_two_thousand_states(town, capsys, machine, monkeypatch):
    _run(machine, 26, 45)
    left = set(KINDS) - LeakMachine.made
    if left:  # what chance left out
        monkeypatch.setattr(machine, "also_made", tuple(sorted(left)))
        _run(machine, 3, 20)
    with capsys.disabled():
        print(f" [{machine.__name__}: {LeakMachine.states} states, {LeakMachine.asked} pages] ", end="")
    assert LeakMachine.states >= 1000
    assert set(KINDS) <= LeakMachine.made
