"""What people see of the vendor file, and what a signed-in person may do about it."""

from vendors.admin import file, sourcing

__all__ = ["file", "sourcing"]
