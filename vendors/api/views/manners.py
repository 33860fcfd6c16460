"""What do these views have in common? Two clocks, and what an answer is told about its reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from config import clock
from config.events.ledger import current_seq, seq_at
from config.rest.views import actor
from vendors.api.serializers.parties import TwoClocks

VALID_AT = OpenApiParameter(
    "valid_at", date, description="The day of the world; today if not said."
)
KNOWN_AT = OpenApiParameter(
    "known_at",
    {"type": "string", "format": "date-time"},
    description="The instant up to which we had heard; now if not said.",
)
CLOCKS = [VALID_AT, KNOWN_AT]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the world, and a place in the ledger."""

    valid_at: date
    known_seq: int


def moment(request: Request) -> Moment:
    """What `valid_at` and `known_at` ask about.

    :raises Invalid: if `known_at` has not come yet
    """
    names = [name for name in ("valid_at", "known_at") if name in request.query_params]
    asked = TwoClocks(data={name: request.query_params[name] for name in names})
    asked.is_valid(raise_exception=True)
    known_at = asked.validated_data.get("known_at")
    return Moment(
        valid_at=asked.validated_data.get("valid_at") or clock.today(),
        known_seq=current_seq() if known_at is None else seq_at(known_at),
    )


def reader(request: Request) -> dict[str, object]:
    """Whom an answer is written for, and on which day."""
    return {"roles": actor(request).roles, "today": clock.today()}
