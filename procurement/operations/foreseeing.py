"""What would be different if something were said, or measured otherwise? The facts of a scenario.

Worked out by what a real disclosure and a real listing are worked out by, as of one ledger number,
so that before and after are read from the same facts. Nothing is written, locked or waited for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from config.problems import Invalid
from config.supposing import Supposed, supposing
from procurement.models import Competitor, Policy
from procurement.operations.competitors import refuse_listed_twice
from procurement.queries.judging import instant_of
from procurement.queries.standards import Yardstick, competitors_at, yardstick_at
from vendors.models import Party
from vendors.operations.ids import fresh_ids
from vendors.operations.resolving import Cast, Mention
from vendors.operations.supposing import Supposition, suppose
from vendors.ownership.facts import Confidence
from vendors.queries.parties import list_same, survivors_of
from vendors.statements import PartyRef, Said, Source


@dataclass(frozen=True, slots=True)
class Rival:
    """A party that would be on the list of competitors, and where the request says so."""

    pointer: str
    party: PartyRef
    product_lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is supposed.

    :ivar confidences: how far each statement is believed
    :ivar policy_id: measured with this policy instead of the one in force
    :ivar competitors_remove: entries of the list, or parties on it
    :ivar only: look at these vendors, concerned or not, instead of at all that are concerned
    :ivar prospects: parties to judge as if they were vendors
    """

    valid_at: date
    source: Source
    statements: Sequence[Said] = ()
    confidences: Sequence[Confidence] = ()
    statement_date: date | None = None
    policy_id: UUID | None = None
    competitors_add: Sequence[Rival] = ()
    competitors_remove: Sequence[UUID] = ()
    only: Sequence[UUID] = ()
    prospects: Sequence[Mention] = ()

    @property
    def changes_standards(self) -> bool:
        """Whether everybody would be measured otherwise."""
        changes = (self.policy_id, *self.competitors_add, *self.competitors_remove)
        return any(change is not None for change in changes)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Two worlds on one day: as they are known to be, and as they would be.

    :ivar before: what vendors are measured against; `after`: what they would be
    """

    scenario: Scenario
    supposition: Supposition
    tables: tuple[Supposed, ...]
    known_at: datetime
    before: Yardstick
    after: Yardstick
    prospects: tuple[Party, ...]
    today: date

    @property
    def valid_at(self) -> date:
        return self.scenario.valid_at

    @property
    def known_seq(self) -> int:
        return self.supposition.known_seq

    @contextmanager
    def come_true(self) -> Iterator[None]:
        """Let everything that is read be as it would be."""
        with supposing(*self.tables):
            yield


def foresee(*, scenario: Scenario, at: datetime) -> Foreseen:
    """Work out what a scenario would change.

    :raises Invalid: if a party, a policy or an entry of the list is not there, with a pointer
    :raises AlreadyListed: if somebody to be listed is on the list already
    and whatever refuses the statements of a real disclosure
    """
    supposition = suppose(
        source=scenario.source,
        statements=scenario.statements,
        confidences=scenario.confidences,
        statement_date=scenario.statement_date,
        at=at,
        also=[*(Mention(one.pointer, one.party) for one in scenario.competitors_add),
              *scenario.prospects],
    )  # fmt: skip
    seq, policy = supposition.known_seq, _policy(scenario.policy_id)
    tables = (*supposition.tables, _competitors(scenario, supposition.cast, seq))
    with supposing(*tables):
        after = yardstick_at(scenario.valid_at, seq, policy)
    return Foreseen(
        scenario=scenario,
        supposition=supposition,
        tables=tables,
        known_at=instant_of(seq, otherwise=at),
        before=yardstick_at(scenario.valid_at, seq),
        after=after,
        prospects=tuple(supposition.cast[one.ref] for one in scenario.prospects),
        today=at.date(),
    )


def _policy(policy_id: UUID | None) -> Policy | None:
    if policy_id is None:
        return None
    policy = Policy.objects.filter(id=policy_id).first()
    if policy is None:
        raise Invalid.at("/policy", "unknown_policy", "There is no such policy.")
    return policy


def _competitors(scenario: Scenario, cast: Cast, seq: int) -> Supposed:
    """The list, with who is taken off it on the day, and with who is put on it."""
    ended = _ended(scenario, seq)
    gone = [row.id for row in ended]
    added: list[Competitor] = []
    for rival, new_id in zip(
        scenario.competitors_add, fresh_ids(len(scenario.competitors_add)), strict=True
    ):
        party_id = cast[rival.party].id
        party_id = survivors_of([party_id])[party_id]
        if any(row.party_id == party_id for row in added):
            raise Invalid.at(rival.pointer, "double", "It would be on the list twice.")
        refuse_listed_twice(party_id, scenario.valid_at, None, but=gone)
        added.append(
            Competitor(
                id=new_id,
                party_id=party_id,
                product_lines=list(rival.product_lines),
                valid_from=scenario.valid_at,
                seq=seq,
            )
        )
    return Supposed(Competitor, [*ended, *added], without=gone)


def _ended(scenario: Scenario, seq: int) -> list[Competitor]:
    """Who would be taken off, as rows that say so; they count until the day before."""
    ended: dict[UUID, Competitor] = {}
    for index, given in enumerate(scenario.competitors_remove):
        counted = competitors_at(scenario.valid_at, seq)
        found = counted.filter(Q(id=given) | Q(party__in=list_same(given)))
        if not found:
            raise Invalid.at(
                f"/competitors_remove/{index}", "not_listed", "This does not count on that day."
            )
        for row in found:
            row.ended_on, row.ended_seq = scenario.valid_at, seq
            ended[row.id] = row
    return list(ended.values())
