"""Which papers came after the signature: amendments, renewals, letters, and duties that survive?"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import Row
from contracts.calendar import LONGEST_PERIOD_DAYS
from contracts.models.contracts import Contract
from contracts.survival import DutyKind, Owes
from vendors.models import Party
from vendors.models.choices import choices_of
from vendors.models.triggers import append_only, never_deleted, set_once


class Amendment(Row):
    """A paper both sides signed after the contract, in order.

    `changes` holds for each term it changed what was said `before` and `after`; a paper that only
    exists as a file changed none. It binds from `effective_on` (older rows: from `signed_on`); the
    contract's rows say so since its `worked_in_version`, and until then it lies ahead.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="amendments", db_index=False
    )
    number = models.PositiveIntegerField()
    reason = models.TextField()
    evidence = ArrayField(models.UUIDField())
    changes = models.JSONField(default=dict, blank=True)
    signed_on = models.DateField()
    effective_on = models.DateField(null=True, blank=True)
    worked_in_version = models.PositiveIntegerField(null=True, blank=True)
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendments_are_numbered"),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(evidence__len__gte=1),
                name="an_amendment_is_proved",
            ),
            models.CheckConstraint(
                condition=Q(effective_on=None) | Q(effective_on__gte=F("signed_on")),
                name="an_amendment_binds_once_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["effective_on"],
                condition=Q(effective_on__isnull=False, worked_in_version=None),
                name="amendment_ahead",
            )
        ]
        triggers = [set_once("worked_in_version"), never_deleted()]

    def __str__(self) -> str:
        return f"amendment {self.number} of {self.contract}"

    @property
    def binds_from(self) -> date:
        """The first day on which it binds."""
        return self.effective_on or self.signed_on


class Renewal(Row):
    """A decision that a contract goes on, in order. Without `ends_on` it goes on without an end."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="renewals", db_index=False
    )
    number = models.PositiveIntegerField()
    ended_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    rule = models.TextField()
    reason = models.TextField()
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    renewed_on = models.DateField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="renewals_are_numbered"),
            models.CheckConstraint(condition=Q(number__gte=1), name="renewals_count_from_one"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"renewal {self.number} of {self.contract}"


class LetterKind(models.TextChoices):
    """Our approval of a party beforehand, or the vendor's notice that something happened."""

    APPROVAL = "approval"
    NOTICE = "notice"


class Letter(Row):
    """What was written about one party under a contract; it opens windows, or waives rights.

    A letter that was never written is retracted, with a reason; nothing else of it changes.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="letters_about")
    on = models.DateField()
    summary = models.TextField(blank=True)
    evidence = ArrayField(models.UUIDField())
    recorded_by = models.CharField(max_length=80)
    retraction = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=LetterKind.values, evidence__len__gte=1),
                name="a_letter_is_proved",
            )
        ]
        triggers = [set_once("retraction"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.kind} of {self.on}"


class SurvivalDuty(Row):
    """What still binds after the end, until a later text (`superseded_version`) had it otherwise.

    It lasts `months` after the end, or `until` a day; with neither it does not end.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="survival")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=choices_of(DutyKind))
    owed_by = models.CharField(max_length=10, choices=choices_of(Owes))
    description = models.TextField(blank=True)
    months = models.PositiveIntegerField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    superseded_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "survival duties"
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "position"],
                condition=Q(superseded_version=None),
                name="survival_duties_stand_in_order",
            ),
            models.CheckConstraint(
                condition=Q(months=None, until=None)
                | Q(months__range=(1, LONGEST_PERIOD_DAYS // 30), until=None)
                | Q(months=None, until__isnull=False),
                name="a_survival_duty_ends_one_way",
            ),
        ]
        triggers = [set_once("superseded_version"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.kind} owed by {self.owed_by}"
