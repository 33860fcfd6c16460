"""What vendors swore and were asked to swear, to look at; and a question to ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSingleDateWidget

from config import clock
from config.actors import Actor
from config.rest.admin import Act, ReadOnlyAdmin, ReasonForm
from config.rest.colours import LABELS
from config.rest.desk import Pile, piled
from vendors.claims import ClaimState
from vendors.models import Attestation, AttestationRequest, ClaimStanding, ExpiryReminder
from vendors.operations.asking import ask_attestation
from vendors.ownership.facts import AttestationKind
from vendors.queries.claims import list_claims


class QuestionForm(ReasonForm):
    """By when it is to be sworn, and why it is asked."""

    due_on = forms.DateField(widget=UnfoldAdminSingleDateWidget)


def _ask(who: Actor, row: Attestation, asked: Mapping[str, Any]) -> object:
    return ask_attestation(
        vendor_id=row.vendor_id,
        kind=AttestationKind(row.kind),
        subject_id=row.subject_id,
        dimension=row.dimension,
        value=row.value,
        due_on=asked["due_on"],
        renews=row,
        reason=asked["reason"],
        actor=who,
        on=clock.today(),
    )


@admin.register(Attestation)
class AttestationAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "subject", "kind", "stands", "sworn_by", "valid_from", "valid_to"]
    list_filter = ["standing__state", "kind", "dimension"]
    list_select_related = ["vendor__party", "subject"]
    search_fields = ["vendor__party__search_text", "subject__search_text", "sworn_by"]
    readonly_fields = ["stands", "speaks_against"]
    piles = (
        piled("Claims contradicted", "vendors.keep", standing__state=ClaimState.CONTRADICTED.value),
        piled("Claims expired", "vendors.keep", standing__state=ClaimState.EXPIRED.value),
    )
    acts = (
        Act(
            name="ask_again",
            label="Ask again",
            may="vendors.keep",
            do=_ask,
            form=QuestionForm,
            icon="contact_mail",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attestation]:
        return list_claims(clock.today()).order_by("-seq")

    @display(description="stands", label=LABELS)
    def stands(self, row: Attestation) -> tuple[str, str]:
        found: ClaimStanding | None = getattr(row, "standing", None)
        state = found.state if found else "untested"
        pending = getattr(row, "test_pending", True)
        return state, f"{state}, test pending" if pending else state

    @admin.display(description="speaks against it")
    def speaks_against(self, row: Attestation) -> str:
        found: ClaimStanding | None = getattr(row, "standing", None)
        against = found.contradictions if found else []
        return "; ".join(f"{one['weight']}: {one['sentence']}" for one in against) or "nothing"


@admin.register(AttestationRequest)
class AttestationRequestAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "subject", "kind", "due_on", "asked_on", "asked_label", "answer"]
    list_filter = ["kind", ("answer", admin.EmptyFieldListFilter)]
    list_select_related = ["vendor__party", "subject", "answer"]
    search_fields = ["vendor__party__search_text", "subject__search_text"]
    ordering = ["due_on"]
    piles = (
        Pile(
            "Asked of vendors, not answered",
            "vendors.keep",
            lambda rows: rows.filter(answer=None),
            (("answer__isempty", "1"),),
        ),
    )


@admin.register(ClaimStanding)
class ClaimStandingAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["attestation", "state", "tested_on", "next_test_on", "due_on"]
    list_filter = ["state"]
    list_select_related = ["attestation"]


@admin.register(ExpiryReminder)
class ExpiryReminderAdmin(ReadOnlyAdmin):
    reads = "vendors.read"
    list_display = ["vendor", "kind", "ends_on", "days", "created_at"]
    list_filter = ["kind"]
    list_select_related = ["vendor__party"]
