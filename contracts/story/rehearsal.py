"""What if Meta took 49 % without votes? Asked before anybody says so, and nothing is kept."""

from __future__ import annotations

from contracts.story import disclosures
from contracts.story.client import Client, Json
from contracts.story.telling import Teller


def rehearse(legal: Client, tell: Teller) -> None:
    """Simulate the deal and tell in short what would follow."""
    tell.scene("June 2025, a rumour: what if Meta took 49 % without votes? Nothing is recorded yet")
    foreseen = legal.post("scenarios", disclosures.supposed_deal())
    for vendor in foreseen["vendors"]:
        before, after = vendor["before"], vendor["after"]
        tell.say(f"{vendor['name']}: {_short(before)} would become {_short(after)}")
        tell.say(f"- {after['findings'][0]['sentence']}")
    for contract in foreseen["contracts"]:
        fired = [clause for clause in contract["clauses"] if clause["after"]["result"] == "fired"]
        at_risk = contract["value_at_risk"]
        tell.say(
            f"contract {contract['reference']}: {at_risk['currency']} {at_risk['amount']} not"
            f" delivered yet; {len(fired)} of {len(contract['clauses'])} clauses would give a right"
        )
    for vendor_id, able in foreseen["replacements"].items():
        names = ", ".join(each["name"] for each in able) or "nobody"
        tell.say(f"who could take over from {_name(foreseen, vendor_id)}: {names}")


def _short(verdict: Json) -> str:
    return f"{verdict['state']} at {verdict['level']}"


def _name(foreseen: Json, vendor_id: str) -> str:
    return next(str(each["name"]) for each in foreseen["vendors"] if each["vendor"] == vendor_id)
