"""What happened in June 2025, played against a running server as the people of the lab lived it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from contracts.story import disclosures
from contracts.story.client import Client, Json
from contracts.story.rehearsal import rehearse
from contracts.story.telling import Teller, percent

WORSE = ("possible", "conflict")


@dataclass(frozen=True, slots=True)
class Cast:
    """Who plays: each with the roles the story needs them in, each another person."""

    intake: Client  # a tool that reads the news
    vera: Client  # keeps the vendor file
    leo: Client  # legal
    ada: Client  # approves what others proposed
    una: Client  # audits


@dataclass(frozen=True, slots=True)
class Stage:
    """What the story is about, by id."""

    vendor: str
    contract: str


def play(cast: Cast, tell: Teller) -> None:
    """Play the whole story; ends when the contract has ended.

    :raises contracts.story.client.Unexpected: if the server says anything else than the story
    """
    stage = _set_the_stage(cast, tell)
    rehearse(cast.leo, tell)
    press = _a_report_arrives(cast, tell, stage)
    confirmed = _the_vendor_confirms(cast, tell, stage)
    _the_contract_is_protected(cast, tell, stage)
    _clauses_are_read(cast, tell, stage)
    _they_leave(cast, tell, stage)
    _who_knew_what_when(cast, tell, stage, press, confirmed)
    _who_could_take_over(cast, tell)
    tell.scene("What to look at next")
    tell.say("`make run` starts the same again and stays: the admin shows every fact, verdict,")
    tell.say("case, step and event of this story; /api/docs lets you try each endpoint.")
    tell.say("docs/tutorial.md tells the story with the requests it is made of.")


def is_played(cast: Cast) -> bool:
    """Whether this server has lived through the story already."""
    vendor = _scale(cast)
    active = cast.vera.get("contracts", vendor=vendor["id"], state="active")["results"]
    return vendor["neutrality"]["state"] == "conflict" or not active


def _scale(cast: Cast) -> Json:
    found: Json = cast.vera.get("vendors", q="Scale%20AI")["results"][0]
    return found


def _set_the_stage(cast: Cast, tell: Teller) -> Stage:
    tell.scene("How things stood, from the records of Meridian Labs (a fictional lab)")
    vendor = _scale(cast)
    contract = cast.vera.get("contracts", vendor=vendor["id"], state="active")["results"][0]
    waiver = cast.vera.get("waivers", vendor=vendor["id"], state="approved")["results"][0]
    tell.say(f"contract {contract['reference']}: {contract['title']}, {contract['state']}")
    tell.verdict(vendor["neutrality"])
    tell.say("since May 2024 nobody had said who holds how much: honest answer, not enough known")
    tell.say(f"so the contract rests on a waiver: {'; '.join(waiver['conditions'])}")
    return Stage(vendor["id"], contract["id"])


def _a_report_arrives(cast: Cast, tell: Teller, stage: Stage) -> Json:
    tell.scene("10 June 2025: the press reports a deal (source: press, so merely reported)")
    before = _current(cast, stage)
    cast.intake.post(f"vendors/{stage.vendor}/disclosures", disclosures.press_report())
    tell.say("the moment it is stored, nothing may say clear any more:")
    tell.verdict(cast.vera.get(f"vendors/{stage.vendor}")["neutrality"])
    assessment = _next_assessment(cast, stage, before, "possible")
    tell.verdict(cast.vera.get(f"vendors/{stage.vendor}")["neutrality"])
    case = cast.leo.await_("cases", lambda found: bool(found["results"]), vendor=stage.vendor)[
        "results"
    ][0]
    tell.say(f"a case is open: {case['state']}, {case['id']}")
    return assessment


def _the_vendor_confirms(cast: Cast, tell: Teller, stage: Stage) -> Json:
    tell.scene("12 June 2025: the vendor confirms (49 %, no votes; the founder leaves and stays)")
    before = _current(cast, stage)
    said = disclosures.confirmation(
        reported=_record(cast, "STORY:META", "shareholding", "2025-06-20"),
        founder_as_ceo=_record(cast, "STORY:ALEXANDR-WANG", "senior_official", "2025-06-01"),
        founder_as_director=_record(cast, "STORY:ALEXANDR-WANG", "board_seat", "2025-06-01"),
    )
    cast.vera.post(f"vendors/{stage.vendor}/disclosures", said)
    assessment = _next_assessment(cast, stage, before, "conflict")
    tell.verdict(cast.vera.get(f"vendors/{stage.vendor}")["neutrality"])
    tell.say("why it stands:")
    for finding in assessment["findings"]:
        if finding["state"] in WORSE:
            tell.say(f"- {finding['sentence']}")
    tell.table(
        ("rule", "state", "measured", "paths"),
        [
            (finding["rule"], finding["state"], percent(finding), _paths(cast, finding))
            for finding in assessment["findings"]
            if finding["state"] in WORSE
        ],
    )
    return assessment


def _the_contract_is_protected(cast: Cast, tell: Teller, stage: Stage) -> None:
    tell.scene("What followed by itself, by the policy that was adopted in 2024")
    cast.leo.await_(
        "waivers", lambda found: bool(found["results"]), vendor=stage.vendor, state="voided"
    )
    tell.say("the waiver is void: it was granted on less")
    contract = cast.leo.await_(
        f"contracts/{stage.contract}", lambda found: found["state"] == "suspended"
    )
    tell.say(f"the contract {contract['reference']} is {contract['state']}")
    termination = _termination(cast, stage)
    tell.say(f"a termination is {termination['state']}, on the ground of {termination['ground']}")


def _clauses_are_read(cast: Cast, tell: Teller, stage: Stage) -> None:
    tell.scene("What the contract lets the lab do: its clauses, evaluated against these facts")
    contract = cast.leo.get(f"contracts/{stage.contract}")
    worded = {clause["id"]: clause for clause in contract["clauses"]}
    results = cast.leo.get(f"contracts/{stage.contract}/clauses/evaluate")["results"]
    tell.table(
        ("clause", "test", "result", "why"),
        [
            (
                worded[result["clause"]]["kind"],
                _test(worded[result["clause"]]),
                result["result"],
                result["why"],
            )
            for result in results
        ],
    )
    tell.say("every “more than 50 %” wording stays silent; that is why the lab has a covenant too")


def _they_leave(cast: Cast, tell: Teller, stage: Stage) -> None:
    tell.scene("The way out: approved by a second person, with evidence for every step")
    path = f"terminations/{_termination(cast, stage)['id']}"
    cast.ada.post(f"{path}/approve", {"reason": "Conflict proved; the covenant gives the right."})
    tell.say("approved by Ada, who proposed none of it")
    receipt = cast.leo.upload("Courier receipt", "receipt.txt", b"Delivered to the notice address.")
    served = cast.leo.post(
        f"{path}/serve-notice",
        {"reason": "Notice served by courier.", "evidence": [receipt["id"]]},
    )
    tell.say(f"notice is served; {_dates(served)}")
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
            said = f"{_revoke_grants(cast, stage, proof['id'])} grants revoked, none left open"
        case "destroy_data":
            body["certificates"] = _certificates(cast, stage, proof["id"])
            said = f"{len(body['certificates'])} certificates of destruction"
        case _:
            pass
    cast.leo.post(f"{path}/submit", body)
    cast.ada.post(f"{path}/verify", {"reason": "Checked."})
    return said


def _revoke_grants(cast: Cast, stage: Stage, proof: str) -> int:
    grants = cast.leo.get(f"contracts/{stage.contract}/access-grants")["results"]
    for grant in grants:
        if grant["revoked_on"] is None:
            cast.leo.post(
                f"access-grants/{grant['id']}/revoke",
                {"reason": "The contract ends.", "evidence": [proof]},
            )
    return len(grants)


def _certificates(cast: Cast, stage: Stage, proof: str) -> list[Json]:
    assets = cast.leo.get(f"contracts/{stage.contract}/data-assets")["results"]
    return [
        {"data_asset": asset["id"], "holder": holder, "evidence": proof}
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


def _who_knew_what_when(
    cast: Cast, tell: Teller, stage: Stage, press: Json, confirmed: Json
) -> None:
    tell.scene("Who knew what when: the same day in the world, by what was known at the time")
    contract = cast.leo.get(f"contracts/{stage.contract}")
    moments = [
        ("when the contract was signed", contract["signed_at"]),
        ("after the press report", press["known_at"]),
        ("after the confirmation", confirmed["known_at"]),
    ]
    tell.table(
        ("moment", "known at", "verdict on 20 June 2025", "level"),
        [(said, at, *_verdict_at(cast, stage, at)) for said, at in moments],
    )


def _verdict_at(cast: Cast, stage: Stage, known_at: str) -> tuple[str, str]:
    found = cast.una.get(
        f"vendors/{stage.vendor}/neutrality", valid_at="2025-06-20", known_at=known_at
    )
    return found["state"], found["level"]


def _who_could_take_over(cast: Cast, tell: Teller) -> None:
    tell.scene("Who could take the work: experts in mathematics, and where they stand")
    vendors = cast.vera.get("vendors", expertise="mathematics")["results"]
    rows = []
    for vendor in vendors:
        party = cast.vera.get(f"parties/{vendor['party']}")
        best = ", ".join(f"{e['domain']} ({e['level']})" for e in vendor["expertise"])
        neutrality = vendor["neutrality"]
        rows.append((party["name"], best, neutrality["state"], neutrality["level"]))
    tell.table(("vendor", "expertise", "verdict", "level"), sorted(rows, key=lambda row: row[2]))
    clear = [row[0] for row in rows if row[2] == "clear"]
    tell.say(f"clear today: {', '.join(clear)}")


def _record(cast: Cast, identifier: str, kind: str, valid_at: str) -> str:
    """The record of what a party is to the vendor, as first disclosed."""
    party = cast.vera.get("parties", identifier=identifier)["results"][0]["id"]
    found = cast.vera.get("interests", interested_party=party, type=kind, valid_at=valid_at)
    record: str = found["results"][0]["record_id"]
    return record


def _current(cast: Cast, stage: Stage) -> str | None:
    """The id of the assessment in force."""
    found: str | None = cast.vera.get(f"vendors/{stage.vendor}")["neutrality"]["assessment"]
    return found


def _next_assessment(cast: Cast, stage: Stage, before: str | None, state: str) -> Json:
    """Wait for the worker: a newer assessment with the state the story has."""
    wanted: Callable[[Json], bool] = lambda vendor: (  # noqa: E731
        not vendor["neutrality"]["recheck_pending"]
        and vendor["neutrality"]["assessment"] != before
        and vendor["neutrality"]["state"] == state
    )
    vendor = cast.vera.await_(f"vendors/{stage.vendor}", wanted)
    return cast.vera.get(f"assessments/{vendor['neutrality']['assessment']}")


def _termination(cast: Cast, stage: Stage) -> Json:
    found = cast.leo.await_(
        f"contracts/{stage.contract}/terminations", lambda answer: bool(answer["results"])
    )
    first: Json = found["results"][0]
    return first


def _dates(termination: Json) -> str:
    return "; ".join(f"{date['on']}: {date['rule']}" for date in termination["dates"][:2])


def _paths(cast: Cast, finding: Json) -> str:
    return " | ".join(
        " → ".join(_name(cast, hop["party"]) for hop in path) for path in finding["paths"][:2]
    )


_names: dict[str, str] = {}


def _name(cast: Cast, party: str) -> str:
    if party not in _names:
        _names[party] = cast.vera.get(f"parties/{party}")["name"]
    return _names[party]


def _test(clause: dict[str, Any]) -> str:
    if clause.get("threshold") is None:
        return f"{clause['measure']}"
    sign = {"gt": ">", "ge": "≥"}[clause["comparator"]]
    return f"{clause['measure']} {sign} {clause['threshold']:g} % ({clause['party_class']})"
