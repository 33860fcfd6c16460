"""How much of a vendor does each party have, in the measures that contracts speak of?"""

from procurement.positions.survey import survey
from procurement.positions.values import (
    Answer,
    ControlPosition,
    KeyPersonPosition,
    Measure,
    Position,
    Positions,
)

__all__ = [
    "Answer",
    "ControlPosition",
    "KeyPersonPosition",
    "Measure",
    "Position",
    "Positions",
    "survey",
]
