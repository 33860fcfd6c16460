"""What is said and counted on the way out, by the vendor and by us?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from contracts.models.contracts import Contract
from contracts.models.inventory import SHA256, DataAsset
from contracts.models.terminations import Step, Termination
from contracts.termination import Ground, LineKind, Outcome
from vendors.models.choices import choices_of
from vendors.models.triggers import append_only, never_deleted


class CureAttempt(Row):
    """The vendor says the breach is made good; we accept that or do not. The last one counts."""

    termination = models.ForeignKey(Termination, on_delete=models.PROTECT, related_name="cures")
    accepted = models.BooleanField()
    reason = models.TextField()
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    recorded_on = models.DateField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=False) | Q(evidence__len__gte=1), name="a_cure_is_proved"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"cure of {self.termination}"


class Dispute(MutableRow):
    """The vendor denies that we may terminate; without an `outcome` that is open.

    `answer_by` is the last day of our answer, where the contract or a court sets one.
    """

    termination = models.ForeignKey(Termination, on_delete=models.PROTECT, related_name="disputes")
    reason = models.TextField()
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    raised_on = models.DateField()
    answer_by = models.DateField(null=True, blank=True)
    recorded_by = models.CharField(max_length=80)
    outcome = models.CharField(max_length=10, blank=True, choices=choices_of(Outcome))
    settlement = models.TextField(blank=True)
    settlement_evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["termination"], condition=Q(outcome=""), name="one_open_dispute"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", settled_on=None, settled_by="", settlement="")
                | Q(settled_on__isnull=False, settlement_evidence__len__gte=1)
                & ~Q(outcome="")
                & ~Q(settled_by="")
                & ~Q(settlement=""),
                name="a_settled_dispute_says_how",
            ),
            models.CheckConstraint(
                condition=Q(answer_by=None) | Q(answer_by__gte=F("raised_on")),
                name="a_dispute_is_answered_once_raised",
            ),
        ]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return f"dispute of {self.termination}"


class WaivedMatter(models.TextChoices):
    """What an approver can let go on the way out."""

    CURE_PERIOD = "cure_period"
    DISPUTE = "dispute"
    RETURNED_ITEM = "returned_item"
    SETTLEMENT_BALANCE = "settlement_balance"


class ExitWaiver(Row):
    """An approver lets one thing go, for a reason: exactly what was seen, and nothing later.

    For a dispute `dispute`; for a returned item `data_asset` and the `attempt` of the step; for a
    balance `amount` and `currency`.
    """

    termination = models.ForeignKey(Termination, on_delete=models.PROTECT, related_name="waivers")
    matter = models.CharField(max_length=20, choices=WaivedMatter.choices)
    dispute = models.ForeignKey(
        Dispute, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers"
    )
    data_asset = models.ForeignKey(
        DataAsset, null=True, blank=True, on_delete=models.PROTECT, related_name="waivers"
    )
    attempt = models.PositiveIntegerField(null=True, blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    reason = models.TextField()
    waived_on = models.DateField()
    waived_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(matter=WaivedMatter.CURE_PERIOD.value, dispute=None, data_asset=None)
                | Q(matter=WaivedMatter.DISPUTE.value, dispute__isnull=False, data_asset=None)
                | Q(
                    matter=WaivedMatter.RETURNED_ITEM.value,
                    dispute=None,
                    data_asset__isnull=False,
                    attempt__isnull=False,
                )
                | Q(
                    matter=WaivedMatter.SETTLEMENT_BALANCE.value,
                    dispute=None,
                    data_asset=None,
                    amount__isnull=False,
                    currency__regex="^[A-Z]{3}$",
                ),
                name="a_waiver_says_of_what",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_waiver_says_why"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.matter


class ReturnedItem(Row):
    """One line of the manifest that came with one submission of the return."""

    step = models.ForeignKey(
        Step, on_delete=models.PROTECT, related_name="manifest", db_index=False
    )
    attempt = models.PositiveIntegerField()
    data_asset = models.ForeignKey(DataAsset, on_delete=models.PROTECT, related_name="returns")
    items = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["step", "attempt", "data_asset"], name="returned_once_per_attempt"
            ),
            models.CheckConstraint(
                condition=Q(sha256="") | Q(sha256__regex=SHA256), name="returned_hash_is_sha256"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.data_asset_id} returned"


class SettlementLine(Row):
    """One line of the final account. What was wrong is taken back by a line that `reverses` it."""

    termination = models.ForeignKey(
        Termination, on_delete=models.PROTECT, related_name="settlement_lines"
    )
    kind = models.CharField(max_length=10, choices=choices_of(LineKind))
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    currency = models.CharField(max_length=3)
    description = models.CharField(max_length=500, blank=True)
    reference = models.CharField(max_length=200, blank=True)
    booked_on = models.DateField()
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__range=(0, 10**15), currency__regex="^[A-Z]{3}$"),
                name="a_line_is_money",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[code.value for code in LineKind]), name="line_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(reverses=None) | ~Q(reverses=F("id")), name="no_line_reverses_itself"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"


class ExitRehearsal(Row):
    """How we would leave a contract, worked out on a day; nothing of the contract changed.

    `fingerprint` is of everything the rehearsal rests on in the contract's file: when it is
    another, the rehearsal is stale.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rehearsals")
    ground = models.CharField(max_length=30, choices=choices_of(Ground))
    emergency = models.BooleanField(default=False)
    rehearsed_on = models.DateField()
    rehearsed_by = models.CharField(max_length=200)
    contract_version = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    notice_on = models.DateField()
    effective_on = models.DateField()
    out_on = models.DateField()
    score = models.PositiveSmallIntegerField()
    parts = models.JSONField()
    plan = models.JSONField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(score__range=(0, 100)), name="score_is_of_hundred")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"rehearsal of {self.contract} on {self.rehearsed_on}"
