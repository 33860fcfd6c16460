"""What would a policy have said of the past, had it counted then?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import Row
from procurement.hindsight import Change
from procurement.models.assessments import Assessment
from procurement.models.choices import code_field, is_one_of
from procurement.models.policies import Policy
from procurement.models.triggers import never_changed, set_once
from procurement.neutrality.findings import Level, State
from vendors.models import Vendor
from vendors.models.triggers import append_only, never_deleted


class Backtest(Row):
    """A policy tried against the verdicts on record from `from_day` to `to_day`, both included.

    `rules` is the policy as it was when it was asked for; a draft may change meanwhile. Of
    `vendors` all are meant if none is named. Verdicts known after `known_seq` are left out;
    `total` is how many there are.
    """

    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="backtests")
    policy_version = models.PositiveIntegerField()
    rules = models.JSONField()
    from_day = models.DateField(null=True, blank=True)
    to_day = models.DateField()
    vendors = ArrayField(models.UUIDField(), default=list, blank=True)
    known_seq = models.BigIntegerField()
    known_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    asked_by = models.CharField(max_length=80)
    asked_label = models.CharField(max_length=200)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_day=None) | Q(to_day__gte=F("from_day")),
                name="a_backtest_ends_after_it_begins",
            ),
        ]
        triggers = [
            never_changed(
                "policy_id",
                "policy_version",
                "rules",
                "from_day",
                "to_day",
                "vendors",
                "known_seq",
                "known_at",
                "total",
                "asked_by",
                "asked_label",
            ),
            set_once("finished_at"),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return f"{self.policy} tried up to {self.to_day}"


class BacktestMoment(Row):
    """One day on which the policy was tried beside the assessment that stood then.

    `after_*` are empty where no verdict could be reached (`problem` says why). Where it is another
    one, `sentences` are the first of those findings that make it what it is.
    """

    backtest = models.ForeignKey(Backtest, on_delete=models.PROTECT, related_name="moments")
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+", db_index=False)
    valid_at = models.DateField()
    known_at = models.DateTimeField()
    before_state = code_field(State)
    before_level = code_field(Level)
    after_state = code_field(State, blank=True)
    after_level = code_field(Level, blank=True)
    change = code_field(Change)
    sentences = ArrayField(models.TextField(), default=list, blank=True)
    problem = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["vendor", "valid_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["backtest", "assessment", "valid_at"], name="tried_once_per_day"
            ),
            models.CheckConstraint(condition=is_one_of("change", Change), name="change_is_known"),
            models.CheckConstraint(
                condition=Q(change="undecided", after_state="", after_level="") & ~Q(problem="")
                | ~Q(change="undecided") & ~Q(after_state="") & ~Q(after_level="") & Q(problem=""),
                name="undecided_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["backtest", "vendor", "valid_at", "id"], name="backtest_moment_in_order"
            ),
            models.Index(
                fields=["backtest", "vendor", "valid_at", "id"],
                condition=~Q(change="same"),
                name="backtest_difference",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.change} on {self.valid_at}"
