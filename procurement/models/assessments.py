"""What did we judge, from what, and as of when?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from config.models import Row
from procurement.models.choices import code_field, is_one_of
from procurement.models.policies import Policy
from procurement.neutrality.findings import Level, State
from vendors.models import Vendor
from vendors.models.triggers import append_only


class Assessment(Row):
    """A verdict and everything it needs to be reached again.

    The facts are those recorded up to ledger number `known_seq` (`known_at` is its instant), in
    force on `valid_at`. One vendor's assessments are one chain: each supersedes one, and none is
    superseded twice.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="assessments")
    state = code_field(State)
    level = code_field(Level)
    valid_at = models.DateField()
    known_seq = models.BigIntegerField()
    known_at = models.DateTimeField()
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="assessments")
    competitors = ArrayField(models.UUIDField(), default=list, blank=True)
    engine_version = models.CharField(max_length=20)
    input_digest = models.CharField(max_length=64)
    cause = models.UUIDField(null=True, blank=True)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    findings = models.JSONField(default=list)
    overlays = models.JSONField(default=dict)
    footprint = ArrayField(models.UUIDField(), default=list, blank=True)
    next_boundary = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor", "input_digest", "known_seq"], name="judged_once_per_input"
            ),
            models.UniqueConstraint(
                fields=["vendor"], condition=Q(supersedes=None), name="one_first_assessment"
            ),
            models.CheckConstraint(
                condition=is_one_of("state", State), name="assessment_state_is_known"
            ),
            models.CheckConstraint(
                condition=is_one_of("level", Level), name="assessment_level_is_known"
            ),
            models.CheckConstraint(
                condition=Q(input_digest__regex=r"^[0-9a-f]{64}$"), name="digest_is_sha256"
            ),
            models.CheckConstraint(
                condition=~Q(state="clear") | Q(level="none"), name="clear_has_no_level"
            ),
        ]
        indexes = [
            models.Index(fields=["vendor", "-id"], name="assessment_vendor"),
            models.Index(fields=["state", "level"], name="assessment_verdict"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.state} ({self.level}) on {self.valid_at}"
