"""Is everything still as it was sealed? Every row is hashed again and held against its seal.

A flaw names what was changed, removed, inserted or moved. Rows that may change are held against
the journal of their changes, and each change against the events of its transaction. Rows younger
than the last seal have no seal to be held against yet; they are counted, and sealed within a
minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Max
from django.utils.module_loading import import_string
from psycopg import sql

from config.events import journal, merkle
from config.events.checkpoints import Checkpoint
from config.events.models import Event, Leaf, Seal
from config.events.records import EVENT, EVENTS, Kind, Record, kinds, read
from config.events.sealing import BEFORE_THE_FIRST, Facts, floor_of
from config.reactions import AUDITS

CHUNK = 2_000
# What a room looks at itself: it yields what is wrong (a value of `What`), where, and a detail.
Audit = Callable[[], Iterable[tuple[str, str, str]]]


class What(StrEnum):
    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    MOVED = "moved"
    BROKEN = "broken"
    CUT = "cut"


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something is not as it was.

    :ivar where: the table and id of a row, or the number of a seal
    """

    what: What
    where: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.what}: {self.where}" + (f" ({self.detail})" if self.detail else "")


@dataclass(slots=True)
class Count:
    """How much was looked at: seals, rows that are as sealed, rows that no seal covers yet.

    :ivar last_seq: the last number of the ledger that is sealed
    :ivar ledger: the last number of the ledger
    """

    seals: int = 0
    rows: int = 0
    young: int = 0
    last_seq: int = 0
    ledger: int = 0
    progress: Callable[[str, int], None] = field(default=lambda _what, _done: None)


def verify(count: Count, checkpoints: Iterable[Checkpoint] = ()) -> Iterator[Flaw]:
    """Look at everything; answers what is not as it was sealed.

    :param count: is filled in on the way
    """
    told = set()
    for flaw in _flaws(count, checkpoints):
        # A seal and the journal may tell of the same row.
        if flaw.detail or (flaw.what, flaw.where) not in told:
            told.add((flaw.what, flaw.where))
            yield flaw


def _flaws(count: Count, checkpoints: Iterable[Checkpoint]) -> Iterator[Flaw]:
    yield from _seals(count)
    yield from _ledger(count)
    for kind in kinds():
        yield from _records(kind, count)
    for table in journal.JOURNALED:
        yield from _journaled(table, count)
    yield from _in_no_act()
    yield from _forgotten_kinds()
    yield from _triggers()
    for path in AUDITS:
        audit: Audit = import_string(path)
        for what, where, detail in audit():
            yield Flaw(What(what), where, detail)
    yield from _against(checkpoints)


def _seals(count: Count) -> Iterator[Flaw]:
    before: Seal | None = None
    for seal in Seal.objects.order_by("number").iterator():
        yield from _chain(before, seal)
        leaves = list(
            seal.leaves.order_by("position").values_list("position", "kind", "object_id", "digest")
        )
        hashes = [bytes(digest) for *_, digest in leaves]
        if merkle.root_of(hashes).hex() != seal.root or len(hashes) != seal.count + seal.records:
            yield Flaw(What.BROKEN, f"seal {seal.number}", "its leaves do not make its root")
        told = {key: bytes(digest) for _, kind, key, digest in leaves if kind == EVENTS}
        yield from _events(seal, told, count)
        before, count.seals, count.last_seq = seal, count.seals + 1, seal.last_seq
        count.progress("seals", count.seals)


def _chain(before: Seal | None, seal: Seal) -> Iterator[Flaw]:
    where = f"seal {seal.number}"
    if Facts.of(seal).hash != seal.hash:
        yield Flaw(What.BROKEN, where, "its hash is not that of what it says")
    if seal.previous != (before.hash if before else BEFORE_THE_FIRST):
        yield Flaw(What.BROKEN, where, "it does not follow the seal before it")
    if seal.number != (before.number + 1 if before else 1):
        yield Flaw(What.REMOVED, where, "a seal before it is gone")
    if seal.first_seq != (before.last_seq + 1 if before else 1):
        yield Flaw(What.BROKEN, where, "it does not begin where the seal before it ends")
    if seal.count != seal.last_seq - seal.first_seq + 1:
        yield Flaw(What.REMOVED, where, "numbers of the ledger were missing when it was made")


def _events(seal: Seal, told: dict[UUID, bytes], count: Count) -> Iterator[Flaw]:
    found = read(EVENT, sql.SQL("t.seq BETWEEN %s AND %s"), [seal.first_seq, seal.last_seq], "seq")
    stored = {record.id: record for record in found}
    for place, (key, digest) in enumerate(told.items()):
        record, was = stored.get(key), seal.first_seq + place
        if record is None:
            yield _gone(key, was)
        elif merkle.leaf_hash(record.data) == digest:
            count.rows += 1
        elif record.seq != was:
            yield Flaw(What.MOVED, f"{EVENTS} {key}", f"sealed as #{was}, now #{record.seq}")
        else:
            yield Flaw(What.CHANGED, f"{EVENTS} {key}", f"#{was}")
    for key in stored.keys() - told.keys():
        yield Flaw(What.INSERTED, f"{EVENTS} {key}", f"#{stored[key].seq} in seal {seal.number}")


def _gone(key: UUID, was: int) -> Flaw:
    """An event that is not where it was sealed: somewhere else, or nowhere."""
    now = Event.objects.filter(id=key).values_list("seq", flat=True).first()
    if now is None:
        return Flaw(What.REMOVED, f"{EVENTS} {key}", f"#{was}")
    return Flaw(What.MOVED, f"{EVENTS} {key}", f"sealed as #{was}, now #{now}")


