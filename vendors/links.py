"""What does one interest say of two parties, if one only asks who is bound to whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from vendors.ownership.facts import Confidence, Interval, Kind
from vendors.ownership.kinds import KINDS


@dataclass(frozen=True, slots=True)
class Link:
    """One interest between two parties; both are who speaks for them.

    :ivar until: the day on which a place ended, where somebody has left it lately
    """

    interest: UUID
    owner: UUID
    subject: UUID
    kind: Kind
    share: Interval | None
    confidence: Confidence
    source: UUID
    until: date | None

    @property
    def counts_shares(self) -> bool:
        """Whether it is a part of something, known or not."""
        return KINDS[self.kind].share_expected
