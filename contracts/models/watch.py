"""Which rights have the facts given us, which days come, and of which were people told?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from contracts.lifecycle import DateKind
from contracts.models.contracts import Clause, Contract
from vendors.models import Party
from vendors.models.choices import choices_of
from vendors.models.triggers import append_only, never_deleted


class Right(MutableRow):
    """What one party gave us under one clause: found once, never rewritten.

    `waived_on` is the day of the approval that uses it up. `ceased_on` is the day on which we saw
    that the facts give it no more. A right that arose under a clause outlives its amendment.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="rights")
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="rights")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    event_on = models.DateField(null=True, blank=True)
    aware_on = models.DateField(null=True, blank=True)
    opens_on = models.DateField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    why = models.TextField()
    found_on = models.DateField()
    waived_on = models.DateField(null=True, blank=True)
    ceased_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["clause", "party", "opens_on"],
                condition=Q(ceased_on=None),
                nulls_distinct=False,
                name="each_right_once",
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="a_right_closes_after_it_opens",
            ),
        ]
        indexes = [models.Index(fields=["contract", "id"], name="right_of_contract")]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return f"right under {self.clause}"


class Deadline(MutableRow):
    """A day that comes for a contract, kept so that all of them can be listed.

    It follows from the contract and is kept in step with it: what follows no more does not stand,
    and is not told of. `about` is the right, waiver, step or duty it belongs to.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=30, choices=choices_of(DateKind))
    on = models.DateField()
    about = models.UUIDField(null=True, blank=True)
    rule = models.TextField()
    stands = models.BooleanField(default=True)
    look_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "kind", "on", "about"],
                nulls_distinct=False,
                name="each_deadline_once",
            )
        ]
        indexes = [
            models.Index(fields=["on", "id"], condition=Q(stands=True), name="deadline_standing"),
            models.Index(fields=["look_on"], condition=Q(stands=True), name="deadline_to_look_at"),
        ]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return f"{self.get_kind_display().lower()} on {self.on}"


class Reminder(Row):
    """That somebody was told of a deadline so many days before it; 0 is that it had passed."""

    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, related_name="reminders", db_index=False
    )
    days = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "days"], name="each_reminder_once")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.days} days before {self.deadline}"
