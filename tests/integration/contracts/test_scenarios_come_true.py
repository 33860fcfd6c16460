"""Simulated, then done for real: are the verdicts the same?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from config import clock
from config.problems import Problem
from contracts.operations.simulating import Outcome, simulate
from procurement.models import Assessment
from procurement.operations.foreseeing import Rival, Scenario
from tests.builders.procurement import a_competitor, a_policy, an_adopted_policy, assessed, ended
from tests.builders.vendors import a_party, a_vendor, attested, disclosed_all, vendor_manager
from tests.integration.contracts.supposing import alike
from vendors.models import Party
from vendors.ownership.facts import KINDS, Basis, Confidence, Interval, Kind, PartyKind
from vendors.ownership.interval import ONE_PERCENT
from vendors.ownership.revision import StatementKind
from vendors.statements import (
    InlineParty,
    PartyById,
    PartyRef,
    Said,
    SaidInterest,
    Source,
    Unspecified,
)

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
T = TypeVar("T")
TODAY = date(2026, 7, 1)
VENDORS = ("Vendor", "Other Vendor")
COMPANIES = (*VENDORS, "Rival", "Other Rival", "Holding")
PEOPLE = ("Ann", "Bob")
NEW = InlineParty(kind=PartyKind.COMPANY, name="Newcomer")
NEW_PERSON = InlineParty(kind=PartyKind.PERSON, name="Nora New")
SOURCE = Source(type="registry", title="Extract")
days = st.none() | st.integers(-900, 900).map(lambda number: TODAY + timedelta(number))


@st.composite
def interests(draw: st.DrawFn, kind: Kind) -> SaidInterest:
    spec = KINDS[kind]
    begins, ends = draw(days), draw(days)
    if begins and ends and ends <= begins:
        begins, ends = None, begins
    low = draw(st.integers(0, 20)) * 5
    share = Interval(low * ONE_PERCENT, draw(st.integers(low // 5, 20)) * 5 * ONE_PERCENT)
    return SaidInterest(
        type=kind,
        share=draw(st.sampled_from([None, share, share])) if spec.share_expected else None,
        directness=draw(st.sampled_from(("direct", "direct", "indirect"))),
        valid_from=begins,
        valid_to=ends,
        says_end=ends is not None,
        key_person="key_person" in spec.fields and draw(st.booleans()),
        basis=draw(st.sampled_from([None, *Basis])) if "basis" in spec.fields else None,
        exercisable_from=draw(days) if "exercisable_from" in spec.fields else None,
        tie_ends_on=draw(days) if "tie_ends_on" in spec.fields else None,
    )


@dataclass(frozen=True)
class Telling:
    """A statement by the names of its parties, or by the number of the record it is about."""

    kind: StatementKind
    subject: str = ""
    owner: str = ""
    record: int = 0
    day: date | None = None
    interests: tuple[SaidInterest, ...] = ()
    confidence: Confidence = Confidence.CONFIRMED


confidences = st.sampled_from([Confidence.CONFIRMED, Confidence.CONFIRMED, *Confidence])


@st.composite
def assertions(draw: st.DrawFn, newcomers: tuple[str, ...] = ()) -> Telling:
    kind = draw(st.sampled_from([one for one in Kind if one is not Kind.CONCERT]))
    kind = draw(st.sampled_from([kind, Kind.ORDINARY_SHARES, Kind.VOTING_RIGHTS]))
    spec = KINDS[kind]
    people = st.sampled_from((*PEOPLE, *(("new person",) if newcomers else ())))
    companies = st.sampled_from((*COMPANIES, *newcomers))
    return Telling(
        StatementKind.ASSERTION,
        subject=draw(people if spec.subject_is_person else companies),
        owner=draw(people if spec.person_only else companies | people | st.just("")),
        interests=(draw(interests(kind)),),
        confidence=draw(confidences),
    )


@st.composite
def revisions(draw: st.DrawFn, past: list[Telling]) -> Telling:
    record = draw(st.integers(0, len(past) - 1))
    kind = draw(st.sampled_from([one for one in StatementKind if one != "assertion"]))
    told: tuple[SaidInterest, ...] = ()
    if kind in {StatementKind.CORRECTION, StatementKind.CHANGE}:
        again = (draw(interests(past[record].interests[0].type)),)
        told = again if kind is StatementKind.CORRECTION else draw(st.sampled_from([(), again]))
    return Telling(
        kind, record=record, day=draw(days), interests=told, confidence=draw(confidences)
    )


@dataclass(frozen=True)
class Play:
    """What was said before, what is supposed, and who is put on and taken off the list."""

    past: list[Telling]
    supposed: list[Telling]
    complete: bool
    listed: str
    taken_off: bool
    measured: dict[str, object]

    @property
    def confidence(self) -> Confidence:
        return self.supposed[0].confidence


@st.composite
def plays(draw: st.DrawFn) -> Play:
    past = draw(st.lists(assertions(), min_size=2, max_size=6))
    said = st.one_of(assertions(("newcomer",)), revisions(past))
    return Play(
        past,
        draw(st.lists(said, min_size=1, max_size=4)),
        complete=draw(st.booleans()),
        listed=draw(st.sampled_from(["", "", "Holding", "newcomer"])),
        taken_off=draw(st.sampled_from([False, False, True])),
        measured=draw(st.sampled_from([{}, {}, {"aggregate": False, "material_equity": 30}])),
    )


class World:
    """Two vendors and a few others, with what was said of them."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.parties = {
            **{name: a_party(name) for name in COMPANIES},
            **{name: a_party(name, "person") for name in PEOPLE},
        }
        self.vendors = [a_vendor(party=self.parties[name]) for name in VENDORS]
        self.rival = a_competitor(self.parties["Rival"])
        a_competitor(self.parties["Other Rival"])
        self.policy = an_adopted_policy("everyday")
        for vendor in self.vendors if play.complete else ():
            attested(vendor)
        self.records = [self._told(telling) for telling in play.past]
        self.before = {vendor.id: assessed(vendor, TODAY) for vendor in self.vendors}

    def _told(self, telling: Telling) -> UUID:
        disclosure = disclosed_all([self.said(telling)], confidence=telling.confidence)
        record: UUID = disclosure.statements.get().record_id
        return record

    def said(self, telling: Telling) -> Said:
        if telling.kind is not StatementKind.ASSERTION:
            record = self.records[telling.record]
            return Said(telling.kind, record, None, None, telling.day, telling.interests)
        owner = self.ref(telling.owner) if telling.owner else Unspecified("unknown")
        subject = self.ref(telling.subject)
        return Said(telling.kind, None, subject, owner, telling.day, telling.interests)

    def ref(self, name: str) -> PartyRef:
        known = self.parties.get(name)
        return PartyById(known.id) if known else NEW_PERSON if name == "new person" else NEW


