"""How does the leaving of a contract look on paper, from the ground to the last certificate?"""

from __future__ import annotations

from collections.abc import Mapping

from contracts.dossier import Object
from contracts.printing.paper import Paper
from contracts.printing.reading import inner, listed, rows, said, section, text, words

Names = Mapping[str, str]


def print_termination(paper: Paper, bundle: Object, names: Names) -> None:
    """Every part of a dossier that is about the way out."""
    found, contract = section(bundle, "termination"), section(bundle, "contract")
    _print_ground(paper, found, contract, names)
    _print_days(paper, found)
    _print_objections(paper, found, names)
    _print_steps(paper, bundle, names)
    _print_data(paper, bundle, names)
    _print_account(paper, section(bundle, "settlement"))
    _print_survival(paper, bundle)


def _print_ground(paper: Paper, found: Object, contract: Object, names: Names) -> None:
    emergency = ", as an emergency" if found.get("emergency") is True else ""
    proof = said(found, "proof_kind")
    served = f"by {words(said(found, 'served_form'))}" if said(found, "served_form") else ""
    arrived = f"{words(proof)}, on {said(found, 'delivered_on')}, {said(found, 'delivered_by')}"
    paper.pairs(
        [
            ("contract", f"{said(contract, 'reference')}: {said(contract, 'title')}"),
            ("worth", text(contract.get("value"))),
            ("state", f"{words(said(found, 'state'))}; the contract is {said(contract, 'state')}"),
            ("ground", f"{words(said(found, 'ground'))}{emergency}"),
            ("because", said(found, "comment")),
            ("right", said(found, "right_why")),
            ("proposed", f"on {said(found, 'proposed_on')} by {said(found, 'proposed_by', names)}"),
            ("approved", _approved(found, names)),
            ("notice", f"{said(found, 'notice_rule')} {served}"),
            ("proof of service", arrived if proof else ""),
        ]
    )


def _approved(found: Object, names: Names) -> str:
    on = said(found, "approved_on")
    return f"on {on} by {said(found, 'approved_by', names)}" if on else ""


def _print_days(paper: Paper, found: Object) -> None:
    paper.heading("Days, and the rule that gave each")
    paper.sheet(
        ("day", "what", "rule"),
        [
            (said(day, "on"), words(said(day, "kind")), said(day, "rule"))
            for day in listed(found, "dates")
        ],
        (12, 22, 66),
    )
    end = inner(found, "earliest_end")
    paper.say(f"The earliest lawful end is {said(end, 'on')}:")
    paper.sheet(
        ("rule", "gives", "in words", "decides"),
        [
            (
                words(said(link, "rule")),
                said(link, "on"),
                said(link, "words"),
                said(link, "moved"),
            )
            for link in listed(end, "chain")
        ],
        (18, 12, 60, 10),
    )


def _print_objections(paper: Paper, found: Object, names: Names) -> None:
    cures, disputes = listed(found, "cures"), listed(found, "disputes")
    waived = listed(found, "let_go")
    if cures or disputes:
        paper.heading("What the vendor set against it")
    for cure in cures:
        how = "accepted" if cure.get("accepted") is True else "not accepted"
        paper.say(f"• Cure {how} on {said(cure, 'recorded_on')}: {said(cure, 'reason')}")
    for one in disputes:
        outcome = said(one, "outcome") or "open"
        paper.say(
            f"• Disputed on {said(one, 'raised_on')}: {said(one, 'reason')}\n"
            f"   {outcome}. {said(one, 'settlement')}"
        )
    if waived:
        paper.heading("What an approver let go")
        paper.sheet(
            ("what", "about", "why", "on", "by"),
            [_waived(one, names) for one in waived],
            (18, 22, 32, 12, 16),
        )


def _waived(one: Object, names: Names) -> tuple[str, ...]:
    about = said(one, "data_asset", names)
    about = text(one.get("balance")) or about
    return (
        words(said(one, "matter")),
        about,
        said(one, "reason"),
        said(one, "waived_on"),
        said(one, "waived_by", names),
    )


