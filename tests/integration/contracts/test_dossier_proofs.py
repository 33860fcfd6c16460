"""Every event of a dossier is shown to be the one that was sealed in the audit trail, offline."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from config.events.models import Seal
from config.events.sealing import seal_events, seal_next
from contracts.dossier import HEAD, check, hashes_of
from contracts.models import Termination
from tests.builders.contracts import proposed, served, signed
from tests.builders.procurement import a_clear_vendor, a_competitor, an_adopted_policy
from tests.integration.conftest import Api

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Client = Callable[..., Api]


@pytest.fixture
def leaving() -> Termination:
    an_adopted_policy()
    a_competitor()
    return served(signed(a_clear_vendor("Northlight")))


@pytest.fixture
def bundle(api: Client, leaving: Termination) -> Any:
    """With its events under several seals; one of them was asked for over the API."""
    api("legal").post(
        f"/api/v1/contracts/{leaving.contract_id}/data-assets", {"name": "Prompts", "items": 3}
    )
    while seal_next(limit=4):
        pass
    return dossier(api, leaving)


def dossier(api: Client, found: Termination) -> Any:
    return api("auditor").get(f"/api/v1/terminations/{found.id}/dossier").json()


def sealed_again(bundle: Any) -> Any:
    head = {name: bundle[name] for name in HEAD}
    bundle["hashes"] = hashes_of(head, bundle["sections"], bundle["proofs"])
    return bundle


def troubles(bundle: Any) -> list[str]:
    return [f"{one.where}: {one.what}" for one in check(bundle)]


def test_each_event_has_its_proof_and_each_seal_stands_once(bundle: Any) -> None:
    proofs = bundle["proofs"]

    assert [proof["event"] for proof in proofs["events"]] == [
        event["id"] for event in bundle["sections"]["events"]
    ]
    numbers = [seal["number"] for seal in proofs["seals"]]
    assert len(numbers) > 2
    assert numbers == sorted(set(numbers))
    assert {proof["seal"] for proof in proofs["events"]} == set(numbers)
    assert proofs["unsealed"] == []
    assert check(bundle) == ()


def test_what_is_younger_than_the_last_seal_is_named(api: Client, leaving: Termination) -> None:
    seal_events()
    api("legal").post(
        f"/api/v1/contracts/{leaving.contract_id}/access-grants",
        {"system": "Labelling console", "account": "vendor-1"},
    )

    bundle = dossier(api, leaving)

    assert bundle["proofs"]["unsealed"] == [bundle["sections"]["events"][-1]["id"]]
    assert check(bundle) == ()


def test_without_any_seal_every_event_is_named(api: Client, leaving: Termination) -> None:
    bundle = dossier(api, leaving)

    assert bundle["proofs"]["seals"] == []
    assert len(bundle["proofs"]["unsealed"]) == len(bundle["sections"]["events"])
    assert check(bundle) == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reason", "Another reason."),
        ("actor_person", "somebody"),
        ("type", "contracts.amended"),
        ("recorded_at", "2020-01-01T00:00:00Z"),
        ("data", {"forged": True}),
        ("request", "forged"),
        ("cause", "0198f3a0-0000-7000-8000-000000000000"),
    ],
)
def test_a_changed_event_is_found_out_though_all_hashes_are_counted_again(
    bundle: Any, name: str, value: object
) -> None:
    event = bundle["sections"]["events"][3]
    event[name] = value

    told = troubles(sealed_again(bundle))

    assert told == [f"/proofs/events/3: `{name}` of event {event['id']} is not what was sealed"]


def _other_leaf(bundle: Any) -> None:
    proof = bundle["proofs"]["events"][3]
    event = bundle["sections"]["events"][3]
    proof["leaf"] = proof["leaf"].replace(event["type"], "contracts.forged")
    event["type"] = "contracts.forged"


def _other_seal(bundle: Any) -> None:
    bundle["proofs"]["seals"][1]["root"] = "0" * 64


def _no_seal(bundle: Any) -> None:
    del bundle["proofs"]["seals"][1]


def _no_proof(bundle: Any) -> None:
    del bundle["proofs"]["events"][3]


def _said_to_be_young(bundle: Any) -> None:
    bundle["proofs"]["unsealed"] = [bundle["proofs"]["events"].pop(3)["event"]]


def _invented_event(bundle: Any) -> None:
    invented = deepcopy(bundle["sections"]["events"][-1])
    invented["id"] = "0198f3a0-0000-7000-8000-000000000000"
    invented["seq"] += 1
    bundle["known_seq"] += 1
    bundle["sections"]["events"].append(invented)


def _dropped_event(bundle: Any) -> None:
    del bundle["sections"]["events"][3]


def _rubbish(bundle: Any) -> None:
    bundle["proofs"]["seals"] = [7]


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (_other_leaf, "/proofs/events/3: The leaf is not in the tree of this root."),
        (_other_seal, "The seal's hash is not that of what it says."),
        (_no_seal, "is not in the dossier"),
        (_no_proof, "has no proof"),
        (_said_to_be_young, "is older than a seal"),
        (_invented_event, "has no proof"),
        (_dropped_event, "of no event of the dossier"),
        (_rubbish, "/proofs: one of the seals: an object is expected"),
    ],
)
def test_forged_proofs_are_found_out(bundle: Any, tamper: Callable[[Any], None], told: str) -> None:
    tamper(bundle)

    assert any(told in trouble for trouble in troubles(sealed_again(bundle)))


def test_proofs_cannot_be_cut_off_without_another_whole(bundle: Any) -> None:
    events = [event["id"] for event in bundle["sections"]["events"]]
    bundle["proofs"] = {"seals": [], "events": [], "unsealed": events}

    assert troubles(bundle) == ["/hashes/whole: the hash of the whole is another one"]


def test_the_command_says_what_is_sealed_and_by_which_last_seal(
    bundle: Any, tmp_path: Path
) -> None:
    path, said = tmp_path / "dossier.json", io.StringIO()
    path.write_text(json.dumps(bundle))

    call_command("verify_dossier", str(path), stdout=said)

    total, last = len(bundle["sections"]["events"]), Seal.objects.order_by("-number")[0]
    assert said.getvalue().splitlines() == [
        f"{path}: intact; {total} of {total} events under seal",
        f"{path}: its last seal is number {last.number}, {last.hash}",
    ]


def test_the_seals_are_printed(api: Client, bundle: Any, leaving: Termination) -> None:
    printed = api("auditor").get(f"/api/v1/terminations/{leaving.id}/dossier?format=pdf")

    assert printed.content.startswith(b"%PDF-")


def test_many_events_need_few_questions(
    api: Client, leaving: Termination, django_assert_max_num_queries: Any
) -> None:
    seal_events()
    proposed(signed(a_clear_vendor("Southlight")))

    with django_assert_max_num_queries(80):
        assert check(dossier(api, leaving)) == ()
