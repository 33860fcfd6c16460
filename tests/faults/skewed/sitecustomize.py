"""What if a host's clock is wrong? Python imports this first, where a fault puts it in its way."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import time_machine

_ahead = timedelta(seconds=float(os.environ["CLOCK_AHEAD_SECONDS"]))
time_machine.travel(datetime.now(UTC) + _ahead, tick=True).start()
