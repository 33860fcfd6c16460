"""What does a lab do again and again? Registers vendors, hears rumours of them, signs with them."""

from __future__ import annotations

from itertools import count
from typing import Any

from contracts.story.client import Answer, Client
from tests.functional.stack import Stack

Json = dict[str, Any]
META = {"identifier": "STORY:META"}
SINCE = "2023-01-01"
BECAUSE = {"reason": "As agreed."}
_numbers = count(1)


def a_cleared_vendor(stack: Stack, name: str = "Lindenhof Annotation (fictional)") -> str:
    """The id of a new vendor with two founders and nobody else, and a verdict that says so."""
    vera = stack.person("vera")
    vendor: str = vera.post("vendors", {"party": {"kind": "company", "name": name}})["id"]
    register = {"type": "vendor_declaration", "title": "Share register (fictional)"}
    founders = [_holding(_person(who), share) for who, share in (("Ida", 60), ("Jon", 40))]
    vera.post(f"vendors/{vendor}/disclosures", {"source": register, "statements": founders})
    for dimension in ("economic", "votes"):
        sworn = {"kind": "complete", "dimension": dimension, "valid_from": SINCE}
        vera.post("attestations", {"vendor": vendor, **sworn})
    verdict(stack, vendor, "clear")
    return vendor


def hear(stack: Stack, vendor: str, share: float, source: str = "vendor_declaration") -> Json:
    """Disclose that a competitor holds a share of a vendor."""
    body = {
        "source": {"type": source, "title": f"A competitor holds {share} %"},
        "statements": [_holding(META, share)],
    }
    return stack.person("vera").post(f"vendors/{vendor}/disclosures", body)


def withdraw(stack: Stack, vendor: str, heard: Json) -> None:
    """Retract what was heard."""
    body = {
        "source": {"type": "vendor_declaration", "title": "It was a mistake"},
        "statements": [
            {"kind": "retraction", "record_id": said["record_id"]} for said in heard["statements"]
        ],
    }
    stack.person("vera").post(f"vendors/{vendor}/disclosures", body)


def standing(stack: Stack, vendor: str) -> Json:
    """Where a vendor is shown to stand, at this moment."""
    found: Json = stack.person("vera").get(f"vendors/{vendor}")["neutrality"]
    return found


def verdict(stack: Stack, vendor: str, state: str) -> Json:
    """Wait for the verdict a vendor must come to."""
    found: Json = stack.person("vera").await_(
        f"vendors/{vendor}",
        lambda answer: (
            not answer["neutrality"]["recheck_pending"] and answer["neutrality"]["state"] == state
        ),
    )["neutrality"]
    return found


def count_assessments(stack: Stack, vendor: str) -> int:
    [(found,)] = stack.ask(
        "SELECT count(*) FROM procurement_assessment WHERE vendor_id = %s", vendor
    )
    return int(found)


def count_dispatched(stack: Stack) -> int:
    """How many hints were ever sent of what is owed."""
    [(sent,)] = stack.ask("SELECT coalesce(sum(dispatches), 0) FROM events_delivery")
    return int(sent)


def a_draft(vendor: str, drafter: Client) -> str:
    """The id of a contract that says all it must."""
    body = {
        "reference": f"MSA-FUN-{next(_numbers):03}",
        "title": "Mathematics annotation",
        "vendor": vendor,
        "dataset": {"domain": "mathematics", "sensitivity": "confidential"},
        "value": {"amount": "1250000.00", "currency": "USD"},
        "starts_on": "2025-01-01",
        "renewal": {"type": "evergreen"},
        "notice_days_ours": 30,
        "notice_days_theirs": 60,
        "owner": "Data sourcing",
    }
    drafted: str = drafter.post("contracts", body)["id"]
    return drafted


def an_approved_contract(stack: Stack, vendor: str) -> str:
    contract = a_draft(vendor, stack.person("leo"))
    stack.person("leo").post(f"contracts/{contract}/submit", BECAUSE)
    stack.person("ada").post(f"contracts/{contract}/approve", BECAUSE)
    return contract


def sign(stack: Stack, contract: str) -> Answer:
    """Try to sign, with the paper in hand."""
    return stack.person("leo").send("POST", f"contracts/{contract}/sign", proved(stack, "Signed"))


def a_signed_contract(stack: Stack, vendor: str) -> str:
    contract = an_approved_contract(stack, vendor)
    signed = sign(stack, contract)
    assert signed.status == 200, signed.body
    return contract


def proved(stack: Stack, title: str) -> Json:
    """A body that says why, with a piece of evidence of its own."""
    content = f"{title} {next(_numbers)}".encode()
    paper = stack.person("leo").upload(title, "page.txt", content)
    return {**BECAUSE, "evidence": [paper["id"]]}


def _person(name: str) -> Json:
    return {"kind": "person", "name": f"{name} Lindenhof {next(_numbers)} (fictional)"}


def _holding(owner: Json, share: float) -> Json:
    interest = {"type": "ordinary_shares", "share": {"exact": share}, "valid_from": SINCE}
    return {"kind": "assertion", "interested_party": owner, "interests": [interest]}
