"""How long does a fault last? Twelve seconds, and less where nobody can wait (`FAULT_SECONDS`)."""

from __future__ import annotations

import os
import time

WHILE_SECONDS = float(os.environ.get("FAULT_SECONDS", "12"))
# As much of the load goes on before the fault, and after it.
LOAD_SECONDS = min(3.0, WHILE_SECONDS / 4)


def a_while(part: float = 1.0) -> None:
    """That part of as long as a fault lasts."""
    time.sleep(WHILE_SECONDS * part)
