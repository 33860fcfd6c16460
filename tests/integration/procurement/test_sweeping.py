"""Whoever is waited for by nobody is found; what has no bytes is told."""

from __future__ import annotations

from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.events.models import Delivery
from config.events.operations import RECHECK
from tests.builders.procurement import a_clear_vendor, settled
from tests.builders.vendors import a_party, disclosed, vendor_manager
from vendors.operations import store_evidence
from vendors.queries.standing import is_recheck_pending
from vendors.shelf import evidence_folder

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def sweep() -> str:
    out = StringIO()
    call_command("sweep", stdout=out)
    return out.getvalue()


def owed() -> int:
    return Delivery.objects.filter(task=RECHECK, done_at=None).count()


def test_a_vendor_nobody_waits_for_is_found() -> None:
    vendor = a_clear_vendor()
    disclosed(vendor, a_party("Owner (fictional)"), 0)
    Delivery.objects.filter(done_at=None).update(done_at="2025-01-01T00:00:00Z")  # as if lost
    forgotten = is_recheck_pending(vendor.id)

    said = sweep()
    again = sweep()

    assert forgotten
    assert "1 rechecks were owed by nobody" in said
    assert "0 rechecks were owed by nobody" in again
    assert owed() == 1
    settled()
    assert not is_recheck_pending(vendor.id)


def test_whoever_is_up_to_date_is_left_alone() -> None:
    a_clear_vendor()
    settled()

    assert "0 rechecks were owed by nobody" in sweep()
    assert owed() == 0


def test_evidence_without_its_bytes_is_told() -> None:
    kept = store_evidence(
        file=BytesIO(b"a page"), title="A page", filename="page.txt", shelf=evidence_folder(),
        actor=vendor_manager(),
    )  # fmt: skip
    whole = sweep()
    evidence_folder().path(kept.evidence.sha256).unlink()

    with pytest.raises(CommandError, match="The bytes of 1 pieces"):
        sweep()

    assert "All evidence is there." in whole
