"""What people see of contracts, and what a signed-in person may do about them."""

from contracts.admin import acts, exits, files, reliance, sourcing

__all__ = ["acts", "exits", "files", "reliance", "sourcing"]
