"""How much of what we committed to is not delivered yet?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db.models import F, Sum

from contracts.models import Contract, ContractDelivery
from contracts.money import Money
from contracts.queries.reading import money_of


def values_at_risk(contracts: Collection[Contract]) -> Mapping[UUID, Money | None]:
    """What each contract is worth without what was accepted; never negative, None without a value.

    Accepted value in another currency than the contract's takes nothing away.
    """
    accepted = dict(
        ContractDelivery.objects.filter(
            contract__in=contracts, accepted_currency=F("contract__value_currency")
        )
        .order_by()
        .values_list("contract_id")
        .annotate(Sum("accepted_amount"))
    )
    return {
        contract.id: _rest(
            money_of(contract.value_amount, contract.value_currency),
            money_of(accepted.get(contract.id), contract.value_currency),
        )
        for contract in contracts
    }


def _rest(committed: Money | None, accepted: Money | None) -> Money | None:
    if committed is None or accepted is None:
        return committed
    return max(committed - accepted, Money.zero(committed.currency))
