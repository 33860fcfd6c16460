"""What did we sign, on which terms, and where does it stand?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from config.models import MutableRow, Row
from contracts.calendar import LONGEST_PERIOD_DAYS, Counting, DayType, Receipt
from contracts.clauses import (
    ClauseKind,
    Comparator,
    Measure,
    PartyClass,
    Remedy,
    WindowFrom,
)
from contracts.lifecycle import MinimumTermBars, RenewalType, State, state_pairs
from contracts.models.triggers import begins_as, changes_by_paper, fixed_once, moves_by_the_table
from contracts.termination import FinalStatus, Ground, NoticeForm
from vendors.models import Vendor
from vendors.models.choices import choices_of
from vendors.models.triggers import never_deleted, set_once

BEFORE_SIGNING = frozenset({State.DRAFT, State.IN_REVIEW, State.APPROVED})
_BEFORE_SIGNING = sorted(state.value for state in BEFORE_SIGNING)
NAMES = ("reference", "vendor_id", "requisition", "parent_id")
"""The columns that say which agreement it is, and with whom: fixed once it is signed."""
TERMS = (
    "title", "dataset_domain", "dataset_modality", "dataset_sensitivity", "dataset_description",
    "value_amount", "value_currency", "starts_on", "ends_on", "renewal_type", "renewal_months",
    "notice_days_ours", "notice_days_theirs", "notice_day_type", "notice_counting",
    "notice_receipt", "notice_cut_off", "notice_form", "notice_address", "minimum_term_ends_on",
    "minimum_term_bars", "jurisdiction", "zone", "owner",
)  # fmt: skip
"""The columns that say what was agreed: once it is signed only a numbered paper changes them."""


def _period(name: str) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__range": (0, LONGEST_PERIOD_DAYS)})


class Contract(MutableRow):
    """An agreement with a vendor. `version` is what an approval covers.

    `drafted_by` and its like are persons in the sense of `Actor.person`. `deadline_on` is the next
    last day of notice, by which the clock finds those that have passed. `opened_by_award` is the
    requisition whose award opened the draft, once. The columns say what holds now, as the papers
    whose day has come have it. `amendment_number` and `renewal_number` are the last papers that
    were signed.
    """

    reference = models.CharField(max_length=100, unique=True)
    title = models.CharField(max_length=500)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="contracts")
    requisition = models.UUIDField(null=True, blank=True)
    opened_by_award = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    dataset_domain = models.CharField(max_length=100, blank=True)
    dataset_modality = models.CharField(max_length=100, blank=True)
    dataset_sensitivity = models.CharField(max_length=100, blank=True)
    dataset_description = models.TextField(blank=True)
    value_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    value_currency = models.CharField(max_length=3, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    renewal_type = models.CharField(max_length=12, blank=True, choices=choices_of(RenewalType))
    renewal_months = models.PositiveIntegerField(null=True, blank=True)
    notice_days_ours = models.PositiveIntegerField(null=True, blank=True)
    notice_days_theirs = models.PositiveIntegerField(null=True, blank=True)
    notice_day_type = models.CharField(
        max_length=10, choices=choices_of(DayType), default=DayType.CALENDAR.value
    )
    notice_counting = models.CharField(
        max_length=10, choices=choices_of(Counting), default=Counting.EXCLUSIVE.value
    )
    notice_receipt = models.CharField(
        max_length=20, choices=choices_of(Receipt), default=Receipt.ANY_DAY.value
    )
    notice_cut_off = models.TimeField(null=True, blank=True)
    decision_lead_days = models.PositiveIntegerField(null=True, blank=True)
    minimum_term_ends_on = models.DateField(null=True, blank=True)
    minimum_term_bars = models.CharField(
        max_length=10,
        choices=choices_of(MinimumTermBars),
        default=MinimumTermBars.EFFECT.value,
    )
    jurisdiction = models.CharField(max_length=10, blank=True)
    zone = models.CharField(max_length=64, default="UTC")
    owner = models.CharField(max_length=200, blank=True)
    notice_form = models.CharField(max_length=20, blank=True, choices=choices_of(NoticeForm))
    notice_address = models.CharField(max_length=500, blank=True)
    state = models.CharField(
        max_length=12, choices=choices_of(State), default=State.DRAFT.value, editable=False
    )
    final_status = models.CharField(max_length=12, blank=True, choices=choices_of(FinalStatus))
    end_reason = models.CharField(max_length=30, blank=True, choices=choices_of(Ground))
    ended_on = models.DateField(null=True, blank=True)
    drafted_by = models.CharField(max_length=80)
    edited_by = models.CharField(max_length=80)
    submitted_by = models.CharField(max_length=80, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    approved_version = models.PositiveIntegerField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    deadline_on = models.DateField(null=True, blank=True)
    amendment_number = models.PositiveIntegerField(default=0, editable=False)
    renewal_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[code.value for code in State]), name="contract_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(reference="") & ~Q(title=""), name="a_contract_has_a_name"
            ),
            models.CheckConstraint(
                condition=Q(value_amount=None, value_currency="")
                | Q(value_amount__range=(0, 10**15), value_currency__regex="^[A-Z]{3}$"),
                name="contract_value_is_money",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="contract_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=_period("notice_days_ours")
                & _period("notice_days_theirs")
                & _period("decision_lead_days"),
                name="notice_periods_are_bearable",
            ),
            models.CheckConstraint(
                condition=Q(renewal_months=None)
                | Q(renewal_type=RenewalType.AUTO_RENEW.value, renewal_months__gte=1),
                name="only_self_renewing_has_months",
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")), name="not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="")
                | ~Q(approved_by=F("drafted_by"))
                & ~Q(approved_by=F("edited_by"))
                & ~Q(approved_by=F("submitted_by")),
                name="contract_approved_by_another",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.APPROVED.value)
                | Q(approved_version=F("version")) & ~Q(approved_by=""),
                name="approval_covers_this_version",
            ),
            models.CheckConstraint(
                condition=Q(signed_on=None, signed_at=None)
                & Q(state__in=[*_BEFORE_SIGNING, State.CANCELLED.value])
                | Q(signed_on__isnull=False, signed_at__isnull=False)
                & ~Q(state__in=_BEFORE_SIGNING),
                name="signed_when_in_force",
            ),
            models.CheckConstraint(
                condition=Q(state=State.ENDED.value, ended_on__isnull=False) & ~Q(final_status="")
                | ~Q(state=State.ENDED.value) & Q(ended_on=None, final_status="", end_reason=""),
                name="an_end_says_how_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="contract_state"),
            models.Index(fields=["parent"], name="contract_parent_set", condition=~Q(parent=None)),
            models.Index(
                fields=["deadline_on"],
                condition=Q(deadline_on__isnull=False),
                name="contract_deadline",
            ),
            models.Index(Lower("title"), name="contract_title"),
        ]
        triggers = [
            begins_as(State.DRAFT),
            moves_by_the_table(state_pairs()),
            fixed_once(outside=BEFORE_SIGNING, columns=NAMES),
            changes_by_paper(outside=BEFORE_SIGNING, columns=TERMS),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return self.reference


class Clause(Row):
    """A right of ours as data, until a later draft (`superseded_version`) had it otherwise."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="clauses")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=choices_of(ClauseKind))
    measure = models.CharField(max_length=15, blank=True, choices=choices_of(Measure))
    comparator = models.CharField(
        max_length=2, choices=choices_of(Comparator), default=Comparator.GT.value
    )
    threshold = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    party_class = models.CharField(
        max_length=12, choices=choices_of(PartyClass), default=PartyClass.ANY.value
    )
    remedy = models.CharField(max_length=10, choices=choices_of(Remedy))
    window_days = models.PositiveIntegerField(null=True, blank=True)
    window_from = models.CharField(
        max_length=10, choices=choices_of(WindowFrom), default=WindowFrom.EVENT.value
    )
    window_day_type = models.CharField(
        max_length=10, choices=choices_of(DayType), default=DayType.CALENDAR.value
    )
    window_counting = models.CharField(
        max_length=10, choices=choices_of(Counting), default=Counting.EXCLUSIVE.value
    )
    cure_days = models.PositiveIntegerField(null=True, blank=True)
    superseded_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "position"],
                condition=Q(superseded_version=None),
                name="clauses_stand_in_order",
            ),
            models.CheckConstraint(
                condition=Q(threshold=None) | Q(threshold__range=(0, 100)),
                name="clause_threshold_is_a_percentage",
            ),
            models.CheckConstraint(
                condition=_period("window_days") & _period("cure_days"),
                name="clause_periods_are_bearable",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[code.value for code in ClauseKind])
                & Q(remedy__in=[code.value for code in Remedy]),
                name="clause_codes_are_known",
            ),
        ]
        triggers = [set_once("superseded_version"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.remedy}".lower()
