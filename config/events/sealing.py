"""How is what was written put under seal? In the dispatcher's clockwork, batch by batch.

One pass takes the events that follow the last seal, in order and without a gap (the ledger's lock
makes order of numbers order of commits: whoever sees an event sees all before it, and every row
that was committed with them), and the records that are not sealed yet; builds their tree, and
chains its root to the seal before. Two passes at once are kept apart by the clockwork's lock, and
by the database: only one seal can follow another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from psycopg import sql

from config import clock
from config.events import merkle
from config.events.models import Leaf, Seal
from config.events.proofs import seal_hash
from config.events.records import EVENT, Kind, Record, kinds, read
from config.rest.fields import instant

BATCH = 500
BATCHES_A_TURN = 20
MOST_OF_A_KIND = 2_000
BEFORE_THE_FIRST = "0" * 64
# No transaction lasts longer (see `TRANSACTION_TIMEOUT_MS`), so no older row comes to light later.
SLACK = timedelta(hours=1)


def seal_events() -> None:
    """Seal what has been written since the last seal, up to `BATCHES_A_TURN` batches of it."""
    for _ in range(BATCHES_A_TURN):
        if seal_next(limit=BATCH) is None:
            return


@transaction.atomic
def seal_next(*, limit: int = BATCH) -> Seal | None:
    """Seal one batch; None if nothing is left to seal."""
    before = Seal.objects.order_by("-number").first()
    begin = before.last_seq + 1 if before else 1
    events = read(EVENT, sql.SQL("t.seq >= %s"), [begin], order=f"seq LIMIT {limit}")
    last = events[-1].seq if events else begin - 1
    records = [record for kind in kinds() for record in _unsealed(kind, begin, last or 0)]
    if not events and not records:
        return None
    leaves = [*events, *records]
    root = merkle.root_of([merkle.leaf_hash(leaf.data) for leaf in leaves])
    facts = Facts(
        number=before.number + 1 if before else 1,
        first_seq=begin,
        last_seq=last or 0,
        count=len(events),
        records=len(records),
        root=root.hex(),
        previous=before.hash if before else BEFORE_THE_FIRST,
        sealed_at=clock.now(),
    )
    return _keep(facts, leaves)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a seal says, and what its own hash is taken of."""

    number: int
    first_seq: int
    last_seq: int
    count: int
    records: int
    root: str
    previous: str
    sealed_at: datetime

    @classmethod
    def of(cls, seal: Seal) -> Facts:
        return cls(*(getattr(seal, name) for name in cls.__slots__))

    @property
    def hash(self) -> str:
        """SHA-256 of the facts as canonical JSON."""
        said = {name: getattr(self, name) for name in self.__slots__}
        return seal_hash(said | {"sealed_at": instant(self.sealed_at)})


def _keep(facts: Facts, leaves: Sequence[Record]) -> Seal:
    said = {name: getattr(facts, name) for name in facts.__slots__}
    seal = Seal.objects.create(**said, hash=facts.hash)
    Leaf.objects.bulk_create(
        [
            Leaf(
                seal=seal,
                position=place,
                kind=leaf.kind,
                object_id=leaf.id,
                digest=merkle.leaf_hash(leaf.data),
            )
            for place, leaf in enumerate(leaves)
        ],
        batch_size=1_000,
    )
    return seal


def _unsealed(kind: Kind, begin: int, last: int) -> Iterable[Record]:
    """The records of a kind that belong under the seal of these events."""
    if kind.is_later:  # its number says by which event the column was filled
        column = sql.Identifier(kind.seq)
        condition = sql.SQL("t.{column} BETWEEN %s AND %s").format(column=column)
        return read(kind, condition, [begin, last])
    if kind.seq:
        return read(kind, _OF_THESE_EVENTS, [floor_of(kind), begin, last])
    return read(kind, _NOT_SEALED, [floor_of(kind), kind.name], f"id LIMIT {MOST_OF_A_KIND}")


_OF_THESE_EVENTS = sql.SQL("t.id >= %s AND t.seq BETWEEN %s AND %s")
_NOT_SEALED = sql.SQL(
    "t.id >= %s"
    " AND NOT EXISTS (SELECT 1 FROM events_leaf l WHERE l.kind = %s AND l.object_id = t.id)"
)


def floor_of(kind: Kind) -> UUID:
    """Unsealed rows have ids from here on: ids tell the time, and `SLACK` is the longest wait."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT object_id, clock_timestamp() FROM (SELECT object_id FROM events_leaf"
            " WHERE kind = %s ORDER BY object_id DESC LIMIT 1) last",
            [kind.name],
        )
        row: tuple[UUID, datetime] | None = cursor.fetchone()
    if row is None:
        return UUID(int=0)
    last, now = row
    milliseconds = min(last.int >> 80, int(now.timestamp() * 1000))
    return UUID(int=max(0, milliseconds - int(SLACK.total_seconds() * 1000)) << 80)
