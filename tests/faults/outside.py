"""What comes from outside: code of another age, receivers of every kind, a graph made to hurt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from typing import Any

from tests.builders.receiving import Receiver, dawdle, hang_up, receiving
from tests.faults.pace import a_while
from tests.functional.stack import Stack, until

OF_NEWER_CODE = "procurement.tasks.of_newer_code"
LAYERS, WIDE = 10, 8
SLOW_SECONDS = 20.0
_numbers = count(1)


def work_of_newer_code(stack: Stack) -> None:
    """A deploy is under way: something is owed that this code does not know. It stays owed."""
    [(delivery,)] = stack.ask(
        "INSERT INTO events_delivery"
        " (event_id, task, subject_id, next_at, dispatches, attempts, cursor, last_error)"
        " SELECT id, %s, subject_id, clock_timestamp(), 0, 0, '{}', ''"
        " FROM events_event ORDER BY seq DESC LIMIT 1 RETURNING id",
        OF_NEWER_CODE,
    )
    a_while(1 / 2)
    left = stack.ask(
        "UPDATE events_delivery SET done_at = clock_timestamp()"
        " WHERE id = %s AND done_at IS NULL AND parked_at IS NULL AND attempts = 0 RETURNING id",
        delivery,
    )
    assert left == [(delivery,)]


def receivers_of_every_kind(stack: Stack) -> None:
    """Webhooks: one receiver is well, the others are not; it gets all, each under one name."""
    endpoints: list[str] = []
    try:
        with ExitStack() as open_:
            well = open_.enter_context(receiving(204))
            broken = [
                open_.enter_context(receiving(answer))
                for answer in (500, 302, hang_up, dawdle, _too_late)
            ]
            registered = (_registered(stack, each) for each in (well, *broken))
            endpoints.extend(open_.enter_context(each) for each in registered)
            good = endpoints[0]
            a_while()
            owed = {str(id_) for (id_,) in stack.ask(_OWED_TO, good)}
            until(
                lambda: owed <= {got.headers["webhook-id"] for got in well.got},
                "the one that is well has got all that was owed to it",
            )
    finally:
        for endpoint in endpoints:
            until(lambda endpoint=endpoint: _given_up(stack, endpoint), "nothing is owed to it")  # type: ignore[misc]


_OWED_TO = "SELECT id FROM events_delivery WHERE subject_id = %s"


@contextmanager
def _registered(stack: Stack, receiver: Receiver) -> Iterator[str]:
    admin = stack.person("admin")
    wanted = {"url": receiver.url, "types": ["vendors.*", "procurement.*"]}
    endpoint: str = admin.post("webhook-endpoints", wanted)["id"]
    try:
        yield endpoint
    finally:
        admin.post(f"webhook-endpoints/{endpoint}/disable", {"reason": "That is enough."})


def _undone(stack: Stack, endpoint: str) -> bool:
    return bool(
        stack.ask(
            "SELECT id FROM events_delivery WHERE subject_id = %s AND done_at IS NULL", endpoint
        )
    )


def _given_up(stack: Stack, endpoint: str) -> bool:
    """Done with, by the hand of the test: what goes to nobody any more would stay owed for days."""
    stack.ask(
        "UPDATE events_delivery SET done_at = clock_timestamp(), parked_at = NULL, cursor = '{}'"
        " WHERE subject_id = %s AND done_at IS NULL RETURNING id",
        endpoint,
    )
    return not _undone(stack, endpoint)


def _too_late(handler: Any) -> None:
    """Answer when nobody listens any more."""
    time.sleep(SLOW_SECONDS)
    hang_up(handler)


def hostile_graph(stack: Stack) -> None:
    """A vendor with a hundred million ways to its owners: eight layers above each other, each held
    by all of the next.
    """
    vera, mark = stack.person("vera"), next(_numbers)

    def company(layer: int, place: int) -> dict[str, object]:
        name = f"Layer {layer}, number {place}, of {mark} (fictional)"
        known = {"scheme": "HOSTILE", "value": f"{mark}-{layer}-{place}"}
        return {"kind": "company", "name": name, "identifiers": [known]}

    made = vera.post("vendors", {"party": company(0, 0)})
    edges = [
        (company(layer, below), company(layer + 1, above))
        for layer in range(LAYERS)
        for below in range(1 if layer == 0 else WIDE)
        for above in range(WIDE)
    ]
    share = {"minimum": 5, "maximum": 12}
    body = {
        "source": {"type": "registry", "title": "Everybody holds everybody"},
        "statements": [
            {
                "kind": "assertion",
                "subject": below,
                "interested_party": above,
                "interests": [{"type": "ordinary_shares", "share": share}],
            }
            for below, above in edges
        ],
    }
    vera.post("disclosures", body)
    vera.await_(f"vendors/{made['id']}", lambda said: not said["neutrality"]["recheck_pending"])