def _ledger(count: Count) -> Iterator[Flaw]:
    """The numbers after the last seal, and the ledger itself."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(max(seq), %(last)s),"
            " (SELECT coalesce(max(seq), 0) FROM events_ledger)"
            " FROM events_event WHERE seq > %(last)s",
            {"last": count.last_seq},
        )
        young, last, ledger = cursor.fetchone()
        cursor.execute(
            "SELECT id, seq FROM (SELECT id, seq, recorded_at, lag(recorded_at) OVER (ORDER BY seq)"
            " AS earlier FROM events_event) e WHERE recorded_at <= earlier ORDER BY seq LIMIT 100"
        )
        backwards = cursor.fetchall()
    count.young, count.ledger = count.young + young, ledger
    if last - count.last_seq != young:
        yield Flaw(What.REMOVED, EVENTS, f"of #{count.last_seq + 1} to #{last}, {young} are there")
    if ledger != last:
        yield Flaw(What.REMOVED, EVENTS, f"the ledger is at #{ledger}, the last event is #{last}")
    for key, seq in backwards:
        yield Flaw(What.MOVED, f"{EVENTS} {key}", f"#{seq} is older than the one before it")


def _records(kind: Kind, count: Count) -> Iterator[Flaw]:
    floor, after = floor_of(kind), UUID(int=0)
    filled = sql.SQL("t.{} IS NOT NULL AND ").format(sql.Identifier(kind.seq or "id"))
    while rows := read(kind, filled + sql.SQL("t.id > %s"), [after], f"id LIMIT {CHUNK}"):
        leaves = _last_leaves(kind, [row.id for row in rows])
        for row in rows:
            if leaves.get(row.id) == merkle.leaf_hash(row.data):
                count.rows += 1
            elif _is_young(kind, row, floor, count, row.id in leaves):
                count.young += 1
            elif row.id in leaves:
                yield Flaw(What.CHANGED, f"{kind.name} {row.id}")
            else:
                yield Flaw(What.INSERTED, f"{kind.name} {row.id}", "no seal covers it")
        after = rows[-1].id
        count.progress(kind.name, count.rows)
    yield from _removed(kind)


def _last_leaves(kind: Kind, ids: list[UUID]) -> dict[UUID, bytes]:
    last = (
        Leaf.objects.filter(kind=kind.name, object_id__in=ids)
        .order_by("object_id", "-id")
        .distinct("object_id")
    )
    return {key: bytes(digest) for key, digest in last.values_list("object_id", "digest")}


def _is_young(kind: Kind, row: Record, floor: UUID, count: Count, is_sealed: bool) -> bool:
    """Whether a row that is not as sealed is one that the next seal will cover."""
    if is_sealed:
        return False
    return count.last_seq < row.seq <= count.ledger if row.seq is not None else row.id >= floor


def _removed(kind: Kind) -> Iterator[Flaw]:
    """Sealed rows that are gone, or whose later filled column is empty again."""
    filled = sql.SQL("t.{} IS NOT NULL").format(sql.Identifier(kind.seq or "id"))
    query = sql.SQL(
        "SELECT DISTINCT l.object_id FROM events_leaf l WHERE l.kind = %s AND NOT EXISTS"
        " (SELECT 1 FROM {table} t WHERE t.id = l.object_id AND {filled})"
    ).format(table=sql.Identifier(kind.table), filled=filled)
    with connection.cursor() as cursor:
        cursor.execute(query, [kind.name])
        for (key,) in cursor.fetchall():
            yield Flaw(What.REMOVED, f"{kind.name} {key}")


def _journaled(table: str, count: Count) -> Iterator[Flaw]:
    """Rows that say something else than when they were last written."""
    for key, was_there, is_there in journal.rows_unlike_their_notes(table):
        what = What.CHANGED if was_there else What.INSERTED
        yield Flaw(what if is_there else What.REMOVED, f"{table} {key}")
    count.progress(f"journal of {table}", count.rows)


def _in_no_act() -> Iterator[Flaw]:
    """Changes that no event tells of."""
    for table, key, at in journal.changes_in_no_act():
        yield Flaw(What.CHANGED, f"{table} {key}", f"at {at}, and no event of then tells of it")


def _forgotten_kinds() -> Iterator[Flaw]:
    known = {EVENTS, *(kind.name for kind in kinds()), *journal.JOURNALED}
    for name in Leaf.objects.order_by("kind").values_list("kind", flat=True).distinct():
        if name not in known:
            yield Flaw(What.REMOVED, name, "sealed, but this version knows no such table")


def _triggers() -> Iterator[Flaw]:
    """Triggers that should refuse or note changes and are gone, or asleep."""
    for table in sorted(journal.JOURNALED.keys() - journal.tables_watched()):
        yield Flaw(What.REMOVED, f"trigger {journal.TRIGGER} of {table}")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
        )
        awake = set(cursor.fetchall())
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            table = model._meta.db_table
            if (table, trigger.get_pgid(model)) not in awake:
                yield Flaw(What.REMOVED, f"trigger {trigger.name} of {table}")


def _against(checkpoints: Iterable[Checkpoint]) -> Iterator[Flaw]:
    """What checkpoints say that lie outside the database."""
    seals = dict(Seal.objects.values_list("number", "hash"))
    last = Event.objects.aggregate(last=Max("seq"))["last"] or 0
    for noted in checkpoints:
        where = f"checkpoint of {noted.at}"
        if noted.seal not in seals:
            yield Flaw(What.CUT, where, f"seal {noted.seal} and what follows it are gone")
        elif seals[noted.seal] != noted.hash:
            yield Flaw(What.BROKEN, where, f"seal {noted.seal} was another one then")
        if noted.seq > last:
            yield Flaw(What.CUT, where, f"events went up to #{noted.seq}, now to #{last}")
