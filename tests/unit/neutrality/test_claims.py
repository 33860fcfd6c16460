"""What speaks against something sworn: proved, merely possible, or nothing."""

from __future__ import annotations

from datetime import date

import pytest

from procurement.neutrality.claims import Weight, contradictions
from procurement.neutrality.policy import Policy
from vendors.ownership.facts import (
    Attestation,
    AttestationKind,
    Confidence,
    Fact,
    Facts,
    Interval,
    Kind,
    Party,
    PartyKind,
)
from vendors.ownership.interval import ONE_PERCENT
from vendors.ownership.kinds import Dimension

TODAY = date(2025, 6, 20)
PARTIES = {
    "vendor": Party("vendor", name="Scale"),
    "meta": Party("meta", name="Meta"),
    "holding": Party("holding", name="Holding"),
    "wang": Party("wang", PartyKind.PERSON, name="Wang"),
}


def held(owner: str | None, subject: str, share: Interval | None, **said: object) -> Fact:
    kind = said.pop("kind", Kind.ORDINARY_SHARES)
    name = f"{owner}-{subject}-{kind}"
    return Fact(name, name, owner, subject, kind, share, source=f"of {name}", **said)  # type: ignore[arg-type]


def percent(low: int, high: int | None = None) -> Interval:
    return Interval(low * ONE_PERCENT, (low if high is None else high) * ONE_PERCENT)


def sworn(kind: AttestationKind, value: int | None = None, **said: object) -> Attestation:
    units = None if value is None else value * ONE_PERCENT
    return Attestation("oath", "vendor", kind, value=units, **said)  # type: ignore[arg-type]


def against(claim: Attestation, *facts: Fact, sworn_too: bool = True) -> list[tuple[str, str]]:
    oaths = (claim,) if sworn_too else ()
    known = Facts(PARTIES, facts, oaths, TODAY)
    found = contradictions(claim, known, ["meta"], Policy())
    return [(one.weight.value, one.sentence) for one in found]


def weights(claim: Attestation, *facts: Fact) -> set[str]:
    return {weight for weight, _ in against(claim, *facts)}


NO_ACCESS = sworn(AttestationKind.NO_CUSTOMER_DATA_ACCESS)
NO_SHARING = sworn(AttestationKind.NO_SHARING)
NO_RIVAL = sworn(AttestationKind.NO_COMPETITOR_ABOVE, 10)
NOBODY = sworn(AttestationKind.NOBODY_ABOVE, 25)
COMPLETE = sworn(AttestationKind.COMPLETE)


def test_whoever_has_access_contradicts_that_nobody_has() -> None:
    access = held("meta", "vendor", None, kind=Kind.DATA_ACCESS)

    [(weight, sentence)] = against(NO_ACCESS, access)

    assert weight == Weight.PROVED
    assert sentence == "Meta, of a competitor's group, has access to the data of Scale."


def test_what_is_only_reported_leaves_it_standing() -> None:
    access = held("meta", "vendor", None, kind=Kind.DATA_ACCESS, confidence=Confidence.REPORTED)

    assert weights(NO_ACCESS, access) == {"possible"}


def test_access_that_has_ended_says_nothing_of_today() -> None:
    access = held("meta", "vendor", None, kind=Kind.DATA_ACCESS, valid_to=date(2025, 6, 20))

    assert against(NO_ACCESS, access) == []


def test_people_in_both_houses_make_sharing_possible() -> None:
    seats = (
        held("wang", "vendor", None, kind=Kind.BOARD_SEAT),
        held("wang", "meta", None, kind=Kind.EMPLOYMENT),
    )

    assert weights(NO_SHARING, *seats) == {"possible"}
    assert against(NO_ACCESS, *seats) == []


@pytest.mark.parametrize(
    ("share", "found"),
    [
        (percent(10), set()),
        (percent(11), {"proved"}),
        (percent(5, 20), {"possible"}),
        (percent(0, 10), set()),
    ],
)
def test_a_competitor_above_the_value(share: Interval, found: set[str]) -> None:
    assert weights(NO_RIVAL, held("meta", "vendor", share)) == found


