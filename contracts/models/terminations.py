"""How is a contract being left, which steps are done, and what proves it?"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from contracts.lifecycle import BEFORE_NOTICE
from contracts.lifecycle import State as ContractState
from contracts.models.contracts import Clause, Contract
from contracts.models.inventory import DataAsset
from contracts.models.triggers import begins_as, moves_by_the_table
from contracts.termination import (
    OPEN,
    Ground,
    NoticeForm,
    ProofKind,
    State,
    StepCode,
    StepRole,
    StepState,
    state_pairs,
    step_state_pairs,
)
from vendors.models import Evidence, Party
from vendors.models.choices import choices_of
from vendors.models.triggers import append_only, never_deleted

UNSERVED = [State.PROPOSED.value, State.APPROVED.value, State.REJECTED.value]
STORED_STEP_STATES = tuple(state for state in StepState if state is not StepState.BLOCKED)


class Termination(MutableRow):
    """One way out of one contract; a contract has at most one that is open.

    `notice_on` is the day planned for the notice until it is served. `effective_rule` says what
    gave `effective_on`. What the clause it is founded on gave when it was proposed is kept in
    `event_on`, `aware_on`, `right_opens_on`, `right_closes_on` and `right_why`; a proposal by the
    system keeps the assessment it rests on. `served_form` to `delivered_by` say how notice was
    served; `cure_until` is the last day on which the vendor may cure.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="terminations")
    ground = models.CharField(max_length=30, choices=choices_of(Ground))
    clause = models.ForeignKey(
        Clause, null=True, blank=True, on_delete=models.PROTECT, related_name="terminations"
    )
    comment = models.TextField(blank=True)
    emergency = models.BooleanField(default=False)
    requested_effective_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=15, choices=choices_of(State), default=State.PROPOSED.value, editable=False
    )
    state_before = models.CharField(
        max_length=12, blank=True, choices=[(code.value, code.value) for code in ContractState]
    )
    proposed_on = models.DateField()
    proposed_by = models.CharField(max_length=80)
    approved_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    notice_on = models.DateField()
    notice_rule = models.TextField()
    effective_on = models.DateField()
    effective_rule = models.TextField()
    notice_served_on = models.DateField(null=True, blank=True)
    winding_down_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True)
    event_on = models.DateField(null=True, blank=True)
    aware_on = models.DateField(null=True, blank=True)
    right_opens_on = models.DateField(null=True, blank=True)
    right_closes_on = models.DateField(null=True, blank=True)
    right_why = models.TextField(blank=True)
    assessment_id = models.UUIDField(null=True, blank=True)
    served_form = models.CharField(max_length=20, blank=True, choices=choices_of(NoticeForm))
    served_address = models.CharField(max_length=500, blank=True)
    proof_kind = models.CharField(max_length=20, blank=True, choices=choices_of(ProofKind))
    delivered_on = models.DateField(null=True, blank=True)
    delivered_by = models.CharField(max_length=200, blank=True)
    cure_until = models.DateField(null=True, blank=True)
    cure_rule = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(state__in=sorted(code.value for code in OPEN)),
                name="one_open_termination_per_contract",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[code.value for code in State]),
                name="termination_state_known",
            ),
            models.CheckConstraint(
                condition=Q(ground__in=[code.value for code in Ground]), name="ground_is_known"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("proposed_by")),
                name="termination_approved_by_another",
            ),
            models.CheckConstraint(
                condition=Q(notice_served_on=None) & Q(state__in=[*UNSERVED, State.WITHDRAWN.value])
                | Q(
                    notice_served_on__isnull=False,
                    effective_on__gte=F("notice_served_on"),
                    state_before__in=sorted(code.value for code in BEFORE_NOTICE),
                )
                & ~Q(state__in=UNSERVED)
                & ~Q(approved_by=""),
                name="served_when_notice_is_given",
            ),
            models.CheckConstraint(
                condition=Q(state=State.COMPLETED.value, completed_on__gte=F("effective_on"))
                | ~Q(state=State.COMPLETED.value) & Q(completed_on=None),
                name="completed_from_the_effective_day_on",
            ),
            models.CheckConstraint(
                condition=Q(proof_kind="", delivered_on=None, delivered_by="")
                | Q(delivered_on__isnull=False, notice_served_on__isnull=False)
                & ~Q(proof_kind="")
                & ~Q(delivered_by=""),
                name="a_proof_of_service_is_whole",
            ),
        ]
        triggers = [
            begins_as(State.PROPOSED),
            moves_by_the_table(state_pairs()),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return f"termination of {self.contract.reference} ({self.get_ground_display().lower()})"


class Step(MutableRow):
    """One thing to do on the way out. `attempt` counts how often it was begun."""

    termination = models.ForeignKey(
        Termination, on_delete=models.PROTECT, related_name="steps", db_index=False
    )
    position = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=20, choices=choices_of(StepCode))
    role = models.CharField(max_length=20, choices=choices_of(StepRole))
    due_on = models.DateField()
    rule = models.TextField()
    depends_on = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    evidence_required = models.BooleanField()
    state = models.CharField(
        max_length=12,
        choices=choices_of(STORED_STEP_STATES),
        default=StepState.PENDING.value,
        editable=False,
    )
    attempt = models.PositiveIntegerField(default=0)
    started_by = models.CharField(max_length=80, blank=True)
    submitted_by = models.CharField(max_length=80, blank=True)
    settled_by = models.CharField(max_length=80, blank=True)
    overdue_noted_for = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["termination", "code"], name="each_step_once"),
            models.CheckConstraint(
                condition=Q(state__in=[code.value for code in STORED_STEP_STATES]),
                name="step_state_known",
            ),
            models.CheckConstraint(
                condition=Q(settled_by="") | ~Q(settled_by=F("submitted_by")),
                name="step_verified_by_another",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=~Q(state__in=[StepState.VERIFIED.value, StepState.WAIVED.value]),
                name="step_unsettled",
            )
        ]
        triggers = [
            begins_as(StepState.PENDING),
            moves_by_the_table(step_state_pairs()),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return self.code


class StepEvidence(Row):
    """A file that came with one submission of a step."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="evidence")
    attempt = models.PositiveIntegerField()
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="proves")

    class Meta:
        verbose_name_plural = "step evidence"
        ordering = ["id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.evidence_id} for {self.step_id}"


class SanitizationMethod(models.TextChoices):
    """How thoroughly a copy was removed, in the words of NIST SP 800-88."""

    CLEAR = "clear"
    PURGE = "purge"
    DESTROY = "destroy"
    CRYPTOGRAPHIC_ERASE = "cryptographic_erase"


class Verification(models.TextChoices):
    FULL = "full"
    SAMPLED = "sampled"


class Storage(models.TextChoices):
    """A thing that can be held, or a place in somebody's system."""

    PHYSICAL = "physical"
    LOGICAL = "logical"


class Certificate(Row):
    """Someone certifies that one holder's copy of one data asset is gone."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="certificates")
    attempt = models.PositiveIntegerField()
    data_asset = models.ForeignKey(DataAsset, on_delete=models.PROTECT, related_name="certificates")
    holder = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="certificates")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="certifies")
    performed_by = models.CharField(max_length=500, blank=True)
    performer_title = models.CharField(max_length=500, blank=True)
    organisation = models.CharField(max_length=500, blank=True)
    contact = models.CharField(max_length=500, blank=True)
    performed_on = models.DateField(null=True, blank=True)
    place = models.CharField(max_length=500, blank=True)
    storage = models.CharField(max_length=10, blank=True, choices=Storage.choices)
    media_type = models.CharField(max_length=500, blank=True)
    media_make = models.CharField(max_length=500, blank=True)
    media_model = models.CharField(max_length=500, blank=True)
    media_serial = models.CharField(max_length=500, blank=True)
    media_owner = models.CharField(max_length=500, blank=True)
    location = models.CharField(max_length=500, blank=True)
    source_system = models.CharField(max_length=500, blank=True)
    data_scope = models.CharField(max_length=500, blank=True)
    classification = models.CharField(max_length=500, blank=True)
    method = models.CharField(max_length=20, blank=True, choices=SanitizationMethod.choices)
    technique = models.CharField(max_length=500, blank=True)
    tool = models.CharField(max_length=500, blank=True)
    tool_version = models.CharField(max_length=500, blank=True)
    verification = models.CharField(max_length=10, blank=True, choices=Verification.choices)
    verified_by = models.CharField(max_length=500, blank=True)
    destination = models.CharField(max_length=500, blank=True)
    standard = models.CharField(max_length=500, blank=True)
    validator = models.CharField(max_length=500, blank=True)
    signed_by = models.CharField(max_length=500, blank=True)
    signed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.data_asset_id} at {self.holder_id}"
