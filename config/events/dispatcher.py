"""How do owed reactions get moving, whatever is dead? By a loop over due rows.

One pass claims due rows (`FOR UPDATE SKIP LOCKED`), sets a lease on each, sends a hint to Celery.
When the broker does not take the hint, or nobody acts on it, the dispatcher does the work itself:
slower, not stopped.
A row comes due again when its lease ends without a receipt, so a lost hint, worker or broker costs
the lease and nothing else. Any number of dispatchers may run.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event as Flag
from uuid import UUID

import psycopg
import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils.module_loading import import_string

from config.celery import app
from config.events import inbox
from config.events.inbox import MAX_ATTEMPTS
from config.reactions import CLOCKWORK

log = structlog.get_logger(__name__)

BATCH = 100
MOST_TOGETHER = 50
LEASE_SECONDS = 15
LONGEST_LEASE_SECONDS = 600
POLL_SECONDS = 1.0
BROKER_PAUSE_SECONDS = 5.0
CLOCK_SECONDS = 60.0
# Whoever was told so often and tried nothing is dead, deaf or very busy.
HINTS_UNHEARD = 2
MOST_TAKEN_OVER = 10


@dataclass(slots=True)
class Dispatcher:
    """The loop. `stop` ends it after the pass it is in."""

    stop: Flag = field(default_factory=Flag)
    # What goes outside without a broker goes beside the loop: a slow receiver delays no recheck.
    _outside: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "outside"))
    _going: set[Future[None]] = field(default_factory=set)
    _broker_after: float = 0.0
    _clock_after: float = 0.0

    def run(self) -> None:
        """Dispatch until told to stop. A database that is away, or only lets itself be read (after
        a failover, say), is tried again every second.
        """
        app.loader.import_default_modules()
        while not self.stop.is_set():
            try:
                with _WakeUps() as wait:
                    self._run_connected(wait)
            except (DatabaseError, InterfaceError, psycopg.Error) as error:
                log.warning("database_away", error=str(error).strip())
                connection.close()
                self.stop.wait(1.0)
        self._outside.shutdown(cancel_futures=True)

    def _run_connected(self, wait: Callable[[float], None]) -> None:
        while not self.stop.is_set():
            self._tick_clock()
            if not self.pass_once():
                wait(POLL_SECONDS)

    def pass_once(self) -> int:
        """Move one batch of due deliveries; answers how many there were."""
        claimed = claim(BATCH)
        unheard = [each for each in claimed if each.is_unheard][:MOST_TAKEN_OVER]
        for each in unheard:
            self._do(each.task, [each.id])
        for task, delivery_ids in _loads([each for each in claimed if each not in unheard]):
            if not self._hint(task, delivery_ids):
                self._do(task, delivery_ids)
        return len(claimed)

    def _do(self, task: str, delivery_ids: Sequence[UUID]) -> None:
        if not inbox.is_known(task):
            return
        if inbox.queue_of(task) == inbox.OUTBOUND:
            self._go_outside(task, *delivery_ids)
        else:
            inbox.deliver(*delivery_ids)

    def _go_outside(self, task: str, delivery_id: UUID) -> None:
        """Send beside the loop; what finds the line too long comes back when its lease ends."""
        self._going = {future for future in self._going if not future.done()}
        if len(self._going) < BATCH:
            self._going.add(self._outside.submit(_run_errand, task, delivery_id))

    def _hint(self, task: str, delivery_ids: Sequence[UUID]) -> bool:
        if time.monotonic() < self._broker_after:
            return False
        try:
            ids = [str(delivery_id) for delivery_id in delivery_ids]
            app.send_task(task, args=ids, queue=inbox.queue_of(task), retry=False)
        except Exception as error:  # noqa: BLE001 - any broker trouble: do the work here
            log.warning("broker_away", error=str(error))
            self._broker_after = time.monotonic() + BROKER_PAUSE_SECONDS
            return False
        return True

    def _tick_clock(self) -> None:
        if time.monotonic() < self._clock_after:
            return
        self._clock_after = time.monotonic() + CLOCK_SECONDS
        park_hopeless()
        for path in CLOCKWORK:
            _wind(path)


def _run_errand(task: str, delivery_id: UUID) -> None:
    try:
        inbox.run_errand(task, delivery_id)
    except Exception:  # isolated: the row is owed until somebody writes down that it is done
        log.exception("errand_failed", delivery=str(delivery_id))
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is due, and ours to move for a while."""

    id: UUID
    task: str
    is_untried: bool
    is_unheard: bool


def _loads(claimed: Sequence[Claimed]) -> Iterator[tuple[str, list[UUID]]]:
    """What travels on one hint: one delivery, or several that can be done together."""
    together: dict[str, list[UUID]] = defaultdict(list)
    for each in claimed:
        if each.is_untried and inbox.can_go_together(each.task):
            together[each.task].append(each.id)
        else:
            yield each.task, [each.id]
    for task, ids in together.items():
        for start in range(0, len(ids), MOST_TOGETHER):
            yield task, ids[start : start + MOST_TOGETHER]


def claim(limit: int) -> list[Claimed]:
    """Take up to `limit` due deliveries for a lease that grows with every claim."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET dispatches = dispatches + 1, next_at = clock_timestamp()"
            " + make_interval(secs => least(%s * power(2, least(dispatches, 10)), %s))"
            " WHERE id IN (SELECT id FROM events_delivery WHERE done_at IS NULL"
            " AND parked_at IS NULL AND next_at <= clock_timestamp()"
            " ORDER BY next_at LIMIT %s FOR UPDATE SKIP LOCKED)"
            " RETURNING id, task, attempts = 0, attempts = 0 AND dispatches > %s",
            [LEASE_SECONDS, LONGEST_LEASE_SECONDS, limit, HINTS_UNHEARD],
        )
        return [Claimed(*row) for row in cursor.fetchall()]


def park_hopeless() -> int:
    """Park what used up its tries without ever answering (a reaction that kills its worker)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE events_delivery SET parked_at = clock_timestamp(), last_error ="
            " coalesce(nullif(last_error, ''), 'Every try ended without an answer.')"
            " WHERE done_at IS NULL AND parked_at IS NULL AND attempts >= %s"
            " AND next_at <= clock_timestamp()",
            [MAX_ATTEMPTS],
        )
        return int(cursor.rowcount)


def _wind(path: str) -> None:
    """Call one piece of clockwork, unless another dispatcher is at it right now."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [path])
                mine = cursor.fetchone()[0]
            if mine:
                import_string(path)()
    except OperationalError:
        raise
    except Exception:  # isolated: one broken piece must not stop the others, nor the dispatching
        log.exception("clockwork_failed", path=path)


class _WakeUps:
    """A connection of its own that listens for newly owed work: waiting costs no polling."""

    def __enter__(self) -> Callable[[float], None]:
        parameters = connection.get_connection_params()
        for ours in ("cursor_factory", "context", "prepare_threshold"):
            parameters.pop(ours, None)
        self._connection = psycopg.connect(**parameters, autocommit=True)
        self._connection.execute("LISTEN owed")
        return self._wait

    def _wait(self, seconds: float) -> None:
        for _ in self._connection.notifies(timeout=seconds, stop_after=1):
            pass

    def __exit__(self, *_: object) -> None:
        self._connection.close()
