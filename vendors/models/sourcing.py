"""What can a vendor do, who says so, with how many hours, and certified by whom?"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from vendors.models.choices import Domainhood, ExpertiseLevel, Standard, Voice
from vendors.models.triggers import append_only, born_under, fixed, never_deleted, set_together
from vendors.models.vendors import Vendor


class Domain(MutableRow):
    """A domain of knowledge, by its code. What it is a part of is said once, when it is added:
    whatever stands above it was there before, so no line of domains ever closes.
    """

    code = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self",
        to_field="code",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        max_length=100,
    )
    state = models.CharField(
        max_length=10, choices=Domainhood.choices, default=Domainhood.OPEN, editable=False
    )

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"),
                name="domain_code_is_a_code",
            ),
            models.CheckConstraint(
                condition=Q(state__in=Domainhood.values) & ~Q(name=""), name="domain_has_a_name"
            ),
        ]
        triggers = [born_under("parent_id", "code"), fixed("code", "parent_id"), never_deleted()]

    def __str__(self) -> str:
        return self.name


class _Withdrawable(Row):
    """Something on file until somebody takes it back, and says why."""

    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    recorded_by = models.CharField(max_length=80)
    recorded_label = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=200, blank=True)
    withdraw_reason = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def version(self) -> int:
        """It changes once."""
        return 1 if self.withdrawn_at is None else 2


WITHDRAWN = ("withdrawn_at", "withdrawn_by", "withdraw_reason")


def _says_who_and_why() -> Q:
    return Q(withdrawn_at=None, withdrawn_by="", withdraw_reason="") | Q(
        withdrawn_at__isnull=False
    ) & ~Q(withdrawn_by="") & ~Q(withdraw_reason="")


class ExpertiseClaim(_Withdrawable):
    """Somebody's word for how well a vendor knows a domain, within its days.

    `said_by` is whose word it is: the vendor's, ours after we tried, or somebody else's. The rate
    is what an hour costs.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="claims")
    domain = models.ForeignKey(
        Domain, to_field="code", on_delete=models.PROTECT, related_name="claims"
    )
    level = models.CharField(max_length=20, choices=ExpertiseLevel.choices)
    said_by = models.CharField(max_length=12, choices=Voice.choices)
    asserted_by = models.CharField(max_length=200, blank=True)
    rate_amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    rate_currency = models.CharField(max_length=3, blank=True)
    comment = models.TextField(blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=ExpertiseLevel.values) & Q(said_by__in=Voice.values),
                name="claim_codes_are_known",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="claim_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(rate_amount=None, rate_currency="")
                | Q(rate_amount__range=(0, 10**15), rate_currency__regex="^[A-Z]{3}$"),
                name="claim_rate_is_money",
            ),
            models.CheckConstraint(
                condition=_says_who_and_why(), name="a_withdrawn_claim_says_who_and_why"
            ),
        ]
        triggers = [set_together("withdrawn_at", *WITHDRAWN), never_deleted()]

    def holds_on(self, day: date) -> bool:
        """Whether it is somebody's word on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return self.withdrawn_at is None and begun and not self.has_ended(day)

    def has_ended(self, day: date) -> bool:
        return self.valid_to is not None and self.valid_to <= day

    def __str__(self) -> str:
        return f"{self.said_by}: {self.domain_id} ({self.level})"


class Capacity(Row):
    """From a day on, a vendor has so many hours a week, until another figure begins.

    Of several for one day the one that was written down last counts. Null: it does not say.
    """

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="capacities", db_index=False
    )
    hours_per_week = models.PositiveIntegerField(null=True, blank=True)
    valid_from = models.DateField()
    comment = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=80)
    recorded_label = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "capacities"
        ordering = ["-valid_from", "-id"]
        indexes = [models.Index(fields=["vendor", "-valid_from", "-id"], name="capacity_of_a_day")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.hours_per_week} hours a week from {self.valid_from}"


class Workforce(Row):
    """From a day on, a vendor's people work in these countries, until another list begins.

    Without a day it was always so, until a list that has one. `shares` says of each place what
    part of the work is done there, in percent; null where nobody says. Of several lists for one
    day the one that was written down last counts. An empty one says that nobody knows.
    """

    vendor = models.ForeignKey(
        Vendor, on_delete=models.PROTECT, related_name="workforces", db_index=False
    )
    places = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    shares = ArrayField(
        models.DecimalField(max_digits=9, decimal_places=6, null=True), default=list, blank=True
    )
    valid_from = models.DateField(null=True, blank=True)
    comment = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=80)
    recorded_label = models.CharField(max_length=200)
    seq = models.BigIntegerField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shares__len=F("places__len")), name="workforce_has_a_share_each"
            )
        ]
        indexes = [models.Index(fields=["vendor", "-seq"], name="workforce_of_vendor")]
        triggers = [append_only()]

    def __str__(self) -> str:
        where = ", ".join(self.places) or "nobody knows where"
        return where if self.valid_from is None else f"{where} from {self.valid_from}"


class Certificate(_Withdrawable):
    """What an auditor certified of a vendor's security or privacy. `expires_on` is the first day on
    which it certifies nothing any more.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="certificates")
    standard = models.CharField(max_length=30, choices=Standard.choices)
    title = models.CharField(max_length=200, blank=True)
    scope = models.CharField(max_length=1000)
    number = models.CharField(max_length=100, blank=True)
    issued_by = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standard__in=Standard.values)
                & (~Q(standard=Standard.OTHER) | ~Q(title="")),
                name="certificate_names_its_standard",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(expires_on__gt=F("issued_on")),
                name="certificate_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=_says_who_and_why(), name="a_withdrawn_certificate_says_who_and_why"
            ),
        ]
        triggers = [set_together("withdrawn_at", *WITHDRAWN), never_deleted()]

    def state_on(self, day: date) -> str:
        """`valid`, `not_yet`, `expired` or `withdrawn`."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        if day < self.issued_on:
            return "not_yet"
        return "expired" if self.expires_on is not None and self.expires_on <= day else "valid"

    def __str__(self) -> str:
        return f"{self.title or self.standard} of {self.vendor_id}"
