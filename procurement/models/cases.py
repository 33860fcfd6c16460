"""Who has to look at a worse verdict, what did they propose, and what was decided?"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from config.models import MutableRow, Row
from procurement.caseflow import CASE, CaseState, Decision
from procurement.models.assessments import Assessment
from procurement.models.choices import choices_of, code_field, is_one_of
from procurement.models.triggers import begins, moves, never_changed
from vendors.claims import ClaimState
from vendors.models import Attestation, Vendor
from vendors.models.triggers import append_only, never_deleted


class Case(MutableRow):
    """A vendor whose verdict became worse, until somebody decided what follows.

    `assessment` is the latest verdict that joined. `proposal` and `decision` are those about it;
    what was proposed or decided about an earlier one stays on record and no longer counts.
    """

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="cases")
    state = code_field(CaseState, default=CaseState.OPENED)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    proposal = models.ForeignKey(
        "CaseProposal", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(
        "CaseDecision", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=80, blank=True)
    closed_label = models.CharField(max_length=200, blank=True)
    close_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor"], condition=~Q(state="closed"), name="one_open_case_per_vendor"
            ),
            models.CheckConstraint(
                condition=is_one_of("state", CaseState), name="case_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="opened", proposal=None, decision=None)
                | Q(state="under_review", proposal__isnull=False, decision=None)
                | Q(state__in=["decided", "closed"], proposal__isnull=False)
                & Q(decision__isnull=False),
                name="a_case_has_what_its_state_says",
            ),
            models.CheckConstraint(
                condition=Q(state="closed") ^ Q(closed_at=None), name="a_closed_case_says_when"
            ),
        ]
        triggers = [
            begins(CASE),
            moves(CASE),
            never_changed("vendor_id"),
            never_deleted(),
        ]

    def __str__(self) -> str:
        return f"case of {self.vendor.party.name} ({self.get_state_display().lower()})"


class CaseVerdict(Row):
    """A verdict that opened a case, or joined it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="verdicts")
    assessment = models.OneToOneField(
        Assessment, on_delete=models.PROTECT, related_name="case_verdict"
    )

    class Meta:
        ordering = ["id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.assessment_id} in {self.case_id}"


class CaseClaim(Row):
    """Something sworn that no longer stands, and opened a case or joined it; once for each way."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="claims")
    attestation = models.ForeignKey(
        Attestation, on_delete=models.PROTECT, related_name="case_claims"
    )
    state = models.CharField(max_length=20, choices=choices_of(ClaimState))
    seq = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["attestation", "state", "seq"], name="a_claim_opens_once"
            )
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.attestation_id} {self.state} in {self.case_id}"


class CaseProposal(Row):
    """What somebody thinks should be done, about which verdict, and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+")
    decision = code_field(Decision)
    comment = models.TextField()
    proposed_by = models.CharField(max_length=80)
    proposed_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("decision", Decision), name="proposed_decision_is_known"
            ),
            models.CheckConstraint(condition=~Q(comment=""), name="a_proposal_says_why"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.decision} proposed by {self.proposed_label}"


class CaseDecision(Row):
    """What another person decided about a proposal."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    proposal = models.OneToOneField(
        CaseProposal, on_delete=models.PROTECT, related_name="decided_by_decision"
    )
    decision = code_field(Decision)
    comment = models.TextField()
    proposed_by = models.CharField(max_length=80)
    decided_by = models.CharField(max_length=80)
    decided_label = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=is_one_of("decision", Decision), name="decision_is_known"
            ),
            models.CheckConstraint(condition=~Q(comment=""), name="a_decision_says_why"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="a_case_is_decided_by_another"
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.decision} by {self.decided_label}"
