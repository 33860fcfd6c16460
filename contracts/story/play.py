"""What happened in June 2025, played against a running server as the people of the lab lived it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.story import disclosures, hanging, replacing, way_out
from contracts.story.client import Json
from contracts.story.rehearsal import rehearse
from contracts.story.stage import Cast, Stage
from contracts.story.telling import Teller, percent

WORSE = ("possible", "conflict")


def play(cast: Cast, tell: Teller) -> None:
    """Play the whole story; ends when the contract has ended.

    :raises contracts.story.client.Unexpected: if the server says anything else than the story
    """
    stage = _set_the_stage(cast, tell)
    rehearse(cast.leo, tell)
    press = _a_report_arrives(cast, tell, stage)
    confirmed = _the_vendor_confirms(cast, tell, stage)
    _the_contract_is_protected(cast, tell, stage)
    hanging.tell_what_hangs(cast, tell, stage)
    _clauses_are_read(cast, tell, stage)
    way_out.leave(cast, tell, stage)
    _who_knew_what_when(cast, tell, stage, press, confirmed)
    _who_could_take_over(cast, tell)
    replacing.replace(cast, tell, stage)
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
    termination = way_out.termination(cast, stage)
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
