"""Who is at the top of many companies: the quick way and the engine say the same."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from vendors.owners import top_stakes
from vendors.ownership.book import Book
from vendors.ownership.bounds import Comparator, Threshold
from vendors.ownership.control import ControlTest, Group
from vendors.ownership.facts import Fact, Facts, Interval, Kind, Party, PartyKind
from vendors.ownership.growth import disclosed_reach
from vendors.ownership.holdings import Reading
from vendors.ownership.integrated import disclosed_ends
from vendors.ownership.interval import HUNDRED_PERCENT, ONE_PERCENT
from vendors.ownership.kinds import Dimension
from vendors.ownership.reading import read

COMPANIES = [f"c{number}" for number in range(6)]
PEOPLE = ["p0", "p1", "p2"]
TEST = ControlTest(
    (Dimension.VOTES, Dimension.BOARD), Threshold(Comparator.GT, HUNDRED_PERCENT // 2)
)

shares = st.tuples(st.integers(1, 60), st.integers(0, 15))
holdings = st.dictionaries(
    st.tuples(st.sampled_from([*COMPANIES, *PEOPLE]), st.sampled_from(COMPANIES)),
    shares,
    max_size=12,
)


def book_of(held: dict[tuple[str, str], tuple[int, int]]) -> Book:
    facts = []
    for number, ((owner, subject), (least, more)) in enumerate(sorted(held.items())):
        if owner == subject:
            continue
        share = Interval(least * ONE_PERCENT, min(100, least + more) * ONE_PERCENT)
        facts.append(
            Fact(f"f{number:03}", f"r{number}", owner, subject, Kind.ORDINARY_SHARES, share)
        )
    parties = {each: Party(each, PartyKind.COMPANY) for each in COMPANIES}
    parties |= {each: Party(each, PartyKind.PERSON) for each in PEOPLE}
    return read(Facts(parties, tuple(facts)), Reading())


@given(holdings)
def test_every_top_has_what_the_engine_says(held: dict[tuple[str, str], tuple[int, int]]) -> None:
    book = book_of(held)

    found = top_stakes(book, COMPANIES, TEST)

    for company, stakes in found.items():
        for stake in stakes:
            group = Group.of([stake.owner])
            least, most = disclosed_ends(book, group, company)
            reached = disclosed_reach(book, group, TEST)
            assert stake.least == Fraction(least.value) / HUNDRED_PERCENT
            assert stake.most == Fraction(most.value) / HUNDRED_PERCENT
            assert (stake.controls is True) == (company in reached.sure)


@given(holdings)
def test_no_company_has_more_than_one_whole_of_owners_for_sure(
    held: dict[tuple[str, str], tuple[int, int]],
) -> None:
    found = top_stakes(book_of(held), COMPANIES, TEST)

    for stakes in found.values():
        assert sum((stake.least for stake in stakes), Fraction(0)) <= 1


@given(holdings)
def test_whoever_owns_anything_in_the_end_is_named(
    held: dict[tuple[str, str], tuple[int, int]],
) -> None:
    book = book_of(held)

    found = top_stakes(book, COMPANIES, TEST)

    for company in COMPANIES:
        named = {stake.owner for stake in found[company]}
        for person in PEOPLE:
            _, most = disclosed_ends(book, Group.of([person]), company)
            assert (person in named) >= bool(most.value)
