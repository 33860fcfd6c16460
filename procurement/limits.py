"""How much may hang on one vendor, owner, domain or place? The limits of a policy, as data.

Shares are of the committed value; concentration is the Herfindahl-Hirschman index in points, from
near 0 (many alike) to 10,000 (everything hangs on one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final, Self

from procurement.neutrality.policy import BadPolicy, FieldError
from procurement.neutrality.policy_fields import Plain, Unreadable, percent, plain

MOST_POINTS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """None where there is no limit. At the limit it is kept; above it is passed."""

    vendor_share_pct: Decimal | None = None
    ultimate_owner_share_pct: Decimal | None = None
    domain_share_pct: Decimal | None = None
    place_share_pct: Decimal | None = None
    vendor_hhi: int | None = None
    ultimate_owner_hhi: int | None = None
    domain_hhi: int | None = None
    place_hhi: int | None = None

    @classmethod
    def from_mapping(cls, values: object) -> Self:
        """Read what JSON says.

        :raises BadPolicy: naming every unknown limit and every value that is none
        """
        if not isinstance(values, Mapping):
            raise BadPolicy([FieldError("limits", "invalid", "limits by their names are expected")])
        known = {each.name for each in fields(cls)}
        errors, read = [], {}
        for name in sorted(map(str, values)):
            if name not in known:
                errors.append(FieldError(f"limits/{name}", "unknown_field", "no such limit"))
                continue
            try:
                read[name] = _read(name, values[name])
            except Unreadable as unreadable:
                errors.append(FieldError(f"limits/{name}", "invalid", str(unreadable)))
        if errors:
            raise BadPolicy(errors)
        return cls(**read)  # type: ignore[arg-type]  # each is of its own field

    def to_mapping(self) -> dict[str, Plain]:
        """Only what is limited, in plain JSON values."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: plain(value) for name, value in said.items() if value is not None}

    def share_of(self, by: str) -> Decimal | None:
        """The most that may hang on one, in percent."""
        found: Decimal | None = getattr(self, f"{by}_share_pct", None)
        return found

    def hhi_of(self, by: str) -> int | None:
        """The highest concentration, in points."""
        found: int | None = getattr(self, f"{by}_hhi", None)
        return found


def _read(name: str, value: object) -> Decimal | int | None:
    if value is None:
        return None
    if name.endswith("_pct"):
        return percent(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_POINTS:
        raise Unreadable(f"points from 0 to {MOST_POINTS} are expected")
    return value
