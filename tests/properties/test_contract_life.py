"""Whatever people try with contracts, in whatever order, what must always hold always holds.

A machine of rules tries every move with the real operations on the real database, and foretells
each refusal from the life table. `CONTRACT_LIFE_EXAMPLES` and `CONTRACT_LIFE_STEPS` make it longer.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from config.actors import Actor
from config.events.models import Event
from config.problems import Problem
from contracts.lifecycle import (
    BEFORE_NOTICE,
    MOVES,
    Act,
    Need,
    State,
    allowed_acts,
    state_pairs,
)
from contracts.models import Contract, Termination
from contracts.operations import drafting, leaving, moves, serving, terminations
from contracts.operations.amending import bring_into_effect
from contracts.operations.moves import Paper
from contracts.operations.reminding import remind
from contracts.operations.terminations import Proposal
from contracts.operations.wording import Wording
from contracts.queries.reading import day_of
from contracts.queries.text import present_text, text_on
from contracts.termination import Ground, Order, StepAct, StepCode
from tests.builders.contracts import (
    LATER,
    ada,
    evidence,
    judged,
    leo,
    settled,
    stepped,
    vera,
    wording,
)
from tests.builders.vendors import a_vendor
from tests.properties.contract_invariants import AlwaysHolds

EXAMPLES = int(os.environ.get("CONTRACT_LIFE_EXAMPLES", "6"))
STEPS = int(os.environ.get("CONTRACT_LIFE_STEPS", "25"))
ASKED = st.sampled_from([act for act in Act if any(act is asked for _, asked in MOVES)])
PEOPLE = st.sampled_from(["leo", "ada", "vera"])
PAIRS = state_pairs()


class _Died(Exception):
    """The process is gone."""


class ContractLife(AlwaysHolds, RuleBasedStateMachine):
    """Contracts of one vendor, some of them under others."""

    contracts: Bundle[UUID] = Bundle("contracts")
    leavings: Bundle[UUID] = Bundle("leavings")

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.vendor = judged(a_vendor())
        self.people = {"leo": leo(), "ada": ada(), "vera": vera()}
        self.paper = evidence()
        self.now: datetime = LATER
        self.seen: dict[UUID, State] = {}
        self.ended: dict[UUID, dict[str, object]] = {}

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @rule(target=contracts, who=PEOPLE, renewal=st.sampled_from(["fixed", "evergreen"]))
    def draft(self, who: str, renewal: str) -> UUID:
        return self._draft(who, renewal, None)

    @rule(target=contracts, who=PEOPLE, above=contracts)
    def draft_under(self, who: str, above: UUID) -> UUID:
        return self._draft(who, "evergreen", above)

    @rule(target=contracts, who=PEOPLE, above=st.none() | contracts)
    def sign_right_away(self, who: str, above: UUID | None) -> UUID:
        """Long lives begin with a signature: let there be some."""
        contract = self._draft("leo", "fixed", above)
        for by, act in (("leo", Act.SUBMIT), ("ada", Act.APPROVE), ("leo", Act.SIGN)):
            self.move(contract, act, by, proved=True)
        return contract

    @rule(contract=contracts, act=ASKED, who=PEOPLE, proved=st.booleans())
    def move(self, contract: UUID, act: Act, who: str, *, proved: bool) -> None:
        before, actor = self._row(contract), self.people[who]
        refused = self._foretold(before, act, actor, proved=proved)

        def attempt() -> object:
            return moves.move(
                contract_id=contract,
                act=act,
                actor=actor,
                reason="So it was decided.",
                at=self.now,
                evidence=[self.paper] if proved else (),
            )

        assert self._attempt(attempt, contract) == (refused is None), (before.state, act, refused)

    @rule(contract=contracts, choice=st.integers(0, 9))
    def move_as_the_table_has_it(self, contract: UUID, choice: int) -> None:
        """What is tried at random is refused, as a rule: let there be some progress."""
        acts = allowed_acts(State(self._row(contract).state))
        if acts:
            act = acts[choice % len(acts)]
            self.move(contract, act, "ada" if act is Act.APPROVE else "leo", proved=True)

    @rule(contract=contracts, who=PEOPLE, title=st.sampled_from(["One", "Other"]))
    def mend(self, contract: UUID, who: str, title: str) -> None:
        before = self._row(contract)
        may = State(before.state) in (State.DRAFT, State.IN_REVIEW, State.APPROVED)

        done = self._attempt(
            lambda: drafting.amend_draft(
                contract_id=contract,
                seen_version=before.version,
                changes=Wording(title=title),
                actor=self.people[who],
            ),
            contract,
        )

        assert done is may
        assert not done or self._row(contract).state == State.DRAFT

    @rule(contract=contracts, days=st.integers(0, 90), ahead=st.integers(0, 60))
    def amend(self, contract: UUID, days: int, ahead: int) -> None:
        """At once, or from a day to come."""
        before = self._row(contract)
        binds_from = day_of(before, self.now) + timedelta(days=ahead)

        done = self._attempt(
            lambda: moves.move(
                contract_id=contract,
                act=Act.AMEND,
                actor=self.people["leo"],
                reason="More time.",
                at=self.now,
                evidence=[self.paper],
                paper=Paper(changes=Wording(notice_days_ours=days), effective_on=binds_from),
            ),
            contract,
        )

        after = self._row(contract)
        assert done is (State(before.state) in BEFORE_NOTICE)
        assert after.amendment_number == before.amendment_number + int(done)
        assert not (done and not ahead) or after.notice_days_ours == days
        assert done or after.notice_days_ours == before.notice_days_ours

    @rule(target=leavings, contract=contracts, emergency=st.booleans(), who=PEOPLE)
    def propose(self, contract: UUID, who: str, *, emergency: bool) -> UUID | None:
        before = self._row(contract)
        free = State(before.state) in BEFORE_NOTICE and self._open(contract) is None
        order = Order.EMERGENCY if emergency else Order.PLANNED

        done = self._attempt(
            lambda: terminations.propose_termination(
                contract_id=contract,
                proposal=Proposal(ground=Ground.MUTUAL, order=order),
                actor=self.people[who],
                at=self.now,
            ),
            contract,
        )

        assert done is free
        found = self._open(contract)
        assert not (done and emergency) or self._row(contract).state == State.SUSPENDED
        return found.id if done and found else None

    @rule(target=leavings, contract=contracts, emergency=st.booleans())
    def leave_right_away(self, contract: UUID, *, emergency: bool) -> UUID | None:
        found = self.propose(contract, "vera", emergency=emergency)
        self.decide(found, "ada", yes=True)
        self.serve(found)
        return found

    @rule(leaving_id=leavings, who=PEOPLE, yes=st.booleans())
    def decide(self, leaving_id: UUID | None, who: str, *, yes: bool) -> None:
        if (found := self._leaving(leaving_id)) is None:
            return
        actor = self.people[who]
        if yes:
            self._attempt(
                lambda: terminations.approve_termination(
                    termination_id=found.id, actor=actor, reason="Yes.", at=self.now
                ),
                found.contract_id,
            )
        else:
            self._attempt(
                lambda: terminations.reject_termination(
                    termination_id=found.id, actor=actor, reason="No."
                ),
                found.contract_id,
            )
        found.refresh_from_db()
        assert found.approved_by != found.proposed_by

    @rule(leaving_id=leavings)
    def serve(self, leaving_id: UUID | None) -> None:
        if (found := self._leaving(leaving_id)) is None:
            return
        before = found.state

        done = self._attempt(
            lambda: serving.serve_notice(
                termination_id=found.id,
                actor=self.people["leo"],
                reason="Sent.",
                at=self.now,
                evidence=[self.paper],
            ),
            found.contract_id,
        )

        assert done is (before == "approved")
        assert not done or self._row(found.contract_id).state == State.TERMINATING

    @rule(leaving_id=leavings)
    def withdraw(self, leaving_id: UUID | None) -> None:
        if (found := self._leaving(leaving_id)) is None:
            return
        served = found.notice_served_on is not None

        done = self._attempt(
            lambda: leaving.withdraw(
                termination_id=found.id,
                actor=self.people["leo"],
                reason="We stay.",
                evidence=[self.paper],
            ),
            found.contract_id,
        )

        assert not (done and served) or self._row(found.contract_id).state == found.state_before

    @rule(leaving_id=consumes(leavings))
    def complete(self, leaving_id: UUID | None) -> None:
        if (found := self._leaving(leaving_id)) is None:
            return
        if found.state == "notice_served":
            stepped(found, StepCode.SERVE_NOTICE, StepAct.VERIFY)
            settled(found)
            self._note(found.contract_id)
        below = Contract.objects.filter(
            parent=found.contract_id, state__in=("active", "suspended", "terminating")
        )
        blocked = below.exists()

        done = self._attempt(
            lambda: leaving.complete(
                termination_id=found.id,
                actor=self.people["leo"],
                reason="Done.",
                at=self.now + timedelta(days=400),
            ),
            found.contract_id,
        )

        assert not (done and blocked)
        assert not done or self._row(found.contract_id).state == State.ENDED

    @precondition(lambda self: hasattr(self, "now"))
    @rule(days=st.integers(1, 30))
    def time_passes(self, days: int) -> None:
        self.now += timedelta(days=days)

    @precondition(lambda self: hasattr(self, "now"))
    @rule(days=st.integers(0, 20))
    def the_clock_goes_by(self, days: int) -> None:
        """Whatever the clock finds, however late and however often, it does once."""
        self.now += timedelta(days=days)
        for _ in range(2):
            bring_into_effect(at=self.now, actor=Actor.system())
            remind(on=self.now.date(), actor=Actor.system())
        assert bring_into_effect(at=self.now, actor=Actor.system()) == 0
        for row in Contract.objects.filter(id__in=self._known()):
            assert text_on(row, day_of(row, self.now)).said == present_text(row).said

    @rule(contract=contracts, act=ASKED)
    def die_before_the_commit(self, contract: UUID, act: Act) -> None:
        """A process that dies leaves nothing behind: no row, no event, nothing owed."""
        before, events = self._row(contract), Event.objects.count()

        with contextlib.suppress(_Died, Problem), transaction.atomic():
            moves.move(
                contract_id=contract,
                act=act,
                actor=self.people["leo"],
                reason="Begun.",
                at=self.now,
                evidence=[self.paper],
            )
            raise _Died

        assert (self._row(contract).version, Event.objects.count()) == (before.version, events)

    def _draft(self, who: str, renewal: str, above: UUID | None) -> UUID:
        said = wording(self.vendor, renewal_type=renewal, parent=above)
        if renewal == "fixed":
            said["ends_on"] = date(2030, 12, 31)
        contract = drafting.draft_contract(wording=said, actor=self.people[who])
        self.seen[contract.id] = State.DRAFT
        return contract.id

    def _foretold(
        self, row: Contract, act: Act, actor: Actor, *, proved: bool
    ) -> Need | str | None:
        """Why a move must be refused, read from the table; None where it must succeed."""
        move = MOVES.get((State(row.state), act))
        if move is None or act in (Act.REVISE, Act.SERVE_NOTICE, Act.WITHDRAW, Act.END):
            return "no such move"
        own = actor.person in (row.drafted_by, row.edited_by, row.submitted_by)
        unmet = {
            Need.NO_OPEN_TERMINATION: self._open(row.id) is not None,
            Need.PARENT_ACTIVE: not all(state is State.ACTIVE for state in _above(row)),
            Need.FOUR_EYES: own,
            Need.EVIDENCE: not proved,
        }
        return next((need for need in move.needs_in_order() if unmet.get(need)), None)

    def _attempt(self, work: Callable[[], object], contract: UUID) -> bool:
        """Whether it succeeded; a refusal changes nothing, a move is one of the table's."""
        before = Contract.objects.filter(id=contract).values().get()
        try:
            with transaction.atomic():
                work()
        except Problem:
            assert Contract.objects.filter(id=contract).values().get() == before
            return False
        self._note(contract)
        return True

    def _note(self, contract: UUID) -> None:
        before, after = self.seen[contract], State(self._row(contract).state)
        assert before is after or (before, after) in PAIRS
        self.seen[contract] = after

    def _leaving(self, leaving_id: UUID | None) -> Termination | None:
        return Termination.objects.filter(id=leaving_id).first() if leaving_id else None


def _above(row: Contract) -> list[State]:
    states = []
    while row.parent_id is not None:
        row = Contract.objects.get(id=row.parent_id)
        states.append(State(row.state))
    return states


@pytest.mark.django_db
@pytest.mark.timeout(0)
def test_a_contract_lives_by_the_table_whatever_is_tried() -> None:
    run_state_machine_as_test(
        ContractLife,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
