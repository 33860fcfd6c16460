"""How does the lab leave in June 2025? With notice in the agreed form, and proof of every step."""

from __future__ import annotations

from contracts.dossier import check
from contracts.story.client import Json
from contracts.story.stage import Cast, Stage
from contracts.story.telling import Teller


def leave(cast: Cast, tell: Teller, stage: Stage) -> None:
    """Leave the contract with proof of everything; ends when the contract has ended."""
    tell.scene("The way out: approved by a second person, with evidence for every step")
    path = f"terminations/{termination(cast, stage)['id']}"
    approved = cast.ada.post(
        f"{path}/approve", {"reason": "Conflict proved; the covenant gives the right."}
    )
    tell.say("approved by Ada, who proposed none of it")
    served = _serve_notice(cast, tell, path, approved)
    _settle(cast, tell, path)
    _carry_out_steps(cast, tell, stage, path)
    agreed = cast.leo.upload("Agreement on an early end", "agreement.txt", b"Both agree: today.")
    today = served["notice_served_on"]
    cast.leo.post(
        f"{path}/reschedule",
        {"effective_on": today, "reason": "Agreed with Scale AI.", "evidence": [agreed["id"]]},
    )
    done = cast.leo.post(f"{path}/complete", {"reason": "Every step is verified."})
    contract = cast.leo.get(f"contracts/{stage.contract}")
    tell.say(f"termination {done['state']}; the contract has {contract['state']}")
    _hand_on(cast, tell, path)


def _serve_notice(cast: Cast, tell: Teller, path: str, approved: Json) -> Json:
    """In the form the contract asks for: an e-mail would be refused."""
    receipt = cast.leo.upload("Courier receipt", "receipt.txt", b"Delivered to the notice address.")
    said: Json = {"reason": "Notice served.", "evidence": [receipt["id"]]}
    refused = cast.leo.send("POST", f"{path}/serve-notice", {**said, "form": "email"})
    tell.say(f"notice by e-mail is refused ({refused.body['code']}): the contract says courier")
    proof = {
        "kind": "courier_receipt",
        "delivered_on": approved["updated_at"][:10],
        "delivered_by": "the courier, against signature",
    }
    served = cast.leo.post(f"{path}/serve-notice", {**said, "form": "courier", "proof": proof})
    tell.say(f"notice is served by courier; {_dates(served)}")
    chain = " → ".join(link["words"] for link in served["earliest_end"]["chain"])
    tell.say(f"earliest lawful end: {served['earliest_end']['on']} ({chain})")
    way = [leg["step"] or "the notice period" for leg in served["critical_path"]["legs"]]
    tell.say(f"what decides when we are out: {', '.join(way)}")
    return served


def _settle(cast: Cast, tell: Teller, path: str) -> None:
    """The last invoice, what was paid of it, and the rest of a prepayment."""
    account: Json = {}
    for kind, amount, said in (
        ("owed", "1030000.00", "Batch of March 2025"),
        ("paid", "950000.00", "Wire of April 2025"),
        ("credit", "80000.00", "Prepayment that was not used"),
    ):
        body = {"kind": kind, "amount": {"amount": amount, "currency": "USD"}, "description": said}
        account = cast.leo.post(f"{path}/settlement", body)
    balance = account["balance"]
    tell.say(f"the final account balances: {balance['currency']} {balance['amount']}")


def _hand_on(cast: Cast, tell: Teller, path: str) -> None:
    """The dossier, checked as anybody outside would: from what is in it alone."""
    bundle = cast.una.get(f"{path}/dossier")
    troubles = check(bundle)
    found = "intact" if not troubles else f"not intact: {troubles[0].what}"
    sections = bundle["sections"]
    tell.say(
        f"the dossier: {len(sections['events'])} events, {len(sections['evidence'])} pieces of"
        f" evidence, {len(sections['sources'])} sources; checked without the database: {found}"
    )
    tell.say(f"its hash, to be kept elsewhere: {bundle['hashes']['whole']}")
    tell.say("as paper: the same address with ?format=pdf")


