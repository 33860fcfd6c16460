"""Contracts whose clauses would miss a serious conflict, with a clause proved to catch it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contracts.clauses import Clause, Cover, Remedy, Result, cover, evaluate
from contracts.models import Contract
from contracts.queries.gaps import serious_probes
from procurement.neutrality.policy import Policy
from tests.builders.contracts import CONTROL_CLAUSE, a_draft, judged, signed
from tests.builders.procurement import a_clear_vendor, an_adopted_policy, conflicted, settled
from tests.builders.vendors import a_vendor
from tests.integration.conftest import Api

pytestmark = pytest.mark.django_db
Client = Callable[..., Api]
PROBES = serious_probes(Policy())


def gaps(api: Client, **asked: object) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    rows: list[dict[str, Any]] = api("viewer").get(f"/api/v1/clause-gaps?{query}").json()["results"]
    return rows


def covering() -> list[Clause]:
    return [probe.proposal for probe in PROBES]


def test_a_control_clause_is_blind_to_influence_without_control(api: Client) -> None:
    contract = signed(clauses=[CONTROL_CLAUSE])

    (row,) = gaps(api)

    assert (row["contract"], row["missed_now"]) == (str(contract.id), None)
    missed = {(gap["level"], gap["measure"]) for gap in row["gaps"]}
    assert ("significant_influence", "economic") in missed
    assert ("control", "control") not in missed
    blind = next(gap for gap in row["gaps"] if gap["measure"] == "economic")
    assert blind["conflict"] == (
        "a competitor comes to have 33.333333 percent or more of the economic interest"
    )
    assert blind["proposal"] == {
        "kind": "change_of_control",
        "measure": "economic",
        "comparator": "ge",
        "threshold": 33.333333,
        "party_class": "competitor",
        "remedy": "terminate",
        "window_days": 180,
        "window_from": "awareness",
    }
    assert blind["proof"]["result"] == "fired"


def test_what_is_proposed_closes_the_gap_when_it_is_written_into_the_contract(api: Client) -> None:
    signed(clauses=[CONTROL_CLAUSE])
    proposals = [gap["proposal"] for gap in gaps(api)[0]["gaps"]]
    vendor = judged(a_vendor())
    body = {"reference": "MSA-X", "title": "Better", "vendor": str(vendor.id)}

    answer = api("legal").post("/api/v1/contracts", {**body, "clauses": proposals})

    assert answer.status_code == 201, answer.json()
    remaining = gaps(api, vendor=vendor.id)
    assert [gap["measure"] for row in remaining for gap in row["gaps"]] == ["control"]


def test_a_contract_that_catches_everything_serious_is_not_listed(api: Client) -> None:
    signed(clauses=covering())

    assert gaps(api) == []


def test_a_duty_to_notify_is_no_right_and_says_so(api: Client) -> None:
    notify = Clause(
        kind=CONTROL_CLAUSE.kind,
        measure=CONTROL_CLAUSE.measure,
        remedy=Remedy.NOTIFY,
        party_class=CONTROL_CLAUSE.party_class,
    )
    contract = signed(clauses=[notify])

    control = next(gap for gap in gaps(api)[0]["gaps"] if gap["measure"] == "control")

    assert control["nearest"]["clause"] == str(contract.clauses.get().id)
    assert control["nearest"]["why"].endswith("It only obliges to notify.")


def test_the_49_percent_blind_spot_is_missed_today(api: Client) -> None:
    vendor = a_clear_vendor()
    contract = signed(vendor, clauses=[CONTROL_CLAUSE])
    conflicted(vendor, 49)
    settled()

    (row,) = gaps(api, contract=contract.id)

    assert row["verdict"] is not None
    assert row["verdict"]["state"] == "conflict"
    assert row["missed_now"] is True
    catching = {gap["measure"] for gap in row["gaps"] if gap["catches_present_facts"]}
    assert "economic" in catching


def test_what_the_policy_does_not_call_serious_is_no_gap(api: Client) -> None:
    lenient = {"conflict": {"control": ["open_case", "suspend_contracts"]}}
    an_adopted_policy(actions=lenient)

    signed(clauses=[CONTROL_CLAUSE])
    voting = [probe for probe in PROBES if probe.level == "control"][-1].proposal
    signed(clauses=[CONTROL_CLAUSE, voting])

    assert [[gap["level"] for gap in row["gaps"]] for row in gaps(api)] == [["control"]]


def test_what_measures_nothing_is_left_to_a_person(api: Client) -> None:
    vague = Clause(kind=CONTROL_CLAUSE.kind, measure=None, remedy=Remedy.TERMINATE)
    contract = signed(clauses=[vague])

    (row,) = gaps(api)

    assert row["unread_clauses"] == [str(contract.clauses.get().id)]


def test_drafts_are_looked_at_before_it_is_too_late_and_what_is_over_is_not(api: Client) -> None:
    from contracts.lifecycle import Act
    from tests.builders.contracts import moved

    draft = a_draft(clauses=[])
    moved(a_draft(clauses=[]), Act.CANCEL)

    assert [row["contract"] for row in gaps(api)] == [str(draft.id)]
    assert gaps(api, state="active") == []


def test_gaps_come_in_pages(api: Client) -> None:
    vendor = judged(a_vendor())
    for _ in range(3):
        signed(vendor, clauses=[])

    first = api("viewer").get("/api/v1/clause-gaps?page_size=2").json()
    rest = api("viewer").get(first["next"]).json()

    assert [len(page["results"]) for page in (first, rest)] == [2, 1]
    assert Contract.objects.count() == 3


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: f"{probe.level}-{probe.measure}")
def test_every_proposal_is_proved_on_its_own_facts_and_on_no_less(probe: Any) -> None:
    assert evaluate(probe.proposal, probe.holdings).result is Result.FIRED
    assert cover([CONTROL_CLAUSE], probe.holdings) in (Cover.COVERED, Cover.GAP)


def test_gaps_are_for_readers_of_contracts(api: Client) -> None:
    assert api().get("/api/v1/clause-gaps").status_code == 401
    assert api("intake").get("/api/v1/clause-gaps").status_code == 403
    assert api("viewer").get("/api/v1/clause-gaps?colour=red").status_code == 400
