"""What was acknowledged? A client that discloses one fact after another and keeps the receipts.

Run as a program of its own, so that nothing the tests do to the product can slow or stop it:
`python -m tests.faults.writing ADDRESS TOKEN LEDGER VENDOR...` until it is asked to stop. It waits
for the answer it is owed before it does: nothing of it is under way any more when it has ended.
"""

from __future__ import annotations

import json
import signal
import sys
from itertools import count, cycle
from pathlib import Path
from threading import Event

from contracts.story.client import Client

PAUSE_SECONDS = 0.15


def main() -> None:
    address, token, ledger, *vendors = sys.argv[1:]
    client = Client(address, token)
    is_asked_to_stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: is_asked_to_stop.set())
    with Path(ledger).open("a", encoding="utf-8") as receipts:
        for number, vendor in zip(count(1), cycle(vendors), strict=False):
            receipts.write(json.dumps(_disclosed(client, vendor, number)) + "\n")
            receipts.flush()
            if is_asked_to_stop.wait(PAUSE_SECONDS):
                return


def _disclosed(client: Client, vendor: str, number: int) -> dict[str, object]:
    """Status and id of one disclosure; status 0 if nobody answered."""
    hired = {"kind": "person", "name": f"Employee {number} (fictional)"}
    body = {
        "source": {"type": "vendor_declaration", "title": "Somebody was hired"},
        "statements": [
            {
                "kind": "assertion",
                "interested_party": hired,
                "interests": [{"type": "employment", "valid_from": "2025-01-01"}],
            }
        ],
    }
    try:
        answer = client.send("POST", f"vendors/{vendor}/disclosures", body)
    except (OSError, ValueError):  # the server died, before or after it answered
        return {"status": 0, "id": None}
    return {"status": answer.status, "id": answer.body.get("id")}


if __name__ == "__main__":
    main()
