"""Is nobody overlooked who has a large part of the vendor and of a competitor?"""

from __future__ import annotations

from procurement.neutrality.common_holders import MOST_RECKONED
from procurement.neutrality.findings import Finding, State, TieCode
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from tests.unit.ownership.cap_tables import Share, cap_table, holds
from vendors.ownership.facts import Fact, Kind

POLICY = Policy()


def small_holders(count: int, share: Share | None) -> list[Fact]:
    """Each has a little of the vendor and of the competitor."""
    names = [f"Fund {number:04d}" for number in range(count)]
    return [holds(name, company, share) for name in names for company in ("V", "X")]


def close_links(*facts: Fact) -> list[Finding]:
    found = judge(facts=cap_table(*facts), vendor="V", competitors=["X"], policy=POLICY)
    return [f for f in found.findings if f.tie_code is TieCode.COMMON_HOLDER]


def test_a_large_holder_behind_many_small_ones_is_found() -> None:
    crowd = small_holders(200, "0.1")
    chain = [holds("Mid", "V", 60), holds("Ann", "Mid", 90), holds("Ann", "X", 25)]

    links = close_links(*crowd, *chain)

    assert [(link.about, link.state) for link in links] == [("Ann", State.CONFLICT)]


def test_many_small_holders_are_no_tie() -> None:
    links = close_links(*small_holders(300, "0.3"))

    assert links == []


def test_a_holder_of_votes_alone_is_found_among_many() -> None:
    crowd = small_holders(200, "0.1")
    votes = [holds("Ann", company, 30, Kind.VOTING_RIGHTS) for company in ("V", "X")]

    links = close_links(*crowd, *votes)

    assert [link.about for link in links] == ["Ann"]


def test_more_than_can_be_reckoned_are_told_together() -> None:
    holders = MOST_RECKONED + 10

    links = close_links(*small_holders(holders, None))

    (together,) = [link for link in links if link.about is None]
    reckoned = len(links) - 1
    assert 0 < reckoned <= MOST_RECKONED
    assert together.state is State.POSSIBLE
    assert together.sentence.startswith(f"{holders - reckoned} further parties may each have 20 %")
    assert together.involved == ("X",)
