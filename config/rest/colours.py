"""How does a state look to somebody who only glances at it? Good, bad, or waiting for somebody."""

from __future__ import annotations

_TONES = {
    "success": "clear standing active approved verified completed adopted qualified done",
    "danger": "conflict contradicted suspended failed rejected voided",
    "warning": (
        "possible insufficient asked expired opened under_review in_review proposed submitted"
        " terminating notice_served winding_down blocked"
    ),
}
LABELS = {code: tone for tone, codes in _TONES.items() for code in codes.split()}
