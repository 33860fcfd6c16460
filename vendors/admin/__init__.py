"""What people see of the vendor file, and what a signed-in person may do about it."""

from vendors.admin import claims, file, sourcing

__all__ = ["claims", "file", "sourcing"]
