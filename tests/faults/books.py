"""Is every acknowledged change there, judged, and once? Asked of the database, past our code."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from contracts.lifecycle import Act, State
from contracts.lifecycle.moves import BEFORE_NOTICE, MOVES, Back
from tests.faults.writing import DISCLOSED, Receipt
from tests.functional.stack import Stack

OK, CREATED = 200, 201
AT_A_TIME = 500


@dataclass(slots=True)
class Books:
    """What was asked for from a moment of the ledger on, and what the server said to it."""

    stack: Stack
    vendors: Sequence[str]
    contract: str
    path: Path
    since_seq: int

    def receipts(self) -> list[Receipt]:
        """Those written down to the end; the last one may be on its way."""
        told = self.path.read_text() if self.path.exists() else ""
        lines = told.rpartition("\n")[0].splitlines()
        return [Receipt(**json.loads(line)) for line in lines]

    def acknowledged(self) -> set[str]:
        return {r.id for r in self.receipts() if r.status == CREATED and r.id is not None}

    def statuses(self) -> set[int]:
        """Of disclosures; a move may be refused while its contract is where it is."""
        return {receipt.status for receipt in self.receipts() if receipt.what == DISCLOSED}

    def lost(self) -> set[str]:
        """What was acknowledged and is not there."""
        there = {str(id_) for (id_,) in self.stack.ask("SELECT id FROM vendors_disclosure")}
        return self.acknowledged() - there

    def lost_moves(self) -> int:
        """Moves of the contract that were acknowledged and are not in its story."""
        told = Counter(r.state for r in self.receipts() if r.what != DISCLOSED and r.status == OK)
        happened: Counter[str | None] = Counter(
            {"contracts.suspended": "suspended", "contracts.resumed": "active"}.get(type_)
            for type_ in self._story_of(self.contract, self.since_seq)
        )
        return sum((told - happened).values())

    def done_twice(self) -> list[tuple[object, ...]]:
        """Assessments at the same moment of the ledger, or by what the one before had, too."""
        return self.stack.ask(
            "SELECT * FROM (SELECT vendor_id, known_seq, input_digest,"
            " lag(known_seq) OVER w AS seq_before, lag(input_digest) OVER w AS digest_before"
            " FROM procurement_assessment WINDOW w AS (PARTITION BY vendor_id ORDER BY id)) a"
            " WHERE known_seq = seq_before OR input_digest = digest_before"
        )

    def reacted_twice(self) -> list[tuple[object, ...]]:
        """Effects of the same cause on the same thing."""
        return self.stack.ask(
            "SELECT cause_id, type, subject_id, count(*) FROM events_event"
            " WHERE cause_id IS NOT NULL AND actor_kind = 'system' AND seq > %s"
            " GROUP BY cause_id, type, subject_id, data HAVING count(*) > 1",
            self.since_seq,
        )

    def gave_up(self) -> list[tuple[object, ...]]:
        return self.stack.ask(
            "SELECT task, last_error FROM events_delivery WHERE parked_at IS NOT NULL"
        )

    def not_judged(self) -> list[str]:
        """Vendors of which more is known than was judged, though nothing is owed any more."""
        vera = self.stack.person("vera")
        return [
            vendor
            for vendor in self.vendors
            if vera.get(f"vendors/{vendor}")["neutrality"]["recheck_pending"]
        ]

    def seconds_until_judged(self) -> float:
        """The longest that a fact waited for a verdict that knew of it."""
        [(seconds,)] = self.stack.ask(
            "SELECT coalesce(max(extract(epoch FROM judged.at - told.recorded_at)), 0)::float8"
            " FROM vendors_disclosure told CROSS JOIN LATERAL (SELECT min(created_at) AS at"
            " FROM procurement_assessment WHERE vendor_id = told.vendor_id"
            " AND known_seq >= told.seq) judged WHERE told.seq > %s",
            self.since_seq,
        )
        return float(seconds)

    def in_the_future(self) -> list[tuple[object, ...]]:
        """Whatever says it happened later than now."""
        return self.stack.ask(
            "SELECT 'event', id FROM events_event WHERE recorded_at > clock_timestamp() UNION ALL"
            " SELECT 'delivery', id FROM events_delivery WHERE done_at > clock_timestamp()"
        )

    def missing_from_the_feed(self) -> set[str]:
        """Events that somebody who follows the feed never sees."""
        events = self.stack.ask(
            "SELECT id FROM events_event WHERE seq > %s ORDER BY seq", self.since_seq
        )
        return {str(id_) for (id_,) in events} - set(self._followed())

    def _followed(self) -> Iterator[str]:
        una = self.stack.person("una")
        [(last,)] = self.stack.ask("SELECT id FROM events_event WHERE seq = %s", self.since_seq)
        after: str | None = str(last)
        while after:
            page = una.get("events", after=after, page_size=str(AT_A_TIME))["results"]
            yield from (event["id"] for event in page)
            after = page[-1]["id"] if page else None

    def outside_the_table(self) -> list[str]:
        """Contracts that went where no move leads, or are not where their story ends."""
        states = self.stack.ask("SELECT id, state FROM contracts_contract")
        return [str(id_) for id_, state in states if not self._is_lawful(str(id_), state)]

    def _is_lawful(self, contract: str, state: str) -> bool:
        acts = {f"contracts.{act.past}": act for act in Act}
        at = {State.DRAFT}
        for type_ in self._story_of(contract, 0):
            if type_ not in acts:
                continue
            moves = [MOVES[(now, acts[type_])] for now in at if (now, acts[type_]) in MOVES]
            at = {to for move in moves for to in _reached(move.to)}
        return State(state) in at

    def _story_of(self, contract: str, since: int) -> list[str]:
        return [
            str(type_)
            for (type_,) in self.stack.ask(
                "SELECT type FROM events_event WHERE subject_type = 'contract'"
                " AND subject_id = %s AND seq > %s ORDER BY seq",
                contract,
                since,
            )
        ]

    def clocks_backwards(self) -> int:
        """Events that are older than the one before them."""
        times = [
            at for (at,) in self.stack.ask("SELECT recorded_at FROM events_event ORDER BY seq")
        ]
        return sum(later <= earlier for earlier, later in pairwise(times))


def _reached(to: State | Back) -> frozenset[State]:
    return BEFORE_NOTICE if isinstance(to, Back) else frozenset({to})
