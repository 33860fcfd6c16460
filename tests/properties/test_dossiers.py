"""Whatever is said survives the way into a dossier and back, and no change of it goes unnoticed."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.dossier import (
    HEAD,
    Head,
    Kind,
    Object,
    SealedEvents,
    check,
    facts_json,
    hashes_of,
    read_bundle,
    read_facts,
    seal,
)
from contracts.dossier.facts import Unreadable
from procurement.minutes import findings_of, overlays_of
from procurement.neutrality.digest import ENGINE_VERSION
from procurement.neutrality.policy import Policy
from tests.properties.test_every_kind import PARTIES, everything_said, judged, policies
from vendors.ownership.facts import Facts


def bundle_of(facts: Facts, policy: Policy) -> Object:
    """A dossier of one verdict, as it comes back from a file."""
    found = judged(facts, policy)
    sections: Object = {
        "assessments": [
            {
                "engine_version": ENGINE_VERSION,
                "input_digest": found.input_digest,
                "state": found.state.value,
                "level": found.level.value,
                "findings": findings_of(found),
                "overlays": overlays_of(found.overlays),
                "inputs": {
                    "vendor": "V",
                    "competitors": ["X", "Y"],
                    "policy": policy.to_mapping(),
                    "facts": facts_json(facts),
                },
            }
        ],
        "sources": [],
        "events": [],
        "parties": [{"id": key} for key in PARTIES],
    }
    made = seal(Head(Kind.ASSESSMENT, "1", "2026-07-01T00:00:00Z", 1), sections, SealedEvents())
    return read_bundle(json.dumps(made).encode())


@settings(max_examples=60)
@given(everything_said(), policies)
def test_facts_come_back_as_they_were_and_the_verdict_is_reached_again(
    facts: Facts, policy: Policy
) -> None:
    bundle = bundle_of(facts, policy)

    back = read_facts(facts_json(facts))

    assert (set(back.facts), set(back.attestations)) == (set(facts.facts), set(facts.attestations))
    assert (back.parties, back.valid_at) == (facts.parties, facts.valid_at)
    assert [one for one in check(bundle) if "not among the" not in one.what] == []


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, one in value.items() for leaf in leaves(one, (*path, key))]
    if isinstance(value, list):
        return [leaf for key, one in enumerate(value) for leaf in leaves(one, (*path, key))]
    return [path]


@settings(max_examples=60)
@given(everything_said(), policies, st.data())
def test_no_single_change_of_a_dossier_goes_unnoticed(
    facts: Facts, policy: Policy, data: st.DataObject
) -> None:
    bundle: Any = deepcopy(bundle_of(facts, policy))
    path = data.draw(st.sampled_from(leaves({"sections": bundle["sections"]})))
    inside = bundle
    for key in path[:-1]:
        inside = inside[key]
    before = inside[path[-1]]
    inside[path[-1]] = data.draw(
        st.sampled_from([None, True, False, 0, 1, "", "V", "clear", 10**9]).filter(
            lambda new: (new, type(new)) != (before, type(before))
        )
    )

    troubles = check(bundle)

    assert any("hash" in trouble.what for trouble in troubles)


@settings(max_examples=60)
@given(everything_said(), policies, st.data())
def test_a_changed_verdict_that_is_sealed_again_falls_to_the_engine(
    facts: Facts, policy: Policy, data: st.DataObject
) -> None:
    bundle: Any = bundle_of(facts, policy)
    [judged_] = bundle["sections"]["assessments"]
    name, value = data.draw(
        st.sampled_from([("state", "clear"), ("state", "conflict"), ("level", "tie"),
                         ("findings", []), ("input_digest", "0" * 64)])
    )  # fmt: skip
    changed = judged_[name] != value
    judged_[name] = value
    head = {key: bundle[key] for key in HEAD}
    bundle["hashes"] = hashes_of(head, bundle["sections"], bundle["proofs"])

    told = [trouble.where for trouble in check(bundle)]

    assert (f"/sections/assessments/0/{name}" in told) is changed


@pytest.mark.parametrize(
    "rubbish",
    [None, 1, "x", [], {}, {"facts": [], "parties": {}}, {"facts": [1], "parties": {},
     "attestations": []}, {"facts": [], "parties": {"V": {"id": 1}}, "attestations": []}],
)  # fmt: skip
def test_what_are_no_facts_is_told_so(rubbish: Any) -> None:
    with pytest.raises(Unreadable):
        read_facts(rubbish)
