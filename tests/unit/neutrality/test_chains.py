"""Does a finding show the chain and the sources it rests on, whatever it rests on?"""

from __future__ import annotations

from dataclasses import replace

from procurement.neutrality.findings import Finding, Level, State, TieCode
from procurement.neutrality.judgement import judge
from procurement.neutrality.policy import Policy
from tests.unit.neutrality.test_sentences import found, founder, told
from tests.unit.ownership.cap_tables import cap_table, holds, relates, reported, totals
from vendors.ownership.facts import Fact, Kind


def chains(finding: Finding) -> list[list[str]]:
    return [[step.party for step in path] for path in finding.paths]


def tied(code: TieCode, *facts: Fact) -> Finding:
    table = cap_table(*facts, people=["Founder", "Ann"])
    judged = judge(facts=table, vendor="Vendor", competitors=["Rival"], policy=Policy())
    return next(finding for finding in judged.findings if finding.tie_code is code)


def test_money_that_is_only_reported_is_told_of_whom_it_is_reported() -> None:
    rumour = reported(holds("Rival", "Vendor", 49))

    finding = found(
        Level.MATERIAL_INTEREST, rumour, founder(51), rivals=["Rival", "Other"], complete=False
    )

    assert finding.state is State.POSSIBLE
    assert finding.sentence.startswith("Rival may have up to 49 % of the economic interest")
    assert finding.involved == ("Rival",)
    assert chains(finding) == [["Rival", "Vendor"]]
    assert finding.sources == (rumour.source,)


def test_what_is_possible_rests_on_the_report_too_where_less_is_proved() -> None:
    proved, rumour = holds("Rival", "Vendor", 2), reported(holds("Other", "Vendor", 20))

    finding = found(Level.MATERIAL_INTEREST, proved, rumour, rivals=["Rival", "Other"])

    assert finding.state is State.POSSIBLE
    assert chains(finding) == [["Other", "Vendor"], ["Rival", "Vendor"]]
    assert set(finding.sources) == {proved.source, rumour.source}


def test_a_proof_does_not_rest_on_a_report() -> None:
    proved, rumour = holds("Rival", "Vendor", 20), reported(totals("Rival", "Vendor", 40))

    for rule in (Level.MATERIAL_INTEREST, Level.SIGNIFICANT_INFLUENCE):
        finding = found(rule, proved, rumour, founder(80))

        assert finding.state is State.CONFLICT
        assert finding.sources == (proved.source,)


def test_a_total_over_all_paths_is_a_chain_where_nothing_else_is() -> None:
    total = totals("Rival", "Vendor", 40)

    for rule in (Level.MATERIAL_INTEREST, Level.SIGNIFICANT_INFLUENCE):
        finding = found(rule, total, complete=False)

        assert finding.state is State.CONFLICT
        assert ["Rival", "Vendor"] in chains(finding)
        assert finding.sources == (total.source,)


def test_a_total_is_no_second_chain_beside_the_one_it_sums_up() -> None:
    facts = holds("Rival", "Holding", 60), holds("Holding", "Vendor", 50)

    finding = found(Level.MATERIAL_INTEREST, *facts, totals("Rival", "Vendor", 30), complete=False)

    assert chains(finding) == [["Rival", "Holding", "Vendor"]]


def test_money_proved_by_what_others_leave_names_who_has_it() -> None:
    rest, others = holds("Rival", "Vendor", "[0..100]"), holds("Founder", "Vendor", "[10..40]")

    finding = found(Level.MATERIAL_INTEREST, rest, others)

    assert finding.state is State.CONFLICT
    assert chains(finding) == [["Rival", "Vendor"]]


def test_a_vendor_that_controls_a_competitor_shows_how() -> None:
    facts = holds("Vendor", "Holding", 80), holds("Holding", "Rival", 60)

    for rule in (Level.CONTROL, Level.JOINT_OR_NEGATIVE_CONTROL, Level.MATERIAL_INTEREST):
        finding = found(rule, *facts, founder(100))

        assert finding.state is State.CONFLICT
        assert chains(finding) == [["Vendor", "Holding", "Rival"]]
        assert set(finding.sources) == {fact.source for fact in facts}


def test_what_a_vendor_has_of_a_competitor_is_shown_link_by_link() -> None:
    facts = holds("Vendor", "Holding", 50), holds("Holding", "Rival", 40)

    finding = tied(TieCode.VENDOR_OWNS_COMPETITOR, *facts, founder(100))

    assert chains(finding) == [["Vendor", "Holding", "Rival"]]
    assert set(finding.sources) == {fact.source for fact in facts}


def test_a_common_holder_through_others_is_shown_link_by_link() -> None:
    near = holds("Fund", "Vendor", 25)
    far = holds("Fund", "Holding", 100), holds("Holding", "Rival", 30)

    finding = tied(TieCode.COMMON_HOLDER, near, *far)

    assert chains(finding) == [["Fund", "Vendor"], ["Fund", "Holding", "Rival"]]
    assert set(finding.sources) == {near.source, *(fact.source for fact in far)}


def test_a_concert_names_the_member_that_holds_nothing_itself() -> None:
    pact = replace(relates("Pact", "Vendor", Kind.CONCERT), members=("Rival", "Fund"))

    finding = found(Level.JOINT_OR_NEGATIVE_CONTROL, pact, holds("Fund", "Vendor", 55), founder(45))

    assert finding.sentence == (
        "Rival has joint or negative control of Vendor: "
        "Rival and Fund act together with 55 % of the votes of Vendor, "
        "where 50 % or more is enough."
    )
    assert chains(finding) == [["Rival", "Vendor"]]


def test_whoever_needs_no_concert_is_told_without_it() -> None:
    pact = replace(relates("Pact", "Vendor", Kind.CONCERT), members=("Rival", "Fund"))

    said = told(
        Level.JOINT_OR_NEGATIVE_CONTROL,
        pact,
        holds("Rival", "Vendor", 60),
        holds("Fund", "Vendor", 5),
        founder(35),
    )

    assert said == (
        "Rival has joint or negative control of Vendor: Rival has 60 % of the votes of Vendor, "
        "where 50 % or more is enough."
    )


def test_several_have_a_right_in_the_plural() -> None:
    seat = replace(relates("Ann", "Vendor", Kind.BOARD_SEAT), nominated_by="Parent")
    above = [holds("Parent", rival, 80) for rival in ("Rival", "Other")]

    said = told(Level.SIGNIFICANT_INFLUENCE, seat, *above, founder(100), rivals=["Rival", "Other"])

    assert "have the right to appoint to the board of Vendor" in said
