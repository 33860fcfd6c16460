"""Write down what we sent, and who has a copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from config.actors import Actor
from config.problems import Conflict, Invalid, NotFound
from contracts.models import DataAsset, DataHolder
from contracts.operations.locking import lock_contract, refuse_ahead
from contracts.operations.openness import refuse_over, refuse_settled
from contracts.operations.replanning import follow_inventory
from contracts.operations.shifting import note
from contracts.queries.reading import day_of
from contracts.termination import StepCode
from vendors.models import Party


class CopyKnown(Conflict):
    """That this holder has a copy of this data asset is written down already."""

    code = "copy-known"
    title = "This copy is on file already."


@transaction.atomic
def register_asset(
    *,
    contract_id: UUID,
    name: str,
    actor: Actor,
    description: str = "",
    sensitivity: str = "",
    items: int | None = None,
    sha256: str = "",
    holders: Sequence[UUID] | None = None,
    sent_on: date | None = None,
    location: str = "",
    at: datetime | None = None,
) -> DataAsset:
    """Write down something of ours that left the house, and who has it: the vendor, if not said.

    :param items: how many; with this or a hash, the return is held against it one day
    :param location: where the copies are that are named here
    :param at: now, by which `sent_on` is no day to come
    :raises NotFound: if there is no such contract
    :raises Invalid: if a holder is no party we know, or is named twice, or it was not sent yet
    :raises ContractOver: if the contract is over
    :raises ExitSettled: if all data has been destroyed on the way out
    """
    contract = lock_contract(contract_id)
    parties = [contract.vendor.party_id] if holders is None else list(holders)
    _refuse_unknown_holders(parties)
    if at is not None:
        refuse_ahead(contract, "/sent_on", sent_on, day_of(contract, at))
    refuse_over(contract)
    refuse_settled(contract, StepCode.DESTROY_DATA)
    asset = DataAsset.objects.create(
        contract=contract,
        name=name,
        description=description,
        sensitivity=sensitivity,
        items=items,
        sha256=sha256,
        sent_on=sent_on,
        registered_by=actor.label,
    )
    DataHolder.objects.bulk_create(
        DataHolder(data_asset=asset, holder_id=party, location=location, since=sent_on)
        for party in parties
    )
    follow_inventory(contract)
    note(
        contract,
        "asset_registered",
        actor=actor,
        data={"data_asset": asset.id, "name": name, "holders": parties},
    )
    return asset


@transaction.atomic
def add_copy(
    *,
    asset_id: UUID,
    holder: UUID,
    actor: Actor,
    at: datetime,
    location: str = "",
    since: date | None = None,
) -> DataAsset:
    """Write down that one more party has a copy of a data asset: a sub-processor, as a rule.

    :raises NotFound: if there is no such data asset
    :raises Invalid: if the holder is no party we know, or it has had it only from a day to come
    :raises ContractOver: if the contract is over
    :raises ExitSettled: if all data has been destroyed on the way out
    :raises CopyKnown: if that is written down already
    """
    contract_id = (
        DataAsset.objects.filter(id=asset_id).values_list("contract_id", flat=True).first()
    )
    if contract_id is None:
        raise NotFound()
    contract = lock_contract(contract_id)
    if not Party.objects.filter(id=holder).exists():
        raise Invalid.at("/holder", "unknown_party", "There is no such party.")
    if at is not None:
        refuse_ahead(contract, "/since", since, day_of(contract, at))
    refuse_over(contract)
    refuse_settled(contract, StepCode.DESTROY_DATA)
    asset = DataAsset.objects.get(id=asset_id)
    if asset.copies.filter(holder=holder).exists():
        raise CopyKnown(holder=str(holder))
    DataHolder.objects.create(data_asset=asset, holder_id=holder, location=location, since=since)
    data = {"data_asset": asset.id, "holder": holder, "location": location}
    note(contract, "copy_added", actor=actor, data=data)
    return asset


def _refuse_unknown_holders(parties: Sequence[UUID]) -> None:
    known = set(Party.objects.filter(id__in=parties).values_list("id", flat=True))
    errors = []
    for index, party in enumerate(parties):
        if party not in known:
            code, detail = "unknown_party", "There is no such party."
        elif party in parties[:index]:
            code, detail = "repeated", "Name each holder once."
        else:
            continue
        errors.append({"pointer": f"/holders/{index}", "code": code, "detail": detail})
    if errors:
        raise Invalid(errors[0]["detail"], errors=errors)