def _print_steps(paper: Paper, bundle: Object, names: Names) -> None:
    paper.heading("Steps")
    paper.sheet(
        ("step", "state", "due", "done by", "checked by", "proof"),
        [
            (
                words(said(step, "code")),
                words(said(step, "state")),
                said(step, "due_on"),
                said(step, "submitted_by", names),
                said(step, "settled_by", names),
                text(step.get("evidence"), names),
            )
            for step in rows(bundle, "steps")
        ],
        (17, 11, 12, 18, 18, 24),
    )


def _print_data(paper: Paper, bundle: Object, names: Names) -> None:
    inventory = section(bundle, "inventory")
    paper.heading("What the vendor could reach")
    paper.sheet(
        ("system", "account", "opened", "revoked", "by"),
        [
            (
                said(grant, "system"),
                said(grant, "account"),
                said(grant, "opened_on"),
                said(grant, "revoked_on") or "open",
                said(grant, "revoked_by"),
            )
            for grant in listed(inventory, "access_grants")
        ],
        (24, 30, 13, 13, 20),
    )
    paper.heading("What was sent, and what became of it")
    paper.sheet(
        ("data", "items", "holders", "sha256"),
        [
            (
                said(asset, "name"),
                said(asset, "items"),
                text(asset.get("holders"), names),
                said(asset, "sha256"),
            )
            for asset in listed(inventory, "data_assets")
        ],
        (32, 10, 30, 28),
    )
    steps = rows(bundle, "steps")
    returned = [line for step in steps for line in listed(step, "manifest")]
    if returned:
        paper.say("Returned, by the manifest:")
        paper.sheet(
            ("data", "items", "sha256"),
            [
                (said(line, "data_asset", names), said(line, "items"), said(line, "sha256"))
                for line in returned
            ],
            (40, 14, 46),
        )
    certificates = [one for step in steps for one in listed(step, "certificates")]
    if certificates:
        paper.say("Certified as destroyed:")
        paper.sheet(
            ("data", "holder", "how", "performed", "signed"),
            [_certificate(one, names) for one in certificates],
            (26, 20, 26, 16, 12),
        )


def _certificate(one: Object, names: Names) -> tuple[str, ...]:
    how = (words(said(one, "method")), said(one, "technique"), said(one, "standard"))
    done = (said(one, "performed_on"), said(one, "performed_by"), said(one, "organisation"))
    signed = (said(one, "signed_on"), said(one, "signed_by"))
    return (
        said(one, "data_asset", names),
        said(one, "holder", names),
        ", ".join(filter(None, how)),
        ", ".join(filter(None, done)),
        ", ".join(filter(None, signed)),
    )


def _print_account(paper: Paper, account: Object) -> None:
    paper.heading("Final account")
    paper.sheet(
        ("booked", "what", "amount", "in words", "reference"),
        [
            (
                said(line, "booked_on"),
                f"{said(line, 'kind')}{' (taken back)' if line.get('reverses') else ''}",
                text(line.get("amount")),
                said(line, "description"),
                said(line, "reference"),
            )
            for line in listed(account, "lines")
        ],
        (12, 16, 20, 34, 18),
    )
    balance = text(account.get("balance"))
    if balance:
        let_go = text(account.get("waived"))
        rest = f"; let go by an approver: {let_go}" if let_go else ""
        paper.say(f"Balance: {balance}{rest}.")


def _print_survival(paper: Paper, bundle: Object) -> None:
    duties = rows(bundle, "survival")
    if not duties:
        return
    paper.heading("What still binds after the end")
    paper.sheet(
        ("duty", "owed by", "until", "rule", "now"),
        [
            (
                f"{words(said(duty, 'kind'))}: {said(duty, 'description')}".rstrip(": "),
                said(duty, "owed_by"),
                said(duty, "until") or "no end",
                said(duty, "rule"),
                said(duty, "state"),
            )
            for duty in duties
        ],
        (36, 10, 13, 31, 10),
    )
