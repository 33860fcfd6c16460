"""What did we demand of vendors, and from when on? Policies, and who counts as a competitor."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow
from procurement.caseflow import POLICY, PolicyState
from procurement.models.choices import code_field, is_one_of
from procurement.models.triggers import (
    begins,
    moves,
    never_changed,
    sealed_after_draft,
    set_once,
)
from vendors.models import Party
from vendors.models.triggers import never_deleted


def product_lines() -> ArrayField:
    return ArrayField(models.CharField(max_length=200), default=list, blank=True)


class Policy(MutableRow):
    """Thresholds and switches, by name and edition; `rules` as `neutrality.policy` writes them.

    `limits`, as `procurement.limits` writes them, say how much may hang on one vendor, owner,
    domain or place; no verdict depends on them.

    In force in our knowledge from `adopted_seq` on, in the world within `valid_from`/`valid_to`.
    """

    name = models.CharField(max_length=200)
    edition = models.PositiveIntegerField()
    state = code_field(PolicyState, default=PolicyState.DRAFT)
    rules = models.JSONField()
    actions = models.JSONField()
    limits = models.JSONField(default=dict, blank=True)
    product_lines = product_lines()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    drafted_by = models.CharField(max_length=80)
    drafted_label = models.CharField(max_length=200)
    edited_by = models.CharField(max_length=80)
    adopted_by = models.CharField(max_length=80, blank=True)
    adopted_label = models.CharField(max_length=200, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    adopted_seq = models.BigIntegerField(null=True, blank=True, unique=True)
    retired_seq = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name_plural = "policies"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "edition"], name="policy_edition_of_a_name"),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="adopted"), name="one_policy_adopted"
            ),
            models.CheckConstraint(
                condition=is_one_of("state", PolicyState), name="policy_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", adopted_seq=None, adopted_by="")
                | ~Q(state="draft") & Q(adopted_seq__isnull=False) & ~Q(adopted_by=""),
                name="an_adopted_policy_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(state="retired") ^ Q(retired_seq=None),
                name="a_retired_policy_says_since_when",
            ),
            models.CheckConstraint(
                condition=Q(adopted_by__in=["", "system"])
                | ~Q(adopted_by=F("drafted_by")) & ~Q(adopted_by=F("edited_by")),
                name="a_policy_is_adopted_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="a_policy_ends_after_it_begins",
            ),
        ]
        triggers = [
            begins(POLICY),
            moves(POLICY),
            sealed_after_draft(
                "name",
                "edition",
                "rules",
                "actions",
                "limits",
                "product_lines",
                "valid_from",
                "valid_to",
                "drafted_by",
                "edited_by",
            ),
            set_once("adopted_seq", "retired_seq", "adopted_at", "adopted_by"),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"


class Competitor(MutableRow):
    """A party that counts as a competitor: in the world within its dates, in our knowledge from
    `seq` on. That it ended on `ended_on` is known from `ended_seq` on.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="competitors")
    reason = models.TextField()
    product_lines = product_lines()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    seq = models.BigIntegerField(unique=True)
    listed_by = models.CharField(max_length=80)
    listed_label = models.CharField(max_length=200)
    ended_on = models.DateField(null=True, blank=True)
    ended_seq = models.BigIntegerField(null=True, blank=True, unique=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_label = models.CharField(max_length=200, blank=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="competitor_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_seq=None, ended_by="", end_reason="")
                | Q(ended_on__isnull=False, ended_seq__isnull=False)
                & ~Q(ended_by="")
                & ~Q(end_reason=""),
                name="an_end_says_when_who_and_why",
            ),
        ]
        triggers = [
            never_changed(
                "party_id", "reason", "product_lines", "valid_from", "valid_to", "seq", "listed_by"
            ),
            set_once("ended_on", "ended_seq"),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return f"{self.party} since {self.valid_from}"
