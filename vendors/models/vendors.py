"""Whom do we buy data work from, what can they do, and what is on hold?"""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from config.models import MutableRow, Row
from vendors.models.choices import ExpertiseLevel, HoldType, Lifecycle
from vendors.models.parties import Party
from vendors.models.triggers import never_deleted


class Vendor(MutableRow):
    """A party that labels data for us, or might.

    `capacity_hours_per_week` is the last figure that was given for its own day; `Capacity` has
    those of every day.
    """

    party = models.OneToOneField(Party, on_delete=models.PROTECT, related_name="vendor")
    summary = models.TextField(blank=True)
    website = models.CharField(max_length=2000, blank=True)
    languages = ArrayField(models.CharField(max_length=35), default=list, blank=True)
    capacity_hours_per_week = models.PositiveIntegerField(null=True, blank=True)
    lifecycle = models.CharField(
        max_length=20, choices=Lifecycle.choices, default=Lifecycle.PROSPECT
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lifecycle__in=Lifecycle.values), name="vendor_lifecycle_is_known"
            )
        ]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return self.party.name


class Expertise(Row):
    """A domain a vendor knows, by its code, and how well; who says so is in its claims."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="expertise")
    domain = models.CharField(max_length=100)
    level = models.CharField(max_length=20, choices=ExpertiseLevel.choices)

    class Meta:
        verbose_name_plural = "expertise"
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint("vendor", Lower("domain"), name="one_level_per_domain"),
            models.CheckConstraint(
                condition=Q(level__in=ExpertiseLevel.values), name="expertise_level_is_known"
            ),
        ]
        indexes = [models.Index(Lower("domain"), "level", name="expertise_domain")]

    def __str__(self) -> str:
        return f"{self.domain} ({self.level})"


class Hold(Row):
    """Something that is not to happen with a vendor for now. It ends by release or on its day."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="holds")
    type = models.CharField(max_length=20, choices=HoldType.choices)
    reason = models.TextField()
    placed_by = models.CharField(max_length=200)
    placed_at = models.DateTimeField()
    release_on = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=200, blank=True)
    release_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(type__in=HoldType.values), name="hold_type_is_known"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by="", release_reason="")
                | Q(released_at__isnull=False) & ~Q(released_by="") & ~Q(release_reason=""),
                name="a_release_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["vendor"], condition=Q(released_at=None), name="hold_not_released")
        ]
        triggers = [never_deleted()]

    @property
    def version(self) -> int:
        """A hold changes once."""
        return 1 if self.released_at is None else 2

    @property
    def updated_at(self) -> datetime:
        return self.released_at or self.created_at

    def __str__(self) -> str:
        return f"{self.type} of {self.vendor_id}"
