"""Notice in its form, the vendor's answers to it, what came back, and the final account."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.money import MixedCurrencies, Money
from contracts.readiness import WEIGHTS, Asset, Door, Lack, Part, Preparation, score, total
from contracts.termination import (
    Account,
    Asked,
    Content,
    Copy,
    Cure,
    CureState,
    Dispute,
    Inventory,
    Line,
    LineKind,
    Mismatch,
    NoticeForm,
    Outcome,
    Proof,
    ProofKind,
    Refusal,
    Service,
    Step,
    StepCode,
    StepState,
    can_prove,
    critical_path,
    cure_until,
    reconcile,
    refuse_conceded,
    refuse_ending,
    refuse_incomplete,
    refuse_service,
    refuse_unbalanced,
    refuse_withdraw,
    still_open,
)

DAY: Final = date(2025, 6, 16)
COURIER: Final = Proof(ProofKind.COURIER_RECEIPT, DAY, "Express")
HASH: Final = "a" * 64


def code_of(service: Service, asked: Asked) -> Refusal | None:
    refused = refuse_service(asked, service)
    return refused.code if refused else None


# Notice


def test_a_contract_that_says_nothing_takes_any_form_without_proof() -> None:
    assert code_of(Service(), Asked()) is None
    assert code_of(Service(form=NoticeForm.EMAIL), Asked()) is None


@pytest.mark.parametrize("form", [None, *(f for f in NoticeForm if f is not NoticeForm.COURIER)])
def test_another_form_than_the_contracts_is_refused(form: NoticeForm | None) -> None:
    asked = Asked(NoticeForm.COURIER)

    assert code_of(Service(form, proof=COURIER), asked) is Refusal.NOTICE_FORM


def test_a_prescribed_form_needs_a_proof_that_it_can_have() -> None:
    asked, served = Asked(NoticeForm.COURIER), Service(NoticeForm.COURIER)
    read = replace(COURIER, kind=ProofKind.READ_RECEIPT)

    assert code_of(served, asked) is Refusal.PROOF_OF_SERVICE
    assert code_of(replace(served, proof=read), asked) is Refusal.PROOF_OF_SERVICE
    assert code_of(replace(served, proof=COURIER), asked) is None


def test_the_address_is_the_contracts_whatever_its_capitals_and_blanks() -> None:
    asked = Asked(address="1 Main Street, Springfield")

    assert code_of(Service(address="1  MAIN street, springfield"), asked) is None
    assert code_of(Service(address="2 Main Street"), asked) is Refusal.NOTICE_ADDRESS
    assert code_of(Service(), asked) is None


@pytest.mark.parametrize("form", NoticeForm)
def test_every_form_can_be_proved_and_by_an_acknowledgement_too(form: NoticeForm) -> None:
    own = [kind for kind in ProofKind if can_prove(kind, form)]

    assert ProofKind.ACKNOWLEDGEMENT in own
    assert len(own) == 2


# Cure and dispute


def test_the_time_to_cure_runs_to_its_last_day() -> None:
    until = cure_until(DAY, 10)
    assert until is not None
    cure = Cure(until.on)

    assert until.on == date(2025, 6, 26)
    assert cure.state(date(2025, 6, 26)) is CureState.RUNNING
    assert cure.state(date(2025, 6, 27)) is CureState.LAPSED
    assert replace(cure, waived=True).state(DAY) is CureState.WAIVED
    assert replace(cure, cured=True, waived=True).state(date(2026, 1, 1)) is CureState.CURED
    assert cure_until(DAY, None) is None
    assert Cure().state(DAY) is CureState.NONE


@pytest.mark.parametrize(
    ("cure", "dispute", "code"),
    [
        (Cure(DAY), None, Refusal.CURE_RUNNING),
        (Cure(DAY, waived=True), None, None),
        (Cure(DAY, cured=True), None, Refusal.BREACH_CURED),
        (Cure(), Dispute("1"), Refusal.DISPUTE_OPEN),
        (Cure(), Dispute("1", waived=True), None),
        (Cure(), Dispute("1", Outcome.DISMISSED), None),
        (Cure(), Dispute("1", Outcome.AGREED), None),
        (Cure(), Dispute("1", Outcome.UPHELD), Refusal.DISPUTE_UPHELD),
        # What was let go was an open dispute, not a decision against us.
        (Cure(), Dispute("1", Outcome.UPHELD, waived=True), Refusal.DISPUTE_UPHELD),
    ],
)
def test_what_the_vendor_set_against_it_keeps_a_contract_from_ending(
    cure: Cure, dispute: Dispute | None, code: Refusal | None
) -> None:
    disputes = [dispute] if dispute else []

    refused = refuse_conceded(cure, disputes) or refuse_ending(cure, disputes, DAY)

    assert (refused.code if refused else None) is code


@pytest.mark.parametrize(
    ("cure", "disputes"),
    [(Cure(DAY, cured=True), []), (Cure(), [Dispute("1", Outcome.UPHELD)])],
)
def test_what_was_destroyed_leaves_only_the_end(cure: Cure, disputes: list[Dispute]) -> None:
    gone = [Copy("proofs", "vendor")]

    assert refuse_withdraw(destroyed=gone) is not None
    assert refuse_conceded(cure, disputes) is not None
    assert refuse_conceded(cure, disputes, gone) is None
    assert refuse_ending(cure, disputes, DAY) is None


def test_what_was_destroyed_does_not_come_back() -> None:
    refused = refuse_withdraw(destroyed=[Copy("proofs", "vendor")])

    assert refused is not None
    assert (refused.code, refused.about) == (Refusal.DATA_DESTROYED, ("proofs:vendor",))
    assert refuse_withdraw() is None


# What came back


@pytest.mark.parametrize(
    ("sent", "returned", "expected"),
    [
        (Content(10), None, [Mismatch.MISSING]),
        (Content(), None, []),
        (Content(10), Content(10), []),
        (Content(10), Content(9), [Mismatch.ITEMS_DIFFER]),
        (Content(10), Content(), [Mismatch.ITEMS_UNKNOWN]),
        (Content(10, HASH), Content(10, HASH), []),
        (Content(10, HASH), Content(9, "b" * 64), [Mismatch.ITEMS_DIFFER, Mismatch.HASH_DIFFERS]),
        (Content(None, HASH), Content(10), [Mismatch.HASH_MISSING]),
        (Content(), Content(3), []),
    ],
)
def test_what_was_sent_is_held_against_what_came_back(
    sent: Content, returned: Content | None, expected: list[Mismatch]
) -> None:
    items = reconcile({"a": sent}, {"a": returned} if returned else {})

    assert [item.mismatch for item in items] == expected
    assert (refuse_incomplete(items) is None) is (not expected)
    assert still_open(items, ["a"]) == ()


def test_a_manifest_that_came_must_name_everything() -> None:
    items = reconcile({"a": Content(), "b": Content()}, {"a": Content(1)})

    assert [(item.data_asset, item.mismatch) for item in items] == [("b", Mismatch.MISSING)]


# The final account


def usd(amount: str) -> Money:
    return Money.parse(amount, "USD")


def test_an_account_balances_when_everything_is_paid_or_credited() -> None:
    lines = (
        Line(LineKind.OWED, usd("100.10")),
        Line(LineKind.CREDIT, usd("20.05")),
        Line(LineKind.PAID, usd("90.00")),
        Line(LineKind.REFUND, usd("9.95")),
    )

    account = Account("USD", lines)

    assert account.balance == usd("0.00")
    assert refuse_unbalanced(account) is None


def test_what_is_owed_and_by_whom_is_said() -> None:
    ours = refuse_unbalanced(Account("USD", (Line(LineKind.OWED, usd("5.00")),)))
    theirs = refuse_unbalanced(Account("USD", (Line(LineKind.CREDIT, usd("5.00")),)))

    assert ours is not None
    assert theirs is not None
    assert (ours.about, theirs.about) == (("5.00", "USD"), ("-5.00", "USD"))
    assert "we still owe USD 5.00" in ours.why
    assert "the vendor still owes USD 5.00" in theirs.why


def test_a_balance_that_was_let_go_is_no_other_balance() -> None:
    account = Account("USD", (Line(LineKind.OWED, usd("5.00")),), waived=usd("5.00"))
    more = replace(account, lines=(*account.lines, Line(LineKind.OWED, usd("0.01"))))

    assert account.is_balanced
    assert not more.is_balanced


@given(st.lists(st.integers(0, 10**9), max_size=30))
def test_paying_what_is_owed_always_balances(cents: list[int]) -> None:
    owed = [Money(Decimal(each).scaleb(-2), "USD") for each in cents]

    lines = [Line(kind, money) for money in owed for kind in (LineKind.OWED, LineKind.PAID)]

    assert Account("USD", tuple(lines)).is_balanced


def test_currencies_do_not_mix() -> None:
    account = Account("USD", (Line(LineKind.OWED, Money.parse("5.00", "EUR")),))

    with pytest.raises(MixedCurrencies):
        _ = account.balance


# The critical path


def step(code: StepCode, *after: StepCode, state: StepState = StepState.PENDING) -> Step:
    return Step(code, state, DAY, after)


NOTICE, RETURN, DESTROY, CLOSE = (
    StepCode.SERVE_NOTICE, StepCode.RETURN_DATA, StepCode.DESTROY_DATA, StepCode.CLOSE_OUT,
)  # fmt: skip
STEPS: Final = {
    NOTICE: step(NOTICE),
    RETURN: step(RETURN, NOTICE),
    DESTROY: step(DESTROY, RETURN),
    CLOSE: step(CLOSE, NOTICE, RETURN, DESTROY),
}
MUCH: Final = Inventory(grants=3, data_assets=10, copies=30)


def test_the_longest_chain_of_work_decides() -> None:
    path = critical_path(STEPS, today=DAY, effective_on=DAY, inventory=MUCH)

    assert [leg.step for leg in path.legs] == [NOTICE, RETURN, DESTROY, CLOSE]
    assert path.ends_on == date(2025, 7, 12)  # 1 + 6 + 17 + 2 days
    assert [leg.ends_on for leg in path.legs[:-1]] == [leg.starts_on for leg in path.legs[1:]]


def test_a_later_effective_day_decides_alone() -> None:
    path = critical_path(STEPS, today=DAY, effective_on=date(2026, 1, 1), inventory=MUCH)

    assert [(leg.step, leg.ends_on) for leg in path.legs] == [(None, date(2026, 1, 1))]


def test_what_is_done_takes_no_time_any_more() -> None:
    done = {
        **STEPS,
        NOTICE: step(NOTICE, state=StepState.VERIFIED),
        RETURN: step(RETURN, NOTICE, state=StepState.WAIVED),
    }

    path = critical_path(done, today=DAY, effective_on=DAY, inventory=MUCH)

    assert [leg.step for leg in path.legs] == [DESTROY, CLOSE]
    assert path.legs[0].starts_on == DAY


def test_with_everything_done_the_way_ends_today() -> None:
    settled = {code: replace(each, state=StepState.VERIFIED) for code, each in STEPS.items()}

    assert critical_path(settled, today=DAY, effective_on=DAY, inventory=MUCH).ends_on == DAY


@given(st.integers(0, 500), st.integers(0, 500))
def test_more_to_do_never_ends_sooner(some: int, more: int) -> None:
    def end(copies: int) -> date:
        inventory = Inventory(copies=copies)
        return critical_path(STEPS, today=DAY, effective_on=DAY, inventory=inventory).ends_on

    assert end(some) <= end(some + more)


# How ready we are

READY: Final = Preparation(
    owner="Data sourcing",
    domain="mathematics",
    replacements=1,
    is_assessed=True,
    has_exit_plan=True,
    serious=("control",),
    has_notice_period=True,
    has_notice_form=True,
    has_notice_address=True,
    doors=(Door("1", "bucket", "Vera", "rw"),),
    assets=(Asset("2", "Proofs", 1, is_counted=True),),
    has_signed_paper=True,
    has_conduct_attestation=True,
)


def test_the_weights_are_of_a_hundred() -> None:
    assert sum(WEIGHTS.values()) == 100
    assert set(WEIGHTS) == set(Part)


def test_with_nothing_missing_the_score_is_a_hundred_and_with_nothing_there_it_is_low() -> None:
    empty = Preparation(serious=("control",), uncovered=("control",))

    assert total(score(READY)) == 100
    assert total(score(empty)) == WEIGHTS[Part.DATA] + WEIGHTS[Part.ACCESS]


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        ({"owner": ""}, Lack.NO_OWNER),
        ({"domain": ""}, Lack.NO_DOMAIN),
        ({"replacements": 0}, Lack.NO_REPLACEMENT),
        ({"is_assessed": False}, Lack.NOT_ASSESSED),
        ({"has_exit_plan": False}, Lack.NO_EXIT_PLAN),
        ({"uncovered": ("control",)}, Lack.NO_CLAUSE),
        ({"has_notice_period": False}, Lack.NO_NOTICE_PERIOD),
        ({"has_notice_form": False}, Lack.NO_NOTICE_FORM),
        ({"has_notice_address": False}, Lack.NO_NOTICE_ADDRESS),
        ({"doors": (Door("1", "bucket", "", "rw"),)}, Lack.GRANT_WITHOUT_OWNER),
        ({"doors": (Door("1", "bucket", "Vera"),)}, Lack.GRANT_WITHOUT_ACCOUNT),
        ({"assets": (Asset("2", "Proofs", 0, is_counted=True),)}, Lack.ASSET_WITHOUT_HOLDER),
        ({"assets": (Asset("2", "Proofs", 1, is_counted=False),)}, Lack.ASSET_WITHOUT_CONTENT),
        ({"has_signed_paper": False}, Lack.NO_SIGNED_PAPER),
        ({"has_conduct_attestation": False}, Lack.NO_CONDUCT_ATTESTATION),
    ],
)
def test_each_thing_missing_is_named_once_and_costs(change: dict[str, object], lack: Lack) -> None:
    parts = score(replace(READY, **change))  # type: ignore[arg-type]

    assert [one.lack for part in parts for one in part.missing] == [lack]
    assert total(parts) < 100
    assert all(Fraction(0) <= part.there <= 1 for part in parts)
