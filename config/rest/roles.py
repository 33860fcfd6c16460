"""Which roles may do what? One table, read by the API, the admin, the docs and the tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    VIEWER = "viewer"
    REQUESTER = "requester"
    VENDOR_MANAGER = "vendor_manager"
    LEGAL = "legal"
    APPROVER = "approver"
    AUDITOR = "auditor"
    ADMIN = "admin"
    INTAKE = "intake"


_READERS = frozenset(Role) - {Role.INTAKE}
_EVIDENCE = frozenset({Role.VENDOR_MANAGER, Role.LEGAL, Role.APPROVER, Role.AUDITOR})
_DRAFTERS = frozenset({Role.REQUESTER, Role.VENDOR_MANAGER, Role.LEGAL})
_KEEPERS = frozenset({Role.VENDOR_MANAGER})
_LEGAL = frozenset({Role.LEGAL})
_DESK = frozenset({Role.VENDOR_MANAGER, Role.LEGAL})
_APPROVER = frozenset({Role.APPROVER})
_AUDITOR = frozenset({Role.AUDITOR})
_ADMIN = frozenset({Role.ADMIN})

OPERATIONS: Mapping[str, frozenset[Role]] = {
    # reading
    "vendors.read": _READERS,
    "procurement.read": _READERS,
    "contracts.read": _READERS,
    "evidence.read": _EVIDENCE,
    # vendors
    "vendors.keep": _KEEPERS,  # parties, vendors, holds, imports, merges, attestations
    "vendors.disclose": _KEEPERS | {Role.INTAKE},
    "evidence.upload": _DESK,
    # procurement
    "procurement.recheck": _DESK,
    "procurement.reproduce": _READERS,
    "procurement.simulate": _DRAFTERS,
    "procurement.draft_policy": _LEGAL,
    "procurement.backtest_policy": _LEGAL,
    "procurement.adopt_policy": _APPROVER,
    "procurement.list_competitors": _LEGAL,
    "procurement.propose_case": _LEGAL,
    "procurement.decide_case": _APPROVER,
    "procurement.draft_waiver": _LEGAL,
    "procurement.approve_waiver": _APPROVER,
    "requisitions.draft": _DRAFTERS,  # and submit, revise, cancel
    "requisitions.approve": _APPROVER,
    "requisitions.award": _DESK,
    # contracts
    "contracts.draft": _DRAFTERS,
    "contracts.approve": _APPROVER,
    "contracts.sign": _LEGAL,
    "contracts.suspend": _DESK,
    "contracts.resume": _LEGAL,
    "contracts.cancel": _LEGAL,
    "contracts.amend": _LEGAL,
    "contracts.renew": _LEGAL,
    "contracts.keep_inventory": _DESK,  # access grants, data assets, deliveries
    "contracts.keep_letters": _LEGAL,  # approvals and notices: they give and take rights
    "terminations.propose": _LEGAL,
    "terminations.approve": _APPROVER,
    "terminations.carry_out": _LEGAL,
    "terminations.settle": _DESK,
    "exits.rehearse": _DESK,
    "contracts.assess": _DESK,  # how hard a vendor is to replace
    "rates.enter": _DESK,  # exchange rates
    "dossiers.read": _EVIDENCE,
    "steps.carry_out": _DESK,  # narrowed by the step's own role
    "steps.verify": _APPROVER,
    # the house
    "events.read": _AUDITOR | _ADMIN,
    "audit.read": _AUDITOR,  # seals and proofs
    "tokens.manage": _ADMIN,
    "webhooks.read": _ADMIN | _AUDITOR,
    "webhooks.manage": _ADMIN,
    "deliveries.read": _ADMIN | _AUDITOR,
    "deliveries.replay": _ADMIN,
}


BUSINESS = frozenset({Role.REQUESTER, Role.VENDOR_MANAGER, Role.LEGAL, Role.APPROVER, Role.INTAKE})


def is_mixed(roles: Iterable[Role]) -> bool:
    """Whether somebody who hands out roles would do business with them, too."""
    held = frozenset(roles)
    return Role.ADMIN in held and bool(held & BUSINESS)


def is_allowed(operation: str, roles: Iterable[Role]) -> bool:
    """Whether anyone holding these roles may do it; an operation without a row is refused."""
    return bool(OPERATIONS.get(operation, frozenset()) & frozenset(roles))
