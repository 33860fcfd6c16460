"""What comes due by itself in the vendor file?"""

from __future__ import annotations

from config import clock
from config.actors import Actor
from vendors.operations import expiring


def tell_expiries() -> None:
    """Tell of certificates and attestations that end soon, or have ended."""
    expiring.tell_expiries(on=clock.today(), actor=Actor.system())
