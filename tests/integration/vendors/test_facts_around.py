"""Around some parties everything is loaded that can matter to a verdict, and in few queries."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.events.ledger import current_seq
from tests.builders.vendors import (
    a_party,
    a_person,
    a_vendor,
    an_interest,
    attested,
    disclosed,
    disclosed_all,
    revised,
    said,
    vendor_manager,
)
from vendors.models import Party
from vendors.operations import amend_party
from vendors.ownership.closure import consulted, ground_of, stocked
from vendors.ownership.facts import Facts, PartyKind
from vendors.queries import TooManyParties, facts_around
from vendors.statements import PartyById

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)


def around(*seeds: UUID, known_seq: int | None = None, limit: int = 1000) -> Facts:
    return facts_around(
        seeds,
        valid_at=DAY,
        known_seq=current_seq() if known_seq is None else known_seq,
        limit=limit,
    )


def pairs(facts: Facts) -> set[tuple[str, str]]:
    """Owner and subject of every fact, by name."""
    return {(facts.party(f.owner or "").name, facts.party(f.subject).name) for f in facts.facts}


def test_everybody_above_is_loaded_and_nobody_below_or_beside() -> None:
    vendor, holding, fund = a_vendor("V"), a_party("Holding"), a_party("Fund")
    below, beside = a_party("Below"), a_party("Beside")
    disclosed(vendor, holding, 60)
    disclosed(holding, fund, 60)
    disclosed(below, vendor.party, 60)
    disclosed(beside, fund, 60)

    facts = around(vendor.party_id)

    assert pairs(facts) == {("Holding", "V"), ("Fund", "Holding")}
    assert facts.valid_at == DAY


def test_people_are_followed_to_where_they_have_a_place() -> None:
    vendor, rival, mother = a_vendor("V"), a_party("Rival"), a_party("Mother")
    ann, bob = a_person("Ann"), a_person("Bob")
    disclosed(vendor, ann, None, "board_seat")
    disclosed(ann, bob, None, "family")
    disclosed(rival, bob, None, "senior_official")
    disclosed(rival, mother, 80)

    facts = around(vendor.party_id)

    assert pairs(facts) == {
        ("Ann", "V"),
        ("Bob", "Ann"),
        ("Bob", "Rival"),
        ("Mother", "Rival"),
    }


def test_who_nominates_and_who_acts_together_is_above() -> None:
    vendor, fund, one, two = a_vendor("V"), a_party("Fund"), a_party("One"), a_party("Two")
    disclosed(vendor, a_person("Ann"), None, "board_seat", nominated_by=PartyById(fund.id))
    concert = an_interest("concert", members=(PartyById(one.id), PartyById(two.id)))
    disclosed_all([said("assertion", concert, subject=vendor.party)])
    for member in (fund, one, two):
        disclosed(member, a_party(f"Owner of {member.name}"), 100)

    facts = around(vendor.party_id)

    assert {subject for _, subject in pairs(facts)} == {"V", "Fund", "One", "Two"}


def test_whoever_stands_above_a_lender_is_loaded() -> None:
    vendor, lender, bank, rival = a_vendor("V"), a_party("Lender"), a_party("Bank"), a_party("R")
    disclosed(vendor, lender, 50, "debt")
    disclosed(lender, bank, 60)
    disclosed(bank, rival, 60)

    facts = around(vendor.party_id)

    assert pairs(facts) == {("Lender", "V"), ("Bank", "Lender"), ("R", "Bank")}


def test_circles_end() -> None:
    vendor, one, two = a_vendor("V"), a_party("One"), a_party("Two")
    disclosed(vendor, one, 60)
    disclosed(one, two, 60)
    disclosed(two, one, 60)
    disclosed(one, vendor.party, 10)

    assert len(around(vendor.party_id).facts) == 4


def test_every_period_is_loaded_and_nothing_learnt_later() -> None:
    vendor, owner = a_vendor(), a_party("Owner")
    record = disclosed(vendor, owner, 10, valid_from=date(2020, 1, 1), valid_to=date(2021, 1, 1))
    disclosed(vendor, owner, 20, valid_from=date(2030, 1, 1))
    before = current_seq()
    revised(record, "retraction")

    assert len(around(vendor.party_id).facts) == 1
    assert len(around(vendor.party_id, known_seq=before).facts) == 2
    assert len(around(vendor.party_id, known_seq=before - 1).facts) == 1


def test_oaths_about_anybody_above_are_loaded() -> None:
    vendor, holding = a_vendor(), a_party("Holding")
    disclosed(vendor, holding, 60)
    attested(vendor)
    attested(vendor, "nobody_above", value=5_000_000, dimension="votes", subject=holding)
    attested(a_vendor("Other"))

    sworn = around(vendor.party_id).attestations

    assert [(one.subject, one.value) for one in sworn] == [
        (str(vendor.party_id), None),
        (str(holding.id), 5_000_000),
    ]


def test_a_party_is_as_it_was_described_then() -> None:
    vendor, owner = a_vendor(), a_party("Owner")
    disclosed(vendor, owner, 60)
    before = current_seq()
    amend_party(
        party_id=owner.id,
        seen_version=None,
        changes={"publicly_listed": True, "name": "Owner plc"},
        actor=vendor_manager(),
    )

    then = around(vendor.party_id, known_seq=before).party(str(owner.id))
    now = around(vendor.party_id).party(str(owner.id))

    assert (then.name, then.publicly_listed) == ("Owner", False)
    assert (now.name, now.publicly_listed) == ("Owner plc", True)
    assert now.kind is PartyKind.COMPANY


def test_there_is_a_limit_and_it_is_said_aloud() -> None:
    vendor = a_vendor()
    disclosed_all(
        [
            said("assertion", an_interest(share=1), subject=vendor.party, owner=a_party(f"O{n}"))
            for n in range(10)
        ]
    )

    assert len(around(vendor.party_id, limit=11).facts) == 10
    with pytest.raises(TooManyParties):
        around(vendor.party_id, limit=10)


def test_a_deep_chain_takes_no_more_queries_than_a_short_one() -> None:
    vendor = a_vendor("V")
    chain = [vendor.party, *(a_party(f"Level {n}") for n in range(60))]

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            around(vendor.party_id)
        return len(captured)

    few = queries()
    disclosed_all(
        [
            said("assertion", an_interest(share=60), subject=below, owner=above)
            for below, above in pairwise(chain)
        ]
    )

    assert len(around(vendor.party_id).facts) == 60
    assert queries() <= few + 2


@pytest.mark.parametrize("seed", range(6))
def test_nothing_the_engine_would_consult_is_missing(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311 - dice, not secrets
    vendor, rival = a_vendor("V"), a_party("Rival")
    companies = [vendor.party, rival, *(a_party(f"C{n}") for n in range(8))]
    people = [a_person(f"P{n}") for n in range(4)]
    statements = [_any_statement(dice, companies, people) for _ in range(40)]
    disclosed_all(statements)
    everything = around(*(party.id for party in (*companies, *people)))

    loaded = around(vendor.party_id, rival.id)

    competitors = [str(rival.id)]
    grounds = ground_of(loaded, competitors), ground_of(everything, competitors)
    assert grounds[0].facts.facts == grounds[1].facts.facts
    own, near = consulted(stocked(loaded, grounds[0]), str(vendor.party_id))
    of_all, near_all = consulted(stocked(everything, grounds[1]), str(vendor.party_id))
    assert near == near_all
    assert own.facts == of_all.facts


def _any_statement(dice: random.Random, companies: list[Party], people: list[Party]):  # noqa: ANN202
    type_ = dice.choice(
        ["ordinary_shares", "debt", "board_seat", "senior_official", "family", "option"]
    )
    holders = people if type_ in ("senior_official", "family") else [*companies, *people]
    subjects = people if type_ == "family" else companies
    subject = dice.choice(subjects)
    owner = dice.choice([party for party in holders if party != subject])
    share = None if type_ in ("board_seat", "senior_official", "family") else 1
    return said("assertion", an_interest(type_, share), subject=subject, owner=owner)
