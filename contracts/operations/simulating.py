"""What would a deal do to our vendors and contracts? Worked out, and nothing of it written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from config.supposing import reading_only
from contracts.clauses import Evaluation, evaluate
from contracts.models import Clause, Contract
from contracts.money import Money, total_by_currency
from contracts.queries.candidates import known_of, list_candidates
from contracts.queries.contracts import ENGAGING, list_contracts
from contracts.queries.holdings import holdings_in, with_letters
from contracts.queries.reading import clause_of
from contracts.queries.risk import values_at_risk
from procurement.neutrality.findings import State
from procurement.neutrality.policy import Action
from procurement.operations.comparing import Compared, compare, judge, list_concerned, verdict_of
from procurement.operations.foreseeing import Foreseen, Scenario, foresee
from procurement.queries.judging import Judged
from procurement.queries.positions import survey_vendor
from procurement.queries.standards import Yardstick
from vendors.models import Vendor

MOST_CONTRACTS = 500
MOST_REPLACEMENTS = 5
MOST_JUDGED = 40
"""So many candidates are judged for one scenario, whomever they could take over from."""


@dataclass(frozen=True, slots=True)
class ClauseCompared:
    """A clause, and what the facts say of it in both worlds."""

    clause: Clause
    before: Evaluation
    after: Evaluation


@dataclass(frozen=True, slots=True)
class ContractCompared:
    """A contract in force with a vendor that is concerned.

    :ivar value_at_risk: committed and not accepted yet; None where no value was agreed
    """

    contract: Contract
    clauses: Sequence[ClauseCompared]
    value_at_risk: Money | None


@dataclass(frozen=True, slots=True)
class Replacement:
    """A vendor that could take over, and why."""

    vendor: Vendor
    domains: Sequence[str]
    reasons: Sequence[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All that a scenario comes to.

    :ivar left_out: how many more vendors it may concern than were judged
    :ivar total_at_risk: of the contracts with vendors that would be worse, by currency
    :ivar replacements: for each vendor that would be worse
    """

    foreseen: Foreseen
    vendors: Sequence[Compared]
    left_out: int
    contracts: Sequence[ContractCompared]
    total_at_risk: Sequence[Money]
    replacements: Mapping[UUID, Sequence[Replacement]]

    def actions(self, compared: Compared) -> tuple[Action, ...]:
        """What the policy has us do about a verdict by itself."""
        verdict = verdict_of(compared.after)
        return self.foreseen.after.rules.actions_for(verdict.state, verdict.level)


def simulate(*, scenario: Scenario, at: datetime) -> Outcome:
    """Say what would follow if a scenario came true. The database refuses to write meanwhile.

    :raises Invalid: if the scenario names somebody or something that is not there
    :raises TooManyParties: if more parties stand around a vendor than can be looked at
    and whatever refuses the statements of a real disclosure, or a real listing
    """
    with reading_only():
        foreseen = foresee(scenario=scenario, at=at)
        concerned = list_concerned(foreseen)
        comparison = compare(concerned, foreseen)
        compared = comparison.vendors
        contracts = _contracts(compared, foreseen)
        worse = {one.vendor for one in compared if one.turn == "worse" and one.vendor}
        at_risk = (one.value_at_risk for one in contracts if one.contract.vendor_id in worse)
        return Outcome(
            foreseen=foreseen,
            vendors=compared,
            left_out=comparison.left_out,
            contracts=contracts,
            total_at_risk=total_by_currency(money for money in at_risk if money is not None),
            replacements=_Replacing(foreseen, compared, contracts).found(),
        )  # fmt: skip


def _contracts(compared: Iterable[Compared], foreseen: Foreseen) -> list[ContractCompared]:
    ids = [one.vendor for one in compared if one.vendor is not None]
    engaging = list_contracts().filter(vendor__in=ids, state__in=sorted(ENGAGING))
    rows = list(engaging.select_related("vendor__party").order_by("reference")[:MOST_CONTRACTS])
    vendors = {row.vendor_id: row.vendor for row in rows if row.present_clauses}  # type: ignore[attr-defined]
    before = _evaluated(rows, vendors, foreseen, foreseen.before)
    with foreseen.come_true():
        after = _evaluated(rows, vendors, foreseen, foreseen.after)
    at_risk = values_at_risk(rows)
    return [
        ContractCompared(
            contract=row,
            clauses=[
                ClauseCompared(clause, before[clause.id], after[clause.id])
                for clause in row.present_clauses  # type: ignore[attr-defined]  # prefetched
            ],
            value_at_risk=at_risk[row.id],
        )
        for row in rows
    ]


