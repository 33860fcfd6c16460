"""What does Meridian Labs demand, what did it waive, and what did it sign?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from contracts.clauses import (
    Clause,
    ClauseKind,
    Comparator,
    Measure,
    PartyClass,
    Remedy,
    WindowFrom,
)
from contracts.lifecycle import RenewalType
from contracts.money import Money
from contracts.operations.drafting import Wording
from contracts.termination import NoticeForm
from procurement.operations.waivers import WaiverTerms

_WATCH = ["open_case"]
_ACT = ["open_case", "place_hold", "suspend_contracts", "propose_termination"]
POLICY: Mapping[str, Any] = {
    "name": "Meridian neutrality policy",
    "actions": {
        "possible": {
            "tie": _WATCH,
            "material_interest": _WATCH,
            "significant_influence": _WATCH,
            "joint_or_negative_control": _WATCH,
            "control": _WATCH,
        },
        "conflict": {
            "tie": _WATCH,
            "material_interest": _WATCH,
            "significant_influence": _ACT,
            "joint_or_negative_control": _ACT,
            "control": _ACT,
        },
    },
    "limits": {"vendor_share_pct": 75, "ultimate_owner_share_pct": 35},
}

WAIVER = WaiverTerms(
    contract_id=None,
    conditions=[
        "Scale AI names every holder above 5 % within a year",
        "no data above the class “confidential” is sent",
    ],
    compensating_controls=["quarterly access review", "watermarked prompts"],
    expires_on=date(2027, 6, 30),
    reason="Who took how much in the 2024 round has not been disclosed.",
)

CONTRACT = Wording(
    reference="MSA-2024-017",
    title="Expert mathematics and code data for post-training",
    dataset_domain="mathematics",
    dataset_modality="text",
    dataset_sensitivity="confidential",
    dataset_description="Prompts, graded solutions and preference pairs.",
    value=Money.parse("4800000.00", "USD"),
    starts_on=date(2024, 7, 1),
    renewal_type=RenewalType.EVERGREEN,
    notice_days_ours=30,
    notice_days_theirs=90,
    notice_day_type="calendar",
    minimum_term_ends_on=date(2025, 6, 30),
    owner="leo",
    notice_form=NoticeForm.COURIER,
    notice_address="155 5th Street, San Francisco (illustrative)",
)

SECOND_CONTRACT = Wording(
    reference="MSA-2024-021",
    title="Code review data",
    dataset_domain="code",
    dataset_modality="text",
    dataset_sensitivity="internal",
    value=Money.parse("1200000.00", "USD"),
    starts_on=date(2024, 9, 1),
    renewal_type=RenewalType.EVERGREEN,
    notice_days_ours=30,
    notice_days_theirs=60,
    notice_day_type="calendar",
    owner="vera",
)

_MORE_THAN_HALF = Decimal(50)
CLAUSES = (
    # 30 days' notice inside 90 days of the event; more than 50 % of the voting securities
    Clause(
        kind=ClauseKind.CHANGE_OF_CONTROL,
        measure=Measure.VOTING,
        remedy=Remedy.TERMINATE,
        comparator=Comparator.GT,
        threshold=_MORE_THAN_HALF,
        window_days=90,
        window_from=WindowFrom.EVENT,
    ),
    # more than 50 % of the voting power; three months
    Clause(
        kind=ClauseKind.CHANGE_OF_CONTROL,
        measure=Measure.VOTING,
        remedy=Remedy.TERMINATE,
        comparator=Comparator.GT,
        threshold=_MORE_THAN_HALF,
        window_days=91,
        window_from=WindowFrom.NOTICE,
    ),
    # more than 50 % of the voting shares or equity, within 30 days of awareness: two tests
    Clause(
        kind=ClauseKind.CHANGE_OF_CONTROL,
        measure=Measure.ECONOMIC,
        remedy=Remedy.TERMINATE,
        comparator=Comparator.GT,
        threshold=_MORE_THAN_HALF,
        window_days=30,
        window_from=WindowFrom.AWARENESS,
    ),
    # statutory control, six months
    Clause(
        kind=ClauseKind.CHANGE_OF_CONTROL,
        measure=Measure.CONTROL,
        remedy=Remedy.TERMINATE,
        window_days=182,
        window_from=WindowFrom.NOTICE,
    ),
    # the neutrality covenant: any competitor with 10 % of the economic interest
    Clause(
        kind=ClauseKind.CHANGE_OF_CONTROL,
        measure=Measure.ECONOMIC,
        remedy=Remedy.TERMINATE,
        comparator=Comparator.GE,
        threshold=Decimal(10),
        party_class=PartyClass.COMPETITOR,
        window_days=180,
        window_from=WindowFrom.AWARENESS,
    ),
    Clause(
        kind=ClauseKind.KEY_PERSON,
        measure=Measure.KEY_PERSON,
        remedy=Remedy.TERMINATE,
        party_class=PartyClass.COMPETITOR,
        window_days=180,
        window_from=WindowFrom.AWARENESS,
    ),
)

GRANTS = (
    ("object storage", "scale-labeling-rw", "bucket meridian-labeling"),
    ("identity provider", "group scale-annotators", "labeling console"),
    ("API", "key ending 4f2a", "task queue"),
)
ASSETS = (
    ("Olympiad prompts 2024", "Prompts with rubrics", 118_000),
    ("Code review pairs", "Preference pairs", 64_000),
)