def test_a_competitor_counts_through_what_it_holds() -> None:
    chain = (held("meta", "holding", percent(60)), held("holding", "vendor", percent(30)))

    said = against(NO_RIVAL, *chain)

    assert ("proved", said[0][1]) == said[0]
    assert "18 %" in said[0][1]


def test_only_the_dimension_that_was_sworn_about_counts() -> None:
    silent = held("meta", "vendor", percent(49), kind=Kind.NON_VOTING_SHARES)
    votes = sworn(AttestationKind.NO_COMPETITOR_ABOVE, 10, dimension=Dimension.VOTES)
    money = sworn(AttestationKind.NO_COMPETITOR_ABOVE, 10, dimension=Dimension.ECONOMIC)

    assert against(votes, silent) == []
    assert weights(money, silent) == {"proved"}


def test_no_oath_hides_what_contradicts_it() -> None:
    assert weights(NOBODY, held("holding", "vendor", percent(40))) == {"proved"}
    assert weights(NOBODY, held("holding", "vendor", percent(20, 30))) == {"possible"}
    assert against(NOBODY, held("holding", "vendor", percent(25))) == []


def test_a_table_that_was_sworn_complete_has_no_nameless_holder() -> None:
    assert weights(COMPLETE, held(None, "vendor", percent(5))) >= {"proved"}


def test_holders_that_cannot_all_be_right_contradict_a_complete_table() -> None:
    both = (held("meta", "vendor", percent(70)), held("holding", "vendor", percent(70)))

    assert weights(COMPLETE, *both) == {"proved"}
    assert (
        against(COMPLETE, held("meta", "vendor", percent(60)), held("wang", "vendor", percent(40)))
        == []
    )


def test_what_cannot_be_right_is_told_in_words() -> None:
    both = (held("meta", "vendor", percent(70)), held("holding", "vendor", percent(70)))

    weight, sentence = against(COMPLETE, *both)[0]
    assert weight == "proved"
    assert sentence == (
        "What is on file of the money of Scale comes to more than 100 %; "
        "it was sworn that everybody is named."
    )
    assert against(COMPLETE, held("meta", "vendor", percent(70)))[0][1].startswith(
        "What is on file of the money of Scale comes to less than 100 %"
    )


def test_a_dispute_makes_it_possible_and_no_more() -> None:
    disputed = held("meta", "vendor", percent(60), confidence=Confidence.DISPUTED)

    found = against(COMPLETE, disputed, held("wang", "vendor", percent(40)))

    assert {weight for weight, _ in found} == {"possible"}
    assert "is disputed" in found[0][1]


def test_everybody_with_the_value_or_more_is_named() -> None:
    oath = sworn(AttestationKind.ALL_HOLDERS_ABOVE, 5)

    assert weights(oath, held(None, "vendor", percent(5))) == {"proved"}
    assert against(oath, held(None, "vendor", percent(4))) == []
    assert against(oath, held(None, "vendor", percent(5)))[0][1].endswith(
        "it was sworn that everybody with 5 % or more is named."
    )


def test_a_published_total_contradicts_that_nobody_has_so_much() -> None:
    total = held("wang", "vendor", percent(30, 50), directness="unknown")

    assert weights(NOBODY, total) == {"proved"}


@pytest.mark.parametrize(
    "kind", [AttestationKind.EXEMPT, AttestationKind.REFUSED, AttestationKind.OTHER]
)
def test_what_cannot_be_tested_is_not(kind: AttestationKind) -> None:
    assert against(sworn(kind), held("meta", "vendor", percent(100))) == []


def test_what_contradicts_names_its_party_and_its_sources() -> None:
    fact = held("meta", "vendor", percent(49))
    [one, *_] = contradictions(NO_RIVAL, Facts(PARTIES, (fact,), (), TODAY), ["meta"], Policy())

    assert (one.party, one.sources) == ("meta", (fact.source,))
