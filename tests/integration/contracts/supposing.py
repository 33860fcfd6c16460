"""Scenarios as they are sent and answered; and the same done for real."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.apps import apps

from vendors.models import Party, Vendor

PATH = "/api/v1/scenarios"
Json = dict[str, Any]


def holding(subject: Vendor | Party, owner: Party | Json, share: float, **more: Any) -> Json:
    """A statement that an owner has ordinary shares."""
    party = subject.party_id if isinstance(subject, Vendor) else subject.id
    holder = {"id": str(owner.id)} if isinstance(owner, Party) else owner
    interest = {"type": "ordinary_shares", "share": {"exact": share}, **more}
    return {
        "kind": "assertion",
        "subject": {"id": str(party)},
        "interested_party": holder,
        "interests": [interest],
    }


def of_vendor(answer: Json, vendor: Vendor) -> Json:
    """What is answered about a vendor."""
    [found] = [one for one in answer["vendors"] if one["vendor"] == str(vendor.id)]
    return dict(found)


def row_counts() -> dict[str, int]:
    """How many rows every table has."""
    return {
        model._meta.label: model._base_manager.count()
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
    }


def alike(findings: list[Any], names: Mapping[str, str]) -> list[Any]:
    """Findings without what is only known once something is written: sources, new parties' ids.

    :param names: what stands for an id
    """

    def told(value: Any) -> Any:
        match value:
            case dict():
                return {key: told(one) for key, one in value.items() if key != "sources"}
            case list():
                return [told(one) for one in value]
            case str() | UUID():
                return names.get(str(value), str(value))
            case _:
                return value

    return [told(finding) for finding in findings]
