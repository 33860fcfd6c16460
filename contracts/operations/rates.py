"""Enter what a currency is worth."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import transaction

from config.actors import Actor
from config.events.ledger import next_entry
from config.events.operations import Subject, record
from config.problems import Invalid
from contracts.models import ExchangeRate
from contracts.money import UnknownCurrency, minor_digits


@transaction.atomic
def enter_rate(
    *, base: str, quote: str, rate: Decimal, valid_on: date, source: str, actor: Actor, today: date
) -> ExchangeRate:
    """Say what one unit of `base` is worth in `quote` from a day on. Of one day the last counts.

    :raises Invalid: if a currency is none, both are one, or the day has not come
    """
    for name, code in (("base", base), ("quote", quote)):
        try:
            minor_digits(code)
        except UnknownCurrency as unknown:
            raise Invalid.at(f"/{name}", "currency", f"{unknown}.") from None
    if base == quote:
        raise Invalid.at("/quote", "same_currency", "A rate is between two currencies.")
    if valid_on > today:
        raise Invalid.at("/valid_on", "in_the_future", "Nobody knows the rate of that day yet.")
    entry = next_entry()
    row = ExchangeRate.objects.create(
        base=base,
        quote=quote,
        rate=rate,
        valid_on=valid_on,
        source=source,
        entered_by=actor.person,
        entered_label=actor.label,
        seq=entry.seq,
        recorded_at=entry.recorded_at,
    )
    record(
        type="contracts.rate_entered",
        subject=Subject("exchange_rate", row.id),
        actor=actor,
        entry=entry,
        data={
            "exchange_rate": row.id,
            "base": base,
            "quote": quote,
            "rate": str(rate),
            "valid_on": valid_on,
        },
    )
    return row
