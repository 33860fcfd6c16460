"""Which mappings are a policy, and what is said of those that are none?"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement.neutrality.buying import Part
from procurement.neutrality.findings import Level, State
from procurement.neutrality.policy import Action, BadPolicy, Policy
from vendors.ownership.bounds import Comparator
from vendors.ownership.facts import Confidence, Dimension


def refused(values: dict[str, object]) -> list[tuple[str, str]]:
    with pytest.raises(BadPolicy) as refusal:
        Policy.from_mapping(values)
    return [(error.field, error.code) for error in refusal.value.errors]


def test_a_name_is_enough() -> None:
    assert Policy.from_mapping({"name": "Ours"}) == replace(Policy(), name="Ours")


def test_nothing_at_all_is_the_default() -> None:
    assert Policy.from_mapping({}) == Policy()


def test_a_policy_written_down_is_read_back_equal() -> None:
    policy = replace(
        Policy(),
        control_cmp=Comparator.GE,
        control_dimensions=(Dimension.VOTES,),
        material_equity=Decimal("7.25"),
        proving_confidences=(Confidence.CONFIRMED,),
        staleness_days=365,
        product_lines=("images", "speech"),
        valid_from=date(2026, 1, 1),
        actions={State.CONFLICT: {Level.TIE: (Action.PLACE_HOLD,)}},
    )

    written = json.loads(json.dumps(policy.to_mapping()))

    assert Policy.from_mapping(written) == policy


def test_a_third_is_written_down_and_read_back_to_the_last_digit() -> None:
    written = json.loads(json.dumps(Policy().to_mapping()))

    assert Policy.from_mapping(written).one_third_equity_pct == Decimal("33.333333")


def test_percentages_may_be_numbers_or_texts() -> None:
    for value in (12.5, "12.5", Decimal("12.5")):
        assert Policy.from_mapping({"material_equity": value}).material_equity == Decimal("12.5")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", 7),
        ("name", None),
        ("aggregate", 1),
        ("aggregate", "yes"),
        ("control_threshold", -1),
        ("control_threshold", 100.5),
        ("control_threshold", "half"),
        ("control_threshold", True),
        ("control_threshold", None),
        ("control_threshold", "NaN"),
        ("control_threshold", "Infinity"),
        ("control_threshold", "1e-999999"),
        ("control_threshold", [50]),
        ("material_equity", "5.0000001"),
        ("control_cmp", ">>"),
        ("control_cmp", 1),
        ("control_dimensions", []),
        ("control_dimensions", ["soul"]),
        ("control_dimensions", "votes"),
        ("cooling_off_months", -1),
        ("cooling_off_months", 1.5),
        ("cooling_off_months", None),
        ("staleness_days", "90"),
        ("staleness_days", True),
        ("proving_confidences", ["certain"]),
        ("proving_confidences", []),
        ("product_lines", "images"),
        ("product_lines", [""]),
        ("valid_from", "yesterday"),
        ("valid_from", 2026),
        ("actions", ["open_case"]),
        ("actions", {"conflict": "open_case"}),
        ("actions", {"conflict": {"tie": "open_case"}}),
        ("actions", {"conflict": {"tie": ["shout"]}}),
        ("actions", {"conflict": {"friendship": ["open_case"]}}),
        ("actions", {"doubtful": {}}),
    ],
)
def test_a_value_that_is_none_is_refused_by_the_name_of_its_field(
    field: str, value: object
) -> None:
    assert refused({field: value}) == [(field, "invalid")]


def test_an_unknown_field_is_refused_by_its_name() -> None:
    assert refused({"mercy": 1}) == [("mercy", "unknown_field")]


def test_every_mistake_is_named_at_once() -> None:
    assert refused({"mercy": 1, "aggregate": "yes", "debt_pct": 101}) == [
        ("aggregate", "invalid"),
        ("debt_pct", "invalid"),
        ("mercy", "unknown_field"),
    ]


@pytest.mark.parametrize("ends", ["2026-01-01", "2025-12-31"])
def test_a_policy_cannot_end_before_it_has_begun(ends: str) -> None:
    assert refused({"valid_from": "2026-01-01", "valid_to": ends}) == [("valid_to", "invalid")]


def test_an_override_keeps_the_rest() -> None:
    ours = replace(Policy(), debt_pct=Decimal(3))

    assert ours.overridden({"revenue_pct": 4}) == replace(ours, revenue_pct=Decimal(4))


def test_what_is_to_be_done_depends_on_state_and_level() -> None:
    policy = Policy()

    assert policy.actions_for(State.CONFLICT, Level.CONTROL) == (
        Action.OPEN_CASE,
        Action.PLACE_HOLD,
        Action.SUSPEND_CONTRACTS,
    )
    assert policy.actions_for(State.POSSIBLE, Level.CONTROL) == (Action.OPEN_CASE,)
    assert policy.actions_for(State.CLEAR, Level.NONE) == ()
    assert policy.actions_for(State.INSUFFICIENT, Level.CONTROL) == ()


def test_what_is_for_buying_changes_no_judgement() -> None:
    buying = Policy.from_mapping(
        {"shortlist_weights": {"skill": 99}, "requisition_limits": {"EUR": "12.50"}}
    )

    assert buying != Policy()
    assert buying.to_judging_mapping() == Policy().to_judging_mapping()
    assert Policy.from_mapping(json.loads(json.dumps(buying.to_mapping()))) == buying


def test_weights_and_limits_left_out_are_the_usual_ones() -> None:
    policy = Policy.from_mapping({"shortlist_weights": {"skill": 99}})

    assert policy.shortlist_weights[Part.SKILL] == 99
    assert policy.shortlist_weights[Part.LEVEL] == Policy().shortlist_weights[Part.LEVEL]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("shortlist_weights", {"charm": 1}),
        ("shortlist_weights", {"skill": -1}),
        ("shortlist_weights", {"skill": 1.5}),
        ("shortlist_weights", {"skill": 1001}),
        ("shortlist_weights", dict.fromkeys(Part, 0)),
        ("shortlist_weights", []),
        ("requisition_limits", {"XXX": "1"}),
        ("requisition_limits", {"USD": "1.001"}),
        ("requisition_limits", {"USD": "-1"}),
        ("requisition_limits", {"USD": 1.5}),
        ("requisition_limits", "USD 1"),
    ],
)
def test_weights_and_limits_that_cannot_be_meant_are_refused(field: str, value: object) -> None:
    assert refused({field: value}) == [(field, "invalid")]
