"""A fact that is told of while a vendor is judged for the first time is not forgotten."""

from __future__ import annotations

import pytest

from config.events import inbox
from procurement.models import Assessment
from procurement.operations import assessing
from procurement.queries.judging import Judged
from tests.builders.procurement import a_competitor, all_at_once, an_adopted_policy, owed, settled
from tests.builders.vendors import a_party, a_vendor, attested, disclosed, vendor_manager
from tests.integration.procurement.rechecking import recheck_of, shown, with_real_commits
from vendors.models import Vendor


@with_real_commits
def test_a_fact_that_overtakes_the_first_verdict_is_judged_as_well(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    an_adopted_policy()
    a_competitor()
    settled()
    vendor = a_vendor()
    founder = a_party("Founder", "person")
    judge = assessing.judge_vendor  # type: ignore[attr-defined]  # replaced by itself, but later

    def hear_meanwhile() -> None:
        disclosed(vendor, founder, 100, by=vendor_manager("vito"))
        attested(vendor, "complete")
        for told in owed("recheck_affected"):
            inbox.deliver(told.id)

    def overtaken(asked: Vendor, **of: object) -> Judged:
        judged = judge(asked, **of)  # type: ignore[arg-type]
        monkeypatch.setattr(assessing, "judge_vendor", judge)
        assert all_at_once(hear_meanwhile) == [None]
        return judged

    monkeypatch.setattr(assessing, "judge_vendor", overtaken)
    inbox.deliver(recheck_of(vendor).id)

    settled()

    assert shown(vendor) == (False, "clear", True)
    chain = Assessment.objects.filter(vendor=vendor).order_by("known_seq")
    assert [each.state for each in chain] == ["insufficient", "clear"]
