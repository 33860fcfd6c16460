"""Where does each thing sworn stand, and what has a vendor been asked to swear (again)?"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from config.models import Row
from vendors.claims import ClaimState
from vendors.expiry import ExpiryKind
from vendors.models.choices import choices_of
from vendors.models.facts import Attestation
from vendors.models.parties import Party
from vendors.models.triggers import append_only, never_deleted, set_once
from vendors.models.vendors import Vendor
from vendors.ownership.facts import AttestationKind, Dimension
from vendors.ownership.interval import HUNDRED_PERCENT


class ClaimStanding(models.Model):
    """What came of the last test of an attestation; written by the room that judges.

    `contradictions` say what speaks against it, the proved ones first. `tested_seq` is the place in
    the ledger up to which facts were heard, `since_seq` that at which it came to stand as it does;
    `next_test_on` the first day on which it may stand
    otherwise although nobody says anything.
    """

    attestation = models.OneToOneField(
        Attestation, primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    state = models.CharField(
        max_length=20,
        choices=choices_of(ClaimState),
        default=ClaimState.STANDING.value,
        editable=False,
    )
    contradictions = models.JSONField(default=list, blank=True)
    since_seq = models.BigIntegerField(default=0)
    tested_seq = models.BigIntegerField(default=0)
    tested_on = models.DateField()
    next_test_on = models.DateField(null=True, blank=True)
    due_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[code.value for code in ClaimState]),
                name="claim_state_is_known",
            )
        ]
        indexes = [
            models.Index(fields=["state"], name="claim_state"),
            models.Index(
                fields=["next_test_on"],
                condition=Q(next_test_on__isnull=False),
                name="claim_next_test",
            ),
        ]

    def __str__(self) -> str:
        return self.state


class ExpiryReminder(Row):
    """That somebody was told of the end of something so many days before its last day; 0 is that it
    has ended. `about` is the certificate or the attestation, by its id.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=choices_of(ExpiryKind))
    about = models.UUIDField()
    ends_on = models.DateField()
    days = models.PositiveIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["about", "days"], name="each_expiry_told_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in ExpiryKind]),
                name="expiry_kind_is_known",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.days} days before {self.kind} {self.about} ends"


class AttestationRequest(Row):
    """Something a vendor was asked to swear, by a day; answered by what it then swore.

    `renews` is what it swore before and is asked to swear again.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="asked")
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30, choices=choices_of(AttestationKind))
    dimension = models.CharField(max_length=20, blank=True, choices=choices_of(Dimension))
    value = models.IntegerField(null=True, blank=True)
    renews = models.ForeignKey(
        Attestation, null=True, blank=True, on_delete=models.PROTECT, related_name="renewals"
    )
    due_on = models.DateField()
    reason = models.TextField(blank=True)
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=80)
    asked_label = models.CharField(max_length=200)
    answer = models.ForeignKey(
        Attestation, null=True, blank=True, on_delete=models.PROTECT, related_name="answers"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "subject", "kind", "dimension"],
                condition=Q(answer=None),
                name="one_open_question_of_a_kind",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0, value__lte=HUNDRED_PERCENT),
                name="asked_value_is_a_share",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on"], condition=Q(answer=None), name="attestation_asked_due")
        ]
        triggers = [set_once("answer_id"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"
