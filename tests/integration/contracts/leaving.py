"""What tests of terminations api are told with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.models import Contract, Termination
from tests.integration.conftest import Api

Client = Callable[..., Api]


BECAUSE = {"reason": "As agreed."}


PROPOSAL = {"ground": "neutrality_conflict", "comment": "No longer at arm's length."}


def propose(client: Api, contract: Contract, **said: object) -> Any:
    return client.post(f"/api/v1/contracts/{contract.id}/terminations", {**PROPOSAL, **said})


def act(client: Api, found: Termination, name: str, **said: object) -> Any:
    return client.post(f"/api/v1/terminations/{found.id}/{name}", {**BECAUSE, **said})


def state_of(contract: Contract) -> str:
    return Contract.objects.get(id=contract.id).state
