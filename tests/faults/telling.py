"""What is told of a fault when everything is whole again?"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """A fault, and what became of everything."""

    fault: str
    times: int
    acknowledged: int
    seconds: float
    lost: int
    doubled: int
    slow_answer: float


@dataclass(slots=True)
class Table:
    lines: list[Line] = field(default_factory=list)
