"""What can go wrong, and which answers are allowed while it does?

Each fault does it, and is over when it returns; whatever has died stays dead: who runs it in
earnest has a supervisor, a test says `be_whole`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tests.faults import broker, database, outside, programs
from tests.functional.stack import Stack

NOBODY_ANSWERED, CREATED, UNAVAILABLE, TOO_MANY = 0, 201, 503, 429


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done to the product, under load.

    :ivar noticed: how else than well a request may be answered meanwhile
    :ivar clients: how many write
    :ivar is_long: whether another one that takes less time is nearly the same
    """

    do: Callable[[Stack], None]
    noticed: frozenset[int] = frozenset()
    clients: int = 1
    is_long: bool = False

    @property
    def name(self) -> str:
        return self.do.__name__


_WAITS = frozenset({UNAVAILABLE})
_MISSED = frozenset({UNAVAILABLE, NOBODY_ANSWERED})

FAULTS: Mapping[str, Fault] = {
    fault.name: fault
    for fault in (
        Fault(programs.nothing),
        Fault(programs.web_killed, _MISSED),
        Fault(programs.worker_killed),
        Fault(programs.pool_child_killed),
        Fault(programs.worker_asked_to_stop),
        Fault(programs.worker_frozen),
        Fault(programs.worker_frozen_then_killed, is_long=True),
        Fault(programs.no_worker),
        Fault(
            programs.workers_dying_under_a_crowd,
            frozenset({UNAVAILABLE, TOO_MANY}),
            clients=50,
        ),
        Fault(programs.dispatcher_killed),
        Fault(programs.dispatcher_frozen),
        Fault(programs.two_of_each),
        Fault(programs.worker_clock_ahead),
        Fault(programs.worker_clock_back, is_long=True),
        Fault(programs.dispatcher_clock_ahead, is_long=True),
        Fault(broker.broker_killed),
        Fault(broker.broker_away),
        Fault(broker.broker_frozen),
        Fault(broker.broker_emptied),
        Fault(broker.broker_full),
        Fault(broker.message_poisoned),
        Fault(broker.queue_of_a_wrong_type),
        Fault(broker.hints_doubled),
        Fault(broker.line_to_worker_forgotten),
        Fault(broker.answer_to_a_push_lost, is_long=True),
        Fault(database.database_restarted_at_once, _MISSED, is_long=True),
        Fault(database.database_away, _MISSED),
        Fault(database.disk_full, _MISSED),
        Fault(database.no_connection_left, _WAITS, is_long=True),
        Fault(database.backends_terminated, _MISSED),
        Fault(database.outbox_locked, _WAITS),
        Fault(database.table_altered, _WAITS),
        Fault(outside.work_of_newer_code),
        Fault(outside.receivers_of_every_kind, is_long=True),
        Fault(outside.hostile_graph, _WAITS),
        Fault(programs.all_killed, _MISSED),
    )
}
