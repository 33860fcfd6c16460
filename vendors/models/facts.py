"""What has been said about who holds what, by whom, and what of it is still believed?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from config.models import Row
from vendors.models.choices import SourceType, UnspecifiedReason, choices_of
from vendors.models.parties import Party
from vendors.models.triggers import append_only, never_deleted, set_once
from vendors.models.vendors import Vendor
from vendors.ownership.facts import AttestationKind, Basis, Confidence, Dimension, Kind
from vendors.ownership.interval import HUNDRED_PERCENT
from vendors.ownership.revision import StatementKind

DIRECTNESS = [(code, code) for code in ("direct", "indirect", "unknown")]


class Disclosure(Row):
    """One source heard once: a filing, a letter, an article, with all it states."""

    seq = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    recorded_label = models.CharField(max_length=200)
    vendor = models.ForeignKey(
        Vendor, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    source_type = models.CharField(max_length=20, choices=SourceType.choices)
    source_title = models.CharField(max_length=500)
    source_url = models.CharField(max_length=2000, blank=True)
    source_published_on = models.DateField(null=True, blank=True)
    source_asserted_by = models.CharField(max_length=500, blank=True)
    confidence = models.CharField(max_length=10, choices=choices_of(Confidence))
    statement_date = models.DateField(null=True, blank=True)
    warnings = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__in=[code.value for code in Confidence]),
                name="disclosure_confidence_is_known",
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.source_title


class Statement(Row):
    """One thing a disclosure says of one relationship, word by word in `said`.

    The first statement of a relationship gives it its `record_id`: its own id.
    """

    disclosure = models.ForeignKey(
        Disclosure, on_delete=models.PROTECT, related_name="statements", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=choices_of(StatementKind))
    record_id = models.UUIDField()
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="said_of")
    interested_party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="said_by_interest"
    )
    unspecified = models.CharField(max_length=60, blank=True, choices=UnspecifiedReason.choices)
    valid_from = models.DateField(null=True, blank=True)
    said = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["disclosure", "position"]
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "position"], name="said_in_order"),
            models.CheckConstraint(
                condition=Q(interested_party=None) ^ Q(unspecified=""),
                name="named_or_unspecified",
            ),
            models.CheckConstraint(
                condition=~Q(kind="assertion") | Q(record_id=F("id")),
                name="an_assertion_begins_its_record",
            ),
        ]
        indexes = [models.Index(fields=["record_id"], name="statement_record")]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} of {self.record_id}"


class Interest(Row):
    """A version of a fact: believed from ledger number `seq` until `superseded_seq`.

    Shares are whole units, a million to the percent; both ends null is a share nobody told. One
    record may hold several interests at a time, told apart by `slot`, and beside what is proved
    what is merely reported or disputed; no two live versions of one slot overlap (an exclusion
    constraint, see the migrations).
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="interests")
    record_id = models.UUIDField()
    slot = models.PositiveSmallIntegerField()
    subject = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="held_by", db_index=False
    )
    interested_party = models.ForeignKey(
        Party,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="holdings",
        db_index=False,
    )
    type = models.CharField(max_length=30, choices=choices_of(Kind))
    lo = models.IntegerField(null=True, blank=True)
    hi = models.IntegerField(null=True, blank=True)
    lo_open = models.BooleanField(default=False)
    hi_open = models.BooleanField(default=False)
    directness = models.CharField(max_length=10, choices=DIRECTNESS)
    confidence = models.CharField(max_length=10, choices=choices_of(Confidence))
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    asserted_on = models.DateField(null=True, blank=True)
    details = models.TextField(blank=True)
    key_person = models.BooleanField(default=False)
    members = ArrayField(models.UUIDField(), default=list, blank=True)
    exercisable_from = models.DateField(null=True, blank=True)
    basis = models.CharField(max_length=30, blank=True, choices=choices_of(Basis))
    seats = models.PositiveSmallIntegerField(null=True, blank=True)
    seats_total = models.PositiveSmallIntegerField(null=True, blank=True)
    share_class = models.CharField(max_length=100, blank=True)
    nominated_by = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="nominated"
    )
    same_as = models.UUIDField(null=True, blank=True)
    tie_ends_on = models.DateField(null=True, blank=True)
    seq = models.BigIntegerField()
    superseded_seq = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lo=None, hi=None, lo_open=False, hi_open=False)
                | Q(
                    lo__isnull=False,
                    hi__isnull=False,
                    lo__gte=0,
                    hi__gte=F("lo"),
                    hi__lte=HUNDRED_PERCENT,
                ),
                name="share_lies_between_0_and_100",
            ),
            models.CheckConstraint(
                condition=Q(lo=None)
                | Q(lo__lt=F("hi"))
                | Q(lo=F("hi"), lo_open=False, hi_open=False),
                name="some_share_lies_between_the_ends",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="interest_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(superseded_seq=None) | Q(superseded_seq__gte=F("seq")),
                name="superseded_after_believed",
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=[code.value for code in Confidence]),
                name="interest_confidence_is_known",
            ),
            models.CheckConstraint(
                condition=Q(directness__in=[code for code, _ in DIRECTNESS]),
                name="interest_directness_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["subject", "seq"], name="interest_subject"),
            models.Index(fields=["interested_party", "seq"], name="interest_owner"),
            models.Index(
                fields=["record_id"], condition=Q(superseded_seq=None), name="interest_live_record"
            ),
            GinIndex(fields=["members"], name="interest_members"),
        ]
        triggers = [set_once("superseded_seq"), never_deleted()]

    def __str__(self) -> str:
        return f"{self.type} #{self.seq}"


class Attestation(Row):
    """What a vendor swears about the cap table of a subject, or about its own conduct.

    `sworn_by`, in the role of `sworn_role`, is the person of the vendor who swore it; `words` are
    the very words, where they were kept.
    """

    seq = models.BigIntegerField(unique=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)
    recorded_label = models.CharField(max_length=200)
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="attestations")
    subject = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=30, choices=choices_of(AttestationKind))
    dimension = models.CharField(max_length=20, blank=True, choices=choices_of(Dimension))
    value = models.IntegerField(null=True, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    evidence = ArrayField(models.UUIDField(), default=list, blank=True)
    sworn_by = models.CharField(max_length=200, blank=True)
    sworn_role = models.CharField(max_length=200, blank=True)
    sworn_on = models.DateField(null=True, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["-seq"]
        constraints = [
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0, value__lte=HUNDRED_PERCENT),
                name="attested_value_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="attestation_ends_after_it_begins",
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_id}"
