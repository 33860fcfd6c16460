"""What does a contract say on a day, as known at an instant: signed, amended, or still to come?

For each term the paper counts that took effect last by that day, of those known by then; without
one, what was said before the first paper about it. The rows of a contract say what holds on the
present day (`contracts.operations.amending` keeps them so); other days follow from the papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Coalesce

from contracts.models import Amendment, Clause, Contract, Renewal, SurvivalDuty
from contracts.queries.saying import what_it_says

IS_AHEAD = Q(effective_on__isnull=False, worked_in_version=None)
"""Amendments whose day has not come, or has and they were not worked in yet."""


@dataclass(frozen=True, slots=True)
class Text:
    """Everything a contract says; `contract` is a copy whose columns and lists say it."""

    contract: Contract
    clauses: Sequence[Clause]
    duties: Sequence[SurvivalDuty]

    @property
    def said(self) -> dict[str, object]:
        return what_it_says(self.contract, self.clauses, self.duties)


@dataclass(frozen=True, slots=True)
class Change:
    """What one paper says anew, by term `{before, after}`, from which day, and when it came."""

    day: date
    at: datetime
    terms: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def with_papers(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """The same, each with its amendments and renewals."""
    return contracts.prefetch_related(
        Prefetch("amendments", queryset=Amendment.objects.order_by("number"), to_attr="papers"),
        Prefetch("renewals", queryset=Renewal.objects.order_by("number"), to_attr="extensions"),
    )


def text_on(contract: Contract, on: date, known_at: datetime | None = None) -> Text:
    """What it says on a day, as known at an instant (inclusive; none is everything known)."""
    changes = [
        change for change in changes_of(contract) if known_at is None or change.at <= known_at
    ]
    return worded(present_text(contract), changes_of(contract), changes, _last(contract, on))


def worded(present: Text, papers: Sequence[Change], known: Sequence[Change], on: date) -> Text:
    """The present text with each term that some paper is about as it was or will be on a day.

    :param papers: all of them: what nobody knew of yet was in the present text all the same
    """
    said, anew = present.said, {}
    for name in {name for paper in papers for name in paper.terms}:
        value = value_on(name, papers, known, on)
        if value != said[name]:
            anew[name] = value
    return reworded(present, anew) if anew else present


def present_text(contract: Contract) -> Text:
    """What its rows say: the text as it was last worked in."""
    clauses = getattr(contract, "present_clauses", None)
    if clauses is None:
        clauses = list(_present(Clause.objects.filter(contract=contract)))
    duties = getattr(contract, "present_duties", None)
    if duties is None:
        duties = list(_present(SurvivalDuty.objects.filter(contract=contract)))
    return Text(contract, clauses, duties)


def changes_of(contract: Contract) -> list[Change]:
    """Every paper of a contract as what it changes."""
    papers = getattr(contract, "papers", None)
    if papers is None:
        papers = list(Amendment.objects.filter(contract=contract).order_by("number"))
    extensions = getattr(contract, "extensions", None)
    if extensions is None:
        extensions = list(Renewal.objects.filter(contract=contract).order_by("number"))
    return [*map(amended_by, papers), *map(renewed_by, extensions)]


def amended_by(paper: Amendment) -> Change:
    """What an amendment changes."""
    return Change(paper.binds_from, paper.created_at, paper.changes)


def renewed_by(paper: Renewal) -> Change:
    """What a renewal changes."""
    return Change(paper.renewed_on, paper.created_at, _renewed(paper))


def amendments_ahead(contract: Contract, on: date) -> list[Amendment]:
    """The signed amendments that do not bind yet on a day, in the order in which they will."""
    papers = getattr(contract, "papers", None)
    if papers is None:
        papers = list(Amendment.objects.filter(contract=contract))
    ahead = [row for row in papers if row.binds_from > on]
    if contract.ended_on is not None:
        ahead = [row for row in ahead if row.binds_from <= contract.ended_on]
    return sorted(ahead, key=lambda row: (row.binds_from, row.number))


def list_out_of_step(contracts: QuerySet[Contract], on: date) -> set[UUID]:
    """Which contracts say something else on a day than their rows do."""
    amended = Amendment.objects.filter(contract__in=contracts.order_by()).annotate(
        day=Coalesce("effective_on", "signed_on")
    )
    renewed = Renewal.objects.filter(contract__in=contracts.order_by(), renewed_on__gt=on)
    differing = amended.filter(out_of_step(on))
    return {
        *differing.values_list("contract_id", flat=True),
        *renewed.values_list("contract_id", flat=True),
    }


def out_of_step(on: date) -> Q:
    """Amendments, by their `day`, of which the rows of a contract do not say what holds then."""
    return Q(day__gt=on) & ~IS_AHEAD | Q(day__lte=on) & IS_AHEAD


def reworded(text: Text, said: Mapping[str, Any]) -> Text:
    """A text with some of its terms said anew, as the API writes them."""
    contract, clauses, duties = copy(text.contract), text.clauses, text.duties
    for name, value in said.items():
        match name:
            case "clauses":
                clauses = [_clause(contract, at, row) for at, row in enumerate(value)]
            case "survival":
                duties = [_duty(contract, at, row) for at, row in enumerate(value)]
            case _:
                for column, stored in _columns(name, value).items():
                    setattr(contract, column, stored)
    contract.present_clauses = clauses  # type: ignore[attr-defined]  # as `list_contracts` has it
    contract.present_duties = duties  # type: ignore[attr-defined]
    return Text(contract, clauses, duties)


def columns_saying(said: Mapping[str, Any]) -> dict[str, object]:
    """The columns of a contract that say these terms; lists have rows of their own."""
    columns: dict[str, object] = {}
    for name, value in said.items():
        if name not in ("clauses", "survival"):
            columns |= _columns(name, value)
    return columns


def _last(contract: Contract, on: date) -> date:
    """After its end nothing new binds a contract."""
    return on if contract.ended_on is None else min(on, contract.ended_on)


def _present(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(superseded_version=None).order_by("position")


def value_on(name: str, papers: Sequence[Change], known: Sequence[Change], on: date) -> Any:
    """What a term that some of the papers are about says on a day, by those that were known."""
    binding = [paper for paper in known if name in paper.terms and paper.day <= on]
    if binding:
        return max(binding, key=lambda paper: (paper.day, paper.at)).terms[name]["after"]
    first = min((paper for paper in papers if name in paper.terms), key=lambda paper: paper.at)
    return first.terms[name]["before"]


def _renewed(row: Renewal) -> dict[str, dict[str, Any]]:
    if row.ends_on is None:
        return {}
    before = row.ended_on.isoformat() if row.ended_on else None
    return {"ends_on": {"before": before, "after": row.ends_on.isoformat()}}


_DAYS = frozenset({"starts_on", "ends_on", "minimum_term_ends_on"})


def _columns(name: str, value: Any) -> dict[str, object]:
    """What the API says of one term as the columns of a contract."""
    match name:
        case "dataset":
            return {f"dataset_{part}": said for part, said in value.items()}
        case "value":
            amount, currency = (value["amount"], value["currency"]) if value else (None, "")
            return {
                "value_amount": None if amount is None else Decimal(amount),
                "value_currency": currency,
            }
        case "renewal":
            given = value or {"type": "", "months": None}
            return {"renewal_type": given["type"], "renewal_months": given["months"]}
        case "notice_cut_off":
            return {name: time.fromisoformat(value) if value else None}
        case "notice_form":
            return {name: value or ""}
        case _:
            return {name: date.fromisoformat(value) if name in _DAYS and value else value}


def _clause(contract: Contract, position: int, said: Mapping[str, Any]) -> Clause:
    threshold = said["threshold"]
    return Clause(
        **{
            **said,
            "id": UUID(said["id"]),
            "measure": said["measure"] or "",
            "threshold": None if threshold is None else Decimal(str(threshold)),
        },
        contract=contract,
        position=position,
    )


def _duty(contract: Contract, position: int, said: Mapping[str, Any]) -> SurvivalDuty:
    until = said["until"]
    return SurvivalDuty(
        **{
            **said,
            "id": UUID(said["id"]),
            "until": date.fromisoformat(until) if until else None,
        },
        contract=contract,
        position=position,
    )


def differing(before: Mapping[str, object], after: Mapping[str, object]) -> Iterable[str]:
    """The terms that two texts say otherwise; the same clause written again is the same clause."""
    return (name for name in after if _plain(after[name]) != _plain(before[name]))


def _plain(value: object) -> object:
    """Without ids."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: each for name, each in value.items() if name != "id"}
    return value
