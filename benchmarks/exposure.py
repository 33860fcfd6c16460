"""What does it cost to say what hangs on whom, beside SQL written by hand for the same sums?"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import owned, scratch
from benchmarks.figures import Outcome, Table, in_turns, times_of
from benchmarks.filling import TODAY
from contracts.exposure import UNDISCLOSED, UNIT
from contracts.queries.exposure import Asked, By, Exposure, exposure_of

OURS = "ours: shares, concentration, limits, both clocks"
BY_HAND = "by hand: one GROUP BY over contracts and deliveries"
OWNERS = "ours: bounds by ultimate owner, control, the rest"
WALKED = "by hand: a recursive query, shares as numerics"

_SUMS = """
    WITH accepted AS (
        SELECT contract_id, accepted_currency AS currency, sum(accepted_amount) AS amount,
            sum(items) AS items
        FROM contracts_contractdelivery WHERE delivered_on <= %(day)s GROUP BY 1, 2
    )
    SELECT vendor_id, value_currency, count(*), sum(value_amount),
        sum(coalesce(accepted.amount, 0)),
        sum(greatest(0, value_amount - coalesce(accepted.amount, 0))), sum(accepted.items)
    FROM contracts_contract LEFT JOIN accepted
        ON accepted.contract_id = contracts_contract.id AND accepted.currency = value_currency
    WHERE signed_on <= %(day)s AND (ended_on IS NULL OR ended_on > %(day)s)
    GROUP BY 1, 2
"""
_WALK = """
    WITH RECURSIVE worth AS (
        SELECT party_id AS party, value_currency AS currency, sum(value_amount) AS amount
        FROM contracts_contract JOIN vendors_vendor ON vendors_vendor.id = vendor_id
        WHERE signed_on <= %(day)s GROUP BY 1, 2
    ), held AS (
        SELECT party, currency, amount FROM worth
        UNION ALL
        SELECT interested_party_id, held.currency, held.amount * lo / 100000000
        FROM held JOIN vendors_interest ON subject_id = held.party
        WHERE superseded_seq IS NULL AND (valid_from IS NULL OR valid_from <= %(day)s)
            AND (valid_to IS NULL OR valid_to > %(day)s)
    )
    SELECT party, currency, sum(amount) FROM held JOIN vendors_party ON id = party
    WHERE kind = 'person' GROUP BY 1, 2
"""


def measure(*, rounds: int) -> Outcome:
    """Both questions in turns, and the answers held against each other to the last digit."""
    outcome = Outcome("exposure")
    with scratch.database() as _, scratch.raw() as plain:
        owned.fill(plain)
        _by_vendor(plain, outcome, rounds)
        _by_owner(plain, outcome, max(2, rounds // 4))
        outcome.numbers["queries"] = _queries(By.VENDOR)
        outcome.numbers["owner_queries"] = _queries(By.ULTIMATE_OWNER)
    return outcome


def _ask(by: By) -> Exposure:
    return exposure_of(Asked(by, TODAY), today=TODAY)


def _by_vendor(plain: psycopg.Connection, outcome: Outcome, rounds: int) -> None:
    def by_hand(_: int) -> object:
        return plain.execute(_SUMS, {"day": TODAY}).fetchall()

    ways = {OURS: lambda _: _ask(By.VENDOR), BY_HAND: by_hand}
    in_turns(ways, range(1))
    series, answers = in_turns(ways, range(rounds))
    for ours, rows in zip(answers[OURS], answers[BY_HAND], strict=True):
        assert isinstance(ours, Exposure)
        assert _told(ours) == _summed(rows)
    title = f"exposure by vendor, {owned.VENDORS:,} vendors, {owned.CONTRACTS:,} contracts"
    outcome.tables.append(
        Table(title, list(series.values()), ("the same sums, to the last digit",))
    )
    outcome.numbers["over_by_hand"] = times_of(series[OURS], series[BY_HAND])


def _told(found: Exposure) -> Mapping[tuple[str, str], tuple[object, ...]]:
    return {
        (key, currency): (sums.committed, sums.accepted, sums.open)
        for key, group in found.sheet.groups.items()
        for currency, sums in group.sums.items()
    }


def _summed(rows: object) -> Mapping[tuple[str, str], tuple[object, ...]]:
    assert isinstance(rows, list)
    return {
        (str(vendor), currency): (_units(committed), _units(accepted), _units(left))
        for vendor, currency, _, committed, accepted, left, _ in rows
    }


def _units(amount: Decimal) -> int:
    return int(amount * UNIT)


def _by_owner(plain: psycopg.Connection, outcome: Outcome, rounds: int) -> None:
    def by_hand(_: int) -> object:
        return plain.execute(_WALK, {"day": TODAY}).fetchall()

    ways = {OWNERS: lambda _: _ask(By.ULTIMATE_OWNER), WALKED: by_hand}
    series, answers = in_turns(ways, range(rounds))
    for ours, rows in zip(answers[OWNERS], answers[WALKED], strict=True):
        _assert_alike(ours, rows)
    title = f"exposure by ultimate owner, {owned.VENDORS:,} vendors"
    outcome.tables.append(Table(title, list(series.values()), ("the same parts, within 1e-9",)))
    outcome.numbers["owner_over_by_hand"] = times_of(series[OWNERS], series[WALKED])


def _assert_alike(ours: object, rows: object) -> None:
    assert isinstance(ours, Exposure)
    assert ours.owners is not None
    assert isinstance(rows, list)
    walked = {(str(party), currency): amount for party, currency, amount in rows}
    held = {
        (row.owner, currency): span.least
        for row in ours.owners
        if row.owner != UNDISCLOSED
        for (currency, measure), span in row.held.items()
        if measure == "committed"
    }
    assert held.keys() == walked.keys()
    for key, least in held.items():
        by_hand = Fraction(walked[key]) * UNIT
        assert abs(least - by_hand) <= by_hand * Fraction(1, 10**9), key
    rest = next(row for row in ours.owners if row.owner == UNDISCLOSED)
    for currency in ours.sheet.currencies:
        parts = sum((v for (_, code), v in held.items() if code == currency), Fraction(0))
        whole = ours.sheet.total.sums[currency].committed
        assert parts + rest.held[currency, "committed"].least == whole


def _queries(by: By) -> int:
    with CaptureQueriesContext(connection) as caught:
        _ask(by)
    return len(caught)
