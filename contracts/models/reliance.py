"""How hard is a contract to replace, what is a currency worth, and which limits were passed?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from config.models import MutableRow, Row
from contracts.models.contracts import Contract
from contracts.substitution import Impact, Obstacle, Reintegration, Substitutability
from vendors.models.choices import choices_of
from vendors.models.triggers import append_only, never_deleted, set_once


class SubstitutabilityAssessment(Row):
    """How hard the vendor is to replace under a contract, as somebody saw it on a day.

    `alternatives` are vendors; `reintegration_days` is how long it would take to do the work in the
    house or to hand it over. The one of the latest day counts, of one day the last written.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="substitutability"
    )
    verdict = models.CharField(max_length=20, choices=choices_of(Substitutability))
    obstacle = models.CharField(max_length=20, blank=True, choices=choices_of(Obstacle))
    reason = models.TextField()
    alternatives = ArrayField(models.UUIDField(), default=list, blank=True)
    reintegration = models.CharField(max_length=20, choices=choices_of(Reintegration))
    reintegration_days = models.PositiveIntegerField()
    exit_plan = models.BooleanField()
    exit_tested_on = models.DateField(null=True, blank=True)
    impact = models.CharField(max_length=20, choices=choices_of(Impact))
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    assessed_on = models.DateField()
    assessed_by = models.CharField(max_length=80)
    assessed_label = models.CharField(max_length=200)
    seq = models.BigIntegerField(unique=True)

    class Meta:
        ordering = ["-assessed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict=Substitutability.SUBSTITUTABLE.value, obstacle="")
                | ~Q(verdict=Substitutability.SUBSTITUTABLE.value) & ~Q(obstacle=""),
                name="what_is_hard_says_why",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=[code.value for code in Substitutability]),
                name="substitutability_is_known",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_assessment_says_why"),
        ]
        indexes = [
            models.Index(fields=["contract", "-assessed_on", "-id"], name="substitutability_latest")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.assessed_on}"


class ExchangeRate(Row):
    """What one unit of `base` is worth in `quote` from a day on, as the lab entered it.

    A later entry for the same day corrects the earlier one; both stay.
    """

    base = models.CharField(max_length=3)
    quote = models.CharField(max_length=3)
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    valid_on = models.DateField()
    source = models.CharField(max_length=500)
    entered_by = models.CharField(max_length=80)
    entered_label = models.CharField(max_length=200)
    seq = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(base__regex="^[A-Z]{3}$", quote__regex="^[A-Z]{3}$")
                & ~Q(base=models.F("quote")),
                name="a_rate_is_between_currencies",
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="a_rate_is_positive"),
        ]
        indexes = [models.Index(fields=["quote", "base", "-valid_on", "-seq"], name="rate_latest")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.base} in {self.quote} on {self.valid_on}"


class LimitPassed(Row):
    """A limit of the policy on what may hang on one, found passed on a day, until it was no more.

    `key` is the vendor, owner, domain or place it is about; empty for concentration as a whole.
    """

    policy = models.UUIDField()
    limit = models.CharField(max_length=40)
    key = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3)
    found = models.JSONField()
    found_on = models.DateField()
    ceased_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "limits passed"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "limit", "key", "currency"],
                condition=Q(ceased_on=None),
                name="each_passed_limit_once",
            )
        ]
        triggers = [set_once("ceased_on"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.limit} {self.key}".strip()


class ExposureWatch(MutableRow):
    """The one row that says up to where, and on which day, limits were last looked at."""

    only = models.BooleanField(default=True, unique=True)
    seq = models.BigIntegerField(default=0)
    on = models.DateField()

    class Meta:
        verbose_name_plural = "exposure watch"
        constraints = [models.CheckConstraint(condition=Q(only=True), name="one_exposure_watch")]

    def __str__(self) -> str:
        return f"looked at on {self.on}"
