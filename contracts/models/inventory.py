"""What can the vendor reach, what did we send, and what did we get?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from contracts.models.contracts import Contract
from vendors.models import Party
from vendors.models.triggers import append_only, never_deleted

SHA256 = "^[0-9a-f]{64}$"


class AccessGrant(MutableRow):
    """A door we opened for the vendor. It closes by being revoked, with proof if there is any.

    `owner` is whoever on our side answers for it.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="grants")
    system = models.CharField(max_length=200)
    account = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    description = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField()
    opened_by = models.CharField(max_length=200)
    revoked_on = models.DateField(null=True, blank=True)
    revoked_by = models.CharField(max_length=200, blank=True)
    revoke_reason = models.TextField(blank=True)
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_by="", revoke_reason="")
                | Q(revoked_on__gte=F("opened_on")) & ~Q(revoked_by="") & ~Q(revoke_reason=""),
                name="a_revocation_says_who_and_why",
            ),
        ]
        indexes = [
            models.Index(fields=["contract"], condition=Q(revoked_on=None), name="grant_open")
        ]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return f"{self.system} {self.account}".strip()


class DataAsset(Row):
    """Something of ours that left the house: how much of it, and its SHA-256, where we know."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="data_assets")
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    sensitivity = models.CharField(max_length=100, blank=True)
    sent_on = models.DateField(null=True, blank=True)
    items = models.PositiveBigIntegerField(null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    registered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256="") | Q(sha256__regex=SHA256), name="asset_hash_is_sha256"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.name


class DataHolder(Row):
    """Someone who has a copy of a data asset: the vendor, or one of its sub-processors.

    `location` is where the copy is: a region, a system, a place.
    """

    data_asset = models.ForeignKey(
        DataAsset, on_delete=models.PROTECT, related_name="copies", db_index=False
    )
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="copies_held")
    location = models.CharField(max_length=200, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["data_asset", "holder"], name="one_copy_per_holder")
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.data_asset_id} at {self.holder_id}"


class PlannedDelivery(MutableRow):
    """A batch the vendor is to deliver by a day: so many items, or whatever it is if none are said.

    It is met by deliveries that name it. Until then, or until it is withdrawn, it is due.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="plans")
    due_on = models.DateField()
    items = models.PositiveBigIntegerField(null=True, blank=True)
    description = models.CharField(max_length=1000, blank=True)
    planned_by = models.CharField(max_length=200)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdraw_reason = models.TextField(blank=True)

    class Meta:
        verbose_name_plural = "planned deliveries"
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_by="", withdraw_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdraw_reason=""),
                name="a_withdrawn_plan_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(items=None) | Q(items__gt=0), name="something_is_planned"
            ),
        ]
        triggers = [never_deleted()]

    def __str__(self) -> str:
        return self.description or f"{self.items or 'a batch of'} items by {self.due_on}"


class ContractDelivery(Row):
    """A batch the vendor delivered, and what of it we accepted: in value, and in pieces.

    `planned` is what was due and is met by it, in part or as a whole.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="deliveries")
    planned = models.ForeignKey(
        PlannedDelivery,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="deliveries",
    )
    delivered_on = models.DateField()
    items = models.PositiveBigIntegerField()
    accepted_items = models.PositiveBigIntegerField(null=True, blank=True)
    accepted_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    accepted_currency = models.CharField(max_length=3, blank=True)
    recorded_by = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "contract deliveries"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_amount=None, accepted_currency="")
                | Q(accepted_amount__range=(0, 10**15), accepted_currency__regex="^[A-Z]{3}$"),
                name="accepted_value_is_money",
            ),
            models.CheckConstraint(
                condition=Q(accepted_items=None) | Q(accepted_items__lte=F("items")),
                name="no_more_is_accepted_than_delivered",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.items} items on {self.delivered_on}"
