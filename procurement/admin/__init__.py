"""What people see of verdicts and needs, and what a signed-in person may do about them."""

from procurement.admin import backtests, policies, requisitions, verdicts

__all__ = ["backtests", "policies", "requisitions", "verdicts"]
