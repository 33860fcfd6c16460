"""A past to try policies against."""

from __future__ import annotations

from datetime import date

from config.events import inbox
from procurement.models import Assessment, Backtest, Policy
from procurement.operations import backtests
from tests.builders.procurement import a_competitor, assessed, legal, owed, sold
from tests.builders.vendors import a_party, a_vendor, attested, disclosed
from vendors.models import Party, Vendor

NEW_YEAR, JANUARY, MARCH, TODAY = (
    date(2025, 1, 1),
    date(2025, 1, 10),
    date(2025, 3, 1),
    date(2025, 6, 30),
)


def a_past(name: str = "Labelworks", rival: Party | None = None) -> tuple[Vendor, list[Assessment]]:
    """Clear at New Year; a competitor has 4 % since January, and 12 % since March."""
    buyer = rival or a_party("Rival Labs")
    if rival is None:
        a_competitor(buyer)
    vendor = a_vendor(name)
    disclosed(vendor, a_party(f"{name} Founder", "person"), 100)
    attested(vendor, "complete")
    found = [assessed(vendor, NEW_YEAR)]
    sold(vendor, buyer, 4)
    found.append(assessed(vendor, JANUARY))
    sold(vendor, buyer, 8)
    found.append(assessed(vendor, MARCH))
    return vendor, found


def asked_for(policy: Policy, **asked: object) -> Backtest:
    """A backtest that is owed."""
    usual = {"from_day": None, "to_day": TODAY, "vendors": (), "today": TODAY}
    return backtests.ask_for_backtest(policy_id=policy.id, actor=legal(), **{**usual, **asked})  # type: ignore[arg-type]


def run(policy: Policy, **asked: object) -> Backtest:
    """A backtest that was carried out."""
    backtest = asked_for(policy, **asked)
    for delivery in owed("try_policy"):
        inbox.deliver(delivery.id)
        delivery.refresh_from_db()
        assert delivery.done_at is not None, delivery.last_error
    backtest.refresh_from_db()
    return backtest


def told(backtest: Backtest) -> list[tuple[date, str, str, str]]:
    """Day, verdict on record, verdict under the policy, and how they compare."""
    rows = backtest.moments.order_by("vendor", "valid_at", "id")
    return [
        (
            row.valid_at,
            f"{row.before_state} {row.before_level}",
            f"{row.after_state} {row.after_level}",
            row.change,
        )
        for row in rows
    ]
