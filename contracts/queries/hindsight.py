"""What did we know of a vendor when we signed, what do we know of that day now, and what today?

Three looks by the same rules on both clocks. From the first to the second the world stands still
and we learn; from the second to the third we know the same, and the world moves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from config.events import ledger
from config.problems import MoveNotAllowed
from contracts.clauses import Evaluation, evaluate
from contracts.models import Clause, Contract
from contracts.queries.holdings import holdings_in, with_letters
from contracts.queries.reading import clause_of, day_of
from contracts.queries.text import text_on
from procurement.minutes import Json, gist_by_finding
from procurement.queries.judging import Judged, facts_judged, instant_of, judge_vendor
from procurement.queries.positions import survey_vendor
from procurement.queries.standards import yardstick_at
from vendors.models import Disclosure, Vendor
from vendors.ownership.facts import Fact, Facts


class ContractNotSigned(MoveNotAllowed):
    """There is no day of signing to look back to.

    Ask for the vendor's neutrality on any day and as known at any moment instead.
    """

    code = "contract-not-signed"
    title = "This contract was not signed."


@dataclass(frozen=True, slots=True)
class Look:
    """A verdict on the vendor and what the contract's clauses of that day said, on both clocks."""

    judged: Judged
    clauses: Sequence[tuple[Clause, Evaluation]]
    facts: Facts


@dataclass(frozen=True, slots=True)
class Learnt:
    """A source recorded after the first look, with how many facts of that day rest on it."""

    disclosure: Disclosure
    facts: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What the later of two looks says otherwise."""

    earlier: Look
    later: Look

    @property
    def state(self) -> bool:
        return self.earlier.judged.judgement.state is not self.later.judged.judgement.state

    @property
    def level(self) -> bool:
        return self.earlier.judged.judgement.level is not self.later.judged.judgement.level

    @property
    def appeared(self) -> list[dict[str, Json]]:
        """Findings that the earlier look did not have, or had in a better state."""
        return _only_in(self.later, self.earlier)

    @property
    def disappeared(self) -> list[dict[str, Json]]:
        return _only_in(self.earlier, self.later)

    @property
    def clauses(self) -> Iterator[tuple[Clause, Evaluation, Evaluation]]:
        """Clauses with another result, of those that bind on both days."""
        later = {clause.id: evaluation for clause, evaluation in self.later.clauses}
        for clause, before in self.earlier.clauses:
            after = later.get(clause.id, before)
            if before.result is not after.result:
                yield clause, before, after


@dataclass(frozen=True, slots=True)
class Hindsight:
    """The three looks, what is between them, and what was learnt after signing."""

    contract: Contract
    as_signed: Look
    as_known_now: Look
    today: Look
    learnt: Sequence[Learnt]
    withdrawn: int

    @property
    def by_learning(self) -> Difference:
        return Difference(self.as_signed, self.as_known_now)

    @property
    def by_events(self) -> Difference:
        return Difference(self.as_known_now, self.today)


def look_back(contract: Contract, *, at: datetime) -> Hindsight:
    """Hold a contract's signature against what is known by now.

    :param contract: from `list_contracts`
    :raises ContractNotSigned: if it was not
    :raises TooManyParties: if more parties stand around the vendor than can be looked at
    """
    if contract.signed_at is None or contract.signed_on is None:
        raise ContractNotSigned(state=contract.state, allowed=[])
    vendor = contract.vendor
    now = ledger.current_seq()
    as_signed = _look(
        contract, vendor, contract.signed_on, ledger.seq_at(contract.signed_at), contract.signed_at
    )
    as_known_now = _look(contract, vendor, contract.signed_on, now, at)
    learnt, withdrawn = _learnt(as_signed, as_known_now, contract.signed_on)
    return Hindsight(
        contract=contract,
        as_signed=as_signed,
        as_known_now=as_known_now,
        today=_look(contract, vendor, day_of(contract, at), now, at),
        learnt=learnt,
        withdrawn=withdrawn,
    )


def _look(contract: Contract, vendor: Vendor, day: date, known_seq: int, at: datetime) -> Look:
    yardstick = yardstick_at(day, known_seq)
    judged = judge_vendor(
        vendor,
        valid_at=day,
        known_seq=known_seq,
        known_at=instant_of(known_seq, otherwise=at),
        yardstick=yardstick,
    )
    shares = survey_vendor(vendor, valid_at=day, known_seq=known_seq, yardstick=yardstick)
    holdings = with_letters(holdings_in(shares), contract.id, valid_at=day, known_at=at)
    text = text_on(contract, day, at)
    law = text.contract.jurisdiction
    return Look(
        judged=judged,
        clauses=[(row, evaluate(clause_of(row, law), holdings)) for row in text.clauses],
        facts=facts_judged(vendor, judged),
    )


def _learnt(earlier: Look, later: Look, day: date) -> tuple[list[Learnt], int]:
    """By source, what is said of that day now and was not then; and how much is said no more."""
    before, after = _said_of(earlier, day), _said_of(later, day)
    counts = Counter(fact.source for said, fact in after.items() if said not in before)
    sources = Disclosure.objects.in_bulk([UUID(source) for source in counts])
    learnt = [Learnt(row, counts[str(id_)]) for id_, row in sources.items()]
    return sorted(learnt, key=lambda one: one.disclosure.seq), len(before.keys() - after.keys())


def _said_of(look: Look, day: date) -> dict[Fact, Fact]:
    """The facts that hold on a day, by what they say. Which version of a record says it, since
    when and until when, does not matter: later news of later days makes versions, too.
    """
    return {
        replace(
            fact, id="", source="", source_type="", asserted_on=None, valid_from=None, valid_to=None
        ): fact
        for fact in look.facts.facts
        if fact.holds_on(day)
    }


def _only_in(one: Look, other: Look) -> list[dict[str, Json]]:
    known = set(gist_by_finding(other.judged.findings))
    told = gist_by_finding(one.judged.findings)
    return [finding for gist, finding in told.items() if gist not in known]
