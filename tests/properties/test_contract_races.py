"""Two people at the same moment, on connections of their own: as if one had come after the other.

What each pair leaves behind must be what one order of the two would have left, read from the life
table; whoever lost is told by name. `CONTRACT_RACES` makes it longer.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.actors import Actor
from config.events.models import Event
from config.problems import Problem
from contracts.lifecycle import MOVES, Act, State, state_pairs
from contracts.models import Contract, Termination
from contracts.operations import leaving, moves, serving, terminations
from contracts.operations.moves import Paper
from contracts.operations.terminations import Proposal
from contracts.operations.wording import Wording
from contracts.queries.terminations import IS_OPEN
from contracts.termination import Ground, Order
from tests.builders.contracts import (
    LATER,
    a_draft,
    ada,
    agreed,
    approved,
    evidence,
    in_review,
    leo,
    proposed,
    served,
    signed,
    state_told,
    suspended,
    vera,
)
from tests.builders.people import acting
from tests.builders.procurement import all_at_once
from tests.integration.procurement.rechecking import with_real_commits

RACES = int(os.environ.get("CONTRACT_RACES", "12"))
LAWFUL: Final = {(before.value, after.value) for before, after in state_pairs()}
Attempt = Callable[[], object]


class Died(Exception):
    """A process is gone before it could commit."""


def move(contract: UUID, act: Act, actor: Actor) -> Attempt:
    paper = evidence()
    changes = Wording(title=f"As {actor.label} has it") if act is Act.AMEND else Wording()
    return lambda: moves.move(
        contract_id=contract,
        act=act,
        actor=actor,
        reason="So it was decided.",
        at=LATER,
        evidence=[paper],
        paper=Paper(changes=changes),
    )


def propose(contract: UUID, order: Order) -> Attempt:
    return lambda: terminations.propose_termination(
        contract_id=contract,
        proposal=Proposal(ground=Ground.MUTUAL, order=order),
        actor=vera(),
        at=LATER,
    )


def on_the_way_out(contract: UUID, what: str, actor: Actor) -> Attempt:
    found = Termination.objects.filter(contract=contract).values_list("id", flat=True).first()
    key = found or contract  # one that does not exist is refused like any other
    paper = evidence()
    said: dict[str, Any] = {"termination_id": key, "actor": actor, "reason": "So."}
    match what:
        case "approve":
            return lambda: terminations.approve_termination(**said, at=LATER)
        case "reject":
            return lambda: terminations.reject_termination(**said)
        case "serve":
            return lambda: serving.serve_notice(**said, at=LATER, evidence=[paper])
        case _:
            return lambda: leaving.withdraw(**said, evidence=[paper])


def dying(attempt: Attempt) -> Attempt:
    """The same, by a process that dies after its work and before the commit."""

    def tried() -> object:
        with transaction.atomic():
            attempt()
            raise Died

    return tried


def told(attempt: Attempt) -> Attempt:
    def tried() -> object:
        try:
            return attempt()
        except (Problem, Died) as refused:
            return refused

    return tried


BEGINNINGS: Final[dict[str, Callable[[], Contract]]] = {
    "draft": a_draft,
    "in_review": in_review,
    "approved": approved,
    "active": signed,
    "suspended": suspended,
    "proposed": lambda: proposed(signed()).contract,
    "agreed": lambda: agreed(signed()).contract,
    "served": lambda: served(signed()).contract,
}
ASKED: Final = sorted({act for _, act in MOVES if act in (
    Act.SUBMIT, Act.APPROVE, Act.REJECT, Act.SIGN, Act.SUSPEND, Act.RESUME, Act.CANCEL, Act.AMEND,
    Act.RENEW)})  # fmt: skip
attempts = st.one_of(
    st.sampled_from(ASKED),
    st.sampled_from(["planned", "emergency", "approve", "reject", "serve", "withdraw"]),
)


def as_asked(contract: UUID, what: Act | str, *, second: bool) -> Attempt:
    legal = acting("max", "legal") if second else leo()
    approver = acting("amy", "approver") if second else ada()
    match what:
        case Act():
            return move(contract, what, approver if what is Act.APPROVE else legal)
        case "planned" | "emergency":
            return propose(contract, Order(what))
        case _:
            return on_the_way_out(contract, what, approver if what == "approve" else legal)


Outcome = tuple[bool, bool, str, int, int, int, tuple[str, ...]]


def outcome(contract: UUID, answers: list[Any]) -> Outcome:
    """What came of it: who won, where the contract stands, what is in its file, what was told."""
    assert all(isinstance(each, Problem | Died | Contract | Termination) for each in answers)
    row = Contract.objects.get(id=contract)
    ways_out = Termination.objects.filter(contract=contract)
    _holds(row)
    return (
        isinstance(answers[0], Contract | Termination),
        isinstance(answers[1], Contract | Termination),
        row.state,
        row.amendments.count(),
        row.renewals.count(),
        ways_out.filter(IS_OPEN).count(),
        tuple(sorted(ways_out.values_list("state", flat=True))),
    )


def one_by_one(
    begin: str, asked: tuple[Act | str, Act | str], *, falls: bool, turned: bool
) -> Outcome:
    contract = BEGINNINGS[begin]().id
    works = both(contract, asked, falls=falls)
    answers: list[Any] = [None, None]
    for place in (1, 0) if turned else (0, 1):
        answers[place] = works[place]()
    return outcome(contract, answers)


def both(contract: UUID, asked: tuple[Act | str, Act | str], *, falls: bool) -> list[Attempt]:
    first = as_asked(contract, asked[0], second=False)
    second = as_asked(contract, asked[1], second=True)
    return [told(dying(first) if falls else first), told(second)]


@with_real_commits
@pytest.mark.timeout(0)
@settings(max_examples=RACES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(
    begin=st.sampled_from(sorted(BEGINNINGS)),
    one=attempts,
    other=attempts,
    falls=st.booleans(),
)
def test_two_at_once_leave_what_one_after_the_other_would(
    begin: str, one: Act | str, other: Act | str, *, falls: bool
) -> None:
    contract = BEGINNINGS[begin]().id

    answers = all_at_once(*both(contract, (one, other), falls=falls))

    in_turn = [one_by_one(begin, (one, other), falls=falls, turned=turn) for turn in (False, True)]
    assert outcome(contract, answers) in in_turn


def _holds(row: Contract) -> None:
    assert state_told(row.id) == row.state
    assert row.amendment_number == row.amendments.count()
    assert row.renewal_number == row.renewals.count()
    if row.state == State.APPROVED:
        assert row.approved_version == row.version
    moved = Event.objects.filter(subject_id=row.id, data__has_keys=["before", "after"]).order_by(
        "seq"
    )
    for event in moved:
        before, after = event.data["before"], event.data["after"]
        assert before == after or (before, after) in LAWFUL
