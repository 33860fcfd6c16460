"""What tests of rechecks are told with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from config import clock
from config.events.models import Delivery
from procurement.operations import rechecks
from procurement.queries.verdicts import clearance_of
from vendors.models import Vendor

everyday = pytest.mark.django_db


with_real_commits = pytest.mark.django_db(transaction=True)


class Crash(RuntimeError):
    """The worker dies here."""


def dies(after: Callable[..., object]) -> Callable[..., object]:
    def call(*args: object, **kwargs: object) -> object:
        after(*args, **kwargs)
        raise Crash

    return call


def shown(vendor: Vendor) -> tuple[bool, str, bool]:
    clearance = clearance_of(vendor.id, contract_id=None, at=clock.now())
    return clearance.pending, clearance.state, clearance.cleared


def recheck_of(vendor: Vendor) -> Delivery:
    return Delivery.objects.get(task=rechecks.RECHECK, subject_id=vendor.id, done_at=None)
