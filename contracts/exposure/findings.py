"""Which limits of the policy are passed, surely or possibly, and by what?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contracts.exposure.owners import (
    UNDISCLOSED,
    OwnerRow,
    owner_concentration,
    share_of,
)
from contracts.exposure.sums import Between, Sheet, concentration
from procurement.limits import Limits


class Passed(StrEnum):
    """`passed` is proved; `possible` depends on what is not known."""

    PASSED = "passed"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Finding:
    """A limit that is passed.

    :ivar key: on whom or what too much hangs; empty for concentration
    :ivar lens: `held` or `controlled` by an owner; empty for anything else
    :ivar found: in percent for a share, in points for concentration
    """

    limit: str
    key: str
    currency: str
    state: Passed
    found: Between
    threshold: Fraction
    lens: str = ""

    def sentence(self, names: Mapping[str, str]) -> str:
        """For people."""
        what = _range(self.found, "%" if self.key else "points")
        limit = f"{_plain(self.threshold)} {'%' if self.key else 'points'}"
        verb = "hangs" if self.state is Passed.PASSED else "may hang"
        if not self.key:
            return f"Concentration in {self.currency} is {what}; the policy allows {limit}."
        through = f" ({self.lens})" if self.lens else ""
        name = names.get(self.key) or self.key or "what has no name"
        return (
            f"{what} of what is committed in {self.currency} {verb} on {name}{through};"
            f" the policy allows {limit}."
        )


def findings(found: Sheet, by: str, limits: Limits) -> list[Finding]:
    """Of a sheet that is grouped by what the limits are about; the largest first."""
    return _sorted(_findings(found, by, limits))


def owner_findings(
    found: Sheet, rows: Iterable[OwnerRow], limits: Limits, by: str = "ultimate_owner"
) -> list[Finding]:
    """The same by ultimate owner, or by place. What is nobody's and nowhere passes no limit."""
    return _sorted(_owner_findings(found, list(rows), limits, by))


def _sorted(found: Iterable[Finding]) -> list[Finding]:
    return sorted(
        found, key=lambda one: (one.state, -one.found.least, -one.found.most, one.limit, one.key)
    )


def _findings(found: Sheet, by: str, limits: Limits) -> Iterator[Finding]:
    share, points = limits.share_of(by), limits.hhi_of(by)
    for currency in found.currencies:
        if share is not None:
            for key in found.groups:
                part = (found.share(key, currency) or Fraction(0)) * 100
                if part > share:
                    yield _passed(f"{by}_share_pct", key, currency, Between(part, part), share)
        if points is not None:
            index = concentration(found.shares(currency))
            if index > points:
                yield _passed(f"{by}_hhi", "", currency, Between(index, index), points)


def _owner_findings(
    found: Sheet, rows: list[OwnerRow], limits: Limits, by: str
) -> Iterator[Finding]:
    share, points = limits.share_of(by), limits.hhi_of(by)
    for currency in found.currencies:
        if share is not None:
            for row in rows:
                for lens, spans in (("held", row.held), ("controlled", row.controlled)):
                    part = share_of(spans, found, currency)
                    if row.owner != UNDISCLOSED and part.most * 100 > share:
                        percent = Between(part.least * 100, part.most * 100)
                        yield _passed(f"{by}_share_pct", row.owner, currency, percent, share, lens)
        if points is not None:
            index = owner_concentration(rows, found, currency)
            if index.worst > points:
                span = Between(index.least, index.worst)
                yield _passed(f"{by}_hhi", "", currency, span, points)


def _passed(
    limit: str, key: str, currency: str, found: Between, threshold: object, lens: str = ""
) -> Finding:
    exact = Fraction(str(threshold))
    state = Passed.PASSED if found.least > exact else Passed.POSSIBLE
    return Finding(limit, key, currency, state, found, exact, lens)


def _range(found: Between, unit: str) -> str:
    if found.least == found.most:
        return f"{_plain(found.least)} {unit}"
    return f"{_plain(found.least)} to {_plain(found.most)} {unit}"


def _plain(value: Fraction) -> str:
    return f"{float(round(value, 2)):g}" if value < 10_000 else f"{int(value)}"
