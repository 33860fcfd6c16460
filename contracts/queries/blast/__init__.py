"""What is touched when a party, or what is supposed of it, becomes a problem?"""

from contracts.queries.blast.radius import (
    Asset,
    Domain,
    Door,
    Radius,
    TouchedContract,
    TouchedVendor,
    blast_of_party,
    radius_around,
)
from contracts.queries.blast.touching import Touch, Way

__all__ = [
    "Asset",
    "Domain",
    "Door",
    "Radius",
    "Touch",
    "TouchedContract",
    "TouchedVendor",
    "Way",
    "blast_of_party",
    "radius_around",
]
