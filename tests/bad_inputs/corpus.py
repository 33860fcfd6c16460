"""What is sent that should not be? Read from the data files beside this one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def corpus(name: str) -> list[dict[str, Any]]:
    """The inputs of a category."""
    lines = (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]
