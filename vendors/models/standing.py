"""Where does each vendor stand, on which facts does that rest, and is it still up to date?

Written by the room above through `vendors.operations`, read by everyone without looking up.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from config.models import Row
from vendors.models.choices import NeutralityLevel, NeutralityState
from vendors.models.parties import Party
from vendors.models.vendors import Vendor


class Standing(models.Model):
    """The last verdict about a vendor. `queries.with_pending` says whether it may be relied on."""

    vendor = models.OneToOneField(
        Vendor, primary_key=True, on_delete=models.PROTECT, related_name="standing"
    )
    state = models.CharField(
        max_length=20, choices=NeutralityState.choices, default=NeutralityState.INSUFFICIENT
    )
    level = models.CharField(
        max_length=30, choices=NeutralityLevel.choices, default=NeutralityLevel.NONE
    )
    assessment_id = models.UUIDField(null=True, blank=True)
    assessed_at = models.DateTimeField(null=True, blank=True)
    assessed_seq = models.BigIntegerField(default=0)
    policy_id = models.UUIDField(null=True, blank=True)
    stale = models.BooleanField(default=False)
    next_boundary = models.DateField(null=True, blank=True)
    owed_seq = models.BigIntegerField(default=0)
    engaged = models.BooleanField(default=False)

    class Meta:
        verbose_name = "standing"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=NeutralityState.values), name="standing_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(level__in=NeutralityLevel.values), name="standing_level_is_known"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "level"], name="standing_state"),
            models.Index(
                fields=["next_boundary"],
                condition=Q(next_boundary__isnull=False),
                name="standing_boundary",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} ({self.level})"


class Footprint(Row):
    """A party whose facts the last verdict about a vendor consulted."""

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="footprint", db_index=False
    )
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="in_footprint_of")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vendor", "party"], name="once_in_a_footprint")
        ]

    def __str__(self) -> str:
        return f"{self.party_id} in the footprint of {self.vendor_id}"


class Watched(models.Model):
    """A party whose facts decide who belongs to the competitors' groups."""

    party = models.OneToOneField(
        Party, primary_key=True, on_delete=models.PROTECT, related_name="watched"
    )

    class Meta:
        verbose_name_plural = "watched"

    def __str__(self) -> str:
        return str(self.party_id)


class Standards(models.Model):
    """The one row that says when the policy or the competitors changed, and were last looked at."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    changed_seq = models.BigIntegerField(default=0)
    group_checked_seq = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "standards"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="standards_are_one_row")]

    def __str__(self) -> str:
        return f"changed at {self.changed_seq}"