def _carry_out_steps(cast: Cast, tell: Teller, stage: Stage, path: str) -> None:
    rows = []
    while open_steps := _open_steps(cast.leo.get(path)):
        step = open_steps[0]
        rows.append((step["code"], _carry_out(cast, stage, f"{path}/steps/{step['code']}", step)))
    tell.table(("step", "proof"), rows)


def _carry_out(cast: Cast, stage: Stage, path: str, step: Json) -> str:
    """Do one step and have it verified by another person; answers what proved it."""
    if step["state"] in ("pending", "blocked"):
        cast.leo.post(f"{path}/start", {"reason": "Begun."})
    if step["state"] == "submitted":
        cast.ada.post(f"{path}/verify", {"reason": "The receipt is in order."})
        return "the courier's receipt"
    code: str = step["code"]
    proof = cast.leo.upload(f"Proof of {code}", f"{code}.txt", code.encode())
    body: Json = {"reason": "Done.", "evidence": [proof["id"]]}
    said = "a signed note"
    match code:
        case "revoke_access":
            said = f"{_revoke_grants(cast, stage)} grants revoked, each with its proof"
        case "return_data":
            body["manifest"] = _manifest(cast, stage)
            said = f"a manifest of {len(body['manifest'])} data assets, as they were sent"
        case "settle_accounts":
            said = "the final account, which balances"
        case "destroy_data":
            body["certificates"] = _certificates(cast, stage, proof["id"])
            said = f"{len(body['certificates'])} certificates of destruction"
        case _:
            pass
    cast.leo.post(f"{path}/submit", body)
    cast.ada.post(f"{path}/verify", {"reason": "Checked."})
    return said


def _revoke_grants(cast: Cast, stage: Stage) -> int:
    grants = cast.leo.get(f"contracts/{stage.contract}/access-grants")["results"]
    for grant in grants:
        if grant["revoked_on"] is None:
            title = f"{grant['system']} closed (illustrative)"
            proof = cast.leo.upload(title, "closed.txt", title.encode())
            cast.leo.post(
                f"access-grants/{grant['id']}/revoke",
                {"reason": "The contract ends.", "evidence": [proof["id"]]},
            )
    return len(grants)


def _manifest(cast: Cast, stage: Stage) -> list[Json]:
    assets = cast.leo.get(f"contracts/{stage.contract}/data-assets")["results"]
    return [{"data_asset": asset["id"], "items": asset["items"]} for asset in assets]


_CERTIFIED: Json = {
    "performed_by": "Scale AI's data officer (illustrative)",
    "organisation": "Scale AI",
    "storage": "logical",
    "location": "bucket meridian-labeling, with its backups",
    "method": "cryptographic_erase",
    "technique": "destruction of the keys",
    "verification": "full",
    "standard": "NIST SP 800-88 Rev. 1",
}


def _certificates(cast: Cast, stage: Stage, proof: str) -> list[Json]:
    assets = cast.leo.get(f"contracts/{stage.contract}/data-assets")["results"]
    return [
        {**_CERTIFIED, "data_asset": asset["id"], "holder": holder, "evidence": proof}
        for asset in assets
        for holder in asset["holders"]
    ]


def _open_steps(termination: Json) -> list[Json]:
    """The steps that can be done now, in the plan's order."""
    settled = {
        step["code"] for step in termination["steps"] if step["state"] in ("verified", "waived")
    }
    return [
        step
        for step in termination["steps"]
        if step["code"] not in settled and settled.issuperset(step["depends_on"])
    ]


def termination(cast: Cast, stage: Stage) -> Json:
    """The one that was proposed, once it is there."""
    found = cast.leo.await_(
        f"contracts/{stage.contract}/terminations", lambda answer: bool(answer["results"])
    )
    first: Json = found["results"][0]
    return first


def _dates(termination: Json) -> str:
    return "; ".join(f"{date['on']}: {date['rule']}" for date in termination["dates"][:2])
