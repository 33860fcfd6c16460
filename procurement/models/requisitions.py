"""Which data do we need, who asked for it, and whom did we choose?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow
from procurement.models.choices import code_field, is_one_of
from procurement.models.policies import Policy
from procurement.models.triggers import begins, moves, sealed_after_draft, set_once
from procurement.requisitioning import REQUISITION, RequisitionState
from vendors.models import Domain, ExpertiseLevel, Standard, Vendor
from vendors.models.triggers import never_deleted

NEED = (
    "title", "description", "domain_id", "level", "languages", "modality", "sensitivity",
    "volume_items", "hours_per_week", "places_allowed", "certificates_required", "needed_by",
    "budget_amount", "budget_currency", "replacing_id", "owner",
)  # fmt: skip
"""The columns that say what is needed: they change in a draft only."""


def _codes(length: int) -> ArrayField:
    return ArrayField(models.CharField(max_length=length), default=list, blank=True)


class Requisition(MutableRow):
    """A need for data. `drafted_by` and its like are persons in the sense of `Actor.person`.

    `policy` is the one by whose limit it was submitted; `replacing` the vendor whose work it is to
    take over. Contracts live in the room above, so that `contract_id` is an id and no foreign key.
    """

    title = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    domain = models.ForeignKey(
        Domain, to_field="code", on_delete=models.PROTECT, related_name="requisitions"
    )
    level = models.CharField(max_length=20, choices=ExpertiseLevel.choices)
    languages = _codes(35)
    modality = models.CharField(max_length=100, blank=True)
    sensitivity = models.CharField(max_length=100, blank=True)
    volume_items = models.PositiveBigIntegerField(null=True, blank=True)
    hours_per_week = models.PositiveIntegerField(null=True, blank=True)
    places_allowed = _codes(2)
    certificates_required = _codes(30)
    needed_by = models.DateField(null=True, blank=True)
    budget_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    budget_currency = models.CharField(max_length=3, blank=True)
    replacing = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="replacements"
    )
    owner = models.CharField(max_length=200)
    state = code_field(RequisitionState, default=RequisitionState.DRAFT)
    drafted_by = models.CharField(max_length=80)
    drafted_label = models.CharField(max_length=200)
    edited_by = models.CharField(max_length=80)
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_label = models.CharField(max_length=200, blank=True)
    policy = models.ForeignKey(
        Policy, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_within_limit = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    awarded_to = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="awards"
    )
    award_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    award_currency = models.CharField(max_length=3, blank=True)
    awarded_by = models.CharField(max_length=80, blank=True)
    awarded_label = models.CharField(max_length=200, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    contract_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("state", RequisitionState)
                & Q(level__in=ExpertiseLevel.values)
                & Q(certificates_required__contained_by=list(Standard.values)),
                name="requisition_codes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(budget_amount=None, budget_currency="")
                | Q(budget_amount__range=(0, 10**15), budget_currency__regex="^[A-Z]{3}$"),
                name="requisition_budget_is_money",
            ),
            models.CheckConstraint(
                condition=Q(award_amount=None, award_currency="")
                | Q(award_amount__range=(0, 10**15), award_currency__regex="^[A-Z]{3}$"),
                name="requisition_award_is_money",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["open", "awarded"])
                | Q(is_within_limit=True) & ~Q(submitted_by="")
                | ~Q(decided_by="")
                & ~Q(decided_by=F("drafted_by"))
                & ~Q(decided_by=F("edited_by"))
                & ~Q(decided_by=F("submitted_by")),
                name="over_the_limit_another_person_opens",
            ),
            models.CheckConstraint(
                condition=Q(state="awarded", awarded_to__isnull=False, awarded_at__isnull=False)
                & ~Q(awarded_by="")
                | ~Q(state="awarded")
                & Q(awarded_to=None, awarded_at=None, awarded_by="", contract_id=None),
                name="an_award_says_to_whom_and_by_whom",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="requisition_state"),
            models.Index(
                fields=["awarded_to"],
                condition=Q(awarded_to__isnull=False),
                name="requisition_awarded",
            ),
        ]
        triggers = [
            begins(REQUISITION),
            moves(REQUISITION),
            sealed_after_draft(*NEED, "drafted_by", "edited_by"),
            set_once("awarded_to_id", "awarded_by", "awarded_at", "contract_id"),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return self.title
