"""What is known about a vendor, in the neutral form a clause is held against?

Whoever calls has asked the ownership engine on both clocks; nothing here looks anything up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from contracts.clauses.terms import Measure, Percent


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Measured:
    """How much of one measure a party has, in percent.

    `lo` is proved, `hi` possible for the holders that are disclosed, `worst` possible if all that
    is undisclosed were this party's. An open end is not itself attained. `since` is the day from
    which it has been so, `known_at` the day we learnt of it.
    """

    party: str
    name: str
    is_competitor: bool
    measure: Measure
    lo: Percent
    hi: Percent
    worst: Percent
    lo_open: bool = False
    hi_open: bool = False
    since: date | None = None
    known_at: date | None = None


@dataclass(frozen=True, slots=True)
class Controlled:
    """Whether a party controls the vendor; `because` completes "..., because <because>"."""

    party: str
    name: str
    is_competitor: bool
    answer: Answer
    because: str = ""
    since: date | None = None
    known_at: date | None = None


@dataclass(frozen=True, slots=True)
class KeyPersonMove:
    """What became of one key person: `party` and `name` are the person's."""

    party: str
    name: str
    left: Answer
    joined_competitor: Answer
    employer: str = ""
    since: date | None = None
    known_at: date | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    """Something written about one party: our approval of it, or the vendor's notice of it."""

    party: str
    on: date


@dataclass(frozen=True, slots=True)
class Holdings:
    """All facts about one vendor as of one pair of clocks, and the letters of one contract."""

    measured: tuple[Measured, ...] = ()
    controlled: tuple[Controlled, ...] = ()
    key_people: tuple[KeyPersonMove, ...] = ()
    approvals: tuple[Letter, ...] = ()
    notices: tuple[Letter, ...] = ()

    def of(self, measure: Measure) -> Iterator[Measured]:
        return (measured for measured in self.measured if measured.measure is measure)

    def most_of_anything(self, party: str) -> Percent:
        """The largest share that this party may have in any measure."""
        return max((held.hi for held in self.measured if held.party == party), default=Decimal(0))

    def approved_on(self, party: str) -> date | None:
        """The first approval of this party, if there was one."""
        return _first(self.approvals, party)

    def notified_on(self, party: str) -> date | None:
        """The vendor's first notice about this party, if there was one."""
        return _first(self.notices, party)


def _first(letters: tuple[Letter, ...], party: str) -> date | None:
    return min((letter.on for letter in letters if letter.party == party), default=None)
