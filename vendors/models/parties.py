"""Who are the companies, people and bodies we speak of, and which of them are one?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from vendors.models.choices import choices_of
from vendors.models.triggers import append_only, never_deleted, set_once
from vendors.ownership.facts import PartyKind


class Party(MutableRow):
    """Someone or something that owns, is owned, holds office or supplies.

    `changed_seq` is the ledger number of the last fact about it, at either end. `merged_into` is
    the present state of the `Merge` rows, which are the truth.
    """

    kind = models.CharField(max_length=20, choices=choices_of(PartyKind))
    publicly_listed = models.BooleanField(default=False)
    name = models.CharField(max_length=500)
    normal_name = models.CharField(max_length=500)
    skeleton = models.CharField(max_length=500)
    search_text = models.TextField()
    jurisdiction = models.CharField(max_length=10, blank=True)
    aliases = ArrayField(models.CharField(max_length=500), default=list, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    changed_seq = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "parties"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="a_party_has_a_name"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
                name="not_merged_into_itself",
            ),
        ]
        indexes = [
            models.Index(fields=["normal_name"], name="party_normal_name"),
            models.Index(fields=["skeleton"], name="party_skeleton"),
            models.Index(fields=["name", "id"], name="party_name"),
            models.Index(fields=["changed_seq"], name="party_changed"),
        ]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return self.name


class PartyVersion(Row):
    """What the engine was told of a party from a ledger number on: a verdict can be told again."""

    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="versions", db_index=False
    )
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=choices_of(PartyKind))
    publicly_listed = models.BooleanField()
    name = models.CharField(max_length=500)

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(fields=["party", "seq"], name="one_version_per_party_and_seq")
        ]
        indexes = [models.Index(fields=["seq"], name="party_version_seq")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.name} since #{self.seq}"


class Identifier(Row):
    """A number under which a register knows a party."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="identifiers")
    scheme = models.CharField(max_length=40)
    value = models.CharField(max_length=100)

    class Meta:
        ordering = ["scheme", "value"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "value"], name="identifier_names_one_party")
        ]

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


class Merge(Row):
    """From `seq` on the party is taken for `into`, until `undone_seq`; no fact is touched."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="absorbed")
    reason = models.TextField()
    seq = models.BigIntegerField()
    undone_seq = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=Q(undone_seq=None), name="merged_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(party=F("into")), name="merge_joins_two"),
            models.CheckConstraint(
                condition=Q(undone_seq=None) | Q(undone_seq__gt=F("seq")),
                name="undone_after_merged",
            ),
        ]
        triggers = [set_once("undone_seq"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.party_id} is {self.into_id}"
