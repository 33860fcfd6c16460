"""How long before what vouches for a vendor ends are people told, and when it has ended?"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from config.reminding import Watch


class ExpiryKind(StrEnum):
    """What ends."""

    CERTIFICATE = "certificate"
    ATTESTATION = "attestation"


EXPIRIES: Final[Mapping[ExpiryKind, Watch]] = MappingProxyType(
    {
        ExpiryKind.CERTIFICATE: Watch((90, 60, 30, 14, 7, 1), passed=True),
        ExpiryKind.ATTESTATION: Watch((30, 14, 7, 1), passed=True),
    }
)
"""The days before the last day on which each still counts."""

LONGEST: Final = max(max(watch.days_before) for watch in EXPIRIES.values())