def _evaluated(
    contracts: Iterable[Contract],
    vendors: Mapping[UUID, Vendor],
    foreseen: Foreseen,
    yardstick: Yardstick,
) -> dict[UUID, Evaluation]:
    """Every clause against everybody's share in its vendor, in the world that is being read."""
    holdings = {
        vendor.id: holdings_in(
            survey_vendor(
                vendor,
                valid_at=foreseen.valid_at,
                known_seq=foreseen.known_seq,
                yardstick=yardstick,
            )
        )
        for vendor in vendors.values()
    }
    found: dict[UUID, Evaluation] = {}
    for contract in contracts:
        if contract.vendor_id in holdings:
            written = with_letters(
                holdings[contract.vendor_id],
                contract.id,
                valid_at=foreseen.valid_at,
                known_at=None,
            )
            for clause in contract.present_clauses:  # type: ignore[attr-defined]  # prefetched
                found[clause.id] = evaluate(clause_of(clause, contract.jurisdiction), written)
    return found


class _Replacing:
    """Who could take over from whom: clear before, clear after."""

    def __init__(
        self,
        foreseen: Foreseen,
        compared: Sequence[Compared],
        contracts: Sequence[ContractCompared],
    ) -> None:
        self._foreseen = foreseen
        self._compared = compared
        self._contracts = contracts
        self._stays: dict[UUID, bool] = {
            one.vendor: _is_clear(one.after) and one.before is not None and _is_clear(one.before)
            for one in compared
            if one.vendor is not None
        }
        self._judged = 0

    def found(self) -> dict[UUID, Sequence[Replacement]]:
        return {
            one.vendor: self._for(one.vendor)
            for one in self._compared
            if one.vendor is not None and one.turn == "worse"
        }

    def _for(self, vendor_id: UUID) -> list[Replacement]:
        domains = self._domains(vendor_id)
        found: list[Replacement] = []
        for vendor in list_candidates(domains, on=self._foreseen.today, but=[vendor_id]):
            if len(found) < MOST_REPLACEMENTS and self._stays_clear(vendor):
                found.append(_replacement(vendor, domains))
        return found

    def _domains(self, vendor_id: UUID) -> set[str]:
        """What the vendor does for us; without a contract, what it can do."""
        does = {
            one.contract.dataset_domain.lower()
            for one in self._contracts
            if one.contract.vendor_id == vendor_id and one.contract.dataset_domain
        }
        if does:
            return does
        vendor = Vendor.objects.get(id=vendor_id)
        return {one.domain.lower() for one in vendor.expertise.all()}

    def _stays_clear(self, vendor: Vendor) -> bool:
        if vendor.id not in self._stays:
            if self._judged == MOST_JUDGED:
                return False
            self._judged += 1
            self._stays[vendor.id] = self._is_clear_in_both(vendor)
        return self._stays[vendor.id]

    def _is_clear_in_both(self, vendor: Vendor) -> bool:
        foreseen = self._foreseen
        if not _is_clear(judge(vendor, foreseen, foreseen.before)):
            return False
        with foreseen.come_true():
            return _is_clear(judge(vendor, foreseen, foreseen.after))


def _is_clear(judged: Judged) -> bool:
    return judged.judgement.state is State.CLEAR


def _replacement(vendor: Vendor, domains: Collection[str]) -> Replacement:
    known = known_of(vendor, domains)
    hours = vendor.capacity_hours_per_week
    missing = sorted(set(domains) - {one.domain.lower() for one in known})
    reasons = [f"Knows {one.domain} ({one.level})." for one in known]
    reasons += [f"Does not know {domain}." for domain in missing]
    reasons.append(
        "Has not said how many hours it has." if hours is None else f"Has {hours} hours a week."
    )
    reasons.append("Is clear today, and would stay so.")
    return Replacement(vendor, [one.domain for one in known], reasons)