def simulated(world: World) -> Outcome:
    play = world.play
    policy = a_policy("otherwise", **play.measured) if play.measured else None
    return simulate(
        scenario=Scenario(
            valid_at=TODAY,
            source=SOURCE,
            statements=[world.said(telling) for telling in play.supposed],
            confidences=[play.confidence] * len(play.supposed),
            policy_id=policy.id if policy else None,
            competitors_add=[Rival("", world.ref(play.listed))] if play.listed else [],
            competitors_remove=[world.rival.id] if play.taken_off else [],
        ),
        at=clock.now(),
    )


def done(world: World) -> dict[UUID, Assessment]:
    """The same, for real: said by somebody else, for nobody confirms what is his own."""
    play = world.play
    statements = [world.said(telling) for telling in play.supposed]
    disclosed_all(statements, confidence=play.confidence, by=vendor_manager("walter"))
    if play.listed:
        made = Party.objects.filter(name="Newcomer").first()
        a_competitor(world.parties.get(play.listed) or made or a_party("Newcomer"), since=TODAY)
    if play.taken_off:
        ended(world.rival, TODAY)
    if play.measured:
        an_adopted_policy("otherwise", **play.measured)
    return {vendor.id: assessed(vendor, TODAY) for vendor in world.vendors}


def either(work: Callable[[World], T], world: World) -> T | str:
    """What comes of it, or the code of the refusal; it leaves nothing, refused or not."""
    try:
        with transaction.atomic():
            return work(world)
    except Problem as problem:
        return problem.code


@settings(max_examples=12)
@given(plays())
def test_what_is_foreseen_comes_true(play: Play) -> None:
    play_out(play)


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.timeout(900)
@settings(max_examples=int(os.environ.get("SCENARIO_WORLDS", "12")))
@given(plays())
def test_what_is_foreseen_comes_true_in_many_worlds(play: Play) -> None:
    play_out(play)


def play_out(play: Play) -> None:
    with transaction.atomic():
        world = World(play)

        foreseen, real = either(simulated, world), either(done, world)

        if isinstance(foreseen, str) or isinstance(real, str):
            assert foreseen == real
        else:
            check(world, foreseen, real)
        transaction.set_rollback(True)


def check(world: World, foreseen: Outcome, real: dict[UUID, Assessment]) -> None:
    by_vendor = {one.vendor: one for one in foreseen.vendors}
    supposed = names(foreseen.foreseen.supposition.newcomers)
    made = names(Party.objects.filter(name__in=["Newcomer", "Nora New"]))
    for vendor_id, after in real.items():
        before = world.before[vendor_id]
        if vendor_id not in by_vendor:
            assert (after.state, after.level) == (before.state, before.level)
            assert alike(after.findings, made) == alike(before.findings, made)
            continue
        told = by_vendor[vendor_id].after
        assert (told.judgement.state, told.judgement.level) == (after.state, after.level)
        assert alike(told.findings, supposed) == alike(after.findings, made)
        assert told.overlays == after.overlays


def names(parties: Iterable[Party]) -> dict[str, str]:
    return {str(party.id): party.name for party in parties}
