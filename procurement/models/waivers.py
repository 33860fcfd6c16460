"""Where do we work with a vendor in spite of its verdict, under which conditions, until when?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow
from procurement.caseflow import WAIVER, WaiverState
from procurement.models.assessments import Assessment
from procurement.models.choices import code_field, is_one_of
from procurement.models.triggers import begins, moves, sealed_after_draft, set_once
from procurement.neutrality.findings import Level, State
from vendors.models import Vendor
from vendors.models.triggers import never_deleted

GRANTED = ("approved", "expired", "revoked", "voided")


def _texts() -> ArrayField:
    return ArrayField(models.TextField(), default=list, blank=True)


class Waiver(MutableRow):
    """Leave to contract with a vendor that is not clear. `contract_id` None is all contracts.

    Submitted on one assessment and granted on one no worse, it covers verdicts no worse than that
    one, on days before `expires_on`. Contracts live in the room above, so that theirs is an id and
    no foreign key.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="waivers")
    contract_id = models.UUIDField(null=True, blank=True)
    conditions = _texts()
    compensating_controls = _texts()
    expires_on = models.DateField()
    reason = models.TextField()
    state = code_field(WaiverState, default=WaiverState.DRAFT)
    drafted_by = models.CharField(max_length=80)
    drafted_label = models.CharField(max_length=200)
    edited_by = models.CharField(max_length=80)
    submitted_by = models.CharField(max_length=80, blank=True)
    submitted_label = models.CharField(max_length=200, blank=True)
    submitted_on = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.CharField(max_length=80, blank=True)
    decided_label = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    granted_on = models.ForeignKey(
        Assessment, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers"
    )
    granted_state = code_field(State, blank=True)
    granted_level = code_field(Level, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_label = models.CharField(max_length=200, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("state", WaiverState), name="waiver_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=GRANTED, granted_on__isnull=False)
                & is_one_of("granted_state", State)
                & is_one_of("granted_level", Level)
                | ~Q(state__in=GRANTED) & Q(granted_on=None, granted_state="", granted_level=""),
                name="a_granted_waiver_says_on_what",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[*GRANTED, "rejected"])
                | ~Q(decided_by="") & ~Q(submitted_by="") & Q(decided_at__isnull=False),
                name="a_decided_waiver_says_by_whom",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=GRANTED)
                | ~Q(decided_by=F("drafted_by"))
                & ~Q(decided_by=F("edited_by"))
                & ~Q(decided_by=F("submitted_by")),
                name="a_waiver_is_granted_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["expired", "revoked", "voided"]) ^ Q(ended_at=None),
                name="an_ended_waiver_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "state"], name="waiver_vendor"),
            models.Index(
                fields=["expires_on"], condition=Q(state="approved"), name="waiver_expiring"
            ),
        ]
        triggers = [
            begins(WAIVER),
            moves(WAIVER),
            sealed_after_draft(
                "vendor_id",
                "contract_id",
                "conditions",
                "compensating_controls",
                "expires_on",
                "reason",
                "drafted_by",
                "edited_by",
            ),
            set_once(
                "granted_on_id",
                "granted_state",
                "granted_level",
                "submitted_by",
                "decided_by",
                "decided_at",
                "ended_at",
            ),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return f"waiver for {self.vendor.party.name} ({self.get_state_display().lower()})"
