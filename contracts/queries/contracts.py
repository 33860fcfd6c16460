"""Which contracts are there, and where does each stand on a day?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import JSONObject

from config.events.models import Event
from config.problems import NotFound
from contracts.calendar import Milestone
from contracts.lifecycle import (
    BEFORE_NOTICE,
    DateKind,
    Standing,
    State,
    Status,
    kinds_in,
    stand,
    status_on,
)
from contracts.models import Clause, Contract, Deadline, SurvivalDuty, Termination
from contracts.queries.family import line_of, with_line
from contracts.queries.reading import departure_of, terms_of
from contracts.queries.terminations import IS_OPEN, OPEN_STATES
from contracts.queries.text import list_out_of_step, text_on, with_papers

ENGAGING = frozenset({*BEFORE_NOTICE, State.TERMINATING})
"""The states in which a vendor works for us."""
FOUND_DATES = (
    DateKind.RIGHT_LAPSES.value,
    DateKind.WAIVER_END.value,
    DateKind.AMENDMENT_EFFECTIVE.value,
    DateKind.CURE_END.value,
    DateKind.DISPUTE_ANSWER.value,
    DateKind.DELIVERY_DUE.value,
)
"""The days that do not follow from the terms; they are kept as they are found."""


def list_contracts() -> QuerySet[Contract]:
    """All of them with what showing one needs: what it says, its open termination, its family."""
    clauses = Clause.objects.filter(superseded_version=None).order_by("position")
    duties = SurvivalDuty.objects.filter(superseded_version=None).order_by("position")
    below = Contract.objects.filter(parent=OuterRef("pk")).order_by("id")
    found = Deadline.objects.filter(contract=OuterRef("pk"), stands=True, kind__in=FOUND_DATES)
    # At most one is open, as the database sees to it: the join makes no row twice.
    leaving = FilteredRelation("terminations", condition=Q(terminations__state__in=OPEN_STATES))
    contracts = Contract.objects.annotate(
        below=ArraySubquery(below.values("id")),
        found_dates=ArraySubquery(
            found.order_by("on", "id").values(said=JSONObject(kind="kind", on="on", rule="rule"))
        ),
        open_termination=leaving,
    )
    joined = contracts.select_related("open_termination")  # type: ignore[misc]  # filtered above
    return with_papers(with_line(joined)).prefetch_related(
        Prefetch("clauses", queryset=clauses, to_attr="present_clauses"),
        Prefetch("survival", queryset=duties, to_attr="present_duties"),
    )


def get_contract(contract_id: UUID) -> Contract:
    """:raises NotFound: if there is no such contract"""
    contract = list_contracts().filter(id=contract_id).first()
    if contract is None:
        raise NotFound()
    return contract


def open_termination_of(contract: Contract) -> Termination | None:
    """The open termination of a contract that came from `list_contracts`."""
    # What was joined is set only where there is one.
    found: Termination | None = getattr(contract, "open_termination", None)
    return found


def standing_of(contract: Contract, on: date) -> Standing:
    """Status, missing fields and next dates of a contract that came from `list_contracts`."""
    departure = departure_of(open_termination_of(contract))
    above = [each.state for each in line_of(contract)]
    standing = stand(State(contract.state), terms_of(contract), on, departure, above)
    rows: list[dict[str, str]] = contract.found_dates  # type: ignore[attr-defined]  # annotated
    meant = kinds_in(State(contract.state))
    found = (
        Milestone(DateKind(row["kind"]), date.fromisoformat(row["on"]), row["rule"])
        for row in rows
        if row["kind"] in meant
    )
    coming = (each for each in found if each.on >= on)
    ahead = sorted((*standing.next_dates, *coming), key=lambda each: (each.on, each.kind))
    return replace(standing, next_dates=tuple(ahead))


def with_status(contracts: QuerySet[Contract], status: Status, on: date) -> QuerySet[Contract]:
    """Those that have a status on a day. Status follows from dates, so each one is looked at."""
    asked = contracts.filter(state__in=_states_with(status)).order_by().values("id")
    candidates = with_line(Contract.objects.filter(id__in=asked)).only(*_TERM_FIELDS).order_by()
    served = {
        found.contract_id: found
        for found in Termination.objects.filter(IS_OPEN, notice_served_on__isnull=False)
    }
    other = list_out_of_step(candidates, on)
    ids = [
        contract.id
        for contract in candidates.iterator(chunk_size=2000)
        if status_on(
            State(contract.state),
            terms_of(text_on(contract, on).contract if contract.id in other else contract),
            on,
            departure_of(served.get(contract.id)),
            [above.state for above in line_of(contract)],
        )
        is status
    ]
    return contracts.filter(id__in=ids)


_TERM_FIELDS = (
    "state", "starts_on", "ends_on", "renewal_type", "renewal_months", "notice_days_ours",
    "notice_days_theirs", "notice_day_type", "notice_counting", "notice_receipt",
    "minimum_term_ends_on", "minimum_term_bars", "jurisdiction", "decision_lead_days",
)  # fmt: skip


def _states_with(status: Status) -> list[str]:
    match status:
        case Status.SUSPENDED:
            return [State.SUSPENDED.value, State.ACTIVE.value]
        case Status.NOTICE_GIVEN | Status.WINDING_DOWN:
            return [State.TERMINATING.value]
        case Status.ENDED:
            return [State.ENDED.value, State.CANCELLED.value, State.ACTIVE.value]
        case Status.NOT_YET_EFFECTIVE | Status.UNKNOWN:
            states = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.ACTIVE)
            return [state.value for state in states]
        case Status.IN_FORCE | Status.EXPIRING | Status.RENEWAL_WINDOW:
            return [State.ACTIVE.value]


def list_engaging(vendor_id: UUID, *, after: UUID | None = None) -> QuerySet[Contract]:
    """The contracts of a vendor that were signed and have not ended; by id, behind one of them."""
    states = sorted(state.value for state in ENGAGING)
    engaging = Contract.objects.filter(vendor_id=vendor_id, state__in=states).order_by("id")
    return engaging if after is None else engaging.filter(id__gt=after)


def is_engaged(vendor_id: UUID) -> bool:
    """Whether a vendor has such a contract."""
    return list_engaging(vendor_id).exists()


def list_timeline(contract_id: UUID) -> QuerySet[Event]:
    """Every event of a contract and of its terminations, oldest first."""
    terminations: Iterable[UUID] = Termination.objects.filter(contract_id=contract_id).values_list(
        "id", flat=True
    )
    return Event.objects.filter(
        Q(subject_type="contract", subject_id=contract_id)
        | Q(subject_type="termination", subject_id__in=list(terminations))
    ).order_by("seq")
