"""Which chains bind two parties, and which of them is the surest?"""

from __future__ import annotations

from itertools import count
from uuid import UUID

import pytest

from procurement.contagion import FAMILIES, Chain, Family, Found, connections, kinds_of
from vendors.links import Link
from vendors.ownership.facts import Confidence, Interval, Kind

_numbers = count(1)
NAMES = ["Fund", "Parent", "Director", "One", "Two", "Three", "Four", "Other Fund"]
IDS = {name: UUID(int=number) for number, name in enumerate(NAMES, start=1)}


def link(
    owner: str,
    subject: str,
    percent: int | tuple[int, int] | None = None,
    kind: Kind = Kind.ORDINARY_SHARES,
    confidence: Confidence = Confidence.CONFIRMED,
) -> Link:
    ends = (percent, percent) if isinstance(percent, int) else percent
    share = None if ends is None else Interval.from_percent(*ends)
    number = UUID(int=10_000 + next(_numbers))
    return Link(number, IDS[owner], IDS[subject], kind, share, confidence, number, None)


def found(start: str, *links: Link, goals: str = "Two Three Four", depth: int = 4) -> Found:
    return connections(IDS[start], links, {IDS[goal] for goal in goals.split()}, depth=depth)


def names(chain: Chain) -> list[str]:
    by_id = {id_: name for name, id_ in IDS.items()}
    return [by_id[party] for party in chain.parties]


def told(result: Found) -> list[list[str]]:
    return [names(connection.chains[0]) for connection in result.connections]


def test_two_companies_of_one_fund_are_bound_by_it() -> None:
    result = found("One", link("Fund", "One", 30), link("Fund", "Two", 20))

    [connection] = result.connections
    [chain] = connection.chains
    assert names(chain) == ["One", "Fund", "Two"]
    assert (chain.shared, chain.confidence) == (IDS["Fund"], Confidence.CONFIRMED)
    assert (chain.lo, chain.hi) == (20 * 10**6, 20 * 10**6)


def test_a_director_of_both_has_no_share() -> None:
    seat, office = Kind.BOARD_SEAT, Kind.SENIOR_OFFICIAL

    result = found("One", link("Director", "One", kind=seat), link("Director", "Two", kind=office))

    assert told(result) == [["One", "Director", "Two"]]
    assert not result.connections[0].chains[0].counts_shares


def test_what_the_party_itself_has_is_a_connection_and_what_has_it() -> None:
    result = found("Three", link("Three", "Two", 30), link("Four", "Three", 10), goals="Two Four")

    assert told(result) == [["Three", "Two"], ["Three", "Four"]]
    assert [one.chains[0].shared for one in result.connections] == [IDS["Three"], IDS["Four"]]


def test_a_chain_never_goes_up_again_after_it_went_down() -> None:
    """Two holders of one company share nothing that binds them."""
    result = found("One", link("One", "Parent", 50), link("Two", "Parent", 50), goals="Two")

    assert told(result) == []


def test_the_surer_comes_before_the_larger_and_the_larger_before_the_shorter() -> None:
    reported = link("Fund", "Two", 90, confidence=Confidence.REPORTED)
    longer = (link("Fund", "Parent", 60), link("Parent", "Three", 60))

    result = found("One", link("Fund", "One", 80), reported, *longer, link("Fund", "Four", 50))

    assert told(result) == [
        ["One", "Fund", "Parent", "Three"],
        ["One", "Fund", "Four"],
        ["One", "Fund", "Two"],
    ]


def test_an_unknown_share_proves_nothing_and_may_be_all() -> None:
    result = found("One", link("Fund", "One", 30), link("Fund", "Two"), link("Fund", "Three", 5))

    assert [names(one.chains[0])[-1] for one in result.connections] == ["Three", "Two"]
    unknown = result.connections[1].chains[0]
    assert (unknown.lo, unknown.hi) == (0, 30 * 10**6)


def test_several_chains_to_one_are_told_together_the_surest_first() -> None:
    result = found(
        "One",
        link("Fund", "One", 30),
        link("Fund", "Two", 20),
        link("Other Fund", "One", 40),
        link("Other Fund", "Two", 40),
        goals="Two",
    )

    [connection] = result.connections
    assert [names(chain)[1] for chain in connection.chains] == ["Other Fund", "Fund"]


@pytest.mark.parametrize(("depth", "far"), [(2, 0), (3, 1)])
def test_no_chain_is_longer_than_asked(depth: int, far: int) -> None:
    links = link("Fund", "One", 30), link("Fund", "Parent", 30), link("Parent", "Two", 30)

    assert len(found("One", *links, depth=depth).connections) == far


def test_circles_are_walked_once() -> None:
    circle = link("One", "Fund", 10), link("Fund", "One", 10)

    result = found("One", *circle, link("Fund", "Two", 10), goals="Two One", depth=8)

    assert told(result) == [["One", "Fund", "Two"]]


def test_every_kind_is_of_one_family() -> None:
    together = [kind for kinds in FAMILIES.values() for kind in kinds]

    assert sorted(together) == sorted(Kind)


def test_a_family_goes_before_the_kind_of_its_name() -> None:
    assert kinds_of("debt") == FAMILIES[Family.DEBT] == {Kind.DEBT, Kind.GUARANTEE}
    assert kinds_of("licence") == {Kind.LICENCE}
    assert kinds_of(None) == set(Kind)
