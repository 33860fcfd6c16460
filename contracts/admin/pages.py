"""What does a lawyer see first on the page of a contract, and of a way out?"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from config import clock
from config.rest.admin import ReadOnlyAdmin
from config.rest.tables import day
from contracts.admin import shown
from contracts.admin.plan import draw_termination
from contracts.models import Contract, Termination
from contracts.queries.clauses import list_clauses
from contracts.queries.contracts import get_contract, standing_of
from contracts.queries.reading import money_of
from contracts.queries.terminations import get_dates, list_terminations


class TellingPage(ReadOnlyAdmin):
    """A page that leaves out what was not said."""

    def get_fieldsets(self, request: HttpRequest, obj: models.Model | None = None) -> Any:
        """Parts, each with its fields that have something to say."""
        parts = super().get_fieldsets(request, obj)
        if obj is None:
            return parts
        told = [
            (title, [n for n in part["fields"] if self._is_told(obj, n)]) for title, part in parts
        ]
        return [(title, {"fields": names}) for title, names in told if names]

    def _is_told(self, row: models.Model, name: Any) -> bool:
        return name in self.readonly_fields or getattr(row, name) not in (None, "")


class ContractPage(TellingPage):
    """Where it stands and what comes next, before what it says."""

    readonly_fields = [
        "state", "status", "worth", "next_dates", "rights", "papers", "drafted", "submitted",
        "approved", "signed",
    ]  # fmt: skip
    fieldsets = (
        (
            None,
            {"fields": ["state", "status", "reference", "title", "vendor", "parent", "worth",
                        "owner", "next_dates", "rights", "papers"]},
        ),
        (
            "Term and notice",
            {"fields": ["starts_on", "ends_on", "renewal_type", "renewal_months",
                        "minimum_term_ends_on", "minimum_term_bars", "notice_days_ours",
                        "notice_days_theirs", "notice_day_type", "notice_counting",
                        "notice_receipt", "notice_cut_off", "notice_form", "notice_address",
                        "decision_lead_days", "jurisdiction", "zone"]},
        ),
        (
            "Data",
            {"fields": ["dataset_domain", "dataset_modality", "dataset_sensitivity",
                        "dataset_description", "requisition"]},
        ),
        (
            "Who and when",
            {"fields": ["drafted", "submitted", "approved", "signed", "ended_on", "final_status",
                        "end_reason"]},
        ),
    )  # fmt: skip

    @admin.display(description="status")
    def status(self, contract: Contract) -> str:
        """Where it stands today, and what is not known of it."""
        standing = standing_of(get_contract(contract.id), clock.today())
        missing = ", ".join(shown.words(each.value) for each in standing.missing)
        told = shown.words(standing.status.value)
        return f"{told}; not known: {missing}" if missing else told

    @admin.display(description="worth")
    def worth(self, contract: Contract) -> str:
        value = money_of(contract.value_amount, contract.value_currency)
        return f"{value.amount:,.2f} {value.currency}" if value else "-"

    @admin.display(description="days that come")
    def next_dates(self, contract: Contract) -> str:
        standing = standing_of(get_contract(contract.id), clock.today())
        return shown.days_table(standing.next_dates)

    @admin.display(description="clauses")
    def rights(self, contract: Contract) -> str:
        return shown.clauses_table(list_clauses(contract.id))

    @admin.display(description="amendments")
    def papers(self, contract: Contract) -> str:
        return shown.papers_table(contract)

    @admin.display(description="drafted by")
    def drafted(self, contract: Contract) -> str:
        return shown.who(contract.drafted_by)

    @admin.display(description="submitted by")
    def submitted(self, contract: Contract) -> str:
        return shown.by_on(contract.submitted_by, None)

    @admin.display(description="approved by")
    def approved(self, contract: Contract) -> str:
        return shown.by_on(contract.approved_by, None)

    @admin.display(description="signed")
    def signed(self, contract: Contract) -> str:
        return shown.by_on("", contract.signed_on)


class TerminationPage(TellingPage):
    """The plan as a picture, its steps and days, before who did what."""

    readonly_fields = [
        "state",
        "order",
        "plan",
        "steps_shown",
        "days",
        "proposed",
        "approved",
        "served",
    ]
    fieldsets = (
        (
            None,
            {"fields": ["state", "contract", "ground", "clause", "comment", "order",
                        "right_why", "plan", "steps_shown", "days"]},
        ),
        (
            "Who and when",
            {"fields": ["proposed", "approved", "served", "served_form", "served_address",
                        "proof_kind", "delivered_on", "delivered_by", "cure_until", "cure_rule",
                        "effective_on", "effective_rule", "winding_down_on", "completed_on",
                        "state_before", "requested_effective_on", "event_on", "aware_on",
                        "right_opens_on", "right_closes_on", "assessment_id"]},
        ),
    )  # fmt: skip

    @admin.display(description="order")
    def order(self, found: Termination) -> str:
        return "emergency: doors first" if found.emergency else "planned: notice first"

    @admin.display(description="plan")
    def plan(self, found: Termination) -> str:
        return draw_termination(_whole(found), clock.today())

    @admin.display(description="steps")
    def steps_shown(self, found: Termination) -> str:
        return shown.steps_table(found.steps.order_by("position"))

    @admin.display(description="days")
    def days(self, found: Termination) -> str:
        return shown.days_table(get_dates(_whole(found)))

    @admin.display(description="proposed by")
    def proposed(self, found: Termination) -> str:
        return shown.by_on(found.proposed_by, found.proposed_on)

    @admin.display(description="approved by")
    def approved(self, found: Termination) -> str:
        return shown.by_on(found.approved_by, found.approved_on)

    @admin.display(description="notice")
    def served(self, found: Termination) -> str:
        """When it counts from, and why; planned until it is served."""
        planned = "" if found.notice_served_on else "planned: "
        return f"{planned}{day(found.notice_on)}: {found.notice_rule}"


def _whole(found: Termination) -> Termination:
    """With all that its plan follows from."""
    return list_terminations().get(id=found.id)
