"""Two at the same moment on the way out: one wins, the other is told, and nothing is half."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from config.actors import Actor
from config.events.models import Event
from config.problems import MoveNotAllowed, Problem
from config.rest.roles import Role
from contracts.models import Contract, SettlementLine, Termination
from contracts.money import Money
from contracts.operations.inventory import ExitSettled
from contracts.operations.leaving import complete, withdraw
from contracts.operations.objecting import DisputeAlreadyOpen, dispute
from contracts.operations.serving import serve_notice
from contracts.operations.settling import book_line
from contracts.operations.stepping import act_on_step
from contracts.operations.terminations import approve_termination
from contracts.termination import LineKind, StepAct, StepCode
from tests.builders.contracts import (
    LATER,
    ada,
    agreed,
    evidence,
    leo,
    proposed,
    served,
    settled,
    signed,
    stepped,
)
from tests.builders.people import acting
from tests.builders.procurement import all_at_once
from tests.integration.procurement.rechecking import with_real_commits

pytestmark = pytest.mark.slow

ROUNDS = 3


def refused(act: Callable[[], object]) -> Callable[[], object]:
    """The act, answering its refusal."""

    def tried() -> object:
        try:
            return act()
        except Problem as problem:
            return problem

    return tried


def together(*acts: Callable[[], object]) -> list[type]:
    """What was refused when everybody began at the same moment."""
    answers = all_at_once(*[refused(act) for act in acts])
    return [type(answer) for answer in answers if isinstance(answer, Problem)]


def verifying(found: Termination, actor: Actor) -> Callable[[], object]:
    return lambda: act_on_step(
        termination_id=found.id,
        code=StepCode.TRANSITION,
        act=StepAct.VERIFY,
        actor=actor,
        reason="Checked.",
        at=LATER,
    )


@with_real_commits
def test_two_verifiers_verify_once() -> None:
    for _ in range(ROUNDS):
        found = served()
        stepped(found, StepCode.TRANSITION, StepAct.START, StepAct.SUBMIT)

        got = together(verifying(found, ada()), verifying(found, acting("amy", Role.APPROVER)))

        assert got == [MoveNotAllowed]
        verified = Event.objects.filter(
            type="contracts.step_changed", subject_id=found.id, data__act="verify",
            data__step="transition",
        )  # fmt: skip
        assert verified.count() == 1


@with_real_commits
def test_approved_and_withdrawn_at_once_it_is_withdrawn_in_the_end() -> None:
    for _ in range(ROUNDS):
        found = proposed()
        said: dict[str, Any] = {"termination_id": found.id, "reason": "So."}

        got = together(
            lambda said=said: approve_termination(actor=ada(), at=LATER, **said),
            lambda said=said: withdraw(actor=leo(), **said),
        )

        found.refresh_from_db()
        assert found.state == "withdrawn"
        # Approved first and withdrawn then, or withdrawn first and the approval refused.
        assert got in ([], [MoveNotAllowed])
        assert (found.steps.count() > 0) is (got == [])


@with_real_commits
def test_two_completions_end_the_contract_once() -> None:
    for _ in range(ROUNDS):
        found = settled(served())
        Termination.objects.filter(id=found.id).update(effective_on=date(2025, 6, 16))

        def end(found: Termination = found) -> object:
            return complete(termination_id=found.id, actor=leo(), reason="Done.", at=LATER)

        assert together(end, end) == [MoveNotAllowed]
        assert Contract.objects.get(id=found.contract_id).state == "ended"
        ended = Event.objects.filter(type="contracts.ended", subject_id=found.contract_id)
        assert ended.count() == 1


@with_real_commits
def test_notice_served_twice_at_once_is_served_once() -> None:
    found, paper = agreed(), evidence()

    def serve() -> object:
        return serve_notice(
            termination_id=found.id, actor=leo(), reason="So.", at=LATER, evidence=[paper]
        )

    assert together(serve, serve) == [MoveNotAllowed]
    assert Event.objects.filter(type="contracts.notice_served").count() == 1


@with_real_commits
def test_two_disputes_at_once_are_one() -> None:
    found = served()

    def raise_() -> object:
        return dispute(termination_id=found.id, actor=leo(), reason="Denied.", at=LATER)

    assert together(raise_, raise_) == [DisputeAlreadyOpen]


@with_real_commits
def test_a_line_booked_while_accounts_are_verified_is_counted_or_refused() -> None:
    for _ in range(ROUNDS):
        found = served(signed())
        stepped(found, StepCode.SETTLE_ACCOUNTS, StepAct.START, StepAct.SUBMIT)

        def book(found: Termination = found) -> object:
            return book_line(
                termination_id=found.id, kind=LineKind.OWED, amount=Money.parse("5.00", "USD"),
                actor=leo(), at=LATER,
            )  # fmt: skip

        def verify(found: Termination = found) -> object:
            return act_on_step(
                termination_id=found.id, code=StepCode.SETTLE_ACCOUNTS, act=StepAct.VERIFY,
                actor=ada(), reason="Checked.", at=LATER,
            )  # fmt: skip

        [refusal] = together(book, verify)

        lines = SettlementLine.objects.filter(termination=found).count()
        state = found.steps.get(code=StepCode.SETTLE_ACCOUNTS).state
        assert (lines, state) == ((0, "verified") if refusal is ExitSettled else (1, "submitted"))
