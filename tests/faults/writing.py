"""What was acknowledged? Clients that disclose one fact after another and keep the receipts.

Run as a program of its own, so that nothing the tests do to the product can slow or stop it: each
worker of `python -m tests.faults.writing`, given one line of JSON (`Order`), goes on until it is
asked to stop. It waits for the answer it is owed before it does: nothing of it is under way any
more when it has ended.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from threading import Event, Lock, Thread

from contracts.story.client import Answer, Client

PAUSE_SECONDS = 0.15
BECAUSE = {"reason": "To see what happens."}
DISCLOSED, MOVED = "disclosed", "moved"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done.

    :ivar writer: the token of who discloses
    :ivar mover: the token of who suspends and resumes the contract, again and again
    :ivar clients: how many disclose at the same time
    """

    address: str
    ledger: str
    writer: str
    vendors: list[str]
    mover: str
    contract: str
    clients: int = 1


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server said; status 0 if nobody answered.

    :ivar id: of the disclosure, or of the contract
    :ivar state: of the contract after the move
    """

    what: str
    status: int
    seconds: float
    id: str | None
    state: str | None = None


def main() -> None:
    order = Order(**json.loads(sys.argv[1]))
    is_asked_to_stop, one_at_a_time = Event(), Lock()
    signal.signal(signal.SIGTERM, lambda *_: is_asked_to_stop.set())
    with Path(order.ledger).open("a", encoding="utf-8") as ledger:

        def go_on(act: Callable[[], Receipt]) -> None:
            while True:
                receipt = act()
                with one_at_a_time:
                    ledger.write(json.dumps({n: getattr(receipt, n) for n in receipt.__slots__}))
                    ledger.write("\n")
                    ledger.flush()
                if is_asked_to_stop.wait(PAUSE_SECONDS):
                    return

        acts = [_disclosing(order, number) for number in range(order.clients)]
        threads = [Thread(target=go_on, args=(act,)) for act in (*acts, _moving(order))]
        for thread in threads:
            thread.start()
        is_asked_to_stop.wait()
        for thread in threads:
            thread.join()


def _disclosing(order: Order, client_number: int) -> Callable[[], Receipt]:
    client, vendors, numbers = Client(order.address, order.writer), cycle(order.vendors), count(1)

    def disclose() -> Receipt:
        hired = f"Employee {client_number}-{next(numbers)} (fictional)"
        body = {
            "source": {"type": "vendor_declaration", "title": "Somebody was hired"},
            "statements": [
                {
                    "kind": "assertion",
                    "interested_party": {"kind": "person", "name": hired},
                    "interests": [{"type": "employment", "valid_from": "2025-01-01"}],
                }
            ],
        }
        answer, seconds = _timed(client, f"vendors/{next(vendors)}/disclosures", body)
        return Receipt(DISCLOSED, answer.status, seconds, answer.body.get("id"))

    return disclose


def _moving(order: Order) -> Callable[[], Receipt]:
    client, acts = Client(order.address, order.mover), cycle(("suspend", "resume"))

    def move() -> Receipt:
        answer, seconds = _timed(client, f"contracts/{order.contract}/{next(acts)}", BECAUSE)
        said = answer.body
        return Receipt(MOVED, answer.status, seconds, said.get("id"), said.get("state"))

    return move


def _timed(client: Client, path: str, body: dict[str, object]) -> tuple[Answer, float]:
    began = time.monotonic()
    try:
        answer = client.send("POST", path, body)
    except (OSError, ValueError):  # the server died, before or after it answered
        answer = Answer(0, {}, {})
    return answer, time.monotonic() - began


if __name__ == "__main__":
    main()
